"""Least squares as a learning rule: against NumPy and scikit-learn, with a ridge and a washout, and what is no such problem."""

import sys
from math import inf, nan
from random import Random
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, compete, feed_forward, fit_readout, readout, zoo
from nn.least_squares import eigenvalues
from nn.matrices import NoMatrices
from nn.rules import LeastSquares


def rows(count: int, width: int, seed: int = 0) -> list[list[float]]:
    draw = Random(seed)
    return [[draw.uniform(-1.0, 1.0) for _ in range(width)] for _ in range(count)]


def teach(rule: LeastSquares, network: Network, *data: Any) -> float:
    """Learn, and return the error that is told of the one epoch."""
    history = rule.learn(network, *data, progress=False)
    assert ("done", 1) == (history.stopped, history.epochs)
    return history["error"][0]


def weights(network: Network) -> list[float]:
    return [weight.data for weight in network.parameters()]


# ---- what it finds ---------------------------------------------------------------------------------------------------------


def test_it_is_the_read_out_as_a_rule() -> None:
    """The same weights and the same error as `fit_readout`."""
    one, other = zoo.build("elm", inputs=2, hidden=8, outputs=3, seed=1), zoo.build("elm", inputs=2, hidden=8, outputs=3, seed=1)
    data = rows(40, 2), rows(40, 3, seed=1)
    assert fit_readout(one, *data, ridge=0.1) == teach(LeastSquares(ridge=0.1), other, *data)
    assert weights(one) == weights(other)


@pytest.mark.parametrize("ridge", [1e-6, 0.3, 100.0])
def test_a_ridge_is_scikit_learn_s(ridge: float) -> None:
    """With the bias among what is kept small: the ones are a column like any other."""
    network = feed_forward([3, 2], seed=0)
    inputs, targets = rows(20, 3), rows(20, 2, seed=1)
    error = teach(LeastSquares(ridge), network, inputs, targets)
    columns = np.hstack([inputs, np.ones((20, 1))])
    peer = Ridge(alpha=ridge, fit_intercept=False, solver="svd").fit(columns, targets)
    np.testing.assert_allclose(np.array(weights(network)).reshape(2, 4), peer.coef_, rtol=0, atol=1e-12)
    assert error == pytest.approx(np.sqrt(np.mean((peer.predict(columns) - targets) ** 2)), rel=1e-12)


def test_a_washout_leaves_out_the_first_steps_of_each_sequence() -> None:
    """Whatever is wanted there: the weights are those that later steps ask for."""

    def network() -> Network:
        return zoo.build("esn", reservoir=6, connectivity=0.5, seed=2)

    sequences = [rows(12, 1, seed) for seed in range(3)]
    targets: list[Any] = [rows(12, 1, seed + 9) for seed in range(3)]
    washed, left_out, spoilt, whole = network(), network(), network(), network()
    teach(LeastSquares(washout=4), washed, sequences, targets)
    teach(LeastSquares(), left_out, sequences, [[*[None] * 4, *target[4:]] for target in targets])
    teach(LeastSquares(washout=4), spoilt, sequences, [[*[[1e6]] * 4, *target[4:]] for target in targets])
    teach(LeastSquares(), whole, sequences, targets)
    assert weights(washed) == weights(left_out) == weights(spoilt)
    assert weights(washed) != weights(whole)


def test_a_washout_is_for_sequences() -> None:
    """A row has no step before it: all of them count."""
    network = feed_forward([1, 1], seed=0)
    assert teach(LeastSquares(washout=5), network, [[0.0], [1.0]], [1.0, 3.0]) < 1e-12
    assert [2.0, 1.0] == pytest.approx(weights(network))


def test_both_ways_of_listening_give_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """In matrices, and by neurons that listen in while the network predicts: delays, skips, sequences of several lengths."""
    found = []
    for way in ("matrices", "predict"):
        network = zoo.build("esn", inputs=2, reservoir=7, connectivity=0.4, outputs=2, seed=3)
        for delay in (1, 3):
            Synapse(network.inputs[0], network.outputs[0], delay=delay)
        sequences = [rows(length, 2, length) for length in (2, 9, 14)]
        targets = [rows(length, 2, length + 50) for length in (2, 9, 14)]
        with monkeypatch.context() as patched:
            other = {"matrices": "_by_predicting", "predict": "Matrices"}[way]
            patched.setattr(readout, other, lambda *_: (_ for _ in ()).throw(NoMatrices()))
            found.append((teach(LeastSquares(0.01, 1), network, sequences, targets), weights(network)))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-12)
    np.testing.assert_allclose(found[0][1], found[1][1], rtol=0, atol=1e-11)


def test_what_does_not_add_up_is_listened_to_by_predicting() -> None:
    """A hidden layer that competes, and products: whatever the network is, its linear outputs are solved."""
    x, hidden, y = InputNeuron("x"), [Neuron() for _ in range(3)], Neuron("y")
    for i, neuron in enumerate(hidden):
        Synapse(x, neuron, weight=1.0 + i, trainable=False)
    compete(hidden)
    gate = Neuron(combine="product")
    for source in (hidden[0], hidden[1]):
        Synapse(source, gate, weight=1.0, trainable=False)
    for source in (*hidden, gate):
        Synapse(source, y)
    network = Network([x], [y], seed=0)
    inputs = rows(30, 1)
    wanted = [[a - 2.0 * b + 3.0 * a * b] for a, b, _ in Network([x], hidden).predict(inputs)]
    assert teach(LeastSquares(), network, inputs, wanted) < 1e-12


# ---- where rows do not tell all weights ----------------------------------------------------------------------------------------


def test_of_many_solutions_the_shortest_is_taken() -> None:
    """Fewer rows than weights, a column twice, one of zeros: no weight is blown up."""
    network = feed_forward([4, 1], bias=False, seed=0)
    inputs = [[x, x, 0.0, z] for x, z in rows(2, 2)]
    assert teach(LeastSquares(), network, inputs, [1.0, -1.0]) < 1e-12
    w = weights(network)
    assert w[0] == pytest.approx(w[1])
    assert w[2] == pytest.approx(0.0, abs=1e-15)
    np.testing.assert_allclose(w, np.linalg.pinv(np.array(inputs)) @ [1.0, -1.0], rtol=0, atol=1e-12)


def test_a_constant_column_and_a_bias_share_what_is_constant() -> None:
    """They are the same column."""
    network = feed_forward([1, 1], seed=0)
    assert teach(LeastSquares(), network, [[1.0], [1.0], [1.0]], [4.0, 5.0, 6.0]) == pytest.approx((2.0 / 3.0) ** 0.5)
    assert [2.5, 2.5] == pytest.approx(weights(network))


def test_one_row_and_a_million() -> None:
    """One row is met exactly; numbers of a million times the size give weights of a millionth."""
    network = feed_forward([2, 1], seed=0)
    assert teach(LeastSquares(), network, [[1.0, 2.0]], [7.0]) < 1e-12
    assert teach(LeastSquares(), network, [[1e6, 0.0], [0.0, 1e6], [0.0, 0.0]], [1.0, 2.0, 0.0]) < 1e-12
    assert [1e-6, 2e-6, 0.0] == pytest.approx(weights(network), abs=1e-15)


def test_the_ridge_pulls_towards_zero_and_zero_does_not() -> None:
    """The larger, the shorter the weights, and the larger the error."""
    found = []
    for ridge in (0.0, 0.1, 1.0, 10.0):
        network = feed_forward([3, 1], seed=0)
        error = teach(LeastSquares(ridge), network, rows(10, 3), rows(10, 1, seed=1))
        found.append((sum(w * w for w in weights(network)), error))
    sizes, errors = zip(*found, strict=True)
    assert sorted(sizes, reverse=True) == list(sizes)
    assert sorted(errors) == list(errors)


# ---- which synapses -----------------------------------------------------------------------------------------------------------


def test_others_stay_as_they_are() -> None:
    """By default all weights that do not end at outputs, and always those that are not the rule's."""
    network = feed_forward([2, 3, 2], seed=0)
    hidden = [synapse for neuron in network.hidden[0] for synapse in neuron.incoming]
    before = [synapse.weight.data for synapse in hidden]
    teach(LeastSquares(), network, rows(20, 2), rows(20, 2, seed=1))
    assert before == [synapse.weight.data for synapse in hidden]
    first, second = ([synapse.weight.data for synapse in output.incoming] for output in network.outputs)
    teach(LeastSquares(synapses=network.outputs[1].incoming), network, rows(20, 2), rows(20, 2, seed=2))
    assert first == [synapse.weight.data for synapse in network.outputs[0].incoming]
    assert second != [synapse.weight.data for synapse in network.outputs[1].incoming]


def test_one_chosen_weight_makes_the_best_of_the_others() -> None:
    """What comes through those that stay is taken off the targets."""
    network = feed_forward([1, 1], initialiser=lambda *_: 2.0)
    (slope, bias) = network.outputs[0].incoming
    bias.weight = 1.0
    teach(LeastSquares(synapses=[slope]), network, [[1.0], [2.0]], [4.0, 7.0])
    assert [3.0, 1.0] == pytest.approx([slope.weight.data, bias.weight.data])


def test_an_output_that_is_heard_again_has_to_be_given() -> None:
    """What it hears would depend on the weights that are to be found; teacher forcing cuts the circle."""
    x, h, y = InputNeuron("x"), Neuron("h", "tanh"), Neuron("y")
    Synapse(x, h, weight=0.5, trainable=False)
    Synapse(y, h, weight=0.3, delay=1, trainable=False)
    Synapse(h, y)
    Synapse(BiasNeuron(), y)
    free, forced = Network([x], [y], seed=0), Network([x, y], [y])
    before = weights(free)
    series = [[t] for (t,) in rows(30, 1, 4)]
    with pytest.raises(ValueError, match=r"depends on neuron 'y', whose weights are to be found.*teacher forcing"):
        LeastSquares().learn(free, [series], [series], progress=False)
    assert before == weights(free)
    inputs = rows(30, 1)
    given = [[a, b] for (a,), (b,) in zip(inputs, [[0.0], *series[:-1]], strict=True)]
    error = teach(LeastSquares(), forced, [given], [series])
    states = [np.tanh(0.5 * a + 0.3 * b) for a, b in given]
    columns = np.array([[z, 1.0] for z in states])
    solution, *_ = np.linalg.lstsq(columns, np.array(series), rcond=None)
    np.testing.assert_allclose([s.weight.data for s in y.incoming], solution[:, 0], rtol=0, atol=1e-12)
    assert error == pytest.approx(np.sqrt(np.mean((columns @ solution - series) ** 2)))


# ---- what is refused ---------------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    """Targets that are nan, missing or too many, no rows, a washout that leaves nothing, other outputs, other synapses."""
    network = zoo.build("esn", reservoir=3, seed=0)
    before = weights(network)
    sequence = rows(5, 1)
    for rule, data, words in (
        (LeastSquares(), ([sequence], [[[nan], *sequence[1:]]]), "holds nan"),
        (LeastSquares(), ([sequence], [[[inf], *sequence[1:]]]), "holds inf"),
        (LeastSquares(), ([sequence], None), "needs a target"),
        (LeastSquares(), ([], []), "have no rows"),
        (LeastSquares(), ([sequence], [[[1.0, 2.0]] * 5]), "1 numbers, one for each output"),
        (LeastSquares(washout=5), ([sequence], [sequence]), "no step has a target after a washout of 5"),
        (LeastSquares(synapses=network.hidden[0][0].incoming), ([sequence], [sequence]), "is frozen"),
    ):
        with pytest.raises(ValueError, match=words):
            rule.learn(network, *data, progress=False)
    assert before == weights(network)
    squashed = feed_forward([1, 1], output_activation="sigmoid")
    with pytest.raises(ValueError, match="'y' is no linear weighted sum"):
        LeastSquares().learn(squashed, [[1.0]], [1.0], progress=False)
    deep = feed_forward([1, 2, 1])
    with pytest.raises(ValueError, match="does not end at an output"):
        LeastSquares(synapses=deep.hidden[0][0].incoming).learn(deep, [[1.0]], [1.0], progress=False)
    for synapse in deep.outputs[0].incoming:
        synapse.trainable = False
    with pytest.raises(ValueError, match="no trainable synapse ends at an output"):
        LeastSquares().learn(deep, [[1.0]], [1.0], progress=False)


def test_settings_are_numbers_from_0_on() -> None:
    """The ridge and the washout."""
    for ridge in (-1.0, inf, nan):
        with pytest.raises(ValueError, match="ridge must be 0 or more"):
            LeastSquares(ridge)
    with pytest.raises(TypeError, match="a number as ridge"):
        LeastSquares("strong")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="washout is a number of steps, 0 or more, got -1"):
        LeastSquares(washout=-1)
    with pytest.raises(TypeError):
        LeastSquares(washout=1.5)  # type: ignore[arg-type]
    assert "LeastSquares(ridge=0.5, washout=3)" == repr(LeastSquares(0.5, 3))


def test_an_error_on_the_way_names_the_neuron() -> None:
    """Also where the quick way would only say that a number is out of bounds."""
    x, h, y = InputNeuron("x"), Neuron("h", "log"), Neuron("y")
    Synapse(x, h, weight=1.0, trainable=False)
    Synapse(h, y)
    with pytest.raises(ValueError, match="log") as raised:
        LeastSquares().learn(Network([x], [y]), [[1.0], [-1.0]], [1.0, 1.0], progress=False)
    assert "in row 1 of predict()" in raised.value.__notes__


def test_without_scipy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the extra's name, and the weights stay."""
    network = feed_forward([1, 1], seed=0)
    before = weights(network)
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(ImportError, match=r'SciPy: pip install "chainrule\[fast\]"'):
        LeastSquares().learn(network, [[1.0]], [1.0], progress=False)
    with pytest.raises(ImportError, match=r'SciPy: pip install "chainrule\[fast\]"'):
        eigenvalues([[1.0]])
    assert before == weights(network)
