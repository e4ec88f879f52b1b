"""P: the perceptron, a single layer that decides by the sign of a weighted sum.

It tells apart any two classes that a hyperplane can part, and nothing else: the exclusive or is beyond it (Minsky and Papert,
Perceptrons, 1969).

    y_k = f(b_k + sum_i w_ik x_i)        the class is the sign of the weighted input

Its own rule, `nn.rules.Perceptron`, needs no derivative: where the answer is wrong, the weights move by the input, towards it or
away. If the classes can be parted by a margin g, and no input, with a 1 for the bias, is longer than R, that happens at most
(R / g)^2 times (Novikoff 1962). A linear output learns by gradient as well, with the hinge loss.

Rosenblatt, The perceptron: a probabilistic model for information storage and organization in the brain, Psychological
Review 65, 1958.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, hypot
from typing import Any

from ..datasets import Dataset, iris, xor
from ..network import Network
from ..rules import Perceptron
from ..wiring import feed_forward
from .catalogue import Card, Result, Trial, each, figure, taught


def build(
    inputs: int = 2, outputs: int = 1, *, activation: str = "linear", initialiser: Any = "xavier", seed: int | None = None
) -> Network:
    """Return a layer that listens to all inputs and a bias; with ``activation="sign"`` or ``"step"`` it is Rosenblatt's."""
    return feed_forward([inputs, outputs], output_activation=activation, initialiser=initialiser, seed=seed)


def _learns(data: Dataset, seed: int) -> Result:
    """Learn to tell two classes, -1 and 1, apart by the perceptron's rule, from weights of 0."""
    network = build(len(data.input_names), activation="sign", initialiser="zeros")
    history = taught(Perceptron(), network, *data, max_epochs=1000, seed=seed)
    answers = [answer for [answer] in network.predict(data.inputs)]
    errors = sum(answer != target for answer, target in zip(answers, _sides(data), strict=True))
    return Result({"errors": errors, "updates": history.total("updates"), "epochs": history.epochs}, network)


def _learns_within_the_bound(data: Dataset, seed: int) -> Result:
    """The same, where the classes can be parted, with the number of updates that there can be at the most."""
    result = _learns(data, seed)
    signed = [[t * x for x in (*row, 1.0)] for row, t in zip(data.inputs, _sides(data), strict=True)]
    bound = (max(hypot(*z) for z in signed) / margin(signed)) ** 2
    return Result({**result.figures, "bound": bound, "updates / bound": result.figures["updates"] / bound}, result.network)


def _sides(data: Dataset) -> list[float]:
    targets: Any = data.targets
    return [float(t[0]) if isinstance(t, Sequence) else float(t) for t in targets]


def two_irises() -> Dataset:
    """Return the first hundred irises, setosa and versicolor, as -1 and 1."""
    data = iris()
    species: Any = data.targets[:100]
    return Dataset(data.inputs[:100], species, data.input_names, data.target_names[:2], data.source).signed()


def margin(signed: Sequence[Sequence[float]], tolerance: float = 1e-10) -> float:
    """Return the widest margin by which a hyperplane through the origin has all these points on one side.

    That is how near their convex hull comes to the origin: for each z in the hull, |z| is no less, and the margin of the
    hyperplane across z no more. The nearest z is found by shifting weight from the point that lies farthest along z to the one
    that lies least far, until both agree to the tolerance (Mitchell, Demyanov and Malozemov 1974).

    Raises ValueError where no hyperplane has them all on one side.

    >>> round(margin([[1.0, 1.0], [1.0, -1.0], [4.0, 0.0]]), 9)
    1.0
    """
    share = {0: 1.0}
    z = list(signed[0])
    while True:
        along = [fsum(a * b for a, b in zip(z, point, strict=True)) for point in signed]
        length, least = hypot(*z), min(range(len(signed)), key=along.__getitem__)
        if length < 1e-9:
            raise ValueError("no hyperplane through the origin has all the points on one side")
        if length - along[least] / length <= tolerance * length:
            return along[least] / length
        most = max(share, key=along.__getitem__)
        towards = [a - b for a, b in zip(signed[least], signed[most], strict=True)]
        moved = min(share[most], (along[most] - along[least]) / fsum(x * x for x in towards))
        share[least] = share.get(least, 0.0) + moved
        share[most] -= moved
        share = {i: part for i, part in share.items() if part > 0.0}
        z = [fsum(part * signed[i][k] for i, part in share.items()) for k in range(len(z))]


CARD = Card(
    full_name="perceptron",
    paper="Rosenblatt 1958",
    build=build,
    tasks=[
        Trial(
            "iris, setosa or versicolor, by the perceptron's rule",
            lambda seed: _learns_within_the_bound(two_irises(), seed),
            each((figure("errors") <= 0) & (figure("updates / bound") <= 1)),
            seeds=100,
        ),
    ],
    controls=[
        Trial(
            "xor, 1000 epochs", lambda seed: _learns(xor(), seed), each((figure("errors") >= 1) & (figure("epochs") >= 1000)), 10
        ),
    ],
    poster={"inputs": 2, "outputs": 1},
    sizes=[{"inputs": 4, "outputs": 3}, {"inputs": 1}, {"inputs": 3, "activation": "sign"}],
    aliases=["logistic regression", "single layer"],
)
