"""Derivatives checked against differences of the function itself.

An **entry** is one derivative in question: by which input, what the engine (or a rule written by hand) says, what the
differences say and how surely, and the verdict. A **report** is the entries of a check; it reads as a table. When an entry
is wrong, every recorded row is checked alone, and the rows that fail are named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from .comparison import MODES, Settings, compare
from .derivatives import arguments_of
from .errors import GradientMismatch, NotDifferentiable
from .problems import by_engine, by_hand, numbers_of, title_of
from .report import GradientReport
from .structures import rebuild
from .value import Value

RTOL = 1e-6


def gradcheck(
    f: Callable[..., Any],
    at: Any,
    *,
    gradient: Callable[..., Any] | None = None,
    order: int = 1,
    modes: Sequence[str] = MODES,
    rtol: float = RTOL,
    atol: float = 0.0,
    kinks: str = "report",
) -> GradientReport:
    """Compare the derivatives of ``f`` with differences of ``f``, and return a report.

    ``at`` is the point: a number, or a tuple of the arguments of ``f`` (numbers or nested lists, tuples and dicts), or a list
    of several such points. (A list that ``f`` takes as its one argument is one point.) ``gradient`` is a derivative written by
    hand, of a plain function of floats: it takes the arguments of ``f`` and returns one number, or one for each input.
    ``order=2`` checks second derivatives too, against second differences of ``f``, never against differences of a gradient.

    A derivative is right if it differs from the differences by no more than ``rtol`` of its size, plus ``atol``, plus the
    differences' own error bar; where that bar is wide beside the derivative, the verdict is "unresolved" and not "right". At a
    kink the derivative must lie between the slopes on both sides; the report says so and passes, unless ``kinks="raise"``. So
    does a derivative that the engine refuses with NotDifferentiable, unless it refuses all around the point too.

    Raises GradientMismatch, whose text is the report, where a derivative is wrong; NotDifferentiable at a kink if asked to;
    TypeError and ValueError for arguments that make no sense.

    The method is that of ``differences.py``: Richardson extrapolation with an error bar, step chosen by Lepski's rule.

    >>> import autograd
    >>> gradcheck(lambda x, y: autograd.tanh(x) * y, (0.5, 2.0)).passed
    True
    >>> gradcheck(abs, 0.0).kinks[0].verdict
    'kink'
    """
    __tracebackhide__ = True  # pytest then shows the line of the test
    validate(order, modes, kinks, rtol, atol)
    report = GradientReport(title_of(f))
    settings = Settings(order, tuple(modes), rtol, atol)
    for i, arguments in enumerate(_points(f, at, Value if gradient is None else float)):
        problem = by_hand(f, gradient, arguments) if gradient is not None else by_engine(f, arguments)
        place = ", ".join(f"{label} = {x!r}" for label, x in zip(problem.names, problem.at, strict=True))
        report.add(i, compare(problem, settings), partial(problem.blame, settings) if problem.blame else None, place)
    return finish(report, kinks)


def assert_gradients(f: Callable[..., Any], at: Any, **options: Any) -> None:
    """Assert that the derivatives of ``f`` agree with its differences: `gradcheck` for a test, with the same options.

    Raises AssertionError (a GradientMismatch) with the table of the report as its message.

    >>> assert_gradients(lambda x: x**3, [1.0, -2.0], order=2)
    """
    __tracebackhide__ = True
    gradcheck(f, at, **options)


def finish(report: GradientReport, kinks: str) -> GradientReport:
    """Raise what the report calls for, or return it."""
    __tracebackhide__ = True
    if report.wrong:
        raise GradientMismatch(str(report), report)
    if kinks == "raise" and report.kinks:
        raise NotDifferentiable(str(report))
    return report


def _points(f: Callable[..., Any], at: Any, kind: type) -> list[tuple[Any, ...]]:
    """Return the points that ``at`` stands for, found out by calling f with numbers of the kind that it takes."""
    if not isinstance(at, list):
        return [arguments_of(f, at)]
    if not at:
        raise ValueError("at is an empty list: give a point, or a list of points")
    try:
        f(*rebuild(arguments_of(f, at[0]), [kind(x) for x in numbers_of(at[0])]))
    except Exception:  # noqa: BLE001 - whatever f raises: then the first element is no point, and the list may be one
        try:
            f(rebuild(at, [kind(x) for x in numbers_of(at)]))
        except Exception:  # noqa: BLE001 - neither; the check itself says what is wrong
            return [arguments_of(f, point) for point in at]
        return [(at,)]
    return [arguments_of(f, point) for point in at]


def validate(order: int, modes: Sequence[str], kinks: str, rtol: float, atol: float) -> None:
    """Raise ValueError for an option of a check that makes no sense."""
    if order not in {1, 2}:
        raise ValueError(f"order must be 1 or 2, got {order!r}")
    if kinks not in {"report", "raise"}:
        raise ValueError(f'kinks must be "report" or "raise", got {kinks!r}')
    if isinstance(modes, str) or not modes or not set(modes) <= set(MODES):
        raise ValueError(f"modes must be a tuple out of {MODES}, got {modes!r}")
    if not (rtol >= 0.0 and atol >= 0.0):
        raise ValueError(f"rtol and atol must be 0 or more, got {rtol!r} and {atol!r}")
