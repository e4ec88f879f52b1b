"""A plan: the order in which the neurons of a network fire, found once and followed at every step.

A neuron's **depth** is the length of the longest path without delays that leads to it; inputs and biases have depth 0. Neurons
fire by depth, and at one depth in the order in which the outputs, one after the other, ask for them. During a step
all numbers lie in a row of **slots**: the weights, what delayed synapses read from earlier steps, the inputs, the ones of the
biases, and then one slot for each signal and each output as it is made. A **firing** says where a neuron's numbers lie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, cast

from autograd import CycleError, Operation, Value
from autograd.graph import sorted_by

from .neuron import AbstractNeuron, BiasNeuron, InputNeuron, Neuron
from .synapse import Synapse

Pick = Callable[[Sequence[Any]], tuple[Any, ...]]


class Firing(NamedTuple):
    """How one neuron fires: the pairs (w, y) to be multiplied first, the two rows, and what the first is applied to."""

    neuron: Neuron
    signals: tuple[Pick, ...]
    combine: Operation
    pick: Pick
    activation: Operation
    weighted_input_label: str
    output_label: str


class Memory(NamedTuple):
    """A neuron that delayed synapses read: where its output lies, and for how many steps somebody needs it."""

    neuron: AbstractNeuron
    slot: int
    steps: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a network knows about the neurons it is a view of, as long as nothing about them changes."""

    inputs: list[AbstractNeuron]
    biases: list[BiasNeuron]
    hidden: list[list[Neuron]]
    outputs: list[Neuron]
    neurons: list[AbstractNeuron]  # inputs, biases, then the others as they fire
    synapses: list[Synapse]  # by target as they fire, then as they were made
    weights: list[Value]  # each once, in the order of the synapses
    reads: list[tuple[AbstractNeuron, int]]  # source and delay of the delayed synapses, each pair once
    memory: list[Memory]
    firings: list[Firing]
    pick_outputs: Pick
    changes: int

    def holds(self) -> bool:
        """Return whether nothing has changed since this plan was made."""
        return self.changes == _changes(self.neurons)

    def read(self, past: dict[AbstractNeuron, list[Any]], nothing: Any) -> list[Any]:
        """Return what the delayed synapses read of earlier outputs, which lie in ``past`` with the latest first."""
        found = [(past.get(neuron, ()), delay) for neuron, delay in self.reads]
        return [outputs[delay - 1] if delay <= len(outputs) else nothing for outputs, delay in found]

    def remember(self, past: dict[AbstractNeuron, list[Any]], slots: list[Any]) -> dict[AbstractNeuron, list[Any]]:
        """Return ``past`` with the outputs of one more step, and without those that nobody will read."""
        return {neuron: [slots[slot], *past.get(neuron, ())][:steps] for neuron, slot, steps in self.memory}

    def fans(self) -> Iterator[tuple[Synapse, int, int]]:
        """Yield each synapse with its fan-in and fan-out, not counting those of biases."""
        counted = [synapse for synapse in self.synapses if not isinstance(synapse.source, BiasNeuron)]
        fan_in = Counter(synapse.target for synapse in counted)
        fan_out = Counter(synapse.source for synapse in counted)
        for synapse in self.synapses:
            yield synapse, fan_in[synapse.target], fan_out[synapse.source]


def make_plan(inputs: list[AbstractNeuron], outputs: list[Neuron]) -> Plan:
    """Find the order in which the neurons behind ``outputs`` fire, given those of ``inputs``, and give labels to all.

    Raises ValueError, naming the neuron, for one that needs an input that is not listed, that nothing leads to, or whose label
    another one has; CycleError for a circle without a delay.
    """
    entering = _behind(inputs, outputs)
    order = _order(entering, outputs)
    depth: dict[AbstractNeuron, int] = {}
    for neuron in order:
        undelayed = [depth[synapse.source] for synapse in entering[neuron] if not synapse.delay]
        depth[neuron] = 1 + max(undelayed, default=0) if entering[neuron] else 0
    fired = cast("list[Neuron]", sorted((neuron for neuron in order if depth[neuron]), key=depth.__getitem__))
    biases = [neuron for neuron in order if isinstance(neuron, BiasNeuron)]
    ends = set(outputs)
    deepest = max((depth[neuron] for neuron in fired if neuron not in ends), default=0)
    hidden: list[list[Neuron]] = [[] for _ in range(deepest)]
    for neuron in fired:
        if neuron not in ends:
            hidden[depth[neuron] - 1].append(neuron)
    _label(inputs, [neuron for neuron in fired if neuron not in ends], outputs, biases)

    neurons = [*inputs, *biases, *fired]
    synapses = [synapse for neuron in fired for synapse in entering[neuron]]
    weights = list(dict.fromkeys(synapse.weight for synapse in synapses))
    delayed = [synapse for synapse in synapses if synapse.delay]
    reads = list(dict.fromkeys((synapse.source, synapse.delay) for synapse in delayed))
    longest: dict[AbstractNeuron, int] = {}
    for source, delay in reads:
        longest[source] = max(delay, longest.get(source, 0))
    slots: dict[Any, int] = {thing: i for i, thing in enumerate([*weights, *reads, *inputs, *biases])}
    firings = list(_firings(fired, entering, slots))
    memory = [Memory(neuron, slots[neuron], steps) for neuron, steps in longest.items()]
    pick_outputs = _picker([slots[neuron] for neuron in outputs])
    return Plan(
        inputs, biases, hidden, outputs, neurons, synapses, weights, reads, memory, firings, pick_outputs, _changes(neurons)
    )


def _changes(neurons: list[AbstractNeuron]) -> int:
    # Counters only grow, so an equal sum says that none has.
    return sum([neuron._changes for neuron in neurons])


def _behind(inputs: list[AbstractNeuron], outputs: Sequence[AbstractNeuron]) -> dict[AbstractNeuron, tuple[Synapse, ...]]:
    """Return every neuron that the outputs need, now or from earlier steps, with the synapses that matter to it."""
    entering: dict[AbstractNeuron, tuple[Synapse, ...]] = dict.fromkeys(inputs, ())
    waiting = list(reversed(outputs))
    while waiting:
        neuron = waiting.pop()
        if neuron in entering:
            continue
        if isinstance(neuron, InputNeuron):
            user = next(synapse.target for synapse in neuron.outgoing if synapse.target in entering)
            raise ValueError(  # noqa: TRY004 - the neuron is right, the list is wrong
                f"{neuron}, which {user} needs, is not among the inputs of the network: list it there"
            )
        entering[neuron] = neuron.incoming
        if isinstance(neuron, Neuron) and not neuron._incoming:
            raise ValueError(f"{_placed(neuron)} has no incoming synapses: connect it, or make it an InputNeuron")
        waiting += [synapse.source for synapse in reversed(neuron.incoming)]
    return entering


def _placed(neuron: AbstractNeuron) -> str:
    return str(neuron) if neuron.label or not neuron.outgoing else f"{neuron} that leads to {neuron.outgoing[0].target}"


def _order(entering: dict[AbstractNeuron, tuple[Synapse, ...]], outputs: Sequence[AbstractNeuron]) -> list[AbstractNeuron]:
    def sources(neuron: AbstractNeuron) -> list[AbstractNeuron]:
        return [synapse.source for synapse in entering[neuron] if not synapse.delay]

    try:
        return sorted_by([*outputs, *entering], sources, lambda neuron: neuron.label or repr(neuron))
    except CycleError as error:
        raise CycleError(f"{error}; give one of the synapses between them delay=1 or more", error.cycle) from None


def _firings(fired: list[Neuron], entering: dict[AbstractNeuron, tuple[Synapse, ...]], slots: dict[Any, int]) -> Iterator[Firing]:
    free = len(slots)
    for neuron in fired:
        pairs: list[int] = []
        for synapse in entering[neuron]:
            read = (synapse.source, synapse.delay) if synapse.delay else synapse.source
            pairs += (slots[synapse.weight], slots[read])
        operands: list[int] = pairs
        signals: tuple[Pick, ...] = ()
        count = len(pairs) // 2
        if neuron.combine.inputs_per_count == 1:
            signals = tuple(_picker(pairs[i : i + 2]) for i in range(0, len(pairs), 2))
            operands = list(range(free, free + count))
            free += count
        slots[neuron] = free
        free += 1
        label = neuron.label
        yield Firing(neuron, signals, neuron.combine(count), _picker(operands), neuron.activation, f"x[{label}]", f"y[{label}]")


def _picker(places: list[int]) -> Pick:
    if len(places) == 1:  # itemgetter of one place gives no tuple
        (place,) = places
        return lambda slots: (slots[place],)
    return cast("Pick", itemgetter(*places))


# ---- labels ---------------------------------------------------------------------------------------------------------


def _label(
    inputs: Sequence[AbstractNeuron], hidden: Sequence[Neuron], outputs: Sequence[Neuron], biases: Sequence[BiasNeuron]
) -> None:
    """Give a label to each neuron without one, and a new one where two networks gave two neurons the same.

    The labels that a user chose stay, and must differ.
    """
    single: dict[AbstractNeuron, str] = {outputs[0]: "y"} if len(outputs) == 1 else {}
    groups: list[tuple[str, Iterable[AbstractNeuron]]] = [("x", inputs), ("y", outputs), ("h", hidden), ("b", biases)]
    members = [(neuron, stem, i) for stem, group in groups for i, neuron in enumerate(group, start=1)]
    taken: dict[str, AbstractNeuron] = {}
    for neuron, _, _ in members:
        if neuron._named and taken.setdefault(neuron.label, neuron) is not neuron:
            raise ValueError(f"two neurons of the network have the label {neuron.label!r}: labels must be unique, rename one")
    nameless = []
    for neuron, stem, i in members:
        if not neuron._named and (not neuron.label or taken.setdefault(neuron.label, neuron) is not neuron):
            nameless.append((neuron, stem, i))
    for neuron, stem, i in nameless:
        label, number = single.get(neuron, f"{stem}{i}"), i
        while label in taken:
            number += 1
            label = f"{stem}{number}"
        taken[label] = neuron
        neuron._rename(label, named=False)
