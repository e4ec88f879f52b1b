"""A plan: the order in which the neurons of a network fire, found once and followed at every step.

A neuron's **depth** is the length of the longest path without delays that leads to it; inputs and biases have depth 0. Neurons
fire by depth, and at one depth in the order in which the outputs, one after the other, ask for them. During a step
all numbers lie in a row of **slots**: the weights, what synapses read from other steps, the inputs, the ones of the biases,
and then one for each number as it is made (`instructions.py`).

A neuron that is both an input and an output is **fed back**: what is given is its output of one step ago, which takes the place
of what synapses with a delay of 1 would read, and it fires as well.

Along a sequence, the neurons that read earlier steps go forwards, and those that read later ones backwards (`directions.py`):
a **part** is what is made in one go through all steps. A network that reads no later step has one part, and can be made step
by step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import index
from typing import Any, NamedTuple, cast

from autograd import CycleError, Value
from autograd.graph import sorted_by

from .cells import Cell
from .directions import turns
from .groups import Competition
from .instructions import Entering, Instruction, Passed, Pick, Writer, picker, rivals
from .labels import check_cells, give_labels
from .neuron import AbstractNeuron, BiasNeuron, InputNeuron, Neuron
from .synapse import Synapse


class Read(NamedTuple):
    """What is read from another step: the slot it goes to, the slot that it has there, and how many steps ago that is."""

    to: int
    source: int
    delay: int


class Part(NamedTuple):
    """What is made in one go through a sequence, in one direction."""

    backwards: bool
    reads: list[Read]
    instructions: list[Instruction]
    passed: list[Passed]


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
    cells: list[Cell]
    competitions: list[Competition]
    reads: list[tuple[AbstractNeuron, int]]  # source and delay of what is read from other steps, each pair once
    memory: list[Memory]
    instructions: list[Instruction]
    passed: list[Passed]
    parts: list[Part]
    ahead: Synapse | None  # the first that reads a later step
    pick_outputs: Pick
    slots: dict[Any, int]  # of every weight, neuron, and pair of `reads`; (neuron, 1) is what a neuron that is fed back is given
    changes: int

    def holds(self) -> bool:
        """Return whether nothing has changed since this plan was made."""
        return self.changes == _changes(self.neurons)

    def read(self, past: dict[AbstractNeuron, list[Any]], nothing: Any) -> list[Any]:
        """Return what the delayed synapses read of earlier outputs, which lie in ``past`` with the latest first."""
        found = [(past.get(neuron, ()), delay) for neuron, delay in self.reads]
        return [outputs[delay - 1] if delay <= len(outputs) else nothing for outputs, delay in found]

    def check_step(self) -> None:
        """Raise ValueError, naming the synapse, where the network cannot be made step by step."""
        if self.ahead is not None:
            raise ValueError(
                f"the synapse from {self.ahead.source} to {self.ahead.target} reads {self.ahead.ahead} step(s) ahead, so the "
                "network needs a whole sequence, a list of rows: call network.run(sequence), or predict and train with sequences"
            )

    def unroll(
        self,
        tables: Sequence[list[Any]],
        fire: Callable[[int, Instruction, tuple[Any, ...]], Any],
        truncate: int | None = None,
    ) -> None:
        """Go through all steps of a sequence, part by part, and append to the slots of each step what it makes.

        ``tables`` hold for each step the slots that are known before, with nothing where other steps are read; ``fire`` makes a
        number of the step, the instruction and its operands. With ``truncate``, what is read from an earlier stretch of so
        many steps is detached.
        """
        count = len(tables)
        for part in self.parts:
            for t in reversed(range(count)) if part.backwards else range(count):
                slots = tables[t]
                for to, source, delay in part.reads:
                    if 0 <= t - delay < count:
                        value = tables[t - delay][source]
                        slots[to] = value if truncate is None or (t - delay) // truncate == t // truncate else value.detach()
                for instruction in part.instructions:
                    slots.append(fire(t, instruction, instruction.pick(slots)))

    def check_truncation(self, truncate: int | None) -> None:
        """Raise unless backward passes can be cut off after so many steps."""
        if truncate is None:
            return
        if isinstance(truncate, bool) or not hasattr(truncate, "__index__") or index(truncate) < 1:
            raise ValueError(f"truncate must be a number of steps, 1 or more, or None, got {truncate!r}")
        if self.ahead is not None:
            raise ValueError(
                "truncate cuts what flows back to earlier steps, and this network reads later ones as well: leave it out"
            )

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
    another one has; CycleError for a circle without a delay, and for one that reads both earlier and later steps.
    """
    given, ends = set(inputs), set(outputs)
    only_given = [neuron for neuron in inputs if neuron not in ends]
    entering = _behind(only_given, outputs)
    order = _order(entering, outputs)
    depth: dict[AbstractNeuron, int] = {}
    for neuron in order:
        undelayed = [depth[synapse.source] for synapse in _needs(neuron, entering) if not synapse._delay]
        depth[neuron] = 1 + max(undelayed, default=0) if entering[neuron] else 0
    ahead = next((synapse for neuron in order for synapse in entering[neuron] if synapse.ahead), None)
    turn = dict.fromkeys(order, 0) if ahead is None else _turns(order, only_given, entering)
    fired = cast("list[Neuron]", sorted((n for n in order if depth[n]), key=lambda neuron: (turn[neuron], depth[neuron])))
    biases = [neuron for neuron in order if isinstance(neuron, BiasNeuron)]
    deepest = max((depth[neuron] for neuron in fired if neuron not in ends), default=0)
    hidden: list[list[Neuron]] = [[] for _ in range(deepest)]
    for neuron in fired:
        if neuron not in ends:
            hidden[depth[neuron] - 1].append(neuron)
    neurons = [*inputs, *biases, *(neuron for neuron in fired if neuron not in given)]
    cells = list(dict.fromkeys(neuron._cell for neuron in neurons if neuron._cell is not None))
    competitions = list(dict.fromkeys(neuron._competition for neuron in fired if neuron._competition is not None))
    check_cells(cells)
    give_labels(
        inputs, [neuron for neuron in fired if neuron not in ends], [neuron for neuron in outputs if neuron not in given], biases
    )

    synapses = [synapse for neuron in fired for synapse in entering[neuron]]
    weights = list(dict.fromkeys(synapse.weight for synapse in synapses))
    row = {(neuron, 1) if neuron in ends else neuron: None for neuron in inputs}
    delayed = dict.fromkeys((synapse.source, synapse._delay) for synapse in synapses if synapse._delay)
    _check_fed_back(row, delayed)
    reads = [read for read in delayed if read not in row]
    slots: dict[Any, int] = {thing: i for i, thing in enumerate([*weights, *reads, *row, *biases])}
    writer = Writer(entering, slots)
    parts: list[Part] = []
    for number, group in groupby(fired, turn.__getitem__):
        begun, told, members = len(writer.instructions), len(writer.passed), list(group)
        for neuron in members:
            writer.fire(neuron)
        wanted = dict.fromkeys((s.source, s._delay) for neuron in members for s in entering[neuron] if s._delay)
        part_reads = [Read(slots[key], slots[key[0]], key[1]) for key in wanted if key not in row]
        parts.append(Part(number % 2 == 1, part_reads, writer.instructions[begun:], writer.passed[told:]))
    longest: dict[AbstractNeuron, int] = {}
    for source, delay in reads:
        longest[source] = max(delay, longest.get(source, 0))
    memory = [Memory(neuron, slots[neuron], steps) for neuron, steps in longest.items() if steps]
    pick_outputs = picker([slots[neuron] for neuron in outputs])
    return Plan(
        inputs, biases, hidden, outputs, neurons, synapses, weights, cells, competitions, reads, memory, writer.instructions,
        writer.passed, parts, ahead, pick_outputs, slots, _changes(neurons),
    )  # fmt: skip


def _changes(neurons: list[AbstractNeuron]) -> int:
    # Counters only grow, so an equal sum says that none has.
    return sum([neuron._changes for neuron in neurons])


def _behind(inputs: list[AbstractNeuron], outputs: Sequence[AbstractNeuron]) -> Entering:
    """Return every neuron that the outputs need, now or from earlier steps, with the synapses that matter to it."""
    entering: Entering = dict.fromkeys(inputs, ())
    given = set(inputs)
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
        group = rivals(neuron)
        for rival in group:
            if rival in given:
                raise ValueError(
                    f"{rival} competes with {neuron}, and is among the inputs of the network: list all of them there or none"
                )
        waiting += reversed(group)
    return entering


def _check_fed_back(row: Iterable[Any], delayed: Collection[tuple[AbstractNeuron, int]]) -> None:
    """Raise ValueError unless what neurons that are fed back are given is what others read: their output of one step ago."""
    fed_back = {key[0] for key in row if isinstance(key, tuple)}
    for neuron in fed_back:
        if (neuron, 1) not in delayed:
            raise ValueError(
                f"{neuron} cannot be an input and an output of a network: it is given what it said a step ago, and nothing reads "
                "that; give a synapse that leads away from it delay=1, or list it once"
            )
    for neuron, delay in delayed:
        if neuron in fed_back and delay != 1:
            raise ValueError(
                f"{neuron} is an input and an output of the network, so it is given what it said one step ago, and a synapse "
                f"reads what it says at another (delay {delay}): give that delay=1, or let a neuron in between remember"
            )


def _placed(neuron: AbstractNeuron) -> str:
    return str(neuron) if neuron.label or not neuron.outgoing else f"{neuron} that leads to {neuron.outgoing[0].target}"


def _needs(neuron: AbstractNeuron, entering: Entering) -> Sequence[Synapse]:
    """Return the synapses that a neuron's output depends on: its own, and those of its rivals."""
    if neuron._competition is None or not entering[neuron]:
        return entering[neuron]
    return [synapse for rival in neuron._competition for synapse in entering[rival]]


def _turns(order: Sequence[AbstractNeuron], inputs: Sequence[AbstractNeuron], entering: Entering) -> dict[AbstractNeuron, int]:
    def needs(neuron: AbstractNeuron) -> list[tuple[AbstractNeuron, int]]:
        found = [(synapse.source, synapse._delay) for synapse in _needs(neuron, entering)]
        return found + [(rival, 0) for rival in rivals(neuron)[1:]]

    return turns(order, inputs, needs)


def _order(entering: Entering, outputs: Sequence[AbstractNeuron]) -> list[AbstractNeuron]:
    def sources(neuron: AbstractNeuron) -> list[AbstractNeuron]:
        return [synapse.source for synapse in _needs(neuron, entering) if not synapse._delay]

    try:
        return sorted_by([*outputs, *entering], sources, lambda neuron: neuron.label or repr(neuron))
    except CycleError as error:
        raise CycleError(f"{error}; give one of the synapses between them delay=1 or more", error.cycle) from None
