"""DFF: the deep feed-forward network, with more than one hidden layer.

Each layer codes anew what the one before has made of the inputs, so that a shape such as a ring is put together from few pieces.

    y^(0) = x        y^(l) = f(W^(l) y^(l-1) + b^(l))

Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, Nature 323, 1986, for any number of layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..datasets import circles
from ..metrics import accuracy
from ..network import Network
from ..optimizers import Adam
from ..wiring import feed_forward
from .catalogue import Card, Result, Trial, figure, learn, on_average


def build(
    inputs: int = 2,
    hidden: Sequence[int] = (8, 8),
    outputs: int = 1,
    *,
    activation: str = "tanh",
    output_activation: str = "linear",
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network with any number of hidden layers, each fully connected to the one before and to a bias."""
    return feed_forward(
        [inputs, *hidden, outputs],
        activation=activation,
        output_activation=output_activation,
        initialiser=initialiser,
        seed=seed,
    )


def _learns_circles(network: Network, seed: int) -> Result:
    """Learn from 100 points on two noisy circles, and measure on 2,000 others."""
    points = circles(100, noise=0.1, factor=0.5, seed=seed).signed()
    others = circles(2000, noise=0.1, factor=0.5, seed=1_000_000 + seed).signed()
    settings: Any = {"batch_size": 10, "max_epochs": 200, "target_loss": 0.05, "seed": seed}
    learn(network, *points, loss="hinge", optimizer=Adam(learning_rate=0.01), **settings)
    return Result({"test accuracy": accuracy(network.predict(others.inputs), others.targets)}, network)


CARD = Card(
    full_name="deep feed-forward network",
    paper="Rumelhart, Hinton and Williams 1986",
    build=build,
    tasks=[
        Trial(
            "two circles with 2-8-8-1",
            lambda seed: _learns_circles(build(seed=seed), seed),
            on_average(figure("test accuracy") >= 0.97),
            seeds=10,
        ),
    ],
    controls=[
        Trial(
            "two circles with 2-1, linear",
            lambda seed: _learns_circles(feed_forward([2, 1], seed=seed), seed),
            on_average((figure("test accuracy") >= 0.4) & (figure("test accuracy") <= 0.6)),
            seeds=10,
        ),
    ],
    poster={"inputs": 3, "hidden": (4, 4), "outputs": 2},
    sizes=[{"inputs": 1, "hidden": (2, 3, 4), "outputs": 2}, {"hidden": ()}],
    aliases=["deep network", "deep feed forward"],
)
