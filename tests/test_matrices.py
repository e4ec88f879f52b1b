"""Steps in matrices: the numbers of `predict`, for whatever adds up and answers; what else there is, is refused by name."""

from random import Random

import hypothesis
import numpy as np
import pytest
from hypothesis.strategies import integers

from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, compete, feed_forward, zoo
from nn.matrices import Matrices, NoMatrices


def rows(count: int, width: int, seed: int = 0) -> list[list[float]]:
    draw = Random(seed)
    return [[draw.uniform(-1.0, 1.0) for _ in range(width)] for _ in range(count)]


def tangle(seed: int) -> Network:
    """A network of anything that is allowed: skips, biases, delays of 1 to 3, shared weights, loops."""
    draw = Random(seed)
    inputs = [InputNeuron() for _ in range(draw.randint(1, 3))]
    activations = ("tanh", "linear", "linear(0.5)", "relu", "sigmoid", "softplus")
    neurons = [Neuron(activation=draw.choice(activations)) for _ in range(draw.randint(1, 7))]
    for i, neuron in enumerate(neurons):
        for source in draw.sample([*inputs, *neurons[:i]], draw.randint(1, min(3, i + 1))):
            Synapse(source, neuron, weight=draw.uniform(-1.0, 1.0))
        if draw.random() < 0.5:
            Synapse(BiasNeuron(), neuron, weight=draw.uniform(-1.0, 1.0))
        for source in draw.sample([*inputs, *neurons], draw.randint(0, 2)):
            Synapse(source, neuron, weight=neuron.incoming[0].weight if draw.random() < 0.3 else 0.4, delay=draw.randint(1, 3))
    return Network(inputs, draw.sample(neurons, draw.randint(1, len(neurons))))


@hypothesis.given(integers(0, 10**9))
@hypothesis.settings(max_examples=60)
def test_a_sequence_gives_the_outputs_of_predict(seed: int) -> None:
    """To 1e-12, in the order of the outputs; the numbers of all neurons are there."""
    network = tangle(seed)
    sequence = rows(6, len(network.inputs), seed)
    found = Matrices(network)
    said = found.run(sequence)
    np.testing.assert_allclose(said[:, found.outputs], network.predict([sequence])[0], rtol=0, atol=1e-12)
    assert (6, len(network.neurons)) == said.shape
    np.testing.assert_allclose(said, found.run(sequence), rtol=0, atol=0)  # from zeros again
    np.testing.assert_allclose(
        found.rows(sequence)[:, found.outputs], [network.predict([[row]])[0][0] for row in sequence], atol=1e-12
    )


def test_a_reservoir_of_200_agrees_over_a_thousand_steps() -> None:
    """Rounding does not grow: an echo fades."""
    network = zoo.build("esn", reservoir=200, seed=0)
    sequence = rows(1000, 1)
    found = Matrices(network)
    np.testing.assert_allclose(found.run(sequence)[:, found.outputs], network.predict([sequence])[0], rtol=0, atol=1e-12)


def test_what_is_read_late_is_moved_down() -> None:
    """With zeros before the first step."""
    x, y = InputNeuron(), Neuron()
    Synapse(x, y, weight=1.0, delay=2)
    found = Matrices(Network([x], [y]))
    said = found.run([[1.0], [2.0], [3.0]])
    assert [[1.0, 0.0], [2.0, 0.0], [3.0, 1.0]] == said.tolist()
    assert [[1.0, 0.0, 0.0], [2.0, 1.0, 0.0], [3.0, 2.0, 1.0]] == found.read(said, [(0, 0), (0, 1), (0, 2)]).tolist()
    assert [[0.0, 0.0, 0.0]] * 3 == found.read(said, [(0, 3), (0, 4), (0, 9)]).tolist()


def test_steps_go_on_from_the_past() -> None:
    """A step after a run hears what the run has left, in as many lanes as it is given."""
    x, total = InputNeuron(), Neuron()
    Synapse(x, total, weight=1.0)
    Synapse(total, total, weight=0.5, delay=1)
    found = Matrices(Network([x], [total]))
    found.run([[4.0]])
    assert [[1.0, 3.0], [3.0, 5.0]] == found.step(np.array([[1.0, 3.0]])).tolist()


def test_weights_are_those_of_the_moment() -> None:
    """A matrix keeps what it was made of; another one sees what was assigned since."""
    network = feed_forward([1, 1], bias=False, initialiser="zeros")
    before = Matrices(network)
    network.synapses[0].weight = 2.0
    assert [0.0] == before.run([[1.0]])[0, before.outputs].tolist()
    assert [2.0] == Matrices(network).run([[1.0]])[0, before.outputs].tolist()


def test_a_view_of_half_a_network_is_given_the_other_half() -> None:
    """A hidden neuron may be listed as an input."""
    network = feed_forward([2, 3, 1], seed=0)
    half = Network(network.hidden[0], network.outputs)
    found = Matrices(half)
    np.testing.assert_allclose(found.run(rows(4, 3))[:, found.outputs], half.predict(rows(4, 3)), rtol=0, atol=1e-14)


def test_no_rows_give_none() -> None:
    """And leave the past at zeros."""
    found = Matrices(feed_forward([2, 1], seed=0))
    assert (0, 4) == found.run([]).shape


def test_what_does_not_add_up_is_refused_by_name() -> None:
    """Products, competitions, who reads ahead."""
    x, y, z = InputNeuron("x"), Neuron("product", combine="product"), Neuron("z")
    Synapse(x, y, weight=1.0)
    with pytest.raises(NoMatrices, match="'product' is no weighted sum"):
        Matrices(Network([x], [y]))
    Synapse(x, z, weight=1.0, ahead=1)
    with pytest.raises(NoMatrices, match="reads ahead"):
        Matrices(Network([x], [z]))
    rivals = [Neuron("a"), Neuron("b")]
    for rival in rivals:
        Synapse(x, rival, weight=1.0)
    compete(rivals)
    with pytest.raises(NoMatrices, match="'a' is no weighted sum that answers alone"):
        Matrices(Network([x], rivals))


def test_who_is_fed_back_is_given_what_it_said_a_step_ago() -> None:
    """By whoever calls, so that it may be forced to have said something else; who tells it the truth gets what runs free."""
    x, h, y, z = InputNeuron("x"), Neuron("h", "tanh"), Neuron("y"), Neuron("z", "sigmoid")
    wires = [(x, h, 0.5, 0), (y, h, 0.8, 1), (x, h, -0.3, 2), (h, y, 1.5, 0), (z, y, 0.7, 1), (y, z, 0.2, 0), (z, h, 0.4, 1)]
    for source, target, weight, delay in wires:
        Synapse(source, target, weight=weight, delay=delay)
    for network in (Network([x, y], [y]), Network([y, x, z], [z, y]), Network([x], [y])):
        sequence = rows(8, len(network.inputs))
        found = Matrices(network)
        np.testing.assert_allclose(found.run(sequence)[:, found.outputs], network.predict([sequence])[0], rtol=0, atol=1e-13)
    forced = Matrices(Network([x, y], [y]))
    forced.run([])
    first = forced.step(np.array([[1.0], [0.0]]))
    kept = first.copy()
    lanes = forced.step(np.array([[1.0, 1.0], [2.0, -2.0]]))[forced.outputs]
    np.testing.assert_array_equal(first, kept)
    expected = Network([x, y], [y]).predict([[[1.0, 0.0], [1.0, 2.0]], [[1.0, 0.0], [1.0, -2.0]]])
    np.testing.assert_allclose(lanes[0], [steps[-1][0] for steps in expected], rtol=0, atol=1e-13)
    free, said = Matrices(Network([x], [y])).run([[1.0]] * 6), [0.0]
    forced.run([])
    for _ in range(6):
        said.append(float(forced.step(np.array([[1.0], [said[-1]]]))[forced.outputs][0, 0]))
    np.testing.assert_allclose(said[1:], free[:, Matrices(Network([x], [y])).outputs][:, 0], rtol=0, atol=1e-13)


def test_without_numpy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the extra's name."""
    import sys

    monkeypatch.setitem(sys.modules, "autograd.program.arrays", None)
    with pytest.raises(ImportError, match=r'NumPy: pip install "chainrule\[fast\]"'):
        Matrices(feed_forward([1, 1]))


def test_an_activation_that_is_not_defined_there_raises() -> None:
    """What a row of the table raises; who asks `predict` instead hears whose it was."""
    found = Matrices(feed_forward([1, 1], bias=False, output_activation="log", initialiser=lambda *_: -1.0))
    with pytest.raises(ValueError, match="domain"):
        found.run([[1.0]])
