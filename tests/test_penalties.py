"""Penalties: what weights cost, by hand, by the engine, and in training."""

import math

import pytest

from autograd import Value, zero_gradients
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward
from nn.optimizers import GradientDescent
from nn.penalties import Penalty, l1, l2
from nn.training import train


def network_of(*weights: float, bias: float = 10.0) -> Network:
    """An output that listens to so many inputs and to a bias."""
    inputs, y = [InputNeuron() for _ in weights], Neuron()
    for neuron, weight in zip(inputs, weights, strict=True):
        Synapse(neuron, y, weight)
    Synapse(BiasNeuron(), y, bias)
    return Network(inputs, [y])


def slopes(penalty: Penalty, network: Network) -> list[float]:
    zero_gradients(network.parameters())
    penalty(network).backward()
    return [weight.grad for weight in network.parameters()]


def test_l2_is_half_the_strength_times_the_sum_of_squares() -> None:
    """Its derivative is strength times weight, to the bit; the bias does not count."""
    network = network_of(3.0, -1.0, 0.0)
    assert 0.25 / 2 * 10 == l2(0.25)(network).data
    assert [0.25 * 3.0, 0.25 * -1.0, 0.0, 0.0] == slopes(l2(0.25), network)
    crooked = network_of(1 / 3, -0.1)
    assert [0.3 * (1 / 3), 0.3 * -0.1, 0.0] == slopes(l2(0.3), crooked)


def test_l1_is_the_strength_times_the_sum_of_sizes() -> None:
    """Its derivative is strength times sign, 0 at 0; the bias does not count."""
    network = network_of(3.0, -1.0, 0.0)
    assert 0.25 * 4 == l1(0.25)(network).data
    assert [0.25, -0.25, 0.0, 0.0] == slopes(l1(0.25), network)


@pytest.mark.parametrize("penalty", [l1, l2])
def test_biases_count_where_they_are_asked_for(penalty: type[Penalty]) -> None:
    """As in PyTorch's weight_decay, which knows no difference."""
    network = network_of(1.0, bias=-2.0)
    assert penalty(1.0)(network).data < penalty(1.0, biases=True)(network).data
    assert slopes(penalty(1.0, biases=True), network)[1] < 0.0


def test_only_trainable_weights_count_and_each_once() -> None:
    """A frozen weight cannot be moved, a shared one is one; one that also carries a bias is no bias."""
    x1, x2, x3, y = InputNeuron("x1"), InputNeuron("x2"), InputNeuron("x3"), Neuron("y")
    shared, also_a_bias = Value(3.0), Value(5.0)
    Synapse(x1, y, shared)
    Synapse(x2, y, shared)
    Synapse(x3, y, 7.0, trainable=False)
    Synapse(x3, y, also_a_bias, delay=1)
    Synapse(BiasNeuron(), y, also_a_bias)
    network = Network([x1, x2, x3], [y])
    assert (9.0 + 25.0) / 2 == l2(1.0)(network).data
    assert 8.0 == l1(1.0)(network).data
    for synapse in network.synapses:
        synapse.trainable = False
    assert (0.0, 0.0) == (l2(1.0)(network).data, l1(1.0)(network).data)


def test_in_training_the_gradients_of_the_penalty_are_added() -> None:
    """Once a batch, not once a sample: E = ((w - 2)² + (3 w - 2)²) / 2, dE/dw = 10 w - 8 = 2 at 1, and 0.5 w by the penalty."""
    network = network_of(1.0, bias=0.0)
    network.biases[0].outgoing[0].trainable = False
    history = train(
        network, [[1.0], [3.0]], [2.0, 2.0], loss="mean_squared_error", optimizer=GradientDescent(0.25), max_epochs=1,
        penalty=l2(0.5), progress=False,
    )  # fmt: skip
    assert 1.0 - 0.25 * (2.0 + 0.5) == network.parameters()[0].data
    assert ([1.0], [0.25], [2.5]) == (history.losses, history.penalties, history.gradient_norms)


def test_several_penalties_add_up_and_a_function_of_your_own_will_do() -> None:
    """The elastic net, and a spring that holds the first weight at 1: at weights 3 and -1."""

    def spring(network: Network) -> Value:
        return (network.parameters()[0] - 1.0) ** 2  # type: ignore[no-any-return]

    network = network_of(3.0, -1.0, bias=0.0)
    settings = {"loss": lambda outputs, target: outputs[0] * 0.0, "optimizer": GradientDescent(1e-9), "progress": False}
    history = train(network, [[0.0, 0.0]], [0.0], max_epochs=1, penalty=[l1(1.0), l2(1.0), spring], **settings)  # type: ignore[arg-type]
    assert [4.0 + 5.0 + 4.0] == history.penalties
    assert {"w[x1→y]": 1.0 + 3.0 + 4.0, "w[x2→y]": -1.0 - 1.0, "w[b1→y]": 0.0} == network.gradients()


def test_l2_keeps_weights_smaller_and_l1_leaves_fewer_of_them() -> None:
    """Of ten inputs only the first matters; without a penalty the others learn the noise."""
    rows = [[math.sin(17.0 * i * k + k) for k in range(1, 11)] for i in range(12)]
    targets = [row[0] + 0.5 * math.sin(99.0 * i) for i, row in enumerate(rows)]
    sizes = {}
    for name, penalty in {"none": [], "l1": l1(0.15), "l2": l2(0.3)}.items():
        network = feed_forward([10, 1], initialiser="zeros")
        settings = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.02), "max_epochs": 150, "progress": False}
        train(network, rows, targets, penalty=penalty, **settings)  # type: ignore[arg-type]
        sizes[name] = [abs(weight.data) for weight in l2(1.0).weights(network)]
    assert max(sizes["l2"]) < max(sizes["none"])
    few = {name: sum(size < 0.02 for size in found) for name, found in sizes.items()}
    assert few["l1"] > max(few["none"], few["l2"])


@pytest.mark.parametrize("strength", [-0.1, math.nan, math.inf])
def test_a_strength_out_of_range_is_named(strength: float) -> None:
    """A negative one would reward large weights; 0 is none, for whoever tries a row of strengths."""
    assert 0.0 == l2(0.0)(network_of(3.0)).data
    with pytest.raises(ValueError, match="the strength of l2 must be at least 0 and finite, got"):
        l2(strength)
    with pytest.raises(TypeError):
        l1("0.1")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="biases must be True or False"):
        l1(0.1, biases=1)  # type: ignore[arg-type]


def test_what_is_no_penalty_is_refused() -> None:
    """Before anything moves: the class instead of an object, a number; and a function that returns no Value."""
    for penalty, message in (
        (l2, "a penalty must be a function or an object"),
        ([0.1], "a penalty must be"),
        (lambda _: 0.1, "return a Value, got float"),
    ):
        with pytest.raises(TypeError, match=message):
            train(
                network_of(1.0), [[1.0]], [1.0], loss="mean_squared_error", optimizer=GradientDescent(0.1), max_epochs=1,
                penalty=penalty, progress=False,  # type: ignore[arg-type]
            )  # fmt: skip
