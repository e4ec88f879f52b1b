"""Placing boxes and drawing wires between them, from left to right, with few crossings and many straight lines.

>>> boxes = [Box(118.0, 64.0), Box(118.0, 64.0), Box(118.0, 64.0, ports=(23.0, 41.0))]
>>> layout = lay_out(boxes, [Link(0, 2, 0), Link(1, 2, 1)])
>>> layout.corners
[(0.0, 0.0), (0.0, 80.0), (180.0, 40.0)]
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import add, sub

from .columns import assign_columns
from .grid import build, share
from .heights import distances, draft, springs
from .model import Bend, Box, Layout, Link, Point, Route, Spacing
from .order import order
from .pieces import pack, split
from .routes import Router
from .straighten import straighten

__all__ = ["Bend", "Box", "Layout", "Link", "Point", "Route", "Spacing", "lay_out"]


_GRAIN = 64  # heights are whole numbers of 64ths: what is straight is so exactly


def lay_out(boxes: Sequence[Box], links: Sequence[Link], spacing: Spacing | None = None) -> Layout:
    """Return where each box stands and how each wire runs. The same input gives the same layout, to the bit.

    Every box stands to the right of all that its wires come from. No two boxes overlap, no wire touches a box that it does not
    belong to, and wires arrive at a box's ports without crossing one another there.

    Raises ValueError where a link names a box or a port that does not exist, and CycleError where wires lead in a circle.
    """
    spacing = spacing or Spacing()
    _check(boxes, links)
    parts = []
    for members, inner in split(len(boxes), links):
        number = {box: i for i, box in enumerate(members)}
        local = [links[i]._replace(source=number[links[i].source], target=number[links[i].target]) for i in inner]
        parts.append((members, inner, connected([boxes[box] for box in members], local, spacing)))
    return pack(parts, len(boxes), len(links), spacing.pieces)


def _check(boxes: Sequence[Box], links: Sequence[Link]) -> None:
    for link in links:
        if not (0 <= link.source < len(boxes) and 0 <= link.target < len(boxes)):
            raise ValueError(f"{link} leads from or to a box that is not there: there are {len(boxes)}")
        if not 0 <= link.port < len(boxes[link.target].ports):
            raise ValueError(f"{link} leads to a port that is not there: box {link.target} has {len(boxes[link.target].ports)}")
        if not 0 <= link.exit < max(len(boxes[link.source].exits), 1):
            raise ValueError(
                f"{link} leads from an exit that is not there: box {link.source} has {len(boxes[link.source].exits)}"
            )


def _on_rims(boxes: Sequence[Box], links: Sequence[Link], columns: list[int]) -> list[int]:
    """Return the columns with the boxes of either rim in the first and the last one, beyond all that leads there."""
    if not any(box.rim for box in boxes):
        return columns
    inner = [column for box, column in zip(boxes, columns, strict=True) if not box.rim] or [0]
    first = min([*inner, *(columns[link.target] - 1 for link in links if boxes[link.source].rim == "left")])
    last = max([*inner, *(columns[link.source] + 1 for link in links if boxes[link.target].rim == "right")])
    place = {"left": first, "right": last}
    return [place.get(box.rim, column) - first for box, column in zip(boxes, columns, strict=True)]


def connected(boxes: Sequence[Box], links: Sequence[Link], spacing: Spacing) -> Layout:
    """Lay out boxes as one part, such as those that are all connected, with the left upper corner of the whole at 0, 0."""
    grid = build(links, _on_rims(boxes, links, assign_columns(len(boxes), links)))
    grid, rows = share(grid, order(grid))
    pulls, room = springs(grid, boxes), distances(grid, boxes, spacing)
    y = draft(rows, pulls, room)
    straighten(rows, pulls, room, y)
    top = min(map(sub, y, room.half))
    y = [round((height - top) * _GRAIN) / _GRAIN for height in y]
    router = Router(grid, boxes, y, pulls, spacing)
    routes = [router.route(path, link) for path, link in zip(grid.paths, links, strict=True)]
    return Layout([router.corner(box) for box in range(len(boxes))], routes, router.width, max(map(add, y, room.half)))
