"""Decision boundaries: what is drawn is what the network answers."""

from math import nan
from typing import Any

import pytest

from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward, losses
from nn.optimizers import Adam
from nn.plotting import Recorder, decision_line, plot_boundary_over_training, plot_decision_boundary, plot_decision_line
from nn.plotting.plane import answers, plane, scores, wanted_classes
from nn.training import train

CORNERS: list[list[float]] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
AND = [0, 0, 0, 1]


def neuron(activation: str = "step", weights: tuple[float, float, float] = (1.0, 1.0, -1.5)) -> Network:
    """One that answers x1 + x2 > 1.5, unless it is given other weights."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y", activation=activation)
    for source, weight in zip((x1, x2, BiasNeuron()), weights, strict=True):
        Synapse(source, y, weight=weight)
    return Network([x1, x2], [y])


def boundary(axes: Any) -> list[tuple[float, float]]:
    """The points of the lines that stand in a panel: the boundary is the only contour without a filling."""
    (lines,) = [found for found in axes.collections if type(found).__name__ == "QuadContourSet" and not found.filled]
    return [(x, y) for path in lines.get_paths() for x, y in path.vertices.tolist()]


def marks(axes: Any) -> dict[str, list[list[float]]]:
    return {
        found.get_label(): found.get_offsets().tolist()
        for found in axes.collections
        if hasattr(found, "get_sizes") and len(found.get_sizes())
    }


# ---- where the line is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["linear", "tanh", "sigmoid", "step"])
def test_the_boundary_is_where_the_weighted_input_is_zero(activation: str) -> None:
    """The middle of tanh is 0, of sigmoid 0.5; a step is known to half the distance of the points that were asked."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_decision_boundary(neuron(activation), CORNERS, AND, resolution=41).axes
    points = boundary(axes)
    assert len(points) > 10
    exact = 1e-2 if activation != "step" else 1.24 / 40
    assert all(abs(x1 + x2 - 1.5) <= exact for x1, x2 in points)


def test_a_threshold_moves_the_boundary() -> None:
    """Targets 0 and 1 learned with squared errors have their middle at 0.5."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_decision_boundary(neuron("linear"), extent=((0, 2), (0, 2)), threshold=0.5, resolution=21).axes
    assert all(x1 + x2 == pytest.approx(2.0) for x1, x2 in boundary(axes))


def test_with_several_outputs_the_boundary_is_where_another_leads() -> None:
    """Outputs x1, x2: the diagonal. Each side has the colour of its class, and every class its mark."""
    pytest.importorskip("matplotlib")
    network = feed_forward([2, 2], initialiser="zeros")
    for k, synapse in enumerate(network.synapses):
        synapse.weight.data = float(k in {0, 4})
    assert [[2.0, 3.0]] == network.predict([[2.0, 3.0]])
    (axes,) = plot_decision_boundary(network, CORNERS, [1, 1, 0, 1], class_names=["left", "right"], resolution=21).axes[:1]
    lines = [found for found in axes.collections if type(found).__name__ == "QuadContourSet" and not found.filled]
    assert all(x == pytest.approx(y) for found in lines for path in found.get_paths() for x, y in path.vertices.tolist())
    assert {"left": [[1.0, 0.0]], "right": [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]} == marks(axes)
    assert "2 of 4 wrong, ringed" == axes.get_title("left")  # on the diagonal the first output is as large as the second


def test_the_rows_are_drawn_and_those_answered_wrongly_have_a_ring() -> None:
    """As many as the network itself answers wrongly."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_decision_boundary(neuron(), CORNERS, [0, 1, 0, 1], resolution=5).axes
    assert {"y below 0.5": [[0.0, 0.0], [1.0, 0.0]], "y above 0.5": [[0.0, 1.0], [1.0, 1.0]]} == marks(axes)
    (upper,) = [found for found in axes.collections if found.get_label() == "y above 0.5"]
    first, second = upper.get_edgecolors().tolist()
    assert first != second
    assert "1 of 4 wrong, ringed" == axes.get_title("left")


def test_of_more_inputs_two_are_chosen_and_the_others_held_at_their_mean() -> None:
    """The output is x1 + x2 + x3, with the mean of x2 at 2: the boundary is x1 + x3 = -2."""
    pytest.importorskip("matplotlib")
    network = feed_forward([3, 1], bias=False, initialiser=lambda *_: 1.0)
    rows = [[0.0, 1.0, 0.0], [-3.0, 3.0, -3.0]]
    (axes,) = plot_decision_boundary(network, rows, [1, 0], along=("x1", "x3"), resolution=11).axes
    assert all(x + y == pytest.approx(-2.0) for x, y in boundary(axes))
    assert ("x1", "x3") == (axes.get_xlabel(), axes.get_ylabel())
    assert "0 of 2 wrong, x2 = 2" == axes.get_title("left")


def test_units_are_those_of_the_axes() -> None:
    """A network that is given (x - 10) / 2 has its boundary where x says so."""
    pytest.importorskip("matplotlib")
    figure = plot_decision_boundary(neuron("linear"), CORNERS, AND, units=[(10.0, 2.0), (0.0, 1.0)], resolution=5)
    assert all((x1 - 10.0) / 2.0 + x2 == pytest.approx(1.5) for x1, x2 in boundary(figure.axes[0]))
    assert [12.0, 1.0] in marks(figure.axes[0])["y above 0"]


def test_drawing_a_boundary_disturbs_nothing() -> None:
    """The latest pass and its gradients stay, to be looked at."""
    pytest.importorskip("matplotlib")
    network = neuron("tanh")
    losses.mean_squared_error(network([1.0, 0.0]), 1.0).backward()
    before = network.outputs[0].delta, network.gradients()
    plot_decision_boundary(network, CORNERS, AND, resolution=3)
    assert before == (network.outputs[0].delta, network.gradients())


def test_where_the_network_has_no_value_nothing_is_drawn() -> None:
    """The logarithm of a negative number; elsewhere the answer stands."""
    network = neuron("log", (1.0, 0.0, 0.0))
    shown = plane(network, [], None, ((-1.0, 1.0), (0.0, 1.0)))
    (grid,) = answers(network, [1.0, 0.0, 0.0], shown, 5)
    assert [[True, True, True, False, False]] * 5 == [[z != z for z in line] for line in grid]
    pytest.importorskip("matplotlib")
    points = boundary(plot_decision_boundary(network, extent=((-1.0, 3.0), (0.0, 1.0)), resolution=41).axes[0])
    assert points
    assert all(x == pytest.approx(1.0, abs=0.01) for x, _ in points)


def test_scores_are_leads() -> None:
    """By how much an output is above the largest of the others; with one output, above the threshold."""
    assert [[[-1.0]], [[1.0]], [[-4.0]]] == scores([[[2.0]], [[3.0]], [[-1.0]]], 0.0)
    assert [[[1.5]]] == scores([[[2.0]]], 0.5)


# ---- what cannot be drawn -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "given", "message"),
    [
        ([3, 1], {}, r"over two inputs, and the network has 3 \(x1, x2, x3\): choose two, along=\('x1', 'x2'\)"),
        ([1, 1], {}, "has one, 'x1': plot network.predict over it instead"),
        ([3, 1], {"along": ("x1", "z")}, "along must be two different inputs of x1, x2, x3"),
        ([3, 1], {"along": ("x1", "x1")}, "along must be two different inputs"),
        ([2, 1], {"inputs": []}, "there are no rows to draw: leave inputs out"),
        ([2, 1], {"inputs": [[1.0]]}, "row 0 has 1 number, but the network has 2 inputs"),
        ([2, 1], {"inputs": [[1.0, nan]]}, "row 0 holds a number that is not finite"),
        ([2, 1], {"inputs": CORNERS, "targets": [0.0, 1.0, 2.0, 3.0]}, "with one output the targets must be two numbers"),
        ([2, 1], {"inputs": CORNERS, "targets": [0, 1]}, "each row needs one target, got 4 rows and 2 targets"),
        ([2, 3], {"inputs": CORNERS, "targets": [0, 1, 2, 3]}, "a target must be a class from 0 to 2, or 3 numbers, got 3"),
        ([2, 1], {"targets": [0]}, "targets need the inputs"),
        ([2, 1], {"extent": ((1, 0), (0, 1))}, "two intervals, low before high"),
        ([2, 1], {"extent": 3}, "extent must be two intervals"),
        ([2, 1], {"class_names": ["one"]}, "class_names must be 2 names, got 1"),
        ([2, 1], {"resolution": 1}, "resolution must be 2 points or more"),
        ([2, 1], {"theme": "blue"}, "there is no theme 'blue'"),
    ],
)
def test_what_cannot_be_drawn_says_what_to_do(sizes: list[int], given: dict[str, Any], message: str) -> None:
    """Before anything is drawn."""
    pytest.importorskip("matplotlib")
    with pytest.raises(ValueError, match=message):
        plot_decision_boundary(feed_forward(sizes, seed=0), **given)


def test_a_weight_that_is_lost_is_named() -> None:
    """Its network gives no number anywhere."""
    network = neuron("tanh")
    network.synapses[0].weight.data = nan
    pytest.importorskip("matplotlib")
    with pytest.raises(ValueError, match=r"no number anywhere: these weights are not finite: w\[x1→y\]"):
        plot_decision_boundary(network, CORNERS, AND)


def test_one_class_alone_is_drawn() -> None:
    """A network that answers the same everywhere has no boundary, and rows of one class one mark."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_decision_boundary(neuron("tanh", (0.0, 0.0, 1.0)), CORNERS, [1, 1, 1, 1], resolution=5).axes
    assert {"y above 0": CORNERS} == marks(axes)
    assert not [found for found in axes.collections if type(found).__name__ == "QuadContourSet" and not found.filled]


def test_targets_are_classes_in_any_of_their_forms() -> None:
    """Numbers, lists of one, signs; class indices, probabilities."""
    assert [0, 1] == wanted_classes([-1, 1], 1) == wanted_classes([[0.0], [1.0]], 1) == wanted_classes([2.0, 5.0], 1)
    assert [1, 1] == wanted_classes([1, 1], 1)
    assert [0, 0] == wanted_classes([0, 0], 1)
    assert [2, 0] == wanted_classes([2, 0], 3) == wanted_classes([[0, 0, 1], [0.5, 0.25, 0.25]], 3)


# ---- over a training ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compile", [True, False])
def test_boundaries_over_a_training_are_those_of_its_epochs(*, compile: bool) -> None:
    """Drawn afterwards from the weights that were kept; the network keeps those it has."""
    pytest.importorskip("matplotlib")
    network = neuron("linear", (1.0, 1.0, 0.5))
    recorder = Recorder(network, epochs=[2])
    seen: list[list[float]] = []
    train(
        network, CORNERS, AND, loss="binary_cross_entropy", optimizer=Adam(0.3), max_epochs=4, progress=False, compile=compile,
        callbacks=[recorder, lambda _: seen.append([w.data for w in network._planned().weights])],
    )  # fmt: skip
    assert {0: [1.0, 1.0, 0.5], 2: seen[1], 4: seen[3]} == recorder.weights
    figure = plot_boundary_over_training(recorder, CORNERS, AND, extent=((-40, 40), (-40, 40)), resolution=5)
    wrong = [
        sum((w1 * x + w2 * y + b > 0.0) != bool(t) for (x, y), t in zip(CORNERS, AND, strict=True))
        for w1, w2, b in recorder.weights.values()
    ]
    assert 3 == wrong[0] > wrong[-1]
    told = [f"{name}, {count} of 4 wrong" for name, count in zip(("before", "epoch 2", "epoch 4"), wrong, strict=True)]
    assert told == [axes.get_title("left") for axes in figure.axes]
    for axes, (w1, w2, b) in zip(figure.axes, recorder.weights.values(), strict=True):
        assert all(w1 * x + w2 * y + b == pytest.approx(0.0, abs=1e-9) for x, y in boundary(axes))
    assert seen[3] == [w.data for w in network._planned().weights]
    with pytest.raises(ValueError, match=r"whose weights were kept \(0, 2, 4\), got \[3\]"):
        plot_boundary_over_training(recorder, CORNERS, AND, epochs=[3])


# ---- the line of a neuron -------------------------------------------------------------------------------------------


def test_the_line_of_a_neuron_is_that_of_its_weights() -> None:
    """Drawn from edge to edge; the arrow stands on it at right angles, and its equation above."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_decision_line(neuron().outputs[0], CORNERS, AND, extent=((0.0, 2.0), (0.0, 2.0))).axes
    assert ([0.0, 1.5], [1.5, 0.0]) == (list(axes.lines[0].get_xdata()), list(axes.lines[0].get_ydata()))
    assert "x1 + x2 − 1.5 = 0" == axes.get_title("left")
    arrow = axes.texts[0]
    assert arrow.xy[0] - arrow.xyann[0] == pytest.approx(arrow.xy[1] - arrow.xyann[1])
    assert arrow.xy[0] > arrow.xyann[0]


@pytest.mark.parametrize(
    ("weights", "ends"),
    [
        ((0.0, 2.0, -1.0), ((0.0, 0.5), (1.0, 0.5))),
        ((2.0, 0.0, -1.0), ((0.5, 0.0), (0.5, 1.0))),
        ((1.0, 1.0, -9.0), None),
        ((1.0, 1.0, 0.0), None),
        ((0.0, 0.0, 1.0), None),
    ],
)
def test_a_line_is_cut_where_the_picture_ends(weights: tuple[float, float, float], ends: Any) -> None:
    """Level, upright, elsewhere, through a corner alone, and none at all."""
    assert ends == decision_line(neuron("step", weights).outputs[0]).ends((0.0, 1.0), (0.0, 1.0))


def test_a_neuron_without_a_line_says_so() -> None:
    """By how many synapses it has, how it combines them, or its weights."""
    with pytest.raises(ValueError, match="3 incoming synapses besides its bias, and a line needs two"):
        decision_line(feed_forward([3, 1], seed=0).outputs[0])
    with pytest.raises(TypeError, match="expected a Neuron, got Network"):
        decision_line(neuron())  # type: ignore[arg-type]
    product = neuron().outputs[0]
    product.combine = "product"  # type: ignore[assignment]
    with pytest.raises(ValueError, match="combines by product"):
        decision_line(product)
    for weights in ((0.0, 0.0, 1.0), (nan, 1.0, 0.0)):
        with pytest.raises(ValueError, match="has no decision line: its weights are"):
            plot_decision_line(neuron("step", weights).outputs[0])


# ---- margins ----------------------------------------------------------------------------------------------------------


def test_contours_are_where_the_answer_is_so_much() -> None:
    """Besides the boundary, dashed: x1 + x2 - 1.5 is -1 and 0.5; a threshold moves the boundary and not them."""
    pytest.importorskip("matplotlib")
    for threshold in (None, 0.25):
        figure = plot_decision_boundary(neuron("linear"), CORNERS, AND, contours=[0.5, -1.0], threshold=threshold, resolution=41)
        drawn = [c for c in figure.axes[0].collections if type(c).__name__ == "QuadContourSet" and not c.filled]
        boundary_line, further = drawn
        assert "dashed" == further.linestyles
        found = {round(x + y - 1.5, 6) for path in further.get_paths() for x, y in path.vertices.tolist()}
        assert {-1.0, 0.5} == found
        first = {round(x + y - 1.5, 6) for path in boundary_line.get_paths() for x, y in path.vertices.tolist()}
        assert {threshold or 0.0} == first


def test_points_are_circled() -> None:
    """Where they lie, in the units of the reader, and along the inputs that are shown."""
    pytest.importorskip("matplotlib")
    figure = plot_decision_boundary(neuron(), CORNERS, AND, circled=[[0.0, 1.0], (1.0, 1.0)], units=[(10.0, 2.0), (0.0, 1.0)])
    rings = [c for c in figure.axes[0].collections if hasattr(c, "get_sizes") and not len(c.get_facecolors())]
    assert [[10.0, 1.0], [12.0, 1.0]] == rings[0].get_offsets().tolist()
    three = feed_forward([3, 1], seed=0)
    figure = plot_decision_boundary(three, [[0, 0, 0], [1, 2, 3]], along=["x3", "x1"], circled=[[1.0, 2.0, 3.0]])
    rings = [c for c in figure.axes[0].collections if hasattr(c, "get_sizes") and not len(c.get_facecolors())]
    assert [[3.0, 1.0]] == rings[0].get_offsets().tolist()


def test_contours_and_circles_that_do_not_fit_are_refused() -> None:
    """Several outputs have no answer of one number, and a point is as long as a row."""
    pytest.importorskip("matplotlib")
    with pytest.raises(ValueError, match="contours are answers of one output, and the network has 3"):
        plot_decision_boundary(feed_forward([2, 3], seed=0), CORNERS, contours=[1.0])
    with pytest.raises(ValueError, match=r"a circled point has a number for each of 2 inputs, got \[1\.0\]"):
        plot_decision_boundary(neuron(), CORNERS, circled=[[1.0]])
