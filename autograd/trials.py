"""Difference quotients of a function along a line, at steps that double, each with an error bar.

A **trial** is a difference quotient at h, 2h and 4h, extrapolated to h = 0 (Richardson 1911; Ridders 1982). Its error bar is
what the last extrapolation changed, plus the error of the function's values divided by the step. No single step suits every
function: the trials are walked through from small steps, where the errors of the values dominate, to large ones, and as
long as the error bars overlap the narrowest is believed (Lepski 1991); where they stop overlapping, the steps have outgrown
the neighbourhood in which the function is smooth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import factorial, frexp, inf, isfinite, ldexp, nan, sqrt, ulp
from typing import NamedTuple

ROUNDING = 4 * 2.0**-52  # what a value is trusted to be right to, relative to its size
_ENOUGH = 4  # trials that agree before a run is believed


class Trial(NamedTuple):
    """What one step says, with its error bar."""

    value: float
    error: float
    step: float


class Line:
    """A function of one number around a point, nan where it has no value.

    ``noise`` is the size of the numbers that f computes with on the way, where they are larger than its values: 1e10 + x - 1e10
    is as noisy as 1e10. What is not told can be measured: `listen`.
    """

    def __init__(self, f: Callable[[float], float], x: float, noise: float = 0.0) -> None:
        self.f = f
        self.x = x
        # a power of two, so that x + h and x - h are exact: the size of x
        self.size = max(ldexp(1.0, frexp(x)[1] - 1), 2.0**-960) if x else 1.0
        self.floor = ROUNDING * noise + 2.0 * ulp(0.0)  # the error of a value that does not shrink with the value
        self._known: dict[float, float] = {}
        self.close = self.floor  # the same among close points: less on the flat parts of stairs
        self.reach = inf  # how far from x the slope was seen to go on as it begins
        self.stairs = False  # flat at the smallest steps and not at larger ones
        self._heard = False

    def __call__(self, x: float) -> float:
        """Return f(x), or nan where f raises an arithmetic error or has no finite value."""
        if x not in self._known:
            try:
                value = float(self.f(x))
            except (ValueError, ArithmeticError):
                value = nan
            self._known[x] = value if isfinite(value) else nan
        return self._known[x]

    def error(self, *values: float) -> float:
        """Return the error to expect of a sum of values of f."""
        return sum(ROUNDING * abs(value) + self.floor for value in values)

    @property
    def steepness(self) -> float:
        """How steeply f goes from x to points around it, at most: the scale on which a slope is large or small."""
        here, far = self(self.x), 2.0**-9 * self.size
        rises = [abs(value - here) / abs(x - self.x) for x, value in self._known.items() if abs(x - self.x) >= far]
        return max((rise for rise in rises if isfinite(rise)), default=0.0)

    def listen(self) -> Line:
        """Measure how noisy the values around x are, once, and remember it."""
        if not self._heard:
            self._heard = True
            noise, flat = _noise_around(self)
            self.stairs = flat and noise > self.error(self(self.x))
            self.floor += 2.0 * noise
            self.close += 0.0 if self.stairs else 2.0 * noise
        return self

    def ladders(self) -> list[list[float]]:
        """Return the steps to try, from small to large, in rows in which they double."""
        lowest = self.size * 2.0**-50 if self.x else 2.0**-60
        if self.size >= 2.0**-46:
            return [doubling(lowest, max(self.size, 1.0 if self.size < 2.0**-6 else 0.0) * 2.0**-2)]
        return [doubling(lowest, self.size * 2.0**6), doubling(2.0**-40, 2.0**-2)]  # f may be of size 1 around a tiny x

    def trials(self, quotients: Callable[[Line, list[float]], Iterable[Trial]], reach: float = inf) -> Iterator[Trial]:
        """Yield the trials at all steps, from small to large, that stay within reach of x."""
        for steps in self.ladders():
            yield from quotients(self, [h for h in steps if 4.0 * h <= reach])


def doubling(first: float, last: float) -> list[float]:
    """Return the steps from first to last, each twice the one before."""
    steps = [first]
    while steps[-1] < last:
        steps.append(steps[-1] * 2.0)
    return steps


# ---- difference quotients -----------------------------------------------------------------------------------------------


def central(line: Line, steps: Iterable[float]) -> Iterator[Trial]:
    """Yield slopes from values on both sides."""

    def quotient(h: float) -> Trial | None:
        above, below = line.x + h, line.x - h
        if not above > below:
            return None
        high, low = line(above), line(below)
        width = above - below  # exact, which h need not be
        return Trial((high - low) / width, line.error(high, low) / width, h)

    return _extrapolated(map(quotient, steps), (4.0, 16.0))


def one_sided(line: Line, steps: Iterable[float], side: int) -> Iterator[Trial]:
    """Yield slopes from values on one side, 1 or -1, and at x itself."""

    def quotient(h: float) -> Trial | None:
        there = line.x + side * h
        if there == line.x:
            return None
        width = there - line.x
        return Trial((line(there) - line(line.x)) / width, line.error(line(there), line(line.x)) / abs(width), h)

    return _extrapolated(map(quotient, steps), (2.0, 4.0))


def corners(line: Line, steps: Iterable[float]) -> Iterator[Trial]:
    """Yield the slope on the right minus the slope on the left, which goes to 0 with the step where f is smooth."""
    middle = line(line.x)

    def quotient(h: float) -> Trial | None:
        above, below = line.x + h, line.x - h
        if not above > line.x > below:
            return None
        high, low = line(above), line(below)
        difference = (high - middle) / (above - line.x) - (middle - low) / (line.x - below)
        return Trial(difference, line.error(high, middle, middle, low) / h, h)

    return _extrapolated(map(quotient, steps), (2.0, 8.0))


def bends(line: Line, steps: Iterable[float], side: int) -> Iterator[Trial]:
    """Yield curvatures from three values: around x (side 0), or from x on to one side (1 or -1)."""

    def quotient(h: float) -> Trial | None:
        middle = line.x + side * h
        near, far = middle - (middle - h), (middle + h) - middle
        if near <= 0.0 or far <= 0.0:
            return None
        a, b, c = line(middle - h), line(middle), line(middle + h)
        value = 2.0 * ((c - b) / far - (b - a) / near) / (near + far)
        return Trial(value, 2.0 * line.error(a, b, b, c) / near / (near + far), h)

    return _extrapolated(map(quotient, steps), (4.0, 16.0) if side == 0 else (2.0, 4.0))


def twists(f: Callable[[float, float], float], x: Line, y: Line, steps: Iterable[tuple[float, float]]) -> Iterator[Trial]:
    """Yield mixed second derivatives from the values at the corners of rectangles."""

    def quotient(step: tuple[float, float]) -> Trial | None:
        p, q, r, s = x.x + step[0], x.x - step[0], y.x + step[1], y.x - step[1]
        if p == q or r == s:  # the step is lost in the rounding of x or y
            return None
        values = (f(p, r), f(p, s), f(q, r), f(q, s))
        difference = (values[0] - values[1]) - (values[2] - values[3])
        return Trial(difference / (p - q) / (r - s), max(x.error(*values), y.error(*values)) / (p - q) / (r - s), max(step))

    return _extrapolated(map(quotient, steps), (4.0, 16.0))


def _extrapolated(rows: Iterable[Trial | None], factors: tuple[float, float]) -> Iterator[Trial]:
    """Extrapolate quotients at h, 2h, 4h to h = 0, where each factor is by how much an error term grows as h doubles."""
    p, q = factors
    small: Trial | None = None
    middle: Trial | None = None
    for large in rows:
        if small is not None and middle is not None and large is not None:
            once = small.value + (small.value - middle.value) / (p - 1.0)
            once_larger = middle.value + (middle.value - large.value) / (p - 1.0)
            twice = once + (once - once_larger) / (q - 1.0)
            error = abs(twice - once) + 3.0 * (small.error + middle.error)
            if isfinite(twice) and isfinite(error):
                yield Trial(twice, max(error, 2.0 * ulp(twice)), small.step)
        small, middle = middle, large


# ---- which trial to believe ---------------------------------------------------------------------------------------------


def narrowest(trials: Iterable[Trial]) -> Trial | None:
    """Return the trial with the smallest error bar."""
    return min(trials, key=lambda trial: trial.error, default=None)


class Run(NamedTuple):
    """The trial to believe, and how far from x the function was seen to be smooth."""

    best: Trial | None
    reach: float


def run_of(trials: Iterable[Trial]) -> Run:
    """Find the narrowest trial among the first run, from small steps on, whose error bars overlap.

    The last two of a run that ends are not asked: their largest step has seen what ended it. Where no run is long enough to be
    believed, the error bar covers what the trials at smaller steps say, and the next two.
    """
    seen: list[Trial] = []
    run: list[Trial] = []
    low, high = -inf, inf
    for trial in trials:
        seen.append(trial)
        low, high = max(low, trial.value - 3.0 * trial.error), min(high, trial.value + 3.0 * trial.error)
        if low > high:
            if len(run) >= _ENOUGH:
                return Run(narrowest(run[:-2]), 4.0 * run[-3].step)
            # too short a run is noise with an error bar that was too narrow: begin again
            run, low, high = [], trial.value - 3.0 * trial.error, trial.value + 3.0 * trial.error
        run.append(trial)
    if len(run) >= _ENOUGH or not seen:
        return Run(narrowest(run), inf)
    best = min(seen, key=lambda trial: trial.error)
    around = seen[: seen.index(best) + 3]
    return Run(best._replace(error=best.error + max(abs(other.value - best.value) for other in around)), inf)


def settled(trials: Iterable[Trial]) -> Trial | None:
    """Return the trial to believe, None where there is none."""
    return run_of(trials).best


# ---- noise --------------------------------------------------------------------------------------------------------------


def _noise_around(line: Line) -> tuple[float, bool]:
    """Measure the noise of f's values beside x, and whether they are flat at close points.

    One side is measured at a time, since a corner is no noise. A function that is flat at close points may still be a
    staircase of tiny steps; so the points move apart until it is not.
    """
    flat = None
    spacing = line.size * 2.0**-47 * 1.618  # no power of two, which would fit the stairs of rounding too well
    while spacing <= line.size * 2.0**-10:
        sides = [[line(line.x + side * i * spacing) for i in range(1, 9)] for side in (1, -1)]
        whole = [values for values in sides if all(map(isfinite, values))]
        level = [min(values) == max(values) for values in whole]
        if flat is None:
            flat = any(level)
        if not any(level):
            noise = min(map(_scatter, whole), default=0.0)
            if noise > 0.0 or not flat:
                return noise, flat
        spacing *= 2.0**6
    return 0.0, False


def _scatter(values: Sequence[float]) -> float:
    """Return the standard deviation of the noise in values at equal distances.

    High differences of a smooth function vanish, those of noise grow in a known way (Moré and Wild, Estimating computational
    noise, 2011): it is noise if three orders in a row agree about its size, and the differences change sign.
    """
    unit = max(map(abs, values))
    if unit == 0.0:
        return 0.0
    differences = [value / unit for value in values]
    sizes: list[float] = []
    alternates: list[bool] = []
    for k in range(1, len(values) - 1):
        differences = [b - a for a, b in pairwise(differences)]
        expected = factorial(2 * k) / factorial(k) ** 2  # the mean square of a k-th difference of noise of size 1
        sizes.append(sqrt(sum(d * d for d in differences) / len(differences) / expected))
        alternates.append(min(differences) < 0.0 < max(differences))
    for three, changes in zip(zip(sizes, sizes[1:], sizes[2:], strict=False), alternates, strict=False):
        if changes and max(three) <= 4.0 * min(three):
            return three[0] * unit
    return 0.0
