"""The read-out by least squares: the weights that lead to linear outputs, found at once and not by descent."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum, inf, sqrt
from typing import Any

from autograd.operation import number
from autograd.operations import weighted_sum

from .least_squares import least_squares
from .lookup import spelling
from .network import Network
from .neuron import Neuron
from .samples import Sample, make_samples
from .synapse import Synapse


def fit_readout(network: Network, inputs: Iterable[Any], targets: Iterable[Any], *, ridge: float = 0.0) -> float:
    """Give the trainable weights that end at the outputs the numbers for which the squared error is least; return its root mean.

    All other weights stay as they are. Inputs and targets are rows or sequences as for `train`; steps whose target is None are
    left out. The outputs must be linear weighted sums, and their weights their own. ``ridge`` makes the sum of squared weights
    count as well, biases included: weights stay small where the rows hardly tell them (Hoerl and Kennard 1970).

    Raises ValueError for outputs of another kind and for rows that do not fit, ImportError where SciPy is not installed; then
    nothing has changed.

    >>> from nn import feed_forward
    >>> network = feed_forward([1, 1], seed=0)
    >>> error = fit_readout(network, [[1.0], [2.0], [3.0]], [3.0, 5.0, 7.0])
    >>> error < 1e-12, [round(weight.data, 12) for weight in network.parameters()]
    (True, [2.0, 1.0])
    """
    strength = number(ridge, "a number as ridge")
    if not 0.0 <= strength < inf:
        raise ValueError(f"ridge must be 0 or more, got {ridge!r}")
    samples = make_samples(inputs, targets, input_count=len(network.inputs))
    wanted = [_row(target, len(network.outputs)) for sample in samples for target in _steps(sample) if target is not None]
    groups = [_readout(network, output) for output in network.outputs]
    synapses = [synapse for group in groups for synapse in group]
    heard = _heard(network, samples, synapses)
    before = [synapse.weight.data for synapse in synapses]
    try:
        _assign(synapses, [0.0] * len(synapses))
        fixed = _outputs(network, samples)  # what comes through frozen weights, and will not change
        solved: list[float] = []
        for j, group in enumerate(groups):
            if group:
                rows = [numbers[len(solved) : len(solved) + len(group)] for numbers in heard]
                missing = [[target[j] - row[j]] for target, row in zip(wanted, fixed, strict=True)]
                solved += least_squares(rows, missing, strength)[0]
    except BaseException:
        _assign(synapses, before)
        raise
    _assign(synapses, solved)
    squares = [
        (y - t) ** 2
        for row, target in zip(_outputs(network, samples), wanted, strict=True)
        for y, t in zip(row, target, strict=True)
    ]
    return sqrt(fsum(squares) / len(squares))


def _readout(network: Network, output: Neuron) -> list[Synapse]:
    """Return the synapses of an output whose weights are to be found."""
    if output.combine is not weighted_sum or spelling(output.activation) != "linear":
        raise ValueError(f"{output} is no linear weighted sum, so its weights are no least-squares problem: it is {output!r}")
    found = [synapse for synapse in output.incoming if synapse.trainable]
    for synapse in found:
        users = [other for other in network.synapses if other.weight is synapse.weight]
        if len(users) > 1:
            raise ValueError(f"{synapse} shares its weight with {users[0] if users[1] is synapse else users[1]}: give it its own")
    return found


def _heard(network: Network, samples: list[Sample], synapses: list[Synapse]) -> list[list[float]]:
    """Return what each of these synapses carries at every step that has a target: a neuron for each listens in for a while."""
    probes = [Neuron(f"what {synapse.weight.label} carries, {i}") for i, synapse in enumerate(synapses)]
    wires: list[Synapse] = []
    try:
        for synapse, probe in zip(synapses, probes, strict=True):
            wires.append(Synapse(synapse.source, probe, weight=1.0, delay=synapse.delay, ahead=synapse.ahead))
        return _outputs(Network(network.inputs, [*probes, *network.outputs]), samples)
    finally:
        for wire in wires:
            wire.remove()


def _outputs(network: Network, samples: list[Sample]) -> list[list[float]]:
    """Return the outputs of every step that has a target."""
    predicted = network.predict([sample.inputs for sample in samples])
    return [
        outputs
        for sample, steps in zip(samples, predicted, strict=True)
        for outputs, target in zip(steps if sample.is_sequence else [steps], _steps(sample), strict=True)
        if target is not None
    ]


def _steps(sample: Sample) -> list[Any]:
    return list(sample.target) if sample.is_sequence else [sample.target]


def _row(target: Any, outputs: int) -> list[float]:
    row = [float(x) for x in target] if isinstance(target, list) else [float(target)]
    if len(row) != outputs:
        raise ValueError(f"a target must have {outputs} numbers, one for each output, got {target!r}; classes: Dataset.one_hot()")
    return row


def _assign(synapses: list[Synapse], weights: list[float]) -> None:
    for synapse, weight in zip(synapses, weights, strict=True):
        synapse.weight = weight
