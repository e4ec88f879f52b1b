"""Metrics: the share of rows that are right, for every coding of a target."""

from math import inf, nan
from typing import Any

import numpy as np
import pytest

from nn.metrics import accuracy


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
