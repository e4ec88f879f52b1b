"""Networks to be drawn in the zoo's legend: small, deep, wide, recurrent, with names that nobody expects."""

import itertools
from typing import Any

from nn import BiasNeuron, Cell, InputNeuron, Network, Neuron, Synapse, connect, feed_forward


def elman() -> Network:
    """Two recurrent layers, a skip, a delay back to the first one."""
    x, h, g, y = [InputNeuron(), InputNeuron()], [Neuron() for _ in range(3)], [Neuron() for _ in range(3)], Neuron()
    connect([*x, BiasNeuron()], h)
    connect(h, g)
    connect([*g, x[0]], y)
    for group in (h, g):
        connect(group, group, delay=1)
    Synapse(y, h[0], delay=2)
    return Network(x, [y], seed=0)


def reservoir() -> Network:
    """Twelve neurons that listen to one another, none to all."""
    x, h, y = InputNeuron(), [Neuron() for _ in range(12)], Neuron()
    connect(x, h)
    for i, neuron in enumerate(h):
        connect([h[(i + 3) % 12], h[(i * 5 + 1) % 12], h[(i + 6) % 12]], neuron, delay=1)
    connect(h, y)
    return Network([x], [y], seed=0)


def ladder() -> Network:
    """One neuron a column, and every skip there can be."""
    neurons: list[Any] = [InputNeuron("x"), *[Neuron(f"n{i}") for i in range(3)], Neuron("y")]
    for source, target in itertools.combinations(neurons, 2):
        Synapse(source, target)
    return Network([neurons[0]], [neurons[-1]], seed=0)


def alone() -> Network:
    """A single neuron, and a bias that is not drawn."""
    y = Neuron("y")
    Synapse(BiasNeuron(), y, weight=1.0)
    return Network([], [y])


def symbols() -> Network:
    """A pool, a gated memory and a capsule: a ring, a triangle and a square."""
    x, p, f, c, y = [InputNeuron(), InputNeuron()], Neuron(combine="mean"), Neuron(activation="sigmoid"), Neuron(), Neuron()
    parts = [Neuron(), Neuron()]
    connect(x, [p, f, *parts])
    connect([p, *parts], c)
    Synapse(c, c, weight=1.0, delay=1, gate=f)
    Synapse(c, f, delay=1)
    connect([c, *parts], y)
    Cell("capsule", {"a": parts[0], "b": parts[1]})
    return Network(x, [y], seed=0)


LONG = {"inputs": ["sepal length (cm)", "sepal width (cm)"], "hidden": [["is it raining outside", "will it be cold"]]}
HOSTILE = ['<b>&"', "]]>", "", "\\N", "x" * 500, "two\nlines", "שלום", "日本語", "\ud800"]

NETWORKS = {
    "alone": alone,
    "without hidden": lambda: feed_forward([3, 1], seed=0),
    "2-3-1": lambda: feed_forward([2, 3, 1], seed=0),
    "deep": lambda: feed_forward([2, *[3] * 20, 1], seed=0),
    "elman": elman,
    "reservoir": reservoir,
    "ladder": ladder,
    "5,200 synapses": lambda: feed_forward([50, 60, 30, 10], seed=0),
    "symbols": symbols,
    "long names": lambda: feed_forward([2, 2, 1], seed=0, labels=LONG),
    "hostile": lambda: feed_forward([len(HOSTILE), 2, 1], seed=0, labels={"inputs": HOSTILE}),
}
