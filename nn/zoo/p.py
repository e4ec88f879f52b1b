"""P: the perceptron, a single layer that decides by the sign of a weighted sum.

It tells apart any two classes that a hyperplane can part, and nothing else: the exclusive or is beyond it (Minsky and Papert,
Perceptrons, 1969).

    y_k = f(b_k + sum_i w_ik x_i)        the class is the sign of the weighted input

Here it learns by gradient, as a logistic unit does; its own rule, which needs no derivative, is another matter.

Rosenblatt, The perceptron: a probabilistic model for information storage and organization in the brain, Psychological
Review 65, 1958.
"""

from __future__ import annotations

from typing import Any

from ..datasets import Dataset, iris, xor
from ..metrics import accuracy
from ..network import Network
from ..optimizers import GradientDescent
from ..wiring import feed_forward
from .catalogue import Card, Result, Trial, each, figure, learn


def build(
    inputs: int = 2, outputs: int = 1, *, activation: str = "linear", initialiser: Any = "xavier", seed: int | None = None
) -> Network:
    """Return a layer that listens to all inputs and a bias; ``activation="step"`` makes it Rosenblatt's, without a gradient."""
    return feed_forward([inputs, outputs], output_activation=activation, initialiser=initialiser, seed=seed)


def _learns(data: Dataset, seed: int) -> Result:
    """Learn to tell two classes, -1 and 1, apart by the hinge loss, which is 0 once every row is right by a margin."""
    network = build(len(data.input_names), seed=seed)
    descent = GradientDescent(learning_rate=0.1)
    history = learn(network, *data, loss="hinge", optimizer=descent, batch_size=1, max_epochs=200, target_loss=0.0, seed=seed)
    wrong = len(data.inputs) * (1.0 - accuracy(network.predict(data.inputs), data.targets))
    return Result({"errors": round(wrong), "epochs": history.epochs}, network)


def two_irises() -> Dataset:
    """Return the first hundred irises, setosa and versicolor, as -1 and 1."""
    data = iris()
    species: Any = data.targets[:100]
    return Dataset(data.inputs[:100], species, data.input_names, data.target_names[:2], data.source).signed()


CARD = Card(
    full_name="perceptron",
    paper="Rosenblatt 1958",
    build=build,
    tasks=[
        Trial("iris, setosa or versicolor", lambda seed: _learns(two_irises(), seed), each(figure("errors") <= 0), 10),
    ],
    controls=[
        Trial("xor", lambda seed: _learns(xor(), seed), each(figure("errors") >= 1), 10),
    ],
    poster={"inputs": 2, "outputs": 1},
    sizes=[{"inputs": 4, "outputs": 3}, {"inputs": 1}],
    aliases=["logistic regression", "single layer"],
)
