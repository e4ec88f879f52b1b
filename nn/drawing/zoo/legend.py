"""The legend below a picture: a glyph and its name for each kind that occurs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from autograd.drawing.diagram import Caption, Line, Point, Shape
from autograd.drawing.text import width

from .kinds import KINDS, Kind

_RADIUS, _TEXT, _ROW = 7.0, 10.5, 22.0
_BETWEEN, _LEAST_WIDTH = 18.0, 300.0  # between entries, and how wide it may be below a narrow picture


class Strip(NamedTuple):
    """The glyphs and names, and where they end."""

    shapes: list[Shape]
    captions: list[Caption]
    bottom: float


def strip(kinds: Sequence[Kind], at: Point, wide: float, scale: float = 1.0) -> Strip:
    """Return the legend of some kinds, in rows no wider than ``wide``. ``at`` is the middle of its upper edge."""
    radius, size, high, between = scale * _RADIUS, scale * _TEXT, scale * _ROW, scale * _BETWEEN
    lines = {kind: Line(kind.name, size, "muted") for kind in kinds}
    sizes = {kind: 2 * radius + 5.0 + width(line.text, size) for kind, line in lines.items()}
    rows: list[list[Kind]] = []
    room = -1.0
    for kind in kinds:
        room -= sizes[kind] + between
        if room < 0.0:
            rows.append([])
            room = max(wide, _LEAST_WIDTH) - sizes[kind]
        rows[-1].append(kind)
    shapes, captions = [], []
    y = at[1] + high / 2
    for row in rows:
        x = at[0] - (sum(sizes[kind] for kind in row) + between * (len(row) - 1)) / 2
        for kind in row:
            centre = (x + radius, y)
            about = (kind.name, f"drawn where a neuron {kind.why}")
            key = f"kind{KINDS.index(kind)}"
            shapes.append(Shape(key, False, centre, radius, kind.role, (), None, about, kind.symbol))
            captions.append(Caption((x + 2 * radius + 5.0, y), "left", lines[kind], about))
            x += sizes[kind] + between
        y += high
    return Strip(shapes, captions, y - high / 2)
