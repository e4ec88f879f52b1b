"""Cells in the ordinary pictures: one square each, opened on request; in a stepper as well."""

from collections import Counter
from typing import Any

import pytest

import nn
from autograd.drawing.diagram import Diagram, Shape
from autograd.drawing.stepper.naming import NamedSteps
from nn import BiasNeuron, Cell, InputNeuron, Network, Neuron, Synapse, connect, draw, gru_layer, lstm_layer, mean_squared_error
from nn.stepping.plan import plan_of
from nn.stepping.recording import one_sample, record


def recurrent(layer: Any, size: int = 3) -> Network:
    """Two inputs, a layer of cells, one output; the state of three steps and gradients are there."""
    xs, y = [InputNeuron("x1"), InputNeuron("x2")], Neuron("y")
    cells = layer(xs, size)
    connect([*[cell.output for cell in cells], BiasNeuron()], y)
    network = Network(xs, [y], seed=0)
    outputs = network.run([[0.5, -1.0], [0.25, 0.5], [1.0, 0.125]])
    mean_squared_error(outputs[-1], 0.5).backward()
    return network


def names(diagram: Diagram) -> dict[str, Shape]:
    """Return the shapes by what is written in them, or by their tooltip's first word."""
    return {shape.lines[0].text if shape.lines else shape.tooltip[0]: shape for shape in diagram.shapes}


@pytest.mark.parametrize("layer", [lstm_layer, gru_layer])
def test_a_cell_is_one_square(layer: Any) -> None:
    """The picture has inputs, cells, output and biases, and every synapse between two of them is in exactly one wire."""
    network = recurrent(layer)
    diagram = draw(network).picture
    shapes = {shape.key: shape.tooltip[0] for shape in diagram.shapes}
    labels = [cell.label for cell in network.cells]
    squares = [shape for shape in diagram.shapes if shape.square and shape.role == "hidden"]
    assert [f"cell {label} of {len(cell.neurons)} neurons" for label, cell in zip(labels, network.cells, strict=True)] == [
        shape.tooltip[0] for shape in squares
    ]
    assert 3 + len(labels) + len(network.biases) == len(diagram.shapes) == len(shapes)
    seen = sum(int(tip.split()[0]) if tip[0].isdigit() else 1 for path in diagram.paths for tip in path.tooltip[:1])
    inside = sum(not synapse.delay for cell in network.cells for synapse in cell.synapses)
    assert len(network.synapses) - inside == seen


def test_a_cell_shows_its_output_and_then_its_delta() -> None:
    """They are those of its last part."""
    network = recurrent(lstm_layer)
    output = network.cells[1].output
    assert output.output is not None
    assert output.delta is not None
    for gradients, number in ((False, output.output.data), (True, output.delta)):
        square = names(draw(network, gradients=gradients).picture)["lstm2"]
        assert [nn.drawing.picture.numbers.short(number, 3)] == [line.text for line in square.lines[1:]]  # type: ignore[attr-defined]


def test_a_wire_of_several_synapses_is_grey_and_says_how_many() -> None:
    """Four from an input to the gates and the candidate of a cell; it is as wide as the strongest."""
    network = recurrent(lstm_layer)
    drawing = draw(network)
    (path,) = [path for path in drawing.picture.paths if path.tooltip[0] == "4 synapses x1→lstm1"]
    assert (0.0, False, 5) == (path.sign, path.dashed, len(path.tooltip))
    single = [path for path in drawing.picture.paths if path.tooltip[0] == "synapse lstm1.output→y"]
    assert [network["y"].incoming[0].weight.data] == [path.sign for path in single]
    assert {"×4", "×5"} == {chip.line.text for chip in drawing.picture.chips if chip.line.text.startswith("×")}
    strong, weak = (max(abs(s.weight.data) for s in network.cells[i].entering if s.source.label == "x1") for i in (0, 1))
    widths = [p.width for i in (1, 2) for p in drawing.picture.paths if p.tooltip[0] == f"4 synapses x1→lstm{i}"]
    assert (strong > weak) == (widths[0] > widths[1])


def test_what_a_cell_says_to_itself_is_a_dashed_loop() -> None:
    """The output to four parts, and the state to its gate."""
    (loop,) = [path for path in draw(recurrent(lstm_layer)).picture.paths if path.tooltip[0] == "5 synapses lstm1→lstm1"]
    assert loop.dashed
    assert loop.source == loop.target


def test_cells_are_opened_on_request() -> None:
    """All of them, or some by label or as objects; then every neuron has its circle."""
    network = recurrent(lstm_layer)
    everything = draw(network, expand=True).picture
    assert len(network.neurons) == len(everything.shapes)
    assert len(network.synapses) == len(everything.paths)
    for wanted in ("lstm2", ["lstm2"], [network.cells[1]]):
        some = draw(network, expand=wanted).picture
        inside = [shape.tooltip[0] for shape in some.shapes if "'lstm2." in shape.tooltip[0]]
        assert 9 == len(inside)
        assert 2 == sum(shape.tooltip[0].startswith("cell ") for shape in some.shapes)
    with pytest.raises(ValueError, match="expand has 'lstm4', which is no cell"):
        draw(network, expand=["lstm4"])
    with pytest.raises(ValueError, match="expand opens cells of a network, got Neuron"):
        draw(network["y"], expand=True)


def test_cells_that_hear_one_another_within_a_step_stand_in_one_column() -> None:
    """The reset gates of gated recurrent units do; a second layer stands behind the first."""
    xs, y = [InputNeuron()], Neuron()
    first = gru_layer(xs, 2, label="a")
    second = gru_layer([cell.output for cell in first], 2, label="b")
    connect([cell.output for cell in second], y)
    diagram = draw(Network(xs, [y], seed=0)).picture
    columns = Counter(shape.centre[0] for shape in diagram.shapes if shape.role == "hidden")
    assert [2, 2] == list(columns.values())
    across = {label: shape.centre[0] for label, shape in names(diagram).items()}
    assert across["a1"] == across["a2"] < across["b1"] == across["b2"]


def test_an_output_in_a_cell_is_a_square_among_the_outputs() -> None:
    """A network may ask for a part of a cell."""
    x, total, squashed = InputNeuron("x"), Neuron(), Neuron(activation="tanh")
    Synapse(x, total, weight=1.0)
    Synapse(total, squashed, weight=1.0)
    Cell("unit", {"sum": total, "output": squashed})
    network = Network([x], [squashed])
    network([0.5])
    assert [("input", False), ("output", True)] == [(shape.role, shape.square) for shape in draw(network).picture.shapes]
    assert ["input", "output"] == [panel.role for panel in draw(network).picture.panels]
    part = Network([x], [total])
    assert ["unit", "0.5"] == [line.text for line in draw(part).picture.shapes[-1].lines]


def test_many_cells_are_small_squares() -> None:
    """Their colour is the output."""
    network = recurrent(lstm_layer, 7)
    squares = [shape for shape in draw(network).picture.shapes if shape.square and shape.role == "hidden"]
    assert 7 == len(squares)
    assert all(shape.fill is not None and not shape.lines for shape in squares)


def test_a_stepper_shows_cells_and_opens_the_only_one() -> None:
    """Every neuron's step lights up its cell; the numbers in it are those of its output."""
    sequence, targets = [[0.5, 1.0], [0.25, 0.0]], [None, 1.0]
    folded = nn.step_through(recurrent(lstm_layer, 2), sequence, targets).html()
    opened = nn.step_through(recurrent(lstm_layer, 2), sequence, targets, expand=True).html()
    only = nn.step_through(recurrent(lstm_layer, 1), sequence, targets).html()
    assert "cell lstm1" in folded
    assert "cell lstm1" not in opened
    assert "cell lstm1" not in only
    assert "×4" in folded
    with pytest.raises(ValueError, match="expand has 'x1'"):
        nn.step_through(recurrent(lstm_layer, 2), sequence, targets, expand=["x1"])


def test_a_cell_in_a_stepper_shows_what_its_output_says() -> None:
    """At each step in time once, and the delta of the output; other parts of it light it up, and show no numbers."""
    network = recurrent(lstm_layer, 2)
    recording = record(network, one_sample(network, [[0.5, 1.0], [0.25, 0.0]], [None, 1.0]), mean_squared_error)
    outline = plan_of(recording, expand=())(NamedSteps(recording.error))
    key = next(key for key, name in outline.names.items() if name == "cell lstm1")
    shown = [(reading.sheet, reading.number) for reading in outline.readings if (reading.key, reading.place) == (key, "shape")]
    outputs = [moment.output.data for moment in recording.moments if moment.neuron.label == "lstm1.output"]
    assert list(enumerate(outputs)) == shown
    assert {key} == {part.key for part in outline.parts if part.name.startswith("lstm1.")}


def test_the_short_form_of_a_sum_of_two_products_is_a_sum() -> None:
    """Where the whole formula has no room."""
    network = recurrent(lstm_layer, 1)
    source = draw(network["lstm1.state"]).svg()
    assert "Σ of 2 products" in source
    assert "Π of 4" not in source
