"""Metrics: the share of rows that are right, for every coding of a target; distances, and the variance explained."""

from math import inf, nan
from typing import Any

import numpy as np
import pytest

from nn.metrics import accuracy, mean_absolute_error, r2


def test_the_class_is_that_of_the_largest_output() -> None:
    """Three of four: against class indices, and against rows with a 1 at the class."""
    outputs = [[0.1, 2.0, -1.0], [3.0, 1.0, 2.0], [-3.0, -1.0, -2.0], [0.0, 0.0, 9.0]]
    assert 0.75 == accuracy(outputs, [1, 0, 0, 2])
    assert 0.75 == accuracy(outputs, [[0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]])


def test_a_single_output_is_right_on_the_right_side_of_zero() -> None:
    """Targets -1 and +1, as numbers or as rows of one; 0 itself is on no side."""
    assert 0.5 == accuracy([[0.3], [-2.0], [-0.1], [0.0]], [1.0, -1.0, 1.0, -1.0])
    assert 1.0 == accuracy([[0.3], [-2.0]], [[1.0], [-1.0]])
    assert 0.0 == accuracy([[0.0], [0.0]], [1.0, -1.0])


def test_a_threshold_tells_0_and_1_apart() -> None:
    """Probabilities on both sides of one half."""
    assert 0.75 == accuracy([[0.2], [0.7], [0.4], [0.9]], [0, 1, 1, 1], threshold=0.5)


def test_targets_of_0_and_1_need_a_threshold() -> None:
    """0.2 would be a yes for a sign and a no for a probability: guessing would be silent."""
    with pytest.raises(ValueError, match=r"-1 and \+1, got 0: use dataset.signed\(\), or pass threshold=0.5"):
        accuracy([[0.2]], [0])


def test_a_threshold_of_0_tells_logits_apart() -> None:
    """Where the targets are 0 and 1: a positive logit is a yes."""
    assert 0.75 == accuracy([[0.2], [-0.7], [-1000.0], [0.9]], [1, 0, 1, 1], threshold=0.0)


def test_nan_is_never_right() -> None:
    """A network that has lost its numbers has no accuracy of one third."""
    assert 0.0 == accuracy([[nan, 0.0], [0.0, nan]], [0, 0])
    assert 1.0 == accuracy([[inf, 0.0]], [0])


def test_arrays_are_welcome() -> None:
    """Rows and targets of numpy."""
    assert 0.5 == accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]))
    assert 1.0 == accuracy(np.array([[0.1], [-0.9]]), np.array([[1.0], [-1.0]]))
    assert 1.0 == accuracy(np.array([[0.9, 0.1], [0.2, 0.8]]), np.eye(2))


@pytest.mark.parametrize(
    ("outputs", "targets", "message"),
    [
        ([], [], "no rows"),
        ([[1.0]], [], "zip"),
        ([[1.0, 2.0]], [2], "the classes are 0 to 1, got 2"),
        ([[1.0, 2.0]], [-1], "the classes are 0 to 1, got -1"),
        ([[1.0, 2.0]], [0.5], "a class index or a row of 2 numbers, got 0.5"),
        ([[1.0, 2.0]], [[1.0]], r"a row of 2 numbers, got \[1.0\]"),
    ],
)
def test_what_does_not_fit_is_named(outputs: Any, targets: Any, message: str) -> None:
    """The message says what a target must be here."""
    with pytest.raises(ValueError, match=message):
        accuracy(outputs, targets)


# ---- regression -----------------------------------------------------------------------------------------------------


def test_mean_absolute_error_is_a_mean_over_rows_and_outputs() -> None:
    """Distances 1, 2, 0 and 3."""
    assert 1.5 == mean_absolute_error([[1.0, 2.0], [3.0, 4.0]], [[2.0, 4.0], [3.0, 1.0]])
    assert 1.5 == mean_absolute_error(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[2.0, 4.0], [3.0, 1.0]]))
    assert 0.5 == mean_absolute_error([[1.0], [2.0]], [1, 3])


def test_r2_is_1_for_right_0_for_the_mean_and_negative_for_worse() -> None:
    """Targets 1, 2, 3 and 6: their mean is 3, their squared distances from it add up to 14."""
    targets = [1.0, 2.0, 3.0, 6.0]
    assert 1.0 == r2([[t] for t in targets], targets)
    assert 0.0 == r2([[3.0]] * 4, targets)
    assert 1.0 - (4 + 4 + 0 + 16) / 14 == r2([[3.0], [4.0], [3.0], [2.0]], targets)


def test_r2_of_several_outputs_is_their_mean() -> None:
    """As scikit-learn's r2_score does by default: of 1 and of 0, one half."""
    assert 0.5 == r2([[1.0, 3.0], [2.0, 3.0], [3.0, 3.0]], [[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]])


def test_r2_agrees_with_scikit_learn() -> None:
    """On random numbers, one output and three."""
    sklearn = pytest.importorskip("sklearn.metrics")
    generator = np.random.default_rng(0)
    for columns in (1, 3):
        outputs, targets = generator.normal(size=(2, 50, columns))
        assert sklearn.r2_score(targets, outputs) == pytest.approx(r2(outputs, targets), rel=1e-12)
        assert sklearn.mean_absolute_error(targets, outputs) == pytest.approx(mean_absolute_error(outputs, targets), rel=1e-12)


def test_r2_of_equal_targets_does_not_exist() -> None:
    """There is no variance to explain."""
    with pytest.raises(ValueError, match=r"r2 is not defined where all targets are equal: those of output 1 are all 2.5"):
        r2([[1.0, 2.0], [2.0, 3.0]], [[1.0, 2.5], [2.0, 2.5]])


@pytest.mark.parametrize("metric", [mean_absolute_error, r2])
@pytest.mark.parametrize(
    ("outputs", "targets", "message"),
    [([], [], "no rows to measure"), ([[1.0]], [], "zip"), ([[1.0]], [[1.0, 2.0]], r"as many targets as outputs, 1, got 2: \[1")],
)
def test_what_cannot_be_measured_is_named(metric: Any, outputs: Any, targets: Any, message: str) -> None:
    """No rows, fewer targets than rows, more targets than outputs."""
    with pytest.raises(ValueError, match=message):
        metric(outputs, targets)
