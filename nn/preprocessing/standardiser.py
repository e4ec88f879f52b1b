"""Means and standard deviations, and rows that are standardised by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import frexp, fsum, ldexp, sqrt

from autograd.operation import number


class Standardiser:
    """Shifts and scales each column to mean 0 and standard deviation 1, by what one set of rows says about them.

    ``means`` and ``scales`` are learned from the rows it is made with, those of the training part; applied to any rows it gives
    (x - mean) / scale. A column that never changes keeps scale 1. Scales are population deviations, in the column's unit.

    Raises ValueError for no rows or rows of another length, TypeError for what is no number.

    >>> standardise = Standardiser([[1, 10], [3, 10]])
    >>> standardise([[1, 10], [5, 11]])
    [[-1.0, 0.0], [3.0, 1.0]]
    """

    def __init__(self, rows: Iterable[Iterable[float]]) -> None:
        columns = list(zip(*[[number(x) for x in row] for row in rows], strict=True))
        if not columns:
            raise ValueError("there is nothing to learn means and scales from: pass at least one row")
        learned = [mean_and_deviation(column) for column in columns]
        self.means = [mean for mean, _ in learned]
        self.scales = [deviation or 1.0 for _, deviation in learned]

    def __call__(self, rows: Iterable[Iterable[float]]) -> list[list[float]]:
        """Return the rows, standardised."""
        return [self._row([number(x) for x in row]) for row in rows]

    def _row(self, row: list[float]) -> list[float]:
        if len(row) != len(self.means):
            raise ValueError(f"expected rows of {len(self.means)} numbers, got {len(row)}")
        return [(x - mean) / scale for x, mean, scale in zip(row, self.means, self.scales, strict=True)]


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean of numbers and their standard deviation (of a population), to the last digits for numbers of any size.

    >>> mean_and_deviation([1.0, 3.0]), mean_and_deviation([0.1] * 10), mean_and_deviation([1.5e308, -1.5e308])
    ((2.0, 1.0), (0.1, 0.0), (0.0, 1.5e+308))
    """
    if min(values) == max(values):
        return float(values[0]), 0.0
    unit = _unit(values)
    scaled = [x / unit for x in values]  # exact: a unit is a power of two
    mean = fsum(scaled) / len(scaled)
    differences = [x - mean for x in scaled]
    step = _unit(differences)
    variance = fsum([(x / step) ** 2 for x in differences]) / len(differences)
    return mean * unit, sqrt(variance) * step * unit


def _unit(values: Iterable[float]) -> float:
    """Return the power of two next below the largest number, so that neither sums nor squares leave the range of a float."""
    return ldexp(1.0, frexp(max(map(abs, values)))[1] - 1)
