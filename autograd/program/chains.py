"""Sums of products that run one after the other, for graphs that hardly have two rows alike side by side.

A **chain** is a stretch of rows of ``+``, ``-``, ``*`` and sums of products, written alike as a * b + c * d. They run in their
order, so that they may read one another: a random graph of 10,000 operations has 694 chains and groups, where it had 4,485
groups of rows that need none of each other. With two places in one whole number a row takes a nanosecond.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..operation import Operation
from ..operations import OPERATIONS
from .flat import Row

Term = tuple[int, int]  # two slots or places, to be multiplied
ZERO, ONE, MINUS_ONE = -1, -2, -3  # slots that a program with chains has besides its own
UNITS = {ZERO: 0.0, ONE: 1.0, MINUS_ONE: -1.0}


class Chain(NamedTuple):
    """Rows a * b + c * d: the results lie from ``start`` on."""

    start: int
    rows: list[tuple[Term, Term]]


_WRITTEN: dict[Operation, Callable[[tuple[int, ...]], list[Term]]] = {
    OPERATIONS["add"]: lambda x: [(x[0], ONE), (x[1], ONE)],
    OPERATIONS["subtract"]: lambda x: [(x[0], ONE), (x[1], MINUS_ONE)],
    OPERATIONS["multiply"]: lambda x: [(x[0], x[1])],
    OPERATIONS["negate"]: lambda x: [(x[0], MINUS_ONE)],
    OPERATIONS["square"]: lambda x: [(x[0], x[0])],
}


def is_chained(operation: Operation) -> bool:
    """Return whether a row is a sum of products."""
    return operation in _WRITTEN or operation.family == "weighted_sum"


def terms(row: Row) -> list[Term]:
    """Return the products that a row is the sum of. A single one has 0 * -1 beside it: adding -0.0 changes no bit."""
    found = (
        _WRITTEN[row.operation](row.inputs)
        if row.operation in _WRITTEN
        else [*zip(row.inputs[::2], row.inputs[1::2], strict=True)]
    )
    return found if len(found) > 1 else [*found, (ZERO, MINUS_ONE)]
