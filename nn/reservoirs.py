"""What a network that hears itself can be asked, a reservoir above all: how its echo fades, what it remembers, where it runs.

The **spectral radius** is the size of the largest eigenvalue of the weights with which hidden neurons hear one another, a step
ago: below 1 an echo fades, where neurons are nearly linear. The **memory capacity** is how much of the past of one input can be
read out. **Running free**, a network hears what it has said itself.

Jaeger, The "echo state" approach to analysing and training recurrent neural networks, GMD Report 148, 2001, and Short term memory
in echo state networks, GMD Report 152, 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, fsum, pi, sqrt
from operator import mul
from random import Random

from .least_squares import eigenvalues, least_squares
from .matrices import Matrices
from .network import Network
from .neuron import AbstractNeuron


def spectral_radius(network: Network) -> float:
    """Return the size of the largest eigenvalue of the weights with which hidden neurons hear one another, a step ago.

    Raises ValueError for a network without hidden neurons, and for one whose hidden neurons hear one another at other delays;
    ImportError where SciPy is not installed.

    >>> from nn import zoo
    >>> round(spectral_radius(zoo.build("esn", reservoir=20, spectral_radius=0.7, seed=0)), 9)
    0.7
    """
    hidden = [neuron for group in network.hidden for neuron in group]
    if not hidden:
        raise ValueError(f"there are no hidden neurons whose spectral radius could be told: {network!r}")
    inside = set(hidden)
    among = [synapse for neuron in hidden for synapse in neuron.incoming if synapse.source in inside]
    for synapse in among:
        if synapse.delay != 1:
            raise ValueError(f"a spectral radius is told of delays of 1, and {synapse} has {synapse.delay or -synapse.ahead}")
    return radius_of(hidden, [(synapse.source, synapse.target, synapse.weight.data) for synapse in among])


def radius_of(neurons: Sequence[AbstractNeuron], weights: Sequence[tuple[AbstractNeuron, AbstractNeuron, float]]) -> float:
    """Return the spectral radius of a matrix, given as (source, target, weight)."""
    places = {neuron: i for i, neuron in enumerate(neurons)}
    matrix = [[0.0] * len(places) for _ in places]
    for source, target, weight in weights:
        matrix[places[target]][places[source]] += weight
    return abs(eigenvalues(matrix)[0])


def memory_capacity(
    network: Network, delays: int | None = None, *, steps: int = 1001, deviation: float = 0.29, seed: int = 0
) -> list[float]:
    """Return for k = 1, 2, ..., ``delays`` how well x_(t-k) can be read out of the hidden neurons; the sum is the capacity.

    It is the squared correlation with the best linear read-out, 0 to 1, where x is noise; ``delays`` is by default twice the
    number of hidden neurons. The read-out is fitted to one stretch of ``steps`` and measured on another. Each is white exactly:
    its parts at all frequencies have the same size, and it has gone round once before it is listened to, so that x_(t-1),
    x_(t-2), ... are orthogonal in the stretch itself. So the sum is never above the number of hidden neurons, by Bessel's
    inequality, and not only on average. ``deviation`` is that of x, by default that of numbers even between -0.5 and 0.5.

    Raises ValueError for a network without hidden neurons or with more than one input, and for fewer steps than delays + 2;
    ImportError where NumPy and SciPy are not installed.

    >>> from nn import zoo
    >>> 3 < sum(memory_capacity(zoo.build("esn", reservoir=5, activation="linear", seed=0))) < 5
    True
    """
    hidden = [neuron for group in network.hidden for neuron in group]
    if len(network.inputs) != 1 or not hidden:
        raise ValueError(f"memory capacity is told of hidden neurons and one input, not of {network!r}")
    count = 2 * len(hidden) if delays is None else delays
    period = steps | 1  # odd: then every frequency but 0 has a sine and a cosine
    if not 1 <= count <= period - 2:
        raise ValueError(f"delays must be at least 1, and at most the number of steps less 2, got {count} and {steps} steps")
    matrices = Matrices(network)
    columns = [matrices.places[neuron] for neuron in hidden]
    random = Random(seed)
    states, delayed = _echo(matrices, columns, count, period, deviation, random)
    weights = least_squares(states, delayed)
    states, delayed = _echo(matrices, columns, count, period, deviation, random)
    found = []
    for k, of_delay in enumerate(weights):
        read = [fsum(map(mul, of_delay, row)) for row in states]
        found.append(_squared_correlation(read, [row[k] for row in delayed]) * (1.0 - 1.0 / period))
    return found


def _echo(
    matrices: Matrices, columns: list[int], count: int, period: int, deviation: float, random: Random
) -> tuple[list[list[float]], list[list[float]]]:
    """Return what hidden neurons, and a 1, say at each step of white noise, and the noise 1 to ``count`` steps before."""
    x = _white(period, deviation, random)
    said = matrices.run([[z] for z in [*x, *x]])[period:, columns].tolist()
    return [[*row, 1.0] for row in said], [[x[t - k] for k in range(1, count + 1)] for t in range(period)]


def _white(period: int, deviation: float, random: Random) -> list[float]:
    """Return noise that goes round after so many steps, an odd number, with mean 0 and the same size at all frequencies."""
    cosines = [cos(2.0 * pi * i / period) for i in range(period)]
    size, frequencies = deviation * sqrt(2.0 / (period // 2)), range(1, period // 2 + 1)
    phases = [random.randrange(period) for _ in frequencies]
    return [
        size * fsum([cosines[(f * t + phase) % period] for f, phase in zip(frequencies, phases, strict=True)])
        for t in range(period)
    ]


def _squared_correlation(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the squared correlation of two columns; 0 where one of them is constant."""
    mean_a, mean_b = fsum(a) / len(a), fsum(b) / len(b)
    a, b = [x - mean_a for x in a], [x - mean_b for x in b]
    sizes = fsum(map(mul, a, a)) * fsum(map(mul, b, b))
    return fsum(map(mul, a, b)) ** 2 / sizes if sizes else 0.0


def free_run(network: Network, sequence: Sequence[Sequence[float]], steps: int) -> list[list[float]]:
    """Let the network hear a sequence, then let each output be its next input, and return the outputs of so many steps.

    The first of them is what it says to the last row of the sequence. Raises ValueError unless there are as many outputs as
    inputs, a row and a step at the least; NoMatrices, ImportError as `Matrices` does.

    >>> from nn import InputNeuron, Neuron, Synapse
    >>> x, y = InputNeuron("x"), Neuron("y")
    >>> synapse = Synapse(x, y, weight=0.5)
    >>> free_run(Network([x], [y]), [[8.0]], 3)
    [[4.0], [2.0], [1.0]]
    """
    if len(network.inputs) != len(network.outputs):
        raise ValueError(f"running free, outputs become inputs, so there must be as many of both: {network!r}")
    if not len(sequence) or steps < 1:
        raise ValueError(f"a free run needs a row to begin with and a step to make, got {len(sequence)} rows and {steps} steps")
    said = Matrices(network).run_free(sequence, [len(sequence) - 1], steps)
    outputs: list[list[float]] = said[:, :, 0].tolist()
    return outputs
