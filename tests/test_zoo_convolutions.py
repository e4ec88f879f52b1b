"""Who convolves, pools or is a kernel is read off the weights that neurons share, and how they are moved along."""

from itertools import pairwise

import pytest
from seen import inputs, kinds, layer

from autograd import Value
from autograd.operations import frozen
from nn import InputNeuron, Network, Neuron, Synapse, connect


def slide(sources: list[InputNeuron] | list[Neuron], targets: list[Neuron], kernel: list[Value], start: int) -> None:
    """Each target hears its neighbourhood through the same kernel; at the borders a part of it."""
    for place, target in enumerate(targets):
        for offset, weight in enumerate(kernel):
            if 0 <= place + start + offset < len(sources):
                Synapse(sources[place + start + offset], target, weight=weight)


def values(*numbers: float) -> list[Value]:
    return [Value(number) for number in numbers]


def test_kernels_look_at_the_inputs_and_convolutions_at_them() -> None:
    """Weights that neighbours use at other places; who looks at the inputs is a kernel, also at the border."""
    x, k, c, y = inputs(5), layer("k", 5), layer("c", 4), Neuron("y")
    slide(x, k, values(0.1, 0.2, 0.3), -1)
    slide(k, c, values(0.5, 0.6), 0)
    connect(c, y)
    found = kinds(Network(x, [y], seed=0))
    assert {"kernel"} == {found[f"k{i}"] for i in range(5)}
    assert {"convolution or pool"} == {found[f"c{i}"] for i in range(4)}


def test_backwards_those_who_write_to_the_outputs_are_kernels() -> None:
    """A deconvolution makes more of its inputs; the last step, which makes no more, is the kernel."""
    x, c, k, y = inputs(2), layer("c", 3), layer("k", 4), layer("y", 4)
    slide(x, c, values(0.1, 0.2), -1)
    slide(c, k, values(0.1, 0.2), -1)
    slide(k, y, values(0.1, 0.2, 0.3), -1)
    found = kinds(Network(x, y, seed=0))
    assert {"convolution or pool"} == {found[f"c{i}"] for i in range(3)}
    assert {"kernel"} == {found[f"k{i}"] for i in range(4)}


def test_who_speaks_only_to_a_convolution_is_a_part_of_it() -> None:
    """A fully connected layer that a kernel then runs over is an image itself."""
    x, c, k, y = inputs(2), layer("c", 4), layer("k", 3), Neuron("y")
    connect(x, c)
    slide(c, k, values(0.1, 0.2), 0)
    connect(k, y)
    assert {"convolution or pool"} == {name for label, name in kinds(Network(x, [y], seed=0)).items() if label[0] in "ck"}


@pytest.mark.parametrize("combine", ["maximum", "minimum", "mean"])
def test_who_gathers_numbers_into_one_pools(combine: str) -> None:
    """Of a single number there is nothing to gather."""
    x, y = inputs(2), Neuron("y")
    pool, alone = Neuron("p", combine=combine), Neuron("q", combine=combine)
    connect(x, pool)
    connect(x[0], alone)
    connect([pool, alone], y)
    found = kinds(Network(x, [y], seed=0))
    assert ("convolution or pool", "hidden") == (found["p"], found["q"])


def test_weights_that_are_shared_otherwise_make_no_convolution() -> None:
    """One weight for a whole layer, ones that only add, gates with a common weight, and layers of different depth."""
    x, h, sums, gates, y = inputs(4), layer("h", 2), layer("s", 2), layer("g", 2, combine="product"), Neuron("y")
    one = Value(1.0)
    one.operation = frozen
    connect(x, h, weight=Value(0.3))
    connect(x[:2], sums[0], weight=one)
    connect(x[2:], sums[1], weight=one)
    common = Value(0.7)
    connect(x[:2], gates[0], weight=common)
    connect(x[2:], gates[1], weight=common)
    connect([*h, *sums, *gates], y)
    assert {"input", "hidden", "output"} == set(kinds(Network(x, [y], seed=0)).values())


def test_a_single_shared_weight_is_not_enough() -> None:
    """All that a neuron listens with is moved along, or nothing is."""
    x, h, y = inputs(4), layer("h", 2), Neuron("y")
    for neuron, (first, second) in zip(h, pairwise(x[:3]), strict=True):
        Synapse(first, neuron, weight=0.1)
        Synapse(second, neuron, weight=0.2)
    shared = Value(0.5)
    Synapse(x[3], h[0], weight=shared)
    Synapse(x[0], h[1], weight=shared)
    connect(h, y)
    assert {"input", "hidden", "output"} == set(kinds(Network(x, [y], seed=0)).values())


def test_the_same_place_is_no_other_place() -> None:
    """Two neurons that hear one input through a common weight, and others through another, do not move anything along."""
    x, h, y = inputs(3), layer("h", 2), Neuron("y")
    first, second = values(0.1, 0.2)
    for place, neuron in enumerate(h):
        Synapse(x[0], neuron, weight=first)
        Synapse(x[1 + place], neuron, weight=second)
    connect(h, y)
    assert "hidden" == kinds(Network(x, [y], seed=0))["h0"]


def test_a_single_weight_that_learns_is_a_kernel() -> None:
    """Only a frozen 1 is mere addition."""
    x, h, y = inputs(4), layer("h", 2), Neuron("y")
    common = Value(1.0)
    connect(x[:2], h[0], weight=common)
    connect(x[2:], h[1], weight=common)
    connect(h, y)
    assert "kernel" == kinds(Network(x, [y], seed=0))["h0"]


def test_who_writes_to_more_outputs_than_there_are_of_it_is_no_kernel() -> None:
    """The last step of a deconvolution that enlarges."""
    x, c, y = inputs(2), layer("c", 3), layer("y", 4)
    connect(x, c)
    slide(c, y, values(0.1, 0.2), -1)
    assert "convolution or pool" == kinds(Network(x, y, seed=0))["c1"]
