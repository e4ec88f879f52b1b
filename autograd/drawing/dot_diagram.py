"""A placed picture in DOT: every position is given, and Graphviz's nop2 only draws.

Graphviz has y growing upwards. All paths are drawn before all shapes, so chips are nodes of their own, as are captions.
"""

from __future__ import annotations

from math import hypot

from .diagram import SYMBOL_SIZES, Caption, Diagram, LegendEntry, Line, Path, Point, Shape
from .dot import MONO, SANS, Document, font, quoted, table
from .numbers import ascii_minus
from .palette import Palette, mix
from .text import width

_ARROW = 10.0  # points: the length of an arrow head of size 1
_TINT = {"page": "40", "stroke": "80"}  # opacity of a panel's fill and border


def write(diagram: Diagram, colours: Palette) -> str:
    """Return the DOT text of a placed picture."""
    document = Document(
        "network",
        graph={"layout": "nop2", "bgcolor": colours.page, "pad": 0.25, "outputorder": "edgesfirst", "splines": "true"},
        node={"fixedsize": "true", "margin": 0, "fontname": SANS},
        edge={"fontname": SANS},
    )
    for i, panel in enumerate(diagram.panels):
        left, top, right, bottom = panel.box
        paint = colours.roles[panel.role]
        document.cluster(
            f"{i}",
            bb=f"{left:.1f},{-bottom:.1f},{right:.1f},{-top:.1f}",
            style="rounded,filled",
            fillcolor=paint.fill + _TINT["page"],
            color=paint.stroke + _TINT["stroke"],
            penwidth=1.0,
        )
    for shape in diagram.shapes:
        _shape(document, shape, colours)
    for path in diagram.paths:
        _path(document, path, colours)
    for i, chip in enumerate(diagram.chips):
        document.node(
            f"chip{i}",
            _set(chip.line, colours),
            shape="box",
            style="filled",
            penwidth=0,
            fillcolor=colours.page,
            pos=_at(chip.centre),
            width=chip.size[0] / 72,
            height=chip.size[1] / 72,
            tooltip=quoted(chip.tooltip),
        )
    for i, caption in enumerate(diagram.captions):
        _caption(document, f"text{i}", caption, colours)
    for i, entries in enumerate(diagram.legend):
        at = (diagram.legend_at[0], diagram.legend_at[1] + 18.0 * i + 9.0)
        _legend(document, f"legend{i}", at, entries, colours)
    return document.source


def _at(point: Point) -> str:
    return f"{point[0]:.2f},{0.0 - point[1]:.2f}"


def _tone(line: Line, colours: Palette) -> str:
    if line.tone == "positive":
        return colours.sign_text(1.0)
    if line.tone == "negative":
        return colours.sign_text(-1.0)
    return {"ink": colours.ink, "muted": colours.muted, "gradient": colours.gradient}[line.tone]


def _set(line: Line, colours: Palette) -> str:
    text = ascii_minus(line.text) if line.monospace else line.text
    return font(text, _tone(line, colours), line.size, MONO if line.monospace else SANS, bold=line.bold)


def _shape(document: Document, shape: Shape, colours: Palette) -> None:
    paint = colours.roles[shape.role]
    fill = paint.fill
    if shape.fill is not None:
        fill = mix(colours.card, colours.by_sign(shape.fill), 0.12 + 0.78 * abs(shape.fill) if shape.fill else 0.0)
    document.node(
        shape.key,
        table("".join(f"<tr><td>{_set(line, colours)}</td></tr>" for line in shape.lines)) if shape.lines else "",
        shape="box" if shape.square else "circle",
        style="rounded,filled" if shape.square else "filled",
        fillcolor=fill,
        color=paint.stroke,
        penwidth=1.5,
        pos=_at(shape.centre),
        width=shape.radius / 36,
        height=shape.radius / 36,
        tooltip=quoted(shape.tooltip),
    )
    if shape.symbol != "none":
        # a ring has this radius; the others are inscribed into a circle of it
        size = SYMBOL_SIZES[shape.symbol] * shape.radius
        x, y = shape.centre
        if shape.symbol == "triangle":  # Graphviz centres the box around it, which reaches from the top to the base
            wide, high, y = 3**0.5 * size, 1.5 * size, y - size / 4
        else:
            wide = high = 2 * size if shape.symbol == "ring" else 2**0.5 * size
        document.node(
            f"{shape.key}_symbol",
            "",
            shape={"ring": "circle", "triangle": "triangle", "square": "box"}[shape.symbol],
            color=paint.symbol or paint.stroke,
            penwidth=round(0.13 * shape.radius, 2),
            pos=_at((x, y)),
            width=wide / 72,
            height=high / 72,
            tooltip=quoted(shape.tooltip),
        )


def _path(document: Document, path: Path, colours: Palette) -> None:
    first, second, third, last = path.points
    head = round(0.5 + 0.08 * path.width, 2)
    tip = ""
    if path.arrow == "forward":
        tip, last = f"e,{_at(last)} ", _towards(last, third, _ARROW * head)
    elif path.arrow == "back":
        tip, first = f"s,{_at(first)} ", _towards(first, second, _ARROW * head)
    document.edge(
        path.source,
        path.target,
        pos=tip + " ".join(map(_at, (first, second, third, last))),
        dir=path.arrow,
        color=f"{colours.by_sign(path.sign)}{round(255 * path.opacity):02X}",
        penwidth=round(path.width, 2),
        style="dashed" if path.dashed else None,
        arrowsize=head if tip else None,
        tooltip=quoted(path.tooltip),
    )


def _towards(start: Point, end: Point, length: float) -> Point:
    """Return where a line stops that has an arrow head of some length at ``start``."""
    x, y = end[0] - start[0], end[1] - start[1]
    far = hypot(x, y) or 1.0
    return start[0] + x / far * length, start[1] + y / far * length


def _caption(document: Document, key: str, caption: Caption, colours: Palette) -> None:
    """Write a line of text into a box of its own width: it ends where it should even if an engine's font is wider."""
    line = caption.line
    wide = 1.03 * width(line.text, line.size, bold=line.bold, monospace=line.monospace) + 4.0
    x = caption.at[0] + {"left": wide / 2, "center": 0.0, "right": -wide / 2}[caption.anchor]
    cell = f'<tr><td align="{caption.anchor}" width="{wide:.0f}" height="{line.size * 1.6:.0f}">{_set(line, colours)}</td></tr>'
    document.node(
        key,
        table(cell),
        shape="plain",
        fixedsize="false",
        pos=_at((x, caption.at[1])),
        tooltip=quoted(caption.tooltip) if caption.tooltip else " ",
    )


def _legend(document: Document, key: str, at: Point, entries: tuple[LegendEntry, ...], colours: Palette) -> None:
    cells: list[str] = []
    for entry in entries:
        if cells:
            cells.append('<td width="16"></td>')
        if entry.swatch != "none":
            colour = colours.positive if entry.swatch == "positive" else colours.negative
            bar = table(f'<tr><td width="22" height="5" fixedsize="true" bgcolor="{colour}"></td></tr>')
            cells.append(f'<td width="22">{bar}</td><td width="5"></td>')
        cells.append(f"<td>{font(entry.text, colours.muted, 10.5)}</td>")
    document.node(key, table(f"<tr>{''.join(cells)}</tr>"), shape="plain", fixedsize="false", pos=_at(at), tooltip=" ")
