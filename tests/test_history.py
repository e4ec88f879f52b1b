"""A history: what it tells besides the numbers themselves."""

from typing import Any

import pytest

from nn import feed_forward
from nn.history import History
from nn.optimizers import GradientDescent
from nn.penalties import l2
from nn.training import train

ROWS, TARGETS = [[1.0, 2.0], [-1.0, 0.5], [0.25, -3.0], [2.0, 2.0]], [1.0, -1.0, 0.5, 0.0]


def taught(**settings: Any) -> History:
    chosen = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "max_epochs": 3, "progress": False} | settings
    return train(feed_forward([2, 1], seed=0), ROWS, TARGETS, **chosen)


def test_the_best_epoch_is_that_of_the_lowest_watched_loss() -> None:
    """Counted from 1, the first of equals, of the validation rows where there are any."""
    assert 0 == History().best_epoch
    assert 2 == History(losses=[3.0, 1.0, 1.0, 2.0]).best_epoch
    assert 3 == History(losses=[3.0, 2.0, 1.0], validation_losses=[5.0, 4.0, 3.0]).best_epoch
    assert 1 == History(losses=[3.0, 2.0, 1.0], validation_losses=[3.0, 4.0, 5.0]).best_epoch


def test_rows_are_a_table_of_what_was_recorded() -> None:
    """By name, one for each epoch; what was not recorded has no column."""
    history = taught(metric="mean_absolute_error", validation=(ROWS[:1], TARGETS[:1]), penalty=l2(0.1), max_epochs=2)
    validation = ["validation loss", "validation mean_absolute_error"]
    names = ["epoch", "loss", "mean_absolute_error", *validation, "penalty", "gradient norm", "learning rate"]
    assert [names, names] == [list(row) for row in history.rows()]
    assert [1, 2] == [row["epoch"] for row in history.rows()]
    assert history.validation_losses == [row["validation loss"] for row in history.rows()]
    assert ["epoch", "loss", "gradient norm", "learning rate"] == list(taught().rows()[0])
    assert [] == History().rows()


def test_gradient_norms_are_means_over_the_batches_before_clipping() -> None:
    """From zero weights E = (y - t)²: each row's dE/dw is -2 t x, and -2 t by the bias."""
    network = feed_forward([2, 1], initialiser="zeros")
    settings: Any = {"loss": "mean_squared_error", "optimizer": GradientDescent(1e-12), "max_epochs": 1, "progress": False}
    history = train(network, ROWS, TARGETS, batch_size=1, clip=1e-3, **settings)
    lengths = [2 * abs(t) * (1.0 + x1 * x1 + x2 * x2) ** 0.5 for (x1, x2), t in zip(ROWS, TARGETS, strict=True)]
    assert sum(lengths) / 4 == pytest.approx(history.gradient_norms[0], rel=1e-9)


def test_learning_rates_are_those_of_the_optimizer() -> None:
    """Whoever changes them: a callback may."""
    descent = GradientDescent(0.05)

    def slow_down(_: History) -> None:
        descent.learning_rate *= 0.5

    assert [0.05, 0.025, 0.0125] == taught(optimizer=descent, callbacks=[slow_down]).learning_rates


def test_the_bar_tells_validation_after_a_slash() -> None:
    """In few words."""
    history = History([1.5], [0.5], "accuracy", validation_losses=[1.25], validation_metrics=[0.75])
    assert "loss 1.5 / 1.25, accuracy 0.5 / 0.75" == history.summary()
    assert (
        "<History: 1 epoch in 0.0 s; loss 1.5; accuracy 0.5; validation loss 1.25; validation accuracy 0.75; still running>"
        == repr(history)
    )


def test_gradients_are_there_by_name_for_callbacks() -> None:
    """dE/dw of the epoch's last batch: with one batch of all rows the gradient vector of the loss."""
    network = feed_forward([2, 1], initialiser="zeros")
    seen: list[dict[str, float]] = []
    settings: Any = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "max_epochs": 2, "progress": False}
    history = train(network, ROWS, TARGETS, callbacks=[lambda _: seen.append(network.gradients())], **settings)
    first = {
        "w[x1→y]": sum(-2 * t * x[0] for x, t in zip(ROWS, TARGETS, strict=True)) / 4,
        "w[x2→y]": sum(-2 * t * x[1] for x, t in zip(ROWS, TARGETS, strict=True)) / 4,
        "w[b1→y]": sum(-2 * t for t in TARGETS) / 4,
    }
    assert first == pytest.approx(seen[0])
    assert history.gradient_norms == pytest.approx([sum(g * g for g in gradients.values()) ** 0.5 for gradients in seen])


def test_accuracy_by_name_goes_with_logits_and_their_loss() -> None:
    """binary_cross_entropy has targets 0 and 1 and outputs of any sign; another loss has -1 and +1."""
    inputs, targets = [[1.0], [-1.0], [2.0]], [1, 0, 0]
    network = feed_forward([1, 1], initialiser=lambda *_: 1.0, bias=False)
    settings: Any = {"optimizer": GradientDescent(1e-9), "max_epochs": 1, "progress": False, "metric": "accuracy"}
    history = train(network, inputs, targets, loss="binary_cross_entropy", validation=(inputs, targets), **settings)
    assert ([2 / 3], [2 / 3], "accuracy") == (history.metrics, history.validation_metrics, history.metric)
    with pytest.raises(ValueError, match=r"targets must be -1 and \+1, got 0"):
        train(network, inputs, targets, loss="mean_squared_error", **settings)
