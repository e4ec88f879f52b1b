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
    when output and target lie on the same side of it, not on it: 0.5 for probabilities, 0 for logits, where the targets are 0 and
    1. Without a threshold the targets must be -1 and +1, told apart by 0.

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


def mean_absolute_error(outputs: Outputs, targets: Iterable[Any]) -> float:
    """Return how far an output is from its target, on average over rows and outputs, in the unit of the targets.

    A target is a row of numbers, or a number where there is one output. Raises ValueError for no rows, and for a number of
    targets that does not fit.

    >>> mean_absolute_error([[1.0], [4.0]], [2.0, 2.0])
    1.5
    """
    columns = _columns(outputs, targets)
    return _mean([_mean([abs(y - t) for y, t in column]) for column in columns])


def r2(outputs: Outputs, targets: Iterable[Any]) -> float:
    """Return the share of the targets' variance that the outputs explain: 1 - sum (t - y)^2 / sum (t - mean t)^2.

    It is 1 where every output is right, 0 for always guessing the mean of the targets, and negative for worse. With several
    outputs it is the mean of theirs. The coefficient of determination: Wright, Correlation and causation, 1921.

    Raises ValueError for no rows, for a number of targets that does not fit, and where all targets of an output are equal.

    >>> r2([[1.0], [2.0], [3.0]], [1.0, 2.0, 4.0])
    0.7857142857142857
    """
    return _mean([_explained(column, i) for i, column in enumerate(_columns(outputs, targets))])


def _explained(column: list[tuple[float, float]], i: int) -> float:
    mean = _mean([t for _, t in column])
    spread = sum([(t - mean) * (t - mean) for _, t in column])
    if spread == 0.0:
        raise ValueError(f"r2 is not defined where all targets are equal: those of output {i} are all {column[0][1]:g}")
    return 1.0 - sum([(t - y) * (t - y) for y, t in column]) / spread


def _columns(outputs: Outputs, targets: Iterable[Any]) -> list[list[tuple[float, float]]]:
    """Return, for each output, its pairs of output and target."""
    rows = [_pairs(row, target) for row, target in zip(outputs, targets, strict=True)]
    if not rows:
        raise ValueError("there are no rows to measure")
    return [list(column) for column in zip(*rows, strict=True)]


def _pairs(outputs: Any, target: Any) -> list[tuple[float, float]]:
    row, target = (thing.tolist() if hasattr(thing, "tolist") else thing for thing in (outputs, target))
    wanted = target if isinstance(target, Sequence) else [target]
    if len(wanted) != len(row):
        raise ValueError(f"there must be as many targets as outputs, {len(row)}, got {len(wanted)}: {target!r}")
    return list(zip(row, wanted, strict=True))


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


def _is_right(outputs: Any, target: Any, threshold: float | None) -> bool:
    row, target = (thing.tolist() if hasattr(thing, "tolist") else thing for thing in (outputs, target))
    if any(x != x for x in row):
        return False
    if len(row) == 1:
        wanted = target[0] if isinstance(target, Sequence) else target
        if threshold is None and abs(wanted) != 1:
            raise ValueError(f"with one output the targets must be -1 and +1, got {target!r}: use dataset.signed(), "
                             "or pass threshold=0.5 for 0 and 1 (threshold=0 where outputs are logits)")  # fmt: skip
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


METRICS = (accuracy, mean_absolute_error, r2)
