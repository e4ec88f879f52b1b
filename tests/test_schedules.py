"""Schedules: the factors of each epoch, by formula, and in training."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from nn import feed_forward
from nn.optimizers import Adam, GradientDescent
from nn.schedules import constant, cosine, exponential, on_plateau, step, warm_up
from nn.training import train

ROWS, TARGETS = [[1.0, 2.0], [-1.0, 0.5], [0.25, -3.0]], [1.0, -1.0, 0.5]


def factors(schedule: Any, epochs: int, losses: Sequence[float] | None = None) -> list[float]:
    losses = [1.0] * epochs if losses is None else losses
    return [schedule(epoch, losses[:epoch]) for epoch in range(epochs)]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (constant(), [1.0, 1.0, 1.0]),
        (constant(0.5), [0.5, 0.5, 0.5]),
        (constant(2.0), [2.0, 2.0, 2.0]),
        (step(2), [1.0, 1.0, 0.1, 0.1, 0.1**2]),
        (step(1, 0.5), [1.0, 0.5, 0.25]),
        (exponential(0.5), [1.0, 0.5, 0.25, 0.125]),
        (cosine(2), [1.0, 0.5, 0.0, 0.0]),
        (cosine(3, lowest=0.5), [1.0, 0.875, 0.625, 0.5, 0.5]),
        (warm_up(4), [0.25, 0.5, 0.75, 1.0, 1.0]),
        (warm_up(2, then=exponential(0.5)), [0.5, 1.0, 1.0, 0.5, 0.25]),
        (warm_up(1, then=warm_up(2)), [1.0, 0.5, 1.0, 1.0]),
    ],
)
def test_the_factor_of_each_epoch(schedule: Any, expected: list[float]) -> None:
    """Written out for the first few."""
    assert expected == pytest.approx(factors(schedule, len(expected)), abs=1e-15)


def test_on_plateau_waits_for_a_lower_loss() -> None:
    """Patience 2: the third epoch in a row without a lower loss lowers the rate, and the count begins anew."""
    losses = [3.0, 2.0, 2.0, 2.5, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    #                 lower ^  1    2    3 -> 0.5   ^  1    2    3 -> 0.25 1    2    3
    expected = [1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]
    assert expected == factors(on_plateau(0.5, patience=2), 12, losses)


def test_on_plateau_knows_a_threshold_and_a_lowest_factor() -> None:
    """A loss that falls by less than a tenth is no progress; the factor stops at a third."""
    losses = [1.0, 0.95, 0.91, 0.8, 0.79, 0.78, 0.77]
    assert [1.0, 1.0, 0.5, 1 / 3, 1 / 3, 1 / 3, 1 / 3] == factors(on_plateau(0.5, 0, threshold=0.1, lowest=1 / 3), 7, losses)


def test_the_ends_of_a_range_belong_to_it() -> None:
    """A factor of 1 changes nothing; the settings that are usual elsewhere are usual here, and are told."""
    assert [1.0, 1.0] == factors(step(1, 1.0), 2)
    waiting = on_plateau()
    waiting(1, [1.0])
    assert "on_plateau(factor=0.1, patience=10, threshold=0.0001, lowest=0.0)" == repr(waiting)
    assert on_plateau() == waiting


def test_on_plateau_follows_from_the_losses_alone() -> None:
    """A new object in the middle of a training, and one that was used for another, give the same factors."""
    losses = [3.0, 2.0, 2.0, 2.5, 2.0, 2.0, 1.0, 1.0, 1.0]
    used = on_plateau(0.5, patience=1)
    expected = factors(used, 9, losses)
    assert expected == [on_plateau(0.5, patience=1)(epoch, losses[:epoch]) for epoch in range(9)]
    assert [1.0, 1.0, 1.0, 0.5] == factors(used, 4, [5.0, 5.0, 5.0])
    assert expected == factors(used, 9, losses)
    assert expected[6] == used(6, losses[:6])


def test_what_follows_a_warm_up_sees_its_own_losses() -> None:
    """Those of the first epochs, which were warm-up, do not count."""
    losses = [0.1, 5.0, 4.0, 3.0, 3.0, 3.0]
    assert [0.5, 1.0, 1.0, 1.0, 1.0, 0.5] == factors(warm_up(2, then=on_plateau(0.5, patience=0)), 6, losses)


def rates(schedule: Callable[[int, Sequence[float]], float], **settings: Any) -> list[float]:
    network = feed_forward([2, 3, 1], seed=1)
    chosen = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.1), "max_epochs": 4, "progress": False} | settings
    return train(network, ROWS, TARGETS, schedule=schedule, **chosen).learning_rates


def test_in_training_the_optimizers_rate_is_multiplied() -> None:
    """Each epoch by its factor, whatever came before; the optimizer has its own rate back at the end."""
    descent = GradientDescent(0.1)
    assert [0.1, 0.05, 0.025, 0.0125] == rates(exponential(0.5), optimizer=descent)
    assert 0.1 == descent.learning_rate
    assert [0.1, 0.1, 0.1, 0.1] == rates(constant())


def test_a_schedule_moves_the_weights() -> None:
    """With a rate of 0 nothing moves; with halves it is the loop written out."""
    network, twin = feed_forward([2, 3, 1], seed=1), feed_forward([2, 3, 1], seed=1)
    settings: Any = {"loss": "mean_squared_error", "progress": False}
    train(network, ROWS, TARGETS, optimizer=Adam(0.1), max_epochs=3, schedule=lambda epoch, losses: 0.5**epoch, **settings)
    adam = Adam(0.1)
    for epoch in range(3):
        adam.learning_rate = 0.1 * 0.5**epoch
        train(twin, ROWS, TARGETS, optimizer=adam, max_epochs=1, **settings)
    assert [w.data for w in twin.parameters()] == [w.data for w in network.parameters()]
    before = [w.data for w in network.parameters()]
    train(network, ROWS, TARGETS, optimizer=Adam(0.1), max_epochs=3, schedule=lambda epoch, losses: 0.0, **settings)
    assert before == [w.data for w in network.parameters()]


def test_a_schedule_is_told_the_losses_that_are_watched() -> None:
    """Those of the validation rows where there are any, else those of the epochs."""
    told: list[list[float]] = []

    def watch(epoch: int, losses: Sequence[float]) -> float:
        assert epoch == len(losses)
        told.append(list(losses))
        return 1.0

    settings: Any = {"loss": "mean_squared_error", "progress": False, "max_epochs": 3, "schedule": watch}
    history = train(feed_forward([2, 1], seed=0), ROWS, TARGETS, optimizer=Adam(), **settings)
    assert history.losses[:2] == told[-1]
    history = train(feed_forward([2, 1], seed=0), ROWS, TARGETS, optimizer=Adam(), validation=(ROWS[:1], TARGETS[:1]), **settings)
    assert history.validation_losses[:2] == told[-1] != history.losses[:2]


@pytest.mark.parametrize("factor", [math.nan, math.inf, -1.0])
def test_a_factor_that_is_none_is_refused(factor: float) -> None:
    """With the epoch for which it was returned; the optimizer has its rate back."""
    descent = GradientDescent(0.1)
    with pytest.raises(ValueError, match=r"a schedule must return a factor of at least 0, and it returned .* for epoch 1"):
        rates(lambda epoch, losses: factor if epoch else 1.0, optimizer=descent)
    assert 0.1 == descent.learning_rate


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: constant(0.0), "factor must be positive and finite"),
        (lambda: constant(math.inf), "factor must be positive and finite, got inf"),
        (lambda: step(0), "every must be 1 or more epochs, got 0"),
        (lambda: step(5, 1.5), r"factor must be above 0 and at most 1, got 1\.5"),
        (lambda: exponential(0.0), "factor must be above 0"),
        (lambda: exponential(math.nan), "factor must be above 0 and at most 1, got nan"),
        (lambda: cosine(0), "epochs must be 1 or more"),
        (lambda: cosine(5, lowest=1.0), "lowest must be at least 0 and below 1"),
        (lambda: warm_up(0), "epochs must be 1 or more"),
        (lambda: on_plateau(patience=-1), "patience must be 0 or more epochs, got -1"),
        (lambda: on_plateau(factor=2.0), "factor must be above 0 and at most 1"),
        (lambda: on_plateau(threshold=1.0), "threshold must be at least 0 and below 1"),
        (lambda: on_plateau(lowest=-0.1), "lowest must be at least 0"),
    ],
)
def test_a_setting_out_of_range_is_named(make: Callable[[], Any], message: str) -> None:
    """The setting, its range and what was given."""
    with pytest.raises(ValueError, match=message):
        make()


def test_a_setting_of_the_wrong_type_is_a_type_error() -> None:
    """Half an epoch, a text, a schedule that cannot be called, an optimizer without a rate."""

    class Standing:
        def step(self, parameters: Any) -> None:
            """Move nothing."""

    for make in (lambda: step(2.5), lambda: cosine(True), lambda: exponential("0.5"), lambda: warm_up(2, then=0.5)):  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            make()
    with pytest.raises(TypeError, match="a schedule must be a function or an object that can be called"):
        rates(cosine)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="needs an optimizer with a learning_rate, and Standing has none"):
        rates(constant(), optimizer=Standing())
