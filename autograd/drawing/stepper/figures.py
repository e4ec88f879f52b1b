"""The table of numbers that a page shows: each once, short as there is room for and full as Python reads it back."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from .. import numbers

_MOST = 8  # digits that a factor may take


class Figures:
    """Numbers by their places in ``table``; an entry is the short text, the full one, and, where it was asked for, a wire's."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int], int] = {}
        self.table: list[list[str]] = []

    def number(self, x: float | None, digits: int = numbers.CARD, *, wire: bool = False) -> int:
        """Return the place of a number, written with so many significant digits."""
        assert x is not None  # noqa: S101 - only the steps of the forward phase lack numbers
        short, whole = numbers.short(x, digits), numbers.full(x)
        if short == numbers.short(x):
            digits = numbers.CARD
        place = self._places.setdefault((whole, digits), len(self.table))
        if place == len(self.table):
            self.table.append([short, whole])
        if wire and len(self.table[place]) == 2:
            self.table[place].append(numbers.short(x, numbers.WIRE))
        return place


def digits_to_check(products: Iterable[tuple[float, float, float]]) -> int:
    """Return how many digits two factors need, so that a reader who multiplies them gets the product as it is shown.

    4 is what products are shown with, and the least; 8 are given up at.

    >>> digits_to_check([(0.5, -2.0, -1.0)]), digits_to_check([(0.3333333, 0.7777777, 0.2592592)])
    (4, 5)
    """
    digits = numbers.CARD
    for first, second, product in products:
        if not all(map(isfinite, (first, second, product))):
            continue
        while digits < _MOST and numbers.short(_seen(first, digits) * _seen(second, digits)) != numbers.short(product):
            digits += 1
    return digits


def _seen(x: float, digits: int) -> float:
    """Return the number that a reader sees."""
    return float(numbers.ascii_minus(numbers.short(x, digits)))
