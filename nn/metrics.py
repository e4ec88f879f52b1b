"""Metrics: what a person wants to know of a network, where a loss is what it learns from.

A metric is a function of many rows at once: the outputs, one row of floats for each sample, and the targets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any

Outputs = Iterable[Sequence[float]]


def accuracy(outputs: Outputs, targets: Iterable[Any], *, threshold: float | None = None) -> float:
    """Return the share of rows whose class is recognised, between 0 and 1.

    With several outputs the class is that of the largest one (the first of equals), and the target is the class's index or a row
    with the class's number largest. With a single output the two classes are told apart by a ``threshold``, and the row is right
    when output and target lie on the same side of it, not on it; without one the targets must be -1 and +1, told apart by 0.

    Raises ValueError for no rows, for a number of targets that does not fit, and for targets that fit no such coding.

    >>> accuracy([[0.1, 2.0], [3.0, -1.0]], [1, 1])
    0.5
    >>> accuracy([[0.3], [-2.0]], [[1.0], [-1.0]])
    1.0
    >>> accuracy([[0.3], [0.8]], [0, 1], threshold=0.5)
    1.0
    """
    right = [_is_right(row, target, threshold) for row, target in zip(outputs, targets, strict=True)]
    if not right:
        raise ValueError("there are no rows to take the accuracy of")
    return sum(right) / len(right)


def _is_right(outputs: Any, target: Any, threshold: float | None) -> bool:
    row, target = (thing.tolist() if hasattr(thing, "tolist") else thing for thing in (outputs, target))
    if any(x != x for x in row):
        return False
    if len(row) == 1:
        wanted = target[0] if isinstance(target, Sequence) else target
        if threshold is None and abs(wanted) != 1:
            raise ValueError(f"with one output the targets must be -1 and +1, got {target!r}: "
                             "use dataset.signed(), or pass threshold=0.5 for 0 and 1")  # fmt: skip
        border = threshold or 0.0
        return bool((row[0] > border) == (wanted > border) and row[0] != border)
    if isinstance(target, Integral):
        wanted = int(target)
    elif isinstance(target, Sequence) and len(target) == len(row):
        wanted = _largest(target)
    else:
        raise ValueError(f"with {len(row)} outputs a target must be a class index or a row of {len(row)} numbers, got {target!r}")
    if not 0 <= wanted < len(row):
        raise ValueError(f"with {len(row)} outputs the classes are 0 to {len(row) - 1}, got {target!r}")
    return _largest(row) == wanted


def _largest(row: Sequence[float]) -> int:
    return max(range(len(row)), key=row.__getitem__)
