"""Clipping: the gradient vector shortened, or its parts cut off, and in training before the step."""

import math

import pytest

from autograd import Value
from nn import InputNeuron, Network, Neuron, Synapse
from nn.clipping import Clip, by_norm, by_value, gradient_norm
from nn.optimizers import GradientDescent
from nn.training import train


def with_gradients(*gradients: float) -> list[Value]:
    values = [Value(1.0) for _ in gradients]
    for value, gradient in zip(values, gradients, strict=True):
        value.backward(gradient)
    return values


def clipped(clip: Clip, *gradients: float) -> list[float]:
    values = with_gradients(*gradients)
    clip(values)
    return [value.grad for value in values]


def test_a_vector_that_is_too_long_is_shortened() -> None:
    """(3, 4) has the length 5: half of it, in the same direction."""
    assert [1.5, -2.0] == clipped(by_norm(2.5), 3.0, -4.0)


def test_a_vector_that_is_short_enough_stays_to_the_bit() -> None:
    """At the bound, too."""
    assert [0.3, -0.4] == clipped(by_norm(2.5), 0.3, -0.4)
    assert [3.0, -4.0] == clipped(by_norm(5.0), 3.0, -4.0)
    assert [0.0, 0.0] == clipped(by_norm(1.0), 0.0, 0.0)
    assert [] == clipped(by_norm(1.0))


def test_a_length_beyond_a_float_is_shortened_all_the_same() -> None:
    """Each part is a number, their squares and even their length are none."""
    assert [1.0 / math.sqrt(2), -1.0 / math.sqrt(2)] == pytest.approx(clipped(by_norm(1.0), 1.7e308, -1.7e308), rel=1e-15)
    assert math.inf == gradient_norm(with_gradients(1.7e308, 1.7e308))
    assert [0.6e-300, 0.8e-300] == pytest.approx(clipped(by_norm(1e-300), 3e-300, 4e-300), rel=1e-15)


def test_each_derivative_is_cut_off_alone() -> None:
    """The direction may change: that is the difference."""
    assert [2.0, -2.0, 0.5, 2.0] == clipped(by_value(2.0), 3.0, -4.0, 0.5, 2.0)


def test_a_norm_is_infinite_where_a_derivative_is_no_number() -> None:
    """So that one look tells whether all is well."""
    assert 5.0 == gradient_norm(with_gradients(3.0, -4.0))
    for bad in (math.nan, math.inf):
        assert math.inf == gradient_norm([*with_gradients(1.0), *with_gradients(bad)])
    assert 0.0 == gradient_norm([])


@pytest.mark.parametrize(
    ("clip", "step"), [(by_norm(0.5), 0.5), (0.5, 0.5), (by_value(0.25), 0.25), (by_norm(100.0), 2.0), (None, 2.0)]
)
def test_in_training_gradients_are_clipped_before_the_step(clip: object, step: float) -> None:
    """dE/dw = 2 (w - 2) = -2 at w = 1; the history tells the length before, the weight holds what was used."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0)
    network = Network([x], [y])
    history = train(
        network,
        [[1.0]],
        [2.0],
        loss="mean_squared_error",
        optimizer=GradientDescent(0.5),
        max_epochs=1,
        clip=clip,
        progress=False,
    )  # type: ignore[call-overload]
    assert ([2.0], {"w[x→y]": -step}) == (history.gradient_norms, network.gradients())
    assert 1.0 + 0.5 * step == network.parameters()[0].data


@pytest.mark.parametrize("largest", [0.0, -1.0, math.nan, math.inf])
def test_a_bound_must_be_positive_and_finite(largest: float) -> None:
    """An infinite one would be none."""
    for clip in (by_norm, by_value):
        with pytest.raises(ValueError, match="clipped at a positive, finite number, got"):
            clip(largest)
    with pytest.raises(TypeError, match="a number to clip gradients at"):
        by_norm("1")  # type: ignore[arg-type]
