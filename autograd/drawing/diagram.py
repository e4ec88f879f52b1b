"""A placed picture as facts: shapes joined by paths, on panels, with chips of text. No colours, no format.

Lengths are points (1/72 inch); x grows to the right and y downwards. What a thing means is said by its **role**, by the
**sign** of the number it stands for, and by the **tone** of a text; a writer looks the colours up in a palette.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .palette import Role

Point = tuple[float, float]
Tone = Literal["ink", "muted", "gradient", "positive", "negative"]
Anchor = Literal["left", "center", "right"]
Symbol = Literal["none", "ring", "triangle", "square"]
# How large a symbol is in its shape: a ring's radius, and the distance from the middle to the corners of the others.
SYMBOL_SIZES: dict[Symbol, float] = {"none": 0.0, "ring": 0.5, "triangle": 0.6, "square": 0.58}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and how it is set."""

    text: str
    size: float
    tone: Tone = "ink"
    bold: bool = False
    monospace: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A circle or a square around ``centre``; ``radius`` is half its side.

    ``fill`` is a number from -1 to 1 on the sign scale, or None for the colour of the role. ``symbol`` is drawn in its middle.
    """

    key: str
    square: bool
    centre: Point
    radius: float
    role: Role
    lines: tuple[Line, ...]
    fill: float | None
    tooltip: tuple[str, ...]
    symbol: Symbol = "none"


@dataclass(frozen=True, slots=True)
class Path:
    """A cubic Bézier curve (4 points) from the border of one shape to that of another, in the colour of a ``sign``.

    An arrow, where there is one, has its tip at the border: with "forward" at the target's, with "back" at the source's.
    """

    source: str
    target: str
    points: tuple[Point, Point, Point, Point]
    sign: float
    width: float
    opacity: float
    dashed: bool
    arrow: Literal["none", "forward", "back"]
    tooltip: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A number on a path: a small patch of the page's colour, so that it can be read."""

    centre: Point
    size: Point
    line: Line
    tooltip: tuple[str, ...]
    key: str = ""  # that of its path


@dataclass(frozen=True, slots=True)
class Caption:
    """A line of text beside something. ``at`` is the middle of its height, at its left end, centre or right end."""

    at: Point
    anchor: Anchor
    line: Line
    tooltip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A tinted rectangle behind a group of shapes: (left, top, right, bottom)."""

    box: tuple[float, float, float, float]
    role: Role


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a mark of the picture means. Without a swatch it is a remark."""

    swatch: Literal["positive", "negative", "none"]
    text: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything on the page, from back to front: panels, paths, shapes, chips, captions; the legend below."""

    panels: tuple[Panel, ...]
    paths: tuple[Path, ...]
    shapes: tuple[Shape, ...]
    chips: tuple[Chip, ...]
    captions: tuple[Caption, ...]
    legend: tuple[tuple[LegendEntry, ...], ...]  # lines of entries
    legend_at: Point  # the middle of its upper edge
