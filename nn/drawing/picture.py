"""A network as a placed picture: what its neurons and synapses show in each of two modes, and the legend that says so.

The first mode shows weights and outputs; data flow from left to right, so no arrows are needed. The second shows the latest
gradients: arrows from right to left, delta in the neurons. Never both directions in one picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from autograd.drawing import NothingToDraw, numbers
from autograd.drawing.diagram import Diagram, LegendEntry, Line, Shape
from autograd.drawing.palette import Role
from autograd.drawing.text import width

from ..cells import Cell
from ..network import Network
from ..neuron import AbstractNeuron, Neuron
from .columns import Column, activation_name, columns_of
from .layout import CHORD, Layout, lay_out
from .modes import GRADIENTS, WEIGHTS, Mode, scale_of, share_of, shown_on
from .nodes import Node, Wire, nodes_of, speakers_of, wires_of
from .routes import lowest, ways
from .wires import chips_of, paths_of

MOST_SYNAPSES = 4000
_NUMBER = 12.0  # points
_TOLD = 24  # neurons of a cell that its tooltip tells


def picture_of(network: Network, *, gradients: bool, legend: bool, expanded: Collection[Cell] = ()) -> Diagram:
    """Return the facts of a network's picture, with cells as one square each unless they are ``expanded``.

    Raises NothingToDraw when gradients are asked for and no backward pass has reached a weight.
    """
    mode = GRADIENTS if gradients else WEIGHTS
    synapses = network.synapses
    if gradients and not any(synapse.weight.reached for synapse in synapses):
        raise NothingToDraw(
            "there are no gradients to draw: call backward() on a loss that was made from this network's outputs, and draw the "
            "network before they are zeroed, or draw it without gradients=True"
        )
    columns = columns_of(network, expanded)
    layout = lay_out(columns)
    nodes = nodes_of(network, expanded)
    keys = {node: f"n{i}" for i, node in enumerate(layout.places)}
    shapes = _shapes(layout, columns, keys, mode, nodes)
    there = [synapse for synapse in synapses if nodes[synapse.source] in keys and nodes[synapse.target] in keys]
    wires = wires_of(there, nodes)
    drawn = _strongest(wires, mode)
    curves = ways(drawn, layout)
    names = {synapse: f"s{i}" for i, synapse in enumerate(synapses)}
    left_out = len(synapses) - len(there) + sum(len(wire.synapses) for wire in wires) - sum(len(wire.synapses) for wire in drawn)
    return Diagram(
        panels=tuple(layout.panels),
        paths=tuple(paths_of(drawn, curves, layout, keys, names, mode, uses=Counter(s.weight for s in synapses))),
        shapes=tuple(shapes),
        chips=tuple(chips_of(drawn, curves, layout, mode, names)),
        captions=tuple(layout.captions),
        legend=tuple(_legend(columns, drawn, left_out, len(synapses), mode, shapes)) if legend else (),
        legend_at=((layout.box[0] + layout.box[2]) / 2, max(layout.box[3], lowest(curves)) + 24.0),
    )


def _strongest(wires: list[Wire], mode: Mode) -> list[Wire]:
    """Return the wires to draw, the strongest last, so that they lie on top; of too many the strongest ones."""
    in_order = sorted(wires, key=lambda wire: share_of(shown_on(wire, mode), 1e308))
    return in_order[-MOST_SYNAPSES:]


# ---- neurons --------------------------------------------------------------------------------------------------------


def _shapes(
    layout: Layout, columns: list[Column], keys: dict[Node, str], mode: Mode, nodes: Mapping[AbstractNeuron, Node]
) -> list[Shape]:
    speakers = speakers_of(nodes)
    numbers_of = {node: mode.neuron(speakers[node]) for node, place in layout.places.items() if not place.is_bias}
    largest = scale_of([shown for node, shown in numbers_of.items() if layout.places[node].crowded])
    members: dict[Cell, list[AbstractNeuron]] = {}
    for neuron, node in nodes.items():
        if isinstance(node, Cell):
            members.setdefault(node, []).append(neuron)
    shapes = []
    for node, place in layout.places.items():
        role: Role = "bias" if place.is_bias else columns[place.column].role
        shown = numbers_of.get(node)
        lines = [place.name] if place.name else []
        if place.has_number and (shown is not None or mode is GRADIENTS):
            lines.append(_number(shown, mode))
        fill = None
        if place.crowded and not place.is_bias and shown is not None:
            fill = max(-1.0, min(1.0, shown / largest)) if shown == shown else 0.0
        about = _about_cell(node, members[node]) if isinstance(node, Cell) else _about_neuron(node)
        shapes.append(Shape(keys[node], place.square, place.centre, place.radius, role, tuple(lines), fill, tuple(about)))
    return shapes


def _about_cell(cell: Cell, members: list[AbstractNeuron]) -> list[str]:
    lines = [f"cell {cell.label} of {len(members):,} neurons"]
    for neuron in members[:_TOLD]:
        says = "" if neuron.output is None else f": y = {numbers.short(neuron.output.data)}"
        delta = "" if neuron.delta is None else f", δ = {numbers.short(neuron.delta)}"
        lines.append(f"{neuron.label}{says}{delta}")
    return [*lines, f"and {len(members) - _TOLD:,} more"] if len(members) > _TOLD else lines


def _number(shown: float | None, mode: Mode) -> Line:
    text = numbers.UNREACHED if shown is None else numbers.short(shown, numbers.NEURON)
    size = min(_NUMBER, CHORD / width(text, 1.0, monospace=True))
    return Line(text, size, mode.tone, monospace=True)


def _about_neuron(neuron: AbstractNeuron) -> list[str]:
    lines = [str(neuron)]
    if isinstance(neuron, Neuron):
        lines.append(f"{activation_name(neuron)} of its {neuron.combine.name}")
    if neuron.weighted_input is not None:
        lines.append(f"weighted input x = {numbers.full(neuron.weighted_input.data)}")
    if neuron.output is not None:
        lines.append(f"output y = {numbers.full(neuron.output.data)}")
    if neuron.delta is not None:
        by = "x" if neuron.weighted_input is not None else "y"
        lines.append(f"delta ∂E/∂{by} = {numbers.full(neuron.delta)}")
    return lines


# ---- legend ---------------------------------------------------------------------------------------------------------


def _legend(
    columns: list[Column], drawn: list[Wire], left_out: int, total: int, mode: Mode, shapes: list[Shape]
) -> list[tuple[LegendEntry, ...]]:
    largest = scale_of([shown_on(wire, mode) for wire in drawn])
    first = [
        LegendEntry("positive", f"positive {mode.one}"),
        LegendEntry("negative", f"negative {mode.one}"),
        LegendEntry("none", f"width: {mode.symbol}, up to {numbers.short(largest, numbers.NEURON)}"),
    ]
    second = [mode.numbers] if mode.numbers and any(_has_number(shape) for shape in shapes) else []
    if any(shape.fill is not None for shape in shapes):
        second.append(f"colour of a small neuron: {mode.fill}")
    if any(wire.delay or wire.ahead for wire in drawn):
        when = [word for word, found in (("an earlier", "delay"), ("a later", "ahead")) if any(getattr(w, found) for w in drawn)]
        second.append(f"dashed: from {' or '.join(when)} step")
    third = []
    if any(isinstance(node, Cell) for column in columns for node in column.neurons):
        third.append("square: a cell of several neurons, which expand=True shows")
    if any(wire.synapses[1:] for wire in drawn):
        third.append("grey, ×n: n synapses, as wide as the strongest")
    fourth = [f"{column.title}: {len(column.neurons)} of {column.total:,} neurons drawn" for column in columns if column.left_out]
    if left_out:
        fourth.append(f"{total - left_out:,} of {total:,} synapses drawn")
    lines = [tuple(first)] if drawn else []
    return [*lines, *[tuple(LegendEntry("none", text) for text in texts) for texts in (second, third, fourth) if texts]]


def _has_number(shape: Shape) -> bool:
    """Whether a neuron shows a number."""
    return any(line.monospace for line in shape.lines)
