"""Derivatives from differences of f alone, with an error bar.

An **estimate** is what differences of a function say about its slope (or its curvature) at a point: the value, how far it can
be trusted, the step that gave it, and whether the function has a corner or a jump there. ``trials.py`` says how a value and its
error bar come about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import inf, isfinite, nan
from typing import NamedTuple

from .trials import (
    ROUNDING,
    Line,
    Trial,
    bends,
    central,
    corners,
    doubling,
    narrowest,
    one_sided,
    run_of,
    settled,
    twists,
)


class Estimate(NamedTuple):
    """What differences say: ``kind`` is "smooth", "kink", "jump", "stairs", "edge" (values on one side only) or "none".

    ``value`` is the slope or curvature with its ``error``, found at ``step``. ``left`` and ``right`` are the one-sided ones,
    equal to ``value`` where f is smooth.
    """

    kind: str
    value: float
    error: float
    step: float
    left: float
    right: float


_BAR = 3.0  # how many times its error bar a trial may be off: what the choice among trials rests on
_SIDES = (0, -1, 1)  # around x, below it, above it
NOTHING = Estimate("none", nan, inf, 0.0, nan, nan)


def slope(line: Line, *, expected: float = nan, tolerance: float = 0.0) -> Estimate:
    """Estimate the slope of a function at the point of its line.

    ``expected`` saves work: if three moderate steps already give it to within ``tolerance``, a tenth of which their error bar
    leaves open, and see no corner, no more are tried.

    >>> estimate = slope(Line(lambda x: x**3, 2.0))
    >>> estimate.kind, abs(estimate.value - 12.0) <= estimate.error < 1e-9
    ('smooth', True)
    >>> estimate = slope(Line(abs, 0.0))
    >>> estimate.kind, estimate.left, estimate.right
    ('kink', -1.0, 1.0)
    """
    if isfinite(expected):
        steps = _moderate(line)
        quick, corner = narrowest(central(line, steps)), narrowest(corners(line, steps))
        bar = line.error(line(line.x))
        if quick and corner and abs(corner.value) <= corner.error and _confirms(quick, expected, tolerance, bar / quick.step):
            return _known("smooth", quick)
    line.listen()
    jump = _jump(line)
    if jump is not None:
        return jump
    found, reach = run_of(line.trials(central))
    if found is None:
        return _at_edge([settled(line.trials(partial(one_sided, side=side))) for side in (-1, 1)], doubt=4.0)
    if line.stairs:
        return Estimate("stairs", found.value, _BAR * found.error, found.step, 0.0, found.value)
    line.reach = reach
    bend = list(line.trials(corners))
    corner = settled(bend)
    if corner and abs(corner.value) > 5.0 * corner.error + 1e-6 * abs(found.value) and not _shrinking(bend, corner, line.size):
        half = 0.5 * corner.value
        bar = _BAR * (found.error + corner.error)
        return Estimate("kink", found.value, bar, corner.step, found.value - half, found.value + half)
    return _known("smooth", found)


def curvature(line: Line, *, expected: float = nan, tolerance: float = 0.0) -> Estimate:
    """Estimate the second derivative of a function at the point of its line, from second differences.

    ``expected`` and ``tolerance`` are as for `slope`.

    >>> estimate = curvature(Line(lambda x: x**3, 2.0))
    >>> estimate.kind, abs(estimate.value - 12.0) <= estimate.error < 1e-5
    ('smooth', True)
    """
    if isfinite(expected):
        quick, left, right = [narrowest(bends(line, _moderate(line), side)) for side in _SIDES]
        even = left and right and abs(left.value - right.value) <= left.error + right.error
        bar = line.error(line(line.x))
        if quick and even and _confirms(quick, expected, tolerance, bar / quick.step / quick.step, slack=100.0):
            return _known("smooth", quick)
    line.listen()
    # a corner nearby shows in slopes long before it shows in curvatures: no step reaches beyond it
    found = settled(line.trials(partial(bends, side=0), line.reach))
    left, right = [settled(line.trials(partial(bends, side=side))) for side in (-1, 1)]
    if found is None or _is_cramped(line):
        return _at_edge([found, left, right], doubt=16.0)
    if left and right and abs(left.value - right.value) > 5.0 * (left.error + right.error):
        return Estimate("kink", found.value, _BAR * (left.error + right.error), found.step, left.value, right.value)
    return _known("smooth", found)


def mixed(
    f: Callable[[float, float], float],
    x: Line,
    y: Line,
    steps: tuple[float, float] = (0.0, 0.0),
    *,
    expected: float = nan,
    tolerance: float = 0.0,
) -> Estimate:
    """Estimate the mixed second derivative of f by the numbers of two lines.

    ``steps`` are steps that suited f along x and along y: the two may live on scales that have nothing to do with each other.
    ``expected`` and ``tolerance`` are as for `slope`.

    >>> estimate = mixed(lambda x, y: x * y * y, Line(lambda x: x * 9.0, 2.0), Line(lambda y: 2.0 * y * y, 3.0))
    >>> abs(estimate.value - 6.0) <= estimate.error < 1e-5
    True
    """
    across, along = steps[0] or 2.0**-6 * x.size, steps[1] or 2.0**-6 * y.size

    def rectangles(scales: list[float]) -> Iterator[tuple[float, float]]:
        for scale in scales:
            yield across * scale, along * scale

    def value(p: float, q: float) -> float:
        try:
            found = float(f(p, q))
        except (ValueError, ArithmeticError):
            return nan
        return found if isfinite(found) else nan

    if isfinite(expected):
        quick = narrowest(twists(value, x, y, rectangles(doubling(1.0, 4.0))))
        if quick and _confirms(quick, expected, tolerance, x.error(x(x.x)) / across / along, slack=100.0):
            return _known("smooth", quick)
    x.listen()
    y.listen()
    largest = min(max(2.0**4, 2.0**-2 * line.size / step) for line, step in ((x, across), (y, along)))
    scales = [s for s in doubling(2.0**-14, min(largest, 2.0**8)) if 4.0 * s * across <= x.reach and 4.0 * s * along <= y.reach]
    found = settled(twists(value, x, y, rectangles(scales)))
    return _known("smooth", found) if found else NOTHING


def _known(kind: str, trial: Trial) -> Estimate:
    return Estimate(kind, trial.value, _BAR * trial.error, trial.step, trial.value, trial.value)


def _is_cramped(line: Line) -> bool:
    """Return whether f ends a few steps beside x."""
    room = line.ladders()[0][4]
    return not (isfinite(line(line.x - room)) and isfinite(line(line.x + room)))


def _at_edge(trials: list[Trial | None], doubt: float) -> Estimate:
    """Return what the side with more to say says, on which f goes on, or what can be seen from both.

    ``doubt`` widens the error bar: towards an edge functions often go as a square root does, whose differences converge more
    slowly than extrapolation thinks.
    """
    found = narrowest(trial for trial in trials if trial)
    return _known("edge", found._replace(error=doubt * found.error)) if found else NOTHING


def _moderate(line: Line) -> list[float]:
    size = max(line.size, 2.0**-3)
    return doubling(size * 2.0**-9, size * 2.0**-7)


def _confirms(quick: Trial, expected: float, tolerance: float, rounding: float, slack: float = 0.1) -> bool:
    """Return whether a trial is as expected, and sure of it; an error bar that is all rounding does not count against equality.

    ``slack`` says how many times the tolerance the error bar may be: that a trial is right by accident is not to be feared.
    """
    if abs(quick.value - expected) > tolerance:
        return False
    return quick.error <= slack * tolerance or (quick.value == expected and quick.error <= 1e3 * rounding)


def _shrinking(trials: list[Trial], found: Trial, size: float) -> bool:
    """Return whether the trials go to 0 with the step, if only slowly: |x|**1.1 has no corner at 0."""
    i = [trial.step for trial in trials].index(found.step)
    large = i + 5 if i + 5 < len(trials) else i
    if large >= 5 and abs(trials[large - 5].value) < 0.5 * abs(trials[large].value):
        return True
    sure = [abs(t.value) for t in trials if t.error <= 0.1 * abs(t.value) and t.step <= 2.0**-10 * size]
    return len(sure) > 0 and sure[0] < 0.9 * sure[-1] and sure[len(sure) // 2] < 0.95 * sure[-1]


def _jump(line: Line) -> Estimate | None:
    """Recognise a jump at x: a difference that does not shrink with the step. Its slopes are those beside it."""
    steps, middle = line.ladders()[0], line(line.x)
    near = (steps[2], steps[7], steps[12])
    for side in (-1, 1):
        heights = [abs(line(line.x + side * h) - middle) for h in near]
        error = ROUNDING * (abs(middle) + heights[0]) + line.close
        if max(heights) <= 1.25 * min(heights) and min(heights) > 1e3 * error:
            left, right = [settled(_beside(line, steps, way)) for way in (-1, 1)]
            if left and right:
                bar = _BAR * (left.error + right.error)
                return Estimate("jump", nan, bar, max(left.step, right.step), left.value, right.value)
    return None


def _beside(line: Line, steps: list[float], side: int) -> Iterator[Trial]:
    """Yield slopes on one side of a jump, without the value at x itself."""
    for h in steps:
        at_1, at_2, at_4 = [line(line.x + side * n * h) for n in (1, 2, 4)]
        close, farther = side * (at_2 - at_1) / h, side * (at_4 - at_2) / (2.0 * h)
        if isfinite(farther):
            error = ROUNDING * (abs(at_1) + abs(at_2) + abs(at_4)) + 3.0 * line.close
            yield Trial(close, abs(farther - close) + error / h, h)
