"""Boxes that stand together in frames: each frame is laid out by itself and is then one box among the others.

Where a wire comes into a frame, a box without a size stands on the frame's left **rim**; where one leaves that is used inside as
well, one on its right rim. So the wires inside know of those outside, and a route is put together from its pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .model import Box, Layout, Link, Point, Route, Spacing
from .pieces import moved


class Padding(NamedTuple):
    """What a frame has around its boxes."""

    left: float = 14.0
    top: float = 30.0
    right: float = 14.0
    bottom: float = 14.0


_PADDING = Padding()


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle around boxes that belong together."""

    corner: Point
    width: float
    height: float


@dataclass(slots=True)
class _Inside:
    """One frame, laid out: the places of its boxes, of the wires that come in, by their sources, and of those that leave."""

    members: list[int]
    layout: Layout
    box: Box
    ways: dict[int, Route]  # of links within the frame, by their number
    entries: dict[int, int]  # the port of a source
    arrivals: dict[int, Route]  # of links that come in: from the rim
    exits: dict[int, int]
    departures: dict[int, Route]  # of sources inside: to the rim


def lay_out_framed(
    boxes: Sequence[Box], links: Sequence[Link], frames: Sequence[Sequence[int]], spacing: Spacing, padding: Padding = _PADDING
) -> tuple[Layout, list[Frame]]:
    """Return the layout of boxes of which some stand together, and the frames around those; no box is in two of them.

    Raises what `lay_out` raises, CycleError where wires between frames lead in a circle.
    """
    from . import lay_out

    if not frames:
        whole = lay_out(boxes, links, spacing)
        return whole, []
    home = {box: i for i, members in enumerate(frames) for box in members}
    insides = [_lay_out_inside(boxes, links, list(members), home, i, (spacing, padding)) for i, members in enumerate(frames)]
    alone = [box for box in range(len(boxes)) if box not in home]
    place = {box: len(frames) + i for i, box in enumerate(alone)} | home
    outer_boxes = [inside.box for inside in insides] + [boxes[box] for box in alone]
    outer: dict[Link, int] = {}
    number: dict[int, int] = {}  # of the outer wire that a link runs along
    for i, link in enumerate(links):
        source, target = place[link.source], place[link.target]
        if source != target:
            port = insides[target].entries[link.source] if target < len(frames) else link.port
            exit = insides[source].exits[link.source] if source < len(frames) else link.exit
            number[i] = outer.setdefault(Link(source, target, port, exit), len(outer))
    whole = lay_out(outer_boxes, list(outer), spacing)
    corners: list[Point] = [(0.0, 0.0)] * len(boxes)
    routes: list[Route] = [Route((0.0, 0.0), (), (0.0, 0.0))] * len(links)
    for i, box in enumerate(alone):
        corners[box] = whole.corners[len(frames) + i]
    for inside, (left, top) in zip(insides, whole.corners, strict=False):
        for box, (x, y) in zip(inside.members, inside.layout.corners, strict=False):
            corners[box] = (left + padding.left + x, top + padding.top + y)
    for i, link in enumerate(links):
        source, target = place[link.source], place[link.target]
        corner = whole.corners
        if source == target:
            routes[i] = _inner(insides[source].ways[i], corner[source], padding)
            continue
        pieces = [whole.routes[number[i]]]
        if source < len(frames):
            pieces.insert(0, _inner(insides[source].departures[link.source], corner[source], padding))
        if target < len(frames):
            pieces.append(_inner(insides[target].arrivals[i], corner[target], padding))
        bends = tuple(bend for piece in pieces for bend in piece.bends)
        routes[i] = Route(pieces[0].start, bends, pieces[-1].end)
    drawn = [Frame(corner, inside.box.width, inside.box.height) for corner, inside in zip(whole.corners, insides, strict=False)]
    return Layout(corners, routes, whole.width, whole.height), drawn


def _inner(route: Route, corner: Point, padding: Padding) -> Route:
    return moved(route, corner[0] + padding.left, corner[1] + padding.top)


def _lay_out_inside(
    boxes: Sequence[Box],
    links: Sequence[Link],
    members: list[int],
    home: dict[int, int],
    frame: int,
    distances: tuple[Spacing, Padding],
) -> _Inside:
    from . import connected

    spacing, padding = distances

    within = {box: i for i, box in enumerate(members)}
    used_inside = {link.source for link in links if link.source in within and link.target in within}
    leaving = list(dict.fromkeys(link.source for link in links if link.source in within and home.get(link.target) != frame))
    coming = list(dict.fromkeys(link.source for link in links if link.target in within and link.source not in within))
    ends = any(box in used_inside for box in leaving)  # then the wires that leave pass what stands to the right of them
    placed = [boxes[box]._replace(rim="" if ends or box not in leaving else "right") for box in members]
    entry = {box: len(placed) + i for i, box in enumerate(coming)}
    placed += [Box(0.0, 0.0, rim="left") for _ in coming]
    rim = {box: len(placed) + i for i, box in enumerate(leaving)} if ends else {}
    placed += [Box(0.0, 0.0, (0.0,), rim="right") for _ in rim]

    wires: dict[int, Link] = {}
    for i, link in enumerate(links):
        if link.target in within:
            source, exit = (within[link.source], link.exit) if link.source in within else (entry[link.source], 0)
            wires[i] = Link(source, within[link.target], link.port, exit)
    out = [Link(within[box], rim[box], 0) for box in rim]
    layout = connected(placed, [*wires.values(), *out], spacing)
    routes = dict(zip(wires, layout.routes, strict=False))
    departures = dict(zip(rim, layout.routes[len(wires) :], strict=True))
    for box in leaving:
        if box not in departures:
            x, y = layout.corners[within[box]]
            start = (x + boxes[box].width, y + boxes[box].exit(0))
            departures[box] = Route(start, (), (layout.width, start[1]))
    height = {box: layout.corners[entry[box]][1] + padding.top for box in coming}
    down = {box: departures[box].end[1] + padding.top for box in leaving}
    entries = {box: i for i, box in enumerate(sorted(coming, key=height.__getitem__))}
    exits = {box: i for i, box in enumerate(sorted(leaving, key=down.__getitem__))}
    return _Inside(
        members,
        layout,
        Box(
            layout.width + padding.left + padding.right,
            layout.height + padding.top + padding.bottom,
            tuple(height[box] for box in entries),
            tuple(down[box] for box in exits),
        ),
        {i: route for i, route in routes.items() if links[i].source in within},
        entries,
        {i: route for i, route in routes.items() if links[i].source not in within},
        exits,
        departures,
    )
