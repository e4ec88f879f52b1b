"""A computation graph in SVG, placed by `layout`.

The parts can be found: card ``v3`` is the group ``n3`` of class ``node`` and of its kind, its numbers are of class ``data`` and
``grad``; the wire to its operand 0 is the group ``e3_0`` of class ``edge``, its whole way the first path in it, its tip of class
``head``; and the local derivative on that wire is the group ``l3_0`` of class ``local``. A style sheet may colour all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import numbers
from .cards import LABEL, MARGIN, NUMBER, PILL, PILL_HEIGHT, TITLE, Shape, baselines, pill_width, shapes
from .graph import Card, Cluster, Graph, Wire
from .layout import Box, Layout, Link, Point, Route, Spacing
from .layout.nested import Frame, lay_out_framed
from .palette import Paint, Palette
from .svg import MONO, element, escaped, label, page, tooltip
from .text import ELLIPSIS, clean, cut, width
from .tooltips import about_card, about_wire, role_of

_MARGIN = 16.0  # around the picture
_HEAD = 7.0  # of an arrow: its length
_LINE = 15.0  # of the caption
_MONO_LABEL = {"font_family": MONO, "text_anchor": "end", "font_size": NUMBER}


def write(graph: Graph, colours: Palette) -> str:
    """Return the SVG text of a computation graph: one card per value, data flowing from left to right."""
    sizes = shapes(graph)
    number = {card.key: i for i, card in enumerate(graph.cards)}
    links = [Link(number[wire.source], number[wire.target], wire.place) for wire in graph.wires]
    pills = [_local(wire) for wire in graph.wires]
    lead = 2 * _HEAD + max([0.0, *(pill_width(pill) + 5.0 for pill in pills if pill)])
    boxes = [Box(shape.width, shape.height, shape.ports) for shape in sizes]
    inside = [[number[key] for key in cluster.cards] for cluster in graph.clusters]
    layout, frames = lay_out_framed(boxes, links, inside, Spacing(lead=lead))
    wires = list(_wires(graph, layout, colours))
    content = [
        *(_cluster(*parts, colours) for parts in zip(graph.clusters, frames, strict=True)),
        *([element("g", "\n", *wires, fill="none", stroke=colours.wire, **_strokes(graph))] if wires else []),
        *_pills(graph, layout, pills, (lead - _HEAD) / 2, colours),
        *(_card(*parts, colours, graph) for parts in zip(graph.cards, sizes, layout.corners, strict=True)),
    ]
    captions = graph.caption.split("\n") if graph.caption else []
    content += _caption(captions, layout.height, colours)
    widest = max([layout.width, *(width(line, LABEL) for line in captions)])
    left = _MARGIN + 2 * _HEAD * any(card.goes_on for card in graph.cards)
    below = _LINE * len(captions) + _MARGIN * bool(captions)
    box = (-left, -_MARGIN, left + widest + _MARGIN, layout.height + 2 * _MARGIN + below)
    return page(content, box, colours.page, _name(graph))


def _name(graph: Graph) -> str:
    output = next((card for card in reversed(graph.cards) if card.kind == "output"), graph.cards[-1])
    name = cut(clean(output.label), 40.0) or "a value"
    return f"Computation graph of {name}: {len(graph.cards):,} of {graph.total:,} values from left to right"


def _caption(lines: list[str], bottom: float, colours: Palette) -> Iterator[str]:
    for i, line in enumerate(lines, 1):
        y = bottom + _MARGIN + _LINE * i
        yield element("text", escaped(line), x=0.0, y=y, font_size=LABEL, fill=colours.muted, class_="caption")


# ---- wires ----------------------------------------------------------------------------------------------------------


def _wires(graph: Graph, layout: Layout, colours: Palette) -> Iterator[str]:
    cards = {card.key: card for card in graph.cards}
    for wire, route, start in zip(graph.wires, layout.routes, _starts(layout.routes), strict=True):
        yield (
            element(
                "g",
                tooltip(about_wire(wire, cards[wire.source], cards[wire.target])),
                *_line(route, start),
                _head(route.end, colours),
                id=f"e{_place(wire)}",
                class_="edge",
                data_source=f"n{wire.source[1:]}",
            )
            + "\n"
        )


def _strokes(graph: Graph) -> dict[str, object]:
    """Return how wires are drawn: finer where there are very many of them, between the full layers of a network."""
    return {"stroke_width": 1, "stroke_opacity": "0.6"} if graph.is_crowded else {"stroke_width": 1.5}


def _starts(routes: list[Route]) -> Iterator[float]:
    """Yield for each wire how far to the right it runs as one that was drawn before it does."""
    ends: dict[object, float] = {}  # of level runs, by where the wire starts and its bends before that
    for route in routes:
        start = route.start[0]
        for i, end in enumerate([*(bend.left for bend in route.bends), route.end[0]]):
            before = ends.get((route.start, route.bends[:i]))
            if before is not None:
                start = min(before, end)
            ends[route.start, route.bends[:i]] = max(before or 0.0, end)
        yield start


def _line(route: Route, start: float) -> Iterator[str]:
    """Draw a wire. Where it runs along another one from the same value it is there but not seen: two strokes are no darker."""
    along = start > route.start[0]
    yield element("path", class_="way", d=route.svg(_HEAD - 1), stroke="none" if along else None)
    if along:
        yield element("path", class_="rest", d=route.svg(_HEAD - 1, start=start))


def _head(end: Point, colours: Palette) -> str:
    x, y = end
    way = f"l{-_HEAD:g} {-_HEAD / 2:g}v{_HEAD:g}z"
    return element("path", class_="head", d=f"M{_number(x)} {_number(y)}{way}", fill=colours.wire, stroke="none")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _pills(graph: Graph, layout: Layout, pills: list[str], before: float, colours: Palette) -> Iterator[str]:
    """Draw the local derivatives, in a column before the ports that they belong to."""
    cards = {card.key: card for card in graph.cards}
    for wire, route, text in zip(graph.wires, layout.routes, pills, strict=True):
        if text:
            x, y = route.end[0] - _HEAD - before, route.end[1]
            wide = pill_width(text)
            yield element(
                "g",
                tooltip(about_wire(wire, cards[wire.source], cards[wire.target])),
                element(
                    "rect",
                    x=x - wide / 2,
                    y=y - PILL_HEIGHT / 2,
                    width=wide,
                    height=PILL_HEIGHT,
                    rx=PILL_HEIGHT / 2,
                    fill=colours.card,
                    stroke=colours.hairline,
                ),
                element(
                    "text", text, x=x, y=y + 4, text_anchor="middle", font_size=PILL, font_family=MONO, fill=colours.gradient
                ),
                id=f"l{_place(wire)}",
                class_="local",
            )


def _local(wire: Wire) -> str:
    if wire.local is None:
        return ""
    return "undefined" if wire.local != wire.local else numbers.short(wire.local, numbers.WIRE)


def _place(wire: Wire) -> str:
    return f"{wire.target[1:]}_{wire.operand}"


# ---- cards ----------------------------------------------------------------------------------------------------------


def _card(card: Card, shape: Shape, corner: Point, colours: Palette, graph: Graph) -> str:
    x, y = corner
    paint = colours.roles[role_of(card)]
    heights = [y + line for line in baselines(shape)]
    rows = [
        (name, number, colours.gradient if name == "grad" else colours.ink)
        for name, number in card.rows(gradients=graph.gradients)
    ]
    title = [
        _title(line, named=shape.named and i == 0, at=(x + shape.width / 2, heights[i]), colours=colours)
        for i, line in enumerate(shape.title)
    ]
    return element(
        "g",
        tooltip(about_card(card, gradients=graph.gradients)),
        *(_behind(corner, shape, step, paint) for step in (2, 1) if card.count > 1),
        element(
            "rect",
            x=x,
            y=y,
            width=shape.width,
            height=shape.height,
            rx=9,
            fill=paint.fill,
            stroke=paint.stroke,
            stroke_width=1.4,
            stroke_dasharray="5 3" if card.kind == "frozen" else None,
        ),
        *title,
        *(_row(*row, at=(x, heights[len(shape.title) + i]), wide=shape.width, colours=colours) for i, row in enumerate(rows)),
        _more((x, y + (8 if shape.ports else shape.height / 2)), colours) if card.goes_on else "",
        id=f"n{card.key[1:]}",
        class_=f"node {card.kind}",
    )


def _behind(corner: Point, shape: Shape, step: int, paint: Paint) -> str:
    """Draw the edge of a card below one that stands for many."""
    x, y = corner[0] + 3.0 * step, corner[1] + 3.0 * step
    return element(
        "rect",
        class_="pile",
        x=x,
        y=y,
        width=shape.width,
        height=shape.height,
        rx=9,
        fill=paint.fill,
        stroke=paint.stroke,
        stroke_width=1,
        stroke_opacity="0.6",
    )


def _cluster(cluster: Cluster, frame: Frame, colours: Palette) -> str:
    """Draw the panel that the cards of a group stand on."""
    x, y = frame.corner
    paint = colours.roles["hidden"]
    name = cut(clean(cluster.name), frame.width - 2 * MARGIN, TITLE, bold=True)
    return element(
        "g",
        tooltip([f"{cluster.name}: {len(cluster.cards):,} values"]),
        element(
            "rect",
            class_="panel",
            x=x,
            y=y,
            width=frame.width,
            height=frame.height,
            rx=12,
            fill=paint.fill,
            fill_opacity="0.25",
            stroke=paint.stroke,
            stroke_opacity="0.5",
        ),
        element("text", label(name), x=x + MARGIN + 4, y=y + 20, font_size=TITLE, font_weight="bold", fill=colours.muted),
        id=cluster.key,
        class_="cluster",
    )


def _title(pieces: tuple[str, ...], *, named: bool, at: Point, colours: Palette) -> str:
    name = element("tspan", label(pieces[0]), font_weight="bold", fill=colours.ink) if named else ""
    rest = "".join(label(piece) for piece in pieces[named:])
    return element("text", name, rest, x=at[0], y=at[1], text_anchor="middle", font_size=TITLE, fill=colours.muted)


def _row(name: str, number: str, colour: str, *, at: Point, wide: float, colours: Palette) -> str:
    x, y = at
    word = element("text", name, x=x + MARGIN, y=y, font_size=LABEL, fill=colours.muted)
    return word + element("text", number, class_=name, x=x + wide - MARGIN, y=y, **_MONO_LABEL, fill=colour)


def _more(at: Point, colours: Palette) -> str:
    """Say that a value has operands that are not drawn."""
    return element(
        "text", ELLIPSIS, class_="more", x=at[0] - 3, y=at[1] + 3, text_anchor="end", font_size=TITLE, fill=colours.muted
    )
