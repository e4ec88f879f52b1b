"""Members of the zoo against the equations of their papers, from the numbers of their synapses."""

from itertools import pairwise
from math import exp
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy import signal
from scipy.interpolate import RBFInterpolator

from autograd.operations import frozen
from nn import Network, Synapse, fit_readout, zoo
from nn.zoo.ae import encoder
from nn.zoo.dcn import STROKES, fields
from nn.zoo.dn import interpolation
from nn.zoo.p import two_irises
from nn.zoo.rnn import delayed_xor
from nn.zoo.sae import bars, sparse, with_code


def numbers(count: int, seed: int = 0) -> list[float]:
    draw = Random(seed)
    return [draw.uniform(-1.0, 1.0) for _ in range(count)]


def between(sources: Any, targets: Any, delay: int = 0) -> Any:
    """Return the matrix of weights that lead from neurons to others, a row for each target; 0 where none does."""
    places = {(synapse.source, synapse.target): synapse for y in targets for synapse in y.incoming if synapse.delay == delay}

    def weight(synapse: Synapse | None) -> float:
        return synapse.weight.data if synapse is not None else 0.0

    return np.array([[weight(places.get((x, y))) for x in sources] for y in targets])


def biases(targets: Any) -> Any:
    return np.array([y.bias.weight.data for y in targets])


def test_p_is_a_weighted_sum_that_may_be_a_threshold() -> None:
    """Rosenblatt's own, with a step."""
    network = zoo.build("p", inputs=3, outputs=2, activation="step", seed=1)
    x = numbers(3)
    sums = between(network.inputs, network.outputs) @ x + biases(network.outputs)
    assert [[float(s > 0) for s in sums]] == network.predict([x])
    assert [-1.0] * 50 + [1.0] * 50 == [t for (t,) in two_irises().targets]  # type: ignore[misc]


def test_ff_and_dff_are_the_textbook_s_layers() -> None:
    """Y = g(V f(W x + b) + c), and so on for more layers."""
    x = numbers(3)
    for network in (
        zoo.build("ff", inputs=3, hidden=4, outputs=2, seed=1),
        zoo.build("dff", inputs=3, hidden=(4, 5, 2), outputs=2, seed=1),
    ):
        layers = [network.inputs, *network.hidden, network.outputs]
        y = np.array(x)
        for before, layer in pairwise(layers):
            y = between(before, layer) @ y + biases(layer)
            y = y if layer is layers[-1] else np.tanh(y)
        np.testing.assert_allclose(network.predict([x])[0], y, rtol=0, atol=1e-14)


def test_rbf_units_are_gaussians_around_their_centres() -> None:
    """phi_j = exp(-|x - c_j|^2 / (2 s^2)), one cell each."""
    centres = [[0.5, -1.0], [2.0, 0.25], [0.0, 0.0]]
    network = zoo.build("rbf", inputs=2, centres=centres, outputs=2, width=0.7, seed=1)
    x = [0.3, -0.4]
    phi = [exp(-sum((a - c) ** 2 for a, c in zip(x, centre, strict=True)) / (2 * 0.7**2)) for centre in centres]
    units = network.hidden[-1]
    assert 3 == len({unit.cell for unit in units})
    np.testing.assert_allclose(
        network.predict([x])[0], between(units, network.outputs) @ phi + biases(network.outputs), rtol=0, atol=1e-14
    )


def test_rbf_interpolates_as_scipy_does() -> None:
    """Between the points too: Gaussians and a constant, as many centres as points."""
    points = [[i / 9] for i in range(10)]
    targets = numbers(10)
    network = zoo.build("rbf", inputs=1, centres=points, width=0.1)
    bias = network.outputs[0].bias
    assert bias is not None
    bias.weight, bias.trainable = 0.0, False
    assert fit_readout(network, points, targets) < 1e-12
    theirs = RBFInterpolator(np.array(points), np.array(targets), kernel="gaussian", epsilon=1 / (0.1 * 2**0.5), degree=-1)
    others = [[0.05], [0.37], [0.99]]
    np.testing.assert_allclose([y for [y] in network.predict(others)], theirs(np.array(others)), rtol=0, atol=1e-10)


def test_rnn_hears_itself_one_step_back() -> None:
    """h_t = f(W x_t + U h_(t-1) + b), y_t = V h_t + c, in two layers."""
    network = zoo.build("rnn", inputs=2, hidden=(3, 4), outputs=2, seed=1)
    sequence = [numbers(2, seed) for seed in range(5)]
    states = [np.zeros(3), np.zeros(4)]
    expected = []
    for x in sequence:
        below, before = network.inputs, np.array(x)
        for i, layer in enumerate(network.hidden):
            states[i] = np.tanh(between(below, layer) @ before + between(layer, layer, delay=1) @ states[i] + biases(layer))
            below, before = layer, states[i]  # type: ignore[assignment]
        expected.append(between(below, network.outputs) @ before + biases(network.outputs))
    np.testing.assert_allclose(network.predict([sequence])[0], expected, rtol=0, atol=1e-14)


def test_delayed_xor_is_what_it_says() -> None:
    """y_t = x_t xor x_(t-1), nothing at the first step."""
    sequences, targets = delayed_xor(3, 6, seed=0)
    for row, wanted in zip(sequences, targets, strict=True):
        assert wanted[0] is None
        assert [1.0 if a != b else -1.0 for [a], [b] in pairwise(row)] == wanted[1:]


def test_a_tied_autoencoder_decodes_with_the_weights_that_encode() -> None:
    """V is W transposed: one Value each, and gradients of both uses add up."""
    network = zoo.build("ae", inputs=4, hidden=2, tied=True, seed=1)
    W, V = between(network.inputs, network.hidden[0]), between(network.hidden[0], network.outputs)
    assert W.T.tolist() == V.tolist()
    assert 4 * 2 + 2 + 4 == len(network.parameters())
    assert 4 * 2 * 2 + 2 + 4 == len(zoo.build("ae", inputs=4, hidden=2).parameters())
    assert encoder(network).predict([[1.0, 0.0, 0.0, 0.0]]) == Network(network.inputs, network.hidden[0]).predict(
        [[1.0, 0.0, 0.0, 0.0]]
    )


def test_the_cost_of_a_sparse_code() -> None:
    """E = |y - x|^2 / n + beta times the mean of h."""
    network = zoo.build("sae", inputs=3, hidden=2, seed=1)
    row = [1.0, 0.0, 1.0]
    (outputs,) = with_code(network).predict([row])
    (reconstruction,), (code,) = network.predict([row]), Network(network.inputs, network.hidden[0]).predict([row])
    assert outputs == [*reconstruction, *code]
    squares = [(y - x) ** 2 for y, x in zip(reconstruction, row, strict=True)]
    assert sparse(0.3, 3)(outputs, row) == pytest.approx(sum(squares) / 3 + 0.3 * sum(code) / 2, rel=1e-15)


def test_bars_are_whole_rows_and_columns() -> None:
    """Each picture is an or of bars; a bar is there once in eight."""
    pictures = bars(4000, seed=0)
    shares = []
    for picture in pictures:
        rows = [all(picture[4 * i : 4 * i + 4]) for i in range(4)]
        columns = [all(picture[j::4]) for j in range(4)]
        assert picture == [float(row or column) for row in rows for column in columns]
        shares.append((sum(rows) + sum(columns)) / 8)
    assert np.mean(shares) == pytest.approx(1 / 8, abs=0.01)


def test_drn_adds_what_the_layer_two_before_said() -> None:
    """h^(l+2) = f(h^(l) + W2 f(W1 h^(l) + b1) + b2), and the sums are frozen."""
    network = zoo.build("drn", inputs=2, width=3, depth=5, outputs=1, seed=1)
    x = numbers(2)
    layers = network.hidden
    said = [np.tanh(between(network.inputs, layers[0]) @ x + biases(layers[0]))]
    for i, (before, layer) in enumerate(pairwise(layers), start=1):
        residual = said[i - 2] if i in {2, 4} else 0.0
        said.append(np.tanh(residual + between(before, layer) @ said[-1] + biases(layer)))
    y = between(layers[-1], network.outputs) @ said[-1] + biases(network.outputs)
    np.testing.assert_allclose(network.predict([x])[0], y, rtol=0, atol=1e-14)
    fixed = [synapse for synapse in network.synapses if synapse.weight.operation is frozen]
    assert [1.0] * 6 == [synapse.weight.data for synapse in fixed]


def test_dcn_is_a_convolution_a_pool_and_a_layer() -> None:
    """Against SciPy, with the largest of each window."""
    network = zoo.build("dcn", shape=(5, 6), kernels=(2,), size=2, pooling=(2,), outputs=3, seed=1)
    picture = np.array(numbers(30)).reshape(5, 6)
    maps, pooled = network.hidden
    found = []
    for k in range(2):
        first = maps[20 * k]
        kernel = np.array([synapse.weight.data for synapse in first.incoming if synapse is not first.bias]).reshape(2, 2)
        y = np.tanh(signal.correlate(picture, kernel, mode="valid") + biases([first])[0])
        found += [max(y[i : i + 2, j : j + 2].ravel()) for i in (0, 2) for j in (0, 2)]
    y = between(pooled, network.outputs) @ found + biases(network.outputs)
    np.testing.assert_allclose(network.predict([picture.ravel()])[0], y, rtol=0, atol=1e-12)


def test_a_field_has_one_stroke_where_it_is_said() -> None:
    """Without noise: three ones on a diagonal, the left end in a named column."""
    pictures, shapes = fields(50, (2, 4), seed=0, noise=0.0)
    for picture, shape in zip(pictures, shapes, strict=True):
        field = np.array(picture).reshape(8, 8)
        rows, columns = np.nonzero(field)
        assert 3 == len(rows)
        assert min(columns) in {2, 4}
        assert np.array_equal(field[min(rows) : min(rows) + 3, min(columns) : min(columns) + 3].ravel(), STROKES[shape])


def test_dn_interpolates_with_the_kernel_of_a_tent() -> None:
    """One half, one, one half: to the bit, as SciPy upsamples."""
    network = zoo.build("dn", shape=6, seed=1)
    for weight, value in zip(network.parameters(), (1.0, 0.5, 0.5), strict=True):  # in the order in which they are heard
        weight.data = value
    by_name = {weight.label: weight.data for weight in network.parameters()}
    kernel = [by_name[f"k1/[{i}]"] for i in range(3)]
    assert [0.5, 1.0, 0.5] == kernel
    x = numbers(6)
    (found,) = network.predict([x])
    np.testing.assert_allclose(found, signal.upfirdn(kernel, x, up=2)[1:-1], rtol=0, atol=1e-15)
    np.testing.assert_allclose(found, interpolation(x), rtol=0, atol=1e-15)
    assert [1.0, 1.5, 2.0, 4.0, 6.0] == interpolation([1.0, 2.0, 6.0])


def test_dn_without_shared_weights_has_the_same_wiring() -> None:
    """As many synapses, each with a weight of its own."""
    shared, own = zoo.build("dn", seed=1), zoo.build("dn", shared=False, seed=1)
    assert len(shared.synapses) == len(own.synapses) == len(own.parameters())
    assert 3 == len(shared.parameters())
