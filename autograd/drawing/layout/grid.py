"""What stands in the columns: boxes, and the wires that pass.

An **item** is a box, or a **waypoint**: the place where a long wire passes a column on its way. A **row** is the items of one
column from top to bottom. Between two neighbouring columns there are only **pieces**, each from an item to an item.

Wires of one source may share waypoints. While the rows are put in order they do so only where there are very many; afterwards
`share` joins the waypoints that came to lie side by side, so that the picture shows one line that branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .model import Link

Rows = list[list[int]]

_MANY = (400, 4)  # waypoints, and waypoints for each box: beyond that they are shared from the start


@dataclass(slots=True)
class Grid:
    """The items, the boxes first, and the pieces between them."""

    boxes: int
    column: list[int]
    sources: list[list[int]] = field(default_factory=list)  # where an item's pieces come from, from its upper port to its lowest
    targets: list[list[tuple[int, int]]] = field(default_factory=list)  # and lead to: an item, and which of its pieces this is
    ports: list[list[int]] = field(default_factory=list)  # the port of each piece that comes in; 0 at a waypoint
    exits: list[list[int]] = field(default_factory=list)  # the exit of the source of each piece that comes in; 0 of a waypoint
    owner: list[tuple[int, int]] = field(default_factory=list)  # the box that an item's wire comes from, and its exit
    paths: list[list[int]] = field(default_factory=list)  # the items of each link, source and target included

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self.column)


def build(links: Sequence[Link], column: list[int]) -> Grid:
    """Return the grid of boxes that stand in given columns."""
    boxes = len(column)
    passed = sum(column[link.target] - column[link.source] - 1 for link in links)
    return _build(links, column, shared=passed > _MANY[0] + _MANY[1] * boxes)


def _build(links: Sequence[Link], column: list[int], *, shared: bool) -> Grid:
    grid = Grid(len(column), list(column), [[] for _ in column], owner=[(box, 0) for box in range(len(column))])
    grid.ports, grid.exits = [[] for _ in column], [[] for _ in column]
    known: dict[tuple[int, int, int], int] = {}
    paths: dict[int, list[int]] = {}
    for index in sorted(range(len(links)), key=lambda i: links[i].port):
        source, target, port, exit = links[index]
        path = [source]
        for place in range(column[source] + 1, column[target]):
            item = known.get((source, exit, place)) if shared else None
            if item is None:
                item = known[source, exit, place] = _waypoint(grid, path[-1], place, (source, exit))
            path.append(item)
        grid.sources[target].append(path[-1])
        grid.ports[target].append(port)
        grid.exits[target].append(exit if path[-1] == source else 0)
        paths[index] = [*path, target]
    grid.paths = [paths[index] for index in range(len(links))]
    _link_back(grid)
    return grid


def _waypoint(grid: Grid, source: int, place: int, owner: tuple[int, int]) -> int:
    grid.column.append(place)
    grid.sources.append([source])
    grid.ports.append([0])
    grid.exits.append([owner[1] if source == owner[0] else 0])
    grid.owner.append(owner)
    return len(grid.column) - 1


def _link_back(grid: Grid) -> None:
    grid.targets = [[] for _ in range(grid.count)]
    for item, sources in enumerate(grid.sources):
        for place, source in enumerate(sources):
            grid.targets[source].append((item, place))


def share(grid: Grid, rows: Rows) -> tuple[Grid, Rows]:
    """Return the grid and its rows with those waypoints joined that lie side by side and belong to one source."""
    stands_for = list(range(grid.count))
    for row in rows:
        for above, item in pairwise(row):
            if item >= grid.boxes and above >= grid.boxes and grid.owner[item] == grid.owner[above]:
                before, after = (stands_for[grid.sources[x][0]] for x in (above, item))
                if before == after:
                    stands_for[item] = stands_for[above]
    kept = [item for item in range(grid.count) if stands_for[item] == item]
    new = {item: index for index, item in enumerate(kept)}
    name = [new[stands_for[item]] for item in range(grid.count)]
    joined = Grid(
        grid.boxes,
        [grid.column[item] for item in kept],
        [[name[source] for source in grid.sources[item]] for item in kept],
        ports=[grid.ports[item] for item in kept],
        exits=[grid.exits[item] for item in kept],
        owner=[grid.owner[item] for item in kept],
        paths=[[name[item] for item in path] for path in grid.paths],
    )
    _link_back(joined)
    return joined, [[new[item] for item in row if stands_for[item] == item] for row in rows]
