"""BiRNN: a bidirectional recurrent network, of which one half goes through the sequence forwards and the other backwards.

It is for sequences that are there as a whole before anything is said of any step: what comes later can matter as much as what
came before. The two halves do not hear each other; the output hears both.

    f_t = f(W x_t + U f_(t-1) + b)        b_t = f(W' x_t + U' b_(t+1) + b')        y_t = V f_t + V' b_t + c

Schuster and Paliwal, Bidirectional recurrent neural networks, IEEE Transactions on Signal Processing 45, 1997.
"""

from __future__ import annotations

from random import Random
from typing import Any

from ..metrics import accuracy
from ..network import Network
from ..neuron import BiasNeuron, InputNeuron, Neuron
from ..optimizers import Adam
from ..wiring import connect
from . import rnn
from .catalogue import Card, Result, Trial, each, figure, learn, on_average


def build(
    inputs: int = 1,
    hidden: int = 2,
    outputs: int = 1,
    *,
    activation: str = "tanh",
    output_activation: str = "linear",
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network with ``hidden`` neurons that remember, as many that look ahead, and outputs that hear both."""
    given = [InputNeuron() for _ in range(inputs)]
    forwards = [Neuron(f"f{i + 1}", activation) for i in range(hidden)]
    backwards = [Neuron(f"b{i + 1}", activation) for i in range(hidden)]
    asked = [Neuron(activation=output_activation) for _ in range(outputs)]
    one = BiasNeuron("one")
    connect(forwards, forwards, delay=1)
    connect(backwards, backwards, ahead=1)
    connect([*given, one], [*forwards, *backwards])
    connect([*forwards, *backwards, one], asked)
    return Network(given, asked, initialiser=initialiser, seed=seed)


def between_marks(count: int, seed: int) -> tuple[list[Any], list[Any]]:
    """Return sequences of 8 to 12 steps with 1 to 4 marks, and 1 from the first mark to the last, -1 before and behind.

    Who knows only what came before can be right at 86.7 % of the steps: by the likelier answer to each beginning, counted over
    all sequences that there are (`tests/test_zoo_sequences.py`).
    """
    random = Random(seed)
    rows: list[Any] = []
    targets: list[Any] = []
    for _ in range(count):
        length = random.randint(8, 12)
        marks = random.sample(range(length), random.randint(1, 4))
        rows.append([[float(t in marks)] for t in range(length)])
        targets.append([1.0 if min(marks) <= t <= max(marks) else -1.0 for t in range(length)])
    return rows, targets


def _learns_what_is_between(network: Network, seed: int) -> Result:
    """Learn from 200 sequences, and measure the steps of 200 others."""
    learn(
        network,
        *between_marks(200, seed),
        loss="hinge",
        optimizer=Adam(learning_rate=0.03),
        batch_size=20,
        max_epochs=150,
        target_loss=0.005,
        clip=1.0,
        seed=seed,
    )
    tested, wanted = between_marks(200, 1_000_000 + seed)
    outputs = [y for row in network.predict(tested) for y in row]
    figures = {"accuracy": accuracy(outputs, [t for row in wanted for t in row]), "weights": float(len(network.parameters()))}
    return Result(figures, network)


CARD = Card(
    full_name="bidirectional recurrent neural network",
    paper="Schuster and Paliwal 1997",
    short_name="BiRNN",
    build=build,
    tasks=[
        Trial(
            "steps between the first mark and the last, 2 + 2 hidden",
            lambda seed: _learns_what_is_between(build(seed=seed), seed),
            each(figure("accuracy") >= 0.99, 8, of=10),
            seeds=10,
        ),
    ],
    controls=[
        Trial(
            "forwards alone, 4 hidden, more weights",
            lambda seed: _learns_what_is_between(rnn.build(1, [4], seed=seed), seed),
            on_average(figure("accuracy") <= 0.87),
            seeds=10,
        ),
    ],
    sizes=[{"inputs": 2, "hidden": 3, "outputs": 2}, {"hidden": 1}],
    aliases=["bidirectional", "bidirectional rnn", "brnn"],
)
