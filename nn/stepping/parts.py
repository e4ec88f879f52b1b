"""The parts of a recorded pass, and its steps found by what they are about.

A part is a neuron at one step in time, or a stretch between neurons that belongs to the loss.
"""

from __future__ import annotations

from itertools import groupby

from autograd import Step, Value
from autograd.drawing.stepper.naming import NamedSteps, fit
from autograd.drawing.stepper.outline import MANY, Part
from autograd.operations import constant

from .recording import Brought, Moment, Recording

LOSS = "loss"  # the key of its mark in the map
_BRIEF = 3  # terms that are shown of a large neuron


class Parts:
    """A pass, the steps of its graph, and where to find what; ``keys`` are the marks of neurons and synapses in the map."""

    def __init__(self, recording: Recording, told: NamedSteps, keys: dict[object, str]) -> None:
        self.recording, self.told, self.keys = recording, told, keys
        self.forward, self.backward = list(told.forward), list(told.backward)
        there = {step.node for step in self.forward}
        self.moments = [moment for moment in recording.moments if moment.output in there]
        self.maker: dict[Value, Moment] = {value: moment for moment in self.moments for value in moment.values}
        self.outputs = {moment.output: moment for moment in self.moments}
        self.weighted_inputs = {moment.weighted_input: moment for moment in self.moments}
        self._carried: dict[tuple[Value, int], Brought] = {}  # which synapse an operand came by
        for moment in self.moments:
            for brought in moment.brought:
                self._carried[brought.node, brought.weight] = self._carried[brought.node, brought.source] = brought
        self.arrivals: dict[Value, list[Step]] = {}
        for step in self.backward:
            assert step.operand is not None  # noqa: S101 - a step of the backward phase
            self.arrivals.setdefault(step.operand, []).append(step)
        self.parts: list[Part] = []
        self.part: dict[Value, int] = {}  # of every recorded value
        self._find()

    def _find(self) -> None:
        for moment, run in groupby(self.forward, key=lambda step: self.maker.get(step.node)):
            nodes = [step.node for step in run]
            if moment is None:
                self._add(Part("the loss", nodes, LOSS, max(len(self.recording.given) - 1, 0)), nodes)
            elif moment.output not in self.part:
                made = [value for value in dict.fromkeys(moment.values) if value.inputs]
                brief, left_out = _brief(moment)
                key = self.keys[moment.neuron]
                self._add(Part(fit(moment.neuron.label), made, key, moment.time, brief, left_out), made)

    def _add(self, part: Part, made: list[Value]) -> None:
        self.part |= dict.fromkeys(made, len(self.parts))
        self.parts.append(part)

    def carrier(self, step: Step) -> Brought | None:
        """Return what came by the synapse that a backward step goes along, if it does."""
        return self._carried.get((step.node, step.position or 0))

    def is_weight(self, step: Step) -> bool:
        """Return whether a backward step gives a weight its gradient."""
        brought = self.carrier(step)
        return brought is not None and brought.weight == step.position

    def name(self, value: Value) -> str:
        """Return the name of a value as the panel writes it."""
        return self.told.name_of(value)

    def at(self, moment: Moment) -> str:
        """Return how titles call a moment."""
        label = fit(moment.neuron.label)
        return f"{label} at step {moment.time + 1}" if self.recording.is_sequence else label

    def source(self, brought: Brought) -> str:
        """Return the name of the neuron at the other end of a synapse."""
        name, steps = fit(brought.synapse.source.label), brought.synapse.delay or brought.synapse.ahead
        when = "before" if brought.synapse.delay else "ahead"
        return f"{name}, {steps} step{'s' * (steps > 1)} {when}" if steps else name

    def loss_wires(self, moments: dict[Moment, None]) -> list[str]:
        """Return the marks of the wires between outputs and the loss."""
        return [self.keys[LOSS, moment.neuron] for moment in moments if (LOSS, moment.neuron) in self.keys]


def _brief(moment: Moment) -> tuple[list[Value], str]:
    """Return what is shown of a neuron of many inputs, those whose weight times output is large, and how many there are."""
    count = len(moment.brought)
    if count <= MANY:
        return [], ""

    def size(brought: Brought) -> float:
        return abs(brought.node.inputs[brought.weight].data * brought.node.inputs[brought.source].data)

    chosen = set(sorted(moment.brought, key=size, reverse=True)[:_BRIEF])
    strongest = [brought for brought in moment.brought if brought in chosen]
    operands = [brought.node.inputs[i] for brought in strongest for i in (brought.weight, brought.source)]
    shown = dict.fromkeys([*operands, *(brought.node for brought in strongest), moment.weighted_input, moment.output])
    return [x for x in shown if x.inputs or x.operation is not constant], f"the {_BRIEF} strongest of {count} terms"


def number(x: float | None) -> str:
    """Return a number as sentences write it."""
    return f"{x:.4g}"
