"""AE: the autoencoder, which learns to give back its inputs through a narrow layer.

What the narrow layer says is a code of the inputs, found without a teacher. With linear neurons it spans the principal components
(Baldi and Hornik 1989); with sigmoids, three neurons can name eight things, one bit each.

    h = f(W x + b)        y = g(V h + c)        wanted: y = x        tied: V is W transposed

Rumelhart, Hinton and Williams, Learning internal representations by error propagation, 1986 (the encoder problem of Ackley,
Hinton and Sejnowski 1985); Bourlard and Kamp, Auto-association by multilayer perceptrons and singular value decomposition,
Biological Cybernetics 59, 1988.
"""

from __future__ import annotations

from typing import Any

from ..losses import mean_squared_error
from ..network import Network
from ..optimizers import Adam
from ..wiring import feed_forward
from .catalogue import Card, Result, Trial, each, figure, learn


def build(
    inputs: int = 8,
    hidden: int = 3,
    *,
    activation: str = "sigmoid",
    output_activation: str = "sigmoid",
    tied: bool = False,
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network with as many outputs as inputs; ``tied`` decodes with the very weights that encode."""
    settings: Any = {"output_activation": output_activation, "initialiser": initialiser, "seed": seed}
    network = feed_forward([inputs, hidden, inputs], activation=activation, **settings)
    if tied:
        for x, y in zip(network.inputs, network.outputs, strict=True):
            shared = {synapse.target: synapse.weight for synapse in x.outgoing}
            for synapse in y.incoming:
                synapse.weight = shared.get(synapse.source, synapse.weight)
    return network


def encoder(network: Network) -> Network:
    """Return the first half, a network of the same neurons: from the inputs to the code."""
    return Network(network.inputs, network.hidden[0])


def _learns_to_encode(hidden: int, seed: int) -> Result:
    """Learn the eight rows with one 1 each, and count right outputs, above or below one half, and different codes."""
    rows = [[1.0 if i == j else 0.0 for i in range(8)] for j in range(8)]
    network = build(hidden=hidden, seed=seed)
    history = learn(
        network, rows, rows, loss=mean_squared_error, optimizer=Adam(learning_rate=0.05), max_epochs=3000, target_loss=0.005
    )
    right = sum(
        (y > 0.5) == (x > 0.5)
        for row, wanted in zip(network.predict(rows), rows, strict=True)
        for y, x in zip(row, wanted, strict=True)
    )
    codes = {tuple([h > 0.5 for h in code]) for code in encoder(network).predict(rows)}
    return Result({"outputs right": right, "distinct codes": len(codes), "epochs": history.epochs}, network)


CARD = Card(
    full_name="autoencoder",
    paper="Rumelhart, Hinton and Williams 1986; Bourlard and Kamp 1988",
    build=build,
    tasks=[
        Trial("8-3-8 encoder", lambda seed: _learns_to_encode(3, seed), each(figure("outputs right") >= 64, 20, of=20), seeds=20),
    ],
    controls=[
        Trial("8-1-8 encoder", lambda seed: _learns_to_encode(1, seed), each(figure("outputs right") <= 63), seeds=20),
    ],
    poster={"inputs": 4, "hidden": 2},
    drawing={"reconstructs": True},
    sizes=[{"inputs": 5, "hidden": 2, "tied": True}, {"inputs": 1, "hidden": 1}],
    aliases=["auto encoder", "auto associator"],
)
