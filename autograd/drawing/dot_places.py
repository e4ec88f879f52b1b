"""Where the cards of a graph with panels stand in DOT: as in SVG.

dot's own clusters make the loss of a 2-6-6-1 network 3.7 times as high as it is wide, and lead its wires over the cards. So a
picture with panels is placed by `layout`, and Graphviz's nop2 only draws it. Graphviz has y growing upwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from .graph import Graph
from .layout import Box, Link, Point, Route, Spacing
from .layout.nested import Frame, lay_out_framed
from .text import width

TITLE = 13.0  # points
_HEAD = 7.0  # of an arrow: its length
_LEAD = 20.0  # before a port a wire is level so far


class Places:
    """The attributes that say where everything is; those of cards, wires and panels by their place in the graph."""

    def __init__(self, graph: Graph, boxes: Sequence[Box], names: Sequence[str], label: float) -> None:
        """Place boxes with the sizes of the cards; ``names`` are the panels', ``label`` the room for a number on a wire."""
        number = {card.key: i for i, card in enumerate(graph.cards)}
        links = [Link(number[wire.source], number[wire.target], wire.place) for wire in graph.wires]
        inside = [[number[key] for key in cluster.cards] for cluster in graph.clusters]
        placed, frames = lay_out_framed(boxes, links, inside, Spacing(lead=_LEAD + label))
        self.cards: list[dict[str, object]] = [
            {"pos": _at((x + box.width / 2, y + box.height / 2)), "width": box.width / 72, "height": box.height / 72}
            for box, (x, y) in zip(boxes, placed.corners, strict=True)
        ]
        self.wires: list[dict[str, object]] = [
            {"pos": _spline(route), "lp": _at((route.end[0] - _HEAD - label / 2 - 4.0, route.end[1])) if label else None}
            for route in placed.routes
        ]
        self.panels: list[dict[str, object]] = [
            _panel(frame, width(name, TITLE, bold=True)) for frame, name in zip(frames, names, strict=True)
        ]
        self.below = _at((placed.width / 2, placed.height + 24.0))  # where the caption stands


def _at(point: Point) -> str:
    return f"{point[0]:.2f},{0.0 - point[1]:.2f}"


def _panel(frame: Frame, name: float) -> dict[str, object]:
    """Return where a panel is, and where the middle of its name stands, so that it begins at the left."""
    (left, top), wide, high = frame.corner, frame.width, frame.height
    return {"bb": f"{left:.1f},{-(top + high):.1f},{left + wide:.1f},{-top:.1f}", "lp": _at((left + 14.0 + name / 2, top + 16.0))}


def _spline(route: Route) -> str:
    """Return a wire as Graphviz has it: cubic curves, four points of which neighbours share one, and the tip of its arrow."""
    points: list[Point] = [route.start]
    x, y = route.start

    def level(end: float) -> None:
        nonlocal x
        if end > x:
            points.extend([(x + (end - x) / 3, y), (x + (end - x) * 2 / 3, y), (end, y)])
            x = end

    for left, right, height in route.bends:
        if height != y:
            level(left)
            middle = (left + right) / 2
            points.extend([(middle, y), (middle, height), (right, height)])
            x, y = right, height
    level(route.end[0] - _HEAD)
    return f"e,{_at(route.end)} " + " ".join(map(_at, points))
