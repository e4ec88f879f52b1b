"""Spectral radius, memory capacity and free runs: against NumPy, Jaeger's bound in every measurement, and what is refused."""

from itertools import pairwise
from random import Random
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis.strategies import floats, integers, sampled_from

from nn import InputNeuron, Network, Neuron, Synapse, feed_forward, zoo
from nn.reservoirs import _squared_correlation, _white, free_run, memory_capacity, spectral_radius
from nn.zoo import esn


def chain(length: int) -> Network:
    """A line of linear neurons, each of which says what the one before said: the longest memory there is."""
    x, y = InputNeuron(), Neuron()
    line = [Neuron() for _ in range(length)]
    Synapse(x, line[0], weight=1.0, delay=1)
    for before, after in pairwise(line):
        Synapse(before, after, weight=1.0, delay=1)
    for neuron in line:
        Synapse(neuron, y, weight=1.0)
    return Network([x], [y])


# ---- spectral radius -------------------------------------------------------------------------------------------------------


def test_the_spectral_radius_is_numpy_s() -> None:
    """Of the matrix of recurrent weights, whatever its size and its largest eigenvalue, a pair or a single one."""
    for seed in range(6):
        network = zoo.build("esn", reservoir=15, connectivity=0.3, spectral_radius=None, seed=seed)
        hidden: list[Any] = network.hidden[0]
        matrix = np.zeros((15, 15))
        for i, neuron in enumerate(hidden):
            for synapse in neuron.incoming:
                if synapse.delay:
                    matrix[i, hidden.index(synapse.source)] += synapse.weight.data
        assert max(abs(np.linalg.eigvals(matrix))) == pytest.approx(spectral_radius(network), rel=1e-10)


def test_known_radii() -> None:
    """A neuron alone has its own weight; a circle of n the n-th root of the product; who hears nobody has 0."""
    x, y, circle = InputNeuron(), Neuron(), [Neuron() for _ in range(3)]
    for i, weight in enumerate((2.0, -0.5, 8.0)):
        Synapse(circle[i - 1], circle[i], weight=weight, delay=1)
        Synapse(x, circle[i], weight=1.0)
        Synapse(circle[i], y, weight=1.0)
    assert 2.0 == pytest.approx(spectral_radius(Network([x], [y])))
    assert 0.0 == spectral_radius(feed_forward([1, 1, 1]))
    assert 0.25 == pytest.approx(spectral_radius(zoo.build("esn", reservoir=1, spectral_radius=0.25, seed=0)))


def test_what_has_no_spectral_radius_is_refused() -> None:
    """No hidden neurons, or other delays than 1."""
    with pytest.raises(ValueError, match="there are no hidden neurons"):
        spectral_radius(feed_forward([1, 1]))
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    Synapse(x, h, weight=1.0)
    Synapse(h, h, weight=0.5, delay=2)
    Synapse(h, y, weight=1.0)
    with pytest.raises(ValueError, match=r"a spectral radius is told of delays of 1, and Synapse.*has 2"):
        spectral_radius(Network([x], [y]))
    with pytest.raises(ValueError, match="has 0"):
        spectral_radius(feed_forward([1, 2, 2, 1]))


# ---- memory capacity -------------------------------------------------------------------------------------------------------


@hypothesis.given(
    size=integers(1, 9),
    radius=sampled_from([0.0, 0.3, 0.9, 1.0, 1.5]),
    connectivity=floats(0.05, 1.0),
    activation=sampled_from(["linear", "tanh", "sigmoid", "relu"]),
    scaling=floats(0.01, 5.0),
    seed=integers(0, 10**6),
)
@hypothesis.settings(max_examples=40, deadline=None)
def test_memory_never_exceeds_the_number_of_neurons(
    size: int, radius: float, connectivity: float, activation: str, scaling: float, seed: int
) -> None:
    """Jaeger 2001, proposition 2: in each single measurement, however short, and for any activation and radius."""
    if activation in {"linear", "relu"}:
        radius = min(radius, 1.0)  # else it grows beyond all numbers
    network = esn.build(
        reservoir=size, spectral_radius=radius, connectivity=connectivity, activation=activation, input_scaling=scaling, seed=seed
    )
    found = memory_capacity(network, steps=101, delays=60, seed=seed)
    assert 60 == len(found)
    assert all(0.0 <= share <= 1.0 + 1e-9 for share in found)
    assert sum(found) <= size * (1.0 + 1e-9)


@pytest.mark.parametrize("length", [1, 4, 10])
def test_a_line_of_neurons_has_all_the_memory_there_is(length: int) -> None:
    """Its n neurons know the n steps before, wholly, and nothing before that."""
    found = memory_capacity(chain(length), steps=301)
    assert [1.0 - 1.0 / 301] * length == pytest.approx(found[:length], rel=1e-9)
    assert max(found[length:]) < 0.05
    assert length == pytest.approx(sum(found), rel=0.02)


def test_neurons_that_do_not_hear_one_another_remember_nothing() -> None:
    """They know x_t, and that is not asked for."""
    assert sum(memory_capacity(esn.build(reservoir=10, spectral_radius=0.0, seed=0))) < 0.1


def test_linear_neurons_remember_more_than_bent_ones() -> None:
    """As much as there are neurons, almost, at any radius; a large input bends tanh."""

    def capacity(**sizes: Any) -> float:
        return sum(memory_capacity(esn.build(reservoir=12, connectivity=0.5, seed=1, **sizes), steps=501))

    bent = capacity(input_scaling=4.0)
    for radius in (0.1, 0.85):
        assert capacity(activation="linear", spectral_radius=radius) > max(10.0, 1.3 * bent)


def test_the_noise_is_white_exactly() -> None:
    """Mean 0, the deviation asked for, all shifts orthogonal but for what the mean takes; the seed chooses it."""
    x = np.array(_white(101, 0.29, Random(0)))
    assert x.mean() == pytest.approx(0.0, abs=1e-15)
    assert x.std() == pytest.approx(0.29, rel=1e-12)
    shifts = np.array([np.roll(x, k) for k in range(101)])
    expected = 0.29**2 * 101 * (np.eye(101) - 1.0 / 101) * 101 / 100
    np.testing.assert_allclose(shifts @ shifts.T, expected, rtol=0, atol=1e-11)
    assert _white(101, 0.29, Random(1)) != x.tolist()
    assert memory_capacity(chain(2), seed=3) == memory_capacity(chain(2), seed=3) != memory_capacity(chain(2), seed=4)


def test_a_correlation_does_not_depend_on_means_and_scales() -> None:
    """And is 0 with what is constant."""
    assert 1.0 == pytest.approx(_squared_correlation([1.0, 2.0, 4.0], [70.0, 80.0, 100.0]))
    assert 1.0 == pytest.approx(_squared_correlation([1.0, 2.0, 4.0], [-7.0, -8.0, -10.0]))
    assert 0.75 == pytest.approx(_squared_correlation([11.0, 11.0, 12.0], [5.0, 6.0, 7.0]))
    assert 0.0 == _squared_correlation([3.0, 3.0], [1.0, 2.0])


def test_what_has_no_memory_capacity_is_refused() -> None:
    """No hidden neurons, several inputs, more delays than steps."""
    with pytest.raises(ValueError, match="hidden neurons and one input"):
        memory_capacity(feed_forward([1, 1]))
    with pytest.raises(ValueError, match="hidden neurons and one input"):
        memory_capacity(feed_forward([2, 3, 1]))
    for delays in (0, -1, 50):
        with pytest.raises(ValueError, match=f"delays must be at least 1.*got {delays} and 51 steps"):
            memory_capacity(chain(3), delays, steps=51)
    assert 49 == len(memory_capacity(chain(3), 49, steps=51))


# ---- free runs -----------------------------------------------------------------------------------------------------------------


def test_a_free_run_is_the_network_hearing_itself() -> None:
    """As one makes it by hand, step by step, with recorded passes."""
    network = esn.build(inputs=2, reservoir=8, outputs=2, connectivity=0.5, seed=0)
    draw = Random(0)
    sequence = [[draw.uniform(-1.0, 1.0), draw.uniform(-1.0, 1.0)] for _ in range(15)]
    network.reset()
    for row in sequence:
        heard = network(row)
    expected = [[y.data for y in heard]]
    for _ in range(9):
        expected.append([y.data for y in network(expected[-1])])
    np.testing.assert_allclose(free_run(network, sequence, 10), expected, rtol=0, atol=1e-12)


def test_a_sine_goes_on_by_itself() -> None:
    """Two linear neurons suffice: x_(t+1) = 2 cos(w) x_t - x_(t-1)."""
    x, y = InputNeuron(), Neuron()
    Synapse(x, y, weight=2.0 * np.cos(0.3))
    Synapse(x, y, weight=-1.0, delay=1)
    series = [np.sin(0.3 * t) for t in range(60)]
    found = free_run(Network([x], [y]), [[series[0]], [series[1]]], 50)
    np.testing.assert_allclose([z for (z,) in found], series[2:52], rtol=0, atol=1e-12)


def test_free_runs_from_several_places_go_side_by_side() -> None:
    """In lanes of their own."""
    from nn.matrices import Matrices

    network = esn.build(reservoir=6, connectivity=0.5, seed=2)
    draw = Random(1)
    sequence = [[draw.uniform(-1.0, 1.0)] for _ in range(20)]
    said = Matrices(network).run_free(sequence, [3, 19, 7], 6)
    assert (6, 1, 3) == said.shape
    for lane, start in enumerate((3, 19, 7)):
        np.testing.assert_allclose(said[:, :, lane], free_run(network, sequence[: start + 1], 6), rtol=0, atol=1e-14)


def test_a_free_run_needs_as_many_outputs_as_inputs_and_something_to_begin_with() -> None:
    """A row, and a step."""
    with pytest.raises(ValueError, match="as many of both"):
        free_run(feed_forward([2, 1]), [[1.0, 2.0]], 1)
    for sequence, steps in (([], 3), ([[1.0]], 0)):
        with pytest.raises(ValueError, match="needs a row to begin with and a step to make"):
            free_run(feed_forward([1, 1]), sequence, steps)
