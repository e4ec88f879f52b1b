"""Counting crossings, and putting one row into an order that has few of them.

Two pieces between the same two columns cross if the upper one at the left is the lower one at the right; drawn as the curves of
`routes` they cross exactly once. Pieces that meet in one item arrive there in the order of its ports, and are counted too.
"""

from __future__ import annotations

from itertools import pairwise

from .grid import Grid, Rows

_WINDOW = 20  # places to either side: in long rows the time of trying all is many times that, and the result is no better


def crossings_between(grid: Grid, left: list[int], right: list[int]) -> int:
    """Return how many pieces between two neighbouring rows cross: inversions, counted with a tree of sums."""
    size = len(left)
    place = {item: i for i, item in enumerate(left, 1)}
    above = [0] * (size + 1)
    crossings = seen = 0
    for item in right:
        for source in grid.sources[item]:
            start = i = place[source]
            crossings += seen
            while i:
                crossings -= above[i]
                i &= i - 1
            while start <= size:
                above[start] += 1
                start += start & -start
            seen += 1
    return crossings


def crossings_of(grid: Grid, rows: Rows) -> int:
    """Return how many pieces cross in all."""
    return sum(crossings_between(grid, left, right) for left, right in pairwise(rows))


class Sifter:
    """Moves the items of one row, each to its best place among the others, while the rows beside it stay.

    ``place`` holds the place of every item within its row. ``effort`` counts comparisons of two items: that is where time goes.
    """

    def __init__(self, grid: Grid, place: list[int]) -> None:
        self.effort = 0
        self._sources, self._targets, self._place = grid.sources, grid.targets, place
        self._ports = max(map(len, grid.sources), default=0) + 1

    def sift(self, row: list[int]) -> int:
        """Put a row in order and return how many crossings that has removed."""
        if len(row) < 2:
            return 0
        place, ports = self._place, self._ports
        left = {item: sorted([place[x] for x in self._sources[item]]) for item in row}
        right = {item: sorted([place[x] * ports + port for x, port in self._targets[item]]) for item in row}
        known: dict[int, dict[int, int]] = {item: {} for item in row}
        removed = 0
        while gain := self._pass(row, left, right, known):
            removed += gain
        if removed:
            for i, item in enumerate(row):
                place[item] = i
        return removed

    def _pass(
        self, row: list[int], left: dict[int, list[int]], right: dict[int, list[int]], known: dict[int, dict[int, int]]
    ) -> int:
        removed = 0
        for item in list(row):
            costs = known[item]  # by how many crossings more it has above another item than below it
            mine, ours = left[item], right[item]
            start = row.index(item)
            best, goal = 0, start
            for way in (range(start - 1, max(start - _WINDOW, 0) - 1, -1), range(start + 1, min(start + _WINDOW, len(row)))):
                change = 0
                upwards = way.step < 0
                for i in way:
                    other = row[i]
                    cost = costs.get(other)
                    if cost is None:
                        self.effort += 1
                        cost = _inversions(mine, left[other]) + _inversions(ours, right[other])
                        costs[other] = cost
                        known[other][item] = -cost
                    change += cost if upwards else -cost
                    if change < best:
                        best, goal = change, i
            if best < 0:
                del row[start]
                row.insert(goal, item)
                removed -= best
        return removed


def _inversions(upper: list[int], lower: list[int]) -> int:
    """Return how many pairs are in the wrong order, less those in the right one, for two sorted lists."""
    if not upper or not lower:
        return 0
    if upper[-1] < lower[0]:
        return -len(upper) * len(lower)
    if upper[0] > lower[-1]:
        return len(upper) * len(lower)
    wrong = 0
    for x in upper:
        for y in lower:
            wrong += (x > y) - (x < y)
    return wrong
