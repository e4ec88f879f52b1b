"""The order of the items in every row, so that few wires cross.

The first order is read off the formula: a walk from the results to their operands, upper ones first, which is free of crossings
where the graph is a tree. From it and from three others the rows are sorted by where their neighbours are, column by column,
to and fro, then sifted; the best is kept. At last it is **kicked** again and again: one item, or what hangs on it, is moved to
a random place, the rows around it are sifted, and where that has not made it worse it stays so.

"Random" is a fixed sequence: the same graph gives the same picture. Effort is counted, not timed.
"""

from __future__ import annotations

from itertools import pairwise

from .crossings import Sifter, crossings_between, crossings_of
from .grid import Grid, Rows

_STARTS = 4
_SWEEPS = 8
_KICKS = 300  # more win less: 671 crossings without, 601 at 100, 566 at 300, 557 at 1,000
_EFFORT = 100_000  # comparisons: some 0.15 s
_DENSE = 4.0  # pieces of wire an item: two full layers of 16 and 16, where 1 s of seeking finds nothing, take 0.05 s without
_LARGE = 300  # items: with more, half the starts and the effort, which costs 2 to 10 % more crossings and takes half the time


class _Dice:
    """The same numbers on every machine and in every version of Python: the generator of the C standard's example."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def __call__(self, sides: int) -> int:
        self._state = (1103515245 * self._state + 12345) % 2**31
        return (self._state >> 8) % sides


def order(grid: Grid) -> Rows:
    """Return the rows of a grid, each from top to bottom."""
    best: Rows = []
    fewest = -1
    effort = 0
    share = 2 if grid.count > _LARGE else 1
    if sum(map(len, grid.sources)) > _DENSE * grid.count:
        return _by_operands(grid, backwards=False)
    for start in range(_STARTS // share):
        rows = _by_operands(grid, backwards=start == 1)
        if start > 1:
            _shuffle(rows, _Dice(start))
        rows, spent = _improve(grid, rows, _EFFORT // 8 // share, rightwards=start < 2)
        effort += spent
        crossings = crossings_of(grid, rows)
        if fewest < 0 or crossings < fewest:
            best, fewest = rows, crossings
        if fewest == 0:
            return best
    return _Kicker(grid, best).run(_KICKS, _EFFORT // share - effort)


def _by_operands(grid: Grid, *, backwards: bool) -> Rows:
    rows: Rows = [[] for _ in range(max(grid.column, default=-1) + 1)]
    seen = [False] * grid.count
    ends = [item for item in range(grid.count) if not grid.targets[item]]
    for end in sorted(ends, key=lambda item: -grid.column[item]):
        stack = [end]
        while stack:
            item = stack.pop()
            if not seen[item]:
                seen[item] = True
                rows[grid.column[item]].append(item)
                stack += grid.sources[item] if backwards else grid.sources[item][::-1]
    if backwards:
        for row in rows:
            row.reverse()
    return rows


def _shuffle(rows: Rows, dice: _Dice) -> None:
    for row in rows:
        for i in range(len(row) - 1, 0, -1):
            other = dice(i + 1)
            row[i], row[other] = row[other], row[i]


def _places(grid: Grid, rows: Rows) -> list[int]:
    place = [0] * grid.count
    for row in rows:
        for i, item in enumerate(row):
            place[item] = i
    return place


def _improve(grid: Grid, rows: Rows, effort: int, *, rightwards: bool) -> tuple[Rows, int]:
    """Sort to and fro, and sift the best that was met."""
    place = _places(grid, rows)
    best, fewest = [row[:] for row in rows], crossings_of(grid, rows)
    for sweep in range(_SWEEPS):
        _sort(grid, rows, place, rightwards=(sweep % 2 == 0) == rightwards)
        crossings = crossings_of(grid, rows)
        if crossings < fewest:
            best, fewest = [row[:] for row in rows], crossings
    sifter = Sifter(grid, _places(grid, best))
    waiting = dict.fromkeys(range(len(best)))
    while waiting and sifter.effort < effort:
        column = next(iter(waiting))
        del waiting[column]
        if sifter.sift(best[column]):
            waiting.update(dict.fromkeys(x for x in (column - 1, column + 1) if 0 <= x < len(best)))
    return best, sifter.effort


def _sort(grid: Grid, rows: Rows, place: list[int], *, rightwards: bool) -> None:
    """Sort each row by the mean place of its neighbours on one side; what has none there keeps its place."""
    ports = max(map(len, grid.sources), default=0) + 1
    for column in range(len(rows)) if rightwards else range(len(rows) - 1, -1, -1):
        row = rows[column]
        mean: dict[int, float] = {}
        for item in row:
            if rightwards and grid.sources[item]:
                mean[item] = sum([place[x] for x in grid.sources[item]]) / len(grid.sources[item])
            elif not rightwards and grid.targets[item]:
                mean[item] = sum([place[x] * ports + port for x, port in grid.targets[item]]) / len(grid.targets[item])
        moving = iter(sorted([item for item in row if item in mean], key=mean.__getitem__))
        row[:] = [next(moving) if item in mean else item for item in row]
        for i, item in enumerate(row):
            place[item] = i


class _Kicker:
    """Rows that are kicked out of an order that no single move improves, into a better one."""

    def __init__(self, grid: Grid, rows: Rows) -> None:
        self._grid, self._rows = grid, rows
        self._place = _places(grid, rows)
        self._sifter = Sifter(grid, self._place)
        self._crossings = [crossings_between(grid, *pair) for pair in pairwise(rows)]
        self._saved: dict[int, list[int]] = {}

    def run(self, kicks: int, effort: int) -> Rows:
        """Kick so many times, or until the effort is spent, or nothing crosses."""
        dice = _Dice(1)
        column = self._grid.column
        movable = [item for item in range(self._grid.count) if len(self._rows[column[item]]) > 1]
        for _ in range(kicks if movable else 0):
            if self._sifter.effort > effort or not any(self._crossings):
                break
            item = movable[dice(len(movable))]
            moved = [item] if dice(3) == 0 else self._what_hangs_on(item)
            self._saved = {}
            self._move(moved, dice(len(self._rows[column[item]])))
            self._settle()
            self._judge()
        return self._rows

    def _what_hangs_on(self, item: int) -> list[int]:
        """Return the waypoints of a wire, or a box with all that is used for it alone."""
        grid = self._grid
        together = {item: None}
        if item >= grid.boxes:
            while len(grid.targets[item]) == 1 and grid.targets[item][0][0] >= grid.boxes:
                item = grid.targets[item][0][0]
                together[item] = None
        waiting = list(together)
        for member in waiting:
            below = [x for x in grid.sources[member] if len(grid.targets[x]) == 1 and x not in together]
            together.update(dict.fromkeys(below))
            waiting += below
        return list(together)

    def _move(self, items: list[int], goal: int) -> None:
        """Move the first item to a place in its row, and the others as far up or down in theirs."""
        share = (goal + 0.5) / len(self._rows[self._grid.column[items[0]]])
        for number, item in enumerate(items):
            column = self._grid.column[item]
            row = self._rows[column]
            self._save(column)
            del row[self._place[item]]
            row.insert(goal if number == 0 else int(share * (len(row) + 1)), item)
            for i, other in enumerate(row):
                self._place[other] = i

    def _save(self, column: int) -> None:
        if column not in self._saved:
            self._saved[column] = self._rows[column][:]

    def _settle(self) -> None:
        """Sift the rows that were moved, then those beside them, on and on while that helps."""
        moved = sorted(self._saved)
        waiting = dict.fromkeys([*moved, *(x for column in moved for x in (column - 1, column + 1))])
        sifted = 0
        while waiting and sifted < 12 * len(moved) + 30:
            column = next(iter(waiting))
            del waiting[column]
            if not 0 <= column < len(self._rows):
                continue
            sifted += 1
            self._save(column)
            if self._sifter.sift(self._rows[column]):
                waiting.update({column - 1: None, column + 1: None})

    def _judge(self) -> None:
        """Keep what was done unless it has made crossings; else undo it."""
        gaps = {gap for column in self._saved for gap in (column - 1, column) if 0 <= gap < len(self._crossings)}
        now = {gap: crossings_between(self._grid, self._rows[gap], self._rows[gap + 1]) for gap in sorted(gaps)}
        if sum(now.values()) <= sum(self._crossings[gap] for gap in now):
            for gap, crossings in now.items():
                self._crossings[gap] = crossings
            return
        for column, row in self._saved.items():
            self._rows[column][:] = row
            for i, item in enumerate(row):
                self._place[item] = i
