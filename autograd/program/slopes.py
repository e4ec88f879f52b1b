"""A slope is a local derivative kept as one row, for backends that have a formula of their own for it.

Everywhere else the derivative rule of the table is written out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..operation import Operation

_SLOPES: dict[Operation, tuple[Operation, int]] = {}
Kept = frozenset[tuple[str, int]]  # names of operations, with the input that is differentiated by


@lru_cache(maxsize=4096)
def slope(operation: Operation, by: int) -> Operation:
    """Return the row that gives the derivative of ``operation`` by one input: of its result and all its inputs.

    >>> from autograd.operations import OPERATIONS
    >>> slope(OPERATIONS["square"], 0)(9.0, 3.0)
    6.0
    """

    def function(out: float, *xs: float) -> Any:
        entry = operation.derivative(out, *xs)[by]
        return entry() if callable(entry) else entry

    row = Operation(f"slope_{by}_of_{operation.name}", function, lambda *_: (), arity=operation.arity + 1)
    _SLOPES[row] = operation, by
    return row


def slope_of(operation: Operation) -> tuple[Operation, int] | None:
    """Return the operation that a row is the slope of, and by which input; None for any other row."""
    return _SLOPES.get(operation)
