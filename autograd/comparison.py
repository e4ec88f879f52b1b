"""Comparing what is claimed about derivatives with what differences say.

A **problem** is a function of a flat list of numbers together with the derivatives claimed for it: functions, recorded
graphs, single rows and networks are all checked by being made into one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite, nan
from typing import Any, NamedTuple

from .differences import Estimate, curvature, mixed, slope
from .errors import NotDifferentiable
from .report import Entry
from .value import Value

MODES = ("reverse", "forward")


class Settings(NamedTuple):
    """How a check compares: up to which order, in which modes, and how closely."""

    order: int
    modes: tuple[str, ...]
    rtol: float
    atol: float


class Problem(NamedTuple):
    """What a check compares: a function of a flat list of numbers, and the derivatives claimed for it.

    ``first`` maps a mode to a function that gives all first derivatives, ``second`` to one that gives the second by two
    indices. ``noise`` is the size of the numbers that f computes with on the way. ``blame`` names the guilty, for a report.
    """

    f: Callable[[list[float]], float]
    names: list[str]
    at: list[float]
    first: dict[str, Callable[[], list[Any]]]
    second: dict[str, Callable[[int, int], Any]]
    noise: float
    blame: Callable[[Settings], Sequence[str]] | None


def compare(problem: Problem, settings: Settings) -> list[Entry]:
    """Return one entry for each derivative of the problem, in every mode."""
    entries: list[Entry] = []
    modes = [mode for mode in problem.first if mode in settings.modes or mode not in MODES]
    claimed = {mode: _claims(problem.first[mode], len(problem.at)) for mode in modes}
    slopes: list[Estimate] = []
    for i, label in enumerate(problem.names):
        expected = claimed[modes[0]][i] if modes else nan
        tolerance = settings.rtol * abs(expected) + settings.atol if isinstance(expected, float) else 0.0
        estimate = slope(
            _along(problem, i),
            problem.at[i],
            noise=problem.noise,
            expected=expected if isinstance(expected, float) else nan,
            tolerance=tolerance,
        )
        slopes.append(estimate)
        entries += [_entry(f"∂/∂{label}", mode, claimed[mode][i], estimate, settings) for mode in modes]
    if settings.order == 2:
        entries += _second_order(problem, settings, [mode for mode in modes if mode in problem.second], slopes)
    return entries


def _second_order(problem: Problem, settings: Settings, modes: list[str], slopes: list[Estimate]) -> list[Entry]:
    entries = []
    for i, label in enumerate(problem.names):
        for j in range(i, len(problem.names)):
            if not slopes[i].kind == slopes[j].kind == "smooth":
                continue  # the first order has said what is to be said here
            if i == j:
                estimate = curvature(_along(problem, i), problem.at[i], noise=problem.noise)
                by = f"∂²/∂{label}²"
            else:
                estimate = mixed(
                    _across(problem, i, j),
                    problem.at[i],
                    problem.at[j],
                    noise=problem.noise,
                    steps=(slopes[i].step, slopes[j].step),
                )
                by = f"∂²/∂{label}∂{problem.names[j]}"
            for mode in modes:
                (claim,) = _claims(lambda mode=mode, i=i, j=j: [problem.second[mode](i, j)], 1)  # type: ignore[misc]
                entries.append(_entry(by, mode, claim, estimate, settings))
    return entries


def _claims(compute: Callable[[], list[Any]], count: int) -> list[float | NotDifferentiable]:
    try:
        return [float(x.data if isinstance(x, Value) else x) for x in compute()]
    except NotDifferentiable as error:
        return [error] * count


def _entry(by: str, mode: str, claim: float | NotDifferentiable, estimate: Estimate, settings: Settings) -> Entry:
    if isinstance(claim, NotDifferentiable):
        return Entry(by, mode, nan, estimate, "not differentiable", str(claim))
    return Entry(by, mode, claim, estimate, _verdict(claim, estimate, settings))


def _verdict(claim: float, estimate: Estimate, settings: Settings) -> str:
    if estimate.kind == "none":
        return "unchecked"
    if not isfinite(claim):
        return "wrong"
    size = max(abs(claim), abs(estimate.left), abs(estimate.right))
    slack = settings.rtol * size + settings.atol + estimate.error
    low, high = sorted((estimate.left, estimate.right))
    if not low - slack <= claim <= high + slack:
        return "wrong"
    if estimate.kind in {"kink", "jump"}:
        return estimate.kind
    unresolved = estimate.error > 0.1 * size and size > 0.0 and claim != estimate.value
    return "unresolved" if unresolved else "right"


def _along(problem: Problem, i: int) -> Callable[[float], float]:
    def f(x: float) -> float:
        return problem.f([*problem.at[:i], x, *problem.at[i + 1 :]])

    return f


def _across(problem: Problem, i: int, j: int) -> Callable[[float, float], float]:
    def f(x: float, y: float) -> float:
        point = list(problem.at)
        point[i], point[j] = x, y
        return problem.f(point)

    return f
