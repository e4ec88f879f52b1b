"""NumPy, and batches as its arrays. The one file that imports NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from .batches import rows_of_floats

Array = Any
__all__ = ["Array", "array_of_rows", "np"]


def array_of_rows(given: Any, width: int) -> Array:
    """Return a batch as an array of rows, checked as `rows_of_floats` checks it."""
    if type(given) is np.ndarray and given.dtype == float and given.ndim == 2 and given.shape[1] == width:
        return given
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf":
        if given.ndim == 1 and width == 1:
            return given.astype(float).reshape(-1, 1)
        if given.ndim == 2 and given.shape[1] == width:
            return given.astype(float)
    rows = rows_of_floats(given, width)
    return np.array(rows, dtype=float).reshape(len(rows), width)


def side_by_side(left: Any, right: Any, width: int) -> Array:
    """Return two arrays of as many rows as one, with ``width`` columns; a single column may be a plain row of numbers.

    Raises ValueError where they are not that wide together.
    """
    right = right if right.ndim == 2 else right.reshape(-1, 1)
    columns = left.shape[1]
    if columns + right.shape[1] != width:
        raise ValueError(f"a row of the batch has {columns} + {right.shape[1]} numbers, but the program has {width} inputs")
    both = np.empty((len(left), width))
    both[:, :columns] = left
    both[:, columns:] = right
    return both
