"""Where the columns are, and the wires between them.

Between two columns there is a **channel**. All bends of a channel begin at its left side and end at its right side, level at
both ends, so that two of them cross once or never; then wires run level to their ports. A channel is wider where wires climb
high.
"""

from __future__ import annotations

from collections.abc import Sequence

from .grid import Grid
from .heights import Spring
from .model import Bend, Box, Link, Point, Route, Spacing

_CLIMB = 0.3  # of the highest climb of a channel is its width, within bounds
_WIDEST = 4.0  # channels as wide as the narrowest


class Router:
    """Knows where the columns begin and end, and draws wires through the items of a path. ``y`` are the items' centres."""

    def __init__(self, grid: Grid, boxes: Sequence[Box], y: Sequence[float], wires: Sequence[Spring], spacing: Spacing) -> None:
        self._grid, self._boxes, self._y = grid, boxes, y
        self._lead = spacing.lead
        widths = [0.0] * (max(grid.column) + 1)
        for column, box in zip(grid.column, boxes, strict=False):
            widths[column] = max(widths[column], box.width)
        climbs = [0.0] * len(widths)
        for left, right, offset, _ in wires:
            column = grid.column[left]
            climbs[column] = max(climbs[column], abs(y[right] - y[left] - offset))
        self._sides: list[tuple[float, float]] = []
        x = 0.0
        for width, climb in zip(widths, climbs, strict=True):
            self._sides.append((x, x + width))
            x += width + min(max(spacing.channel, round(_CLIMB * climb)), _WIDEST * spacing.channel) + spacing.lead
        self.width = self._sides[-1][1]

    def corner(self, box: int) -> Point:
        """Return the left upper corner of a box."""
        return self._sides[self._grid.column[box]][0], self._y[box] - self._boxes[box].height / 2

    def route(self, path: Sequence[int], link: Link) -> Route:
        """Return the wire of a link, which leads through the items of a path."""
        source, target, port, exit = link.source, link.target, link.port, link.exit
        left, top = self.corner(source)
        level = top + self._boxes[source].exit(exit) if self._boxes[source].exits else self._y[source]
        start = (left + self._boxes[source].width, level)
        x, top = self.corner(target)
        bends = []
        for item in path[1:]:
            goal = top + self._boxes[item].ports[port] if item == target else self._y[item]
            if goal != level:
                column = self._grid.column[item]
                bends.append(Bend(self._sides[column - 1][1], self._sides[column][0] - self._lead, goal))
                level = goal
        return Route(start, tuple(bends), (x, level))
