"""Grids and shared weights: convolution, its transpose and pooling against SciPy, and what does not fit."""

from math import prod
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy import signal

from nn import Grid, InputNeuron, Kernel, Network, Neuron, convolve, mean_squared_error, pool, transpose


def numbers(count: int, seed: int = 0) -> list[float]:
    draw = Random(seed)
    return [draw.uniform(-1.0, 1.0) for _ in range(count)]


def arrays(kernel: Kernel) -> Any:
    """The kernel's numbers, by target, source and offset."""
    listed = [[[weight.data for weight in weights] for weights in row] for row in kernel.weights]
    return np.array(listed).reshape(kernel.targets, kernel.sources, *kernel.size)


def outcome(grid: Grid, made: Grid, inputs: list[float]) -> Any:
    (outputs,) = Network(grid.neurons, made.neurons, seed=1).predict([inputs])
    return np.array(outputs).reshape(len(made.channels), *made.shape)


CASES = [
    ((7,), (3,), 1, 0, 1, 1),
    ((7,), (2,), 2, 1, 2, 3),
    ((6, 5), (3, 3), 1, 1, 1, 2),
    ((6, 7), (3, 2), (2, 1), (1, 0), 3, 2),
    ((3, 4, 5), (2, 2, 2), 1, 0, 1, 2),
]


@pytest.mark.parametrize(("shape", "size", "stride", "padding", "sources", "targets"), CASES)
def test_convolution_is_scipy_s_cross_correlation(
    shape: Any, size: Any, stride: Any, padding: Any, sources: int, targets: int
) -> None:
    """In any number of dimensions and channels: to 1e-12, with zeros outside and every stride-th place."""
    grid, kernel = Grid.of_inputs(shape, sources), Kernel(size, sources, targets)
    made = convolve(grid, kernel, stride=stride, padding=padding, bias=False)
    inputs = numbers(len(grid.neurons))
    found = outcome(grid, made, inputs)
    around = [(p, p) for p in ((padding,) * len(shape) if isinstance(padding, int) else padding)]
    steps = tuple(slice(None, None, s) for s in ((stride,) * len(shape) if isinstance(stride, int) else stride))
    pictures = [np.pad(picture, around) for picture in np.array(inputs).reshape(sources, *shape)]
    for channel, weights in zip(found, arrays(kernel), strict=True):
        expected = sum(signal.correlate(x, w, mode="valid") for x, w in zip(pictures, weights, strict=True))[steps]
        assert expected.shape == channel.shape
        np.testing.assert_allclose(channel, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("shape", "size", "stride", "padding", "sources", "targets"), CASES)
def test_the_transpose_is_scipy_s_full_convolution(
    shape: Any, size: Any, stride: Any, padding: Any, sources: int, targets: int
) -> None:
    """Of the inputs with zeros between them, where the stride is more than 1; what the padding covers is cut off."""
    kernel = Kernel(size, sources, targets)
    grid = Grid.of_inputs(shape, targets)
    made = transpose(grid, kernel, stride=stride, padding=padding, bias=False)
    inputs = numbers(len(grid.neurons))
    found = outcome(grid, made, inputs)
    strides = (stride,) * len(shape) if isinstance(stride, int) else stride
    edges = (padding,) * len(shape) if isinstance(padding, int) else padding
    spread = np.zeros((targets, *[s * (n - 1) + 1 for n, s in zip(shape, strides, strict=True)]))
    spread[(slice(None), *[slice(None, None, s) for s in strides])] = np.array(inputs).reshape(targets, *shape)
    inner = tuple(slice(p, -p or None) for p in edges)
    for i, channel in enumerate(found):
        expected = sum(signal.convolve(x, w[i], mode="full") for x, w in zip(spread, arrays(kernel), strict=True))[inner]
        assert expected.shape == channel.shape
        np.testing.assert_allclose(channel, expected, rtol=0, atol=1e-12)


def test_both_directions_learn_the_same_weights() -> None:
    """One Value for each offset, whoever uses it: gradients of both networks add up in it."""
    kernel = Kernel(3)
    below = Grid.of_inputs(5)
    there = Network(below.neurons, convolve(below, kernel, bias=False).neurons, seed=0)
    above = Grid.of_inputs(3)
    back = Network(above.neurons, transpose(above, kernel, bias=False).neurons)
    (weights,) = kernel.weights[0]
    assert weights == there.parameters()
    assert set(weights) == set(back.parameters())
    mean_squared_error(there([1.0] * 5), [0.0] * 3).backward()
    alone = [weight.grad for weight in weights]
    mean_squared_error(back([1.0] * 3), [0.0] * 5).backward()
    assert all(weight.grad != before for weight, before in zip(weights, alone, strict=True))


def test_a_channel_shares_one_bias() -> None:
    """And each channel has its own."""
    grid = Grid.of_inputs((3, 3))
    made = convolve(grid, Kernel((2, 2), targets=2))
    biases = [[neuron.bias.weight for neuron in channel] for channel in made.channels]  # type: ignore[attr-defined]
    assert [1, 1] == [len(set(channel)) for channel in biases]
    assert biases[0][0] is not biases[1][0]
    assert 2 * (4 + 1) == len(Network(grid.neurons, made.neurons).parameters())


def test_a_kernel_may_be_given_its_numbers() -> None:
    """Nested by targets, sources and offsets; its weights are called after their offsets."""
    kernel = Kernel((1, 2), sources=2, values=[[[1.0, 2.0], [3.0, 4.0]]])
    grid = Grid.of_inputs((1, 2), channels=2)
    found = outcome(grid, convolve(grid, kernel, bias=False), [10, 20, 30, 40])
    assert [[[1 * 10 + 2 * 20 + 3 * 30 + 4 * 40]]] == found.tolist()
    assert ["k1[0,0]", "k1[0,1]"] == [weight.label for weight in kernel.weights[0][0]]
    two = Kernel(1, targets=2, values=[[[3.0]], [[5.0]]])
    line = Grid.of_inputs(1)
    assert [[3.0], [5.0]] == outcome(line, convolve(line, two, bias=False), [1.0]).tolist()
    assert "Kernel(1 x 2, sources=2, targets=1)" == repr(kernel)


@pytest.mark.parametrize("combine", ["maximum", "mean", "minimum"])
def test_pools_look_at_windows(combine: str) -> None:
    """Side by side, or overlapping by a stride; each channel alone; nothing to be trained."""
    function = {"maximum": np.max, "mean": np.mean, "minimum": np.min}[combine]
    for size, stride in ((2, None), (2, 1), ((2, 3), (2, 1)), (None, None)):
        grid = Grid.of_inputs((4, 5), channels=2)
        inputs = numbers(40)
        made = pool(grid, size, stride=stride, combine=combine)
        window = (4, 5) if size is None else (size, size) if isinstance(size, int) else size
        step = window if stride is None else (stride, stride) if isinstance(stride, int) else stride
        views = np.lib.stride_tricks.sliding_window_view(np.array(inputs).reshape(2, 4, 5), window, axis=(1, 2))
        expected = function(views[:, :: step[0], :: step[1]], axis=(3, 4))
        found = outcome(grid, made, inputs)
        assert expected.shape == found.shape
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-15)
        assert [] == Network(grid.neurons, made.neurons).parameters()


def test_layers_follow_one_another() -> None:
    """A convolution of a pool of a convolution: any grid of neurons will do."""
    grid = Grid.of_inputs((8, 8))
    inner = convolve(
        pool(convolve(grid, Kernel((3, 3), targets=2), activation="relu"), 2), Kernel((2, 2), 2, 3), activation="tanh"
    )
    assert ((2, 2), 3) == (inner.shape, len(inner.channels))
    network = Network(grid.neurons, inner.neurons, seed=0)
    assert 2 * 10 + 3 * 9 == len(network.parameters())
    assert 12 == len(network.predict([numbers(64)])[0])


def test_places_are_counted_from_the_first() -> None:
    """The last dimension fastest, and nothing outside."""
    neurons = [Neuron(str(i)) for i in range(prod((2, 3, 2)))]
    grid = Grid([neurons], (2, 3, 2))
    assert "9" == grid.at(1, 1, 1).label
    for place in ((2, 0, 0), (0, -1, 0)):
        with pytest.raises(IndexError, match="no place"):
            grid.at(*place)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: convolve(Grid.of_inputs(2), Kernel(3)), "window of 3 does not fit into a grid of 2"),
        (lambda: convolve(Grid.of_inputs((4, 4)), Kernel(3)), "window of 3 cannot move over a grid of 4 x 4"),
        (lambda: convolve(Grid.of_inputs(4, channels=2), Kernel(3)), "leads from 1 channels, but the grid has 2"),
        (lambda: transpose(Grid.of_inputs(4), Kernel(3, targets=2)), "leads back from 2 channels, but the grid has 1"),
        (lambda: convolve(Grid.of_inputs(4), Kernel(2), padding=2), "padding of 2 would let the window of 2 lie outside"),
        (lambda: transpose(Grid.of_inputs(1), Kernel(2), padding=1), "padding of 1 leaves nothing"),
        (
            lambda: transpose(Grid.of_inputs(3), Kernel(2), stride=3, bias=False),
            "a stride of 3 the kernel of 2 leaves places betw",
        ),
        (lambda: convolve(Grid.of_inputs(4), Kernel(2), stride=0), "stride must be a whole number of 1 or more.* got 0"),
        (lambda: convolve(Grid.of_inputs(4), Kernel(2), stride=(1, 1)), r"a list of 1 of them, got \(1, 1\)"),
        (lambda: Kernel(0), "size must be"),
        (lambda: Kernel(2, targets=0), "targets must be 1 channel or more, got 0"),
        (lambda: Kernel(2, values=[[[1.0]]]), "nested lists of 1 x 1 x 2 numbers"),
        (lambda: Grid([[InputNeuron()]], (2,)), "shape 2 needs 2 neurons, got 1"),
        (lambda: Grid([], (2,)), "at least one channel"),
    ],
)
def test_what_does_not_fit_is_said(attempt: Any, words: str) -> None:
    """With the sizes that were given."""
    with pytest.raises(ValueError, match=words):
        attempt()


def test_places_between_that_hear_nothing_have_their_bias() -> None:
    """A stride that is larger than the kernel is no error with one; a single place has nothing between."""
    x = Grid.of_inputs(2)
    y = transpose(x, Kernel(1, values=[[[2.0]]]), stride=3)
    network = Network(x.neurons, y.neurons, seed=0)
    network.biases[0].outgoing[0].weight.data = 0.5
    assert [[2.5, 0.5, 0.5, 6.5]] == network.predict([[1.0, 3.0]])
    one = Grid.of_inputs(1)
    assert 1 == len(transpose(one, Kernel(1), stride=3, bias=False).neurons)


@pytest.mark.parametrize("given", ["3", 2.0, None, [1.5]])
def test_sizes_that_are_no_numbers_are_said(given: Any) -> None:
    """Not that something cannot be interpreted."""
    with pytest.raises(TypeError, match="size must be a whole number of 1 or more, or a list of them, got"):
        Kernel(given)
