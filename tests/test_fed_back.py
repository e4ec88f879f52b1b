"""Neurons that are fed back: inputs and outputs of one network, given what they said a step ago."""

import pickle
from pathlib import Path
from typing import Any

import pytest

import nn
from autograd import Value
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, mean_squared_error


def pair(first: float = 0.5, second: float = -2.0, activation: str = "tanh") -> Network:
    """Two neurons that hear what the other said a step ago."""
    a, b = Neuron("a", activation=activation), Neuron("b", activation=activation)
    Synapse(a, b, first, delay=1)
    Synapse(b, a, second, delay=1)
    return Network([a, b], [a, b])


def test_a_row_is_what_they_said_a_step_ago() -> None:
    """One step: each answers to what the other was given."""
    network = pair(activation="linear")
    assert [[-6.0, 0.5]] == network.predict([[1.0, 3.0]])
    assert [-6.0, 0.5] == [value.data for value in network([1.0, 3.0])]
    assert ["a", "b"] == [neuron.label for neuron in network]


def test_outputs_can_be_fed_back_again_and_again() -> None:
    """As Values: gradients then flow back through all the steps."""
    network = pair()
    start = [Value(1.0), Value(3.0)]
    outputs: list[Value] = network(network(network(start)))
    row = [1.0, 3.0]
    for _ in range(3):
        (row,) = network.predict([row])
    assert row == [value.data for value in outputs]
    sum(outputs).backward()  # type: ignore[union-attr]
    assert start[0].reached


def test_rows_of_a_sequence_are_given_anew() -> None:
    """The state of a neuron that is fed back is the row, at every step."""
    network = pair(activation="linear")
    assert [[[-2.0, 0.5], [0.0, 0.0]]] == network.predict([[[1.0, 1.0], [0.0, 0.0]]])
    assert [[-2.0, 0.5], [0.0, 0.0]] == [[y.data for y in outputs] for outputs in network.run([[1.0, 1.0], [0.0, 0.0]])]


def test_others_may_hear_them_now_or_a_step_ago() -> None:
    """A hidden neuron without a delay hears what a neuron that is fed back says now; with one, what was given."""
    s, now, before, y = Neuron("s"), Neuron("now"), Neuron("before"), Neuron("y")
    Synapse(s, s, 10.0, delay=1)
    Synapse(s, now, 1.0)
    Synapse(s, before, 1.0, delay=1)
    Synapse(now, y, 1.0)
    Synapse(before, y, 100.0)
    network = Network([s], [s, y])
    assert [[20.0, 220.0]] == network.predict([[2.0]])


def test_longer_delays_are_refused() -> None:
    """Only one step is given, so what was said before that, or will be said, is unknown."""
    times: list[Any] = [{"delay": 2}, {"ahead": 1}]
    for when in times:
        s, y = Neuron("s"), Neuron("y")
        Synapse(s, s, 1.0, delay=1)
        Synapse(s, y, 10.0, **when)
        with pytest.raises(ValueError, match="neuron 's' is an input and an output of the network, so it is given"):
            Network([s], [s, y])


def test_gradients_agree_with_differences_and_with_programs() -> None:
    """Also with a weight that both directions share, and biases."""
    a, b = Neuron("a", activation="tanh"), Neuron("b", activation="sigmoid")
    shared = Value(0.75)
    Synapse(a, b, shared, delay=1)
    Synapse(b, a, shared, delay=1)
    bias = BiasNeuron()
    for neuron in (a, b):
        Synapse(bias, neuron, 0.25)
    network = Network([a, b], [a, b])
    rows, targets = [[0.5, -1.0], [1.0, 2.0]], [[0.0, 1.0], [1.0, 0.0]]
    assert nn.gradcheck(network, rows, targets, mean_squared_error).passed
    total = [0.0] * len(network.parameters())
    for row, target in zip(rows, targets, strict=True):
        for weight in network.parameters():
            weight.grad = 0
        mean_squared_error(network(row), target).backward()
        total = [before + weight.grad / 2 for before, weight in zip(total, network.parameters(), strict=True)]
    loss, gradients = network.compile(mean_squared_error, "python").value_and_gradients(rows, targets)
    assert gradients == pytest.approx(total, rel=1e-12)
    assert loss > 0.0


def test_files_pickles_pictures_and_steppers_take_them(tmp_path: Path) -> None:
    """They are ordinary networks."""
    network = pair()
    predicted = network.predict([[1.0, 3.0]])
    nn.save(network, tmp_path / "network.json")
    assert predicted == nn.load(tmp_path / "network.json").predict([[1.0, 3.0]])
    assert predicted == pickle.loads(pickle.dumps(network)).predict([[1.0, 3.0]])
    assert "<svg" in nn.draw(network).svg()
    assert nn.step_through(network, [1.0, 3.0], [0.0, 0.0]).steps


def test_what_is_given_must_be_read() -> None:
    """Who lists a neuron twice by mistake is told so; an input neuron is never asked for."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0)
    with pytest.raises(ValueError, match=r"neuron 'y' cannot be an input and an output .* nothing reads that; give a synapse"):
        Network([x, y], [y])
    with pytest.raises(ValueError, match="input neuron 'x' cannot be an output of a network"):
        Network([x], [x, y])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="neuron 'h' has no incoming synapses"):
        Network([h := Neuron("h")], [h])
