"""A board: the latest outputs of all neurons of a network as plain floats, and what each neuron makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter, mul
from typing import Any, NamedTuple, cast

from autograd.operation import number
from autograd.operations import weighted_sum

from .instructions import rivals
from .network import Network
from .neuron import AbstractNeuron, Neuron
from .prediction import checked_row
from .synapse import Synapse


class Turn(NamedTuple):
    """What came of one neuron's turn; ``place`` is its number among the board's neurons."""

    place: int
    weighted_input: float
    before: float
    after: float


class Board:
    """The latest outputs of a network's neurons, by their places. The weights are those of when the board was made.

    ``neurons`` are those that fire. ``asymmetry`` says in words why the network has no energy, and is None where it has one.

    Raises ValueError for synapses that read more than one step back.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        plan = self._plan = network._planned()
        self.neurons: list[Neuron] = [passed.neuron for passed in plan.passed]
        others = [neuron for neuron in plan.neurons if neuron not in set(self.neurons)]
        self._place: dict[AbstractNeuron, int] = {neuron: i for i, neuron in enumerate([*self.neurons, *others])}
        self.outputs: list[float] = []
        self._entering: list[list[Synapse]] = [[] for _ in self.neurons]
        for synapse in plan.synapses:
            if synapse.delay > 1 or synapse.ahead:
                raise ValueError(
                    f"{synapse} reads what was said {'later' if synapse.ahead else f'{synapse.delay} steps ago'}, and neurons "
                    "that fire by a schedule hear what others have said last: use a delay of 1, or none"
                )
            self._entering[self._place[synapse.target]].append(synapse)
        self._weighted_input = [self._combined(place) for place in range(len(self.neurons))]
        self._rivals = [[self._place[rival] for rival in rivals(neuron)] for neuron in self.neurons]
        self._activation: list[Callable[..., Any]] = [neuron.activation.function for neuron in self.neurons]
        self.asymmetry = self._asymmetry()
        # of the energy: a synapse between neurons that fire is one of two directions
        fires = set(self.neurons)
        self._between = [self._sum([s for s in group if s.source in fires]) for group in self._entering]
        self._outside = [self._sum([s for s in group if s.source not in fires]) for group in self._entering]
        self._loops = [sum(s.weight.data for s in self._entering[i] if s.source is n) for i, n in enumerate(self.neurons)]

    def _sum(self, synapses: Sequence[Synapse]) -> Callable[[list[float]], float]:
        """Return what adds up the signals of synapses."""
        weights = [synapse.weight.data for synapse in synapses]
        sources = [self._place[synapse.source] for synapse in synapses]
        if len(sources) > 1:
            pick = cast("Callable[[list[float]], tuple[float, ...]]", itemgetter(*sources))
            return lambda outputs: sum(map(mul, weights, pick(outputs)))
        return lambda outputs: sum([w * outputs[i] for w, i in zip(weights, sources, strict=True)])

    def begin(self, row: Iterable[float]) -> None:
        """Write what a row gives to the board, and 0 for all others. Raises ValueError for a row that does not fit."""
        self.outputs = [0.0 if neuron.fixed is None else neuron.fixed for neuron in self._place]
        for neuron, x in zip(self._plan.inputs, checked_row(self._plan, row), strict=True):
            self.outputs[self._place[neuron]] = number(x, f"a number for {neuron}")

    def _combined(self, place: int) -> Callable[[list[float]], float]:
        """Return what makes the weighted input of a neuron of the outputs on the board."""
        synapses, combine = self._entering[place], self.neurons[place].combine
        weights = [synapse.weight.data for synapse in synapses]
        sources = [self._place[synapse.source] for synapse in synapses]
        if combine is weighted_sum:
            return self._sum(synapses)
        function = combine(len(weights)).function
        if combine.inputs_per_count == 1:
            return lambda outputs: number(function(*[w * outputs[i] for w, i in zip(weights, sources, strict=True)]))
        return lambda outputs: number(function(*[x for w, i in zip(weights, sources, strict=True) for x in (w, outputs[i])]))

    def state(self) -> list[float]:
        """Return what the neurons that fire have said last."""
        return self.outputs[: len(self.neurons)]

    def said(self) -> dict[AbstractNeuron, float]:
        """Return what stands on the board, of all neurons."""
        return dict(zip(self._place, self.outputs, strict=True))

    def fire(self, places: Sequence[int]) -> list[Turn]:
        """Let neurons fire together, from what stands on the board, and write their outputs there."""
        outputs = self.outputs
        turns = []
        for place in places:
            x = self._weighted_input[place](outputs)
            group = self._rivals[place]
            operands = [x] if len(group) == 1 else [self._weighted_input[rival](outputs) for rival in group]
            turns.append(Turn(place, x, outputs[place], number(self._activation[place](*operands))))
        for turn in turns:
            outputs[turn.place] = turn.after
        return turns

    # ---- energy ---------------------------------------------------------------------------------------------------------

    def _asymmetry(self) -> str | None:
        pairs = {}
        for place, synapses in enumerate(self._entering):
            for synapse in synapses:
                key = self._place[synapse.source], place
                if key in pairs:
                    return f"{synapse} is not the only one between its neurons"
                pairs[key] = synapse
        for (source, target), synapse in pairs.items():
            if self.neurons[target].combine is not weighted_sum:
                return f"{self.neurons[target]} is no weighted sum"
            if source < len(self.neurons):
                back = pairs.get((target, source))
                if back is None:
                    return f"{synapse} has no counterpart that leads back"
                if back.weight.data != synapse.weight.data:
                    return f"{synapse} and {back} have different weights"
        return None

    def energy(self) -> float:
        """Return -1/2 sum w s s over synapses between neurons that fire, less the sum of w s s over the others."""
        outputs = self.outputs
        pairs = zip(outputs, self._between, self._outside, strict=False)
        return -sum([said * (0.5 * between(outputs) + outside(outputs)) for said, between, outside in pairs if said])

    def change(self, turn: Turn) -> float:
        """Return by how much a turn of one neuron alone has changed the energy."""
        itself, moved = self._loops[turn.place], turn.after - turn.before
        return -moved * (turn.weighted_input - itself * turn.before) - 0.5 * itself * (turn.after**2 - turn.before**2)
