"""One sample's pass through a copy of a network, with who made which value and when.

A **moment** is a neuron at one step in time: its weighted input, its output, and what each synapse brought. The copy is there so
that the user's network stays as it is; its values are labelled by neuron, and in a sequence by time as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from autograd import Value
from autograd.drawing.text import clean

from ..evaluation import mean_loss
from ..network import Network
from ..neuron import AbstractNeuron, Neuron
from ..passes import whole
from ..samples import Sample, make_samples
from ..synapse import Synapse


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """What a synapse brings to a neuron: ``node`` has its weight and its source's output among its inputs, at two positions.

    Where a neuron combines signals, w * y, the node is the signal; else it is the weighted input itself.
    """

    synapse: Synapse
    node: Value
    weight: int
    source: int


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A neuron at a step in time, counted from 0."""

    neuron: Neuron
    time: int
    weighted_input: Value
    output: Value
    brought: tuple[Brought, ...]

    @property
    def values(self) -> list[Value]:
        """What is computed here: signals, weighted input, output."""
        signals = [each.node for each in self.brought if each.node is not self.weighted_input]
        return [*signals, self.weighted_input, self.output]


@dataclass(frozen=True, slots=True)
class Recording:
    """The pass: all moments in the order in which the neurons fired, what was given, and the loss."""

    network: Network
    moments: list[Moment]
    given: list[dict[AbstractNeuron, Value]]  # at each step
    error: Value
    is_sequence: bool


def one_sample(network: Network, inputs: Iterable[Any], targets: Any) -> Sample:
    """Return a row and its target, or a sequence of rows and their targets, checked as `train` does."""
    try:
        (sample,) = make_samples([inputs], [targets], input_count=len(network.inputs))
    except (ValueError, TypeError) as error:
        text = str(error).replace(" of row 0 of the inputs", " of the inputs").replace("row 0 of the inputs", "the row of inputs")
        text = (
            text.replace("write [[...], ...]", "write [...], or [[...], ...] for a sequence")
            .replace("target 0", "the targets")
            .replace("row 0 is", "inputs is")
            .removesuffix(" before training")
        )
        raise type(error)(text) from None
    return sample


def record(network: Network, sample: Sample, loss: Callable[[Any, Any], Any]) -> Recording:
    """Make the pass and compute the loss, without touching the network. Raises what a pass and the loss raise."""
    copied = deepcopy(network)
    inputs = sample.inputs if sample.is_sequence else [sample.inputs]
    targets = sample.target if sample.is_sequence else [sample.target]
    plan = copied._planned()
    if not sample.is_sequence:
        plan.check_step()
    slots = whole(plan, inputs)
    first = len(plan.weights) + len(plan.reads)
    given = [dict(zip(plan.inputs, row[first : first + len(plan.inputs)], strict=True)) for row in slots]
    moments = [
        _moment(neuron, time, slots[time][x], slots[time][y])
        for part in plan.parts
        for time in (reversed(range(len(slots))) if part.backwards else range(len(slots)))
        for neuron, x, y in part.passed
    ]
    pairs = [(list(plan.pick_outputs(row)), target) for row, target in zip(slots, targets, strict=True) if target is not None]
    if sample.is_sequence:
        _label_by_time(moments, given)
    error = mean_loss(pairs, loss)
    made = {value for moment in moments for value in moment.values}
    if not any(value in made for value in _behind(error)):
        raise ValueError("the loss does not depend on the network's outputs: compute it from the outputs it is given")
    if not error.label and error not in made:
        error.label = "E"
    return Recording(copied, moments, given, error, sample.is_sequence)


def _behind(error: Value) -> list[Value]:
    from autograd.graph import topological

    return topological(error)


def _moment(neuron: Neuron, time: int, x: Value, y: Value) -> Moment:
    in_pairs = neuron.combine.inputs_per_count == 2
    brought = [
        Brought(synapse, x, 2 * i, 2 * i + 1) if in_pairs else Brought(synapse, x.inputs[i], 0, 1)
        for i, synapse in enumerate(neuron.incoming)
    ]
    return Moment(neuron, time, x, y, tuple(brought))


def _label_by_time(moments: Sequence[Moment], given: Sequence[dict[AbstractNeuron, Value]]) -> None:
    for moment in moments:
        name = clean(moment.neuron.label)
        moment.weighted_input.label = f"x[{name}, {moment.time + 1}]"
        moment.output.label = f"y[{name}, {moment.time + 1}]"
    for time, values in enumerate(given, 1):
        for neuron, value in values.items():
            value.label = f"y[{clean(neuron.label)}, {time}]"
