"""DCN: the deep convolutional network, which looks for the same small patterns everywhere.

A kernel's few weights are shared by all places, so what is learned in one corner of a picture is known in all of them; pooling
then keeps that something was there and forgets where exactly.

    x_j[p] = b_j + sum_i sum_k w_ji[k] y_i[p + k]        y_j[p] = f(x_j[p])        pooled: max over a window

LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, Proceedings of the IEEE 86, 1998;
Fukushima 1980 had the architecture, without backpropagation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

from .. import datasets
from ..convolution import Kernel, convolve, pool
from ..grids import Extent, Grid
from ..metrics import accuracy
from ..network import Network
from ..neuron import BiasNeuron, Neuron
from ..optimizers import Adam
from ..wiring import connect, feed_forward
from .catalogue import Card, Result, Trial, each, figure, learn, on_average, stages

WHOLE = -1  # a pool over all places


def build(
    shape: Extent = (8, 8),
    kernels: Sequence[int] = (4,),
    outputs: int = 2,
    *,
    channels: int = 1,
    size: int | Sequence[int] = 3,
    padding: int | Sequence[int] = 0,
    pooling: int | Sequence[int] = WHOLE,
    pooled_by: str = "maximum",
    hidden: Sequence[int] = (),
    activation: str = "tanh",
    initialiser: Any = "lecun",
    seed: int | None = None,
) -> Network:
    """Return a network of convolutions, pools and fully connected layers.

    ``kernels`` counts those of each convolution; ``size``, ``padding`` and ``pooling`` are the same for all of them, or listed. A
    pooling of 2 halves the grid, 0 leaves it, and -1 pools all places into one. A row of inputs is the picture row by row.
    """
    grid = inputs = Grid.of_inputs(shape, channels)
    settings = stages(len(kernels), kernels=kernels, size=size, padding=padding, pooling=pooling)
    for number, (count, extent, around, window) in enumerate(settings, start=1):
        kernel = Kernel((extent,) * len(grid.shape), len(grid.channels), count, label=f"k{number}/")
        grid = convolve(grid, kernel, padding=around, activation=activation)
        if window:
            grid = pool(grid, None if window == WHOLE else window, combine=pooled_by)
    layers: list[list[Any]] = [grid.neurons, *[[Neuron(activation=activation) for _ in range(n)] for n in hidden]]
    layers.append([Neuron() for _ in range(outputs)])
    for before, layer in pairwise(layers):
        connect([*before, BiasNeuron()], layer)
    return Network(inputs.neurons, layers[-1], initialiser=initialiser, seed=seed)


STROKES = ((1, 0, 0, 0, 1, 0, 0, 0, 1), (0, 0, 1, 0, 1, 0, 1, 0, 0))  # falling, rising


def fields(count: int, columns: Sequence[int], seed: int, noise: float = 0.3) -> tuple[list[list[float]], list[int]]:
    """Return noisy fields of 8 x 8 with a falling or rising stroke of 3 x 3, its left end in one of these columns; and which."""
    random = Random(seed)
    pictures, shapes = [], [k % 2 for k in range(count)]
    for shape in shapes:
        picture = [random.gauss(0.0, noise) for _ in range(64)]
        corner = 8 * random.randrange(6) + random.choice(columns)
        for place, ink in enumerate(STROKES[shape]):
            picture[corner + 8 * (place // 3) + place % 3] += ink
        pictures.append(picture)
    return pictures, shapes


def _finds_shapes(network: Network, seed: int, epochs: int) -> Result:
    """Learn from strokes at the left, and look for them at the right, where there never was one."""
    pictures, shapes = fields(200, (0, 1, 2), seed)
    optimizer = Adam(learning_rate=0.02)
    learn(network, pictures, shapes, loss="cross_entropy", optimizer=optimizer, batch_size=20, max_epochs=epochs, seed=seed)
    unseen, wanted = fields(500, (3, 4, 5), 1_000_000 + seed)
    figures = {
        "accuracy on unseen columns": accuracy(network.predict(unseen), wanted),
        "accuracy": accuracy(network.predict(pictures), shapes),
        "weights": len(network.parameters()),
    }
    return Result(figures, network)


def _reads_digits(seed: int) -> Result:
    """Learn from four fifths of the handwritten digits, and read the others."""
    learn_from, test_on = datasets.digits().split(test=0.2, seed=seed)
    pictures, others = [[[x / 16.0 for x in row] for row in data.inputs] for data in (learn_from, test_on)]
    network = build(outputs=10, pooling=2, seed=seed)
    optimizer = Adam(learning_rate=0.01)
    learn(
        network, pictures, learn_from.targets, loss="cross_entropy", optimizer=optimizer, batch_size=20, max_epochs=30, seed=seed
    )
    figures = {"test accuracy": accuracy(network.predict(others), test_on.targets), "weights": len(network.parameters())}
    return Result(figures, network)


UNSEEN = figure("accuracy on unseen columns")

CARD = Card(
    full_name="deep convolutional network",
    paper="LeCun, Bottou, Bengio and Haffner 1998",
    build=build,
    tasks=[
        Trial(
            "falling or rising stroke in unseen columns",
            lambda seed: _finds_shapes(build(seed=seed), seed, epochs=150),
            each((UNSEEN >= 0.95) & (figure("weights") <= 50), 6, of=10),
            seeds=10,
        ),
        Trial(
            "handwritten digits",
            _reads_digits,
            each((figure("test accuracy") >= 0.91) & (figure("weights") <= 410), 5, of=5),
            seeds=5,
        ),
    ],
    controls=[
        Trial(
            "the same, fully connected, with 471 weights",
            lambda seed: _finds_shapes(feed_forward([64, 7, 2], seed=seed), seed, epochs=40),
            on_average((UNSEEN < 0.5) & (figure("accuracy") >= 0.95)),
            seeds=10,
        ),
    ],
    poster={
        "shape": 5,
        "kernels": (1, 1, 1, 1),
        "size": (3, 2, 2, 2),
        "padding": (1, 0, 0, 0),
        "pooling": 0,
        "hidden": (4, 4),
        "outputs": 3,
    },
    sizes=[
        {"shape": (4, 5), "kernels": (2, 3), "size": 2, "pooling": (0, 2), "pooled_by": "mean", "outputs": 3},
        {"shape": 6, "channels": 2},
    ],
    aliases=["convolutional network", "cnn", "convnet", "lenet"],
)
