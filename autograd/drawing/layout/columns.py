"""Which column every box stands in: each one to the right of all that its wires come from.

Columns by longest path, counted from the right, so that a box stands next to the first box that uses it: a parameter beside
its product. A box with more wires coming in than going out is then moved as far left as it can go, where the wires are shorter.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...graph import sorted_by
from .model import Link

_ROUNDS = 8  # of moving; what is still moving then is worth little


def assign_columns(count: int, links: Sequence[Link]) -> list[int]:
    """Return the number of each box's column, from 0. Raises CycleError, naming the boxes, where wires lead in a circle.

    >>> assign_columns(3, [Link(0, 2, 0), Link(1, 2, 1)])
    [0, 0, 1]
    """
    inputs, users = neighbours(count, links)
    order = sorted_by(range(count), inputs.__getitem__)
    column = [0] * count
    for box in order:
        column[box] = 1 + max((column[x] for x in inputs[box]), default=-1)
    for box in reversed(order):
        if users[box]:
            column[box] = min(column[x] for x in users[box]) - 1
    for turn in range(_ROUNDS):
        if not _pull(order if turn % 2 == 0 else order[::-1], inputs, users, column):
            break
    first = min(column, default=0)
    return [number - first for number in column]


def neighbours(count: int, links: Sequence[Link]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the inputs and the users of each box, each of them once."""
    inputs: list[dict[int, None]] = [{} for _ in range(count)]
    users: list[dict[int, None]] = [{} for _ in range(count)]
    for source, target, *_ in links:
        inputs[target][source] = users[source][target] = None
    return [list(box) for box in inputs], [list(box) for box in users]


def _pull(order: list[int], inputs: list[list[int]], users: list[list[int]], column: list[int]) -> bool:
    """Move each box to the end of its room where its wires are shortest; say whether any has moved."""
    moved = False
    for box in order:
        if not inputs[box]:
            place = min((column[x] for x in users[box]), default=column[box] + 1) - 1
        elif len(inputs[box]) > len(users[box]):
            place = 1 + max(column[x] for x in inputs[box])
        else:
            place = min(column[x] for x in users[box]) - 1
        moved |= place != column[box]
        column[box] = place
    return moved
