"""Criteria: what is asked of figures.

A trial gives **figures**, numbers by name, for each seed. A **condition** judges one such set of figures; a **criterion** says
how often it must hold, over the seeds. Both know their own words, so that a table never says anything else than what was
tested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from statistics import fmean, median

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Condition:
    """What must be true of some figures, and its words. Conditions are joined by ``&``."""

    words: str
    holds: Callable[[Figures], bool]

    def __and__(self, other: Condition) -> Condition:
        return Condition(f"{self.words} and {other.words}", lambda figures: self.holds(figures) and other.holds(figures))


@dataclass(frozen=True)
class figure:  # noqa: N801 - written like the function it is used as
    """A figure by its name, to be compared with a number: that makes a condition.

    >>> condition = (figure("accuracy") >= 0.97) & (figure("weights") <= 50)
    >>> condition.words
    'accuracy ≥ 0.97 and weights ≤ 50'
    >>> condition.holds({"accuracy": 0.98, "weights": 60})
    False
    """

    name: str

    def _compared(self, sign: str, bound: float, holds: Callable[[float], bool]) -> Condition:
        return Condition(f"{self.name} {sign} {bound:.12g}", lambda figures: holds(figures[self.name]))

    def __ge__(self, bound: float) -> Condition:
        return self._compared("≥", bound, lambda found: found >= bound)

    def __gt__(self, bound: float) -> Condition:
        return self._compared(">", bound, lambda found: found > bound)

    def __le__(self, bound: float) -> Condition:
        return self._compared("≤", bound, lambda found: found <= bound)

    def __lt__(self, bound: float) -> Condition:
        return self._compared("<", bound, lambda found: found < bound)


@dataclass(frozen=True)
class Criterion:
    """A condition, and how often it must hold: at ``least`` of ``of`` seeds, or of what ``over`` makes of all figures.

    With 0 as ``least`` nothing is asked: it is only told how often the condition holds.
    """

    condition: Condition
    least: int = 1
    of: int = 1
    over: str = ""  # "mean" or "median"

    @property
    def words(self) -> str:
        """What is asked, in words."""
        if self.over:
            return f"{self.condition.words}, {'on average' if self.over == 'mean' else 'in the median'}"
        if not self.least:
            return f"{self.condition.words}, only told"
        return f"{self.condition.words}, {f'{self.least} of {self.of} seeds' if self.of > 1 else 'always'}"

    def successes(self, results: Sequence[Figures]) -> int | None:
        """Return for how many seeds the condition holds; None where it is not asked of single seeds."""
        return None if self.over else sum(map(self.condition.holds, results))

    def needed(self, seeds: int) -> int:
        """Return how many of so many seeds must succeed: the same share as of those that the card names, rounded up.

        >>> each(figure("loss") < 0.1, 95, of=100).needed(10)
        10
        """
        return ceil(Fraction(self.least, self.of) * seeds)

    def met(self, results: Sequence[Figures]) -> bool:
        """Return whether these results are what was asked for; nothing is no result."""
        if not results:
            return False
        if self.over:
            return self.condition.holds(summary(results, self.over))
        return sum(map(self.condition.holds, results)) >= self.needed(len(results))


def summary(results: Sequence[Figures], over: str) -> dict[str, float]:
    """Return the mean or the median of each figure over the seeds.

    >>> summary([{"loss": 1.0}, {"loss": 2.0}, {"loss": 6.0}], "mean")
    {'loss': 3.0}
    """
    reduce: Callable[[list[float]], float] = fmean if over == "mean" else median
    return {name: reduce([figures[name] for figures in results]) for name in results[0]} if results else {}


def each(condition: Condition, least: int = 1, *, of: int = 1) -> Criterion:
    """Return a criterion for every seed alone: the condition must hold for ``least`` of ``of`` seeds, else for all."""
    return Criterion(condition, least, of)


def on_average(condition: Condition) -> Criterion:
    """Return a criterion that is asked of the mean over the seeds."""
    return Criterion(condition, over="mean")


def in_the_middle(condition: Condition) -> Criterion:
    """Return a criterion that is asked of the median over the seeds."""
    return Criterion(condition, over="median")


def only_told(condition: Condition) -> Criterion:
    """Return a criterion that asks nothing: how often the condition holds is told because it is worth knowing."""
    return Criterion(condition, least=0)
