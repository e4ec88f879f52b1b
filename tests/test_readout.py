"""Linear outputs by least squares: against NumPy, through time, with a ridge, and what cannot be solved so."""

from random import Random
from typing import Any

import numpy as np
import pytest

from autograd import Value
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward, fit_readout, readout, zoo
from nn.least_squares import least_squares


def rows(count: int, width: int, seed: int = 0) -> list[list[float]]:
    draw = Random(seed)
    return [[draw.uniform(-1.0, 1.0) for _ in range(width)] for _ in range(count)]


def test_it_finds_what_numpy_finds() -> None:
    """Behind a hidden layer that stays as it is, for several outputs; the root of the mean squared error is told."""
    network = feed_forward([3, 5, 2], seed=0)
    hidden = {synapse.weight: synapse.weight.data for neuron in network.hidden[0] for synapse in neuron.incoming}
    inputs, targets = rows(40, 3), rows(40, 2, seed=1)
    error = fit_readout(network, inputs, targets)
    codes = np.array([[*h, 1.0] for h in Network(network.inputs, network.hidden[0]).predict(inputs)])
    solution, *_ = np.linalg.lstsq(codes, np.array(targets), rcond=None)
    for output, column in zip(network.outputs, solution.T, strict=True):
        np.testing.assert_allclose([synapse.weight.data for synapse in output.incoming], column, rtol=0, atol=1e-12)
    assert error == pytest.approx(np.sqrt(np.mean((codes @ solution - np.array(targets)) ** 2)), rel=1e-12)
    assert all(weight.data == before for weight, before in hidden.items())
    assert ["b1", "b2", "h1", "h2", "h3", "h4", "h5", "x1", "x2", "x3", "y1", "y2"] == sorted(n.label for n in network)
    assert all(len(neuron.outgoing) == 2 for neuron in network.hidden[0])  # nobody listens in any more


def test_a_ridge_keeps_weights_small() -> None:
    """(A'A + r)^-1 A'y, also where the rows do not tell all weights."""
    network = feed_forward([4, 1], bias=False, seed=0)
    inputs, targets = rows(3, 4), [[1.0], [2.0], [3.0]]
    fit_readout(network, inputs, targets, ridge=0.5)
    A = np.array(inputs)
    expected = np.linalg.solve(A.T @ A + 0.5 * np.eye(4), A.T @ np.array(targets))[:, 0]
    np.testing.assert_allclose([weight.data for weight in network.parameters()], expected, rtol=0, atol=1e-12)


def test_sequences_count_the_steps_that_have_a_target() -> None:
    """A recurrent layer that is not trained, and an output that remembers its own input."""
    network = zoo.build("rnn", inputs=1, hidden=[4], outputs=1, seed=3)
    (output,) = network.outputs
    Synapse(network.inputs[0], output, weight=0.0, delay=1)
    sequences = [rows(6, 1, seed) for seed in range(5)]
    targets: list[Any] = [[None, *[before[0] for before in row[:-1]]] for row in sequences]  # x of the step before
    assert fit_readout(network, sequences, targets) < 1e-12
    assert 1.0 == pytest.approx(next(synapse for synapse in output.incoming if synapse.delay).weight.data)


def test_an_output_may_look_ahead() -> None:
    """Where the network is given whole sequences."""
    x, y = InputNeuron("x"), Neuron("y")
    now, later = Synapse(x, y, weight=0.0), Synapse(x, y, weight=0.0, ahead=1)
    sequences = [rows(5, 1, seed) for seed in range(4)]
    targets: list[Any] = [[*[after[0] for after in row[1:]], None] for row in sequences]
    assert fit_readout(Network([x], [y]), sequences, targets) < 1e-12
    assert (0.0, 1.0) == (pytest.approx(now.weight.data, abs=1e-12), pytest.approx(later.weight.data))


def test_a_failure_leaves_the_weights_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SciPy, say; nobody listens in any more."""
    network = feed_forward([2, 1], seed=0)
    before = [weight.data for weight in network.parameters()]

    def missing(*_: Any) -> Any:
        raise ImportError("least squares are computed by SciPy")

    monkeypatch.setattr(readout, "least_squares", missing)
    with pytest.raises(ImportError, match="SciPy"):
        fit_readout(network, rows(5, 2), rows(5, 1))
    assert before == [weight.data for weight in network.parameters()]
    assert [1, 1] == [len(neuron.outgoing) for neuron in network.inputs]


def test_frozen_weights_count_and_stay() -> None:
    """What comes through them is taken off the targets first."""
    x, y = InputNeuron("x"), Neuron("y")
    fixed, free = Synapse(x, y, weight=2.0, trainable=False), Synapse(BiasNeuron(), y)
    assert fit_readout(Network([x], [y]), [[1.0], [2.0]], [5.0, 7.0]) < 1e-12
    assert 2.0 == fixed.weight.data
    assert 3.0 == pytest.approx(free.weight.data, rel=1e-12)


def test_what_is_no_least_squares_problem_is_refused() -> None:
    """By name, and before anything has changed."""
    squashed = feed_forward([1, 1], output_activation="tanh", seed=0)
    with pytest.raises(ValueError, match=r"'y' is no linear weighted sum.*activation='tanh'"):
        fit_readout(squashed, [[1.0]], [0.5])
    x, y, shared = InputNeuron("x"), Neuron("y"), Value(0.5)
    Synapse(x, y, weight=shared)
    Synapse(BiasNeuron("b"), y, weight=shared)
    network = Network([x], [y])
    with pytest.raises(ValueError, match="shares its weight with Synapse"):
        fit_readout(network, [[1.0]], [0.5])
    assert 0.5 == shared.data
    plain = feed_forward([1, 2], seed=0)
    before = [weight.data for weight in plain.parameters()]
    for targets, words in (([0], "2 numbers"), ([[1.0]], "2 numbers"), ([[1.0, 2.0, 3.0]], "2 numbers")):
        with pytest.raises(ValueError, match=words):
            fit_readout(plain, [[1.0]], targets)
    with pytest.raises(ValueError, match="ridge must be 0 or more, got -1"):
        fit_readout(plain, [[1.0]], [[1.0, 2.0]], ridge=-1)
    assert before == [weight.data for weight in plain.parameters()]


def test_of_several_solutions_the_shortest_is_taken() -> None:
    """Two equal columns share the weight."""
    (column,) = least_squares([[1.0, 1.0], [2.0, 2.0]], [[2.0], [4.0]])
    np.testing.assert_allclose(column, [1.0, 1.0], rtol=0, atol=1e-12)
