"""Learning rules: what all of them share."""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import nn
from autograd import Value
from nn import InputNeuron, Network, Neuron, Synapse, feed_forward, optimizers, rules

AND = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 0.0, 0.0, 1.0]


class Doubling(rules.Rule):
    """Doubles every weight it may change, and tells the first."""

    def __init__(self, in_the_middle: Callable[[int], Any] = lambda _: None, **settings: Any) -> None:
        super().__init__(**settings)
        self._in_the_middle = in_the_middle

    def epochs(self, lesson: rules.Lesson) -> Iterator[dict[str, float]]:
        epoch = 0
        while True:
            epoch += 1
            for place in lesson.places(lesson.synapses):
                lesson.weights[place] *= 2.0
                self._in_the_middle(epoch)
            yield {"first": lesson.weights[lesson.place(lesson.synapses[0])]}


def ones(sizes: list[int] | None = None) -> Network:
    network = feed_forward(sizes or [2, 1], bias=False)
    for synapse in network.synapses:
        synapse.weight = 1.0
    return network


def weights(network: Network) -> list[float]:
    return [synapse.weight.data for synapse in network.synapses]


def test_a_rule_changes_trainable_weights_and_no_others() -> None:
    """All of them without a list, else those that are listed."""
    network = ones([2, 2])
    network.synapses[1].trainable = False
    history = Doubling().learn(network, [[0, 0]], max_epochs=3, progress=False)
    assert [8.0, 1.0, 8.0, 8.0] == weights(network)
    assert ([2.0, 4.0, 8.0], "max_epochs", 3) == (history["first"], history.stopped, history.epochs)
    Doubling(synapses=network.synapses[2:3]).learn(network, [[0, 0]], max_epochs=1, progress=False)
    assert [8.0, 1.0, 16.0, 8.0] == weights(network)


def test_the_working_copy_is_written_back_when_an_epoch_is_done() -> None:
    """An error in the middle of the second epoch leaves the weights of the first, all of them."""

    def fail(epoch: int) -> None:
        if epoch == 2:
            raise ArithmeticError("in the middle")

    network = ones([2, 2])
    with pytest.raises(ArithmeticError, match="in the middle"):
        Doubling(fail).learn(network, [[0, 0]], progress=False)
    assert [2.0] * 4 == weights(network)


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_ctrl_c_ends_it_after_the_epoch_at_hand() -> None:
    """Once: the epoch is ended; twice: it is not, and leaves nothing."""
    for times, left in ((1, 4.0), (2, 2.0)):
        network = ones([2, 2])
        sent: list[int] = []

        def press(epoch: int, times: int = times, sent: list[int] = sent) -> None:
            if epoch == 2 and not sent:
                sent.append(epoch)
                for _ in range(times):
                    os.kill(os.getpid(), signal.SIGINT)

        history = Doubling(press).learn(network, [[0, 0]], max_epochs=9, progress=False)
        assert "interrupted" == history.stopped
        assert [left] * 4 == weights(network)
        assert ("interrupted" in repr(history), history.epochs) == (True, 3 - times)


def test_callbacks_see_every_epoch_and_may_end_it() -> None:
    """With the weights of the epoch in place."""
    network = ones()
    seen: list[tuple[int, float]] = []

    def listen(history: rules.RuleHistory) -> bool:
        seen.append((history.epochs, network.synapses[0].weight.data))
        return history.epochs == 2

    history = Doubling().learn(network, [[0, 0]], callbacks=[listen], progress=False)
    assert [(1, 2.0), (2, 4.0)] == seen
    assert "callback" == history.stopped
    with pytest.raises(TypeError, match="a callback must be a function"):
        Doubling().learn(network, [[0, 0]], callbacks=[3])  # type: ignore[list-item]


def test_no_epochs_and_a_rule_that_is_done_at_once() -> None:
    """Nothing changes; a generator that returns is done."""

    class Done(rules.Rule):
        def epochs(self, _: rules.Lesson) -> Iterator[dict[str, float]]:
            yield from ()

    network = ones()
    assert (0, "max_epochs") == (
        (history := Doubling().learn(network, [[0, 0]], max_epochs=0, progress=False)).epochs,
        history.stopped,
    )
    assert [1.0, 1.0] == weights(network)
    history = Done().learn(network, [[0, 0]], progress=False)
    assert ("done", [], 0) == (history.stopped, history.names, history.total("errors"))
    assert "<RuleHistory of Done(): 0 epochs" in repr(history)
    with pytest.raises(KeyError, match="the rule told nothing of 'loss'"):
        history["loss"]


def test_weights_beyond_all_numbers_are_refused() -> None:
    """And the network keeps those of the epoch before."""
    network = ones()
    network.synapses[0].weight = 1e308
    with pytest.raises(OverflowError, match=r"Doubling\(\) has moved the weight of Synapse\(x1→y.*\) to inf: try a smaller"):
        Doubling().learn(network, [[0, 0]], progress=False)
    assert [1e308, 1.0] == weights(network)


def test_what_is_given_is_checked_before_anything_changes() -> None:
    """Rows, targets, synapses, numbers of epochs, and the network itself."""
    network, other = ones(), ones()
    perceptron = rules.Perceptron()
    no_rows: Any = 3
    half: Any = 1.5
    neuron: Any = other.outputs[0]
    for teach, error, message in (
        (lambda: perceptron.learn(network, [[0, 0]]), ValueError, "Perceptron learns from what is wanted, so it needs a target"),
        (lambda: rules.Kohonen().learn(network, [[0, 0]], [1]), ValueError, "Kohonen asks for no targets, got some"),
        (lambda: Doubling().learn(network, []), ValueError, "nothing to learn from"),
        (lambda: Doubling().learn(network, [[0]]), ValueError, "row 0 of the inputs has 1 number, but the network has 2"),
        (lambda: Doubling().learn(network, [[0, float("nan")]]), ValueError, "row 0 of the inputs holds nan"),
        (lambda: Doubling().learn(network, [[[0, 0]]]), ValueError, "Doubling learns from rows, and row 0 is a sequence"),
        (lambda: Doubling().learn(network, [[0, 0]], [1, 2]), ValueError, "each row needs one target"),
        (lambda: Doubling().learn(network, no_rows), TypeError, "inputs must be a list of rows"),
        (lambda: Doubling().learn(neuron, [[0, 0]]), TypeError, "a rule teaches a Network, got Neuron"),
        (lambda: Doubling().learn(network, [[0, 0]], max_epochs=-1), ValueError, "max_epochs must be 0 or more"),
        (lambda: Doubling().learn(network, [[0, 0]], max_epochs=half), TypeError, "max_epochs must be a whole number"),
        (lambda: Doubling(synapses=other.synapses).learn(network, [[0, 0]]), ValueError, "is none of the network's"),
        (lambda: Doubling(synapses=[]), ValueError, "a rule needs at least one synapse"),
        (lambda: Doubling(synapses=network.synapses[0]), TypeError, r"write synapses=\[...\]"),
        (lambda: Doubling(synapses=[3]), TypeError, "must be a list of synapses, got int 3"),
    ):  # fmt: skip
        with pytest.raises(error, match=message):
            teach()
    h = Neuron("h")
    Synapse(h, h, 1.0, ahead=1)
    Synapse(InputNeuron("x"), h, 1.0)
    with pytest.raises(ValueError, match=r"reads 1 step\(s\) ahead, so the network needs a whole sequence"):
        Doubling().learn(Network([h.incoming[1].source], [h]), [[0.0]])
    network.synapses[0].trainable = False
    with pytest.raises(ValueError, match="is frozen"):
        Doubling(synapses=network.synapses).learn(network, [[0, 0]])
    network.synapses[1].trainable = False
    with pytest.raises(ValueError, match="Doubling has nothing to change: the network has no trainable synapses"):
        Doubling().learn(network, [[0, 0]])
    assert [1.0, 1.0] == weights(network)


def test_a_lesson_fires_as_the_network_predicts() -> None:
    """To the bit, from its working copy; places and slots find what they are asked for."""
    network = feed_forward([2, 3, 2], activation="tanh", seed=0)
    lesson = Doubling().lesson(network, [[0.5, -1.0]])
    numbers = lesson.fire([0.5, -1.0])
    outputs = [numbers[lesson.slot(neuron)] for neuron in network.outputs]
    assert network.predict([[0.5, -1.0]]) == [outputs] == [lesson.outputs([0.5, -1.0])]
    for synapse in network.synapses:
        assert synapse.weight.data == lesson.weights[lesson.place(synapse)] == numbers[lesson.place(synapse)]
        assert numbers[lesson.slot_read(synapse)] == numbers[lesson.slot(synapse.source)]
    lesson.weights[0] += 1.0
    assert network.predict([[0.5, -1.0]]) != [lesson.outputs([0.5, -1.0])]


def test_a_local_rule_says_only_its_change() -> None:
    """Of what its two ends say; shared weights add up."""

    class Record(rules.LocalRule):
        shuffled = False

        def change(self, pre: float, post: float, target: float | None, weight: float, /) -> float:
            asked.append((pre, post, target, weight))
            return 0.5 if len(asked) <= 2 else 0.0

    asked: list[Any] = []
    x, y, shared = [InputNeuron(), InputNeuron()], Neuron(), Value(2.0)
    for source in x:
        Synapse(source, y, shared)
    network = Network(x, [y])
    history = Record().learn(network, [[1.0, 10.0]], [7.0], progress=False)
    assert [(1.0, 22.0, 7.0, 2.0), (10.0, 22.0, 7.0, 2.5)] == asked[:2]
    assert ([2, 0], "done", 3.0) == (history["changes"], history.stopped, shared.data)
    asked.clear()
    Record().learn(network, [[1.0, 10.0]], max_epochs=1, progress=False)
    assert asked[0][2] is None


def test_the_seed_gives_the_same_weights_again() -> None:
    """To the bit; another seed shows the rows in another order."""
    data = nn.datasets.iris()
    rows = data.inputs[:100]
    targets = [-1.0] * 50 + [1.0] * 50

    def learned(seed: int) -> list[float]:
        network = nn.zoo.build("p", inputs=4, activation="sign", initialiser="zeros")
        rules.Perceptron().learn(network, rows, targets, seed=seed, progress=False)
        return weights(network)

    assert learned(1) == learned(1)
    assert learned(1) != learned(2)


def test_the_gradient_is_a_rule_as_well() -> None:
    """One epoch after the other it does what train does; weights that are not its own stay, and can be trained afterwards."""
    rows, targets = AND
    settings: Any = {"loss": "mean_squared_error", "optimizer": optimizers.Adam(0.05)}
    first, second = (feed_forward([2, 2, 1], activation="tanh", seed=0) for _ in range(2))
    history = rules.Gradient(**settings).learn(first, rows, targets, max_epochs=5, seed=0, progress=False)
    expected = nn.train(
        second, rows, targets, loss="mean_squared_error", optimizer=optimizers.Adam(0.05), max_epochs=5, progress=False
    )
    assert history["loss"] == pytest.approx(expected.losses, rel=1e-12)
    assert weights(first) == pytest.approx(weights(second), rel=1e-12)
    before = weights(first)
    chosen = first.outputs[0].incoming
    rules.Gradient(**settings, synapses=chosen).learn(first, rows, targets, max_epochs=2, seed=0, progress=False)
    moved = [synapse for synapse, w in zip(first.synapses, before, strict=True) if synapse.weight.data != w]
    assert set(chosen) == set(moved)
    assert all(synapse.trainable for synapse in first.synapses)


def test_the_gradient_rule_ends_where_the_training_does() -> None:
    """At a target loss it is done; a metric is among its figures."""
    rows, targets = AND[0], [2.0 * t - 1.0 for t in AND[1]]
    network = feed_forward([2, 1], output_activation="tanh", seed=0)
    rule = rules.Gradient("mean_squared_error", optimizers.Adam(0.5), target_loss=0.02, metric="accuracy")
    history = rule.learn(network, rows, targets, max_epochs=500, seed=0, progress=False)
    assert "done" == history.stopped
    assert history["loss"][-1] <= 0.02 < history["loss"][-2]
    assert ["loss", "accuracy"] == history.names


def test_the_bar_counts_the_epochs_that_there_will_be(capsys: pytest.CaptureFixture[str]) -> None:
    """What the rule knows of itself, and what it is allowed at the most; without a bar nothing is written."""
    network = nn.zoo.build("kn", inputs=1, rows=1, columns=3, seed=0)
    rules.Kohonen(epochs=4).learn(network, [[0.0], [1.0]], seed=0)
    assert "/4" in capsys.readouterr().err
    Doubling().learn(ones(), [[0, 0]], max_epochs=7)
    assert "/7" in capsys.readouterr().err
    Doubling().learn(ones(), [[0, 0]], max_epochs=7, progress=False)
    assert ("", "") == capsys.readouterr()
