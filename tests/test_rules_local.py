"""The perceptron's rule, Hebb's and Kohonen's, against their equations."""

from itertools import pairwise
from math import dist, exp, hypot
from random import Random
from typing import Any

import pytest

from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward, rules, zoo
from nn.rules.kohonen import Map, neighbourhood
from nn.zoo.p import margin

# ---- the perceptron -------------------------------------------------------------------------------------------------


def by_hand(rows: list[list[float]], targets: list[float], seed: int, at_zero: int) -> tuple[list[float], int, int]:
    """Rosenblatt's rule in the fewest lines: weights with the bias last, updates and epochs."""
    random, w, updates, epochs, errors = Random(seed), [0.0] * (len(rows[0]) + 1), 0, 0, -1
    order = list(range(len(rows)))
    while errors:
        random.shuffle(order)
        errors, epochs = 0, epochs + 1
        for i in order:
            x = [*rows[i], 1.0]
            total = sum(a * b for a, b in zip(w, x, strict=True))
            answer = 1 if total > 0 else -1 if total < 0 else at_zero
            if answer != targets[i]:
                w = [a + 0.25 * targets[i] * b for a, b in zip(w, x, strict=True)]
                errors += 1
        updates += errors
    return w, updates, epochs


def separable(seed: int, count: int = 30) -> tuple[list[list[float]], list[float]]:
    """Points on either side of a line, some way off it."""
    random = Random(seed)
    rows = [[random.uniform(-1.0, 1.0), random.uniform(-1.0, 1.0)] for _ in range(4 * count)]
    rows = [row for row in rows if abs(row[0] + 0.5 * row[1] - 0.2) > 0.1][:count]
    return rows, [1.0 if x + 0.5 * y > 0.2 else -1.0 for x, y in rows]


@pytest.mark.parametrize("activation", ["sign", "linear", "step"])
def test_the_perceptron_does_what_rosenblatt_says(activation: str) -> None:
    """The same weights as a few lines of arithmetic, whatever its answers are called."""
    rows, targets = separable(0)
    network = zoo.build("p", inputs=2, activation=activation, initialiser="zeros")
    told = [(t + 1) / 2 for t in targets] if activation == "step" else targets
    history = rules.Perceptron(learning_rate=0.25).learn(network, rows, told, seed=3, progress=False)
    w, updates, epochs = by_hand(rows, targets, seed=3, at_zero=-1 if activation == "step" else 0)
    assert w == pytest.approx([synapse.weight.data for synapse in network.synapses], abs=1e-12)
    assert (updates, epochs, "done") == (history.total("updates"), history.epochs, history.stopped)
    assert 0 == history["errors"][-1] < history["errors"][0]


@pytest.mark.parametrize("seed", range(5))
def test_it_needs_no_more_updates_than_the_theorem_allows(seed: int) -> None:
    """Novikoff's bound, with the exact margin; the bound is above 1 and the margin below every row."""
    rows, targets = separable(seed)
    signed = [[t * x for x in (*row, 1.0)] for row, t in zip(rows, targets, strict=True)]
    widest = margin(signed)
    network = zoo.build("p", inputs=2, activation="sign", initialiser="zeros")
    history = rules.Perceptron().learn(network, rows, targets, seed=seed, progress=False)
    assert 1 < history.total("updates") <= (max(hypot(*z) for z in signed) / widest) ** 2


def test_several_outputs_learn_apart() -> None:
    """An output that is right is left alone while another one learns."""
    rows, first = separable(1)
    second = [-t for t in first]
    network = zoo.build("p", inputs=2, outputs=2, activation="sign", initialiser="zeros")
    targets = [list(pair) for pair in zip(first, second, strict=True)]
    assert "done" == rules.Perceptron().learn(network, rows, targets, seed=0, progress=False).stopped
    assert targets == network.predict(rows)


def test_each_output_has_answers_of_its_own() -> None:
    """One that signs is told -1 or 1, one that steps 0 or 1; an output that does not learn may be told anything."""
    x, signs, steps = InputNeuron("x"), Neuron("signs", activation="sign"), Neuron("steps", activation="step")
    for neuron in (signs, steps):
        Synapse(x, neuron, 0.0)
    network = Network([x], [signs, steps])
    assert "done" == rules.Perceptron().learn(network, [[1.0]], [[-1, 1]], progress=False).stopped
    assert [[-1.0, 1.0]] == network.predict([[1.0]])
    with pytest.raises(ValueError, match=r"target 0 must be 0 or 1, what neuron 'steps' can say, got -1\.0"):
        rules.Perceptron().learn(network, [[1.0]], [[-1, -1]], progress=False)
    only = rules.Perceptron(synapses=signs.incoming)
    assert "done" == only.learn(network, [[1.0]], [[1, 0.5]], progress=False).stopped


def test_what_cannot_be_parted_is_never_done() -> None:
    """The exclusive or: some row is wrong in every epoch."""
    network = zoo.build("p", inputs=2, activation="sign", initialiser="zeros")
    rows = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    history = rules.Perceptron().learn(network, rows, [-1, 1, 1, -1], max_epochs=300, seed=0, progress=False)
    assert "max_epochs" == history.stopped
    assert min(history["errors"]) >= 1


@pytest.mark.parametrize(
    ("network", "targets", "message"),
    [
        (lambda: feed_forward([2, 1], output_activation="tanh", seed=0), [1], "the perceptron's rule is for weighted sums"),
        (lambda: feed_forward([2, 2, 1], activation="sign", output_activation="sign", seed=0), [1], "does not end at an output"),
        (lambda: feed_forward([2, 1], output_activation="sign", seed=0), [0.5], "target 0 must be -1 or 1, what .* can say"),
        (lambda: feed_forward([2, 1], output_activation="step", seed=0), [-1], "target 0 must be 0 or 1"),
        (lambda: feed_forward([2, 2], output_activation="sign", seed=0), [1], "target 0 must have 2 numbers"),
    ],
)
def test_the_perceptron_refuses_what_it_cannot_teach(network: Any, targets: list[float], message: str) -> None:
    """Other neurons, hidden ones, and targets that its outputs cannot say."""
    with pytest.raises(ValueError, match=message):
        rules.Perceptron().learn(network(), [[0.0, 1.0]], targets, progress=False)
    with pytest.raises(ValueError, match="learning_rate must be above 0"):
        rules.Perceptron(learning_rate=0.0)


@pytest.mark.parametrize("seed", range(4))
def test_the_margin_is_that_of_the_quadratic_program(seed: int) -> None:
    """Lawson and Hanson's least distance, solved by SciPy, to 1e-9."""
    optimize = pytest.importorskip("scipy.optimize")
    rows, targets = separable(seed)
    signed = [[t * x for x in (*row, 1.0)] for row, t in zip(rows, targets, strict=True)]
    system = [[z[k] for z in signed] for k in range(3)] + [[1.0] * len(signed)]
    solution, _ = optimize.nnls(system, [0.0, 0.0, 0.0, 1.0])
    rest = [sum(a * u for a, u in zip(line, solution, strict=True)) for line in system]
    w = [-x / (rest[3] - 1.0) for x in rest[:3]]
    assert margin(signed) == pytest.approx(1.0 / hypot(*w), rel=1e-9)
    with pytest.raises(ValueError, match="no hyperplane"):
        margin([[1.0, 0.0], [-1.0, 0.0]])


# ---- Hebb -----------------------------------------------------------------------------------------------------------


def test_hebb_stores_outer_products() -> None:
    """Hopfield's equation 2, whole numbers to the bit; a shared weight moves once for both directions."""
    random = Random(0)
    patterns = [[random.choice((-1.0, 1.0)) for _ in range(7)] for _ in range(3)]
    network = zoo.build("hn", neurons=7)
    history = rules.Hebb().learn(network, patterns, progress=False)
    number = {neuron: i for i, neuron in enumerate(network.outputs)}
    for synapse in network.synapses:
        i, j = number[synapse.source], number[synapse.target]  # type: ignore[index]
        assert sum(p[i] * p[j] for p in patterns) == synapse.weight.data
    assert (1, "done", 63) == (history.epochs, history.stopped, history["changes"][0])
    rules.Hebb(learning_rate=-1.0).learn(network, patterns, progress=False)  # and forgets them again
    assert {0.0} == {synapse.weight.data for synapse in network.synapses}


def test_hebb_pairs_what_is_shown_with_what_is_wanted() -> None:
    """An associator: with targets the weights are the products of both; without, of what the network says."""
    network = feed_forward([2, 2], bias=False, initialiser="zeros")
    rules.Hebb(learning_rate=0.5).learn(network, [[1.0, -1.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 4.0]], progress=False)
    assert [[0.5, -0.5], [2.0, 2.0]] == [[s.weight.data for s in neuron.incoming] for neuron in network.outputs]
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 3.0)
    Synapse(BiasNeuron("b"), y, 1.0)
    single = Network([x], [y])
    rules.Hebb(learning_rate=0.1).learn(single, [[2.0]], progress=False)
    assert [3.0 + 0.1 * 2.0 * 7.0, 1.0 + 0.1 * 7.0] == pytest.approx([synapse.weight.data for synapse in single.synapses])
    with pytest.raises(ValueError, match="target 0 must have 2 numbers"):
        rules.Hebb().learn(network, [[0.0, 1.0]], [1.0], progress=False)
    with pytest.raises(ValueError, match="learning_rate must be finite"):
        rules.Hebb(float("inf"))


# ---- Kohonen --------------------------------------------------------------------------------------------------------


def test_kohonen_moves_the_nearest_and_its_neighbours() -> None:
    """One row by hand: w + a h (x - w), with h the Gaussian of the distance on the map from the winner."""
    network = zoo.build("kn", inputs=2, rows=2, columns=3, seed=0)
    rule = rules.Kohonen(epochs=1, learning_rate=0.25, radius=1.5)
    x = [0.9, 0.1]
    cells = [cell["distance"] for cell in network.cells]
    before = [[synapse.weight.data for synapse in neuron.incoming] for neuron in cells]
    winner = min(range(6), key=lambda j: dist(before[j], x))
    rule.learn(network, [x], seed=0, progress=False)
    for j, neuron in enumerate(cells):
        apart = dist(neuron.position or (), cells[winner].position or ())
        h = exp(-(apart**2) / (2 * 1.5**2))
        wanted = [w + 0.25 * h * (xi - w) for w, xi in zip(before[j], x, strict=True)]
        assert wanted == pytest.approx([synapse.weight.data for synapse in neuron.incoming], rel=1e-12)
    assert network.predict([x])[0].index(1.0) == winner


def test_without_a_radius_the_winner_moves_alone() -> None:
    """And reaches the row with a learning rate of 1."""
    network = zoo.build("kn", inputs=2, rows=2, columns=2, seed=0)
    before = {synapse: synapse.weight.data for synapse in network.synapses}
    rules.Kohonen(epochs=1, learning_rate=1.0, radius=0.0, last_radius=0.0).learn(network, [[5.0, 5.0]], progress=False)
    moved = [synapse for synapse, w in before.items() if synapse.weight.data != w]
    assert ([5.0, 5.0], 1) == ([synapse.weight.data for synapse in moved], len({synapse.target for synapse in moved}))
    assert [1.0, 0.0] == neighbourhood([0.0, 1.0], 0.0)


def test_rate_and_radius_shrink_geometrically() -> None:
    """From the first row to the last; every row once an epoch, in an order that differs."""
    network = zoo.build("kn", inputs=1, rows=1, columns=5, seed=0)
    rule = rules.Kohonen(epochs=3, learning_rate=0.8, last_learning_rate=0.1, radius=2.0, last_radius=0.5)
    shown = list(Map(rule.lesson(network, [[i / 4] for i in range(4)], seed=0), rule).showings())
    rows = [step for step in shown if step is not None]
    assert (15, 12) == (len(shown), len(rows))
    assert (0.8, 2.0) == (rows[0].rate, rows[0].radius)
    assert (0.1, 0.5) == pytest.approx((rows[-1].rate, rows[-1].radius))
    quotients = [after.rate / before.rate for before, after in pairwise(rows)]
    assert quotients == pytest.approx([quotients[0]] * 11)
    orders = [[step.row for step in rows[k : k + 4]] for k in (0, 4, 8)]
    assert [0, 1, 2, 3] == sorted(orders[0]) == sorted(orders[1])
    assert len({tuple(order) for order in orders}) > 1


def test_the_errors_of_a_map_are_what_they_are_called() -> None:
    """A chain laid out in order has no topographic error; one out of order has; distances are to the nearest."""
    network = zoo.build("kn", inputs=1, rows=1, columns=4, seed=0)
    rows = [[0.0], [1.0], [2.0], [3.0], [2.6]]
    for places, torn in (((0.0, 1.0, 2.0, 3.0), 0.0), ((0.0, 2.0, 1.0, 3.0), 0.8)):
        for cell, place in zip(network.cells, places, strict=True):
            cell["distance"].incoming[0].weight = place
        quality = rules.Kohonen().quality(network, rows)
        assert quality == {"quantization error": pytest.approx(0.4 / 5), "topographic error": torn}


def test_kohonen_teaches_maps_only() -> None:
    """Neurons without a position, sums, and neurons that hear different things are refused, by name."""
    with pytest.raises(ValueError, match="Kohonen's rule moves neurons of a map"):
        rules.Kohonen().learn(feed_forward([2, 2], seed=0), [[0.0, 1.0]], progress=False)
    network = zoo.build("kn", inputs=2, rows=1, columns=2, seed=0)
    network.cells[0]["distance"].incoming[0].remove()
    with pytest.raises(ValueError, match="all neurons of a map hear the same"):
        rules.Kohonen().learn(network, [[0.0, 1.0]], progress=False)
    network = zoo.build("kn", inputs=2, rows=1, columns=2, seed=0)
    network.cells[0]["distance"].position = None
    with pytest.raises(ValueError, match="have a position"):
        rules.Kohonen().learn(network, [[0.0, 1.0]], progress=False)
    for settings, message in (
        ({"epochs": 0}, "epochs must be 1 or more"),
        ({"learning_rate": 1.5}, "learning_rate must be from 0 to 1"),
        ({"radius": -1.0}, "radius must be 0 or more"),
    ):
        with pytest.raises(ValueError, match=message):
            rules.Kohonen(**settings)
    assert "Kohonen(epochs=20," in repr(rules.Kohonen())
