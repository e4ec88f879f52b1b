"""The read-out by least squares: the weights that lead to linear outputs, found at once and not by descent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import fsum, inf, sqrt
from typing import Any

from autograd import Value
from autograd.operation import number
from autograd.operations import weighted_sum

from .least_squares import least_squares
from .lookup import spelling
from .matrices import Matrices
from .network import Network
from .neuron import AbstractNeuron, Neuron
from .samples import Sample, make_samples
from .synapse import Synapse

Rows = list[list[float]]


def fit_readout(network: Network, inputs: Iterable[Any], targets: Iterable[Any], *, ridge: float = 0.0) -> float:
    """Give the trainable weights that end at the outputs the numbers for which the squared error is least; return its root mean.

    All other weights stay as they are. Inputs and targets are rows or sequences as for `train`; steps whose target is None are
    left out. The outputs must be linear weighted sums, and their weights their own. ``ridge`` makes the sum of squared weights
    count as well, biases included: weights stay small where the rows hardly tell them (Hoerl and Kennard 1970).
    `rules.LeastSquares` is the same as a learning rule.

    Raises ValueError for outputs of another kind, or that what they hear depends on, and for rows that do not fit, ImportError
    where SciPy is not installed; then nothing has changed.

    >>> from nn import feed_forward
    >>> network = feed_forward([1, 1], seed=0)
    >>> error = fit_readout(network, [[1.0], [2.0], [3.0]], [3.0, 5.0, 7.0])
    >>> error < 1e-12, [round(weight.data, 12) for weight in network.parameters()]
    (True, [2.0, 1.0])
    """
    strength = checked_ridge(ridge)
    samples = make_samples(inputs, targets, input_count=len(network.inputs))
    synapses = [synapse for output in network.outputs for synapse in output.incoming if synapse.trainable]
    check_readout(network, synapses)
    solved, error = solve_readout(network, samples, synapses, strength)
    _assign(synapses, solved)
    return error


def checked_ridge(ridge: Any) -> float:
    """Return the strength of a ridge. Raises ValueError below 0, TypeError for what is no number."""
    strength = number(ridge, "a number as ridge")
    if not 0.0 <= strength < inf:
        raise ValueError(f"ridge must be 0 or more, got {ridge!r}")
    return strength


def check_readout(network: Network, synapses: Iterable[Synapse], problem: str = "least-squares problem") -> None:
    """Raise ValueError, naming the neuron or the synapse, unless these weights lead to linear outputs, and nowhere back."""
    outputs, listed = set(network.outputs), list(synapses)
    for output in network.outputs:
        if output.combine is not weighted_sum or spelling(output.activation) != "linear":
            raise ValueError(f"{output} is no linear weighted sum, so its weights are no {problem}: it is {output!r}")
    users: dict[Value, list[Synapse]] = {}
    for synapse in network.synapses:
        users.setdefault(synapse.weight, []).append(synapse)
    for synapse in listed:
        if synapse.target not in outputs:
            raise ValueError(f"{synapse} does not end at an output, so its weight is no part of the {problem}")
        others = [other for other in users[synapse.weight] if other is not synapse]
        if others:
            raise ValueError(f"{synapse} shares its weight with {others[0]}: give it its own")
    moved = _depending_on(network, {synapse.target for synapse in listed})
    for synapse in listed:
        if synapse.source in moved:
            raise ValueError(
                f"{synapse} carries what depends on {moved[synapse.source]}, whose weights are to be found: list that neuron as "
                "an input as well, and give it what it should have said a step ago (teacher forcing)"
            )


def _depending_on(network: Network, ends: set[AbstractNeuron]) -> dict[AbstractNeuron, AbstractNeuron]:
    """Return the neurons to which some of these lead, at any delay, each with one that leads there; what is given ends a way."""
    given, inside = set(network.inputs), set(network.synapses)
    found: dict[AbstractNeuron, AbstractNeuron] = {}
    for end in ends:
        waiting = [end]
        while waiting:
            neuron = waiting.pop()
            if neuron in given:
                continue
            for synapse in neuron.outgoing:
                if synapse in inside and synapse.target not in found:
                    found[synapse.target] = end
                    waiting.append(synapse.target)
    return found


def solve_readout(
    network: Network, samples: Sequence[Sample], synapses: Sequence[Synapse], ridge: float, washout: int = 0
) -> tuple[list[float], float]:
    """Return the weights of these synapses for which the squared error is least, and its root mean; nothing is assigned.

    Of each sequence the first ``washout`` steps do not count. Raises ImportError where SciPy is not installed.
    """
    wanted = [_row(target, len(network.outputs)) for target in _counted(samples, washout)]
    before = [synapse.weight.data for synapse in synapses]
    try:
        _assign(synapses, [0.0] * len(synapses))
        heard, fixed = _heard(network, samples, synapses, washout)  # fixed comes through other weights, and will not change
    finally:
        _assign(synapses, before)
    solved = dict.fromkeys(synapses, 0.0)
    errors: list[float] = []
    for j, output in enumerate(network.outputs):
        places = [i for i, synapse in enumerate(synapses) if synapse.target is output]
        missing = [target[j] - row[j] for target, row in zip(wanted, fixed, strict=True)]
        rows = [[numbers[i] for i in places] for numbers in heard]
        weights = least_squares(rows, [[x] for x in missing], ridge)[0] if places else []
        solved.update((synapses[i], weight) for i, weight in zip(places, weights, strict=True))
        errors += [sum([w * x for w, x in zip(weights, row, strict=True)]) - x for row, x in zip(rows, missing, strict=True)]
    return list(solved.values()), sqrt(fsum([error * error for error in errors]) / len(errors))


def _heard(network: Network, samples: Sequence[Sample], synapses: Sequence[Synapse], washout: int) -> tuple[Rows, Rows]:
    """Return for every step that has a target what each synapse carries, and what the outputs say.

    A step of a reservoir of 200 neurons takes 0.06 ms so, and 0.6 ms by `predict`.
    """
    try:
        return _by_matrices(network, samples, synapses, washout)
    except (ValueError, ImportError, ArithmeticError):  # NoMatrices is one: `predict` also names who raises
        return _by_predicting(network, samples, synapses, washout)


def _by_matrices(network: Network, samples: Sequence[Sample], synapses: Sequence[Synapse], washout: int) -> tuple[Rows, Rows]:
    matrices = Matrices(network)
    reads = [(matrices.places[synapse.source], synapse.delay) for synapse in synapses]
    heard: Rows = []
    said: Rows = []
    for is_sequence, group in groupby(samples, lambda sample: sample.is_sequence):
        if is_sequence:
            for sample in group:
                steps = matrices.run(sample.inputs)
                carried = matrices.read(steps, reads)
                for t, target in enumerate(_steps(sample)):
                    if t >= washout and target is not None:
                        heard.append(carried[t].tolist())
                        said.append(steps[t, matrices.outputs].tolist())
        else:
            rows = matrices.rows([sample.inputs for sample in group])
            heard += matrices.read(rows[None], reads)[0].tolist()
            said += rows[:, matrices.outputs].tolist()
    return heard, said


def _by_predicting(network: Network, samples: Sequence[Sample], synapses: Sequence[Synapse], washout: int) -> tuple[Rows, Rows]:
    """Return the same, found by neurons that listen in for a while: one for each synapse."""
    probes = [Neuron(f"what {synapse.weight.label} carries, {i}") for i, synapse in enumerate(synapses)]
    wires: list[Synapse] = []
    try:
        for synapse, probe in zip(synapses, probes, strict=True):
            wires.append(Synapse(synapse.source, probe, weight=1.0, delay=synapse.delay, ahead=synapse.ahead))
        listening = Network(network.inputs, [*probes, *network.outputs])
        predicted = listening.predict([sample.inputs for sample in samples])
    finally:
        for wire in wires:
            wire.remove()
    rows = [
        outputs
        for sample, steps in zip(samples, predicted, strict=True)
        for t, (outputs, target) in enumerate(zip(steps if sample.is_sequence else [steps], _steps(sample), strict=True))
        if target is not None and not (sample.is_sequence and t < washout)
    ]
    return [row[: len(synapses)] for row in rows], [row[len(synapses) :] for row in rows]


def _steps(sample: Sample) -> list[Any]:
    return list(sample.target) if sample.is_sequence else [sample.target]


def _counted(samples: Sequence[Sample], washout: int) -> list[Any]:
    """Return the targets that count. Raises ValueError where there is none."""
    found = [
        target
        for sample in samples
        for t, target in enumerate(_steps(sample))
        if target is not None and not (sample.is_sequence and t < washout)
    ]
    if not found:
        raise ValueError(f"no step has a target after a washout of {washout}: let it be shorter, or the sequences longer")
    return found


def _row(target: Any, outputs: int) -> list[float]:
    row = [float(x) for x in target] if isinstance(target, list) else [float(target)]
    if len(row) != outputs:
        raise ValueError(f"a target must have {outputs} numbers, one for each output, got {target!r}; classes: Dataset.one_hot()")
    return row


def _assign(synapses: Sequence[Synapse], weights: Sequence[float]) -> None:
    for synapse, weight in zip(synapses, weights, strict=True):
        synapse.weight = weight
