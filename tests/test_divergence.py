"""Where the numbers were lost: the first neuron and operation of a pass, and of the pass back."""

from itertools import pairwise
from math import inf, nan
from typing import Any

import pytest

from autograd import Value
from nn import InputNeuron, Network, Neuron, Synapse, feed_forward, losses
from nn.divergence import origin, origin_of_gradient
from nn.optimizers import GradientDescent
from nn.training import Diverged, train


def taught(network: Network, inputs: Any, targets: Any, **settings: Any) -> Any:
    chosen = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "max_epochs": 3, "progress": False} | settings
    return train(network, inputs, targets, **chosen)


def chain(*activations: str, weight: float = 1.0, combine: str = "weighted_sum") -> Network:
    neurons: list[Any] = [InputNeuron("x"), *[Neuron(f"n{i}", a, combine) for i, a in enumerate(activations)]]
    for before, after in pairwise(neurons):
        Synapse(before, after, weight)
    return Network(neurons[:1], neurons[-1:])


@pytest.mark.parametrize(
    ("network", "x", "message"),
    [
        (chain("linear", "square", "linear"), 1e200, "the output of neuron 'n1' is inf: square(1e+200)"),
        (chain("linear", "linear", weight=1e160), 1e-170, "every number is finite"),
        (chain("linear", "linear", weight=1e160), 1e10, "the weighted input of neuron 'n1' is inf: weighted_sum(1e+160, 1e+170)"),
        (
            chain("linear", "linear", weight=1e160, combine="product"),
            1e10,
            "a signal to neuron 'n1' is inf: multiply(1e+160, 1e+170)",
        ),
        (chain("linear", weight=inf), 1.0, "the weight w[x→n0] is inf"),
        (chain("linear", weight=nan), 1.0, "the weight w[x→n0] is nan"),
        (chain("linear"), 1.0, "every number is finite"),
    ],
)
def test_the_first_number_that_is_none_is_named(network: Network, x: float, message: str) -> None:
    """By neuron, operation and what that was given; what comes after it is not to blame."""
    (output,) = network([x])
    assert message == origin(network, losses.mean_absolute_error([output], [0.0]))


def test_the_loss_is_named_where_every_neuron_is_finite() -> None:
    """With its operation, and what that was given."""
    network = chain("linear")
    error = losses.mean_squared_error(network([1e200]), [0.0])
    assert "every neuron is finite, so it comes from the loss: squared_distance(1e+200, 0) is inf" == origin(network, error)


def test_many_numbers_are_not_listed() -> None:
    """The largest of them tells enough; four are listed."""
    network = feed_forward([2, 1], bias=False, initialiser=lambda *_: 1e200)
    (output,) = network([1e150, 1.0])
    assert "the weighted input of neuron 'y' is inf: weighted_sum(1e+200, 1e+150, 1e+200, 1)" == origin(network, output)
    network = feed_forward([9, 1], bias=False, initialiser=lambda *_: 1e200)
    (output,) = network([1.0] * 8 + [-1e150])
    assert "the weighted input of neuron 'y' is -inf: weighted_sum of 18 numbers, the largest 1e+200" == origin(network, output)


def test_an_earlier_step_of_a_sequence_is_found() -> None:
    """The neurons hold the latest step only; the graph remembers all."""
    x, y = InputNeuron("x"), Neuron("y", "square")
    Synapse(x, y, 1.0)
    Synapse(y, y, 1.0, delay=1)
    with pytest.raises(
        Diverged, match=r"the loss is (inf|nan) in epoch 1 at row 0: the output of neuron 'y' is inf: square\(1e\+200\)"
    ):
        taught(Network([x], [y]), [[[1e200], [1.0], [1.0]]], [[None, None, 1.0]])


def test_a_gradient_that_is_lost_in_an_activation_names_it() -> None:
    """dE/dy = 1e150, and the square's derivative 2e200 times as much."""
    network = chain("square", weight=1e200)
    (output,) = network([1e-180])
    (output * 1e150).backward()
    assert "" == origin_of_gradient(network)
    network["n0"].incoming[0].weight = 1e154
    (output,) = network([1.0])
    (output * 1e200).backward()
    assert "the delta of neuron 'n0' is inf: dE/dy = 1e+200 times the derivative of square" == origin_of_gradient(network)


def test_a_gradient_is_followed_back_to_where_it_was_lost() -> None:
    """The row of the batch, the neuron nearest to the loss, and why: row by row, since neurons hold the last one only."""
    network = chain("linear", "linear", weight=1e155)
    network["n0"].incoming[0].weight = 1e-200
    before = [w.data for w in network.parameters()]
    with pytest.raises(
        Diverged,
        match=r"the gradient of w\[x→n0\] is (inf|nan) in epoch 1 at row 1: the delta of neuron 'n0' is inf: "
        r"dE/dy is, the sum of weight × delta over the neurons it leads to; try a smaller learning rate",
    ) as raised:
        taught(network, [[0.0], [0.0], [0.0]], [1.0, -1e154, 1.0])
    assert before == [w.data for w in network.parameters()]
    assert [] == raised.value.history.losses


def test_a_product_that_is_beyond_a_float_is_named() -> None:
    """Every delta is a number, output times delta is none."""
    network = chain("linear", weight=1e-90)
    with pytest.raises(
        Diverged,
        match=r"the gradient of w\[x→n0\] is inf in epoch 1 at row 0: dE/dw\[x→n0\] = output × delta = 1e\+200 × 2e\+110",
    ):
        taught(network, [[1e200]], [0.0])


def test_a_derivative_of_the_loss_that_is_infinite_names_the_output() -> None:
    """A loss may be a number and its slope none."""
    network = chain("linear", weight=1e-200)

    def loss(outputs: list[Value], target: Any) -> Value:
        return outputs[0] * 1e200 * 1e200 * 0.0 if target else (outputs[0] * 1e200) * 1e200

    with pytest.raises(Diverged, match=r"at row 0: the delta of neuron 'n0' is inf: dE/dy is, the derivative of the loss"):
        taught(network, [[1e-200]], [0.0], loss=loss)


def test_gradients_that_only_add_up_to_infinity_are_told_without_a_row() -> None:
    """That of the loss is a number, and so is that of the penalty; their sum is none."""
    network = feed_forward([1, 1], bias=False, initialiser="zeros")

    def loss(outputs: list[Value], target: float) -> Value:
        return outputs[0] * target

    def penalty(network: Network) -> Value:
        return network.parameters()[0] * 1.7e308

    with pytest.raises(Diverged, match=r"the gradient of w\[x1→y\] is inf in epoch 1; try"):
        taught(network, [[1.0]], [1.7e308], loss=loss, penalty=penalty, clip=1.0)


def test_a_penalty_that_is_infinite_is_told() -> None:
    """With its operation."""
    from nn.penalties import l2

    with pytest.raises(Diverged, match=r"the penalty is inf in epoch 1; try"):
        taught(chain("linear", weight=1e200), [[0.0]], [0.0], penalty=l2(1.0))
