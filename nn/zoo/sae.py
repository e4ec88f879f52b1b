"""SAE: the sparse autoencoder, whose code may be as wide as its inputs because few of its neurons may speak at a time.

What they say costs: the loss is the error of the reconstruction plus beta times the mean activation of the code. So each input is
told by few neurons, where an autoencoder of the same width tells it by all of them at once.

    h = f(W x + b)        y = g(V h + c)        E = |y - x|^2 / n + beta sum_j h_j / m

Ranzato, Poultney, Chopra and LeCun, Efficient learning of sparse representations with an energy-based model, NIPS 2006 (2007),
bound the code by a sparsifying logistic instead; the cost that is linear in the activation is that of sparse coding (Olshausen
and Field 1996).
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import fmean
from typing import Any

from autograd.operations import mean

from ..losses import mean_squared_error
from ..network import Network
from ..optimizers import Adam
from ..wiring import feed_forward
from .catalogue import Card, Result, Trial, each, figure, learn


def build(
    inputs: int = 16,
    hidden: int = 16,
    *,
    activation: str = "sigmoid",
    output_activation: str = "sigmoid",
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network with as many outputs as inputs, and any number of hidden neurons; see `with_code` on how it learns."""
    settings: Any = {"output_activation": output_activation, "initialiser": initialiser, "seed": seed}
    return feed_forward([inputs, hidden, inputs], activation=activation, **settings)


def with_code(network: Network) -> Network:
    """Return a view of the same neurons whose outputs are the reconstruction and then the code, for `sparse` to judge."""
    return Network(network.inputs, [*network.outputs, *network.hidden[0]])


def sparse(beta: float, inputs: int) -> Callable[[Any, Any], Any]:
    """Return the loss of such a view: the squared error of the reconstruction, and what the code costs."""

    def loss(outputs: Any, targets: Any) -> Any:
        reconstruction, code = outputs[:inputs], outputs[inputs:]
        return mean_squared_error(reconstruction, targets) + mean(len(code))(*code) * beta

    return loss


def bars(count: int, seed: int, size: int = 4) -> list[list[float]]:
    """Return pictures in which each row and each column is a bar with probability 1 / (2 size) (Foldiak 1990)."""
    random, pictures = Random(seed), []
    for _ in range(count):
        rows, columns = [[random.random() < 0.5 / size for _ in range(size)] for _ in range(2)]
        pictures.append([float(row or column) for row in rows for column in columns])
    return pictures


def _learns_bars(beta: float, seed: int, epochs: int = 80) -> tuple[Network, float, float]:
    """Return a trained network, and how it does on other pictures: the share of wrong pixels and the mean activation."""
    network = build(seed=seed)
    view = with_code(network)
    pictures, others = bars(500, seed), bars(500, 1_000_000 + seed)
    settings: Any = {"batch_size": 20, "max_epochs": epochs, "seed": seed}
    learn(view, pictures, pictures, loss=sparse(beta, 16), optimizer=Adam(learning_rate=0.04), **settings)
    outputs = view.predict(others)
    pixels = [
        (y > 0.5) != (x > 0.5) for row, wanted in zip(outputs, others, strict=True) for y, x in zip(row[:16], wanted, strict=True)
    ]
    return network, fmean(pixels), fmean([h for row in outputs for h in row[16:]])


def _compared(beta: float, seed: int) -> Result:
    """Compare with a network that pays nothing for its code and began with other weights."""
    network, wrong, activation = _learns_bars(beta, seed)
    _, plain_wrong, plain_activation = _learns_bars(0.0, 1000 + seed)
    figures = {
        "mean activation": activation,
        "times sparser": plain_activation / activation,
        "wrong pixels": wrong,
        "wrong pixels at beta = 0": plain_wrong,
    }
    return Result(figures, network)


EQUAL = (figure("wrong pixels") <= 0.005) & (figure("wrong pixels at beta = 0") <= 0.005)

CARD = Card(
    full_name="sparse autoencoder",
    paper="Ranzato, Poultney, Chopra and LeCun 2007",
    build=build,
    tasks=[
        Trial(
            "bars 4 x 4 with 16-16-16, beta = 0.05",
            lambda seed: _compared(0.05, seed),
            each((figure("times sparser") >= 4) & EQUAL),
            seeds=10,
        ),
    ],
    controls=[
        Trial("beta = 0", lambda seed: _compared(0.0, seed), each((figure("times sparser") < 1.5) & EQUAL), seeds=5),
    ],
    poster={"inputs": 2, "hidden": 4},
    drawing={"reconstructs": True},
    sizes=[{"inputs": 3, "hidden": 2}, {"inputs": 1, "hidden": 1}],
    aliases=["sparse auto encoder"],
)
