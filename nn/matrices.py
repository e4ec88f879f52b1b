"""Steps in matrices: a network of weighted sums, for networks that are large or run for thousands of steps.

Neurons that fire at the same depth form a **level**. Its weighted inputs are one matrix times what the neurons before it say now,
and one matrix for each delay times what neurons said so many steps ago. A **lane** is one run of the network: several go
side by side, each with its own inputs and its own past.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from autograd import Operation
from autograd.operations import weighted_sum

from .lookup import spelling
from .network import Network
from .neuron import AbstractNeuron, Neuron
from .plan import Plan

Array = Any


class NoMatrices(ValueError):
    """The network does other things than to add and to answer, or reads later steps: `Network.predict` runs it."""


class _Level(NamedTuple):
    rows: Array  # the numbers of its neurons
    terms: list[tuple[int, Array, Array]]  # delay, the numbers of the sources, the weights
    activations: list[tuple[Operation, Array]]  # which are not linear, and the places of those within the level that have it


class Matrices:
    """A network of weighted sums as matrices, with its weights as they are now, from a state of zeros.

    Weighted inputs are added up in another order than `Network.predict` adds them, so that numbers agree to rounding; activations
    are the same functions. 200 tanh neurons with 20 synapses each: 0.03 ms a step, and 0.5 by `predict`.

    Raises NoMatrices for networks that combine otherwise than by weighted sums, compete or read ahead, ImportError where NumPy is
    not installed.

    >>> from nn import InputNeuron, Neuron, Synapse
    >>> x, total = InputNeuron("x"), Neuron("total")
    >>> synapses = Synapse(x, total, weight=1.0), Synapse(total, total, weight=0.5, delay=1)
    >>> Matrices(Network([x], [total])).run([[1.0], [1.0], [1.0]])[:, 1].tolist()
    [1.0, 1.5, 1.75]
    """

    def __init__(self, network: Network) -> None:
        self._np = np = _numpy()
        plan = network._planned()
        _check(plan)
        self.neurons = plan.neurons
        self.places: dict[AbstractNeuron, int] = {neuron: i for i, neuron in enumerate(plan.neurons)}
        asked = set(plan.outputs)
        self._fed_back = [i for i, neuron in enumerate(plan.inputs) if neuron in asked]  # given what it said a step ago
        self._inputs = np.array([self.places[neuron] for neuron in plan.inputs], dtype=int)
        self._biases = np.array([self.places[neuron] for neuron in plan.biases], dtype=int)
        self.outputs = np.array([self.places[neuron] for neuron in plan.outputs], dtype=int)
        self._levels = [self._level(level) for level in _levels(plan)]
        longest = max((synapse.delay for synapse in plan.synapses), default=0)
        self.past: list[Array] = [np.zeros((len(plan.neurons), 1)) for _ in range(longest)]  # neurons by lanes, the latest first

    def _level(self, neurons: Sequence[Neuron]) -> _Level:
        np = self._np
        row = {neuron: i for i, neuron in enumerate(neurons)}
        by_delay: dict[int, list[tuple[int, int, float]]] = {}
        for neuron in neurons:
            for synapse in neuron.incoming:
                entry = row[neuron], self.places[synapse.source], synapse.weight.data
                by_delay.setdefault(synapse.delay, []).append(entry)
        terms = []
        for delay, entries in by_delay.items():
            sources = sorted({source for _, source, _ in entries})
            column = {source: i for i, source in enumerate(sources)}
            weights = np.zeros((len(neurons), len(sources)))
            for i, source, weight in entries:
                weights[i, column[source]] = weight
            terms.append((delay, np.array(sources), weights))
        groups: dict[Operation, list[int]] = {}
        for neuron, i in row.items():
            if spelling(neuron.activation) != "linear":
                groups.setdefault(neuron.activation, []).append(i)
        activations = [(operation, np.array(places)) for operation, places in groups.items()]
        return _Level(np.array([self.places[neuron] for neuron in neurons]), terms, activations)

    def step(self, inputs: Array) -> Array:
        """Make one step in every lane, and return what all neurons say: neurons by lanes, in the order of ``network.neurons``.

        ``inputs`` are inputs by lanes. Raises what an activation raises.
        """
        np = self._np
        lanes = inputs.shape[1]
        now = np.zeros((len(self.neurons), lanes))
        now[self._inputs] = inputs
        now[self._biases] = 1.0
        if self._fed_back:
            self.past = [self.past[0] + np.zeros(lanes), *self.past[1:]]  # in every lane, and not what was returned a step ago
            self.past[0][self._inputs[self._fed_back]] = inputs[self._fed_back]
        for rows, terms, activations in self._levels:
            x = np.zeros((len(rows), lanes))
            for delay, sources, weights in terms:
                said = self.past[delay - 1] if delay else now
                x += weights @ said[sources]
            for operation, places in activations:
                answer, given = operation.function, x[places]
                x[places] = np.array([answer(z) for z in given.ravel().tolist()]).reshape(given.shape)
            now[rows] = x
        if self.past:
            self.past = [now, *self.past[:-1]]
        return now

    def run(self, sequence: Iterable[Sequence[float]]) -> Array:
        """Start from zeros, make a step for each row, and return what all neurons said: steps by neurons.

        The past is kept for steps that follow.
        """
        np = self._np
        rows = np.array([list(row) for row in sequence], dtype=float).reshape(-1, len(self._inputs))
        self.past = [np.zeros((len(self.neurons), 1)) for _ in self.past]
        said = np.empty((len(rows), len(self.neurons)))
        for t, row in enumerate(rows):
            said[t] = self.step(row[:, None])[:, 0]
        return said

    def run_free(self, sequence: Sequence[Sequence[float]], starts: Sequence[int], steps: int) -> Array:
        """Hear a sequence, and from each of some of its steps on let outputs be the next inputs; those run side by side.

        What is returned are outputs, beginning with those of the starts themselves: steps by outputs by starts.
        """
        np = self._np
        self.past = [np.zeros((len(self.neurons), 1)) for _ in self.past]
        lanes: dict[int, tuple[Array, list[Array]]] = {}
        wanted = set(starts)
        for t, row in enumerate(sequence[: max(starts) + 1]):
            now = self.step(np.array(row, dtype=float)[:, None])
            if t in wanted:
                lanes[t] = now[self.outputs], self.past
        said = [np.hstack([lanes[t][0] for t in starts])]
        self.past = [np.hstack(past) for past in zip(*(lanes[t][1] for t in starts), strict=True)]
        for _ in range(steps - 1):
            said.append(self.step(said[-1])[self.outputs])
        return np.array(said)

    def rows(self, rows: Sequence[Sequence[float]]) -> Array:
        """Return what all neurons say to rows that do not follow one another: rows by neurons."""
        np = self._np
        given = np.array(rows, dtype=float)
        self.past = [np.zeros((len(self.neurons), len(given))) for _ in self.past]
        return self.step(given.T).T

    def read(self, said: Array, reads: Sequence[tuple[int, int]]) -> Array:
        """Return what is read of that: for each pair of a neuron's number and a delay a column, 0 before the first step."""
        np = self._np
        found = np.zeros((*said.shape[:-1], len(reads)))
        for i, (neuron, delay) in enumerate(reads):
            found[delay:, ..., i] = said[: max(len(said) - delay, 0), ..., neuron]
        return found


def _numpy() -> Any:
    try:
        from autograd.program.arrays import np
    except ImportError as error:
        raise ImportError('steps in matrices are computed by NumPy: pip install "chainrule[fast]"') from error
    return np


def _check(plan: Plan) -> None:
    given = set(plan.inputs) - set(plan.outputs)
    for neuron in plan.neurons:
        if not isinstance(neuron, Neuron) or neuron in given:
            continue
        if neuron.combine is not weighted_sum or neuron.competition is not None:
            raise NoMatrices(f"{neuron} is no weighted sum that answers alone: it is {neuron!r}")
    if plan.ahead is not None:
        raise NoMatrices(f"{plan.ahead} reads ahead")


def _levels(plan: Plan) -> list[list[Neuron]]:
    """Return the neurons that fire, by depth."""
    depth: dict[AbstractNeuron, int] = dict.fromkeys([*plan.inputs, *plan.biases], 0)
    levels: list[list[Neuron]] = []
    for neuron in (passed.neuron for passed in plan.passed):
        depth[neuron] = 1 + max((depth[synapse.source] for synapse in neuron.incoming if not synapse.delay), default=0)
        levels += [[] for _ in range(depth[neuron] - len(levels))]
        levels[depth[neuron] - 1].append(neuron)
    return levels
