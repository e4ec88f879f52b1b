"""LSTM and GRU cells against the published equations, written out in plain Python."""

import copy
import pickle
from math import exp, tanh
from pathlib import Path
from random import Random
from typing import Any

import pytest

from nn import (
    BiasNeuron,
    InputNeuron,
    Network,
    Neuron,
    connect,
    gradcheck,
    gru_cell,
    gru_layer,
    load,
    lstm_cell,
    lstm_layer,
    mean_squared_error,
    save,
)

INPUTS, SIZE, STEPS = 3, 2, 6


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))


def layer_of(make: Any, seed: int = 0, **settings: Any) -> Network:
    """A network whose outputs are those of a layer of cells, with weights of some size everywhere."""
    xs = [InputNeuron() for _ in range(INPUTS)]
    network = Network(xs, [cell.output for cell in make(xs, SIZE, **settings)], seed=seed)
    random = Random(seed)
    for weight in network.parameters():
        weight.data = random.uniform(-2.0, 2.0)
    return network


def some_sequence(seed: int = 1, steps: int = STEPS) -> list[list[float]]:
    random = Random(seed)
    return [[random.uniform(-2.0, 2.0) for _ in range(INPUTS)] for _ in range(steps)]


def matrices(network: Network, part: str) -> tuple[list[list[float]], list[list[float]], list[float]]:
    """W, U and b of a part, a row for each cell: the weights from the inputs, from the layer itself, and from the bias."""
    w, u, b = [], [], []
    for cell in network.cells:
        synapses = cell[part].incoming
        w.append([s.weight.data for s in synapses if s.source in network.inputs])
        u.append([s.weight.data for s in synapses if s.source not in network.inputs and not isinstance(s.source, BiasNeuron)])
        b.append(sum(s.weight.data for s in synapses if isinstance(s.source, BiasNeuron)))
    return w, u, b


def affine(m: tuple[list[list[float]], list[list[float]], list[float]], x: list[float], h: list[float]) -> list[float]:
    return [
        sum(w * xi for w, xi in zip(row, x, strict=True)) + sum(u * hj for u, hj in zip(own, h, strict=True)) + b
        for row, own, b in zip(*m, strict=True)
    ]


def published_lstm(network: Network, sequence: list[list[float]]) -> list[list[float]]:
    """Gers, Schmidhuber and Cummins 2000, without peepholes: PyTorch's LSTM has the same equations."""
    gates = {part: matrices(network, part) for part in ("input_gate", "forget_gate", "output_gate", "candidate")}
    h, c, outputs = [0.0] * SIZE, [0.0] * SIZE, []
    for x in sequence:
        i, f, o = ([sigmoid(v) for v in affine(gates[f"{name}_gate"], x, h)] for name in ("input", "forget", "output"))
        g = [tanh(v) for v in affine(gates["candidate"], x, h)]
        c = [f[k] * c[k] + i[k] * g[k] for k in range(SIZE)]
        h = [o[k] * tanh(c[k]) for k in range(SIZE)]
        outputs.append(h)
    return outputs


def published_gru(network: Network, sequence: list[list[float]]) -> list[list[float]]:
    """Cho and others 2014, equations 5 to 8, with biases: the reset gate before the matrix."""
    reset, update, candidate = (matrices(network, part) for part in ("reset_gate", "update_gate", "candidate"))
    h, outputs = [0.0] * SIZE, []
    for x in sequence:
        r, z = [sigmoid(v) for v in affine(reset, x, h)], [sigmoid(v) for v in affine(update, x, h)]
        g = [tanh(v) for v in affine(candidate, x, [r[k] * h[k] for k in range(SIZE)])]
        h = [z[k] * h[k] + (1.0 - z[k]) * g[k] for k in range(SIZE)]
        outputs.append(h)
    return outputs


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("make", "published"), [(lstm_layer, published_lstm), (gru_layer, published_gru)])
@pytest.mark.parametrize("bias", [True, False])
def test_a_cell_computes_what_its_paper_says(make: Any, published: Any, bias: Any, seed: int) -> None:
    """All steps of a sequence, to 1e-12; recorded, predicted and compiled alike."""
    network, sequence = layer_of(make, seed, bias=bias), some_sequence(seed + 100)
    expected = published(network, sequence)
    found = network.predict([sequence])[0]
    for step, row in zip(expected, found, strict=True):
        assert step == pytest.approx(row, rel=1e-12, abs=1e-12)
    assert found == [[y.data for y in step] for step in network.run(sequence)]


@pytest.mark.parametrize("make", [lstm_layer, gru_layer])
def test_gradients_through_cells_agree_with_differences(make: Any) -> None:
    """Through all steps, for every weight, first and second derivatives of some; every backend has the same."""
    network, sequence = layer_of(make), some_sequence(steps=4)
    targets = [None, [0.5, -0.5], None, [0.1, 0.9]]
    report = gradcheck(network, [sequence], [targets], mean_squared_error)
    assert report.passed
    assert len(network.parameters()) == len(report.entries)
    found = [
        network.compile(mean_squared_error, name).value_and_gradients([sequence], [targets])
        for name in ("python", "numpy", "numba")
    ]
    for value, gradients in found[1:]:
        assert value == pytest.approx(found[0][0], rel=1e-12)
        assert list(gradients) == pytest.approx(list(found[0][1]), rel=1e-10, abs=1e-14)


def test_what_an_lstm_cell_is_made_of() -> None:
    """Four sums with gates or tanh, three products, a state and its tanh; all that is fixed is 1 and frozen."""
    cell = lstm_cell([InputNeuron("x")])
    kinds = [(neuron.combine.name, neuron.activation.label) for neuron in cell if isinstance(neuron, Neuron)]
    assert 3 == kinds.count(("weighted_sum", "sigmoid"))
    assert 3 == kinds.count(("product", "linear(1.0)"))
    assert (2, 1) == (kinds.count(("weighted_sum", "tanh")), kinds.count(("weighted_sum", "linear(1.0)")))
    assert {(1.0, False)} == {(s.weight.data, s.trainable) for s in cell.synapses if s.target.label[5:] in INSIDE}
    assert 1.0 == cell["forget_gate"].bias.weight.data
    assert ["lstm.output→lstm.input_gate"] == [
        s.weight.label[2:-6] for s in cell["output"].outgoing if s.target is cell["input_gate"]
    ]


INSIDE = {"written", "kept", "state", "squashed", "output"}


def test_a_state_is_kept_as_long_as_the_gates_say() -> None:
    """Written at one step and kept for fifty by a forget gate that is open: no gradient is lost."""
    x = InputNeuron("x")
    cell = lstm_cell([x], bias=True)
    network = Network([x], [cell.output], initialiser="zeros")
    for part, w, b in (
        ("input_gate", 100.0, -50.0),
        ("forget_gate", 0.0, 50.0),
        ("output_gate", 0.0, 50.0),
        ("candidate", 0.3, 0.0),
    ):
        for synapse in cell[part].incoming:
            synapse.weight = w if synapse.source is x else b if isinstance(synapse.source, BiasNeuron) else 0.0
    outputs = network.predict([[[1.0], *[[0.0]] * 50]])[0]
    assert outputs[0] == pytest.approx(outputs[-1], rel=1e-12)
    assert tanh(tanh(0.3)) == pytest.approx(outputs[-1][0], rel=1e-12)


def test_layers_stand_on_layers() -> None:
    """Of either kind, with labels that differ; drawn weights follow from the seed."""
    xs, y = [InputNeuron(), InputNeuron()], Neuron("y")
    first = lstm_layer(xs, 2, label="first")
    second = gru_layer([cell.output for cell in first], 3, label="second")
    connect([cell.output for cell in second], y)
    network = Network(xs, [y], seed=0)
    assert ["first1", "first2", "second1", "second2", "second3"] == [cell.label for cell in network.cells]
    assert 4 * 2 * (2 + 2 + 1) + 3 * 3 * (2 + 3 + 1) + 3 == len(network.parameters())
    other = copy.deepcopy(network)
    assert network.predict([[[1.0, 2.0], [0.5, 0.1]]]) == other.predict([[[1.0, 2.0], [0.5, 0.1]]])


@pytest.mark.parametrize("make", [lstm_layer, gru_layer])
def test_copies_and_files_have_the_cells(make: Any, tmp_path: Path) -> None:
    """The same bits, and the cells with their names."""
    network, sequence = layer_of(make), some_sequence()
    for other in (copy.deepcopy(network), pickle.loads(pickle.dumps(network)), load(save(network, tmp_path / "network.json"))):
        assert network.predict([sequence]) == other.predict([sequence])
        assert [repr(cell) for cell in network.cells] == [repr(cell) for cell in other.cells]
        assert len(network.parameters()) == len(other.parameters())


@pytest.mark.parametrize("make", [lstm_layer, gru_layer])
@pytest.mark.parametrize(
    ("sources", "size", "error", "message"),
    [
        ([], 1, ValueError, "memory cells need at least one source"),
        ([1.0], 1, TypeError, "the sources of memory cells must be neurons, got float 1.0"),
        ([InputNeuron()], 0, ValueError, "a layer needs at least one cell, got 0"),
        ([InputNeuron()], 1.5, TypeError, "the size of a layer must be a whole number, got float 1.5"),
        ([InputNeuron()], True, TypeError, "the size of a layer must be a whole number, got bool True"),
    ],
)
def test_what_is_no_layer(make: Any, sources: Any, size: Any, error: type[Exception], message: str) -> None:
    """It is named, and the sources lead nowhere."""
    with pytest.raises(error, match=message):
        make(sources, size)
    assert all(source.outgoing == () for source in sources if isinstance(source, InputNeuron))


def test_one_cell_and_a_single_source() -> None:
    """A neuron alone will do, and a layer of one is called without a number."""
    x = InputNeuron("x")
    assert ("gru", "lstm") == (gru_cell(x).label, lstm_cell(x).label)
    assert "memory.state" == lstm_cell([x], label="memory")["state"].label
