"""SVM, ELM and ESN against their papers' equations, from the numbers of their synapses, and what can be asked of them."""

from math import exp, inf
from random import Random
from typing import Any

import numpy as np
import pytest
from sklearn.svm import SVC

import nn
from autograd.operations import frozen
from nn import BiasNeuron, Network, zoo
from nn.matrices import Matrices
from nn.reservoirs import spectral_radius
from nn.rules import SMO, LeastSquares
from nn.zoo import elm, esn, svm


def numbers(count: int, seed: int = 0) -> list[float]:
    draw = Random(seed)
    return [draw.uniform(-1.0, 1.0) for _ in range(count)]


def between(sources: Any, targets: Any, delay: int = 0) -> Any:
    """The matrix of weights that lead from neurons to others, a row for each target; 0 where none does."""
    found = np.zeros((len(targets), len(sources)))
    for i, y in enumerate(targets):
        for synapse in y.incoming:
            if synapse.source in sources and synapse.delay == delay:
                found[i, list(sources).index(synapse.source)] += synapse.weight.data
    return found


def biases(targets: Any) -> Any:
    return np.array([y.bias.weight.data if y.bias else 0.0 for y in targets])


# ---- the support vector machine -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "kernel"),
    [
        ({"kernel": "linear"}, lambda x, z: x @ z),
        ({"kernel": "polynomial", "degree": 3}, lambda x, z: (x @ z + 1.0) ** 3),
        ({"kernel": "gaussian", "width": 0.6}, lambda x, z: exp(-((x - z) @ (x - z)) / (2 * 0.6**2))),
    ],
)
@pytest.mark.parametrize("scaling", [None, [(0.5, 2.0), (-1.0, 0.25), (0.0, 1.0)]])
def test_svm_adds_up_kernels(sizes: Any, kernel: Any, scaling: Any) -> None:
    """Y = b + sum_i c_i k(x_i, x), on scaled inputs where they are."""
    vectors = [numbers(3, seed) for seed in range(4)]
    machine = zoo.build("svm", inputs=3, vectors=vectors, scaling=scaling, seed=1, **sizes)
    x = np.array(numbers(3, 9))
    z = x if scaling is None else np.array([(a - mean) / deviation for a, (mean, deviation) in zip(x, scaling, strict=True)])
    *c, bias = (synapse.weight.data for synapse in machine.outputs[0].incoming)
    expected = bias + sum(a * kernel(np.array(vector), z) for a, vector in zip(c, vectors, strict=True))
    assert expected == pytest.approx(machine.predict([list(x)])[0][0], rel=1e-12)
    learned = {synapse.weight for synapse in machine.outputs[0].incoming}
    assert learned == set(machine.parameters())
    assert all(synapse.weight.operation is frozen for synapse in machine.synapses if synapse.weight not in learned)


@pytest.mark.parametrize("scaling", [None, [(5.0, 0.5), (3.0, 0.5), (2.0, 1.0), (1.0, 0.5)]])
@pytest.mark.parametrize("kernel", ["linear", "polynomial", "gaussian"])
def test_support_vectors_and_margin_are_readable(kernel: str, scaling: Any) -> None:
    """Places, alphas and sides, and 1 / |w|, from the weights of the network; scikit-learn says the same."""
    data = svm.two_classes(1, 2)
    once = dict(
        zip(data.inputs, data.targets, strict=True)
    )  # one iris is there twice, and the two could share a weight in any way
    rows = [[(x - m) / d for x, (m, d) in zip(row, scaling or [(0.0, 1.0)] * 4, strict=True)] for row in once]
    machine = svm.build(4, vectors=rows, kernel=kernel, scaling=scaling)
    SMO(0.5, 1e-9).learn(machine, once.keys(), once.values(), progress=False)
    theirs: Any = {"linear": {"kernel": "linear"}, "polynomial": {"kernel": "poly", "degree": 2, "gamma": 1.0, "coef0": 1.0},
              "gaussian": {"kernel": "rbf", "gamma": 0.5}}[kernel]  # fmt: skip
    sides = [t for (t,) in once.values()]  # type: ignore[misc]
    peer = SVC(C=0.5, tol=1e-10, **theirs).fit(rows, sides)
    found = svm.support_vectors(machine)
    assert [tuple(rows[i]) for i in sorted(peer.support_)] == [vector.place for vector in found]
    assert all(vector.side == sides[rows.index(list(vector.place))] for vector in found)
    assert all(0.0 < vector.alpha <= 0.5 and vector.neuron in machine for vector in found)
    c = np.array([vector.alpha * vector.side for vector in found])
    chosen = np.array([vector.place for vector in found])
    K = {"linear": chosen @ chosen.T, "polynomial": (chosen @ chosen.T + 1) ** 2,
         "gaussian": np.exp(-0.5 * ((chosen[:, None] - chosen[None]) ** 2).sum(-1))}[kernel]  # fmt: skip
    assert svm.margin(machine) == pytest.approx(1.0 / np.sqrt(c @ K @ c), rel=1e-9)


@pytest.mark.parametrize(
    ("species", "C", "kept"), [((0, 1), inf, svm.SETOSA_VERSICOLOR), ((1, 2), 1.0, svm.VERSICOLOR_VIRGINICA)]
)
def test_the_kept_figures_of_scikit_learn_are_its_own(species: Any, C: float, kept: Any) -> None:
    """Found again by the one that is installed."""
    rows, targets = svm.two_classes(*species)
    peer = SVC(kernel="linear", C=min(C, 1e10), tol=1e-10).fit(rows, [t for (t,) in targets])
    assert kept[0] == pytest.approx(1.0 / np.linalg.norm(peer.coef_), abs=1e-5)
    assert kept[1] == sorted(peer.support_)


def test_the_others_can_be_forgotten(tmp_path: Any) -> None:
    """What is left is an ordinary network that says the same, is saved, drawn, and knows its support vectors."""
    data = svm.two_classes(0, 1)
    machine = svm.build(4, vectors=data.inputs, kernel="gaussian", width=2.0)
    SMO(10.0).learn(machine, *data, progress=False)
    before, vectors, margin = machine.predict(data.inputs), svm.support_vectors(machine), svm.margin(machine)
    assert machine is svm.forget_the_others(machine)
    assert len(machine.cells) == len(vectors) < 30
    assert vectors == svm.support_vectors(machine)
    assert before == machine.predict(data.inputs)
    assert len(vectors) == len(machine.inputs[0].outgoing)
    nn.save(machine, tmp_path / "machine.json")
    loaded = nn.load(tmp_path / "machine.json")
    assert margin == svm.margin(loaded) == svm.margin(machine)
    assert [vector.place for vector in vectors] == [vector.place for vector in svm.support_vectors(loaded)]
    picture = nn.draw(machine, legend="zoo").picture
    assert len(vectors) + 5 == sum(shape.key.startswith("n") for shape in picture.shapes)


def test_a_machine_that_has_not_learned_has_no_margin() -> None:
    """Where no kernel neuron counts, there is nothing to be far from, and nothing to be kept."""
    machine = svm.build(vectors=[[0.0, 1.0]])
    machine.outputs[0].incoming[0].weight = 0.0
    assert ([], inf) == (svm.support_vectors(machine), svm.margin(machine))
    with pytest.raises(ValueError, match="let the machine learn first"):
        svm.forget_the_others(machine)


def test_what_is_no_machine_is_refused() -> None:
    """A kernel nobody knows, vectors and scaling that do not fit."""
    for sizes, words in (
        ({"kernel": "cubic"}, "one of linear, polynomial, gaussian, got 'cubic'"),
        ({"kernel": "gaussian", "width": 0.0}, "width of a kernel must be above 0"),
        ({"vectors": [[1.0, 2.0], [3.0]]}, "got 1 in vector 1"),
        ({"scaling": [(0.0, 1.0)]}, "a deviation above 0 for each of 2 inputs"),
        ({"scaling": [(0.0, 1.0), (0.0, 0.0)]}, "a deviation above 0 for each of 2 inputs"),
    ):
        with pytest.raises(ValueError, match=words):
            svm.build(**sizes)


# ---- the extreme learning machine ----------------------------------------------------------------------------------------------


def test_elm_reads_out_frozen_neurons() -> None:
    """Y = V f(W x + b), without a bias at the outputs; W between -1 and 1, b between 0 and 1."""
    network = zoo.build("elm", inputs=3, hidden=40, outputs=2, seed=1)
    x, (hidden,) = numbers(3), network.hidden
    W, b = between(network.inputs, hidden), biases(hidden)
    h = 1.0 / (1.0 + np.exp(-(W @ x + b)))
    np.testing.assert_allclose(network.predict([x])[0], between(hidden, network.outputs) @ h, rtol=0, atol=1e-12)
    assert -1.0 <= W.min() < -0.8 < 0.8 < W.max() <= 1.0
    assert 0.0 <= b.min() < 0.1
    assert 0.9 < b.max() <= 1.0
    assert 80 == len(network.parameters())
    assert all(synapse.weight.operation is frozen for neuron in hidden for synapse in neuron.incoming)


def test_elm_passes_through_as_many_rows_as_it_has_neurons() -> None:
    """Huang's theorem 2.1: with probability 1, whatever was drawn."""
    network = zoo.build("elm", inputs=2, hidden=12, activation="sin", seed=0)
    rows, targets = [[5.0 * x for x in numbers(2, seed)] for seed in range(12)], numbers(12, 50)
    LeastSquares().learn(network, rows, targets, progress=False)
    np.testing.assert_allclose([y for (y,) in network.predict(rows)], targets, rtol=0, atol=1e-6)


def test_elm_links_say_who_hears_whom() -> None:
    """Counted over inputs, hidden neurons and outputs; only what leads to outputs is learned."""
    network = elm.build(1, 2, 1, links=[(0, 1), (1, 2), (2, 3), (1, 3)], seed=0)
    pairs = {(s.source.label, s.target.label): s.trainable for s in network.synapses if not isinstance(s.source, BiasNeuron)}
    assert {("x1", "h1"): False, ("h1", "h2"): False, ("h2", "y"): True, ("h1", "y"): True} == pairs


def test_the_noise_of_sinc_is_even() -> None:
    """Between -0.2 and 0.2, around sin(x) / x."""
    rows, targets = elm.noisy_sinc(4000, 0.2, 1)
    clean = np.sinc(np.array(rows)[:, 0] / np.pi)
    noise = np.array(targets)[:, 0] - clean
    assert -0.2 <= noise.min() < -0.199 < 0.199 < noise.max() <= 0.2
    assert noise.std() == pytest.approx(0.2 / 3**0.5, rel=0.03)
    assert elm.noisy_sinc(50, 0.0, 1)[1] == [[pytest.approx(np.sinc(x / np.pi))] for (x,) in elm.noisy_sinc(50, 0.0, 1)[0]]


# ---- the echo state network ----------------------------------------------------------------------------------------------------


def test_esn_is_its_equation() -> None:
    """h_t = tanh(W h_(t-1) + U x_t + b) and y_t = V h_t + c, step by step."""
    network = zoo.build("esn", inputs=2, reservoir=9, outputs=2, connectivity=0.4, seed=1)
    (hidden,), sequence = network.hidden, [numbers(2, seed) for seed in range(7)]
    W, U, b = between(hidden, hidden, 1), between(network.inputs, hidden), biases(hidden)
    V, c = between(hidden, network.outputs), biases(network.outputs)
    h, expected = np.zeros(9), []
    for x in sequence:
        h = np.tanh(W @ h + U @ x + b)
        expected.append(V @ h + c)
    np.testing.assert_allclose(network.predict([sequence])[0], expected, rtol=0, atol=1e-12)


def test_esn_is_as_sparse_and_as_strong_as_asked_for() -> None:
    """So many recurrent synapses for each neuron, the radius, the scalings; all but the read-out frozen."""
    network = esn.build(
        reservoir=50, connectivity=0.1, spectral_radius=0.6, input_scaling=0.3, bias_scaling=0.02, activation="relu", seed=2
    )
    (hidden,) = network.hidden
    for neuron in hidden:
        assert 5 == sum(synapse.delay for synapse in neuron.incoming)
    assert 0.6 == pytest.approx(spectral_radius(network), rel=1e-12)
    U, b = between(network.inputs, hidden), biases(hidden)
    assert 0.25 < abs(U).max() <= 0.3
    assert 0.015 < abs(b).max() <= 0.02
    assert 51 == len(network.parameters())
    drawn = esn.build(reservoir=50, spectral_radius=None, seed=2)
    assert 0.9 < abs(between(drawn.hidden[0], drawn.hidden[0], 1)).max() <= 1.0


def test_an_echo_fades() -> None:
    """Two different pasts are forgotten below a radius of 1 (the echo state property), and not in a line of memory at 1."""
    network = esn.build(reservoir=20, spectral_radius=0.7, seed=0)
    same = [[x] for x in numbers(200)]
    first, second = network.predict([[[3.0], *same], [[-3.0], *same]])
    assert abs(first[0][0] - second[0][0]) > 0.1
    assert abs(first[-1][0] - second[-1][0]) < 1e-12


def test_esn_with_feedback_goes_on_with_a_sine_by_itself() -> None:
    """It is taught with its outputs given, and then hears itself: no input tells it anything (Jaeger and Haas 2004)."""
    network = esn.build(reservoir=30, feedback_scaling=1.0, seed=0)
    back = [synapse for synapse in network.outputs[0].outgoing if synapse.delay == 1]
    assert {*network.hidden[0]} == {synapse.target for synapse in back}
    assert all(abs(synapse.weight.data) <= 1.0 and not synapse.trainable for synapse in back)
    forced = Network([*network.inputs, *network.outputs], network.outputs)
    series = [[0.5 * float(np.sin(0.3 * t))] for t in range(401)]
    rows = [[0.0, *before] for before in series[:-1]]
    with pytest.raises(ValueError, match="teacher forcing"):
        LeastSquares().learn(network, [[[0.0]] * 400], [series[1:]], progress=False)
    LeastSquares(1e-10, washout=100).learn(forced, [rows], [series[1:]], progress=False)
    running = Matrices(forced)
    running.run(rows)
    said = [series[-1][0]]
    for _ in range(100):
        said.append(float(running.step(np.array([[0.0], [said[-1]]]))[running.outputs][0, 0]))
    np.testing.assert_allclose(said, 0.5 * np.sin(0.3 * np.arange(400, 501)), rtol=0, atol=1e-3)


def test_esn_links_go_both_ways_within_the_reservoir() -> None:
    """A step ago each way; what leads in and out does not."""
    network = esn.build(1, 3, 1, links=[(0, 1), (1, 2), (2, 3), (3, 3), (3, 4)], seed=0)
    pairs = {(s.source.label, s.target.label, s.delay) for s in network.synapses if not isinstance(s.source, BiasNeuron)}
    assert pairs == {
        ("x1", "r1", 0),
        ("r1", "r2", 1),
        ("r2", "r1", 1),
        ("r2", "r3", 1),
        ("r3", "r2", 1),
        ("r3", "r3", 1),
        ("r3", "y", 0),
    }


def test_what_is_no_reservoir_is_refused() -> None:
    """Nobody heard, a radius below 0, or one that cannot be."""
    for sizes, words in (
        ({"connectivity": 0.0}, "connectivity is a share"),
        ({"connectivity": 1.5}, "connectivity is a share"),
        ({"spectral_radius": -0.5}, "spectral radius is 0 or more"),
        ({"reservoir": 2, "links": [(0, 1), (0, 2), (1, 3), (2, 3)]}, "no circle"),
    ):
        with pytest.raises(ValueError, match=words):
            esn.build(**sizes)


def test_a_trial_that_is_interrupted_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while weights are solved is no result."""

    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("nn.rules.least_squares.solve_readout", interrupted)
    with pytest.raises(KeyboardInterrupt):
        zoo.card("esn").controls[0].run(0)
    with pytest.raises(KeyboardInterrupt):
        zoo.card("elm").tasks[0].run(0)
