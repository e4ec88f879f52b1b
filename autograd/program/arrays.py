"""NumPy, and batches as its arrays. The one file that imports NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from .batches import rows_of_floats

Array = Any
__all__ = ["Array", "array_of_rows", "fits", "np", "one_hot", "side_by_side"]


def array_of_rows(given: Any, width: int) -> Array:
    """Return a batch as an array of rows, checked as `rows_of_floats` checks it."""
    if type(given) is np.ndarray and given.dtype == float and given.ndim == 2 and given.shape[1] == width:
        return given
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf" and not isinstance(given, np.ma.MaskedArray):
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


# What the numbers of a second array must be, besides numbers: -1 or 1, from 0 to 1, or from 0 to 1 with a sum of 1 in each row.
ANY, SIGNS, SHARES, PROBABILITIES = range(4)


def fits(array: Array, kind: int) -> bool:
    """Return whether the numbers of an array with two dimensions are of a kind.

    >>> fits(np.array([[0.25, 0.75]]), PROBABILITIES), fits(np.array([[0.25, 0.75]]), SIGNS)
    (True, False)
    """
    if kind == SIGNS:
        return bool((np.abs(array) == 1.0).all())
    if kind == ANY:
        return True
    inside = bool(((array >= 0.0) & (array <= 1.0)).all())
    return inside and (kind == SHARES or bool((np.abs(array.sum(axis=1) - 1.0) <= 1e-6).all()))


def one_hot(indices: Array, count: int) -> Array | None:
    """Return a row with a single 1 for each index; None unless all are whole numbers from 0 to ``count`` - 1.

    >>> one_hot(np.array([1, 0]), 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    if not (len(indices) and indices.dtype.kind in "iuf" and bool(((indices >= 0) & (indices < count)).all())):
        return None
    whole = indices.astype(np.intp)
    return np.eye(count)[whole] if bool((whole == indices).all()) else None
