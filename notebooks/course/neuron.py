"""The exercises of 4_neuron.ipynb, and its cats and dogs."""

from __future__ import annotations

from math import tanh

from .answers import Verdict, not_a_number, numbers, right, still_open, wrong

# Size and length of snout, from 0, the smallest anybody has seen, to 1. Invented, as in every textbook.
CATS = [
    (0.30, 0.17),
    (0.22, 0.31),
    (0.38, 0.28),
    (0.27, 0.42),
    (0.41, 0.39),
    (0.18, 0.21),
    (0.33, 0.48),
    (0.45, 0.24),
    (0.36, 0.35),
]
DOGS = [
    (0.62, 0.58),
    (0.71, 0.74),
    (0.55, 0.69),
    (0.83, 0.66),
    (0.78, 0.88),
    (0.66, 0.81),
    (0.91, 0.79),
    (0.58, 0.53),
    (0.86, 0.93),
]


def by_hand(answer: object) -> Verdict:
    """Check a neuron's weighted input and output: inputs 0.5 and -1, weights 2 and 0.5, bias 0.25, tanh."""
    return numbers(
        answer,
        {"weighted input": 0.75, "output": tanh(0.75)},
        "Right: 2 · 0.5 + 0.5 · (-1) + 0.25 · 1 = 0.75, and tanh of that.",
        {
            "weighted input": {
                0.5: "the bias is missing: the bias neuron's output, 1, times the weight of its synapse, 0.25.",
                1.75: "the second input is negative: 0.5 · (-1) = -0.5.",
                1.5: "the second input is negative, and the bias is missing.",
                1.25: "the bias neuron's output is 1, its weight 0.25: that makes 0.25, and not 0.75 or 1.",
                2.0: "did you add the inputs? Each is multiplied by the weight of its own synapse.",
                0.635149: "that is the output already. The weighted input comes before tanh.",
            },
            "output": {
                0.75: "0.75 is the weighted input. The output is the activation of it.",
                tanh(0.5): "that would be right without a bias.",
                0.679179: "that is the sigmoid of 0.75. This neuron's activation is tanh.",
            },
        },
        tolerance=1e-3,
    )


def bias(answer: object) -> Verdict:
    """Check a bias with which size + snout + bias > 0 for every dog, and for no cat."""
    if answer is ...:
        return still_open()
    if said := not_a_number(answer):
        return wrong(said)
    b = float(answer)  # type: ignore[arg-type]
    mistaken_cats = sum(size + snout + b > 0 for size, snout in CATS)
    missed_dogs = sum(size + snout + b <= 0 for size, snout in DOGS)
    if not mistaken_cats and not missed_dogs:
        return right(f"Right: with a bias of {b:g}, whoever has size + snout > {-b:g} is a dog. The line lies between the two.")
    if b > 0:
        return wrong(
            f"With {b:g} all {mistaken_cats} cats are dogs. The sum is positive for everybody: the bias has to pull it down."
        )
    if mistaken_cats:
        return wrong(f"With {b:g} the line is too near to the origin: {mistaken_cats} of {len(CATS)} cats are taken for dogs.")
    return wrong(f"With {b:g} the line is too far out: {missed_dogs} of {len(DOGS)} dogs are taken for cats.")


def one_layer(answer: object) -> Verdict:
    """Check the single linear neuron that does the same as y = 3 (2x + 1) + 4 (-x) + 0.5."""
    return numbers(
        answer,
        {"weight": 2.0, "bias": 3.5},
        "Right: 3 · 2 + 4 · (-1) = 2 over the two paths, and 3 · 1 + 0.5 = 3.5.",
        {
            "weight": {
                6.0: "that is the path by h1 alone. There is one by h2.",
                -4.0: "that is the path by h2 alone. There is one by h1.",
                10.0: "the weight from x to h2 is negative.",
                8.0: "weights multiply along a path, 3 · 2 and 4 · (-1), and only then the paths add up.",
                -24.0: "along a path weights multiply; the two paths are added.",
            },
            "bias": {
                0.5: "h1 has a bias, too, and it goes through the weight 3.",
                1.5: "the bias of h1 goes through the weight 3, as everything that leaves h1.",
                3.0: "y has a bias of its own.",
                1.0: "that is the bias of h1. It goes through the weight 3, and y has a bias of its own.",
            },
        },
    )
