"""Data sets: what is in them, how they split, and how their targets are coded."""

from math import hypot
from typing import Any

import numpy as np
import pytest

from nn import datasets
from nn.dataset import Dataset
from nn.preprocessing import Standardiser

PAIR = {"input_names": ["a"], "target_names": ["no", "yes"]}


def columns(rows: Any) -> list[tuple[float, ...]]:
    return list(zip(*rows, strict=True))


# ---- what is in them ------------------------------------------------------------------------------------------------


def test_xor_is_high_where_exactly_one_input_is() -> None:
    """The four rows, in -1 and +1, and as a truth table in 0 and 1."""
    inputs, targets = datasets.xor()
    assert [((-1, -1), (-1,)), ((-1, 1), (1,)), ((1, -1), (1,)), ((1, 1), (-1,))] == list(zip(inputs, targets, strict=True))
    inputs, targets = datasets.xor(0, 1)
    assert [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)] == [(*row, *target) for row, target in zip(inputs, targets, strict=True)]


def test_circles_without_noise_lie_on_their_circles() -> None:
    """Half of the points at radius 1 are class 0, the others at radius 0.5 are class 1."""
    data = datasets.circles(101, noise=0.0, factor=0.5, seed=1)
    radii = {0: 1.0, 1: 0.5}
    for row, target in zip(*data, strict=True):
        assert radii[target] == pytest.approx(hypot(*row), rel=1e-12)
    assert (50, 51) == (data.targets.count(0), data.targets.count(1))
    assert 101 == len(set(data.inputs))


def test_circles_are_moved_by_the_noise() -> None:
    """2,000 points deviate from their circle by 0.1 in standard deviation, along the radius."""
    data = datasets.circles(2000, noise=0.1, factor=0.5, seed=1)
    deviations = [hypot(*row) - (0.5 if target else 1.0) for row, target in zip(*data, strict=True)]
    assert pytest.approx(0.1, rel=0.05) == float(np.std(deviations))


def test_circles_follow_their_seed() -> None:
    """The same seed gives the same points, another one others; they come in mixed order."""
    data = datasets.circles(20, seed=3)
    assert data.inputs == datasets.circles(20, seed=3).inputs
    assert data.inputs != datasets.circles(20, seed=4).inputs
    assert list(data.targets) != sorted(data.targets)
    assert datasets.circles(20).inputs != datasets.circles(20).inputs


def test_iris_has_the_means_that_fisher_printed() -> None:
    """Fisher 1936, table II: the observed means of versicolor and setosa, to his three digits."""
    data = datasets.iris()
    means = {
        name: [sum(column) / 50 for column in columns(row for row, t in zip(*data, strict=True) if t == species)]
        for species, name in enumerate(data.target_names)
    }
    assert [5.006, 3.428, 1.462, 0.246] == pytest.approx(means["setosa"], abs=1e-12)
    assert [5.936, 2.770, 4.260, 1.326] == pytest.approx(means["versicolor"], abs=1e-12)


def test_iris_has_fishers_numbers_where_the_copy_of_uci_differs() -> None:
    """Rows 35 and 38, counted from 1."""
    inputs, _ = datasets.iris()
    assert ((4.9, 3.1, 1.5, 0.2), (4.9, 3.6, 1.4, 0.1)) == (inputs[34], inputs[37])


def test_iris_is_named_and_in_order() -> None:
    """150 rows, 50 a species, one after the other; inputs and species have their names, the data its source."""
    data = datasets.iris()
    assert ("sepal length", "sepal width", "petal length", "petal width") == data.input_names
    assert ("setosa", "versicolor", "virginica") == data.target_names
    assert (0,) * 50 + (1,) * 50 + (2,) * 50 == data.targets
    assert {4} == {len(row) for row in data.inputs}
    assert "Fisher" in data.source


def test_iris_agrees_with_scikit_learn() -> None:
    """To the last digit, where scikit-learn is there."""
    shipped = pytest.importorskip("sklearn.datasets").load_iris()
    data = datasets.iris()
    assert shipped.data.tolist() == [list(row) for row in data.inputs]
    assert shipped.target.tolist() == list(data.targets)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: datasets.circles(1), ValueError, "n must be at least 2.*got 1"),
        (lambda: datasets.circles(10.0), TypeError, "n must be a whole number"),
        (lambda: datasets.circles(10, noise=-0.1), ValueError, "noise is a standard deviation"),
        (lambda: datasets.circles(10, noise=float("nan")), ValueError, "noise is a standard deviation.*nan"),
        (lambda: datasets.circles(10, factor=1.0), ValueError, "factor is the radius of the inner circle"),
        (lambda: datasets.xor(1.0, 1.0), ValueError, "low must be below high"),
        (lambda: datasets.xor("0", 1.0), TypeError, "expected a number, got str"),
    ],
)
def test_arguments_out_of_range_are_named(make: Any, error: type[Exception], message: str) -> None:
    """The message says which argument, and what it means."""
    with pytest.raises(error, match=message):
        make()


# ---- a dataset ------------------------------------------------------------------------------------------------------


def test_a_dataset_takes_arrays_and_keeps_python_numbers() -> None:
    """Arrays of numpy come in as they are; what comes out are floats and class indices."""
    data = Dataset(np.array([[1, 2], [3, 4]], dtype=np.float32), np.array([1, 0]), ["a", "b"], ["no", "yes"])
    assert ((1.0, 2.0), (3.0, 4.0)) == data.inputs
    assert (1, 0) == data.targets
    assert {float, int} == {type(x) for x in (*data.inputs[0], *data.targets)}


def test_targets_that_are_numbers_become_rows_of_one() -> None:
    """A regression's targets may be written plainly, whole numbers among them."""
    data = Dataset([[1], [2]], [1, 2.5], ["a"], ["price"])
    assert ((1.0,), (2.5,)) == data.targets
    assert not data.has_classes


def test_a_dataset_cannot_be_changed() -> None:
    """Frozen: what was split or drawn stays what it was."""
    data = Dataset([[1], [2]], [0, 1], **PAIR)
    with pytest.raises(AttributeError):
        data.inputs = ()  # type: ignore[misc]


def test_a_dataset_tells_what_it_is() -> None:
    """How many rows, of what, and what is to be learned."""
    assert (
        "<Dataset: 150 rows of sepal length, sepal width, petal length, petal width; "
        "classes: setosa, versicolor, virginica>" == repr(datasets.iris())
    )
    assert "<Dataset: 1 row of a; outputs: price>" == repr(Dataset([[1]], [2.5], ["a"], ["price"]))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Dataset([[1], [2]], [0], **PAIR), ValueError, "2 rows and 1 targets"),
        (lambda: Dataset([[1], [2, 3]], [0, 1], **PAIR), ValueError, "row 1 of the inputs has 2 numbers, but 1 names"),
        (lambda: Dataset([[1], [2]], [0, 2], **PAIR), ValueError, "target 1 is class 2, but the classes are 0 to 1"),
        (lambda: Dataset([[1], [2]], [0, -1], **PAIR), ValueError, "target 1 is class -1"),
        (lambda: Dataset([[1], [2]], [[0.5, 1], [1]], **PAIR), ValueError, "target 1 has 1 number, but 2 names"),
        (lambda: Dataset([["1"]], [0], **PAIR), TypeError, "expected a number, got str"),
    ],
)
def test_what_does_not_fit_together_is_named(make: Any, error: type[Exception], message: str) -> None:
    """The message counts from 0, as Python does, and says what was expected."""
    with pytest.raises(error, match=message):
        make()


# ---- coding ---------------------------------------------------------------------------------------------------------


def test_one_hot_has_a_one_at_the_class() -> None:
    """One output for each class."""
    data = datasets.iris().one_hot()
    assert ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)) == (data.targets[0], data.targets[50], data.targets[100])
    assert datasets.iris().target_names == data.target_names


def test_signed_is_minus_one_for_class_0_and_one_for_class_1() -> None:
    """One output, named after class 1: positive means yes."""
    data = Dataset([[1], [2]], [0, 1], **PAIR).signed()
    assert ((-1.0,), (1.0,)) == data.targets
    assert ("yes",) == data.target_names


def test_a_coding_that_makes_no_sense_is_refused() -> None:
    """Signs need two classes, one-hot rows need classes."""
    with pytest.raises(ValueError, match="two classes, got 3"):
        datasets.iris().signed()
    with pytest.raises(ValueError, match="rows of numbers, not classes"):
        datasets.xor().one_hot()


# ---- splitting ------------------------------------------------------------------------------------------------------


def test_a_split_parts_the_rows() -> None:
    """Every row is in one part, in its order, with its own target; names and source come along."""
    data = datasets.iris()
    train, test = data.split(test=60, seed=0)
    assert (90, 60) == (len(train.inputs), len(test.inputs))
    pairs = list(zip(*data, strict=True))
    for part in (train, test):
        positions = iter(pairs)
        assert all(pair in positions for pair in zip(*part, strict=True))  # in order: each found after the one before
        assert (data.input_names, data.target_names, data.source) == (part.input_names, part.target_names, part.source)
    assert sorted(pairs) == sorted([*zip(*train, strict=True), *zip(*test, strict=True)])


def test_a_stratified_split_keeps_the_shares() -> None:
    """20 of each species; sizes that do not divide are rounded and still add up."""
    _, test = datasets.iris().split(test=60, seed=1)
    assert [20, 20, 20] == [test.targets.count(species) for species in range(3)]
    _, test = datasets.iris().split(test=61, seed=1)
    assert [20, 20, 21] == sorted(test.targets.count(species) for species in range(3))
    assert 61 == len(test.inputs)


def test_a_split_that_is_not_stratified_is_left_to_chance() -> None:
    """Over ten seeds the species do not always come out even."""
    parts = [datasets.iris().split(test=60, seed=seed, stratified=False)[1] for seed in range(10)]
    assert any(part.targets.count(0) != 20 for part in parts)
    assert {60} == {len(part.inputs) for part in parts}


def test_a_split_follows_its_seed() -> None:
    """The same seed, the same rows."""
    data = datasets.iris()
    assert data.split(test=60, seed=5)[1].inputs == data.split(test=60, seed=5)[1].inputs
    assert data.split(test=60, seed=5)[1].inputs != data.split(test=60, seed=6)[1].inputs
    assert data.split(test=60)[1].inputs != data.split(test=60)[1].inputs


def test_a_share_is_a_number_of_rows() -> None:
    """0.4 of 150 is 60; without classes the split is plain."""
    assert 60 == len(datasets.iris().split(test=0.4, seed=0)[1].inputs)
    train, test = datasets.xor().split(test=0.25, seed=0)
    assert (3, 1) == (len(train.inputs), len(test.inputs))


@pytest.mark.parametrize("test", [0, 150, -1, 0.0, 1.0, 1.5, float("nan"), 0.001])
def test_a_split_with_an_empty_part_is_refused(test: float) -> None:
    """Training on nothing, or testing on nothing, is a mistake."""
    with pytest.raises(ValueError, match="both parts need a row"):
        datasets.iris().split(test=test)


def test_a_stratified_split_needs_classes() -> None:
    """Asking for it without classes is an error, not a plain split."""
    with pytest.raises(ValueError, match="not classes"):
        datasets.xor().split(test=1, stratified=True)


# ---- standardising --------------------------------------------------------------------------------------------------


def test_standardised_columns_have_mean_0_and_deviation_1() -> None:
    """By the rows it has learned from; numpy is the judge."""
    rows = datasets.iris().inputs
    standardised = np.array(Standardiser(rows)(rows))
    assert [0.0] * 4 == pytest.approx(standardised.mean(axis=0).tolist(), abs=1e-12)
    assert [1.0] * 4 == pytest.approx(standardised.std(axis=0).tolist(), rel=1e-12)


def test_what_was_learned_is_applied_to_other_rows() -> None:
    """The test part has no say in means and scales; a column that never changes is only shifted."""
    standardise = Standardiser([[1, 10], [3, 10]])
    assert [[3.0, 1.0]] == standardise([[5, 11]])
    assert ([2.0, 10.0], [1.0, 1.0]) == (standardise.means, standardise.scales)


def test_rows_that_do_not_fit_are_refused() -> None:
    """Nothing to learn from, ragged rows, and rows of another length."""
    with pytest.raises(ValueError, match="at least one row"):
        Standardiser([])
    with pytest.raises(ValueError, match="shorter"):
        Standardiser([[1, 2], [3]])
    with pytest.raises(ValueError, match="rows of 2 numbers, got 1"):
        Standardiser([[1, 2]])([[3]])
