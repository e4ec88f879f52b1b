"""FF: the feed-forward network with one hidden layer.

It learns what no single layer can, such as the exclusive or: the hidden neurons make a new coding of the inputs, in which the
classes can be parted by a line. With enough of them it approximates any continuous function (Cybenko 1989).

    h_j = f(b_j + sum_i w_ij x_i)        y_k = g(c_k + sum_j v_jk h_j)

Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, Nature 323, 1986.
"""

from __future__ import annotations

from typing import Any

from ..datasets import xor
from ..metrics import accuracy
from ..network import Network
from ..optimizers import GradientDescent
from ..wiring import feed_forward
from .catalogue import Card, Result, Trial, each, figure, learn, only_told


def build(
    inputs: int = 2,
    hidden: int = 3,
    outputs: int = 1,
    *,
    activation: str = "tanh",
    output_activation: str = "linear",
    initialiser: Any = "lecun",
    seed: int | None = None,
) -> Network:
    """Return a network with one hidden layer, every layer fully connected to the one before and to a bias."""
    sizes = [inputs, hidden, outputs]
    return feed_forward(sizes, activation=activation, output_activation=output_activation, initialiser=initialiser, seed=seed)


def _learns_xor(network: Network) -> Result:
    """Learn the four rows, -1 and 1, by gradient descent with momentum, and count those with the right sign."""
    data = xor()
    descent = GradientDescent(learning_rate=0.1, momentum=0.9)
    history = learn(network, *data, loss="mean_squared_error", optimizer=descent, max_epochs=1000, target_loss=0.01)
    right = 4 * accuracy(network.predict(data.inputs), data.targets)
    return Result({"rows right": right, "loss": history.losses[-1]}, network)


LEARNED = figure("rows right") >= 4

CARD = Card(
    full_name="feed-forward network",
    paper="Rumelhart, Hinton and Williams 1986",
    build=build,
    tasks=[
        Trial("xor with 2-3-1", lambda seed: _learns_xor(build(seed=seed)), each(LEARNED, 95, of=100), seeds=100),
        Trial("xor with 2-2-1", lambda seed: _learns_xor(build(hidden=2, seed=seed)), only_told(LEARNED), seeds=100),
    ],
    controls=[
        Trial(
            "xor with 2-1, linear", lambda seed: _learns_xor(feed_forward([2, 1], seed=seed)), each(figure("rows right") <= 3), 10
        ),
    ],
    poster={"inputs": 2, "hidden": 2, "outputs": 1},
    sizes=[{"inputs": 5, "hidden": 4, "outputs": 3}, {"hidden": 1}],
    aliases=["feed forward", "multilayer perceptron", "mlp"],
)
