"""ELM: the extreme learning machine, whose hidden neurons are drawn at random and stay as they are.

Only the weights of the outputs are learned, and those at once, by least squares: no gradient, no epochs. With as many hidden
neurons as rows it passes through all of them, whatever was drawn, and with fewer it smooths.

    h_j = f(b_j + sum_i w_ij x_i)        y_k = sum_j v_jk h_j

w between -1 and 1, b between 0 and 1, as in the authors' program, and both frozen; V = H^+ T, the pseudo-inverse of what the
hidden neurons say to all rows times the targets (`rules.LeastSquares`). Hidden neurons may listen to one another, without a
circle: ``links`` says who to whom.

Huang, Zhu and Siew, Extreme learning machine: theory and applications, Neurocomputing 70, 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sin, sqrt
from random import Random
from typing import Any

from ..network import Network
from ..neuron import BiasNeuron, InputNeuron, Neuron
from ..rules.least_squares import LeastSquares
from ..synapse import Synapse
from .catalogue import Card, Result, Trial, each, figure, taught


def build(
    inputs: int = 1,
    hidden: int = 20,
    outputs: int = 1,
    *,
    activation: str = "sigmoid",
    links: Sequence[tuple[int, int]] | None = None,
    seed: int | None = None,
) -> Network:
    """Return a network of random hidden neurons, all of which hear all inputs, and are heard by all outputs.

    ``links`` are pairs of who speaks and who listens instead, counted from 0 over the inputs, the hidden neurons and the outputs.
    """
    random = Random(seed)
    x = [InputNeuron() for _ in range(inputs)]
    h = [Neuron(f"h{i}", activation=activation) for i in range(1, hidden + 1)]
    y = [Neuron() for _ in range(outputs)]
    if links is None:
        first, last = range(inputs, inputs + hidden), range(inputs + hidden, inputs + hidden + outputs)
        links = [*((i, j) for j in first for i in range(inputs)), *((j, k) for k in last for j in first)]
    neurons: list[Any] = [*x, *h, *y]
    for source, target in links:
        learned = target >= inputs + hidden
        Synapse(neurons[source], neurons[target], None if learned else random.uniform(-1.0, 1.0), trainable=learned)
    bias = BiasNeuron()
    for neuron in h:
        Synapse(bias, neuron, weight=random.uniform(0.0, 1.0), trainable=False)
    return Network(x, y, seed=random.randrange(2**32) if seed is not None else None)


def noisy_sinc(count: int, noise: float, seed: int) -> tuple[list[list[float]], list[list[float]]]:
    """Return x even between -10 and 10, and sin(x) / x moved by a deviate that is even between -noise and noise."""
    random = Random(seed)
    rows = [[random.uniform(-10.0, 10.0)] for _ in range(count)]
    return rows, [[(sin(x) / x if x else 1.0) + random.uniform(-noise, noise)] for [x] in rows]


def _learns_sinc(network: Network, seed: int) -> Result:
    """Learn from 5,000 points, noise of 0.2 on their targets, and measure there and on 5,000 others without noise."""
    rows, targets = noisy_sinc(5000, 0.2, seed)
    (error,) = taught(LeastSquares(), network, rows, targets)["error"]
    tested, wanted = noisy_sinc(5000, 0.0, 1_000_000 + seed)
    squares = [(y - t) ** 2 for [y], [t] in zip(network.predict(tested), wanted, strict=True)]
    figures = {"training RMSE": error, "test RMSE": sqrt(fsum(squares) / len(squares)), "weights": len(network.parameters())}
    return Result(figures, network)


# Who speaks to whom on the poster of the Neural Network Zoo, and two more links: a cell there is joined to nothing.
POSTER_LINKS = [
    (0, 3), (0, 4), (1, 3), (1, 4), (1, 5), (2, 13), (2, 14), (3, 7), (3, 8), (4, 10), (4, 11), (4, 13), (5, 8), (5, 10),
    (6, 10), (6, 15), (7, 13), (8, 12), (8, 14), (10, 13), (11, 15), (12, 15), (13, 16), (14, 16), (3, 9), (9, 11),
]  # fmt: skip

CARD = Card(
    full_name="extreme learning machine",
    paper="Huang, Zhu and Siew 2006",
    build=build,
    tasks=[
        Trial(
            "sinc from 5,000 noisy points, 20 hidden: the paper's 0.1148 within 2 %",
            lambda seed: _learns_sinc(build(seed=seed), seed),
            each((figure("training RMSE") >= 0.1125) & (figure("training RMSE") <= 0.1171) & (figure("test RMSE") <= 0.015)),
            seeds=10,
        ),
    ],
    controls=[
        Trial(
            "the same with 2 hidden",
            lambda seed: _learns_sinc(build(hidden=2, seed=seed), seed),
            each(figure("training RMSE") > 0.2),
            seeds=10,
        ),
    ],
    poster={"inputs": 3, "hidden": 12, "outputs": 2, "links": POSTER_LINKS},
    drawing={"positions": {f"h{i}": (1 + (i - 1) // 4, (i - 1) % 4) for i in range(1, 13)}},
    sizes=[{"inputs": 2, "hidden": 5, "outputs": 2, "activation": "tanh"}, {"hidden": 1}],
    aliases=["random features", "random vector functional link"],
)
