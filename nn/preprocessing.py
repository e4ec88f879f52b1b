"""Preprocessing: what is learned from the training part of a data set, and applied to every row that comes later."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

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
        self.means = [sum(column) / len(column) for column in columns]
        deviations = [
            sqrt(sum([(x - mean) ** 2 for x in column]) / len(column)) for column, mean in zip(columns, self.means, strict=True)
        ]
        self.scales = [deviation if deviation > 0.0 else 1.0 for deviation in deviations]

    def __call__(self, rows: Iterable[Iterable[float]]) -> list[list[float]]:
        """Return the rows, standardised."""
        return [self._row([number(x) for x in row]) for row in rows]

    def _row(self, row: list[float]) -> list[float]:
        if len(row) != len(self.means):
            raise ValueError(f"expected rows of {len(self.means)} numbers, got {len(row)}")
        return [(x - mean) / scale for x, mean, scale in zip(row, self.means, self.scales, strict=True)]
