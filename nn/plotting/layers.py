"""The numbers of a network, layer by layer: weights, gradients, deltas, and how they are spread.

A **layer** is a group of neurons, hidden or output, and the weights of the synapses that lead into it. A **spread** is what a
few thousand numbers are told by: their quantiles, and how many of them are 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10, nan
from typing import NamedTuple

from autograd import Value
from nn.network import Network
from nn.neuron import BiasNeuron, Neuron

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


@dataclass(frozen=True)
class Layer:
    """A group of neurons with its name, and the weights that lead into it, each once."""

    name: str
    neurons: tuple[Neuron, ...]
    weights: tuple[Value, ...]


class Spread(NamedTuple):
    """The quantiles (lowest, 10 %, 25 %, median, 75 %, 90 %, highest) of what is finite, and how much there is of what kind."""

    quantiles: tuple[float, ...]
    total: int
    zeros: int
    not_finite: int

    @property
    def median(self) -> float:
        """The number in the middle; nan where none is finite."""
        return self.quantiles[3]


def layers(network: Network, *, biases: bool = False) -> list[Layer]:
    """Return the layers from the inputs to the outputs, without the weights of biases unless they are asked for.

    >>> from nn import feed_forward
    >>> [(layer.name, len(layer.weights)) for layer in layers(feed_forward([2, 3, 3, 1]))]
    [('hidden 1', 6), ('hidden 2', 9), ('output', 3)]
    """
    groups = [(f"hidden {k + 1}", group) for k, group in enumerate(network.hidden)]
    done = {neuron for _, group in groups for neuron in group}
    groups.append(("output", [neuron for neuron in network.outputs if neuron not in done]))
    known = set(network.synapses)
    found = []
    for name, neurons in groups:
        leading = [s for neuron in neurons for s in neuron.incoming if s in known]
        kept = [s.weight for s in leading if biases or not isinstance(s.source, BiasNeuron)]
        if neurons:
            found.append(Layer(name, tuple(neurons), tuple(dict.fromkeys(kept))))
    return found


def spread(numbers: Iterable[float]) -> Spread:
    """Return how numbers are spread; quantiles between two of them are interpolated.

    >>> spread([4.0, 0.0, 1.0, 2.0, 3.0])
    Spread(quantiles=(0.0, 0.4, 1.0, 2.0, 3.0, 3.6, 4.0), total=5, zeros=1, not_finite=0)
    """
    given = list(numbers)
    finite = sorted(x for x in given if isfinite(x))
    last = len(finite) - 1
    quantiles = []
    for share in SHARES:
        i = min(floor(share * last), max(last - 1, 0)) if finite else 0
        part = share * last - i
        quantiles.append(finite[i] * (1.0 - part) + finite[min(i + 1, last)] * part if finite else nan)
    return Spread(tuple(quantiles), len(given), finite.count(0.0), len(given) - len(finite))


def shares(numbers: Sequence[float], edges: Sequence[float]) -> list[float]:
    """Return which share of all numbers lies in each bin [edge, next edge); the last one holds its upper edge as well.

    >>> shares([0.0, 0.1, 0.5, 1.0], [0.0, 0.5, 1.0])
    [0.5, 0.5]
    """
    from bisect import bisect_right

    counts = [0] * (len(edges) - 1)
    for x in numbers:
        if edges[0] <= x <= edges[-1]:
            counts[min(bisect_right(edges, x) - 1, len(counts) - 1)] += 1
    return [count / len(numbers) for count in counts]


def decades(numbers: Iterable[float]) -> tuple[int, int]:
    """Return the whole powers of ten around the sizes of numbers that are neither 0 nor infinite; (-1, 0) where there are none.

    >>> decades([0.03, -20.0, 0.0])
    (-2, 2)
    """
    sizes = [log10(abs(x)) for x in numbers if x and isfinite(x)]
    if not sizes:
        return -1, 0
    low, high = floor(min(sizes)), -floor(-max(sizes))
    return low, max(high, low + 1)
