"""Sequences: as data, in training with different lengths, and with backward passes that are cut off."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_network import networks, sequences

from autograd import Value, gradient
from autograd import compile as compile_graph
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, gradcheck, lstm_layer, mean_squared_error, train
from nn.datasets import Sequences, adding_problem
from nn.optimizers import Adam, GradientDescent

BACKENDS = ("python", "numpy", "numba")


def recurrent(size: int = 3, seed: int = 0) -> Network:
    """One input, tanh neurons that hear themselves, one output."""
    x, hidden, y = InputNeuron("x"), [Neuron(activation="tanh") for _ in range(size)], Neuron("y")
    connect([x, BiasNeuron()], hidden)
    connect(hidden, hidden, delay=1)
    connect(hidden, y)
    return Network([x], [y], seed=seed)


def some(lengths: list[int], seed: int = 0) -> tuple[list[Any], list[Any]]:
    """Sequences of these lengths with a target at every other step, the last included."""
    random = Random(seed)
    rows = [[[random.uniform(-1.0, 1.0)] for _ in range(length)] for length in lengths]
    targets = [[random.uniform(-1.0, 1.0) if (len(row) - t) % 2 else None for t in range(len(row))] for row in rows]
    return rows, targets


def eager(network: Network, rows: list[Any], targets: list[Any], truncate: int | None = None) -> list[float]:
    """The gradient of the mean loss, recorded sample by sample as the textbook has it."""
    total = dict.fromkeys(network.parameters(), 0.0)
    for row, target in zip(rows, targets, strict=True):
        steps = [(y, t) for y, t in zip(network.run(row, truncate=truncate), target, strict=True) if t is not None]
        error = sum(mean_squared_error(y, t) for y, t in steps) * (1.0 / len(steps))
        for weight, slope in zip(total, gradient(error, list(total)), strict=True):
            total[weight] += slope.data / len(rows)
    return list(total.values())


# ---- training ---------------------------------------------------------------------------------------------------------


def test_sequences_of_different_lengths_in_one_batch() -> None:
    """The gradient of the mean over them, on every backend: each sequence counts once, whatever its length."""
    network, (rows, targets) = recurrent(), some([5, 1, 3, 5, 2])
    expected = eager(network, rows, targets)
    for backend in BACKENDS:
        _, found = network.compile(mean_squared_error, backend).value_and_gradients(rows, targets)
        assert expected == pytest.approx(list(found), rel=1e-11, abs=1e-15)
    assert gradcheck(network, rows, targets, mean_squared_error).passed


@pytest.mark.parametrize("batch_size", [None, 1, 3])
def test_compiled_training_is_the_recorded_one(batch_size: int | None) -> None:
    """The same losses epoch by epoch, with batches that hold several lengths."""
    settings: Any = {"loss": "mean_squared_error", "max_epochs": 5, "batch_size": batch_size, "seed": 1, "progress": False}
    rows, targets = some([5, 1, 3, 5, 2, 7, 3])
    losses = []
    for compiled in (True, False):
        history = train(recurrent(), rows, targets, optimizer=GradientDescent(0.1), **settings, compile=compiled)
        losses.append(history.losses)
    assert losses[0] == pytest.approx(losses[1], rel=1e-10)


def test_each_sequence_is_a_fresh_start() -> None:
    """In whatever order they come, and whatever ran before: delayed synapses read 0."""
    network, (rows, _) = recurrent(), some([4, 2])
    together = network.predict(rows)
    network([0.5])
    assert together == network.predict(rows)
    assert [together[1], together[0]] == network.predict(rows[::-1])
    assert together[0] == [[y.data for y in step] for step in network.run(rows[0])]


def test_more_lengths_than_programs() -> None:
    """Beyond fifty shapes the samples are recorded: it says so, and the losses are those of the textbook."""
    rows, targets = some(list(range(1, 53)))
    history = train(recurrent(1), rows, targets, loss="mean_squared_error", optimizer=Adam(), max_epochs=1, progress=False)
    assert history.backend == "eager: the sequences have more than 50 different shapes"


# ---- truncation -------------------------------------------------------------------------------------------------------


@given(network=networks(["tanh", "sigmoid", "linear"], ["weighted_sum", "product", "mean"], delays=3), data=st.data())
def test_truncated_gradients_are_those_of_stretches(network: Network, data: st.DataObject) -> None:
    """Compiled and recorded alike, for any network with delays and any stretch; the values do not change."""
    sequence, truncate = sequences(network, data, 6), data.draw(st.integers(1, 7))
    targets = [[0.5] * len(network.outputs)] * 6
    whole = [[y.data for y in step] for step in network.run(sequence)]
    assert whole == [[y.data for y in step] for step in network.run(sequence, truncate=truncate)]
    expected = eager(network, [sequence], [targets], truncate)
    program = network.compile(mean_squared_error, "python", truncate=truncate)
    _, found = program.value_and_gradients([sequence], [targets])
    assert expected == pytest.approx(list(found), rel=1e-9, abs=1e-12)
    if truncate >= 6:
        assert list(found) == pytest.approx(
            list(network.compile(mean_squared_error, "python").value_and_gradients([sequence], [targets])[1])
        )


def test_a_stretch_of_one_step_sees_no_earlier_step() -> None:
    """By hand: y_t = w x_t + u y_(t-1), where y_(t-1) is a number."""
    x, y = InputNeuron("x"), Neuron("y")
    w, u = Synapse(x, y, 2.0), Synapse(y, y, 0.5, delay=1)
    network = Network([x], [y])
    outputs = network.run([[1.0], [3.0]], truncate=1)
    outputs[1][0].backward()
    assert (3.0, 2.0) == (w.gradient, u.gradient)
    for backend in BACKENDS:
        program = network.compile(lambda outputs, target: outputs[0] * target, backend, truncate=1)
        value, gradients = program.value_and_gradients([[[1.0], [3.0]]], [[None, 0.5]])
        assert (3.5, [1.5, 1.0]) == (value, list(gradients))


@pytest.mark.parametrize("compiled", [True, False])
def test_training_with_truncation(compiled: Any) -> None:
    """It learns by the truncated gradient: the first step goes along it, and a long stretch is no truncation."""
    rows, targets = some([6, 4, 6])
    settings: Any = {"loss": "mean_squared_error", "max_epochs": 1, "progress": False, "compile": compiled}
    for truncate in (1, 2, 100):
        network = recurrent()
        before = [weight.data for weight in network.parameters()]
        expected = eager(network, rows, targets, truncate)
        train(network, rows, targets, optimizer=GradientDescent(1.0), truncate=truncate, **settings)
        moved = [old - weight.data for old, weight in zip(before, network.parameters(), strict=True)]
        assert expected == pytest.approx(moved, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("truncate", [0, -1, True, 1.5, "2"])
def test_what_is_no_stretch(truncate: Any) -> None:
    """It is named, wherever it is passed."""
    network, (rows, targets) = recurrent(), some([2])
    settings: Any = {"loss": "mean_squared_error", "optimizer": Adam(), "max_epochs": 1, "progress": False}
    for use in (
        lambda: network.run(rows[0], truncate=truncate),
        lambda: network.compile(mean_squared_error, truncate=truncate),
        lambda: train(network, rows, targets, truncate=truncate, **settings),
    ):
        with pytest.raises(ValueError, match="truncate must be a number of steps, 1 or more, or None"):
            use()


def test_a_function_that_detaches_can_be_compiled() -> None:
    """What is detached has its number, and no derivative goes through it: as eager."""
    w, x = Value(3.0, "w"), Value(2.0, "x")

    def f(row: Any) -> Any:
        return (w * row[0]).detach() * w + w

    for backend in BACKENDS:
        program = compile_graph(f, [2.0], [w], backend=backend)
        value, (slope,) = program.value_and_gradients([[2.0]])
        assert (21.0, 7.0) == (value, slope)
    output = f([x])
    output.backward()
    assert (21.0, 7.0) == (output.data, w.grad)


# ---- data -------------------------------------------------------------------------------------------------------------


def test_sequences_are_kept_as_numbers() -> None:
    """Lists, arrays and generators; a single target is that of the last step."""
    data = Sequences(np.ones((2, 3, 2)), (i + 0.5 for i in range(2)), ["a", "b"], ["c"], "made up")
    assert ((None, None, (0.5,)), (None, None, (1.5,))) == data.targets
    assert ((1.0, 1.0),) * 3 == data.inputs[1]
    assert (2, (3, 3), False, "made up") == (len(data), data.lengths, data.has_classes, data.source)
    assert "<Sequences: 2 of 3 steps of a, b; outputs: c>" == repr(data)


def test_classes_at_some_steps() -> None:
    """Whole numbers are classes, which cross_entropy takes."""
    data = Sequences([[[0.0], [1.0]], [[2.0]]], [[None, 2], [0]])
    assert (True, ("0", "1", "2")) == (data.has_classes, data.target_names)
    xs = [InputNeuron()]
    outputs = [Neuron() for _ in range(3)]
    connect([cell.output for cell in lstm_layer(xs, 2)], outputs)
    network = Network(xs, outputs, seed=0)
    history = train(network, *data, loss="cross_entropy", metric="accuracy", optimizer=Adam(0.1), max_epochs=60, progress=False)
    assert (1.0, "python") == (history.metrics[-1], history.backend)


def test_parts_hold_whole_sequences() -> None:
    """Every sequence is in one part, with its target; the same seed gives the same parts."""
    data = adding_problem(10, length=5, seed=0)
    train_part, validation, test = data.split(test=0.2, validation=3, seed=1)
    assert [5, 3, 2] == [len(part) for part in (train_part, validation, test)]
    pairs = [pair for part in (train_part, validation, test) for pair in zip(*part, strict=True)]
    assert sorted(zip(*data, strict=True), key=repr) == sorted(pairs, key=repr)
    assert data.split(test=2, seed=1)[1].inputs == test.inputs


@pytest.mark.parametrize(
    ("inputs", "targets", "error", "message"),
    [
        ([], [], ValueError, "there are no sequences"),
        ([[[1.0]]], [], ValueError, "each sequence needs its targets, got 1 sequences and targets for 0"),
        ([[]], [1.0], ValueError, "sequence 0 has no steps"),
        ([[[1.0], [2.0, 3.0]]], [1.0], ValueError, "step 1 of sequence 0 has 2 numbers, but there are 1 columns: x1"),
        ([[[1.0], [2.0]]], [[1.0]], ValueError, "sequence 0 has 2 steps, but targets for 1: write None where there is none"),
        ([[[1.0], [2.0]]], [[None, None]], ValueError, "no step of sequence 0 has a target: all are None"),
        ([[[1.0], [2.0]]], [[1, 2.0]], ValueError, "some targets are classes .* and some are numbers"),
        ([[[1.0]], [[1.0]]], [[[1.0]], [[1.0, 2.0]]], ValueError, "a target has 2 numbers, but 1 names are given"),
        ([[[1.0]]], [[-1]], ValueError, "a target is class -1, but the classes are 0 to"),
        ([[["a"]]], [1.0], TypeError, "expected a number, got str 'a'"),
    ],
)
def test_what_are_no_sequences(inputs: Any, targets: Any, error: type[Exception], message: str) -> None:
    """It is named with its place."""
    with pytest.raises(error, match=message):
        Sequences(inputs, targets)


def test_the_adding_problem() -> None:
    """One mark in each half, the sum of what is marked at the end; by seed; 1/6 is the variance of the sum."""
    data = adding_problem(2000, length=9, seed=3)
    for steps, targets in zip(*data, strict=True):
        marks = [t for t, (_, mark) in enumerate(steps) if mark]
        assert 2 == len(marks)
        assert marks[0] < 4 <= marks[1]
        assert ([None] * 8, (steps[marks[0]][0] + steps[marks[1]][0],)) == (list(targets[:-1]), targets[-1])
    assert 1 / 6 == pytest.approx(np.var([targets[-1][0] for targets in data.targets]), rel=0.1)
    assert data.inputs == adding_problem(2000, length=9, seed=3).inputs != adding_problem(2000, length=9, seed=4).inputs
    for settings, error in (
        ({"n": 0}, ValueError),
        ({"length": 1}, ValueError),
        ({"n": 1.5}, TypeError),
        ({"n": True}, TypeError),
    ):
        with pytest.raises(error, match="must be"):
            adding_problem(**settings)  # type: ignore[arg-type] # that is what is tried
