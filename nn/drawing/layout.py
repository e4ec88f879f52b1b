"""Where everything stands: columns from left to right, neurons on an exact grid, names where they fit.

Lengths are points. The grid is centred on the line y = 0. A name stands inside its circle where all names of the column fit
there; else the inputs' stand to the left, the outputs' to the right, and hidden ones below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from autograd.drawing.diagram import Caption, Line, Panel, Point
from autograd.drawing.text import clean, cut, width

from ..cells import Cell
from .columns import Column
from .nodes import Node

RADIUS, PITCH, BIAS = 28.0, 92.0, 16.0  # of neurons with text
SMALL_RADIUS, SMALL_BIAS = 10.0, 7.0
SMALL_PITCH = (26.0, 52.0)  # the closest and the widest; between them a crowded column is as high as the others
CHORD = 44.0  # what a circle offers a line of text
NAME = 13.0  # points of a name
_SMALLEST_NAME = 11.0
_SMALL_NAME = 10.5
_LONGEST_NAME = 180.0
_NAME_BELOW = 10.5
_LONGEST_BELOW = 130.0
_BESIDE = 8.0  # between a circle and its name
_MARGIN = 15.0  # between a panel's border and what is in it
_HEAD = 42.0  # a panel's title
_LOOP, _NEXT_LOOP = 32.0, 16.0  # what a synapse from the first neuron to itself needs above it, and each further one
_BETWEEN = (150.0, 280.0)  # panels

Where = Literal["inside", "left", "right", "below", "nowhere"]


@dataclass(slots=True)
class Place:
    """Where a neuron or a cell, which is a square, stands, how large it is, and how its name is set."""

    centre: Point
    radius: float
    square: bool
    is_bias: bool
    column: int
    crowded: bool
    name: Line | None  # inside the shape
    has_number: bool


@dataclass(slots=True)
class Layout:
    """The places of all neurons, with the panels and the texts around them. ``box`` is left, top, right, bottom."""

    places: dict[Node, Place] = field(default_factory=dict)
    panels: list[Panel] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    titles: list[tuple[int, Point]] = field(default_factory=list)  # column and place
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def lay_out(columns: list[Column]) -> Layout:
    """Place the neurons of all columns."""
    layout = Layout()
    pitches = _pitches(columns)
    heights = [_height(column, pitch) for column, pitch in zip(columns, pitches, strict=True)]
    between = min(max(_BETWEEN[0], 0.55 * max(heights)), _BETWEEN[1])
    left = 0.0
    for i, (column, pitch, height) in enumerate(zip(columns, pitches, heights, strict=True)):
        left = _place(layout, i, column, pitch, height, left) + between
    tops, bottoms = [panel.box[1] for panel in layout.panels], [panel.box[3] for panel in layout.panels]
    layout.box = (0.0, min(tops), left - between, max(bottoms))
    return layout


def _slots(column: Column) -> int:
    return len(column.neurons) + len(column.biases) + (1 if column.gap is not None else 0)


def _height(column: Column, pitch: float) -> float:
    """Return how far it is from the first neuron of a column to the last thing in it."""
    return pitch * (_slots(column) - 1)


def _pitches(columns: list[Column]) -> list[float]:
    with_text = max((_height(column, PITCH) for column in columns if not column.crowded), default=0.0)
    narrow, wide = SMALL_PITCH
    return [min(max(with_text / max(_slots(column) - 1, 1), narrow), wide) if column.crowded else PITCH for column in columns]


def _place(layout: Layout, number: int, column: Column, pitch: float, height: float, left: float) -> float:
    """Place one column whose panel begins at ``left``, and return where the panel ends."""
    radius, bias = (SMALL_RADIUS, SMALL_BIAS) if column.crowded else (RADIUS, BIAS)
    where, size = _names(column)
    limit = _LONGEST_BELOW if where == "below" else _LONGEST_NAME
    names = {neuron: cut(clean(neuron.label), limit, size, bold=not column.crowded) for neuron in column.neurons}
    widest = max(width(name, size, bold=not column.crowded) for name in names.values()) if names else 0.0
    beside = widest + _BESIDE if where in {"left", "right"} else 0.0
    half = max(radius, widest / 2 if where == "below" else 0.0, width(column.title, 13.0) / 2, width(column.subtitle, 10.5) / 2)
    x = left + _MARGIN + half + (beside if where == "left" else 0.0)
    right = x + half + _MARGIN + (beside if where == "right" else 0.0)

    y = -height / 2
    for i, neuron in enumerate([*column.neurons, *column.biases]):
        if column.gap is not None and i == column.gap:
            layout.captions += _dots((x, y), pitch, column.left_out)
            y += pitch
        is_bias = i >= len(column.neurons)
        name = None
        if is_bias:
            name = None if column.crowded else Line("1", NAME)
        elif where == "inside":
            name = Line(names[neuron], size, bold=True)
        elif where != "nowhere":
            layout.captions.append(_beside(neuron, names[neuron], (x, y), where, size, radius, crowded=column.crowded))
        layout.places[neuron] = Place(
            centre=(x, y),
            radius=bias if is_bias else radius,
            square=is_bias or isinstance(neuron, Cell),
            is_bias=is_bias,
            column=number,
            crowded=column.crowded,
            name=name,
            has_number=not column.crowded and not is_bias,
        )
        y += pitch
    below = 14.0 if where == "below" else 0.0
    loop = _LOOP + _NEXT_LOOP * (column.loops_on_top - 1) if column.loops_on_top else 0.0
    top, bottom = -height / 2 - radius - _HEAD - loop, height / 2 + radius + _MARGIN + below
    layout.panels.append(Panel((left, top, right, bottom), column.role))
    title = top + (17.0 if column.subtitle else 20.0)
    middle = (left + right) / 2
    layout.titles.append((number, (middle, title + (7.0 if column.subtitle else 0.0))))
    layout.captions.append(Caption((middle, title), "center", Line(column.title, 13.0, "muted")))
    if column.subtitle:
        layout.captions.append(Caption((middle, title + 14.0), "center", Line(column.subtitle, 10.5, "muted")))
    return right


def _names(column: Column) -> tuple[Where, float]:
    """Return where the names of a column stand, and how large they are set."""
    outside: Where = {"input": "left", "output": "right"}.get(column.role, "below")  # type: ignore[assignment]
    if column.crowded:
        return (outside, _SMALL_NAME) if outside != "below" else ("nowhere", _SMALL_NAME)
    widest = max((width(clean(neuron.label)[:100], 1.0, bold=True) for neuron in column.neurons), default=0.0)
    size = min(NAME, CHORD / widest if widest else NAME)
    return ("inside", size) if size >= _SMALLEST_NAME else (outside, _NAME_BELOW if outside == "below" else NAME)


def _beside(neuron: Node, name: str, centre: Point, where: Where, size: float, radius: float, *, crowded: bool) -> Caption:
    line = Line(name, size, bold=not crowded)
    tooltip = (neuron.label,)
    x, y = centre
    if where == "left":
        return Caption((x - radius - _BESIDE, y), "right", line, tooltip)
    if where == "right":
        return Caption((x + radius + _BESIDE, y), "left", line, tooltip)
    return Caption((x, y + radius + 10.0), "center", line, tooltip)


def _dots(at: Point, pitch: float, left_out: int) -> list[Caption]:
    x, y = at
    dots = [Caption((x, y + step * pitch), "center", Line("·", 16.0, "muted", bold=True)) for step in (-0.3, 0.3)]
    return [*dots, Caption((x, y), "center", Line(f"{left_out:,} more", 10.0, "muted"))]
