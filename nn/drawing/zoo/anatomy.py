"""What the units of a network do, read off their neurons, synapses and weights, never off their names.

A **carousel** is what carries a number from step to step: neurons in a circle with a delay that add and multiply and do nothing
else, at least one of them a product, the gate (Hochreiter and Schmidhuber 1997 call it the constant error carousel). The
**relatives** of a neuron are those of its depth that listen to other places with the same weights: a kernel moved along.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd import Value

from ...directions import component_numbers
from ...network import Network
from ...neuron import AbstractNeuron, BiasNeuron, Neuron
from ...synapse import Synapse
from ..nodes import is_now
from .units import Unit, Units

_POOLING = {"mean", "maximum", "minimum"}


class Anatomy:
    """Answers questions about units. ``reconstructs`` is a fact of the training, which no synapse tells."""

    def __init__(self, network: Network, units: Units, *, reconstructs: bool) -> None:
        self._units = units
        self._reconstructs = reconstructs
        self._inputs, self._outputs = network.inputs, network.outputs
        self._given, self._asked = set(network.inputs), set(network.outputs)
        self._synapses = [synapse for synapse in network.synapses if not isinstance(synapse.source, BiasNeuron)]
        self._entering: dict[AbstractNeuron, list[Synapse]] = {neuron: [] for neuron in units.of}
        self._leaving: dict[AbstractNeuron, list[Synapse]] = {neuron: [] for neuron in units.of}
        self._users: dict[Value, list[Synapse]] = {}
        for synapse in self._synapses:
            self._entering[synapse.target].append(synapse)
            self._leaving[synapse.source].append(synapse)
            self._users.setdefault(synapse.weight, []).append(synapse)
        self._circle = component_numbers(units.of, lambda neuron: [synapse.target for synapse in self._leaving[neuron]])
        self._carousel = self._carousels()
        self._depth: dict[AbstractNeuron, int] = {}
        for neuron in (one for one in network.neurons if one in units.of):  # as they fire
            before = [self._depth[synapse.source] for synapse in self._entering[neuron] if is_now(synapse)]
            self._depth[neuron] = 1 + max(before, default=0) if neuron not in self._given else 0
        self._heard = {neuron: {synapse.source for synapse in entering} for neuron, entering in self._entering.items()}
        self._related: dict[AbstractNeuron, bool] = {}
        self._families: dict[AbstractNeuron, set[AbstractNeuron]] = {}

    # ---- what is given and asked for ---------------------------------------------------------------------------------

    def is_output(self, unit: Unit) -> bool:
        """Whether the network is asked for it. On a map nobody asks for one neuron: what is told is the place."""
        return any(neuron in self._asked for neuron in unit.members) and unit.position is None

    def is_input(self, unit: Unit) -> bool:
        """Whether it is given from outside."""
        return any(neuron in self._given for neuron in unit.members)

    def matches_an_input(self, unit: Unit) -> bool:
        """Whether it is an output that is to equal an input: by training, or since it has the weights of one, turned around."""
        if not self.is_output(unit):
            return False
        paired = len(self._inputs) == len(self._outputs)
        return paired and (self._reconstructs or any(self._is_tied(neuron) for neuron in unit.members))

    def _is_tied(self, output: AbstractNeuron) -> bool:
        """Whether an output listens to others with just the weights with which the input at its place speaks to others."""
        if output not in self._asked:
            return False
        twin = self._inputs[self._outputs.index(output)]
        heard = {synapse.weight for synapse in self._entering[output] if synapse.source is not twin}
        return bool(heard) and heard == {synapse.weight for synapse in self._leaving[twin] if synapse.target is not output}

    def is_fed_back(self, unit: Unit) -> bool:
        """Whether it is given from outside, and can be computed from other neurons of the network."""
        return any(
            synapse.source in self._units.of
            for neuron in unit.members
            if neuron in self._given
            for synapse in neuron.incoming
        )  # fmt: skip

    # ---- what remembers ----------------------------------------------------------------------------------------------

    def hears_itself(self, unit: Unit) -> bool:
        """Whether it hears what itself, or a neuron that it leads to, has said at an earlier step, or says at a later one."""
        return any(
            not is_now(synapse) and self._circle[synapse.source] == self._circle[synapse.target]
            for neuron in unit.members
            for synapse in self._entering[neuron]
        )

    def _carousels(self) -> dict[AbstractNeuron, int]:
        """Return the neurons of every carousel, with its number."""
        linear: list[AbstractNeuron] = [
            neuron for neuron in self._units.of if isinstance(neuron, Neuron) and neuron.activation.name == "linear"
        ]
        among = set(linear)
        circle = component_numbers(linear, lambda n: [synapse.target for synapse in self._leaving[n] if synapse.target in among])
        gated = {circle[neuron] for neuron in linear if _is_gate(neuron)}
        turning = {circle[s.source] for s in self._synapses if not is_now(s) and self._turns(s, circle)} & gated
        return {neuron: number for neuron, number in circle.items() if number in turning}

    @staticmethod
    def _turns(synapse: Synapse, circle: dict[AbstractNeuron, int]) -> bool:
        return synapse.source in circle and circle[synapse.source] == circle.get(synapse.target)

    def _states(self, unit: Unit) -> list[AbstractNeuron]:
        """Return its neurons that are read at the next step to go on as they are, through a gate."""
        return [
            neuron
            for neuron in unit.members
            if neuron in self._carousel
            and any(not is_now(synapse) and self._turns(synapse, self._carousel) for synapse in self._leaving[neuron])
        ]

    def keeps_a_state(self, unit: Unit) -> bool:
        """Whether a number of its own goes round in a carousel."""
        return bool(self._states(unit))

    def lends_its_state(self, unit: Unit) -> bool:
        """Whether others hear its state itself, and not only what the unit makes of it."""
        return any(
            synapse.target not in unit.members
            and not self._turns(synapse, self._carousel)
            and (unit.is_cell or not is_now(synapse))
            for state in self._states(unit)
            for synapse in self._leaving[state]
        )

    def says_several_numbers(self, unit: Unit) -> bool:
        """Whether it is a cell of which others hear more than one part."""
        heard = {
            synapse.source for neuron in unit.members for synapse in self._leaving[neuron] if synapse.target not in unit.members
        }
        return unit.is_cell and len(heard) > 1

    # ---- what is moved along -----------------------------------------------------------------------------------------

    def convolves_or_pools(self, unit: Unit) -> bool:
        """Whether it has relatives, or speaks only to neurons that have, which is a convolution backwards, or gathers numbers."""
        return self._convolves(unit) or self._pools(unit)

    def _convolves(self, unit: Unit) -> bool:
        (neuron, *others) = unit.members
        if others:
            return False
        heard_by = [synapse.target for synapse in self._leaving[neuron]]
        return self._has_relatives(neuron) or (bool(heard_by) and all(map(self._has_relatives, heard_by)))

    def _pools(self, unit: Unit) -> bool:
        """Whether it makes one number of several: their mean, or the largest or smallest of them."""
        return any(
            isinstance(neuron, Neuron) and neuron.combine.name in _POOLING and len(self._entering[neuron]) > 1
            for neuron in unit.members
        )

    def scans(self, unit: Unit) -> bool:
        """Whether it looks at the inputs with the weights of its relatives, or writes so to the outputs, and enlarges nothing."""
        (neuron, *others) = unit.members
        if others:
            return False
        if self._has_relatives(neuron) and self._field(neuron) <= self._given and not self._enlarges(neuron):
            return True
        heard_by = [synapse.target for synapse in self._leaving[neuron]]
        return bool(heard_by) and all(
            target in self._asked and self._has_relatives(target) and not self._enlarges(target) for target in heard_by
        )

    def _enlarges(self, neuron: AbstractNeuron) -> bool:
        """Whether its family are more than the places that they listen to."""
        return len(self._family(neuron)) > len(self._field(neuron))

    def _field(self, neuron: AbstractNeuron) -> set[AbstractNeuron]:
        return set[AbstractNeuron]().union(*(self._heard[one] for one in self._family(neuron)))

    def _family(self, neuron: AbstractNeuron) -> set[AbstractNeuron]:
        """Return a neuron with its relatives and theirs: at the edges of an image some have only a part of the kernel."""
        if neuron not in self._families:
            family, weights, waiting = {neuron}, set[Value](), [neuron]
            while waiting:
                for weight in {synapse.weight for synapse in self._entering[waiting.pop()]} - weights:
                    weights.add(weight)
                    targets = {synapse.target for synapse in self._users[weight]} - family
                    new = [one for one in targets if self._depth[one] == self._depth[neuron] and self._has_relatives(one)]
                    family.update(new)
                    waiting += new
            self._families |= dict.fromkeys(family, family)
        return self._families[neuron]

    def _has_relatives(self, neuron: AbstractNeuron) -> bool:
        """Whether neurons of its depth listen to other places with its weights, all of which must be shared so."""
        if neuron not in self._related:
            entering = self._entering[neuron]
            moved = bool(entering) and not _is_gate(neuron) and not _only_adds(entering)
            self._related[neuron] = moved and all(map(self._is_moved_along, entering))
        return self._related[neuron]

    def _is_moved_along(self, synapse: Synapse) -> bool:
        """Whether another neuron listens with its weight to another place, and to other places altogether."""
        return any(
            other.source is not synapse.source
            and other.target is not synapse.target
            and self._depth[other.target] == self._depth[synapse.target]
            and self._heard[other.target] != self._heard[synapse.target]
            for other in self._users[synapse.weight]
        )


def _is_gate(neuron: AbstractNeuron) -> bool:
    return isinstance(neuron, Neuron) and neuron.combine.name == "product"


def _only_adds(entering: Sequence[Synapse]) -> bool:
    """Whether a neuron listens with one frozen 1: whoever shares that adds too, and nothing is moved along."""
    weights = {synapse.weight for synapse in entering}
    return len(weights) == 1 and not entering[0].trainable and entering[0].weight.data == 1.0
