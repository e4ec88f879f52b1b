"""Networks as programs: any topology and any loss gives the eager losses and gradients, on every backend."""

import copy
import os
import pickle
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.strategies import integers

import nn
from autograd import Operation, Value, zero_gradients
from autograd.program.backends import BACKENDS
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, losses
from nn.compiling import NetworkProgram
from nn.samples import make_samples
from nn.tracing import NotCompiled

INSTALLED = []
for backend_name in BACKENDS:
    try:
        NetworkProgram(nn.feed_forward([1, 1]), losses.hinge, backend_name).value_and_gradients([[1.0]], [1.0])
    except ImportError:
        continue
    INSTALLED.append(backend_name)
on_every_backend = pytest.mark.parametrize("backend", INSTALLED)
on_arrays = pytest.mark.parametrize("backend", [name for name in INSTALLED if name != "python"])
if "numpy" in INSTALLED:
    import numpy as np


def eager(network: Network, loss: Any, inputs: Any, targets: Any) -> tuple[float, list[float]]:
    """Return the mean loss and its derivatives as the textbook's loop computes them."""
    parameters, total = network.parameters(), 0.0
    zero_gradients(parameters)
    samples = make_samples(inputs, targets, input_count=len(network.inputs))
    for sample in samples:
        if sample.is_sequence:
            pairs = zip(network.run(sample.inputs), sample.target, strict=True)
            errors = [loss(outputs, target) for outputs, target in pairs if target is not None]
            error = sum(errors[1:], errors[0]) / float(len(errors))
        else:
            network.reset()
            error = loss(network(sample.inputs), sample.target)
        error.backward(1.0 / len(samples))
        total += error.data / len(samples)
    return total, [w.grad for w in parameters]


def check(network: Network, loss: Any, inputs: Any, targets: Any, backend: str) -> None:
    """Compare a program with the loop: to 1e-12 of what is added up, at least of the loss itself."""
    expected, slopes = eager(network, loss, inputs, targets)
    value, gradients = NetworkProgram(network, loss, backend).value_and_gradients(inputs, targets)
    size = 1.0 + abs(expected)
    assert abs(value - expected) <= 1e-12 * size
    for weight, slope, derivative in zip(network.parameters(), slopes, gradients, strict=True):
        assert abs(derivative - slope) <= 1e-12 * max(size, abs(slope)), weight.label


def random_network(seed: int) -> Network:
    """Return neurons with any activation and combination, joined at random: skips, shared and frozen weights, several outputs."""
    draw = random.Random(seed)
    inputs = [InputNeuron(f"x{i}") for i in range(draw.randint(1, 3))]
    neurons: list[Any] = list(inputs)
    kinds = ["tanh", "relu", "sigmoid", "linear", "softplus", "gelu", "silu", "leaky_relu(0.1)", "softsign", "elu"]
    shared = Value(draw.uniform(-1, 1))
    for _ in range(draw.randint(1, 8)):
        combine = draw.choice(["weighted_sum"] * 4 + ["mean", "maximum", "product", "squared_distance"])
        neuron = Neuron(activation=draw.choice(kinds), combine=combine)
        for source in draw.sample(neurons, draw.randint(1, min(3, len(neurons)))):
            weight: Any = shared if draw.random() < 0.2 else draw.uniform(-1, 1)
            Synapse(source, neuron, weight=weight)
        if draw.random() < 0.5:
            Synapse(BiasNeuron(), neuron, weight=draw.uniform(-1, 1), trainable=draw.random() < 0.8)
        neurons.append(neuron)
    used = [neuron for neuron in neurons[len(inputs) :] if not neuron.outgoing]
    return Network([x for x in inputs if x.outgoing] or inputs, used)


@on_every_backend
@hypothesis.settings(max_examples=1000, deadline=None, derandomize=True, database=None)
@hypothesis.given(seed=integers(0, 2**32))
def test_random_networks_give_the_eager_losses_and_gradients(backend: str, seed: int) -> None:
    """A thousand networks: any topology, any activation, any combination of signals, on batches of 1, 3 and 9 rows."""
    network, draw = random_network(seed), random.Random(seed)
    rows = [[draw.uniform(-2, 2) for _ in network.inputs] for _ in range(draw.choice((1, 3, 9)))]
    targets = [[draw.uniform(-1, 1) for _ in network.outputs] for _ in rows]
    check(network, losses.mean_squared_error, rows, targets, backend)


@on_every_backend
@pytest.mark.parametrize("name", ["mean_squared_error", "mean_absolute_error", "huber", "hinge", "binary_cross_entropy"])
def test_every_loss_runs_as_a_program(name: str, backend: str) -> None:
    """Targets are inputs of the program: the same program does for every target."""
    loss, network, draw = getattr(losses, name), nn.feed_forward([3, 5, 2], seed=3), random.Random(5)
    rows = [[draw.gauss(0, 1) for _ in range(3)] for _ in range(70)]
    signs = [[draw.choice((-1.0, 1.0)) for _ in range(2)] for _ in rows]
    targets = [[(s + 1) / 2 for s in pair] for pair in signs] if name == "binary_cross_entropy" else signs
    check(network, loss, rows, targets, backend)


@on_every_backend
def test_class_indices_and_probabilities_run_as_programs(backend: str) -> None:
    """An index is a probability of 1: the loss is the same to the bound."""
    network, draw = nn.feed_forward([2, 4, 3], activation="relu", seed=1), random.Random(2)
    rows = [[draw.gauss(0, 3) for _ in range(2)] for _ in range(20)]
    indices = [draw.randrange(3) for _ in rows]
    check(network, losses.cross_entropy, rows, indices, backend)
    check(network, losses.cross_entropy, rows, [[0.2, 0.3, 0.5]] * len(rows), backend)


@on_every_backend
def test_a_single_output_takes_plain_numbers(backend: str) -> None:
    """Targets may be a list of numbers, or rows of one, or an array of either."""
    network = nn.feed_forward([2, 3, 1], seed=0)
    rows, targets = [[1.0, 2.0], [0.5, -1.0]], [0.25, -0.5]
    program = NetworkProgram(network, losses.mean_squared_error, backend)
    expected = program.value_and_gradients(rows, targets)
    assert expected == program.value_and_gradients(rows, [[t] for t in targets])
    if backend != "python":
        for given in (np.array(targets), np.array(targets).reshape(-1, 1)):
            value, gradients = program.value_and_gradients(np.array(rows), given)
            assert (value, gradients.tolist()) == expected
        with pytest.raises(ValueError, match="3 numbers, but the network has 2 inputs"):
            program.value_and_gradients(np.zeros((2, 3)), np.zeros(2))
        with pytest.raises(ValueError, match="as many targets as outputs"):
            program.value_and_gradients(np.array(rows), np.zeros((2, 2)))


def recurrent() -> Network:
    """Return a network with a loop, a delay of two, and a delayed skip."""
    x, h, y = InputNeuron("x"), Neuron("h", activation="tanh"), Neuron("y")
    Synapse(x, h, weight=0.5)
    Synapse(h, h, weight=0.8, delay=1)
    Synapse(y, h, weight=-0.3, delay=2)
    Synapse(h, y, weight=1.1)
    Synapse(x, y, weight=0.2, delay=1)
    Synapse(BiasNeuron(), y, weight=0.1)
    return Network([x], [y])


@on_every_backend
def test_sequences_are_unrolled(backend: str) -> None:
    """Sequences of several lengths, and steps without a target, give the eager gradients through time."""
    rows = [[[0.5], [1.0], [-1.0], [0.25]], [[1.0], [2.0]], [[0.1], [0.2]], [[3.0], [0.0]]]
    targets: list[list[float | None]] = [[None, 0.5, None, 1.0], [0.5, 1.0], [None, 0.1], [0.0, 0.0]]
    check(recurrent(), losses.mean_squared_error, rows, targets, backend)
    check(recurrent(), losses.mean_squared_error, [[1.0], [2.0]], [0.5, 1.0], backend)  # plain rows: delays read 0


def test_the_program_follows_the_network() -> None:
    """Weights that are assigned or frozen, and synapses that are added, are seen at the next call."""
    network = nn.feed_forward([2, 3, 1], seed=0)
    program = NetworkProgram(network, losses.mean_squared_error, "python")
    rows, targets = [[1.0, 2.0], [0.5, -1.0]], [0.25, -0.5]

    def agrees() -> bool:
        value, slopes = eager(network, losses.mean_squared_error, rows, targets)
        found, gradients = program.value_and_gradients(rows, targets)
        return abs(found - value) < 1e-14 and gradients == pytest.approx(slopes, rel=1e-13) and len(gradients) == len(slopes)

    assert agrees()
    network.synapses[0].weight.data = 3.0
    assert agrees()
    network.synapses[1].trainable = False
    assert agrees()
    assert 12 == len(network.parameters())
    network.synapses[1].weight.data = -2.0  # frozen, but not forgotten
    assert agrees()
    Synapse(network.inputs[0], network.outputs[0], weight=0.7)
    assert agrees()


@on_arrays
def test_arrays_that_were_run_before_follow_the_network_too(backend: str) -> None:
    """What comes as it is runs without a look at the weights, unless something was assigned, frozen or joined since."""
    network, twin = nn.feed_forward([2, 3, 1], seed=0), nn.feed_forward([2, 3, 1], seed=0)
    program = NetworkProgram(network, losses.mean_squared_error, backend)
    rows, targets = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0.25], [-0.5]])

    def agrees() -> bool:
        value, slopes = eager(twin, losses.mean_squared_error, rows, targets)
        for _ in range(3):
            found, gradients = program.value_and_gradients(rows, targets)
            if abs(found - value) > 1e-14 or gradients.tolist() != pytest.approx(slopes, rel=1e-13):
                return False
        return True

    assert agrees()
    network.synapses[0].weight.data = twin.synapses[0].weight.data = 3.0
    assert agrees()
    network.synapses[1].weight = twin.synapses[1].weight = 0.5
    assert agrees()
    network.synapses[1].trainable = twin.synapses[1].trainable = False
    assert agrees()
    network.synapses[1].weight.data = twin.synapses[1].weight.data = -2.0
    assert agrees()
    network.synapses[1].trainable = twin.synapses[1].trainable = True
    assert agrees()
    network.outputs[0].activation = twin.outputs[0].activation = "sigmoid"
    assert agrees()
    for one in (network, twin):
        Synapse(one.inputs[0], one.outputs[0], weight=0.7)
    assert agrees()
    network.synapses[0].weight = twin.synapses[0].weight = Value(0.125)  # another Value takes its place
    assert agrees()
    for weight in (*network.parameters(), *twin.parameters()):
        weight.data += 0.25
    assert agrees()
    before = program.value_and_gradients(rows, targets)
    assert before[1] is not program.value_and_gradients(rows, targets)[1]  # what was returned is the caller's


@on_arrays
def test_arrays_of_every_kind_give_the_same(backend: str) -> None:
    """Other numbers, orders, steps, and arrays that may not be written to: after a run over plain ones, too."""
    network = nn.feed_forward([2, 3, 1], activation="relu", seed=0)
    program = NetworkProgram(network, losses.mean_squared_error, backend)
    rows, targets = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[2.0], [-1.0]])
    frozen = rows.copy()
    frozen.flags.writeable = False
    swapped, wide = np.asfortranarray(rows), np.array([[1.0, 0.0, 2.0], [3.0, 0.0, -1.0]])
    value, gradients = program.value_and_gradients(rows, targets)
    for _ in range(2):
        for given in (rows, frozen, swapped, wide[:, ::2], rows.astype(int), rows.astype("float32"), rows.astype(">f8")):
            for wanted in (targets, targets[:, 0], targets.astype(int), np.repeat(targets, 2, axis=0)[::2]):
                found = program.value_and_gradients(given, wanted)
                assert (value, gradients.tolist()) == (found[0], found[1].tolist())
        assert (value, gradients.tolist()) == program.value_and_gradients(rows.tolist(), targets.tolist())


@on_arrays
def test_arrays_that_do_not_fit_are_refused_after_some_that_did(backend: str) -> None:
    """A fast way in is no way around: widths, numbers of rows, and no rows at all."""
    program = NetworkProgram(nn.feed_forward([2, 3, 1], seed=0), losses.mean_squared_error, backend)
    rows, targets = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[2.0], [-1.0]])
    for _ in range(2):
        program.value_and_gradients(rows, targets)
        for given, wanted in (
            (np.zeros((2, 3)), targets), (np.zeros((2, 1)), np.zeros((2, 2))), (rows, np.zeros((2, 2))), (rows, np.zeros((3, 1))),
            (np.zeros((3, 2)), targets), (np.zeros((2, 2, 1)), targets), (np.zeros((0, 2)), np.zeros((0, 1))), (rows, None),
            (rows, np.zeros((2, 0))), (np.zeros((2, 3)), np.zeros((2, 0))),
        ):  # fmt: skip
            with pytest.raises((ValueError, TypeError)):
                program.value_and_gradients(given, wanted)


@on_every_backend
@pytest.mark.parametrize(
    ("name", "good", "bad", "message"),
    [
        ("hinge", [1.0, -1.0, 1.0], [1.0, 0.5, 1.0], "hinge needs targets of -1 or 1, got 0.5"),
        ("hinge", [1.0, -1.0, 1.0], [1.0, -1.0, float("nan")], "nan"),
        ("binary_cross_entropy", [1.0, 0.0, 0.5], [0.0, 1.0, 1.5], r"between 0 and 1, got 1\.5"),
        ("cross_entropy", [0.0, 0.5, 0.5], [0.2, 0.2, 0.2], "that sum to 1"),
        ("cross_entropy", [0.0, 0.5, 0.5], [1.5, -0.5, 0.0], "between 0 and 1"),
        ("cross_entropy", 2, 3, "a class index is 0 to 2, got 3"),
        ("cross_entropy", 2, -1, "a class index is 0 to 2, got -1"),
        ("cross_entropy", 2.0, 1.5, r"a whole number, or 3 probabilities, got 1\.5"),
        ("cross_entropy", [0.0, 0.5, 0.5], [0.5, 0.5], "as many targets as outputs"),
    ],
)
def test_a_target_that_the_loss_refuses_is_refused_by_its_program(
    name: str, good: Any, bad: Any, message: str, backend: str
) -> None:
    """A program does not look at its targets, so they are looked at before: in lists and arrays, also after some that fit."""
    program = NetworkProgram(nn.feed_forward([2, 4, 3], seed=1), getattr(losses, name), backend)
    rows = [[1.0, 2.0], [0.5, -1.0]]
    kinds: list[Any] = [list] if backend == "python" else [list, np.array]
    for kind in kinds:
        expected = program.value_and_gradients(kind(rows), kind([good, good]))[0]
        for _ in range(2):
            assert expected == pytest.approx(program.value_and_gradients(kind(rows), kind([good, good]))[0], rel=1e-15)
            with pytest.raises(ValueError, match=message):
                program.value_and_gradients(kind(rows), kind([bad, bad]))


@on_every_backend
def test_numbers_under_a_mask_are_missing(backend: str) -> None:
    """Inputs, targets and rows to predict: what is masked is no number, and must not be learned from."""
    np = pytest.importorskip("numpy")
    network = nn.feed_forward([2, 3, 1], seed=0)
    program = network.compile(nn.mean_squared_error, backend)
    rows, targets = np.ones((3, 2)), np.ones((3, 1))
    program.value_and_gradients(rows, targets)
    for inputs, wanted in (
        (np.ma.masked_array(rows, rows > 0), targets),
        (rows, np.ma.masked_array(targets, targets > 0)),
    ):
        with pytest.raises(TypeError, match="got NoneType None"):
            program.value_and_gradients(inputs, wanted)
    with pytest.raises(TypeError):
        program.predict(np.ma.masked_array(rows, rows > 0))


@on_arrays
def test_class_indices_in_arrays_are_probabilities_of_one(backend: str) -> None:
    """A plain array of indices, of whole numbers or floats, a column of them, and rows with a single 1 are the same."""
    program = NetworkProgram(nn.feed_forward([2, 4, 3], seed=1), losses.cross_entropy, backend)
    rows, indices = np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 3.0]]), np.array([0, 2, 1])
    value, gradients = program.value_and_gradients(rows, np.eye(3)[indices])
    for given in (indices, indices.astype(float), indices.reshape(-1, 1), indices.astype("uint8")):
        found = program.value_and_gradients(rows, given)
        assert (value, gradients.tolist()) == (found[0], found[1].tolist())
    for listed in ([0, 2, 1], [0.0, 2.0, 1.0], [[0], [2], [1]]):
        assert (value, gradients.tolist()) == program.value_and_gradients(rows.tolist(), listed)


def test_what_cannot_be_compiled_says_why() -> None:
    """A loss that branches on data, and class indices for a loss of one's own, keep their reasons."""
    network = nn.feed_forward([2, 2], seed=0)

    def branching(outputs: Any, targets: Any) -> Any:
        return outputs[0] if outputs[0] > targets[0] else outputs[1]

    with pytest.raises(NotCompiled, match=r"the loss looks at numbers: line \d+ of test_program_networks\.py"):
        NetworkProgram(network, branching, "python").value_and_gradients([[1.0, 2.0]], [[1.0, 0.0]])
    with pytest.raises(NotCompiled, match="only cross_entropy"):
        NetworkProgram(network, lambda ys, t: (ys[0] - t) ** 2, "python").value_and_gradients([[1.0, 2.0]], [1])
    with pytest.raises(NotCompiled, match="no traced numbers"):
        NetworkProgram(network, lambda ys, ts: ys[0] + float(len(ys[0].inputs)), "python").value_and_gradients(
            [[1.0, 2.0]], [[1.0, 0.0]]
        )


@on_every_backend
def test_an_activation_of_ones_own_runs(backend: str) -> None:
    """A user's operation is a row like any other."""
    cube = Operation("cube", lambda x: x * x * x, lambda out, x: (3.0 * x * x,))
    network = nn.feed_forward([2, 3, 1], activation=cube, seed=1)
    check(network, losses.mean_squared_error, [[1.0, 2.0], [0.5, -1.0], [0.1, 0.2]], [0.25, -0.5, 1.0], backend)


def test_the_equations_are_named_after_neurons_and_synapses() -> None:
    """The source is the textbook's: weighted inputs, outputs, deltas, by the labels of the network."""
    network = nn.feed_forward([1, 1, 1], activation="tanh", seed=0)
    program = NetworkProgram(network, losses.mean_squared_error, "python")
    program.value_and_gradients([[1.0]], [0.5])
    for line in (
        "x_h1 = w_x1_h1 * x1 + w_b1_h1",
        "y_h1 = tanh(x_h1)",
        "dE_dx_h1 = dE_dy_h1 * (4 * sigmoid(2 * x_h1) * sigmoid(-2 * x_h1))",
    ):
        assert f"        {line}\n" in program.source


# ---- training ---------------------------------------------------------------------------------------------------------


def taught(network: Network, inputs: Any, targets: Any, **settings: Any) -> nn.History:
    chosen = {"loss": "mean_squared_error", "optimizer": nn.optimizers.Adam(0.02), "max_epochs": 5, "progress": False}
    return nn.train(network, inputs, targets, **(chosen | settings))


@pytest.mark.parametrize("kind", ["rows", "classes", "sequences"])
def test_a_compiled_training_is_the_recorded_one(kind: str) -> None:
    """Batches, orders, losses, metrics, gradients and weights: all agree, and the history says what ran."""
    draw = random.Random(1)
    settings: dict[str, Any] = {"batch_size": 4, "seed": 3, "penalty": nn.penalties.l2(0.01), "clip": 1.0}
    if kind == "sequences":
        network, twin = recurrent(), recurrent()
        inputs: Any = [[[draw.gauss(0, 1)] for _ in range(draw.choice((2, 3)))] for _ in range(11)]
        targets: Any = [[None, *[0.5] * (len(row) - 1)] for row in inputs]
        settings["metric"] = lambda outputs, targets: float(len(outputs)) + outputs[3][0]
    else:
        network, twin = (nn.feed_forward([2, 4, 3], activation="tanh", seed=2) for _ in range(2))
        inputs = [[draw.gauss(0, 1), draw.gauss(0, 1)] for _ in range(11)]
        targets = [draw.randrange(3) if kind == "classes" else [draw.random() for _ in range(3)] for _ in inputs]
        settings |= {"loss": "cross_entropy", "metric": "accuracy"} if kind == "classes" else {}
    twin.synapses[2].trainable = network.synapses[2].trainable = False
    history = taught(network, inputs, targets, **settings)
    expected = taught(twin, inputs, targets, compile=False, **settings)
    assert ("python", "eager") == (history.backend, expected.backend)
    for name in ("losses", "metrics", "gradient_norms", "penalties"):
        assert getattr(history, name) == pytest.approx(getattr(expected, name), rel=1e-9)
    for synapse, other in zip(network.synapses, twin.synapses, strict=True):
        assert synapse.weight.data == pytest.approx(other.weight.data, rel=1e-9, abs=1e-12)
        assert synapse.gradient == pytest.approx(other.gradient, rel=1e-8, abs=1e-12)
    assert all(neuron.weighted_input is None for neuron in network.neurons)


@pytest.mark.skipif(len(INSTALLED) == 1, reason="neither NumPy nor Numba is installed")
def test_much_work_runs_on_the_fastest_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    """A training of a second and more is worth the import of the fastest backend there is; a short one is not."""
    from nn import compiled_samples

    assert "python" == taught(nn.feed_forward([1, 1]), [[1.0]], [1.0]).backend
    monkeypatch.setattr(compiled_samples, "_LITTLE", 0)
    network = nn.feed_forward([1, 1], initialiser="zeros")
    history = taught(
        network, [[1.0], [2.0], [3.0]], [2.0, 4.0, 6.0], optimizer=nn.optimizers.GradientDescent(0.1), max_epochs=300
    )
    assert INSTALLED[-1] == history.backend
    assert [20.0] == pytest.approx(network.predict([[10.0]])[0], rel=1e-3)


def test_a_training_that_cannot_be_compiled_says_why_and_goes_on() -> None:
    """The recorded way takes over, with the same weights."""

    def branching(outputs: Any, target: Any) -> Any:
        return (outputs[0] - target) ** 2 if outputs[0] > target else 2.0 * (outputs[0] - target) ** 2

    network, twin = nn.feed_forward([1, 2, 1], seed=0), nn.feed_forward([1, 2, 1], seed=0)
    history = taught(network, [[1.0], [2.0]], [0.5, 0.7], loss=branching)
    taught(twin, [[1.0], [2.0]], [0.5, 0.7], loss=branching, compile=False)
    assert history.backend.startswith("eager: the loss looks at numbers: line ")
    assert [s.weight.data for s in network.synapses] == [s.weight.data for s in twin.synapses]


def test_a_target_that_the_loss_refuses_is_refused() -> None:
    """A program does not look at its targets, so they are looked at before: the error is the recorded one."""
    with pytest.raises(ValueError, match=r"hinge needs targets of -1 or 1, got 0\.5") as caught:
        taught(nn.feed_forward([1, 1]), [[1.0], [2.0]], [1.0, 0.5], loss="hinge")
    assert ["in epoch 1, at row 1"] == caught.value.__notes__


def test_what_diverges_in_a_program_names_row_and_neuron() -> None:
    """The batch is recorded after all, and says which neuron it was; the weights are those before it."""
    network = nn.feed_forward([1, 1, 1], activation="exp", seed=0)
    before = [s.weight.data for s in network.synapses]
    with pytest.raises(ArithmeticError, match=r"x\[h1\]") as caught:
        taught(network, [[1.0], [1e4], [-1e4]], [0.0, 0.0, 0.0])
    assert any("row" in note for note in caught.value.__notes__)
    assert before == [s.weight.data for s in network.synapses]


def test_network_compile_is_the_program_of_a_network() -> None:
    """The backend can be chosen by name, and an unknown one is refused."""
    network = nn.feed_forward([1, 1], initialiser="zeros")
    assert (1.0, [-2.0, -2.0]) == network.compile(nn.mean_squared_error, "python").value_and_gradients([[1.0]], [1.0])
    with pytest.raises(ValueError, match="unknown backend 'gpu'"):
        network.compile(nn.mean_squared_error, "gpu").value_and_gradients([[1.0]], [1.0])


# ---- steps on the flat numbers --------------------------------------------------------------------------------------------

RULES: list[Any] = [
    lambda: nn.optimizers.GradientDescent(0.05),
    lambda: nn.optimizers.GradientDescent(0.05, momentum=0.9),
    lambda: nn.optimizers.GradientDescent(0.05, momentum=0.9, nesterov=True),
    lambda: nn.optimizers.RMSProp(0.01, momentum=0.5),
    lambda: nn.optimizers.Adam(0.02),
    lambda: nn.optimizers.AdamW(0.02, weight_decay=0.1),
]


def facts(network: Network, history: nn.History, optimizer: Any) -> list[Any]:
    """Return what a training leaves behind."""
    weights = [s.weight for s in network.synapses]
    told = [history.losses, history.gradient_norms, history.metrics, history.validation_losses, history.stopped]
    return [*told, [w.data for w in weights], [w.grad for w in weights], optimizer.memory(weights)]


@on_arrays
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: repr(rule()))
def test_steps_on_all_weights_at_once_are_those_of_one_after_the_other(
    rule: Any, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights, gradients, memory and history are the same to the bit: with frozen weights, a clip, a schedule, patience."""
    from nn import loop

    monkeypatch.setattr("nn.training.backend_for", lambda *_: backend)
    draw = random.Random(1)
    inputs = [[draw.gauss(0, 1), draw.gauss(0, 1)] for _ in range(23)]
    targets = [draw.randrange(3) for _ in inputs]
    for settings in (
        {},
        {"clip": nn.clipping.by_norm(0.3), "metric": "accuracy", "batch_size": 23},
        {"clip": nn.clipping.by_value(0.05), "patience": 2, "schedule": nn.schedules.cosine(7)},
        {"patience": 1, "validation": 0.3},
    ):
        found = []
        for flat in (True, False):
            with monkeypatch.context() as patch:
                if not flat:
                    patch.setattr(loop, "flat_steps", lambda *_: None)
                network, optimizer = nn.feed_forward([2, 5, 3], activation="tanh", seed=2), rule()
                network.synapses[2].trainable = False
                chosen = {"loss": "cross_entropy", "optimizer": optimizer, "batch_size": 5, "seed": 3, "max_epochs": 4}
                history = taught(network, inputs, targets, **(chosen | settings))
                assert backend == history.backend
                history = taught(network, inputs, targets, **(chosen | settings | {"max_epochs": 7}), resume=history)
                found.append(facts(network, history, optimizer))
        assert found[0] == found[1], settings


@on_arrays
def test_a_training_that_is_interrupted_in_an_epoch_stores_how_far_it_came(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights and memory are those of the last whole batch, and going on gives what an uninterrupted training gives."""
    from nn.compiled_samples import CompiledSamples

    monkeypatch.setattr("nn.training.backend_for", lambda *_: backend)
    draw = random.Random(4)
    inputs, targets = [[draw.gauss(0, 1)] for _ in range(20)], [draw.gauss(0, 1) for _ in range(20)]
    learn, calls = CompiledSamples.learn, [0]

    def interrupted(self: Any, *arguments: Any, **settings: Any) -> Any:
        calls[0] += 1
        if calls[0] == 8:
            raise KeyboardInterrupt
        return learn(self, *arguments, **settings)

    results = []
    for stops in (True, False):
        network, settings = nn.feed_forward([1, 4, 1], seed=1), {"batch_size": 4, "seed": 2, "max_epochs": 3}
        optimizer = nn.optimizers.Adam(0.05)
        if stops:
            with monkeypatch.context() as patch:
                patch.setattr(CompiledSamples, "learn", interrupted)
                history = taught(network, inputs, targets, optimizer=optimizer, **settings)
            assert ("interrupted", 1, 2) == (history.stopped, history.epochs, history.state.part.batches)
            assert {7.0} == {entry["t"] for entry in optimizer.memory(network.parameters())}
            history = taught(network, inputs, targets, optimizer=optimizer, **settings, resume=history)
        else:
            history = taught(network, inputs, targets, optimizer=optimizer, **settings)
        results.append((history.losses, [w.data for w in network.parameters()]))
    assert results[0] == results[1]


@on_arrays
def test_a_batch_that_has_to_be_looked_at_is_recorded_and_the_others_go_on(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program cannot say of one batch, the recorded way says; steps before and after it are the same."""
    from nn.compiled_samples import CompiledSamples

    monkeypatch.setattr("nn.training.backend_for", lambda *_: backend)
    draw = random.Random(4)
    inputs, targets = [[draw.gauss(0, 1)] for _ in range(20)], [draw.gauss(0, 1) for _ in range(20)]
    learn, calls, results = CompiledSamples.learn, [0], []

    def sometimes(self: Any, *arguments: Any, **settings: Any) -> Any:
        calls[0] += 1
        return None if calls[0] in refused else learn(self, *arguments, **settings)

    monkeypatch.setattr(CompiledSamples, "learn", sometimes)
    for choice in ((), (1,), (3, 4, 9)):
        calls[0], refused = 0, choice
        network = nn.feed_forward([1, 4, 1], seed=1)
        optimizer = nn.optimizers.Adam(0.05)
        history = taught(network, inputs, targets, optimizer=optimizer, batch_size=4, seed=2, max_epochs=3)
        results.append([*history.losses, *[w.data for w in network.parameters()]])
        assert {15.0} == {entry["t"] for entry in optimizer.memory(network.parameters())}
    assert results[1] == pytest.approx(results[0], rel=1e-9)
    assert results[2] == pytest.approx(results[0], rel=1e-9)


# ---- predicting and looking ------------------------------------------------------------------------------------------------


@on_every_backend
def test_a_program_predicts_what_the_network_predicts(backend: str) -> None:
    """Lists and arrays, one row and many, sequences, errors with the names of neurons: with less to wait for."""
    draw = random.Random(8)
    for sizes, loss in (([2, 5, 1], losses.hinge), ([2, 5, 3], losses.cross_entropy)):
        network = nn.feed_forward(sizes, activation="tanh", seed=1)
        program = network.compile(loss, backend)
        for count in (0, 1, 7, 150):
            rows = [[draw.gauss(0, 2), draw.gauss(0, 2)] for _ in range(count)]
            expected = network.predict(rows)
            kinds = [list] if backend == "python" or not count else [list, np.array]
            for kind in kinds:
                found = program.predict(kind(rows))
                assert kind is list or isinstance(found, np.ndarray)
                assert [y for row in expected for y in row] == pytest.approx([y for row in found for y in row], abs=1e-13)
        network.synapses[0].weight.data = 2.0
        assert program.predict([[1.0, 2.0]])[0] == pytest.approx(network.predict([[1.0, 2.0]])[0], abs=1e-13)
        with pytest.raises(ValueError, match="the network has 2 inputs"):
            program.predict([[1.0]])
        with pytest.raises(TypeError):
            program.predict([["a", 1.0]])
    loop = recurrent()
    sequence = [[[1.0], [2.0]], [[0.5]]]
    assert loop.predict(sequence) == loop.compile(losses.hinge, backend).predict(sequence)
    steep = nn.feed_forward([1, 1], activation="exp", output_activation="exp", initialiser="zeros")
    steep.synapses[0].weight.data = 1000.0
    with pytest.raises(OverflowError, match=r"x\[y\]"):
        steep.compile(losses.hinge, backend).predict([[0.0], [1.0]])


@on_every_backend
def test_copies_and_pickles_of_a_program_are_independent(backend: str) -> None:
    """A copy has a network of its own: what is assigned to one is not seen by the other."""
    program = nn.feed_forward([2, 3, 1], seed=0).compile(losses.hinge, backend)
    rows, targets = [[1.0, 1.0]], [1.0]
    before = program.value_and_gradients(rows, targets)
    for twin in (copy.deepcopy(program), pickle.loads(pickle.dumps(program))):
        assert before == twin.value_and_gradients(rows, targets)
        twin.network.synapses[0].weight.data = 5.0
        assert before != twin.value_and_gradients(rows, targets)
        assert before == program.value_and_gradients(rows, targets)


@on_every_backend
def test_a_sample_can_be_looked_at_after_a_compiled_training(backend: str) -> None:
    """The neurons then hold its pass, and the weights its gradients, as if it had been recorded from the beginning."""
    network = nn.feed_forward([2, 3, 1], seed=0)
    program = network.compile(losses.mean_squared_error, backend)
    program.value_and_gradients([[1.0, 2.0]], [0.5])
    assert network.outputs[0].output is None
    loss = program.inspect([1.0, 2.0], 0.5)
    assert loss.data == pytest.approx(program.value_and_gradients([[1.0, 2.0]], [0.5])[0], rel=1e-14)
    assert [s.gradient for s in network.synapses] == pytest.approx(program.value_and_gradients([[1.0, 2.0]], [0.5])[1], rel=1e-12)
    for synapse in network.synapses:
        assert synapse.gradient == pytest.approx(synapse.source.output.data * synapse.target.delta, rel=1e-14)
    loop = recurrent()
    assert type(loop.compile(losses.mean_squared_error, backend).inspect([[1.0], [2.0]], [None, 0.5])) is Value


_NOTHING_INSTALLED = """
import sys

class Nothing:
    def find_spec(self, name, *_):
        if name.split(".")[0] in {"numpy", "numba", "scipy", "llvmlite"}:
            raise ModuleNotFoundError(f"No module named {name!r}")

sys.meta_path.insert(0, Nothing())
import autograd, nn
from autograd import Value

network = nn.feed_forward([2, 8, 1], activation="tanh", seed=0)
rows, targets = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]], [-1.0, 1.0, 1.0, -1.0]
settings = dict(optimizer=nn.optimizers.Adam(0.05), batch_size=40, max_epochs=5, progress=False)
history = nn.train(network, rows * 300, targets * 300, loss="hinge", **settings)
assert history.backend == "python", history.backend
assert [y > 0 for [y] in network.predict(rows)] == [t > 0 for t in targets]
program = network.compile(nn.losses.hinge)
value, gradients = program.value_and_gradients(rows, targets)
assert program.backend == "python" and type(gradients) is list and len(gradients) == 33
assert len(program.predict(rows)) == 4
x = Value(2.0)
assert autograd.compile(x * x, [x])([[3.0]]) == [9.0]
assert "numpy" not in sys.modules
"""


def test_without_numpy_and_numba_everything_still_works(tmp_path: Path) -> None:
    """Training, compiling and predicting fall back on Python, in a process that cannot import either."""
    script = tmp_path / "bare.py"
    script.write_text(_NOTHING_INSTALLED, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    subprocess.run([sys.executable, str(script)], check=True, env=environment, timeout=120)
