"""In which order rows run: those that are alike together, and what the most others wait for first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from ..operation import Operation
from .flat import Row


def by_urgency(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows that can be computed together: of one operation, none of which needs another one.

    Of all rows whose inputs are there, the one with the longest way to the end is due, and all that are like it come along. (By
    depth alone a random graph of 10,000 operations has 8,916 groups, like this 4,485, which saves an eighth of its time.)
    """
    users, missing = _users(rows)
    height = [0] * len(rows)
    for k in range(len(rows) - 1, -1, -1):
        height[k] = max([height[user] + 1 for user in users[k]], default=0)
    ready: dict[Operation, list[int]] = {}
    due: list[tuple[int, int]] = []

    def arrive(k: int) -> None:
        ready.setdefault(rows[k].operation, []).append(k)
        heappush(due, (-height[k], k))

    for k, count in enumerate(missing):
        if not count:
            arrive(k)
    done = bytearray(len(rows))
    while due:
        _, first = heappop(due)
        if done[first]:
            continue
        together = sorted(ready.pop(rows[first].operation))
        for k in together:
            done[k] = 1
        yield [rows[k] for k in together]
        for user in [user for k in together for user in users[k]]:
            missing[user] -= 1
            if not missing[user]:
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
