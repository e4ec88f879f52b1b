"""DN: the deconvolutional network, a convolutional one backwards: from few numbers to a picture.

Every input paints the kernel, times itself, at its place, and what overlaps is added: the transpose of the convolution with the
same weights, so that <convolve(a), b> = <a, transpose(b)>.

    x_i[s p + k - padding] = c_i + sum over j, p, k of w_ji[k] y_j[p]

Zeiler, Krishnan, Taylor and Fergus, Deconvolutional networks, CVPR 2010.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import fsum
from operator import mul
from random import Random
from typing import Any

from ..convolution import Kernel, convolve, new_weight, transpose
from ..grids import Extent, Grid
from ..network import Network
from ..optimizers import GradientDescent
from .catalogue import Card, Result, Trial, each, figure, learn, stages


def build(
    shape: Extent = 8,
    channels: Sequence[int] = (1,),
    *,
    inputs: int = 1,
    size: int | Sequence[int] = 3,
    stride: int | Sequence[int] = 2,
    padding: int | Sequence[int] = 1,
    bias: bool = False,
    shared: bool = True,
    activation: str = "tanh",
    output_activation: str = "linear",
    initialiser: Any = "lecun",
    seed: int | None = None,
) -> Network:
    """Return a network of transposed convolutions: ``channels`` counts those that each leads to, from ``inputs`` of them.

    ``size``, ``stride`` and ``padding`` are the same for all of them, or listed. A stride of 2 doubles the grid. Unless weights
    are ``shared`` every synapse has its own.
    """
    if not channels:
        raise ValueError("channels needs one stage at least, such as [1], got none")
    grid = first = Grid.of_inputs(shape, inputs)
    settings = stages(len(channels), channels=channels, size=size, stride=stride, padding=padding)
    for number, (count, extent, step, around) in enumerate(settings, start=1):
        kernel = Kernel((extent,) * len(grid.shape), count, len(grid.channels), label=f"k{number}/")
        last = output_activation if number == len(channels) else activation
        grid = transpose(grid, kernel, stride=step, padding=around, bias=bias, activation=last)
        for synapse in [] if shared else [synapse for neuron in grid.neurons for synapse in neuron.incoming]:
            synapse.weight = new_weight()
    return Network(first.neurons, grid.neurons, initialiser=initialiser, seed=seed)


def interpolation(inputs: Sequence[float]) -> list[float]:
    """Return the inputs with the mean of every two neighbours between them."""
    between = [(a + b) / 2.0 for a, b in pairwise(inputs)]
    return [x for pair in zip(inputs, [*between, 0.0], strict=True) for x in pair][:-1]


def signals(count: int, places: Sequence[int], seed: int, length: int = 8) -> list[list[float]]:
    """Return signals that are 0 except at these places."""
    random = Random(seed)
    return [[random.uniform(-1.0, 1.0) if place in places else 0.0 for place in range(length)] for _ in range(count)]


def _learns_to_interpolate(network: Network, seed: int) -> Result:
    """Learn from signals in the first half, and interpolate others in the second half."""
    rows, others = signals(30, range(4), seed), signals(30, range(4, 8), 1_000_000 + seed)
    descent = GradientDescent(learning_rate=0.5, momentum=0.9)
    learn(network, rows, [interpolation(row) for row in rows], loss="mean_squared_error", optimizer=descent, max_epochs=1000)

    errors = [
        max(
            abs(y - t)
            for row, y_row in zip(tested, network.predict(tested), strict=True)
            for y, t in zip(y_row, interpolation(row), strict=True)
        )
        for tested in (others, rows)
    ]
    return Result(dict(zip(("error on unseen places", "error"), errors, strict=True)), network)


def _is_the_transpose(seed: int) -> Result:
    """Compare <convolve(a), b> with <a, transpose(b)>: two networks over one kernel, there and back."""
    kernel, stride = Kernel((3, 3), sources=2, targets=3), (2, 1)
    below = Grid.of_inputs((5, 6), channels=2)
    convolved = convolve(below, kernel, bias=False, stride=stride, padding=1)
    above = Grid.of_inputs(convolved.shape, channels=3)
    there = Network(below.neurons, convolved.neurons, seed=seed)
    back = Network(above.neurons, transpose(above, kernel, bias=False, stride=stride, padding=1).neurons)
    random = Random(seed)
    a, b = ([random.uniform(-1.0, 1.0) for _ in grid.neurons] for grid in (below, above))
    [y], [x] = there.predict([a]), back.predict([b])
    return Result({"difference": abs(fsum(map(mul, y, b)) - fsum(map(mul, a, x)))}, back)


UNSEEN = figure("error on unseen places")

CARD = Card(
    full_name="deconvolutional network",
    paper="Zeiler, Krishnan, Taylor and Fergus 2010",
    build=build,
    tasks=[
        Trial(
            "linear interpolation by one kernel of 3",
            lambda seed: _learns_to_interpolate(build(seed=seed), seed),
            each(UNSEEN <= 1e-12, 10, of=10),
            seeds=10,
        ),
        Trial("transpose of a convolution, same weights", _is_the_transpose, each(figure("difference") <= 1e-12), seeds=10),
    ],
    controls=[
        Trial(
            "the same with weights of their own",
            lambda seed: _learns_to_interpolate(build(shared=False, seed=seed), seed),
            each((UNSEEN >= 0.1) & (figure("error") <= 1e-6)),
            seeds=10,
        ),
    ],
    poster={"shape": 2, "channels": (1, 1, 1, 1), "size": (2, 2, 2, 3), "stride": 1, "padding": (0, 0, 0, 1)},
    sizes=[{"shape": (2, 3), "inputs": 2, "channels": (3, 1), "bias": True}, {"shape": 1, "padding": 0}],
    aliases=["deconvolution", "transposed convolution"],
)
