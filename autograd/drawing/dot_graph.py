"""A computation graph in DOT: Graphviz's dot places the cards, except where they stand on panels."""

from __future__ import annotations

from . import numbers
from .dot import MONO, SANS, Document, font, quoted, table
from .dot_places import TITLE, Places
from .graph import Card, Cluster, Graph, Wire
from .layout import Box
from .palette import Paint, Palette
from .text import ELLIPSIS, clean, cut, is_right_to_left, width
from .tooltips import about_card, about_wire, role_of

LABEL, NUMBER = 10.5, 12.0  # points
_TITLE_WIDTH = 21.0  # em: what a label may take of a card
_WIDTH = 96  # of a card between its margins, in points: a long title widens it, a number never does
_NUMBER_WIDTH = round(width("0" * numbers.WIDEST, NUMBER, monospace=True)) + 3
_TITLE_ROW, _ROW, _FOOT, _PORT = 25, 18, 4, 9  # heights; a card with many operands is as high as their ports
_PILL_PITCH = 18  # between operands whose wires have numbers on them, in a picture that is placed here
_CURVES = 4  # operands: beyond that curves are a tangle, and straight wires a fan
_SYMBOL_WIDTH = 2.5  # em: with a longer name there is only the number on the wire, and the symbol in the tooltip


def write(graph: Graph, colours: Palette) -> str:
    """Return the DOT text of a computation graph: one card per value, data flowing from left to right."""
    cards = {card.key: card for card in graph.cards}
    places = {wire.target: wire.places for wire in graph.wires}
    # Cards of one width keep the wires of a fan straight: otherwise they bend around the widest one.
    fanned = {wire.source for wire in graph.wires if wire.places > _CURVES}
    fan_width = max((_title_width(cards[key]) for key in fanned), default=_WIDTH)
    widths = {card.key: fan_width if card.key in fanned else _WIDTH for card in graph.cards}
    placed = _placed(graph, places, widths) if graph.clusters else None
    straight = max((wire.places for wire in graph.wires), default=0) > _CURVES
    document = Document(
        "computation",
        graph={
            "layout": "nop2" if placed else None,
            "rankdir": "LR",
            "bgcolor": colours.page,
            "pad": 0.25,
            "nodesep": 0.28,
            "ranksep": 2.5 if graph.is_crowded else 1.0 if straight else 0.6,
            "splines": "polyline" if straight or graph.is_crowded else "spline",  # never ortho: 8.5 s where these take 0.4
            "label": f"<{_caption(graph, colours)}>" if graph.caption else None,
            "labelloc": "b",
            "lp": placed.below if placed and graph.caption else None,
            "fontname": SANS,
        },
        node={"shape": "box", "style": "rounded,filled", "margin": 0, "penwidth": 1.5, "fontname": SANS, "fontsize": LABEL},
        edge={
            "color": colours.wire + "99" * graph.is_crowded,
            "penwidth": 0.8 if graph.is_crowded else 1.4,
            "arrowsize": 0.7,
            "fontname": SANS,
            "fontsize": LABEL,
        },
    )
    cluster_of = {key: cluster.key for cluster in graph.clusters for key in cluster.cards}
    panel = colours.roles["hidden"]
    panels = placed.panels if placed else []
    for i, cluster in enumerate(graph.clusters):
        name = _cluster_name(cluster)
        document.cluster(
            cluster.key,
            label=f"<{font(name, colours.muted, TITLE, bold=True)}>" if name else None,
            labelloc="t",
            labeljust="l",
            style="rounded,filled",
            fillcolor=panel.fill + "40",
            color=panel.stroke + "80",
            tooltip=quoted([f"{cluster.name}: {len(cluster.cards):,} values"]),
            **panels[i],
        )
    for i, card in enumerate(graph.cards):
        paint = _paint(card, colours)
        document.node(
            card.key,
            _card(card, places.get(card.key, 0), colours, widths[card.key], gradients=graph.gradients),
            fillcolor=paint.fill,
            color=paint.stroke,
            style="rounded,filled,dashed" if card.kind == "frozen" else None,
            peripheries=2 if card.count > 1 else None,
            cluster=cluster_of.get(card.key),
            tooltip=quoted(about_card(card, gradients=graph.gradients)),
            **(placed.cards[i] if placed else {}),
        )
    wordy = {wire.target for wire in graph.wires if not (_is_symbol(cards[wire.source]) and _is_symbol(cards[wire.target]))}
    for i, wire in enumerate(graph.wires):
        place = placed.wires[i] if placed else {}
        symbol = wire.target not in wordy and not placed
        _wire(document, wire, cards[wire.source], cards[wire.target], colours, place, symbol=symbol)
    return document.source


def _placed(graph: Graph, places: dict[str, int], widths: dict[str, int]) -> Places:
    """Return where the cards of a picture with panels stand."""
    locals_ = [
        numbers.short(wire.local) if wire.local == wire.local else "undefined" for wire in graph.wires if wire.local is not None
    ]
    label = max((width(text, NUMBER, monospace=True) + 6.0 for text in locals_), default=0.0)
    boxes = []
    for card in graph.cards:
        count = places.get(card.key, 0)
        least = _TITLE_ROW + _ROW * (1 + graph.gradients) + _FOOT
        pitch = _PILL_PITCH if label else max(_PORT, round(least / max(count, 1)))
        high = float(max(least, pitch * count))
        ports = tuple(high / 2 + pitch * (i - (count - 1) / 2) for i in range(count))
        around = (22 if count > 1 else 17) + 18 * card.goes_on
        boxes.append(Box(float(max(widths[card.key], _title_width(card)) + around), high, ports))
    return Places(graph, boxes, [_cluster_name(cluster) for cluster in graph.clusters], label)


def _cluster_name(cluster: Cluster) -> str:
    return cut(clean(cluster.name), _TITLE_WIDTH, bold=True)


def _caption(graph: Graph, colours: Palette) -> str:
    cells = "".join(f"<tr><td>{font(line, colours.muted, LABEL)}</td></tr>" for line in graph.caption.split("\n"))
    return table(f'<tr><td height="10"></td></tr>{cells}')


# ---- cards ----------------------------------------------------------------------------------------------------------


def _paint(card: Card, colours: Palette) -> Paint:
    return colours.roles[role_of(card)]


def _card(card: Card, places: int, colours: Palette, wide: int, *, gradients: bool) -> str:
    """Return a card: the title, a row for each number, and at the left a port for each operand, the first one on top."""
    rows = [
        (name, number, colours.gradient if name == "grad" else colours.ink) for name, number in card.rows(gradients=gradients)
    ]
    height = _TITLE_ROW + _ROW * len(rows) + _FOOT
    port = max(_PORT, round(height / max(places, 1)))
    spare = (max(height, port * places) - height) // 2
    above = [_spacer(spare)] if spare else []
    lines = [f'<tr><td colspan="2" height="{_TITLE_ROW}" width="{wide}" valign="bottom">{_title(card, colours)}</td></tr>']
    for name, number, colour in rows:
        left = f'<td align="left" height="{_ROW}">{font(name, colours.muted, LABEL)}</td>'
        set_number = font(numbers.ascii_minus(number), colour, NUMBER, MONO)
        lines.append(f'<tr>{left}<td align="right" width="{_NUMBER_WIDTH}">{set_number}</td></tr>')
    content = table("".join([*above, *lines, _spacer(spare + _FOOT)]), padding=1)
    margin = '<td width="8"></td>'
    arrivals = table("".join(f'<tr><td port="i{i}" width="8" height="{port}"></td></tr>' for i in range(places)))
    start = f"<td>{arrivals}</td>" if places > 1 else margin
    if card.goes_on:
        start += f'<td width="16" align="left">{font(ELLIPSIS, colours.muted, TITLE)}</td>'
    return table(f"<tr>{start}<td>{content}</td>{margin}</tr>")


def _title_width(card: Card) -> int:
    label = cut(clean(card.label), _TITLE_WIDTH, bold=True)
    formula = (card.joint if label else "") + "".join(card.formula) if card.formula else ""
    return max(_WIDTH, round(1.02 * (width(label, TITLE, bold=True) + width(formula, TITLE))))


def _spacer(height: int) -> str:
    return f'<tr><td colspan="2" height="{height}"></td></tr>'


def _title(card: Card, colours: Palette) -> str:
    label = cut(clean(card.label), _TITLE_WIDTH, bold=True)
    pieces = [card.joint if label else "", *card.formula] if card.formula else []
    bold = font(label, colours.ink, TITLE, bold=True) if label else ""
    return bold + "".join(font(text, colours.muted, TITLE) for text in _joined(pieces))


def _joined(pieces: list[str]) -> list[str]:
    """Join the pieces of a formula, except where one is written from right to left: it must stay in its place."""
    joined = [""]
    for piece in pieces:
        if is_right_to_left(piece) or is_right_to_left(joined[-1]):
            joined.append(piece)
        else:
            joined[-1] += piece
    return [text for text in joined if text]


# ---- wires ----------------------------------------------------------------------------------------------------------


def _wire(
    document: Document, wire: Wire, source: Card, target: Card, colours: Palette, place: dict[str, object], *, symbol: bool
) -> None:
    port = f":i{wire.place}" if wire.places > 1 else ""
    lines = about_wire(wire, source, target)
    label, label_tooltip = "", None
    if wire.local is not None:
        above = f"∂{clean(target.label)}/∂{clean(source.label)}" if symbol else ""
        label, label_tooltip = _pill(wire.local, above, colours, on_wire=bool(place)), quoted(lines)
    document.edge(f"{source.key}:e", f"{target.key}{port}:w", label, tooltip=quoted(lines), labeltooltip=label_tooltip, **place)


def _is_symbol(card: Card) -> bool:
    """Whether a name is short enough to stand on a wire, since paper has no tooltips."""
    label = clean(card.label)
    return label != "" and len(label) < 10 and width(label, 1.0) <= _SYMBOL_WIDTH


def _pill(local: float, above: str, colours: Palette, *, on_wire: bool) -> str:
    number = "undefined" if local != local else numbers.ascii_minus(numbers.short(local))
    upper = f"<tr><td>{font(above, colours.muted, LABEL)}</td></tr>" if above else ""
    behind: dict[str, object] = {"bgcolor": colours.card, "style": "rounded"} if on_wire else {}
    return table(f"{upper}<tr><td>{font(number, colours.gradient, NUMBER, MONO)}</td></tr>", 1, **behind)
