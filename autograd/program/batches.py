"""A batch of samples, checked: a list of rows with a number for each input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..operation import Operand, number


def rows_of_floats(given: Any, width: int) -> list[list[float]]:
    """Return a batch as lists of floats. Where there is one input, a row may be a plain number.

    Raises ValueError, naming the row, for a row with the wrong count of numbers; TypeError for what is no batch.

    >>> rows_of_floats([[1, 2], [3, 4]], 2)
    [[1.0, 2.0], [3.0, 4.0]]
    """
    things = given.tolist() if hasattr(given, "tolist") else given
    if not _is_list(things):
        raise TypeError(
            f"a program runs over a batch, a list of rows with {width} numbers each, got {type(given).__name__} {given!r}"
        )
    rows = []
    for i, thing in enumerate(things):
        row = thing.tolist() if hasattr(thing, "tolist") else thing
        listed = list(row) if _is_list(row) else [row]
        if not _is_list(row) and width != 1:
            raise TypeError(f"row {i} of the batch must be a list of {width} numbers, got {type(row).__name__} {row!r}")
        if len(listed) != width:
            raise ValueError(f"row {i} of the batch has {len(listed)} numbers, but the program has {width} inputs")
        rows.append([x if type(x) is float else number(x, f"a number in row {i} of the batch") for x in listed])
    return rows


def _is_list(thing: Any) -> bool:
    return isinstance(thing, Iterable) and not isinstance(thing, (str, bytes, dict, Operand))
