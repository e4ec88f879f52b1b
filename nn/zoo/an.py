"""AN: an attention network, which looks back at earlier steps and chooses by their contents which of them to hear.

It is for what recurrent networks are bad at: to fetch one of many things that were seen, unchanged, by a question that is asked
later. Each step makes a key k and a value v; the question q of a step is compared with the keys of the T steps before it, and
the scores compete for the attention:

    q_t, k_t, v_t = W_q x_t, W_k x_t, W_v x_t
    a_d = softmax over d = 1 ... T of (q_t . k_(t-d)) / sqrt(width)        c_t = sum over d of a_d v_(t-d)        y_t = V c_t

Earlier steps are read by synapses with a delay, one for each d, all with the same meaning: so the weights are as many however
far back it looks. Over the states of a recurrent network: Bahdanau, Cho and Bengio, Neural machine translation by jointly
learning to align and translate, 2014; by scaled products and without recurrence: Vaswani and others, Attention is all you
need, 2017.
"""

from __future__ import annotations

from math import sqrt
from random import Random
from typing import Any

from ..cells import Cell
from ..groups import compete
from ..metrics import accuracy
from ..network import Network
from ..neuron import InputNeuron, Neuron
from ..optimizers import Adam
from ..synapse import Synapse
from ..wiring import connect
from . import lstm
from .catalogue import Card, Result, Trial, each, figure, learn

SYMBOLS = ITEMS = 4  # of the task: as many keys and values as there are, and as many pairs


def build(
    inputs: int = 2 * SYMBOLS,
    outputs: int = SYMBOLS,
    *,
    items: int = ITEMS,
    width: int = 4,
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network that attends to the ``items`` steps before each; questions, keys and values are ``width`` numbers."""
    given = [InputNeuron() for _ in range(inputs)]
    question, key, value = ([Neuron(f"{name}{i + 1}") for i in range(width)] for name in ("q", "k", "v"))
    for projection in (question, key, value):
        connect(given, projection)
    attention, context = [Neuron() for _ in range(items)], [Neuron() for _ in range(width)]
    scale, back = 1.0 / sqrt(width), range(items)
    matches = [
        [Synapse(k, attention[d], scale, delay=d + 1, trainable=False, gate=q).source for q, k in zip(question, key, strict=True)]
        for d in back
    ]
    reads = [
        [Synapse(v, heard, 1.0, delay=d + 1, trainable=False, gate=attention[d]).source for d in back]
        for v, heard in zip(value, context, strict=True)
    ]
    compete(attention, "softmax")
    for what, part, products, neurons in (("attention", "match", matches, attention), ("context", "read", reads, context)):
        for i, (inside, neuron) in enumerate(zip(products, neurons, strict=True), start=1):
            Cell(f"{what}{i}", {**{f"{part}{j}": product for j, product in enumerate(inside, start=1)}, what: neuron})
    asked = [Neuron() for _ in range(outputs)]
    connect(context, asked)
    return Network(given, asked, initialiser=initialiser, seed=seed)


def recall(count: int, seed: int) -> tuple[list[Any], list[Any], list[int]]:
    """Return sequences of pairs (key, value), one-hot, with a key at the end; the class to it; how many steps back it is."""
    random = Random(seed)
    rows: list[Any] = []
    targets: list[Any] = []
    distances: list[int] = []
    for _ in range(count):
        keys, values = random.sample(range(SYMBOLS), ITEMS), [random.randrange(SYMBOLS) for _ in range(ITEMS)]
        asked = random.randrange(ITEMS)
        pairs = [*zip(keys, values, strict=True), (keys[asked], None)]
        rows.append([[float(i == k) for i in range(SYMBOLS)] + [float(i == v) for i in range(SYMBOLS)] for k, v in pairs])
        targets.append([*[None] * ITEMS, values[asked]])
        distances.append(ITEMS - asked)
    return rows, targets, distances


def _learns_to_recall(network: Network, seed: int) -> tuple[Network, dict[str, float]]:
    """Learn from 1,000 sequences, and ask 500 others."""
    rows, targets, _ = recall(1000, seed)
    learn(
        network,
        rows,
        targets,
        loss="cross_entropy",
        optimizer=Adam(learning_rate=0.02),
        batch_size=32,
        max_epochs=30,
        target_loss=0.001,
        clip=1.0,
        seed=seed,
    )
    tested, wanted, _ = recall(500, 1_000_000 + seed)
    outputs = [row[-1] for row in network.predict(tested)]
    right = accuracy(outputs, [row[-1] for row in wanted])
    return network, {"accuracy": right, "weights": float(len(network.parameters()))}


def _attends(seed: int) -> Result:
    network, figures = _learns_to_recall(build(seed=seed), seed)
    attention: list[Any] = list(network.competitions[0])
    rows, _, distances = recall(500, 1_000_000 + seed)
    shares = [row[-1][d - 1] for row, d in zip(Network(network.inputs, attention).predict(rows), distances, strict=True)]
    return Result({**figures, "attention on the right item": sum(shares) / len(shares)}, network)


CARD = Card(
    full_name="attention network",
    paper="Bahdanau and others 2014; Vaswani and others 2017",
    build=build,
    tasks=[
        Trial(
            "four pairs of key and value, then a key, 30 epochs at the most",
            _attends,
            each((figure("accuracy") >= 1.0) & (figure("attention on the right item") >= 0.9), 8, of=10),
            seeds=10,
        ),
    ],
    controls=[
        Trial(
            "4 LSTM cells, twice the weights, 30 epochs as well",
            lambda seed: Result(_learns_to_recall(lstm.build(2 * SYMBOLS, [4], SYMBOLS, seed=seed), seed)[1]),
            each(figure("accuracy") < 0.75),
            seeds=10,
        ),
    ],
    sizes=[{"inputs": 3, "outputs": 2, "items": 2, "width": 1}, {"items": 1}],
    aliases=["attention", "transformer", "attention networks"],
)
