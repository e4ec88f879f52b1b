"""A placed picture, such as a network's, in SVG: everything is where its facts say.

The parts can be found: a shape is a group of class ``shape``, a path between two shapes one of class ``path``, and both say by
the keys of the shapes, in ``data-`` attributes, which they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, hypot, sin, tau

from .diagram import SYMBOL_SIZES, Anchor, Caption, Chip, Diagram, LegendEntry, Line, Panel, Path, Point, Shape
from .layout.model import number
from .palette import Palette, mix
from .svg import MONO, element, label, page, tooltip
from .text import width

_MARGIN = 18.0
_HEAD = 5.0, 1.6  # an arrow head's length, and what it grows by with the width of the line
_LINE = 18.0  # of the legend
_SYMBOL = 0.13  # of a shape's radius: how wide the line of a symbol is
_SWATCH, _GAP, _BETWEEN = 22.0, 5.0, 16.0  # in the legend
_ANCHORS: dict[Anchor, str | None] = {"left": None, "center": "middle", "right": "end"}

Box = tuple[float, float, float, float]  # left, top, right, bottom


def write(diagram: Diagram, colours: Palette, name: str) -> str:
    """Return the SVG text of a placed picture; ``name`` is read out in place of it."""
    content = [
        *(_panel(panel, colours) for panel in diagram.panels),
        *(_path(path, colours) for path in diagram.paths),
        *(_shape(shape, colours) for shape in diagram.shapes),
        *(_chip(chip, colours) for chip in diagram.chips),
        *(_caption(caption, colours) for caption in diagram.captions),
        *(part for i, entries in enumerate(diagram.legend) for part in _legend(entries, _legend_at(diagram, i), colours)),
    ]
    boxes = list(_boxes(diagram))
    left, top = (min((box[side] for box in boxes), default=0.0) - _MARGIN for side in (0, 1))
    right, bottom = (max((box[side] for box in boxes), default=0.0) + _MARGIN for side in (2, 3))
    return page(content, (left, top, right - left, bottom - top), colours.page, name)


def _boxes(diagram: Diagram) -> Iterator[Box]:
    yield from (panel.box for panel in diagram.panels)
    for shape in diagram.shapes:
        x, y = shape.centre
        yield x - shape.radius, y - shape.radius, x + shape.radius, y + shape.radius
    for path in diagram.paths:
        # the middle of a cubic curve is the furthest it gets from its ends
        x, y = (
            sum(w * point[axis] for w, point in zip((0.125, 0.375, 0.375, 0.125), path.points, strict=True)) for axis in (0, 1)
        )
        yield x - path.width, y - path.width, x + path.width, y + path.width
    for chip in diagram.chips:
        (x, y), (wide, high) = chip.centre, chip.size
        yield x - wide / 2, y - high / 2, x + wide / 2, y + high / 2
    for caption in diagram.captions:
        x, y = caption.at
        wide = _wide(caption.line)
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[caption.anchor]
        yield left, y - caption.line.size * 0.7, left + wide, y + caption.line.size * 0.7
    for i, entries in enumerate(diagram.legend):
        x, y = _legend_at(diagram, i)
        wide = _legend_width(entries)
        yield x - wide / 2, y - _LINE / 2, x + wide / 2, y + _LINE / 2


def _wide(line: Line) -> float:
    return width(line.text, line.size, bold=line.bold, monospace=line.monospace)


# ---- text -----------------------------------------------------------------------------------------------------------


def _tone(line: Line, colours: Palette) -> str:
    if line.tone in {"positive", "negative"}:
        return colours.sign_text(1.0 if line.tone == "positive" else -1.0)
    return {"ink": colours.ink, "muted": colours.muted, "gradient": colours.gradient}[line.tone]


def _text(line: Line, at: Point, anchor: Anchor, colours: Palette) -> str:
    """Set a line with the middle of its height at a point."""
    return element(
        "text",
        label(line.text),
        x=at[0],
        y=at[1] + 0.35 * line.size,
        text_anchor=_ANCHORS[anchor],
        font_size=line.size,
        font_weight="bold" if line.bold else None,
        font_family=MONO if line.monospace else None,
        fill=_tone(line, colours),
    )


def _caption(caption: Caption, colours: Palette) -> str:
    about = tooltip(caption.tooltip) if caption.tooltip else ""
    return element("g", about, _text(caption.line, caption.at, caption.anchor, colours), class_="caption")


# ---- shapes ---------------------------------------------------------------------------------------------------------


def _panel(panel: Panel, colours: Palette) -> str:
    left, top, right, bottom = panel.box
    paint = colours.roles[panel.role]
    return element(
        "rect",
        class_="panel",
        x=left,
        y=top,
        width=right - left,
        height=bottom - top,
        rx=10,
        fill=paint.fill,
        fill_opacity="0.25",
        stroke=paint.stroke,
        stroke_opacity="0.5",
    )


def _shape(shape: Shape, colours: Palette) -> str:
    x, y = shape.centre
    paint = colours.roles[shape.role]
    fill = paint.fill
    if shape.fill is not None:
        fill = mix(colours.card, colours.by_sign(shape.fill), 0.12 + 0.78 * abs(shape.fill) if shape.fill else 0.0)
    painted = {"fill": fill, "stroke": paint.stroke, "stroke_width": 1.5}
    if shape.square:
        side = 2 * shape.radius
        outline = element(
            "rect", x=x - shape.radius, y=y - shape.radius, width=side, height=side, rx=shape.radius * 0.36, **painted
        )
    else:
        outline = element("circle", cx=x, cy=y, r=shape.radius, **painted)
    heights = [1.3 * line.size for line in shape.lines]
    top = y - sum(heights) / 2
    lines = [_text(line, (x, top + sum(heights[:i]) + heights[i] / 2), "center", colours) for i, line in enumerate(shape.lines)]
    symbol = _symbol(shape, paint.symbol or paint.stroke)
    return element("g", tooltip(shape.tooltip), outline, symbol, *lines, class_=f"shape {shape.role}", data_key=shape.key)


def _symbol(shape: Shape, colour: str) -> str:
    """Return the symbol in the middle of a shape."""
    if shape.symbol == "none":
        return ""
    (x, y), size = shape.centre, SYMBOL_SIZES[shape.symbol] * shape.radius
    drawn = {"class_": f"symbol {shape.symbol}", "fill": "none", "stroke": colour, "stroke_width": _SYMBOL * shape.radius}
    if shape.symbol == "ring":
        return element("circle", cx=x, cy=y, r=size, **drawn)
    turns = (0.0, 1 / 3, 2 / 3) if shape.symbol == "triangle" else (0.125, 0.375, 0.625, 0.875)
    corners = [_at((x + size * sin(tau * turn), y - size * cos(tau * turn))) for turn in turns]
    return element("path", d=f"M{'L'.join(corners)}z", **drawn)


def _chip(chip: Chip, colours: Palette) -> str:
    (x, y), (wide, high) = chip.centre, chip.size
    patch = element("rect", x=x - wide / 2, y=y - high / 2, width=wide, height=high, rx=3, fill=colours.page)
    return element(
        "g",
        tooltip(chip.tooltip),
        patch,
        _text(chip.line, chip.centre, "center", colours),
        class_="chip",
        data_key=chip.key or None,
    )


# ---- paths ----------------------------------------------------------------------------------------------------------


def _path(path: Path, colours: Palette) -> str:
    first, second, third, last = path.points
    head = _HEAD[0] + _HEAD[1] * path.width
    tip = ""
    if path.arrow == "forward":
        tip, last = _tip(last, third, head)
    elif path.arrow == "back":
        tip, first = _tip(first, second, head)
    colour = colours.by_sign(path.sign)
    return element(
        "g",
        tooltip(path.tooltip),
        element(
            "path",
            d=f"M{_at(first)}C{_at(second)} {_at(third)} {_at(last)}",
            fill="none",
            stroke=colour,
            stroke_width=f"{path.width:.2f}",
            stroke_dasharray="5 3" if path.dashed else None,
        ),
        element("path", class_="head", d=tip, fill=colour) if tip else "",
        class_="path",
        opacity=f"{path.opacity:.2f}",
        data_source=path.source,
        data_target=path.target,
        data_key=path.key or None,
    )


def _tip(tip: Point, towards: Point, length: float) -> tuple[str, Point]:
    """Return an arrow head with its tip at a point, and where the line that it belongs to ends: in the middle of it."""
    x, y = towards[0] - tip[0], towards[1] - tip[1]
    far = hypot(x, y) or 1.0
    x, y = length * x / far, length * y / far
    corners = [(tip[0] + x - 0.4 * y, tip[1] + y + 0.4 * x), (tip[0] + x + 0.4 * y, tip[1] + y - 0.4 * x)]
    return f"M{_at(tip)}L{_at(corners[0])} {_at(corners[1])}z", (tip[0] + 0.8 * x, tip[1] + 0.8 * y)


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


# ---- legend ---------------------------------------------------------------------------------------------------------


def _legend_at(diagram: Diagram, row: int) -> Point:
    return diagram.legend_at[0], diagram.legend_at[1] + _LINE * (row + 0.5)


def _legend_line(entry: LegendEntry) -> Line:
    return Line(entry.text, 10.5, tone="muted")


def _entry_width(entry: LegendEntry) -> float:
    return _wide(_legend_line(entry)) + (_SWATCH + _GAP if entry.swatch != "none" else 0.0)


def _legend_width(entries: tuple[LegendEntry, ...]) -> float:
    return sum(map(_entry_width, entries)) + _BETWEEN * (len(entries) - 1)


def _legend(entries: tuple[LegendEntry, ...], at: Point, colours: Palette) -> Iterator[str]:
    x, y = at[0] - _legend_width(entries) / 2, at[1]
    for entry in entries:
        start = x
        if entry.swatch != "none":
            colour = colours.positive if entry.swatch == "positive" else colours.negative
            yield element("rect", class_="swatch", x=x, y=y - 2.5, width=_SWATCH, height=5, fill=colour)
            start += _SWATCH + _GAP
        yield _text(_legend_line(entry), (start, y), "left", colours)
        x += _entry_width(entry) + _BETWEEN
