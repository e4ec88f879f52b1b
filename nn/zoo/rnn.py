"""RNN: a simple recurrent network, whose hidden neurons hear what the whole layer said one step before.

It is for sequences: what it says depends on what came before, as far back as the state h carries it.

    h_t = f(W x_t + U h_(t-1) + b)        y_t = V h_t + c

Elman, Finding structure in time, Cognitive Science 14, 1990.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

from ..metrics import accuracy
from ..network import Network
from ..neuron import BiasNeuron, InputNeuron, Neuron
from ..optimizers import Adam
from ..wiring import connect, feed_forward
from .catalogue import Card, Result, Trial, each, figure, learn, on_average


def build(
    inputs: int = 1,
    hidden: Sequence[int] = (3,),
    outputs: int = 1,
    *,
    activation: str = "tanh",
    output_activation: str = "linear",
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network in which each hidden layer also listens to itself, one step back."""
    layers: list[list[Any]] = [[InputNeuron() for _ in range(inputs)]]
    for size in hidden:
        layers.append([Neuron(activation=activation) for _ in range(size)])
        connect(layers[-1], layers[-1], delay=1)
    layers.append([Neuron(activation=output_activation) for _ in range(outputs)])
    for before, layer in pairwise(layers):
        connect([*before, BiasNeuron()], layer)
    return Network(layers[0], layers[-1], initialiser=initialiser, seed=seed)


def delayed_xor(count: int, length: int, seed: int) -> tuple[list[Any], list[Any]]:
    """Return sequences of bits, -1 and 1, and y_t = x_t xor x_(t-1); the first step has no target."""
    random = Random(seed)
    rows = [[random.choice((-1.0, 1.0)) for _ in range(length)] for _ in range(count)]
    targets = [[None, *[-x * before for before, x in pairwise(row)]] for row in rows]
    return [[[x] for x in row] for row in rows], targets


def _learns_delayed_xor(network: Network, seed: int) -> Result:
    """Learn from 20 sequences of 12 bits, and measure on 50 others."""
    sequences, targets = delayed_xor(20, 12, seed)
    learn(
        network,
        sequences,
        targets,
        loss="hinge",
        optimizer=Adam(learning_rate=0.03),
        batch_size=5,
        max_epochs=300,
        target_loss=0.02,
        seed=seed,
    )
    tested, wanted = delayed_xor(50, 12, 1_000_000 + seed)
    outputs = [y for row in network.predict(tested) for y in row[1:]]
    return Result({"accuracy": accuracy(outputs, [t for row in wanted for t in row[1:]])}, network)


CARD = Card(
    full_name="recurrent neural network",
    paper="Elman 1990",
    build=build,
    tasks=[
        Trial(
            "delayed xor, 3 hidden",
            lambda seed: _learns_delayed_xor(build(seed=seed), seed),
            each(figure("accuracy") >= 0.99, 8, of=8),
            seeds=8,
        ),
    ],
    controls=[
        Trial(
            "delayed xor, feed-forward 1-3-1",
            lambda seed: _learns_delayed_xor(feed_forward([1, 3, 1], seed=seed), seed),
            on_average(figure("accuracy") <= 0.55),
            seeds=8,
        ),
    ],
    poster={"inputs": 3, "hidden": (3, 3), "outputs": 3},
    sizes=[{"inputs": 2, "hidden": (4, 3), "outputs": 2}, {"hidden": (1,)}],
    aliases=["elman network", "simple recurrent network"],
)
