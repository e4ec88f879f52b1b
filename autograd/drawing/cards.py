"""How large a card is and what stands where on it, before it has a place in the picture.

A card is one width for all, wider where most titles need it. A title that does not fit is set in two lines, the formula below the
name; what is still too long is cut, and whole in the tooltip. A number never changes the size of a card: it has room for the
widest that `numbers.short` writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .graph import Card, Graph
from .text import clean, cut, width

TITLE, LABEL, NUMBER, PILL = 13.0, 10.5, 12.0, 11.0  # pixels: names, words, numbers, numbers on wires
MARGIN = 10.0  # left and right of what stands on a card
ROW = 17.0  # of a number; of a title, too
_HEAD, _FOOT = 20.5, 9.5  # the title's row with the space above it; below the last baseline
_WIDTH = 118.0
_WIDE = 164.0  # a title wider than that takes two lines
_WIDEST = 240.0
_SPARE = 1.03  # another font than Arial may be a little wider
_PORTS = 18.0, 13.0  # between operands' wires, few and many
_FEW = 4
PILL_HEIGHT = 18.0
_PILL_LEAST = 22.0
_PILLS = 20.0  # between wires with numbers on them
_EDGE = 14.0  # from the upper edge to the first port


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a card; its title as one or two lines of pieces, the first in bold if ``named``; the heights of its ports."""

    width: float
    height: float
    title: tuple[tuple[str, ...], ...]
    named: bool
    ports: tuple[float, ...]
    top: float  # of its content: a card with many ports is higher than that


def shapes(graph: Graph) -> list[Shape]:
    """Return the shape of every card of a graph."""
    places = {wire.target: wire.places for wire in graph.wires}
    pills = any(wire.local is not None for wire in graph.wires)
    whole = [_pieces(card) for card in graph.cards]
    widths = [_width([pieces], named=bool(card.label)) for pieces, card in zip(whole, graph.cards, strict=True)]
    common = max([_WIDTH, *(wide for wide in widths if wide <= _WIDE)])
    return [
        _shape(card, pieces, common, places.get(card.key, 0), 1 + graph.gradients, pills=pills)
        for card, pieces in zip(graph.cards, whole, strict=True)
    ]


def pill_width(number: str) -> float:
    """Return how wide the pill is that a number on a wire stands on."""
    return max(width(number, PILL, monospace=True) + 10.0, _PILL_LEAST)


def _pieces(card: Card) -> tuple[str, ...]:
    name = (cut(clean(card.label), _WIDEST - 2 * MARGIN, TITLE, bold=True),) if card.label else ()
    return (*name, *((card.joint,) if name and card.formula else ()), *card.formula)


def _width(lines: Sequence[Sequence[str]], *, named: bool) -> float:
    """Return how wide a card is that these lines fit on; the very first piece is bold if it is a name."""
    widest = 0.0
    for i, line in enumerate(lines):
        bold = 1 if named and i == 0 else 0
        sizes = [width("".join(line[:bold]), TITLE, bold=True), width("".join(line[bold:]), TITLE)]
        widest = max(widest, sum(sizes))
    return float(round(_SPARE * widest + 2 * MARGIN))


def _shape(card: Card, pieces: tuple[str, ...], common: float, places: int, rows: int, *, pills: bool) -> Shape:
    named = bool(card.label)
    title: tuple[tuple[str, ...], ...] = (pieces,)
    if _width(title, named=named) > max(common, _WIDE):
        room = _WIDEST - 2 * MARGIN
        formula = (card.joint.strip(" :") + " " * (card.count == 1), *card.formula) if named and card.formula else card.formula
        below = formula if width("".join(formula), TITLE) <= room else (cut("".join(formula), room, TITLE),)
        title = tuple(line for line in (pieces[:1] if named else (), below) if line)
    wide = min(max(common, _width(title, named=named)), _WIDEST)
    content = _HEAD + ROW * (len(title) - 1 + rows) + _FOOT
    pitch = _PILLS if pills else _PORTS[0] if places <= _FEW else _PORTS[1]
    height = max(content, 2 * _EDGE + pitch * (places - 1))
    ports = tuple(height / 2 + pitch * (i - (places - 1) / 2) for i in range(places))
    return Shape(wide, height, title, named, ports, (height - content) / 2)


def baselines(shape: Shape) -> list[float]:
    """Return how far below the top of a card its lines stand: those of the title, then the numbers.

    >>> baselines(Shape(118.0, 64.0, (("x",),), True, (), 0.0))[:3]
    [19.0, 37.5, 54.5]
    """
    title = [shape.top + 19.0 + ROW * i for i in range(len(shape.title))]
    return [*title, *(title[-1] + 18.5 + ROW * i for i in range(2))]
