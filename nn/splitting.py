"""Which rows of a data set go into which part: by seed, and stratified where rows belong to groups."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from random import Random

from autograd.operation import number


def split_rows(
    groups: Sequence[Hashable], *, test: float, validation: float | None = None, seed: int | None = None
) -> list[list[int]]:
    """Return the row numbers of the training part, of the validation part if one is asked for, and of the test part, in order.

    ``groups`` names the group of each row; each part has the same share of every group, up to rounding. ``test`` and
    ``validation`` are numbers of rows (int) or shares of all rows (between 0 and 1). The same seed chooses the same rows, and
    the same test part with a validation part as without one.

    Raises ValueError unless every part has a row.

    >>> split_rows("aaaabbbb", test=2, validation=0.25, seed=0)
    [[1, 2, 4, 6], [0, 5], [3, 7]]
    """
    total, random = len(groups), Random(seed)
    sizes = {"test": _size("test", test, total)}
    if validation is not None:
        sizes["validation"] = _size("validation", validation, total)
    if sum(sizes.values()) >= total:
        asked = " and ".join(f"{size} of them for {name}" for name, size in sizes.items())
        raise ValueError(f"every part needs a row, and {asked} leave none of the {total} rows to train on")
    parts, rest = [], list(range(total))
    for size in sizes.values():
        part = _choose(rest, groups, size, random)
        parts.append(part)
        chosen = set(part)
        rest = [i for i in rest if i not in chosen]
    return [rest, *reversed(parts)]


def _size(name: str, asked: float, total: int) -> int:
    share = number(asked, f"a number or a share of rows as {name}")
    if isinstance(asked, int):
        share /= total or 1
    size = round(share * total) if 0.0 < share < 1.0 else 0
    if not 0 < size < total:
        raise ValueError(
            f"both parts need a row: {name} must be a whole number from 1 to {total - 1}, "
            f"or a share between 0 and 1, got {asked!r} of {total} rows"
        )
    return size


def _choose(rows: list[int], groups: Sequence[Hashable], count: int, random: Random) -> list[int]:
    """Return ``count`` of the rows, from each group in proportion to its size."""
    members: dict[Hashable, list[int]] = {}
    for i in rows:
        members.setdefault(groups[i], []).append(i)
    shares = _shares([len(group) for group in members.values()], count)
    return sorted(i for group, size in zip(members.values(), shares, strict=True) for i in random.sample(group, size))


def _shares(sizes: list[int], count: int) -> list[int]:
    """Return how many of ``count`` each group gives, in proportion to its size, the largest remainders rounded up."""
    total = sum(sizes)
    shares = [count * size // total for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda i: -(count * sizes[i] % total))
    for i in by_remainder[: count - sum(shares)]:
        shares[i] += 1
    return shares
