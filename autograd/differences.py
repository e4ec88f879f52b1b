"""Derivatives from differences of f alone, with an error bar.

An **estimate** is what differences of a function say about its slope (or its curvature) at a point: the value, how far it can
be trusted, the step that gave it, and whether the function has a corner or a jump there.

Central differences at steps h, 2h, 4h are extrapolated to h = 0 (Richardson 1911; Ridders 1982). The error bar is what the
last extrapolation changed, plus the rounding errors of f divided by the step. No single step suits every function: the steps are
walked through from small ones, where rounding dominates, to large ones, and as long as their error bars overlap the
narrowest is believed (Lepski 1991); where they stop overlapping, the steps have outgrown the neighbourhood in which f is smooth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf, isfinite, nan, ulp
from typing import NamedTuple

_ROUNDING = 4 * 2.0**-52  # what f is trusted to be right to, relative to its size
_SMALLEST, _LARGEST = 2.0**-40, 2.0**-2  # steps, relative to the size of x


class Estimate(NamedTuple):
    """What differences say: ``kind`` is "smooth", "kink", "jump", "edge" (values on one side only) or "none".

    ``value`` is the slope or curvature with its ``error``, found at ``step``. ``left`` and ``right`` are the one-sided ones,
    equal to ``value`` where f is smooth.
    """

    kind: str
    value: float
    error: float
    step: float
    left: float
    right: float


class _Trial(NamedTuple):
    value: float
    error: float
    step: float


class Line:
    """A function of one number around a point, nan where it has no value.

    ``noise`` is the size of the numbers that f computes with on the way, where they are larger than its values: 1e10 + x - 1e10
    is as noisy as 1e10.
    """

    def __init__(self, f: Callable[[float], float], x: float, noise: float = 0.0) -> None:
        self.f = f
        self.x = x
        self.noise = noise
        self.size = abs(x) if x else 1.0
        self._known: dict[float, float] = {}

    def __call__(self, x: float) -> float:
        """Return f(x), or nan where f raises an arithmetic error or has no finite value."""
        if x not in self._known:
            try:
                value = float(self.f(x))
            except (ValueError, ArithmeticError):
                value = nan
            self._known[x] = value if isfinite(value) else nan
        return self._known[x]

    def segments(self) -> list[list[float]]:
        """Return the steps to try, from small to large, in groups of steps that double."""
        groups = [_doubling(self.size * _SMALLEST, self.size * _LARGEST)]
        if self.size < 2.0**-6:  # f may well be of size 1 around a tiny x
            groups.append(_doubling(max(self.size * 4.0, _SMALLEST), _LARGEST))
        return groups


def _doubling(first: float, last: float) -> list[float]:
    steps = [first]
    while steps[-1] < last:
        steps.append(steps[-1] * 2.0)
    return steps


def slope(
    f: Callable[[float], float], x: float, *, noise: float = 0.0, expected: float = nan, tolerance: float = 0.0
) -> Estimate:
    """Estimate f'(x).

    ``expected`` saves work: if three moderate steps already give it to within ``tolerance``, a tenth of which their error bar
    leaves open, and see no corner, no more are tried.

    >>> estimate = slope(lambda x: x**3, 2.0)
    >>> estimate.kind, abs(estimate.value - 12.0) <= estimate.error < 1e-9
    ('smooth', True)
    >>> slope(abs, 0.0)[0], slope(abs, 0.0).left, slope(abs, 0.0).right
    ('kink', -1.0, 1.0)
    """
    line = Line(f, x, noise)
    if isfinite(expected):
        quick = _doubling(max(line.size, 2.0**-3) * 2.0**-9, max(line.size, 2.0**-3) * 2.0**-7)
        central, corner = _best(_central(line, quick)), _best(_corners(line, quick))
        if central and corner and abs(central.value - expected) <= tolerance and abs(corner.value) <= corner.error:
            exact = central.value == expected and central.error <= 1e3 * _ROUNDING * (abs(line(x)) + noise) / central.step
            if exact or central.error <= 0.1 * tolerance:
                return Estimate("smooth", *central, central.value, central.value)
    groups = line.segments()
    jump = _jump(line, groups[0])
    if jump is not None:
        return jump
    central = _settled(trial for steps in groups for trial in _central(line, steps))
    if central is None:
        return _edge(line, groups)
    corners = [trial for steps in groups for trial in _corners(line, steps)]
    corner = _settled(corners)
    if (
        corner is not None
        and abs(corner.value) > 5.0 * corner.error + 1e-6 * abs(central.value)
        and not _shrinking(corners, corner)
    ):
        half = 0.5 * corner.value
        return Estimate(
            "kink", central.value, central.error + corner.error, corner.step, central.value - half, central.value + half
        )
    return Estimate("smooth", *central, central.value, central.value)


def curvature(f: Callable[[float], float], x: float, *, noise: float = 0.0) -> Estimate:
    """Estimate f''(x) from second differences of f.

    >>> estimate = curvature(lambda x: x**3, 2.0)
    >>> estimate.kind, abs(estimate.value - 12.0) <= estimate.error < 1e-5
    ('smooth', True)
    """
    line = Line(f, x, noise)
    groups = line.segments()
    found = _settled(trial for steps in groups for trial in _second(line, steps, 0))
    left = _settled(trial for steps in groups for trial in _second(line, steps, -1))
    right = _settled(trial for steps in groups for trial in _second(line, steps, 1))
    if found is None:
        return Estimate("none", nan, inf, 0.0, nan, nan)
    if left and right and abs(left.value - right.value) > 5.0 * (left.error + right.error):
        return Estimate("kink", found.value, left.error + right.error, found.step, left.value, right.value)
    return Estimate("smooth", *found, found.value, found.value)


def mixed(
    f: Callable[[float, float], float], x: float, y: float, *, noise: float = 0.0, steps: tuple[float, float] = (0.0, 0.0)
) -> Estimate:
    """Estimate the mixed second derivative of f by x and y.

    ``steps`` are steps that suited f along x and along y: the two may live on scales that have nothing to do with each other.

    >>> estimate = mixed(lambda x, y: x * y * y, 2.0, 3.0)
    >>> abs(estimate.value - 6.0) <= estimate.error < 1e-5
    True
    """
    across, along = steps[0] or 2.0**-6 * (abs(x) or 1.0), steps[1] or 2.0**-6 * (abs(y) or 1.0)

    def value(p: float, q: float) -> float:
        try:
            found = float(f(p, q))
        except (ValueError, ArithmeticError):
            return nan
        return found if isfinite(found) else nan

    rows: list[_Trial] = []
    for scale in _doubling(2.0**-14, 2.0**4):
        p, q, r, s = x + across * scale, x - across * scale, y + along * scale, y - along * scale
        corners = (value(p, r), value(p, s), value(q, r), value(q, s))
        area = (p - q) * (r - s)
        if area == 0.0:  # the step is lost in the rounding of x or y
            continue
        difference = (corners[0] - corners[1]) - (corners[2] - corners[3])
        rows.append(_Trial(difference / area, 4 * _ROUNDING * max(noise, *map(abs, corners)) / area, scale * max(across, along)))
    found = _settled(_extrapolated(rows, (4.0, 16.0)))
    return Estimate("smooth", *found, found.value, found.value) if found else Estimate("none", nan, inf, 0.0, nan, nan)


# ---- trials at rows of doubling steps -----------------------------------------------------------------------------------


def _central(line: Line, steps: list[float]) -> Iterable[_Trial]:
    rows = []
    for h in steps:
        above, below = line.x + h, line.x - h
        if above > below:
            high, low = line(above), line(below)
            width = above - below  # exact, which h is not
            rows.append(_Trial((high - low) / width, _ROUNDING * (abs(high) + abs(low) + line.noise) / width, h))
    return _extrapolated(rows, (4.0, 16.0))


def _corners(line: Line, steps: list[float]) -> Iterable[_Trial]:
    """Slope on the right minus slope on the left, which goes to 0 with the step where f is smooth."""
    rows = []
    middle = line(line.x)
    for h in steps:
        above, below = line.x + h, line.x - h
        if above > line.x > below:
            high, low = line(above), line(below)
            size = abs(high) + 2.0 * abs(middle) + abs(low) + line.noise
            difference = (high - middle) / (above - line.x) - (middle - low) / (line.x - below)
            rows.append(_Trial(difference, 2.0 * _ROUNDING * size / h, h))
    return _extrapolated(rows, (2.0, 8.0))


def _one_sided(line: Line, steps: list[float], side: int) -> Iterable[_Trial]:
    rows = []
    for h in steps:
        there = line.x + side * h
        if there != line.x:
            width = there - line.x
            size = abs(line(there)) + abs(line(line.x)) + line.noise
            rows.append(_Trial((line(there) - line(line.x)) / width, 2.0 * _ROUNDING * size / abs(width), h))
    return _extrapolated(rows, (2.0, 4.0))


def _second(line: Line, steps: list[float], side: int) -> Iterable[_Trial]:
    rows = []
    for h in steps:
        middle = line.x + side * h
        a, b, c = line(middle - h), line(middle), line(middle + h)
        near, far = middle - (middle - h), (middle + h) - middle
        if near <= 0.0 or far <= 0.0:
            continue
        value = 2.0 * ((c - b) / far - (b - a) / near) / (near + far)
        rows.append(_Trial(value, 2.0 * _ROUNDING * (abs(a) + 2.0 * abs(b) + abs(c) + line.noise) / (near * far), h))
    return _extrapolated(rows, (4.0, 16.0) if side == 0 else (2.0, 4.0))


def _extrapolated(rows: list[_Trial], factors: tuple[float, float]) -> Iterable[_Trial]:
    """Extrapolate differences at h, 2h, 4h to h = 0, where each factor is by how much an error term grows as h doubles."""
    p, q = factors
    for small, middle, large in zip(rows, rows[1:], rows[2:], strict=False):
        once, once_larger = (p * small.value - middle.value) / (p - 1), (p * middle.value - large.value) / (p - 1)
        twice = (q * once - once_larger) / (q - 1)
        error = abs(twice - once) + 3.0 * (small.error + middle.error)
        if isfinite(twice) and isfinite(error):
            yield _Trial(twice, max(error, 2.0 * ulp(twice)), small.step)


def _best(trials: Iterable[_Trial]) -> _Trial | None:
    return min(trials, key=lambda trial: trial.error, default=None)


def _settled(trials: Iterable[_Trial]) -> _Trial | None:
    """Return the narrowest trial among the first run of at least four, from small steps on, whose error bars overlap."""
    best: _Trial | None = None
    fallback: _Trial | None = None
    low, high, run = -inf, inf, 0
    for trial in trials:
        low, high = max(low, trial.value - 3.0 * trial.error), min(high, trial.value + 3.0 * trial.error)
        if low > high:
            if run >= 4:
                return best
            # too short a run is noise with an error bar that was too narrow: begin again
            low, high, run, best = trial.value - 3.0 * trial.error, trial.value + 3.0 * trial.error, 0, None
        run += 1
        if best is None or trial.error < best.error:
            best = trial
        if fallback is None or trial.error < fallback.error:
            fallback = trial
    return best if run >= 4 else fallback


def _shrinking(trials: list[_Trial], found: _Trial) -> bool:
    """Return whether the trials go to 0 with the step, if only slowly: |x|**1.5 has no corner at 0."""
    large = max(trials.index(found), min(5, len(trials) - 1))
    return large >= 5 and abs(trials[large - 5].value) < 0.5 * abs(trials[large].value)


def _jump(line: Line, steps: list[float]) -> Estimate | None:
    """Recognise a jump at x: a difference that does not shrink with the step. Its slopes are those beside it."""
    middle = line(line.x)
    usable = [h for h in steps if line.x + h > line.x > line.x - h]
    if len(usable) < 12:
        return None
    near, far = usable[2], usable[7]
    for side in (-1, 1):
        close, farther = abs(line(line.x + side * near) - middle), abs(line(line.x + side * far) - middle)
        if close > 0.5 * farther and close > 1e3 * _ROUNDING * max(
            abs(middle), abs(line(line.x + side * near)), line.noise, ulp(0.0)
        ):
            h = usable[len(usable) // 2]
            left = (line(line.x - h) - line(line.x - 2 * h)) / h
            right = (line(line.x + 2 * h) - line(line.x + h)) / h
            error = 4.0 * _ROUNDING * (abs(middle) + abs(line(line.x + h)) + abs(line(line.x - h))) / h
            return Estimate("jump", nan, error, h, left, right)
    return None


def _edge(line: Line, groups: list[list[float]]) -> Estimate:
    """Estimate the slope from the one side on which f has values."""
    for side in (1, -1):
        found = _settled(trial for steps in groups for trial in _one_sided(line, steps, side))
        if found is not None:
            return Estimate("edge", *found, found.value, found.value)
    return Estimate("none", nan, inf, 0.0, nan, nan)
