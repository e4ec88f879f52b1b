"""Rows that nothing is learned from: validation, patience, and the weights of the best epoch."""

import copy
import random
from typing import Any

import numpy as np
import pytest

from autograd import Value
from nn import InputNeuron, Network, Neuron, Synapse, datasets, feed_forward, losses
from nn.evaluation import evaluate
from nn.history import History
from nn.optimizers import Adam, GradientDescent
from nn.samples import make_samples
from nn.training import Diverged, train

ROWS, TARGETS = [[1.0], [2.0], [3.0], [4.0]], [2.0, 4.0, 6.0, 8.0]


def line(weight: float = 0.0) -> Network:
    """One input, one linear output, one synapse: y = w x."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, weight)
    return Network([x], [y])


def taught(network: Network, inputs: Any = ROWS, targets: Any = TARGETS, **settings: Any) -> History:
    chosen = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "max_epochs": 3, "progress": False} | settings
    return train(network, inputs, targets, **chosen)


def weights(network: Network) -> list[float]:
    return [synapse.weight.data for synapse in network.synapses]


# ---- validation -----------------------------------------------------------------------------------------------------


def test_the_validation_loss_is_that_of_the_weights_at_the_end_of_the_epoch() -> None:
    """From w = 1 by E = (w - 2)², α = 1/4: w is 1.5, then 1.75; a row of 2 with target 0 then costs (2 w)²."""
    history = taught(line(1.0), [[1.0]], [2.0], optimizer=GradientDescent(0.25), max_epochs=2, validation=([[2.0]], [0.0]))
    assert [9.0, 12.25] == history.validation_losses
    assert [1.0, 0.25] == history.losses


def test_nothing_is_learned_from_validation_rows() -> None:
    """The weights are those of a training without them, and the latest pass and gradients are those of a row learned from."""
    network, twin = feed_forward([1, 3, 1], seed=0), feed_forward([1, 3, 1], seed=0)
    taught(network, validation=([[9.0]], [-9.0]), compile=False)  # a compiled training leaves no pass to look at
    taught(twin, compile=False)
    assert weights(twin) == weights(network)
    assert twin.gradients() == network.gradients()
    assert network["y"].output.data == twin["y"].output.data  # type: ignore[union-attr]
    assert network["h1"].delta == twin["h1"].delta is not None


def test_a_metric_is_told_of_validation_rows_as_well() -> None:
    """For each epoch, with the weights at its end."""
    history = taught(line(1.0), [[1.0], [-3.0]], [-1.0, -1.0], metric="accuracy", validation=([[1.0], [2.0]], [1.0, -1.0]))
    assert [0.5] * 3 == history.validation_metrics
    assert 3 == len(history.metrics)


@pytest.mark.parametrize("share", [0.4, 2])
def test_a_share_of_the_rows_is_held_out_by_seed(share: float) -> None:
    """Two of five; the same seed the same ones, whatever the batches; what is held out is told by the state."""
    data = [[float(i)] for i in range(5)]
    held = []
    for seed, batch_size in ((1, None), (1, 2), (2, None)):
        history = taught(line(), data, [0.0] * 5, validation=share, seed=seed, batch_size=batch_size)
        held.append(history.state.validation)  # type: ignore[union-attr]
    assert held[0] == held[1] != held[2]
    assert 2 == len(held[0])
    rest = [row for i, row in enumerate(data) if i not in held[0]]
    expected = taught(line(), rest, [0.0] * 3, validation=([data[i] for i in held[0]], [0.0, 0.0]))
    again = taught(line(), data, [0.0] * 5, validation=share, seed=1)
    assert (expected.losses, expected.validation_losses) == (again.losses, again.validation_losses)


def test_classes_have_their_share_of_the_validation_rows() -> None:
    """Of 8 rows of class 0 and 4 of class 1, three validation rows are two and one."""
    inputs, targets = [[float(i)] for i in range(12)], [0] * 8 + [1] * 4
    for seed in range(5):
        history = taught(feed_forward([1, 2], seed=0), inputs, targets, loss="cross_entropy", validation=0.25, seed=seed)
        held = history.state.validation  # type: ignore[union-attr]
        assert [0, 0, 1] == [targets[i] for i in held]  # type: ignore[union-attr]


def test_validation_rows_may_be_a_dataset_or_arrays() -> None:
    """Whatever unpacks as inputs and targets."""
    expected = taught(line(1.0), validation=(ROWS[:2], TARGETS[:2])).validation_losses
    assert expected == taught(line(1.0), validation=(np.array(ROWS[:2]), np.array(TARGETS[:2]))).validation_losses
    dataset = datasets.Dataset(ROWS[:2], [[t] for t in TARGETS[:2]], ["x"], ["y"])
    assert expected == taught(line(1.0), validation=dataset).validation_losses


def test_sequences_can_be_validated_and_a_loss_of_your_own_is_given_values() -> None:
    """Steps without a target do not count; a loss may use what only Values have."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0)
    Synapse(y, y, 1.0, delay=1)
    network = Network([x], [y])
    sequences, wanted = [[[1.0], [2.0], [4.0]]], [[None, 1.0, [6.0]]]

    def loss(outputs: list[Value], target: Any) -> Value:
        return (outputs[0] - (target if isinstance(target, float) else target[0])).square()  # type: ignore[no-any-return]

    found = evaluate(network, make_samples(sequences, wanted, input_count=1), loss)
    assert [(2.0**2 + 1.0**2) / 2] == found.losses
    assert ([[3.0], [7.0]], [1.0, [6.0]]) == (found.outputs, found.targets)
    history = taught(network, sequences, wanted, loss=loss, optimizer=GradientDescent(1e-9), validation=(sequences, wanted))
    assert history.losses == pytest.approx(history.validation_losses)


@pytest.mark.parametrize("sizes", [[2, 5, 1], [2, 5, 3]])
def test_evaluation_gives_the_bits_of_a_recorded_pass(sizes: list[int]) -> None:
    """Losses of rows, computed without recording the network, are those that training would compute."""
    network, generator = feed_forward(sizes, seed=0), random.Random(0)
    rows = [[generator.gauss(0.0, 1.0), generator.gauss(0.0, 1.0)] for _ in range(5)]
    targets = [[generator.gauss(0.0, 1.0) for _ in range(sizes[-1])] for _ in rows]
    found = evaluate(network, make_samples(rows, targets, input_count=2), losses.huber)
    recorded = [losses.huber(network(row), target).data for row, target in zip(rows, targets, strict=True)]
    assert recorded == found.losses
    assert sum(recorded) / 5 == found.loss


@pytest.mark.parametrize("little", [0, 10**9], ids=["fastest backend", "python"])
def test_compiled_validation_tells_what_a_recorded_one_does(little: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Losses and metrics agree to 1e-12, for rows and for sequences of different lengths, shuffled as they come."""
    monkeypatch.setattr("nn.compiled_samples._LITTLE", little)
    x, h, y = InputNeuron("x"), Neuron("h", "tanh"), Neuron("y")
    for source, target in ((x, h), (h, y)):
        Synapse(source, target, 0.5)
    Synapse(h, h, 0.25, delay=1)
    sequences: list[Any] = [[[0.5], [1.0]], [[1.0]], [[0.25], [-1.0]], [[2.0], [0.5], [0.125]]]
    wanted: list[Any] = [[None, 1.0], [0.5], [-1.0, 0.25], [0.0, None, 1.0]]
    for network, rows, targets in (
        (feed_forward([1, 4, 1], seed=0), ROWS, TARGETS),
        (Network([x], [y]), sequences, wanted),
    ):
        histories = []
        for compile in (True, False):
            twin = copy.deepcopy(network)
            settings: Any = {"validation": (rows[::-1], targets[::-1]), "metric": "mean_absolute_error", "compile": compile}
            histories.append(taught(twin, rows, targets, **settings))
        compiled, recorded = histories
        assert ("eager", True) == (recorded.backend, compiled.backend in {"python", "numpy", "numba"})
        assert recorded.validation_losses == pytest.approx(compiled.validation_losses, rel=1e-12)
        assert recorded.validation_metrics == pytest.approx(compiled.validation_metrics, rel=1e-12)


# ---- patience -------------------------------------------------------------------------------------------------------


def falling_and_rising() -> dict[str, Any]:
    """The weight goes 1, 1.5, 1.75, ... to 2; the validation row wants 1.7, so that its loss is lowest after the second epoch."""
    return {"inputs": [[1.0]], "targets": [2.0], "optimizer": GradientDescent(0.25), "validation": ([[1.0]], [1.7])}


def test_patience_ends_the_training_and_keeps_the_best_weights() -> None:
    """Two epochs without a lower validation loss after the second: four epochs in all, and the weight of the second."""
    network = line(1.0)
    history = taught(network, max_epochs=50, patience=2, **falling_and_rising())
    assert ("patience", 4, 2) == (history.stopped, history.epochs, history.best_epoch)
    assert [1.75] == weights(network)
    assert (
        min(history.validation_losses)
        == evaluate(network, make_samples([[1.0]], [1.7], input_count=1), losses.mean_squared_error).loss
    )


def test_without_patience_the_latest_weights_stay() -> None:
    """Validation alone only looks."""
    network = line(1.0)
    history = taught(network, max_epochs=4, **falling_and_rising())
    assert ("max_epochs", 2, [1.9375]) == (history.stopped, history.best_epoch, weights(network))


@pytest.mark.parametrize(
    "ending",
    [{"max_epochs": 3}, {"max_epochs": 9, "target_loss": 0.1}, {"max_epochs": 9, "callbacks": [lambda h: h.epochs == 3]}],
)
def test_however_a_patient_training_ends_the_best_weights_are_kept(ending: dict[str, Any]) -> None:
    """By the last epoch, the target loss or a callback, all after the third epoch here."""
    network = line(1.0)
    history = taught(network, patience=5, **(falling_and_rising() | ending))
    assert (3, [1.75]) == (history.epochs, weights(network))


def test_equal_losses_are_no_progress() -> None:
    """The first of equals is the best epoch; a network that stands still stops after its patience."""
    network = line(2.0)
    network.synapses[0].trainable = False
    history = taught(network, max_epochs=50, patience=3, validation=(ROWS, TARGETS))
    assert ("patience", 4, 1) == (history.stopped, history.epochs, history.best_epoch)


@pytest.mark.parametrize("batch_size", [None, 1])
def test_without_validation_rows_patience_watches_the_loss_itself(batch_size: int | None) -> None:
    """The weights that are kept are the latest that the lowest loss has seen: with one batch, exactly those that had it."""
    network = line(1.0)
    history = taught(network, [[1.0]], [2.0], optimizer=GradientDescent(1.05), max_epochs=50, patience=3, batch_size=batch_size)
    assert ("patience", 1) == (history.stopped, history.best_epoch)  # steps beyond the target, each further away
    assert [1.0] == weights(network)
    assert history.losses[0] == min(history.losses)


def test_patience_survives_a_change_of_the_network() -> None:
    """A callback that removes a synapse: the weights that are left are put back."""
    network = feed_forward([1, 2, 1], seed=0)

    def cut(history: History) -> None:
        if history.epochs == 2:
            network["h1"].outgoing[0].remove()

    assert taught(network, max_epochs=5, patience=2, callbacks=[cut], validation=(ROWS, TARGETS)).epochs >= 3


def test_early_stopping_helps_where_the_rows_are_few_and_noisy() -> None:
    """On rows never seen, the best weights are at least as good as the last ones, on average over some seeds."""
    gains = []
    test_on = datasets.two_moons(200, noise=0.3, seed=999)
    samples = make_samples(*test_on, input_count=2)
    for seed in range(2):
        data = datasets.two_moons(30, noise=0.3, seed=seed)
        found = {}
        for patience in (None, 60):
            network = feed_forward([2, 10, 2], seed=seed)
            settings: Any = {"loss": "cross_entropy", "optimizer": Adam(0.1), "max_epochs": 60, "validation": 10, "seed": seed}
            taught(network, *data, patience=patience, **settings)
            found[patience] = evaluate(network, samples, losses.cross_entropy).loss
        gains.append(found[None] - found[60])
    assert sum(gains) > 0.0


# ---- what does not fit ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"validation": 0.0}, ValueError, r"validation must be a whole number from 1 to 3, or a share .*, got 0\.0 of 4 rows"),
        ({"validation": 1.5}, ValueError, "validation must be a whole number"),
        ({"validation": 4}, ValueError, "both parts need a row: validation must be a whole number from 1 to 3"),
        ({"validation": 0.99}, ValueError, "validation must be"),
        ({"validation": "0.2"}, ValueError, r"a share of rows, or a pair \(inputs, targets\), got '0.2'"),
        ({"validation": (ROWS,)}, ValueError, r"a share of rows, or a pair \(inputs, targets\), got 1 things"),
        ({"validation": (ROWS, TARGETS[:2])}, ValueError, "each validation row needs one target, got 4 rows of inputs and 2"),
        ({"validation": ([], [])}, ValueError, "nothing to measure from: validation inputs and targets have no rows"),
        (
            {"validation": ([[1.0, 2.0]], [1.0])},
            ValueError,
            "row 0 of the validation inputs has 2 numbers, but the network has 1",
        ),
        ({"validation": ([[float("nan")]], [1.0])}, ValueError, "row 0 of the validation inputs holds nan"),
        ({"validation": ([[1.0]], [float("inf")])}, ValueError, "validation target 0 holds inf"),
        ({"validation": ([[1.0]], [[1.0, 2.0]])}, ValueError, "as many targets as outputs"),
        ({"patience": 0}, ValueError, "patience must be 1 or more, got 0"),
        ({"patience": 2.5}, TypeError, "patience must be a whole number"),
        ({"callbacks": [None]}, TypeError, "a callback must be a function"),
    ],
)
def test_what_does_not_fit_is_named(settings: dict[str, Any], error: type[Exception], message: str) -> None:
    """The setting or the row, what was given and what is wanted."""
    with pytest.raises(error, match=message):
        taught(line(), **settings)


def test_what_the_network_raises_names_the_validation_row() -> None:
    """An exponential that overflows on a row nobody learns from, and the neuron."""
    network = feed_forward([1, 1], output_activation="exp", initialiser=lambda *_: 1.0)
    with pytest.raises(OverflowError, match=r"exp has no value at exp\(100000\.0\) \('x\[y\]'") as raised:
        taught(network, [[0.0]], [1.0], validation=([[0.0], [1e5]], [1.0, 1.0]))
    assert ["in the validation rows, at row 1"] == raised.value.__notes__


def test_a_validation_loss_that_is_no_number_names_row_neuron_and_operation() -> None:
    """A relu network lets 1e200 grow to infinity."""
    network = feed_forward([1, 1, 1], activation="relu", initialiser=lambda *_: 1e110)
    with pytest.raises(
        Diverged,
        match=r"the validation loss is inf after epoch 1 at row 1: the weighted input of neuron 'y' is inf: weighted_sum",
    ):
        taught(network, [[0.0]], [0.0], validation=([[0.0], [1e100]], [0.0, 0.0]))
