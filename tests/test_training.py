"""Training: the textbook loop against hand and engine, how it ends, and what it says when it cannot go on."""

import os
import random
import signal
import sys
import threading
import weakref
from math import nan
from typing import Any

import numpy as np
import pytest

from autograd import Value, zero_gradients
from nn import InputNeuron, Network, Neuron, Synapse, connect, feed_forward, losses, metrics
from nn.datasets import circles, xor
from nn.history import History
from nn.interruption import HeldInterrupt
from nn.optimizers import Adam, GradientDescent
from nn.training import Diverged, train

ROWS, TARGETS = [[1.0, 2.0], [-1.0, 0.5], [0.25, -3.0], [2.0, 2.0], [0.0, 1.0]], [1.0, -1.0, 0.5, 0.0, 1.0]


def weights(network: Network) -> list[float]:
    return [synapse.weight.data for synapse in network.synapses]


def line(weight: float = 0.0) -> Network:
    """One input, one linear output, one synapse: y = w x."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, weight)
    return Network([x], [y])


def taught(network: Network, inputs: Any = ROWS, targets: Any = TARGETS, **settings: Any) -> History:
    chosen = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "max_epochs": 3, "progress": False} | settings
    return train(network, inputs, targets, **chosen)


# ---- the loop -------------------------------------------------------------------------------------------------------


def test_one_epoch_by_hand() -> None:
    """Two rows, y = w x from w = 1: E = ((1 - 2)² + (3 - 2)²) / 2 = 1 and dE/dw = (2 (-1) 1 + 2 (1) 3) / 2 = 2."""
    network = line(1.0)
    history = taught(network, [[1.0], [3.0]], [[2.0], [2.0]], optimizer=GradientDescent(0.25), max_epochs=1)
    assert [1.0] == history.losses
    assert [0.5] == weights(network)
    assert 2.0 == network.synapses[0].gradient


@pytest.mark.parametrize("batch_size", [1, 2, 5, 99])
def test_training_is_the_loop_of_the_textbook(batch_size: int) -> None:
    """Written out on the engine, with batches dealt in the order of the seed, it gives the same bits."""
    network, twin = feed_forward([2, 3, 1], seed=1), feed_forward([2, 3, 1], seed=1)
    history = taught(network, batch_size=batch_size, seed=7, optimizer=Adam(0.05), compile=False)
    generator, adam, means = random.Random(7), Adam(0.05), []
    for _ in range(3):
        order = list(range(5))
        if batch_size < 5:
            generator.shuffle(order)
        total = 0.0
        for start in range(0, 5, batch_size):
            batch = order[start : start + batch_size]
            zero_gradients(twin.parameters())
            for i in batch:
                error = losses.mean_squared_error(twin(ROWS[i]), TARGETS[i])
                error.backward(1.0 / len(batch))
                total += error.data
            adam.step(twin.parameters())
        means.append(total / 5)
    assert weights(twin) == weights(network)
    assert means == history.losses


def test_the_same_seed_gives_the_same_bits_and_another_one_others() -> None:
    """Batches are drawn from the seed; without one they are left to chance."""
    results = {}
    for name, seed in (("a", 1), ("same", 1), ("other", 2), ("chance", None), ("again", None)):
        network = feed_forward([2, 3, 1], seed=0)
        taught(network, batch_size=2, seed=seed)
        results[name] = weights(network)
    assert results["a"] == results["same"]
    assert 4 == len({tuple(found) for found in results.values()})


def test_one_batch_of_all_rows_does_not_depend_on_the_seed() -> None:
    """There is nothing to draw."""
    networks = [feed_forward([2, 3, 1], seed=0) for _ in range(2)]
    for seed, network in enumerate(networks):
        taught(network, seed=seed)
    assert weights(networks[0]) == weights(networks[1])


def test_a_network_learns() -> None:
    """XOR, from the loss of guessing to a hundredth of it."""
    history = taught(feed_forward([2, 3, 1], seed=0), *xor(), optimizer=GradientDescent(0.2), max_epochs=500, target_loss=0.01)
    assert "target_loss" == history.stopped
    assert history.losses[0] > 0.8
    assert 20 < history.epochs < 500


def test_frozen_weights_stay_and_shared_ones_stay_one() -> None:
    """The optimizer moves one of them, the others' gradients are computed all the same."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y")
    shared = Value(0.5)
    Synapse(x1, y, shared)
    Synapse(x2, y, 0.25, trainable=False)
    Synapse(x2, y, shared, delay=1)
    network = Network([x1, x2], [y])
    taught(network, max_epochs=2)
    assert 0.25 == network.synapses[1].weight.data
    assert 0.5 != network.synapses[0].weight.data == network.synapses[2].weight.data
    assert 0.0 != network.synapses[1].gradient


def test_a_network_without_parameters_trains_to_itself() -> None:
    """Everything frozen: losses are told, nothing moves, and gradients are those of the latest batch, not of all."""
    network = line(0.5)
    network.synapses[0].trainable = False
    assert [0.25, 0.25] == taught(network, [[1.0]], [1.0], max_epochs=2).losses
    assert [0.5] == weights(network)
    assert -1.0 == network.synapses[0].gradient


def test_the_neurons_hold_the_latest_pass() -> None:
    """A learner looks at what the last row did: outputs, deltas, and gradients of the latest batch."""
    network = line(1.0)
    taught(network, [[1.0], [3.0]], [2.0, 2.0], batch_size=2, max_epochs=1, compile=False)
    y = network["y"]
    assert 3.0 == y.output.data  # type: ignore[union-attr]
    assert 1.0 == y.delta  # 2 (3 - 2), of two rows


def test_memory_holds_the_graph_of_one_sample() -> None:
    """When a loss is computed, the graph of the sample before is gone, whatever the size of the batch."""
    earlier: list[Any] = []

    def loss(outputs: list[Value], targets: Any) -> Value:
        assert [] == [graph for reference in earlier if (graph := reference()) is not None]
        error: Value = losses.mean_squared_error(outputs, targets)
        earlier.append(weakref.ref(error))
        return error

    taught(feed_forward([2, 3, 1]), loss=loss, compile=False)
    assert 15 == len(earlier)


# ---- what it takes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [
        (np.array(ROWS), np.array(TARGETS)),
        (np.array(ROWS, dtype=np.float64), np.array(TARGETS).reshape(5, 1)),
        ((tuple(row) for row in ROWS), iter(TARGETS)),
        ([np.array(row) for row in ROWS], [[np.float64(t)] for t in TARGETS]),
        ([iter(row) for row in ROWS], tuple((t,) for t in TARGETS)),
    ],
)
def test_rows_may_be_anything_iterable(inputs: Any, targets: Any) -> None:
    """Arrays, generators, tuples, plain numbers for one output: the same bits as lists of lists."""
    network, twin = feed_forward([2, 3, 1], seed=1), feed_forward([2, 3, 1], seed=1)
    assert taught(twin).losses == taught(network, inputs, targets).losses
    assert weights(twin) == weights(network)


class Tensor:
    """A stand-in for arrays whose elements are arrays again, as PyTorch's are: only tolist() gives numbers."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __iter__(self) -> Any:
        return map(Tensor, self.data)

    def tolist(self) -> Any:
        """Return nested lists of numbers."""
        return self.data


def test_arrays_of_other_libraries_are_asked_for_a_list() -> None:
    """Whole, or as a list of rows."""
    network, twin = feed_forward([2, 3, 1], seed=1), feed_forward([2, 3, 1], seed=1)
    assert taught(twin).losses == taught(network, Tensor(ROWS), Tensor(TARGETS)).losses
    taught(twin)
    taught(network, map(Tensor, ROWS), map(Tensor, TARGETS))
    assert weights(twin) == weights(network)


def test_class_indices_of_an_array_stay_indices() -> None:
    """cross_entropy wants whole numbers; numpy's integers are."""
    network, twin = feed_forward([2, 3], seed=1), feed_forward([2, 3], seed=1)
    classes = [0, 2, 1, 1, 0]
    taught(network, np.array(ROWS), np.array(classes), loss="cross_entropy")
    taught(twin, ROWS, classes, loss=losses.cross_entropy)
    assert weights(twin) == weights(network)


def test_a_loss_of_your_own_is_a_function_of_outputs_and_target() -> None:
    """The target comes as it was given; what comes back is minimised."""

    def loss(outputs: list[Value], target: Any) -> Value:
        assert isinstance(target, float)
        return abs(outputs[0] - target)  # type: ignore[no-any-return]

    network = line(1.0)
    assert [2.0] == taught(network, [[1.0], [3.0]], [2.0, 6.0], loss=loss, optimizer=GradientDescent(0.5), max_epochs=1).losses
    assert [2.0] == weights(network)


def test_a_metric_is_told_the_outputs_of_the_epoch() -> None:
    """By name, as a function, or your own: outputs as floats, before the weights moved, and the targets as given."""
    network = line(1.0)
    seen: list[Any] = []

    def largest(outputs: list[list[float]], targets: list[Any]) -> float:
        seen.append((outputs, targets))
        return max(y for (y,) in outputs)

    history = taught(network, [[1.0], [3.0]], [2.0, 2.0], metric=largest, max_epochs=2, optimizer=GradientDescent(0.25))
    assert [([[1.0], [3.0]], [2.0, 2.0]), ([[0.5], [1.5]], [2.0, 2.0])] == seen
    assert ([3.0, 1.5], "largest") == (history.metrics, history.metric)
    for metric in ("accuracy", metrics.accuracy):
        history = taught(line(1.0), [[1.0], [-3.0]], [-1.0, -1.0], metric=metric, max_epochs=1)
        assert ([0.5], "accuracy") == (history.metrics, history.metric)


def test_each_row_starts_from_a_cleared_state() -> None:
    """With a delayed synapse no row sees the one before, and after training the state is clear as well."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0)
    Synapse(y, y, 1.0, delay=1)
    network = Network([x], [y])
    assert [1.0] == taught(network, [[1.0], [3.0]], [2.0, 4.0], max_epochs=1, optimizer=GradientDescent(1e-9)).losses
    assert 2.0 == pytest.approx(network([2.0])[0].data)


def test_a_row_of_rows_is_a_sequence() -> None:
    """The output adds up what it sees: over 1, 2, 4 it is 1, 3, 7. Only steps with a target count, and their mean is the loss."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0)
    Synapse(y, y, 1.0, delay=1)
    network = Network([x], [y])
    history = taught(
        network, [[[1.0], [2.0], [4.0]]], [[None, 1.0, [6.0]]], max_epochs=1, optimizer=GradientDescent(1e-9), metric=len_of
    )
    assert [(2.0**2 + 1.0**2) / 2] == history.losses
    assert [2.0] == history.metrics


def len_of(outputs: list[Any], targets: list[Any]) -> float:
    assert [1.0, [6.0]] == targets
    return float(len(outputs))


def test_a_recurrent_network_learns_to_remember() -> None:
    """To tell what was seen two steps ago takes a path through two delays."""
    x, h1, h2, y = InputNeuron("x"), Neuron("h1", "tanh"), Neuron("h2", "tanh"), Neuron("y")
    connect(x, h1)
    connect(h1, h2, delay=1)
    connect(h2, y, delay=1)
    network = Network([x], [y], seed=3)
    generator = random.Random(0)
    sequences = [[[generator.choice([-1.0, 1.0])] for _ in range(6)] for _ in range(8)]
    targets = [[None, None, *sequence[:-2]] for sequence in sequences]
    history = taught(network, sequences, targets, optimizer=Adam(0.1), max_epochs=200, target_loss=0.001)
    assert "target_loss" == history.stopped


# ---- how it ends ----------------------------------------------------------------------------------------------------


def test_it_stops_at_the_target_loss() -> None:
    """With the first epoch whose loss is as low; and says so."""
    history = taught(line(0.0), [[1.0]], [1.0], optimizer=GradientDescent(0.25), max_epochs=50, target_loss=0.0625)
    assert [1.0, 0.25, 0.0625] == history.losses
    assert ("target_loss", 3) == (history.stopped, history.epochs)


def test_it_stops_after_the_last_epoch() -> None:
    """And says so."""
    history = taught(line(0.0), [[1.0]], [1.0], max_epochs=4)
    assert ("max_epochs", 4) == (history.stopped, history.epochs)
    assert history.seconds > 0.0


def test_no_epochs_are_no_training() -> None:
    """The weights stay as they are."""
    network = line(0.5)
    history = taught(network, [[1.0]], [1.0], max_epochs=0)
    assert ("max_epochs", 0, [0.5]) == (history.stopped, history.epochs, weights(network))


def test_callbacks_are_told_the_history_after_each_epoch() -> None:
    """All of them, in order; only True ends the training, so that a callback may return what it likes."""
    told: list[Any] = []

    def watch(history: History) -> int:
        told.append((history.epochs, history.losses[-1]))
        return 1

    history = taught(line(0.0), [[1.0]], [1.0], max_epochs=9, callbacks=[watch, lambda history: history.epochs == 3, watch])
    assert [1, 1, 2, 2, 3, 3] == [epochs for epochs, _ in told]
    assert [loss for loss in history.losses for _ in range(2)] == [loss for _, loss in told]
    assert ("callback", 3) == (history.stopped, history.epochs)


def test_a_callback_may_change_the_network() -> None:
    """Freezing a weight, or cutting a synapse, counts from the next epoch on."""
    network = feed_forward([2, 1], seed=0)
    first, second, _ = network.synapses
    kept: list[float] = []

    def change(history: History) -> None:
        if history.epochs == 1:
            first.trainable = False
            kept.extend((first.weight.data, second.weight.data))
            second.remove()

    taught(network, callbacks=[change])
    assert kept == [first.weight.data, second.weight.data]


def interrupting_loss(at: int, times: int = 1) -> Any:
    """A mean squared error that presses Ctrl-C when it is called for the at-th time."""
    calls = 0

    def loss(outputs: Any, targets: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)
        return losses.mean_squared_error(outputs, targets)

    return loss


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process there")
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_keeps_the_weights_of_the_last_whole_step(times: int) -> None:
    """Pressed in the middle of the third epoch's second batch: two epochs and one step stay; Python's handler is back."""
    network, twin = feed_forward([2, 3, 1], seed=1), feed_forward([2, 3, 1], seed=1)
    before = signal.getsignal(signal.SIGINT)
    history = taught(network, batch_size=2, seed=7, loss=interrupting_loss(13, times), max_epochs=99, compile=False)
    assert ("interrupted", 2) == (history.stopped, history.epochs)
    assert before is signal.getsignal(signal.SIGINT)

    steps: list[list[float]] = []
    descent = GradientDescent(0.05)
    move = descent.step
    descent.step = lambda parameters: (move(parameters), steps.append(weights(twin)))  # type: ignore[assignment, func-returns-value]
    taught(twin, batch_size=2, seed=7, optimizer=descent)
    assert steps[6] == weights(network)


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process there")
def test_a_held_interrupt_waits_once() -> None:
    """Once it waits for a place to stop, or for the end; a second one does not wait; and one is not raised twice."""
    done = []
    with pytest.raises(KeyboardInterrupt), HeldInterrupt() as interrupt:  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        done.append("went on")
        interrupt.let_through()
        done.append("never")
    with pytest.raises(KeyboardInterrupt), HeldInterrupt():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        done.append("to the end")
    with pytest.raises(KeyboardInterrupt), HeldInterrupt():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        done.append("never")
    assert ["went on", "to the end"] == done
    with HeldInterrupt() as interrupt:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupt.let_through()
        interrupt.let_through()


def test_another_handler_of_ctrl_c_is_left_alone() -> None:
    """A program that has its own way with Ctrl-C keeps it during training."""
    own = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with HeldInterrupt():
            assert signal.SIG_IGN is signal.getsignal(signal.SIGINT)
        assert signal.SIG_IGN is signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, own)


def test_training_works_in_a_thread() -> None:
    """Signals belong to the main thread; others train without them."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(taught(line(0.0), [[1.0]], [1.0])))
    thread.start()
    thread.join()
    assert ["max_epochs"] == [history.stopped for history in found]


# ---- when it cannot go on -------------------------------------------------------------------------------------------


def test_a_loss_that_is_infinite_names_the_neuron_and_stops_before_the_step() -> None:
    """Relu neurons let a number grow until it is none; the second row is the culprit, the weights are those before."""
    network = feed_forward([1, 1, 1], activation="relu", initialiser=lambda *_: 1e200)
    before = weights(network)
    with pytest.raises(Diverged, match=r"the loss is inf in epoch 1 at row 1: the weighted input of neuron 'y' is inf") as raised:
        taught(network, [[0.0], [1e10]], [0.0, 0.0])
    assert before == weights(network)
    assert [] == raised.value.history.losses
    assert isinstance(raised.value, ArithmeticError)


def test_a_learning_rate_that_is_too_large_is_told_from_the_weights() -> None:
    """Descent that overshoots ends in weights that are no numbers, or in losses that are none."""
    with pytest.raises(Diverged, match=r"epoch \d+ at row 0: .*; try a smaller learning rate") as raised:
        taught(line(1.0), [[3.0]], [0.0], optimizer=GradientDescent(1e100), max_epochs=100)
    assert raised.value.history.losses


def test_a_weight_that_is_no_number_is_named() -> None:
    """It comes before every neuron."""
    network = feed_forward([2, 2, 1], seed=0)
    network["h2"].incoming[0].weight = nan
    with pytest.raises(Diverged, match=r"row 0: the weight w\[x1→h2\] is nan"):
        taught(network)


def test_a_loss_that_is_infinite_by_itself_is_told() -> None:
    """Where every neuron is finite, the loss function is to blame."""
    with pytest.raises(Diverged, match="every neuron is finite, so it comes from the loss"):
        taught(line(1.0), [[1e200]], [0.0])


def test_a_gradient_that_is_infinite_is_named() -> None:
    """The loss is 1e220, its derivative by w beyond the range of a float; nothing has moved."""
    network = line(1e-90)
    with pytest.raises(Diverged, match=r"the gradient of w\[x→y\] is inf in epoch 1"):
        taught(network, [[1e200]], [0.0])
    assert [1e-90] == weights(network)


def test_large_gradients_that_only_add_up_to_infinity_are_fine() -> None:
    """Each of them is a number."""
    network = feed_forward([2, 1], bias=False, initialiser="zeros")

    def loss(outputs: list[Value], target: float) -> Value:
        return outputs[0] * 1.7e308 + target

    taught(network, [[1.0, 1.0]], [0.0], loss=loss, optimizer=GradientDescent(1e-300), max_epochs=1)
    assert [-1.7e8, -1.7e8] == pytest.approx(weights(network))


def test_what_the_network_raises_says_where() -> None:
    """An exponential that overflows: Python's own error, with the epoch and the row."""
    network = feed_forward([1, 1], output_activation="exp", initialiser=lambda *_: 1.0)
    with pytest.raises(OverflowError) as raised:
        taught(network, [[0.0], [1e5]], [1.0, 1.0])
    assert "in epoch 1, at row 1" in raised.value.__notes__


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"loss": "mean_square_error"}, ValueError, "unknown loss 'mean_square_error': did you mean 'mean_squared_error'"),
        ({"loss": "xyz"}, ValueError, r"unknown loss 'xyz': there is .*hinge"),
        ({"loss": "_pairs"}, ValueError, r"unknown loss"),
        ({"loss": None}, TypeError, "loss must be a function or its name, got NoneType"),
        ({"loss": lambda outputs, target: outputs[0].data}, TypeError, "a loss must return a Value, got float"),
        ({"metric": "acuracy"}, ValueError, "unknown metric 'acuracy': did you mean 'accuracy'"),
        ({"optimizer": Adam}, TypeError, r"optimizer must be an object with step\(\)"),
        ({"optimizer": "adam"}, TypeError, r"optimizer must be an object with step\(\), .*got 'adam'"),
        ({"max_epochs": -1}, ValueError, "max_epochs must be 0 or more, got -1"),
        ({"max_epochs": 1.5}, TypeError, "max_epochs must be a whole number, got float"),
        ({"max_epochs": True}, TypeError, "max_epochs must be a whole number, got bool"),
        ({"batch_size": 0}, ValueError, "batch_size must be 1 or more, got 0"),
        ({"target_loss": "low"}, TypeError, "a number as target_loss, got str"),
        ({"seed": 1.5}, TypeError, "float"),
        ({"targets": TARGETS[:-1]}, ValueError, "5 rows of inputs and 4 targets"),
        ({"inputs": [], "targets": []}, ValueError, "nothing to learn from"),
        ({"inputs": 5}, TypeError, "inputs must be a list of rows, got int"),
        ({"inputs": [1, 2, 3, 4, 5]}, TypeError, "row 0 of the inputs must be a list of numbers, got int 1"),
        ({"inputs": [*ROWS[:-1], [1.0]]}, ValueError, "row 4 of the inputs has 1 number, but the network has 2 inputs"),
        ({"inputs": [*ROWS[:-1], [1.0, nan]]}, ValueError, "row 4 of the inputs holds nan: remove or replace it"),
        ({"inputs": [*ROWS[:-1], ["1", "2"]]}, TypeError, "a number in row 4 of the inputs, got str"),
        ({"targets": [*TARGETS[:-1], nan]}, ValueError, "target 4 holds nan"),
        ({"targets": [*TARGETS[:-1], None]}, TypeError, "a number in target 4, got NoneType"),
        ({"targets": [*TARGETS[:-1], [1.0, 2.0]]}, ValueError, "as many targets as outputs"),
        ({"inputs": [ROWS], "targets": [[1.0]]}, ValueError, "row 0 is a sequence of 5 steps, so target 0 must be a list"),
        ({"inputs": [ROWS], "targets": [1.0]}, ValueError, "row 0 is a sequence of 5 steps"),
        ({"inputs": [ROWS], "targets": [[None] * 5]}, ValueError, "no step of target 0 says what is wanted"),
        ({"inputs": [[*ROWS[:-1], [1.0]]], "targets": [TARGETS]}, ValueError, "step 4 of row 0 of the inputs has 1 number"),
    ],
)
def test_what_does_not_fit_is_named_before_anything_moves(settings: Any, error: type[Exception], message: str) -> None:
    """The message names the setting or the row, what was given and what is wanted."""
    network = feed_forward([2, 1], seed=0)
    before = weights(network)
    with pytest.raises(error, match=message):
        taught(network, **settings)
    assert before == weights(network)


# ---- progress and history -------------------------------------------------------------------------------------------


def test_the_bar_shows_epoch_and_loss(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, so that a program's own output stays clean; silent when asked."""
    history = taught(line(0.0), [[1.0]], [1.0], max_epochs=3, progress=True)
    out, err = capsys.readouterr()
    assert "" == out
    assert "epoch 3/3" in err
    assert f"loss {history.losses[-1]:.4g}" in err
    assert "100%" in err
    taught(line(0.0), [[1.0]], [1.0])
    assert ("", "") == capsys.readouterr()


def test_a_history_reads_well() -> None:
    """How long, from where to where, and why it ended."""
    history = History([1.5, 0.5, 0.123456], [0.25, 0.5, 1.0], "accuracy", "target_loss", 2.04)
    assert "<History: 3 epochs in 2.0 s; loss 1.5 → 0.1235; accuracy 0.25 → 1; stopped by target_loss>" == repr(history)
    assert "<History: 1 epoch in 0.0 s; loss 1.5; stopped by max_epochs>" == repr(History([1.5], stopped="max_epochs"))
    assert "<History: 0 epochs in 0.0 s; still running>" == repr(History())


def test_the_circles_are_learned_from_signs_and_from_classes() -> None:
    """With hinge, -1 and +1 on one output; with cross_entropy, class indices on two: both codings are a call away."""
    data = circles(40, noise=0.05, seed=0)
    for target_of, sizes, loss in ((data.signed(), [2, 6, 1], "hinge"), (data, [2, 6, 2], "cross_entropy")):
        history = taught(
            feed_forward(sizes, seed=0),
            *target_of,
            loss=loss,
            optimizer=Adam(0.1),
            max_epochs=200,
            metric="accuracy",
            target_loss=0.1,
        )
        assert "target_loss" == history.stopped
        assert history.metrics[-1] > 0.9
