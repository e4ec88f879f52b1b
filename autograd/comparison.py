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
from .trials import Line
from .value import Value

MODES = ("reverse", "forward")
_SURE = 1e-3  # an error bar above this part of the derivative leaves the verdict open
_SMALL = 1e-6  # an error bar below this part of the function's own scale is as good as none around 0


class Settings(NamedTuple):
    """How a check compares: up to which order, in which modes, and how closely."""

    order: int
    modes: tuple[str, ...]
    rtol: float
    atol: float


class Problem(NamedTuple):
    """What a check compares: a function of a flat list of numbers, and the derivatives claimed for it.

    ``first`` maps a mode to a function that gives all first derivatives, ``second`` to one that gives the second by two
    indices. A derivative that the engine refuses is a NotDifferentiable, in place of its number or raised for all of them; one
    that is no more than an estimate itself comes as that.
    ``noise`` is the size of the numbers that f computes with on the way. ``blame`` names the guilty, for a report.
    ``elsewhere`` poses the same problem at another point.
    """

    f: Callable[[list[float]], float]
    names: list[str]
    at: list[float]
    first: dict[str, Callable[[], list[Any]]]
    second: dict[str, Callable[[int, int], Any]]
    noise: float
    blame: Callable[[Settings], Sequence[str]] | None
    elsewhere: Callable[[list[float]], Problem] | None = None


Claim = float | Estimate | NotDifferentiable


def compare(problem: Problem, settings: Settings) -> list[Entry]:
    """Return one entry for each derivative of the problem, in every mode."""
    entries: list[Entry] = []
    modes = [mode for mode in problem.first if mode in settings.modes or mode not in MODES]
    claimed = {mode: _claims(problem.first[mode], len(problem.at)) for mode in modes}
    lines = [Line(_along(problem, i), x, problem.noise) for i, x in enumerate(problem.at)]
    slopes: list[Estimate] = []
    for i, label in enumerate(problem.names):
        claims = {mode: claimed[mode][i] for mode in modes}
        estimate = slope(lines[i], **_expected(claims, settings))
        slopes.append(estimate)
        for mode, claim in claims.items():
            verdict, reason = _verdict(claim, estimate, settings, lines[i].steepness)
            if isinstance(claim, NotDifferentiable) and estimate.kind == "smooth" and _refused_around(problem, mode, lines, i):
                verdict, reason = "wrong", f"no derivative by the rule, neither here nor around: {str(claim).partition(': ')[0]}"
            entries.append(Entry(f"∂/∂{label}", mode, _number(claim), estimate, verdict, reason))
    if settings.order == 2:
        entries += _second_order(problem, settings, [mode for mode in modes if mode in problem.second], lines, slopes)
    return entries


def _second_order(
    problem: Problem, settings: Settings, modes: list[str], lines: list[Line], slopes: list[Estimate]
) -> list[Entry]:
    entries = []
    for i, label in enumerate(problem.names):
        for j in range(i, len(problem.names)):
            if not {slopes[i].kind, slopes[j].kind} <= {"smooth", "edge"}:
                continue  # the first order has said what is to be said here
            claims = {mode: _claims(lambda mode=mode, i=i, j=j: [problem.second[mode](i, j)], 1)[0] for mode in modes}  # type: ignore[misc]
            if i == j:
                estimate = curvature(lines[i], **_expected(claims, settings))
                by = f"∂²/∂{label}²"
            else:
                steps = (slopes[i].step, slopes[j].step)
                estimate = mixed(_across(problem, i, j), lines[i], lines[j], steps, **_expected(claims, settings))
                by = f"∂²/∂{label}∂{problem.names[j]}"
            scale = max(lines[i].steepness / lines[j].size, lines[j].steepness / lines[i].size)
            for mode, claim in claims.items():
                entries.append(Entry(by, mode, _number(claim), estimate, *_verdict(claim, estimate, settings, scale)))
    return entries


def _claims(compute: Callable[[], list[Any]], count: int) -> list[Claim]:
    try:
        return [_claim(x) for x in compute()]
    except NotDifferentiable as error:
        return [error] * count


def _claim(x: Any) -> Claim:
    if isinstance(x, (NotDifferentiable, Estimate)):
        return x
    return float(x.data if isinstance(x, Value) else x)


def _number(claim: Claim) -> float:
    if isinstance(claim, NotDifferentiable):
        return nan
    return claim.value if isinstance(claim, Estimate) else claim


def _expected(claims: dict[str, Claim], settings: Settings) -> dict[str, float]:
    """Return what differences may expect to find, and how closely, to be done the sooner."""
    if not claims or any(isinstance(claim, NotDifferentiable) for claim in claims.values()):
        return {}
    first = _number(next(iter(claims.values())))
    return {"expected": first, "tolerance": settings.rtol * abs(first) + settings.atol}


def _verdict(claim: Claim, estimate: Estimate, settings: Settings, scale: float) -> tuple[str, str]:
    """Return the verdict, and its reason where the table does not show it.

    A derivative that is claimed to be 0 can only be seen to be small, beside the ``scale`` on which the function moves.
    """
    if isinstance(claim, NotDifferentiable):
        return "not differentiable", str(claim)
    bar = estimate.error + (claim.error if isinstance(claim, Estimate) else 0.0)
    claim = _number(claim)
    if not isfinite(claim):
        return "wrong", f"the derivative is {claim!r}"
    if estimate.kind == "none":
        return "unchecked", ""
    size = max(abs(claim), abs(estimate.left), abs(estimate.right))
    slack = settings.rtol * size + settings.atol + bar
    low, high = sorted((estimate.left, estimate.right))
    if estimate.kind == "stairs":
        return ("unresolved" if min(abs(claim), abs(claim - estimate.value)) <= slack else "wrong"), ""
    if not low - slack <= claim <= high + slack:
        return "wrong", ""
    if estimate.kind in {"kink", "jump"}:
        return estimate.kind, ""
    if claim == 0.0:
        sure = estimate.error <= _SMALL * scale + settings.atol or estimate.value == scale == 0.0
    else:
        sure = estimate.error <= max(_SURE, settings.rtol) * size + settings.atol or claim == estimate.value
    return ("right" if sure else "unresolved"), ""


def _refused_around(problem: Problem, mode: str, lines: list[Line], i: int) -> bool:
    """Return whether the derivative is refused at other points too, where a singularity would be left behind.

    ``x**4`` under a square root has no derivative by its rules at 0, though differences see one. That is a refusal, which
    nobody takes for a number. A rule that can nowhere be computed is a mistake.
    """
    if problem.elsewhere is None:
        return False
    for side in (1, -1):
        point = [*problem.at]
        point[i] += side * lines[i].size * 2.0**-7
        try:
            claim = _claims(problem.elsewhere(point).first[mode], len(point))[i]
        except (ValueError, ArithmeticError):
            return False
        if not isinstance(claim, NotDifferentiable):
            return False
    return True


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
