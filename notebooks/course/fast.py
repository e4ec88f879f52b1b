"""The exercises of 8_fast.ipynb."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from .answers import Mistake, Verdict, close, function, not_a_number, number, right, still_open, wrong


def weights(answer: object) -> Verdict:
    """Check the number of weights in a fully connected 64-24-10 network with biases."""
    return number(
        answer,
        1810,
        "Right: 65 · 24 = 1560 into the hidden layer, 25 · 10 = 250 into the outputs.",
        {
            1776: "The bias neurons are missing: each hidden and each output neuron has one more synapse.",
            98: "98 is the number of neurons. Each synapse has a weight.",
            15360: "Layers are joined one to the next: 64 · 24 synapses and 24 · 10, not 64 · 24 · 10.",
            1800: "The outputs have biases, too.",
            1786: "The hidden neurons have biases, too.",
            1560: "That is the hidden layer. The outputs have synapses as well.",
            1778: "One bias *neuron* for each layer, but a synapse from it to every neuron there.",
        },
        "Count the synapses into the hidden layer, and those into the outputs; a bias neuron counts as one more source.",
    )


def pays_off(answer: object) -> Verdict:
    """Check from how many samples on 20 ms of compiling pay off, at 200 against 2 microseconds a sample."""
    if answer is ...:
        return still_open()
    if said := not_a_number(answer):
        return wrong(said)
    n = float(answer)  # type: ignore[arg-type]
    if 101 <= n <= 102:
        return right("Right: it saves 198 µs a sample, and 20,000 / 198 is 101. A single epoch on a small data set is enough.")
    if close(n, 100):
        return wrong("Nearly: 20,000 / 200 forgets that the program takes 2 µs a sample itself.")
    if close(n, 10_000):
        return wrong("20,000 / 2 is how many samples the program does in 20 ms. What counts is what it *saves* on each.")
    if n < 1:
        return wrong("Mind the units: 20 ms are 20,000 µs.")
    return wrong(
        f"After {n:g} samples recording took {200 * n:,.0f} µs, and the program {20_000 + 2 * n:,.0f}. Where are the two equal?"
    )


def probability(answer: object) -> Verdict:
    """Check the probability of one class by softmax: a function of all scores and of the place of one."""

    def expected(scores: list[float], k: int) -> float:
        return exp(scores[k]) / sum(map(exp, scores))

    return function(
        answer,
        expected,
        [([2.0, 1.0, 0.5], 0), ([2.0, 1.0, 0.5], 2), ([-1.0, 3.0], 0), ([0.5, 0.5, 0.5, 0.5], 1)],
        "Right. All classes together make 1, and the difference of two scores is what decides between them.",
        [
            Mistake(lambda s, k: exp(s[k]), "exp is right. Now divide, so that all classes together make 1."),
            Mistake(lambda s, k: s[k] / sum(s), "Scores may be negative, and so would this be: take exp of each of them first."),
            Mistake(
                lambda s, k: 1 / (1 + exp(-s[k])),
                "That is the sigmoid of one score. Here the classes compete: divide by all of them.",
            ),
            Mistake(
                lambda s, k: exp(s[k]) / (sum(map(exp, s)) - exp(s[k])),
                "That is the odds: the class itself belongs to the sum, too.",
            ),
            Mistake(
                lambda s, k: exp(s[k]) / exp(sum(s)), "The sum of the exponentials is wanted, not the exponential of the sum."
            ),
            Mistake(lambda s, k: exp(s[k]) / exp(max(s)), "Divide by the sum over all classes, and not by the largest alone."),
        ],
    )


def softmax(scores: Sequence[float]) -> list[float]:
    """Return scores as probabilities. The largest is taken away first, so that exp does not overflow.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    largest = max(scores)
    raised = [exp(score - largest) for score in scores]
    return [x / sum(raised) for x in raised]
