"""Copies of neurons, deep or pickled, without recursion: a chain of ten thousand neurons is copied like a short one.

A neuron travels with its **circuit**: everything it is joined to, by however many synapses or by a group. Each neuron, each
synapse and each group pickles as an empty object whose state is that one circuit, so whichever comes first writes all of
them, as flat lists, and the others find themselves written already. Weights go as objects: what shares a Value still shares it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .groups import Group
    from .neuron import AbstractNeuron
    from .synapse import Synapse


class Circuit:
    """Neurons that are joined, each of them once; found when the first of them is copied and kept until they change."""

    __slots__ = ("neurons", "synapses", "groups")

    neurons: list[AbstractNeuron]
    synapses: list[Synapse]
    groups: list[Group]

    def __reduce__(self) -> tuple[Any, ...]:
        position = {neuron: i for i, neuron in enumerate(self.neurons)}
        place = {synapse: i for i, synapse in enumerate(self.synapses)}
        neuron_facts = [_facts(neuron) for neuron in self.neurons]
        synapse_facts = [_facts(synapse) for synapse in self.synapses]
        ends = [(position[synapse.source], position[synapse.target]) for synapse in self.synapses]
        incoming = [[place[synapse] for synapse in neuron.incoming] for neuron in self.neurons]
        outgoing = [[place[synapse] for synapse in neuron.outgoing] for neuron in self.neurons]
        group_facts = [(_facts(group), [(name, position[neuron]) for name, neuron in group.members()]) for group in self.groups]
        return Circuit, (), (
            self.neurons, self.synapses, self.groups, neuron_facts, synapse_facts, group_facts, ends, incoming, outgoing,
        )  # fmt: skip

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.neurons, self.synapses, self.groups, neuron_facts, synapse_facts, group_facts, ends, incoming, outgoing = state
        for synapse, facts, (source, target) in zip(self.synapses, synapse_facts, ends, strict=True):
            synapse._source, synapse._target = self.neurons[source], self.neurons[target]
            _fill(synapse, facts)
        for neuron, facts, entering, leaving in zip(self.neurons, neuron_facts, incoming, outgoing, strict=True):
            neuron._begin("")
            _fill(neuron, facts)
            neuron._incoming = {(synapse.source, synapse._delay): synapse for synapse in (self.synapses[i] for i in entering)}
            neuron._outgoing = dict.fromkeys(self.synapses[i] for i in leaving)
            neuron._circuit = self
        for group, (facts, members) in zip(self.groups, group_facts, strict=True):
            _fill(group, facts)
            group._hold({name: self.neurons[i] for name, i in members})


def _facts(thing: AbstractNeuron | Synapse | Group) -> list[Any]:
    return [getattr(thing, slot) for slot in thing._copied]


def _fill(thing: AbstractNeuron | Synapse | Group, facts: list[Any]) -> None:
    for slot, fact in zip(thing._copied, facts, strict=True):
        setattr(thing, slot, fact)


def blank(kind: type[Any]) -> Any:
    """Return an object that its circuit will fill in."""
    return object.__new__(kind)


def circuit_of(neuron: AbstractNeuron) -> Circuit:
    """Return the circuit that ``neuron`` belongs to."""
    if neuron._circuit is None:
        found: dict[AbstractNeuron, None] = {neuron: None}
        groups: dict[Group, None] = {}
        waiting = [neuron]
        while waiting:
            here = waiting.pop()
            near = [*(synapse.source for synapse in here.incoming), *(synapse.target for synapse in here.outgoing)]
            for group in groups_of(here):
                if group not in groups:
                    groups[group] = None
                    near += group.neurons
            waiting += [other for other in dict.fromkeys(near) if other not in found]
            found.update(dict.fromkeys(near))
        circuit = Circuit()
        circuit.neurons = list(found)
        circuit.synapses = [synapse for member in found for synapse in member.incoming]
        circuit.groups = list(groups)
        for member in found:
            member._circuit = circuit
    return neuron._circuit  # type: ignore[return-value] # set in the loop: the neuron itself was found first


def groups_of(neuron: AbstractNeuron) -> list[Group]:
    """Return the groups that a neuron is in."""
    return [group for group in (neuron._competition, neuron._cell) if group is not None]


def forget_circuit(neuron: AbstractNeuron) -> None:
    """Let go of the circuit that ``neuron`` belonged to: what it is joined to is changing."""
    if neuron._circuit is not None:
        for member in neuron._circuit.neurons:
            member._circuit = None
