"""Going on as if the training had never stopped: the bits of a resumed training are those of an uninterrupted one."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from nn import Network, feed_forward, losses, penalties, schedules
from nn.history import History
from nn.optimizers import Adam, AdamW, GradientDescent, Optimizer, RMSProp
from nn.training import train

ROWS = [[1.0, 2.0], [-1.0, 0.5], [0.25, -3.0], [2.0, 2.0], [0.0, 1.0], [0.5, 0.5], [-2.0, 1.0]]
TARGETS = [1.0, -1.0, 0.5, 0.0, 1.0, -0.5, 0.25]
OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "plain": lambda: GradientDescent(0.05),
    "nesterov": lambda: GradientDescent(0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda: RMSProp(0.01, momentum=0.5),
    "adam": lambda: Adam(0.05),
    "adamw": lambda: AdamW(0.05),
}
EVERYTHING: dict[str, Any] = {
    "batch_size": 2,
    "seed": 3,
    "validation": 0.3,
    "metric": "mean_absolute_error",
    "penalty": [penalties.l2(0.01), penalties.l1(0.001)],
    "schedule": schedules.warm_up(2, then=schedules.on_plateau(0.5, patience=1)),
    "clip": 0.5,
}


def taught(network: Network, **settings: Any) -> History:
    chosen = {"loss": "mean_squared_error", "optimizer": Adam(0.05), "max_epochs": 8, "progress": False} | settings
    return train(network, ROWS, TARGETS, **chosen)


def weights(network: Network) -> list[float]:
    return [synapse.weight.data for synapse in network.synapses]


def told(history: History) -> dict[str, Any]:
    """Everything a history tells but the seconds."""
    return {f.name: getattr(history, f.name) for f in fields(history) if f.name not in {"seconds", "state"}}


def pressing(at: int) -> Any:
    """A loss that presses Ctrl-C when it is called for the at-th time."""
    calls = 0

    def mean_squared_error(outputs: Any, targets: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGINT)
        return losses.mean_squared_error(outputs, targets)

    return mean_squared_error


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    "settings",
    [{"batch_size": 3, "seed": 1}, EVERYTHING, EVERYTHING | {"compile": False}],
    ids=["batches", "everything", "everything, recorded"],
)
def test_a_training_in_three_parts_is_one_training(name: str, settings: dict[str, Any]) -> None:
    """Weights and history have the same bits, for every optimizer, with and without all settings at once."""
    network, twin = feed_forward([2, 4, 1], seed=0), feed_forward([2, 4, 1], seed=0)
    whole = taught(twin, optimizer=OPTIMIZERS[name](), **settings)
    optimizer = OPTIMIZERS[name]()
    history = taught(network, optimizer=optimizer, **settings | {"max_epochs": 3})
    history = taught(network, optimizer=optimizer, resume=history, **settings | {"max_epochs": 4})
    history = taught(network, optimizer=optimizer, resume=history, **settings)
    assert told(whole) == told(history)
    assert weights(twin) == weights(network)


def test_the_fastest_backend_goes_on_to_the_bit_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever runs a training, it does not depend on how many epochs are asked for."""
    for little in (0, 100):  # a threshold between the epochs and the whole of it
        monkeypatch.setattr("nn.compiled_samples._LITTLE", little)
        network, twin = feed_forward([2, 4, 1], seed=0), feed_forward([2, 4, 1], seed=0)
        whole, adam = taught(twin, max_epochs=40, **EVERYTHING), Adam(0.05)
        history = taught(network, optimizer=adam, max_epochs=1, **EVERYTHING)
        history = taught(network, optimizer=adam, resume=history, max_epochs=40, **EVERYTHING)
        assert whole.backend == history.backend != "eager"
        assert told(whole) == told(history)
        assert weights(twin) == weights(network)


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process there")
@pytest.mark.parametrize("at", [1, 2, 5, 8, 9, 12, 14, 15, 20, 31])
def test_a_training_goes_on_where_ctrl_c_stopped_it(at: int) -> None:
    """In the middle of a batch, after one, before one, between epochs: no batch is lost and none is learned twice."""
    network, twin = feed_forward([2, 4, 1], seed=0), feed_forward([2, 4, 1], seed=0)
    settings = EVERYTHING | {"validation": None, "compile": False}
    whole = taught(twin, **settings)
    adam = Adam(0.05)
    history = taught(network, loss=pressing(at), optimizer=adam, **settings)
    assert "interrupted" == history.stopped
    history = taught(network, optimizer=adam, resume=history, **settings)
    assert told(whole) == told(history)
    assert weights(twin) == weights(network)


@pytest.mark.parametrize("first", [1, 2, 3, 4])
def test_with_patience_it_goes_on_with_the_latest_weights_not_the_best(first: int) -> None:
    """The network is given the best weights; the state keeps those with which the training goes on."""
    settings = {
        "optimizer": GradientDescent(0.25),
        "validation": ([[1.0, 0.0]], [0.3]),
        "seed": 0,
        "patience": 3,
        "max_epochs": 30,
    }
    network, twin = feed_forward([2, 1], seed=0), feed_forward([2, 1], seed=0)
    whole = taught(twin, **settings)
    assert "patience" == whole.stopped
    assert 0 < whole.best_epoch < whole.epochs
    descent = GradientDescent(0.25)
    history = taught(network, **settings | {"optimizer": descent, "max_epochs": first})
    history = taught(network, **settings | {"optimizer": descent}, resume=history)
    assert told(whole) == told(history)
    assert weights(twin) == weights(network)


def test_a_training_that_has_ended_ends_at_once() -> None:
    """Its target is reached, its patience is spent, its epochs are done: nothing moves when it is resumed so."""
    for settings in (
        {"target_loss": 0.5},
        {"patience": 1, "validation": ([[1.0, 2.0]], [99.0])},
        {"max_epochs": 2},
    ):
        network, adam = feed_forward([2, 4, 1], seed=0), Adam(0.05)
        history = taught(network, optimizer=adam, **settings)
        before = weights(network)
        again = taught(network, optimizer=adam, resume=history, **settings)
        assert told(history) == told(again)
        assert before == weights(network)


def test_the_history_that_is_resumed_stays_as_it_is() -> None:
    """A second resumption begins where the first one did."""
    ends = []
    network, adam = feed_forward([2, 4, 1], seed=0), GradientDescent(0.05)
    history = taught(network, optimizer=adam, max_epochs=3, batch_size=2, seed=1)
    before, start = told(history) | {"losses": list(history.losses)}, weights(network)
    for _ in range(2):
        for synapse, weight in zip(network.synapses, start, strict=True):
            synapse.weight = weight
        taught(network, optimizer=adam, resume=history, batch_size=2)
        assert before == told(history)
        ends.append(weights(network))
    assert ends[0] == ends[1]


def test_seconds_add_up_and_the_bar_counts_all_epochs(capsys: pytest.CaptureFixture[str]) -> None:
    """A resumed bar begins at the epoch where it is."""
    network, adam = feed_forward([2, 4, 1], seed=0), Adam()
    history = taught(network, optimizer=adam, max_epochs=3)
    history.seconds = 1000.0
    again = taught(network, optimizer=adam, max_epochs=6, resume=history, progress=True)
    assert 1000.0 < again.seconds < 1100.0
    err = capsys.readouterr().err
    assert "epoch 6/6" in err
    assert "100%" in err


def test_what_cannot_be_resumed_is_refused() -> None:
    """A history without a state, other batches for an epoch that was begun, fewer rows than were held out."""
    network = feed_forward([2, 1], seed=0)
    for wrong in (History(), 3, "history"):
        with pytest.raises(TypeError, match="resume must be the History of a training"):
            taught(network, resume=wrong)
    history = taught(network, validation=3, seed=1)
    last = history.state.validation[-1]  # type: ignore[union-attr, index]
    settings: Any = {"loss": "mean_squared_error", "optimizer": Adam(), "max_epochs": 9, "validation": 3, "progress": False}
    with pytest.raises(ValueError, match=rf"row {last} was among the validation rows, and there are only {last} rows now"):
        train(network, ROWS[:last], TARGETS[:last], resume=history, **settings)


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process there")
def test_an_epoch_that_was_begun_wants_its_batches() -> None:
    """Rows would be learned twice or never."""
    network, adam = feed_forward([2, 1], seed=0), Adam()
    history = taught(network, optimizer=adam, loss=pressing(5), batch_size=2, seed=0, compile=False)
    with pytest.raises(ValueError, match="the epoch that was begun had batches of 2 rows, so it cannot be ended with 3"):
        taught(network, optimizer=adam, batch_size=3, resume=history)
