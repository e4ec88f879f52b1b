"""Sequential minimal optimisation: against scikit-learn, the textbook's exact weights, and classes that cannot be parted."""

from itertools import pairwise
from math import inf, nan
from random import Random
from typing import Any

import numpy as np
import pytest
from sklearn.svm import SVC

import nn
from nn import BiasNeuron, Network, Neuron, Synapse, datasets
from nn.rules import SMO
from nn.zoo import svm

Rows = list[list[float]]


def blobs(count: int, apart: float, seed: int, inputs: int = 2) -> tuple[Rows, list[float]]:
    """Rows around two places, the classes one after the other."""
    draw = Random(seed)
    targets = [-1.0 if i % 2 else 1.0 for i in range(count)]
    return [[draw.gauss(t * apart, 1.0) for _ in range(inputs)] for t in targets], targets


def learned(
    rows: Any, targets: Any, C: float = inf, tolerance: float = 1e-9, **kernel: Any
) -> tuple[Network, nn.rules.RuleHistory]:
    machine = svm.build(len(rows[0]), vectors=rows, **kernel)
    return machine, SMO(C, tolerance).learn(machine, rows, targets, progress=False)


def weights(machine: Network, output: int = 0) -> list[float]:
    """The weights of the kernel neurons, and the bias."""
    return [synapse.weight.data for synapse in machine.outputs[output].incoming]


# ---- what it finds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("apart", "C", "ours", "theirs"),
    [
        (4.0, inf, {"kernel": "linear"}, {"kernel": "linear"}),
        (0.7, 1.0, {"kernel": "linear"}, {"kernel": "linear"}),
        (0.7, 0.05, {"kernel": "linear"}, {"kernel": "linear"}),
        (1.0, 2.0, {"kernel": "polynomial", "degree": 3}, {"kernel": "poly", "degree": 3, "gamma": 1.0, "coef0": 1.0}),
        (0.5, 10.0, {"kernel": "gaussian", "width": 0.8}, {"kernel": "rbf", "gamma": 1.0 / (2 * 0.8**2)}),
        (0.5, inf, {"kernel": "gaussian", "width": 0.3}, {"kernel": "rbf", "gamma": 1.0 / (2 * 0.3**2)}),
    ],
)
def test_it_finds_what_scikit_learn_finds(apart: float, C: float, ours: Any, theirs: Any, seed: int) -> None:
    """Weights, bias and support vectors, for every kernel, with room for errors and without."""
    rows, targets = blobs(40, apart, seed)
    machine, history = learned(rows, targets, C, **ours)
    assert "done" == history.stopped
    peer = SVC(C=min(C, 1e10), tol=1e-10, **theirs).fit(rows, targets)
    expected = np.zeros(40)
    expected[peer.support_] = peer.dual_coef_[0]
    *c, bias = weights(machine)
    np.testing.assert_allclose(c, expected, rtol=0, atol=1e-4 * max(1.0, *map(abs, c)))
    assert bias == pytest.approx(peer.intercept_[0], abs=1e-4)
    assert sorted(peer.support_) == [i for i, x in enumerate(c) if x]
    others, _ = blobs(30, apart, seed + 100)
    predicted = [y for (y,) in machine.predict(others)]
    np.testing.assert_allclose(predicted, peer.decision_function(others), rtol=0, atol=1e-4 * max(1.0, *map(abs, predicted)))


def test_xor_has_the_textbook_s_weights() -> None:
    """With (x . z + 1)^2 every alpha is 1/8, the bias 0, the margin the root of 2 (Haykin, Neural Networks, example 6.4)."""
    rows, targets = datasets.xor()
    machine, _ = learned(rows, targets, kernel="polynomial", degree=2)
    assert [-0.125, 0.125, 0.125, -0.125, 0.0] == pytest.approx(weights(machine), abs=1e-12)
    assert 2**0.5 == pytest.approx(svm.margin(machine), rel=1e-12)


@pytest.mark.parametrize("C", [0.1, 1.0, inf])
def test_the_conditions_of_karush_kuhn_and_tucker_hold(C: float) -> None:
    """Rows beyond the margin have weight 0, rows on it one between, rows within it C; and the weights add up to 0."""
    rows, targets = blobs(60, 3.0 if C == inf else 0.8, 5)
    machine, _ = learned(rows, targets, C)
    *c, _ = weights(machine)
    assert abs(sum(c)) <= 1e-9 * sum(map(abs, c))
    for x, t, (y,) in zip(c, targets, machine.predict(rows), strict=True):
        assert 0.0 <= t * x <= C
        assert t * y >= 1.0 - 1e-8 or abs(x) == C
        assert t * y <= 1.0 + 1e-8 or x == 0.0


def test_weights_meet_their_bounds_exactly() -> None:
    """Nothing is 1e-17 that is 0, so that support vectors can be counted, and nothing is almost C."""
    for seed in range(40):
        rows, targets = blobs(24, 0.4, seed)
        machine, _ = learned(rows, targets, 0.3, 1e-6, kernel="gaussian", width=0.9)
        *c, _ = weights(machine)
        assert [] == [x for x in map(abs, c) if 0.0 < x < 1e-12 or 0.0 < abs(x - 0.3) < 1e-12]


def test_two_rows_have_the_margin_half_way() -> None:
    """The smallest problem there is."""
    machine, history = learned([[0.0, 0.0], [0.0, 4.0]], [-1.0, 1.0])
    assert 1 == history.epochs
    assert 2.0 == pytest.approx(svm.margin(machine))
    assert [[-1.0], [0.0], [1.0]] == [pytest.approx(y) for y in machine.predict([[9.0, 0.0], [0.0, 2.0], [-9.0, 4.0]])]


def test_several_outputs_are_several_problems() -> None:
    """One against the rest, on the same kernel neurons."""
    draw = Random(0)
    rows = [[draw.gauss(3.0 * (i % 3), 0.5), draw.gauss(3.0 * (i % 3 == 1), 0.5)] for i in range(30)]
    targets = [[1.0 if i % 3 == k else -1.0 for k in range(3)] for i in range(30)]
    machine = svm.build(2, vectors=rows, outputs=3, kernel="gaussian")
    SMO(1.0).learn(machine, rows, targets, progress=False)
    for k in range(3):
        alone, _ = learned(rows, [row[k] for row in targets], 1.0, 1e-6, kernel="gaussian")
        assert weights(alone) == weights(machine, k)


def test_the_same_rows_twice_share_the_weight() -> None:
    """Where a row is there twice in one class, the boundary is that of one alone."""
    rows, targets = blobs(20, 3.0, 1)
    once, _ = learned(rows, targets)
    twice, history = learned([*rows, *rows], [*targets, *targets])
    assert "done" == history.stopped
    assert once.predict([[0.3, -0.2]])[0] == pytest.approx(twice.predict([[0.3, -0.2]])[0], abs=1e-6)


def test_epochs_go_uphill_and_the_seed_does_not_matter() -> None:
    """The objective never falls, and nothing is drawn by lot."""
    rows, targets = blobs(80, 0.5, 3)
    machine, history = learned(rows, targets, 10.0, kernel="gaussian", width=0.7)
    assert history.epochs > 1
    assert all(after >= before * (1.0 - 1e-14) for before, after in pairwise(history["objective"]))
    again = svm.build(2, vectors=rows, kernel="gaussian", width=0.7, seed=4)
    SMO(10.0, 1e-9).learn(again, rows, targets, seed=7, progress=False)
    assert weights(machine) == weights(again)
    assert history["support vectors"][-1] == len(svm.support_vectors(machine))


def test_too_few_epochs_are_told() -> None:
    """The weights are then the best so far, and the violation says how far from the end."""
    rows, targets = blobs(80, 0.5, 3)
    machine = svm.build(2, vectors=rows, kernel="gaussian", width=0.7)
    history = SMO(10.0, 1e-9).learn(machine, rows, targets, max_epochs=1, progress=False)
    assert "max_epochs" == history.stopped
    assert history["violation"][-1] > 1e-9
    assert any(weights(machine))


# ---- what cannot be parted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "targets", "words"),
    [
        (*datasets.xor(), "hulls touch"),
        ([[0.0], [1.0], [2.0]], [-1.0, 1.0, -1.0], "hulls touch"),
        ([[1.0, 2.0], [0.0, 0.0], [1.0, 2.0]], [-1.0, 1.0, 1.0], "rows 0 and 2 are at the same place"),
        (*blobs(60, 0.7, 2), "hulls touch"),
    ],
)
def test_classes_that_cannot_be_parted_need_a_cost(rows: Any, targets: Any, words: str) -> None:
    """With C = inf no weights are best; with a number there are."""
    with pytest.raises(ValueError, match=f"'y' cannot be parted with this kernel.*{words}.*give C a number"):
        learned(rows, targets)
    assert "done" == learned(rows, targets, 1.0)[1].stopped


def test_a_thin_margin_far_away_is_a_margin() -> None:
    """Rows a thousand from the origin, a thousandth apart: nobody says that they touch."""
    machine, history = learned(
        [[1e3, 0.0], [1e3, 1e-3], [1e3 + 5.0, 0.0], [1e3 + 5.0, 1e-3]], [-1.0, 1.0, -1.0, 1.0], tolerance=1e-4
    )
    assert "done" == history.stopped
    assert 0.5e-3 == pytest.approx(svm.margin(machine), rel=1e-3)


# ---- what is refused -------------------------------------------------------------------------------------------------------


def test_two_classes_of_minus_one_and_one_are_asked_for() -> None:
    """Not one class, not 0 and 1, not nan."""
    rows = [[0.0], [1.0]]
    machine = svm.build(1, vectors=rows)
    before = weights(machine)
    for targets, words in (
        ([1.0, 1.0], "all targets of neuron 'y' are 1"),
        ([0.0, 1.0], "target 0 must be -1 or 1, what neuron .* can say, got 0.0"),
        ([nan, 1.0], "target 0 holds nan"),
        ([[1.0, -1.0], [-1.0, 1.0]], "target 0 must have 1 numbers"),
        (None, "needs a target for each row"),
    ):
        with pytest.raises(ValueError, match=words):
            SMO().learn(machine, rows, targets, progress=False)
    with pytest.raises(ValueError, match="have no rows"):
        SMO().learn(machine, [], [], progress=False)
    assert before == weights(machine)


def test_a_kernel_neuron_for_each_row_is_asked_for() -> None:
    """As many, in their order, all of them trainable, and a bias."""
    rows, targets = [[0.0], [1.0], [3.0]], [-1.0, 1.0, 1.0]
    with pytest.raises(ValueError, match="hears 2 kernel neurons, and there are 3 rows"):
        SMO().learn(svm.build(1, vectors=rows[:2]), rows, targets, progress=False)
    swapped = svm.build(1, vectors=[[1.0], [0.0], [3.0]], kernel="polynomial")
    with pytest.raises(ValueError, match="kernel neurons must lie at the rows, in their order"):
        SMO().learn(swapped, rows, targets, progress=False)
    unbiased = svm.build(1, vectors=rows)
    bias = unbiased.outputs[0].bias
    assert bias is not None
    bias.remove()
    with pytest.raises(ValueError, match="'y' has no bias"):
        SMO().learn(unbiased, rows, targets, progress=False)
    frozen = svm.build(1, vectors=rows)
    frozen.outputs[0].incoming[1].trainable = False
    with pytest.raises(ValueError, match="changes all weights into an output"):
        SMO().learn(frozen, rows, targets, progress=False)
    with pytest.raises(ValueError, match="'y' is no linear weighted sum, so its weights are no widest margin"):
        SMO().learn(nn.feed_forward([1, 3, 1], output_activation="tanh"), rows, targets, progress=False)
    with pytest.raises(ValueError, match="does not end at an output"):
        SMO().learn(nn.feed_forward([1, 3, 1]), rows, targets, progress=False)


def test_settings_are_numbers_above_0() -> None:
    """C and the tolerance."""
    settings: Any
    for settings in ({"C": 0.0}, {"C": -1.0}, {"C": nan}, {"tolerance": 0.0}):
        with pytest.raises(ValueError, match="must be above 0"):
            SMO(**settings)
    with pytest.raises(TypeError, match="a number as C"):
        SMO("much")  # type: ignore[arg-type]


def test_any_network_that_says_a_kernel_is_one() -> None:
    """What the kernel neurons are does not matter: here the minimum of two numbers, x, z >= 0, a kernel of its own."""
    rows, targets = [[0.5], [1.0], [3.0], [4.0]], [1.0, -1.0, -1.0, 1.0]
    x, y = nn.InputNeuron("x"), Neuron("y")
    for (place,) in rows:
        unit = Neuron(combine="minimum")
        Synapse(x, unit, weight=1.0, trainable=False)
        Synapse(BiasNeuron(), unit, weight=place, trainable=False)
        Synapse(unit, y)
    Synapse(BiasNeuron(), y)
    machine = Network([x], [y], seed=0)
    SMO(tolerance=1e-9).learn(machine, rows, targets, progress=False)
    peer = SVC(C=1e10, kernel=lambda a, b: np.minimum(a, b.T), tol=1e-10).fit(np.array(rows), targets)
    np.testing.assert_allclose([z for (z,) in machine.predict(rows)], peer.decision_function(np.array(rows)), rtol=0, atol=1e-6)
