"""The network's own picture as the map of a story: what neurons and synapses show, and from which step on.

It is the picture of `nn.draw`, with a mark for the loss, and below each neuron a chip for its delta. A neuron shows its output
when it is known; a wire its weight, and then dE/dw. A cell that is not expanded shows what its output does, and stands for all
its neurons when they fire.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from math import isfinite

from autograd import Value
from autograd.drawing import numbers
from autograd.drawing.diagram import Caption, Chip, Diagram, Line, Path, Shape
from autograd.drawing.palette import mix
from autograd.drawing.stepper.colours import variable_palette
from autograd.drawing.stepper.outline import Reading
from autograd.drawing.svg_diagram import write
from autograd.drawing.text import width

from ..cells import Cell
from ..drawing.columns import columns_of
from ..drawing.layout import CHORD, lay_out
from ..drawing.nodes import nodes_of, speakers_of, wires_of
from ..drawing.picture import picture_of
from ..network import Network
from ..neuron import AbstractNeuron, Neuron
from ..synapse import Synapse
from .parts import LOSS, Parts
from .recording import Recording

_NUMBER, _CHIP, _DELTA = 12.0, 10.5, 10.5  # points
_SMALLEST = 7.0
_APART, _RADIUS = 92.0, 26.0  # the loss: from the last panel, and its size
Marks = dict[object, str]
# The chip of a delta is a pill, in a static picture too.
_DELTA_CHIP = re.compile(r'class="chip" (data-key="n\d+">(?:<title[^<]*(?:/>|</title>))?<rect [^>]*)rx="3"')
_PILL = r'class="chip delta" \1rx="7" stroke="var(--gradient-line)" stroke-width="0.8"'


class View:
    """What of a recorded network is seen: the keys in the picture, and which neurons and synapses show numbers there.

    ``marks`` has the keys of every neuron and synapse, and of the wires from outputs to the loss; it is empty for what is left
    out. ``names`` says what a key stands for where that is more than one of them.
    """

    def __init__(self, network: Network, expanded: Collection[Cell]) -> None:
        self.expanded = expanded
        nodes = nodes_of(network, expanded)
        places = lay_out(columns_of(network, expanded)).places
        keys = {node: f"n{i}" for i, node in enumerate(places)}
        self.speaking = set(speakers_of(nodes).values())
        self.small = {neuron for neuron, node in nodes.items() if node in places and places[node].crowded}
        self.marks: Marks = {neuron: keys.get(node, "") for neuron, node in nodes.items()}  # of a long column some are left out
        self.names = {keys[node]: f"cell {node.label}" for node in keys if isinstance(node, Cell)}
        numbered = {synapse: f"s{i}" for i, synapse in enumerate(network.synapses)}
        self.marks |= dict.fromkeys(numbered, "")
        self.single: set[Synapse] = set()
        for wire in wires_of(network.synapses, nodes):
            key = numbered[wire.synapses[0]]
            self.marks |= dict.fromkeys(wire.synapses, key)
            if wire.synapses[1:]:
                self.names[key] = f"{len(wire.synapses)} synapses {wire.source.label}→{wire.target.label}"
            else:
                self.single.add(wire.synapses[0])
        self.marks |= {(LOSS, neuron): f"e{i}" for i, neuron in enumerate(network.outputs)}


def readings_of(recording: Recording, parts: Parts, view: View) -> list[Reading]:
    """Return all numbers that the picture ever shows."""
    return [
        *_outputs(recording, parts, view),
        *_deltas(recording, parts, view),
        *_weights(recording, parts, view),
        *_loss(recording, parts),
    ]


def _scale(given: list[float]) -> float:
    return max((abs(x) for x in given if isfinite(x)), default=0.0) or 1.0


def _paint(x: float, largest: float) -> str:
    """Return the fill of a small neuron, on the sign scale."""
    colours = variable_palette()
    share = min(abs(x) / largest, 1.0) if x == x else 0.0
    return mix(colours.card, colours.by_sign(x), 0.12 + 0.78 * share) if share else colours.card


def _outputs(recording: Recording, parts: Parts, view: View) -> Iterator[Reading]:
    made = {step.node: step.index + 1 for step in parts.forward}
    known: list[tuple[AbstractNeuron, int, Value, int]] = [
        (moment.neuron, moment.time, moment.output, made[moment.output])
        for moment in parts.moments
        if moment.neuron in view.speaking
    ]
    known += [(neuron, time, value, 0) for time, values in enumerate(recording.given) for neuron, value in values.items()]
    largest = _scale([value.data for _, _, value, _ in known])
    for neuron, time, value, at in known:
        paint = _paint(value.data, largest) if neuron in view.small else ""
        yield Reading(parts.keys[neuron], "shape", time, at, value.data, numbers.NEURON, "output y", paint=paint)
    for moment in (each for each in parts.moments if each.neuron in view.speaking):
        at = made[moment.weighted_input]
        yield Reading(
            parts.keys[moment.neuron], "tooltip", moment.time, at, moment.weighted_input.data, numbers.NEURON, "weighted input x"
        )


def _deltas(recording: Recording, parts: Parts, view: View) -> Iterator[Reading]:
    by: dict[Value, tuple[AbstractNeuron, int]] = {
        moment.weighted_input: (moment.neuron, moment.time) for moment in parts.moments if moment.neuron in view.speaking
    }
    for time, values in enumerate(recording.given):
        by |= {value: (neuron, time) for neuron, value in values.items()}
    found = [(by[value], step) for value, steps in parts.arrivals.items() if value in by for step in steps]
    largest = _scale([step.after for _, step in found])
    for (neuron, time), step in found:
        about = f"δ = ∂{parts.told.output_name}/∂x" if isinstance(neuron, Neuron) else f"∂{parts.told.output_name}/∂y"
        paint = _paint(step.after, largest) if neuron in view.small else ""
        yield Reading(
            parts.keys[neuron], "chip", time, step.index + 1, step.after, numbers.NEURON, about, gradient=True, paint=paint
        )


def _weights(recording: Recording, parts: Parts, view: View) -> Iterator[Reading]:
    for synapse in (each for each in recording.network.synapses if each in view.single):
        key = parts.keys[synapse]
        yield Reading(key, "chip", None, 0, synapse.weight.data, numbers.WIRE, "weight w")
        for step in parts.arrivals.get(synapse.weight, []):
            about = f"∂{parts.told.output_name}/∂w"
            yield Reading(key, "chip", None, step.index + 1, step.after, numbers.WIRE, about, gradient=True)


def _loss(recording: Recording, parts: Parts) -> Iterator[Reading]:
    error = recording.error
    made = next((step.index + 1 for step in parts.forward if step.node is error), 0)
    yield Reading(LOSS, "shape", None, made, error.data, numbers.NEURON, "the loss")


# ---- the picture ----------------------------------------------------------------------------------------------------


def draw_map(recording: Recording, view: View, readings: list[Reading], about: str) -> str:
    """Return the picture as SVG, at the end of the story, in colours that are variables."""
    diagram = picture_of(recording.network, gradients=False, legend=False, expanded=view.expanded)
    told: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        told.setdefault((reading.key, reading.place), []).append(reading)
    shapes = [_shape(shape, told) for shape in diagram.shapes]
    loss, wires = _loss_mark(recording, diagram, view.marks, told)
    deltas = [chip for shape in diagram.shapes if (chip := _delta(shape, told))]
    chips = [_wide_enough(chip, told.get((chip.key, "chip"), []), diagram.chips) for chip in diagram.chips]
    ends = max(panel.box[3] for panel in diagram.panels)
    caption = Caption(
        ((diagram.panels[0].box[0] + diagram.panels[-1].box[2]) / 2, ends + 22.0),
        "center",
        Line("in a neuron its output, at its foot δ; on a wire its weight, and ∂E/∂w once that is known", 10.5, "muted"),
    )
    picture = replace(
        diagram,
        paths=(*wires, *diagram.paths),
        shapes=(*shapes, loss),
        chips=(*chips, *deltas),
        captions=(*diagram.captions, *([caption] if chips else [])),
    )
    return _DELTA_CHIP.sub(_PILL, write(picture, variable_palette(), about))


def _shape(shape: Shape, told: dict[tuple[str, str], list[Reading]]) -> Shape:
    readings = told.get((shape.key, "shape"), [])
    names = tuple(line for line in shape.lines if not line.monospace)
    if not readings or shape.radius < _RADIUS:
        return replace(shape, lines=names, fill=None)
    return replace(shape, lines=(*names, _number(readings)), fill=None)


def _number(readings: list[Reading]) -> Line:
    texts = [numbers.short(reading.number, reading.digits) for reading in readings]
    size = min(_NUMBER, CHORD / max(width(text, 1.0, monospace=True) for text in texts))
    return Line(texts[-1], size, monospace=True)


def _delta(shape: Shape, told: dict[tuple[str, str], list[Reading]]) -> Chip | None:
    readings = told.get((shape.key, "chip"), [])
    if not readings or shape.radius < _RADIUS:
        return None
    texts = [numbers.short(reading.number, reading.digits) for reading in readings]
    wide = max(width(text, _DELTA, monospace=True) for text in texts) + 10.0
    x, y = shape.centre
    line = Line(texts[-1], _DELTA, "gradient", monospace=True)
    return Chip((x, y + shape.radius + 1.0), (wide, 15.0), line, (), shape.key)


def _wide_enough(chip: Chip, readings: list[Reading], others: Sequence[Chip]) -> Chip:
    """Make room for all that a chip will show, up to its neighbours; what is still too long is set smaller."""
    if not readings:  # of several synapses: it says how many
        return replace(chip, key="")
    longest = max(width(numbers.short(reading.number, reading.digits), 1.0, monospace=True) for reading in readings)
    (x, y), (wide, high) = chip.centre, chip.size
    beside = [other for other in others if other is not chip and abs(other.centre[1] - y) < high]
    free = [2.0 * abs(other.centre[0] - x) - other.size[0] for other in beside]
    room = max(wide, min([longest * _CHIP + 6.0, *free]))
    size = max(_SMALLEST, min(_CHIP, (room - 2.0) / longest))
    return replace(chip, size=(room, high), line=replace(chip.line, size=size))


def _loss_mark(
    recording: Recording, diagram: Diagram, marks: Marks, told: dict[tuple[str, str], list[Reading]]
) -> tuple[Shape, list[Path]]:
    """Return a mark for the loss beside the last group, and wires to it from the outputs."""
    _, top, right, bottom = diagram.panels[-1].box
    centre = (right + _APART, (top + bottom + 27.0) / 2)
    name = Line(recording.error.label[:3] or "E", 13.0, bold=True)
    shape = Shape(LOSS, True, centre, _RADIUS, "output", (name, _number(told[LOSS, "shape"])), None, ())
    places = {shape.key: shape for shape in diagram.shapes}
    wires = []
    for neuron in recording.network.outputs:
        output = places.get(marks[neuron])
        if output is not None:
            first, last = (output.centre[0] + output.radius, output.centre[1]), (centre[0] - _RADIUS, centre[1])
            between = [tuple(a + (b - a) * share for a, b in zip(first, last, strict=True)) for share in (1 / 3, 2 / 3)]
            points = (first, *between, last)
            wires.append(
                Path(output.key, LOSS, points, 0.0, 1.2, 0.8, False, "none", (), marks[LOSS, neuron])  # type: ignore[arg-type]
            )
    return shape, wires


def synapse_name(synapse: Synapse) -> str:
    """Return how a tooltip calls a synapse."""
    steps = synapse.delay or synapse.ahead
    after = f", {steps} step{'s' * (steps > 1)} {'later' if synapse.delay else 'earlier'}" if steps else ""
    return f"{synapse.source.label}→{synapse.target.label}{after}"
