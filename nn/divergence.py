"""Where a training lost its numbers: the first neuron and the operation that made something infinite or nan of finite numbers."""

from __future__ import annotations

from math import isfinite

from autograd import Value
from autograd.graph import topological
from autograd.operations import FAMILIES

from .history import History
from .network import Network
from .neuron import Neuron


class Diverged(ArithmeticError):
    """The loss or a gradient became infinite or nan during training. ``history`` holds the epochs before."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


def origin(network: Network, error: Value) -> str:
    """Return which neuron and operation first made a number that is not finite, in the graph of ``error``.

    >>> from nn import feed_forward
    >>> network = feed_forward([1, 1, 1], activation="square", initialiser=lambda *_: 1.0)
    >>> (output,) = network([1e200])
    >>> origin(network, output)
    "the output of neuron 'h1' is inf: square(1e+200)"
    """
    order = topological(error)
    place = next((i for i, node in enumerate(order) if not isfinite(node.data)), None)
    if place is None:
        return "every number is finite"
    culprit = order[place]
    if not culprit.inputs:
        return f"the weight {culprit.label} is {culprit.data!r}"
    parts = {f"{letter}[{neuron.label}]": (f"the {name} of {neuron}", neuron) for neuron in network for letter, name in _PARTS}
    what, neuron = parts.get(culprit.label, (None, None))
    if what is None:  # a signal w * y of a neuron that combines them by another rule than the sum
        users = (node for node in order[place:] if any(culprit is x for x in node.inputs))
        neuron = next((parts[node.label][1] for node in users if node.label in parts), None)
        what = f"a signal to {neuron}"
    if neuron is None:
        return f"every neuron is finite, so it comes from the loss: {_applied(culprit)} is {culprit.data!r}"
    return f"{what} is {culprit.data!r}: {_applied(culprit)}"


_PARTS = (("x", "weighted input"), ("y", "output"))


def _applied(node: Value) -> str:
    row = node.operation
    family = FAMILIES.get(row.name) if row else None
    name = "" if row is None else row.name if family and family.counts else row.label  # weighted_sum, but leaky_relu(0.2)
    numbers = [f"{x.data:.4g}" for x in node.inputs]
    if len(numbers) > 4:
        return f"{name} of {len(numbers)} numbers, the largest {max((x.data for x in node.inputs), key=abs):.4g}"
    return f"{name}({', '.join(numbers)})"


def origin_of_gradient(network: Network) -> str:
    """Return where, in the latest backward pass, a derivative first ceased to be finite; "" where no neuron tells.

    >>> from nn import feed_forward
    >>> network = feed_forward([1, 1, 1], activation="square", initialiser=lambda *_: 1e150)
    >>> (output,) = network([1e-150])
    >>> (output * 1e200).backward()
    >>> origin_of_gradient(network)
    "the delta of neuron 'h1' is inf: dE/dy is, the sum of weight × delta over the neurons it leads to"
    """
    for neuron in reversed(network.neurons):
        if not isinstance(neuron, Neuron) or neuron.delta is None or isfinite(neuron.delta) or neuron.output is None:
            continue
        if isfinite(neuron.output.grad):
            why = f"dE/dy = {neuron.output.grad:.4g} times the derivative of {neuron.activation.label}"
        elif neuron in network.outputs:
            why = "dE/dy is, the derivative of the loss"
        else:
            why = "dE/dy is, the sum of weight × delta over the neurons it leads to"
        return f"the delta of {neuron} is {neuron.delta!r}: {why}"
    for synapse in network.synapses:
        output, delta = synapse.source.output, synapse.target.delta
        if not isfinite(synapse.gradient) and output is not None and delta is not None:
            return f"dE/d{synapse.weight.label} = output × delta = {output.data:.4g} × {delta:.4g}"
    return ""
