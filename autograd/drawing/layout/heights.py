"""The height of every item: first a fair draft, then straight wires.

Every piece of wire is a **spring** between two items, slack where it would be level. The draft goes from column to column, to
and fro: each row goes as near as its distances allow to where its springs pull it, in the sense of least squares. The items of a
row keep their order, so that is a monotone regression, solved exactly by pooling neighbours that would collide.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .grid import Grid, Rows
from .model import Box, Spacing

_PASSES = 10
_BACK = 0.2  # of the pull of what comes later on the way: the draft follows the operands, then the users
STIFF = 8.0  # a wire that passes a column there and the next one, against one between boxes: a long wire is straight


class Spring(NamedTuple):
    """The centre of ``right`` should be ``offset`` below the centre of ``left``."""

    left: int
    right: int
    offset: float
    strength: float


class Distances(NamedTuple):
    """How far an item's upper and lower edge are from its centre, and what has to be between two of them."""

    half: list[float]
    boxes: int
    spacing: Spacing

    def between(self, above: int, below: int) -> float:
        """Return how far apart two centres are, at least."""
        passing = (above >= self.boxes) + (below >= self.boxes)
        gap = (self.spacing.boxes, self.spacing.beside, self.spacing.wires)[passing]
        return self.half[above] + self.half[below] + gap


def distances(grid: Grid, boxes: Sequence[Box], spacing: Spacing) -> Distances:
    """Return the distances that the items of a grid have to keep."""
    half = [box.height / 2 for box in boxes] + [0.0] * (grid.count - len(boxes))
    return Distances(half, len(boxes), spacing)


def springs(grid: Grid, boxes: Sequence[Box]) -> list[Spring]:
    """Return a spring for every piece."""
    found = []
    for item, sources in enumerate(grid.sources):
        for source, port, exit in zip(sources, grid.ports[item], grid.exits[item], strict=True):
            offset = boxes[item].height / 2 - boxes[item].ports[port] if item < len(boxes) else 0.0
            if source < len(boxes) and boxes[source].exits:
                offset += boxes[source].exit(exit) - boxes[source].height / 2
            long = source >= len(boxes) and item >= len(boxes)
            found.append(Spring(source, item, offset, STIFF if long else 1.0))
    return found


def draft(rows: Rows, pulls: list[Spring], room: Distances) -> list[float]:
    """Return heights that keep the distances and are fair to all springs."""
    y = [0.0] * len(room.half)
    left: list[list[tuple[int, float, float]]] = [[] for _ in y]
    right: list[list[tuple[int, float, float]]] = [[] for _ in y]
    for spring in pulls:
        left[spring.right].append((spring.left, spring.offset, spring.strength))
        right[spring.left].append((spring.right, -spring.offset, spring.strength))
    offsets = []  # of the items of each row, as close as they may be
    for row in rows:
        offset = [0.0]
        for above, below in pairwise(row):
            offset.append(offset[-1] + room.between(above, below))
        for item, top in zip(row, offset, strict=True):
            y[item] = top - offset[-1] / 2
        offsets.append(offset)
    for turn in range(_PASSES):
        ahead = turn % 2 == 0
        first, second = (left, right) if ahead else (right, left)
        for column in range(len(rows)) if ahead else range(len(rows) - 1, -1, -1):
            _settle(rows[column], offsets[column], first, second, y)
    return y


def _settle(
    row: list[int],
    offset: list[float],
    first: list[list[tuple[int, float, float]]],
    second: list[list[tuple[int, float, float]]],
    y: list[float],
) -> None:
    """Move a row to where its springs pull it, without changing its order or its distances."""
    pools: list[tuple[float, float, int]] = []  # place of the uppermost item less its offset, strength, how many items
    for item, top in zip(row, offset, strict=True):
        pull = strength = 0.0
        for other, shift, force in first[item]:
            pull += force * (y[other] + shift)
            strength += force
        for other, shift, force in second[item]:
            pull += _BACK * force * (y[other] + shift)
            strength += _BACK * force
        place = (pull / strength if strength else y[item]) - top
        strength, count = strength or 1.0, 1
        while pools and pools[-1][0] > place:
            place_above, strength_above, count_above = pools.pop()
            place = (place * strength + place_above * strength_above) / (strength + strength_above)
            strength += strength_above
            count += count_above
        pools.append((place, strength, count))
    i = 0
    for place, _, count in pools:
        for _ in range(count):
            y[row[i]] = place + offset[i]
            i += 1
