"""A lesson: what a rule learns from, and the numbers it works on.

The weights are a flat **working copy** of plain floats. A rule moves those as it likes; the Values get them when an epoch is
finished, so that whatever happens in the middle of one, the network is as it was after the last whole epoch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from autograd.operation import number

from ..network import Network
from ..neuron import AbstractNeuron
from ..prediction import compute
from ..samples import Sample
from ..synapse import Synapse


class Lesson:
    """One call of `Rule.learn`: the network, the synapses that may change, the samples, and the working copy of the weights.

    ``weights[place]`` is the working copy of the weight of a synapse, ``place = lesson.place(synapse)``; synapses that share a
    weight have the same place. ``random`` is the generator of the seed. ``max_epochs`` is how many epochs there will be at the
    most, for a rule that grows calmer towards the end.
    """

    def __init__(
        self, network: Network, synapses: Sequence[Synapse], samples: Sequence[Sample], random: Random, max_epochs: int
    ) -> None:
        self.network = network
        self.synapses = list(synapses)
        self.samples = list(samples)
        self.random = random
        self.max_epochs = max_epochs
        plan = network._planned()
        self.weights: list[float] = [weight.data for weight in plan.weights]
        self._plan = plan
        self._values = plan.weights
        self._places = {weight: i for i, weight in enumerate(plan.weights)}
        self._changing = sorted({self._places[synapse.weight] for synapse in self.synapses})
        self._slots: dict[Any, int] = plan.slots

    # ---- places ---------------------------------------------------------------------------------------------------------

    def place(self, synapse: Synapse) -> int:
        """Return where the weight of a synapse is among ``weights``."""
        return self._places[synapse.weight]

    def places(self, synapses: Iterable[Synapse]) -> list[int]:
        """Return where the weights of synapses are among ``weights``."""
        return [self._places[synapse.weight] for synapse in synapses]

    def slot(self, neuron: AbstractNeuron) -> int:
        """Return where the output of a neuron is among what `fire` returns."""
        return self._slots[neuron]

    def slot_read(self, synapse: Synapse) -> int:
        """Return where that is which a synapse carries, its source's output at the step it reads, among what `fire` returns."""
        return self._slots[synapse.source, synapse._delay] if synapse._delay else self._slots[synapse.source]

    # ---- passes on plain floats -----------------------------------------------------------------------------------------

    def fire(self, row: Sequence[float]) -> list[float]:
        """Make one step from a state of zeros with the working copy, and return all its numbers, to be looked up by `slot`."""
        plan = self._plan
        slots = [*self.weights, *[0.0] * len(plan.reads), *row, *[1.0] * len(plan.biases)]
        append = slots.append
        for operation, pick, _ in plan.instructions:
            y = operation.function(*pick(slots))
            append(y if type(y) is float else number(y))
        return slots

    def outputs(self, inputs: Sequence[Any], *, is_sequence: bool = False) -> list[Any]:
        """Return what the network says to a row, or to each step of a sequence, with the working copy."""
        steps = compute(self._plan, self.weights, inputs if is_sequence else [inputs])
        return steps if is_sequence else steps[0]

    def store(self) -> None:
        """Give the weights of the synapses the numbers of the working copy."""
        for place in self._changing:
            weight = self._values[place]
            if weight.data != self.weights[place]:
                weight.data = self.weights[place]
