"""In which order rows run: those that are alike together, and what the most others wait for first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from ..operation import Operation
from .chains import is_chained
from .flat import Row
from .slopes import slope_of


def by_urgency(rows: Sequence[Row], *, chains: bool = False) -> Iterator[list[Row]]:
    """Yield rows that can be computed together: of one operation, none of which needs another one.

    Of all rows whose inputs are there, the one with the longest way to the end is due, and all that are like it come along. (By
    depth alone a random graph of 10,000 operations has 8,916 groups, like this 4,485, which saves an eighth of its time.)

    With ``chains`` all sums of products are alike, and come along even where they need one another: then they stand in an
    order in which they can be computed. Slopes come right after their values, which compute them.
    """
    users, missing = _users(rows)
    height = [0] * len(rows)
    for k in range(len(rows) - 1, -1, -1):
        height[k] = max([height[user] + 1 for user in users[k]], default=0)
    ready: dict[Operation | None, list[int]] = {}
    due: list[tuple[int, int]] = []
    kinds = [None if chains and is_chained(row.operation) else row.operation for row in rows]
    if chains:
        height = [len(rows) if slope_of(row.operation) else h for row, h in zip(rows, height, strict=True)]

    def arrive(k: int) -> None:
        ready.setdefault(kinds[k], []).append(k)
        heappush(due, (-height[k], k))

    for k, count in enumerate(missing):
        if not count:
            arrive(k)
    done = bytearray(len(rows))
    while due:
        _, first = heappop(due)
        if done[first]:
            continue
        together = sorted(ready.pop(kinds[first]))
        waiting: list[int] = []
        for k in together:  # grows: a chain goes on with what waited for it alone
            done[k] = 1
            for user in users[k]:
                missing[user] -= 1
                if not missing[user]:
                    (together if kinds[user] is kinds[k] is None else waiting).append(user)
        yield [rows[k] for k in together]
        for user in waiting:
            arrive(user)


def _users(rows: Sequence[Row]) -> tuple[list[list[int]], list[int]]:
    """Return which rows wait for each row, and for how many each one waits."""
    place = {row.slot: k for k, row in enumerate(rows)}
    users: list[list[int]] = [[] for _ in rows]
    missing = [0] * len(rows)
    for k, row in enumerate(rows):
        for x in {*row.inputs}:
            if x in place:
                users[place[x]].append(k)
                missing[k] += 1
    return users, missing
