"""DRN: the deep residual network, in which every second layer also hears what the layer two before it said, unchanged.

Blocks then learn what is to be added to their input, and a gradient comes back through twenty layers as through one.

    h^(l+2) = f(h^(l) + W2 f(W1 h^(l) + b1) + b2)

He, Zhang, Ren and Sun, Deep residual learning for image recognition, 2015, equation 1. The sum is made of synapses with the
fixed weight 1.
"""

from __future__ import annotations

from typing import Any

from ..datasets import two_moons
from ..initialisers import uniform
from ..network import Network
from ..optimizers import Adam
from ..wiring import connect_pairs, feed_forward
from .catalogue import Card, Result, Trial, each, figure, learn


def build(
    inputs: int = 2,
    width: int = 4,
    depth: int = 20,
    outputs: int = 1,
    *,
    over: int = 2,
    activation: str = "tanh",
    output_activation: str = "linear",
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network of ``depth`` hidden layers, all as wide, with a residual over every ``over`` of them from the first on."""
    settings: Any = {"output_activation": output_activation, "initialiser": initialiser, "seed": seed}
    network = feed_forward([inputs, *[width] * depth, outputs], activation=activation, **settings)
    layers = network.hidden
    for before, after in zip(layers[::over], layers[over::over], strict=False):
        connect_pairs(before, after, weight=1.0, trainable=False)
    return network


def _learns_moons(network: Network, seed: int) -> Result:
    """Learn 100 points on two moons, and tell the loss of the last epoch."""
    moons = two_moons(100, noise=0.1, seed=seed).signed()
    settings: Any = {"batch_size": 20, "max_epochs": 400, "seed": seed}
    history = learn(network, *moons, loss="mean_squared_error", optimizer=Adam(learning_rate=0.003), **settings)
    return Result({"loss": history.losses[-1]}, network)


# Between -1 and 1 over the root of the fan-in, the usual first weights of a layer before it was asked how signals survive depth.
SMALL = uniform(-0.5, 0.5)

CARD = Card(
    full_name="deep residual network",
    paper="He, Zhang, Ren and Sun 2015",
    build=build,
    tasks=[
        Trial(
            "two moons, 20 layers of 4",
            lambda seed: _learns_moons(build(initialiser=SMALL, seed=seed), seed),
            each(figure("loss") < 0.02, 10, of=10),
            seeds=10,
        ),
    ],
    controls=[
        Trial(
            "the same without residuals",
            lambda seed: _learns_moons(feed_forward([2, *[4] * 20, 1], initialiser=SMALL, seed=seed), seed),
            each(figure("loss") > 0.3),
            seeds=10,
        ),
    ],
    poster={"inputs": 2, "width": 2, "depth": 7, "outputs": 2},
    sizes=[{"width": 3, "depth": 5, "outputs": 3}, {"depth": 1}, {"depth": 6, "over": 3}],
    aliases=["resnet", "residual network"],
)
