"""Data sets that a rule makes, those of scikit-learn, and splits into three parts."""

import sys
from itertools import combinations
from math import atan2, cos, hypot, pi, sin
from typing import Any

import numpy as np
import pytest

from nn import datasets
from nn.dataset import Dataset
from nn.splitting import split_rows

CLOUDS = [datasets.circles, datasets.two_moons, datasets.spirals]


# ---- parity ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", range(1, 9))
def test_parity_is_high_where_an_odd_number_of_inputs_is(n: int) -> None:
    """All rows, each once: the product of signs says it otherwise."""
    inputs, targets = datasets.parity(n)
    assert 2**n == len(set(inputs)) == len(targets)
    assert [(-1.0) ** (n + 1) * float(np.prod(row)) for row in inputs] == [target for (target,) in targets]


def test_parity_says_nothing_to_fewer_than_all_inputs() -> None:
    """The target is uncorrelated with every product of some of the inputs."""
    inputs, targets = (np.array(part) for part in datasets.parity(4))
    for count in range(4):
        for some in combinations(range(4), count):
            assert 0.0 == np.sum(np.prod(inputs[:, some], axis=1) * targets[:, 0])


def test_parity_of_two_is_the_exclusive_or() -> None:
    """The same rows in the same order, in any two numbers."""
    assert datasets.xor().inputs == datasets.parity(2).inputs
    assert datasets.xor(0, 1).targets == datasets.parity(2, 0, 1).targets
    assert ("x1", "x2", "x3") == datasets.parity(3).input_names


# ---- points on curves -----------------------------------------------------------------------------------------------


def test_moons_without_noise_are_half_circles() -> None:
    """The upper one around (0, 0), the lower one around (1, 0.5); scikit-learn lays them out so as well."""
    data = datasets.two_moons(101, noise=0.0, seed=1)
    for (x, y), target in zip(*data, strict=True):
        centre = (1.0, 0.5) if target else (0.0, 0.0)
        assert pytest.approx(1.0, rel=1e-12) == hypot(x - centre[0], y - centre[1])
        assert y <= 0.5 if target else y >= 0.0
    assert (50, 51) == (data.targets.count(0), data.targets.count(1))
    peer = pytest.importorskip("sklearn.datasets").make_moons(101, shuffle=False)
    ours = sorted((target, *row) for row, target in zip(*data, strict=True))
    theirs = sorted((int(target), *row) for row, target in zip(*peer, strict=True))
    assert np.allclose(ours, theirs, atol=1e-12)


def test_spirals_without_noise_are_one_spiral_rotated() -> None:
    """Radius grows evenly with the angle, from 0.1 to 1 over the turns; each arm is the first, rotated by its share."""
    data = datasets.spirals(99, noise=0.0, seed=0, turns=2.0, arms=3)
    for (x, y), arm in zip(*data, strict=True):
        t = (hypot(x, y) - 0.1) / 0.9
        assert -1e-12 <= t <= 1 + 1e-12
        turned = 2 * pi * (2.0 * t + arm / 3)
        assert (pytest.approx(cos(turned), abs=1e-9), pytest.approx(sin(turned), abs=1e-9)) == (
            cos(atan2(y, x)),
            sin(atan2(y, x)),
        )
    assert ("arm 1", "arm 2", "arm 3") == data.target_names
    radii = sorted(hypot(*row) for row, arm in zip(*data, strict=True) if arm == 0)
    assert np.allclose(np.linspace(0.1, 1.0, 33), radii)


def test_circles_without_noise_are_evenly_spaced() -> None:
    """Each of 25 points is a 25th of a turn from the next, the first at angle 0."""
    data = datasets.circles(50, noise=0.0, seed=0)
    for circle in range(2):
        turns = sorted(atan2(y, x) / (2 * pi) % 1.0 for (x, y), target in zip(*data, strict=True) if target == circle)
        assert np.allclose(np.arange(25) / 25, turns, atol=1e-12)


@pytest.mark.parametrize("make", CLOUDS)
def test_points_follow_their_seed(make: Any) -> None:
    """The same seed gives the same points, another one others; they come in mixed order, half in each class."""
    data = make(51, noise=0.05, seed=3)
    assert data.inputs == make(51, noise=0.05, seed=3).inputs
    assert data.inputs != make(51, noise=0.05, seed=4).inputs
    assert make(51, noise=0.05).inputs != make(51, noise=0.05).inputs
    assert list(data.targets) != sorted(data.targets)
    assert [25, 26] == [data.targets.count(0), data.targets.count(1)]


@pytest.mark.parametrize("make", CLOUDS)
def test_points_are_moved_by_the_noise(make: Any) -> None:
    """By a normal deviate in each coordinate: the differences from the points without noise have its deviation."""
    still, moved = (
        sorted((t, *row) for row, t in zip(*make(4, noise=noise, seed=s), strict=True)) for noise, s in ((0.0, 0), (1e-9, 0))
    )
    assert np.allclose(still, moved, atol=1e-7)
    assert still != moved
    shifts = []
    for seed in range(300):
        for (x, y), target in zip(*make(2, noise=1.0, seed=seed), strict=True):
            _, x0, y0 = sorted((t, *row) for row, t in zip(*make(2, noise=0.0), strict=True))[target]
            shifts += [x - x0, y - y0]
    assert (pytest.approx(0.0, abs=0.1), pytest.approx(1.0, rel=0.1)) == (float(np.mean(shifts)), float(np.std(shifts)))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: datasets.parity(0), ValueError, "from 1 to 16.*got 0"),
        (lambda: datasets.parity(17), ValueError, "from 1 to 16, since there are 2"),
        (lambda: datasets.parity(2.0), TypeError, "n must be a whole number of inputs, got 2.0"),
        (lambda: datasets.parity(2, 1, 1), ValueError, "low must be below high"),
        (lambda: datasets.two_moons(1), ValueError, "n must be at least 2.*got 1"),
        (lambda: datasets.two_moons(True), TypeError, "n must be a whole number of points, got True"),
        (lambda: datasets.two_moons(10, noise=-0.1), ValueError, "noise is a standard deviation"),
        (lambda: datasets.two_moons(10, noise="much"), TypeError, "expected a number, got str"),
        (lambda: datasets.spirals(10, turns=0.0), ValueError, "turns must be above 0 and finite, got 0.0"),
        (lambda: datasets.spirals(10, turns=float("nan")), ValueError, "turns must be above 0 and finite, got nan"),
        (lambda: datasets.spirals(10, arms=1), ValueError, "at least 2 arms"),
        (lambda: datasets.spirals(2, arms=3), ValueError, "n must be at least 3, one point for each class"),
    ],
)
def test_arguments_out_of_range_are_named(make: Any, error: type[Exception], message: str) -> None:
    """The message says which argument, and what it means."""
    with pytest.raises(error, match=message):
        make()


# ---- scikit-learn's -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rows", "inputs", "classes"),
    [("digits", 1797, 64, 10), ("wine", 178, 13, 3), ("breast_cancer", 569, 30, 2), ("diabetes", 442, 10, 0)],
)
def test_the_data_of_scikit_learn_come_as_datasets(name: str, rows: int, inputs: int, classes: int) -> None:
    """As many rows and names as are known of them; plain Python numbers, equal to the library's."""
    peer = getattr(pytest.importorskip("sklearn.datasets"), f"load_{name}")(**({} if classes else {"scaled": False}))
    data = getattr(datasets, name)()
    assert (rows, inputs, classes > 0) == (len(data.inputs), len(data.input_names), data.has_classes)
    assert peer.data.tolist() == [list(row) for row in data.inputs]
    assert peer.target.tolist() == [t if classes else t[0] for t in data.targets]
    assert {float} == {type(x) for x in data.inputs[0]}
    assert {str} == {type(text) for text in (*data.input_names, *data.target_names)}
    assert data.source


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name in the extra of ours."""
    monkeypatch.setitem(sys.modules, "sklearn", None)
    for load in (datasets.digits, datasets.wine, datasets.breast_cancer, datasets.diabetes):
        with pytest.raises(ImportError, match=rf'^{load.__name__}\(\) reads .*: pip install "chainrule\[data\]"$'):
            load()


# ---- splitting ------------------------------------------------------------------------------------------------------


def test_three_parts_share_the_rows() -> None:
    """Each row is in one part; sizes are those asked for, as numbers or shares of all rows; classes keep their shares."""
    data = datasets.iris()
    for test, validation in ((30, 15), (0.2, 0.1), (30, 0.1)):
        parts = data.split(test, validation=validation, seed=1)
        assert [105, 15, 30] == [len(part.inputs) for part in parts]
        assert [[35] * 3, [5] * 3, [10] * 3] == [[part.targets.count(i) for i in range(3)] for part in parts]
        assert sorted(zip(*data, strict=True)) == sorted(pair for part in parts for pair in zip(*part, strict=True))


def test_the_test_part_does_not_depend_on_the_validation_part() -> None:
    """Choosing another validation part, or none, never mixes training rows into the test."""
    data = datasets.iris()
    parts = [data.split(30, seed=5)[-1], data.split(30, validation=20, seed=5)[-1], data.split(30, validation=0.4, seed=5)[-1]]
    assert 1 == len({part.inputs for part in parts})


@pytest.mark.parametrize(
    ("test", "validation", "message"),
    [
        (75, 75, "75 of them for test and 75 of them for validation leave none of the 150 rows to train on"),
        (0.5, 0.6, "leave none of the 150 rows"),
        (30, 0, "both parts need a row: validation must be a whole number from 1 to 149, .* got 0 of 150 rows"),
        (0, 30, "both parts need a row: test must be"),
    ],
)
def test_a_split_that_leaves_a_part_empty_is_refused(test: float, validation: float, message: str) -> None:
    """The message says what was asked for."""
    with pytest.raises(ValueError, match=message):
        datasets.iris().split(test, validation=validation)


def test_rows_are_chosen_evenly() -> None:
    """Over 2,000 seeds each of ten rows is in the test part a third of the time, in the validation part a fifth."""
    counts = np.zeros((3, 10))
    for seed in range(2000):
        for k, part in enumerate(split_rows([0] * 10, test=3, validation=2, seed=seed)):
            counts[k, part] += 1
    assert np.allclose(counts / 2000, [[0.5], [0.2], [0.3]], atol=0.05)


def test_a_dataset_of_a_million_rows_splits() -> None:
    """A hundred thousand here, in a moment; the parts are in order."""
    train, test = Dataset([[0.0]] * 100_000, [0, 1] * 50_000, ["x"], ["no", "yes"]).split(0.25, seed=0)
    assert (75_000, 25_000, 12_500) == (len(train.inputs), len(test.inputs), test.targets.count(1))
