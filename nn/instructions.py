"""Instructions: how neurons fire, written down number by number.

During a step all numbers lie in a row of **slots**. An **instruction** makes one more: it applies a row of the table to
numbers in earlier slots. A neuron's are its signals w * y, where its combine wants them, its weighted input and its output;
neurons that compete fire together, first their weighted inputs and then their outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, cast

from autograd import Operation
from autograd.operations import multiply

from .neuron import AbstractNeuron, Neuron
from .synapse import Synapse

Pick = Callable[[Sequence[Any]], tuple[Any, ...]]
Entering = dict[AbstractNeuron, tuple[Synapse, ...]]  # the synapses that matter to a neuron


class Instruction(NamedTuple):
    """How one number is made: a row of the table, what it is applied to, and what the number is called."""

    row: Operation
    pick: Pick
    label: str


class Passed(NamedTuple):
    """Where a neuron's weighted input and its output lie."""

    neuron: Neuron
    weighted_input: int
    output: int


class Writer:
    """Writes the instructions of neurons, one after the other, and notes where their numbers lie."""

    def __init__(self, entering: Entering, slots: dict[Any, int]) -> None:
        self.entering, self.slots, self.free = entering, slots, len(slots)
        self.instructions: list[Instruction] = []
        self.passed: list[Passed] = []

    def fire(self, neuron: Neuron) -> None:
        """Write the instructions of a neuron, and of those that it competes with, unless they are there already."""
        if neuron in self.slots:
            return
        group = rivals(neuron)
        weighted_inputs = {member: self.weighted_input(member) for member in group}
        for member in group:
            operands = [weighted_inputs[rival] for rival in rivals(member)]
            self.slots[member] = self.make(member.activation, operands, f"y[{member.label}]")
            self.passed.append(Passed(member, weighted_inputs[member], self.slots[member]))

    def weighted_input(self, neuron: Neuron) -> int:
        """Write the instructions of a neuron's weighted input, and return its slot."""
        pairs: list[tuple[int, int]] = []
        for synapse in self.entering[neuron]:
            read = (synapse.source, synapse._delay) if synapse._delay else synapse.source
            pairs.append((self.slots[synapse.weight], self.slots[read]))
        if neuron.combine.inputs_per_count == 1:
            operands = [self.make(multiply, pair, "") for pair in pairs]
        else:
            operands = [place for pair in pairs for place in pair]
        return self.make(neuron.combine(len(pairs)), operands, f"x[{neuron.label}]")

    def make(self, row: Operation, places: Sequence[int], label: str) -> int:
        """Write one instruction, and return the slot of what it makes."""
        self.instructions.append(Instruction(row, picker(places), label))
        self.free += 1
        return self.free - 1


def picker(places: Sequence[int]) -> Pick:
    """Return a function that takes the numbers at some places out of the slots."""
    if len(places) == 1:  # itemgetter of one place gives no tuple
        (place,) = places
        return lambda slots: (slots[place],)
    return cast("Pick", itemgetter(*places))


def rivals(neuron: AbstractNeuron) -> tuple[Any, ...]:
    """Return the neurons that a neuron competes with, itself first; itself alone where it does not compete."""
    return (neuron,) if neuron._competition is None else neuron._competition.rivals(neuron)
