"""The zoo's members for sequences against their equations in plain Python, and their tasks against what they say."""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations
from math import comb, exp, fsum, sqrt, tanh
from random import Random
from typing import Any

import pytest

from nn import Network, zoo
from nn.neuron import BiasNeuron
from nn.zoo.an import ITEMS, SYMBOLS, recall
from nn.zoo.birnn import between_marks


def some_rows(count: int, steps: int, seed: int) -> list[list[float]]:
    random = Random(seed)
    return [[random.uniform(-2.0, 2.0) for _ in range(count)] for _ in range(steps)]


def weights_into(network: Network, label: str) -> list[float]:
    """The weights into a neuron, those of biases last."""
    synapses = network[label].incoming
    return [s.weight.data for s in sorted(synapses, key=lambda s: isinstance(s.source, BiasNeuron))]


def dot(first: Any, second: Any) -> float:
    return fsum(x * y for x, y in zip(first, second, strict=True))


@pytest.mark.parametrize(("inputs", "outputs", "items", "width"), [(3, 2, 4, 2), (2, 1, 1, 1), (4, 3, 2, 5)])
def test_attention_is_the_published_one(inputs: int, outputs: int, items: int, width: int) -> None:
    """Softmax of (q . k) / sqrt(width) over the steps before, applied to the values: Vaswani and others, equation 1."""
    network = zoo.build("an", inputs=inputs, outputs=outputs, items=items, width=width, seed=1)
    rows = some_rows(inputs, 6, seed=2)
    projected = {
        letter: [[dot(weights_into(network, f"{letter}{i + 1}"), x) for i in range(width)] for x in rows] for letter in "qkv"
    }
    nothing = [0.0] * width
    found = network.predict([rows])[0]
    for t, row in enumerate(found):
        keys = [projected["k"][t - d] if t >= d else nothing for d in range(1, items + 1)]
        values = [projected["v"][t - d] if t >= d else nothing for d in range(1, items + 1)]
        scores = [exp(dot(projected["q"][t], key) / sqrt(width)) for key in keys]
        context = [dot([s / fsum(scores) for s in scores], column) for column in zip(*values, strict=True)]
        expected = [dot(weights_into(network, neuron.label), context) for neuron in network.outputs]
        assert expected == pytest.approx(row, rel=1e-12, abs=1e-12)


def test_attention_costs_no_weights_for_looking_further_back() -> None:
    """As many parameters for one item as for nine, and all of them are learned."""
    counts = {items: len(zoo.build("an", items=items, seed=0).parameters()) for items in (1, 4, 9)}
    assert {112} == set(counts.values())


def test_a_bidirectional_network_is_the_published_one() -> None:
    """One recursion forwards, one backwards, and an output of both: Schuster and Paliwal."""
    network, rows = zoo.build("birnn", inputs=2, hidden=2, outputs=1, seed=3), some_rows(2, 5, seed=4)
    for weight in network.parameters():
        weight.data += 0.1  # biases begin at 0

    def states(letter: str, order: list[list[float]]) -> list[list[float]]:
        state, found = [0.0, 0.0], []
        for x in order:
            into = [weights_into(network, f"{letter}{i + 1}") for i in range(2)]  # from its own layer, the inputs, the bias
            state = [tanh(dot(w, [*state, *x, 1.0])) for w in into]
            found.append(state)
        return found

    forwards, backwards = states("f", rows), states("b", rows[::-1])[::-1]
    expected = [[dot(weights_into(network, "y"), [*f, *b, 1.0])] for f, b in zip(forwards, backwards, strict=True)]
    for step, row in zip(expected, network.predict([rows])[0], strict=True):
        assert step == pytest.approx(row, rel=1e-12, abs=1e-12)


def test_what_is_asked_to_be_recalled() -> None:
    """Every pair once, all keys different, and the value of the key at the end, so many steps back."""
    rows, targets, distances = recall(300, seed=5)
    for steps, wanted, distance in zip(rows, targets, distances, strict=True):
        keys, values = ([step[:SYMBOLS].index(1.0) for step in steps], [step[SYMBOLS:] for step in steps])
        assert (ITEMS, [1.0] * ITEMS, [0.0] * SYMBOLS) == (len(set(keys[:-1])), [sum(v) for v in values[:-1]], values[-1])
        assert ([None] * ITEMS, values[-1 - distance].index(1.0)) == (wanted[:-1], wanted[-1])
        assert keys[-1] == keys[-1 - distance]
    assert {1, 2, 3, 4} == set(distances)


def test_what_lies_between_marks() -> None:
    """From the first mark to the last, for 1 to 4 marks in 8 to 12 steps."""
    rows, targets = between_marks(300, seed=6)
    assert {8, 9, 10, 11, 12} == set(map(len, rows))
    for steps, wanted in zip(rows, targets, strict=True):
        marks = [t for t, [mark] in enumerate(steps) if mark]
        assert 1 <= len(marks) <= 4
        assert wanted == [1.0 if marks[0] <= t <= marks[-1] else -1.0 for t in range(len(steps))]


def test_who_looks_only_back_cannot_know() -> None:
    """The best answer to every beginning is right at 86.7 % of the steps: counted exactly, over all sequences of the task."""
    weighed: dict[tuple[int, ...], list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for length in range(8, 13):
        for count in range(1, 5):
            each = Fraction(1, 5 * 4 * comb(length, count))
            for marks in combinations(range(length), count):
                row = tuple(int(t in marks) for t in range(length))
                for t in range(length):
                    weighed[row[: t + 1]][marks[0] <= t <= marks[-1]] += each
    best = sum(max(answers) for answers in weighed.values()) / sum(sum(answers) for answers in weighed.values())
    assert 0.8665 < best < 0.8675
