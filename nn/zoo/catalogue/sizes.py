"""Sizes of networks in stages, such as convolutions one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def stages(count: int, **sizes: int | Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Return the sizes of each stage: a number stands for all stages, a list has one for each.

    Raises ValueError, naming the size, for a list of another length.

    >>> list(stages(2, kernel=3, padding=[1, 0]))
    [(3, 1), (3, 0)]
    """
    columns = [[given] * count if isinstance(given, int) else list(given) for given in sizes.values()]
    for name, column in zip(sizes, columns, strict=True):
        if len(column) != count:
            raise ValueError(f"{name} must be one number for all {count} stages, or a list of {count}, got {sizes[name]!r}")
    return zip(*columns, strict=True)
