"""A recorded pass as the outline of a story: parts, stops, and the map with its readings."""

from __future__ import annotations

from collections.abc import Collection

from autograd import Value
from autograd.drawing.stepper.naming import NamedSteps
from autograd.drawing.stepper.outline import Outline, Plan
from autograd.drawing.text import clean, cut

from .backward import backward_stops
from .diagram import View, draw_map, readings_of, synapse_name
from .forward import forward_stops
from .parts import LOSS, Parts
from .recording import Recording

_LONGEST = 60.0  # em: what a tooltip calls a neuron or a synapse


def plan_of(recording: Recording, *, expand: Collection[str] | None = None) -> Plan:
    """Return what makes the outline of a pass, given the steps of its story; ``expand`` has the labels of cells, None all."""

    def plan(told: NamedSteps) -> Outline:
        cells = recording.network.cells
        view = View(recording.network, {cell for cell in cells if expand is None or cell.label in expand})
        marks = view.marks
        parts = Parts(recording, told, marks)
        readings = readings_of(recording, parts, view)
        network, count = recording.network, len(recording.given)
        names = {marks[neuron]: _fit(str(neuron)) for neuron in network.neurons}
        names |= {marks[synapse]: _fit(f"synapse {synapse_name(synapse)}") for synapse in network.synapses}
        names |= view.names
        names[LOSS] = f"the loss {told.output_name}"
        about = f"A network at the end of a forward and a backward pass: {len(network.synapses):,} synapses"
        return Outline(
            draw_map(recording, view, readings, about),
            "neuron",
            _start(recording, parts, told),
            parts.parts,
            [*forward_stops(parts), *backward_stops(parts)],
            [reading for reading in readings if reading.key],
            _keys(recording, parts, told),
            {step.index + 1: marks[brought.synapse] for step in told.backward if (brought := parts.carrier(step))},
            names,
            [f"step {time} of {count}" for time in range(1, count + 1)] if recording.is_sequence else (),
        )

    return plan


def _fit(name: str) -> str:
    return cut(clean(name), _LONGEST)


def _keys(recording: Recording, parts: Parts, told: NamedSteps) -> dict[Value, str]:
    """Return the mark in the map of every value that has one."""
    keys = {step.node: LOSS for step in told.forward}
    keys |= {value: parts.keys[moment.neuron] for value, moment in parts.maker.items()}
    return keys | {value: parts.keys[neuron] for values in recording.given for neuron, value in values.items()}


def _start(recording: Recording, parts: Parts, told: NamedSteps) -> str:
    neurons = len({moment.neuron for moment in parts.moments})
    through = f", {len(recording.given)} steps in time" if recording.is_sequence else ""
    return (
        f"First, forward: {neurons:,} {'neurons fire' if neurons != 1 else 'neuron fires'}{through}, and the loss "
        f"{told.output_name} is computed. Then, backward: how {told.output_name} moves with every output, weighted input and "
        "weight, the nearest to the loss first."
    )
