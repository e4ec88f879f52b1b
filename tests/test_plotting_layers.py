"""Weights and gradients layer by layer: what is drawn is what the network holds."""

from math import inf, log10, nan
from typing import Any

import pytest

from nn import feed_forward, losses
from nn.network import Network
from nn.optimizers import GradientDescent
from nn.plotting import Recorder, plot_gradients, plot_gradients_over_training, plot_weights, plot_weights_over_training
from nn.plotting.layers import decades, layers, shares, spread
from nn.training import train

ROWS, TARGETS = [[1.0, 2.0], [-1.0, 0.5], [0.25, -3.0]], [1.0, 0.0, 1.0]


def deep(activation: str, hidden: int = 10) -> Network:
    """A network after one backward pass."""
    network = feed_forward([2, *[8] * hidden, 1], activation=activation, seed=0)
    losses.mean_squared_error(network([0.5, -1.0]), 1.0).backward()
    return network


def taught(network: Network, epochs: int = 3, rows: Any = ROWS) -> Recorder:
    recorder = Recorder(network)
    settings: Any = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "max_epochs": epochs, "progress": False}
    train(network, rows, TARGETS, callbacks=[recorder], **settings)
    return recorder


def ticks_of_medians(axes: Any) -> list[float]:
    """Where the marks of the medians stand, from the top row down."""
    found = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]]
    return [float(line.get_xdata()[0]) for line in found]


def rows_of_text(axes: Any) -> list[str]:
    return [text.get_text() for text in axes.texts][:-1]  # the last one is the heading


# ---- numbers --------------------------------------------------------------------------------------------------------


def test_layers_have_the_weights_that_lead_into_them() -> None:
    """From the inputs to the outputs, with biases where they are asked for; a shared weight counts once."""
    network = feed_forward([2, 3, 1], seed=0)
    assert [("hidden 1", 6), ("output", 3)] == [(layer.name, len(layer.weights)) for layer in layers(network)]
    assert [9, 4] == [len(layer.weights) for layer in layers(network, biases=True)]
    first, second = network.outputs[0].incoming[:2]
    second.weight = first.weight  # type: ignore[method-assign, assignment]
    assert 2 == len(layers(network)[-1].weights)


def test_a_spread_tells_what_is_zero_and_what_is_lost() -> None:
    """Quantiles are those of the finite numbers."""
    found = spread([0.0, 2.0, nan, 1.0, inf])
    assert (0.0, 1.0, 2.0) == (found.quantiles[0], found.median, found.quantiles[-1])
    assert (5, 1, 2) == (found.total, found.zeros, found.not_finite)
    assert spread([]).median != spread([]).median
    assert (7.0,) * 7 == spread([7.0]).quantiles


def test_shares_are_of_all_numbers() -> None:
    """Those beyond the bins, too, are counted below the line."""
    assert [0.25, 0.5] == shares([0.0, 1.0, 2.0, 9.0], [0.0, 1.0, 2.0])
    assert (-3, -1) == decades([0.002, 0.1, 0.0, nan])
    assert (-1, 0) == decades([0.0])


# ---- now ------------------------------------------------------------------------------------------------------------


def test_gradients_vanish_layer_by_layer() -> None:
    """The mark of each layer stands at the logarithm of its median, and bars hold all of its weights."""
    pytest.importorskip("matplotlib")
    network = deep("sigmoid")
    left, right = plot_gradients(network).axes
    medians = [spread(abs(w.grad) for w in layer.weights).median for layer in layers(network)]
    assert [log10(x) for x in medians] == pytest.approx(ticks_of_medians(left))
    assert medians[0] < 1e-4 * medians[-1]
    assert [layer.name for layer in layers(network)] == [label.get_text() for label in left.get_yticklabels()]
    deltas = [[abs(neuron.delta or 0.0) for neuron in layer.neurons] for layer in layers(network)]
    dots = [line for line in right.lines if line.get_marker() == "o"]
    assert [[log10(x) for x in row] for row in deltas] == [pytest.approx(list(line.get_xdata())) for line in dots]


def test_the_bars_of_a_layer_hold_all_of_its_gradients() -> None:
    """The same share a height, in every layer: the heights of each row add up to the same."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_gradients(deep("tanh", 3), deltas=False).axes
    sums: dict[float, float] = {}
    for bar in axes.patches:
        sums[bar.get_y()] = sums.get(bar.get_y(), 0.0) + bar.get_height()
    assert [0.0, 1.0, 2.0, 3.0] == sorted(sums)
    assert list(sums.values()) == pytest.approx([sums[0.0]] * 4)


def test_several_networks_stand_side_by_side_on_one_scale() -> None:
    """Without deltas, unless they are asked for."""
    pytest.importorskip("matplotlib")
    first, second = plot_gradients({"sigmoid": deep("sigmoid", 3), "relu": deep("relu", 3)}).axes
    assert ("sigmoid", "relu") == (first.get_title("left"), second.get_title("left"))
    assert first.get_xlim() == second.get_xlim()
    assert 4 == len(plot_gradients({"a": deep("tanh", 2), "b": deep("tanh", 2)}, deltas=True).axes)


def test_a_dead_layer_is_all_zeros() -> None:
    """Its bar stands apart, over the tick that says 0, as high as a bar can be."""
    pytest.importorskip("matplotlib")
    network = feed_forward([2, 3, 1], activation="relu", initialiser=lambda *_: -1.0)
    losses.mean_squared_error(network([1.0, 1.0]), 1.0).backward()
    (axes,) = plot_gradients(network, deltas=False).axes
    assert ["all 0", "all 0"] == rows_of_text(axes)
    nought = axes.get_xticks()[0]
    assert "0" == axes.get_xticklabels()[0].get_text()
    assert [nought, nought] == pytest.approx([bar.get_x() + bar.get_width() / 2.0 for bar in axes.patches])
    assert [nought, nought] == ticks_of_medians(axes)


def test_gradients_that_are_lost_are_counted() -> None:
    """They have no place on the scale."""
    pytest.importorskip("matplotlib")
    network = deep("tanh", 1)
    network.outputs[0].incoming[0].weight.grad = nan
    assert "1 not finite" in rows_of_text(plot_gradients(network).axes[0])[1]


def test_without_a_backward_pass_there_is_nothing_to_see() -> None:
    """The message says what to do."""
    network = feed_forward([2, 2, 1], seed=0)
    with pytest.raises(ValueError, match="no backward pass has come by a weight: make one, as in loss"):
        plot_gradients(network)
    taught(network)
    with pytest.raises(ValueError, match="the neurons hold no delta"):
        plot_gradients(network, deltas=True)
    with pytest.raises(ValueError, match="there is no network to draw"):
        plot_gradients({})
    with pytest.raises(TypeError, match="expected a Network, or several by name, got int 'a'"):
        plot_weights({"a": 1})  # type: ignore[dict-item]


def test_weights_have_the_colour_of_their_sign() -> None:
    """In bins that all layers share."""
    pytest.importorskip("matplotlib")
    network = feed_forward([2, 2, 1], seed=0)
    for synapse, weight in zip(network.synapses, [1.0, -1.0, 9.0, 0.5, 0.5, 9.0, 0.25, -0.25, 9.0], strict=True):
        synapse.weight.data = weight
    (axes,) = plot_weights(network, bins=4).axes
    upper = {(bar.get_x(), bar.get_width()): bar.get_height() for bar in axes.patches if bar.get_y() == 1}
    assert {(-1.0, 0.5), (0.5, 0.5)} == set(upper)
    assert upper[-1.0, 0.5] * 3.0 == pytest.approx(upper[0.5, 0.5])
    assert 2 == len({bar.get_facecolor() for bar in axes.patches})
    assert ["0.75", "0.25"] == rows_of_text(axes)
    for synapse in network.synapses:
        synapse.weight.data = nan
    with pytest.raises(ValueError, match="none is a finite number"):
        plot_weights(network)


# ---- over a training ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compile", [True, False])
def test_a_recorder_notes_every_epoch(*, compile: bool) -> None:
    """The weights at its end, and the gradients of its last batch, whatever runs the training."""
    network = feed_forward([2, 3, 1], activation="tanh", seed=0)
    seen: list[tuple[list[float], list[float]]] = []

    def look(_: Any) -> None:
        last = layers(network)[-1].weights
        seen.append(([w.data for w in last], [abs(w.grad) for w in last]))

    recorder = Recorder(network)
    settings: Any = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "max_epochs": 3, "progress": False}
    train(network, ROWS, TARGETS, callbacks=[recorder, look], compile=compile, **settings)
    assert [1, 2, 3] == list(recorder.weight_spreads)
    assert [spread(weights) for weights, _ in seen] == [told[-1] for told in recorder.weight_spreads.values()]
    assert [spread(gradients) for _, gradients in seen] == [told[-1] for told in recorder.gradient_spreads.values()]


def test_a_recorder_keeps_the_weights_of_few_epochs() -> None:
    """1, 2, 5, 10, ... and the latest, so that a long training does not fill the memory; 0 is before it."""
    recorder = taught(feed_forward([2, 1], seed=0), 23)
    assert [0, 1, 2, 5, 10, 20, 23] == list(recorder.weights)
    assert "<Recorder: 23 epochs, weights of 0, 1, 2, 5, 10, 20, 23>" == repr(recorder)
    with pytest.raises(ValueError, match="0 is before the training, got -1"):
        Recorder(recorder.network, epochs=[-1])


def test_a_recorder_of_a_resumed_training_counts_on() -> None:
    """What it noted first are the weights before the epoch that it saw first."""
    network = feed_forward([2, 1], seed=0)
    settings: Any = {"loss": "mean_squared_error", "optimizer": GradientDescent(0.05), "progress": False}
    history = train(network, ROWS, TARGETS, max_epochs=4, **settings)
    recorder = Recorder(network)
    train(network, ROWS, TARGETS, max_epochs=6, resume=history, callbacks=[recorder], **settings)
    assert [4, 5, 6] == list(recorder.weights)


def test_lines_over_a_training_are_medians() -> None:
    """One for each layer; where a gradient is 0 the line has a gap, and a layer without any other is told."""
    pytest.importorskip("matplotlib")
    recorder = taught(feed_forward([2, 3, 1], activation="tanh", seed=0))
    (axes,) = plot_gradients_over_training(recorder).axes
    medians = {
        layer.name: [told[k].median for told in recorder.gradient_spreads.values()] for k, layer in enumerate(recorder.layers)
    }
    assert medians == {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert {"hidden 1", "output"} == {text.get_text() for text in axes.texts}
    assert "log" == axes.get_yscale()
    dead = taught(feed_forward([2, 3, 1], activation="relu", initialiser=lambda *_: -1.0), rows=[[1.0, 1.0]] * 3)
    (axes,) = plot_gradients_over_training(dead).axes
    assert "epoch (gradients are 0 throughout: hidden 1, output)" == axes.get_xlabel()


def test_bands_over_a_training_are_quantiles() -> None:
    """All, four fifths, half, and the median as a line, on one scale for all layers."""
    pytest.importorskip("matplotlib")
    recorder = taught(feed_forward([2, 3, 1], activation="tanh", seed=0))
    first, second = plot_weights_over_training(recorder).axes
    told = [spreads[0].quantiles for spreads in recorder.weight_spreads.values()]
    assert [q[3] for q in told] == list(first.lines[0].get_ydata())
    outermost = {(x, y) for x, y in first.collections[0].get_paths()[0].vertices.tolist()}
    assert {(float(epoch + 1), q[k]) for epoch, q in enumerate(told) for k in (0, 6)} <= outermost
    assert first.get_ylim() == second.get_ylim()


@pytest.mark.parametrize("plot", [plot_gradients_over_training, plot_weights_over_training])
def test_before_the_first_epoch_nothing_is_drawn(plot: Any) -> None:
    """The message says how to record."""
    with pytest.raises(ValueError, match=r"nothing was recorded yet: train with callbacks=\[recorder\]"):
        plot(Recorder(feed_forward([2, 1], seed=0)))
