"""A network's picture says what its neurons and synapses say, and everything in it can be read."""

import itertools
import math
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from dot_reader import read, texts, tooltip

from autograd import NoEngine, Value
from autograd.drawing import NothingToDraw, engines
from autograd.drawing.diagram import Caption, Diagram
from autograd.drawing.numbers import ascii_minus, short
from autograd.drawing.palette import DARK, LIGHT, mix, palette
from autograd.drawing.text import clean, width
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, draw, feed_forward, zoo
from nn.drawing.columns import activation_name
from nn.drawing.routes import at

MEASUREMENTS = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]
SPECIES = ["setosa", "versicolor", "virginica"]


def small() -> Network:
    """2-3-1, after a pass forward and back."""
    network = feed_forward([2, 3, 1], seed=1)
    (y,) = network([0.731, -0.758])
    ((y - 1.0) ** 2).backward()
    return network


def iris() -> Network:
    """4-6-3 with the long names of real measurements."""
    network = feed_forward([4, 6, 3], seed=1, labels={"inputs": MEASUREMENTS, "outputs": SPECIES})
    sum(network([0.5, -0.3, 1.2, 0.1])).backward()
    return network


def deep() -> Network:
    """2-16-16-1."""
    network = feed_forward([2, 16, 16, 1], activation="relu", seed=3)
    network([-0.731, 0.958])[0].backward()
    return network


def recurrent() -> Network:
    """Skips over one and two groups, a loop, delays within a group and backwards."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y")
    h = [Neuron(f"h{i}", "tanh") for i in range(3)]
    g = [Neuron(f"g{i}", "tanh") for i in range(2)]
    connect([x1, x2, BiasNeuron()], h)
    connect(h, g)
    connect([*g, x1, BiasNeuron()], y)
    Synapse(x2, g[0])
    Synapse(h[0], h[0], delay=1)
    Synapse(h[1], h[2], delay=1)
    Synapse(y, h[0], delay=2)
    network = Network([x1, x2], [y], seed=4)
    outputs = network.run([[1.0, 2.0], [0.5, -0.3], [0.2, 0.1], [0.0, 1.0]])
    (outputs[-1][0] ** 2).backward()
    return network


def ladder() -> Network:
    """One neuron a group, and every skip there can be: each has to bow around what is between."""
    neurons: list[InputNeuron | Neuron] = [InputNeuron("x"), *[Neuron(f"n{i}", "tanh") for i in range(3)], Neuron("y")]
    for source, target in itertools.combinations(neurons, 2):
        Synapse(source, target)
    network = Network([neurons[0]], [neurons[-1]], seed=0)  # type: ignore[list-item]
    network([1.0])[0].backward()
    return network


def named() -> Network:
    """Long names in the middle, nothing below them."""
    hidden = [["is it raining outside", "will it be cold"]]
    network = feed_forward([2, 2, 1], seed=0, bias=False, labels={"hidden": hidden})
    network([1.0, 2.0])[0].backward()
    return network


NETWORKS: dict[str, Callable[[], Network]] = {
    "small": small,
    "iris": iris,
    "deep": deep,
    "recurrent": recurrent,
    "ladder": ladder,
    "named": named,
}
every_network = pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
both_modes = pytest.mark.parametrize("gradients", [False, True], ids=["weights", "gradients"])


def box_of(caption: Caption) -> tuple[float, float, float, float]:
    line = caption.line
    wide = width(line.text, line.size, bold=line.bold, monospace=line.monospace)
    left = caption.at[0] - {"left": 0.0, "center": wide / 2, "right": wide}[caption.anchor]
    return left, caption.at[1] - line.size / 2, left + wide, caption.at[1] + line.size / 2


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def around(centre: tuple[float, float], wide: float, high: float) -> tuple[float, float, float, float]:
    return centre[0] - wide / 2, centre[1] - high / 2, centre[0] + wide / 2, centre[1] + high / 2


def boxes(diagram: Diagram) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Everything that must not lie on something else: neurons, chips, texts."""
    return [
        *[(shape.key, around(shape.centre, 2 * shape.radius, 2 * shape.radius)) for shape in diagram.shapes],
        *[(chip.line.text, around(chip.centre, *chip.size)) for chip in diagram.chips],
        *[(caption.line.text, box_of(caption)) for caption in diagram.captions],
    ]


# ---- what the picture says -------------------------------------------------------------------------------------------


@every_network
@both_modes
def test_shapes_and_paths_are_the_networks_neurons_and_synapses(make: Callable[[], Network], gradients: bool) -> None:  # noqa: FBT001
    """Read back from DOT: one shape per neuron, one edge per synapse, with every digit in the tooltips."""
    network = make()
    picture = read(draw(network, gradients=gradients).source)
    names = {key: tooltip(node["tooltip"])[0] for key, node in picture.nodes.items() if re.fullmatch(r"n\d+", key)}
    assert sorted(map(str, network.neurons)) == sorted(names.values())
    found = sorted((names[edge.source], names[edge.target], tooltip(edge.attributes["tooltip"])[1]) for edge in picture.edges)
    assert sorted((str(s.source), str(s.target), f"weight {s.weight.data!r}") for s in network.synapses) == found
    for key, name in names.items():
        neuron = next(neuron for neuron in network.neurons if str(neuron) == name)
        lines = tooltip(picture.nodes[key]["tooltip"])
        assert neuron.output is not None
        assert f"output y = {neuron.output.data!r}" in lines
        assert (neuron.delta is None) or any(line.endswith(f" = {neuron.delta!r}") for line in lines)


@both_modes
def test_neurons_and_wires_show_the_networks_numbers(gradients: bool) -> None:  # noqa: FBT001
    """3 digits in a neuron, 2 on a wire, in the colour of the sign; gradients are magenta."""
    network = small()
    picture = read(draw(network, gradients=gradients).source)
    neurons = [neuron for neuron in network.neurons if neuron not in network.biases]
    expected = {n.label: short(n.delta if gradients else n.output.data, 3) for n in neurons}  # type: ignore[arg-type, union-attr]
    shown = [node["label"] for key, node in picture.nodes.items() if key.startswith("n") and len(texts(node["label"])) == 2]
    assert {name: ascii_minus(number) for name, number in expected.items()} == dict(map(texts, shown))  # type: ignore[arg-type]
    assert all((LIGHT.gradient in label) == gradients for label in shown)
    numbers = [s.gradient if gradients else s.weight.data for s in network.synapses]
    chips = [node["label"] for key, node in picture.nodes.items() if key.startswith("chip")]
    assert sorted(ascii_minus(short(number, 2)) for number in numbers) == sorted(texts(chip)[0] for chip in chips)
    for chip in chips:
        number = float(texts(chip)[0])
        assert number == 0.0 or LIGHT.sign_text(number) in chip


@every_network
@both_modes
def test_colour_is_the_sign_and_width_the_size(make: Callable[[], Network], gradients: bool) -> None:  # noqa: FBT001
    """The strongest synapse is the widest, and among equals a stronger one is never thinner or fainter."""
    network = make()
    diagram = draw(network, gradients=gradients).picture
    numbers = {(s.source.label, s.target.label, s.delay): s.gradient if gradients else s.weight.data for s in network.synapses}
    drawn = []
    for path in diagram.paths:
        source, _, target = path.tooltip[0].removeprefix("synapse ").partition("→")
        delay = next((int(line.split()[1].rstrip(":")) for line in path.tooltip if line.startswith("delay ")), 0)
        number = numbers[source, target, delay]
        assert path.sign == number
        assert path.dashed == (delay > 0)
        assert 0.5 <= path.width <= 5.0
        assert 0.1 < path.opacity <= 1.0
        drawn.append((abs(number), path.width))
    assert max(drawn)[1] == max(width for _, width in drawn)
    ordered = [path.width for path in diagram.paths]
    if make is small:
        assert ordered == sorted(ordered)


def test_edges_have_the_palettes_colours() -> None:
    """Blue is positive, orange negative; the opacity follows."""
    network = small()
    for theme, colours in (("light", LIGHT), ("dark", DARK)):
        for edge in read(draw(network, theme=theme).source).edges:
            weight = float(tooltip(edge.attributes["tooltip"])[1].split()[1])
            assert edge.attributes["color"][:7] == colours.by_sign(weight)
            assert 0.35 * 255 - 1 <= int(edge.attributes["color"][7:], 16) <= 255


def test_gradients_flow_from_right_to_left() -> None:
    """The second mode has an arrow at every source, the first none at all."""
    network = small()
    forward, back = read(draw(network).source), read(draw(network, gradients=True).source)
    assert {"none"} == {edge.attributes["dir"] for edge in forward.edges}
    assert {"back"} == {edge.attributes["dir"] for edge in back.edges}
    assert all(edge.attributes["pos"].startswith("s,") for edge in back.edges)


def test_faint_gradients_in_a_crowd_have_no_arrow_heads() -> None:
    """Below a tenth of the largest they would be a smudge; the others have theirs."""
    paths = draw(deep(), gradients=True).picture.paths
    largest = max(abs(path.sign) for path in paths)
    assert {"none"} == {path.arrow for path in paths if abs(path.sign) < 0.1 * largest}
    assert {"back"} == {path.arrow for path in paths if abs(path.sign) >= 0.1 * largest}


def forward_only() -> Network:
    network = feed_forward([2, 1], seed=0)
    network([1.0, 2.0])
    return network


@pytest.mark.parametrize("prepare", [lambda: feed_forward([2, 1], seed=0), forward_only])
def test_gradients_before_a_backward_pass_are_an_error(prepare: Callable[[], Network]) -> None:
    """A picture of dots would teach nothing."""
    with pytest.raises(NothingToDraw, match=r"call backward\(\) on a loss"):
        draw(prepare(), gradients=True)


def test_a_synapse_that_no_backward_pass_reached_has_a_dot() -> None:
    """Two outputs, of which one is differentiated."""
    network = feed_forward([2, 2], seed=0)
    network([1.0, 2.0])[0].backward()
    picture = draw(network, gradients=True).picture
    assert 3 == sum(chip.line.text == "·" for chip in picture.chips)
    assert ["y1", "y2"] == [shape.lines[0].text for shape in picture.shapes if shape.role == "output"]
    assert ["1", "·"] == [shape.lines[1].text for shape in picture.shapes if shape.role == "output"]


def test_before_a_pass_there_are_only_names() -> None:
    """Weights are there from the beginning, outputs are not; predict leaves none behind."""
    network = small()
    network.predict([[1.0, 2.0]])
    picture = draw(network).picture
    assert {1} == {len(shape.lines) for shape in picture.shapes}
    assert len(picture.chips) == len(network.synapses)


def test_a_bias_is_a_square_with_a_1_below_the_column_that_it_follows() -> None:
    """One per receiving layer, at the bottom of the column before."""
    picture = draw(small()).picture
    squares = [shape for shape in picture.shapes if shape.square]
    assert [("bias", "1"), ("bias", "1")] == [(square.role, square.lines[0].text) for square in squares]
    for square, role in zip(squares, ("input", "hidden"), strict=True):
        column = [shape for shape in picture.shapes if shape.role == role]
        assert {square.centre[0]} == {shape.centre[0] for shape in column}
        assert square.centre[1] > max(shape.centre[1] for shape in column)


# ---- where everything stands -----------------------------------------------------------------------------------------


@every_network
@both_modes
def test_nothing_lies_on_anything_else(make: Callable[[], Network], gradients: bool) -> None:  # noqa: FBT001
    """Neurons, chips, names and titles keep clear of one another."""
    found = boxes(draw(make(), gradients=gradients).picture)
    assert [] == [(a, b) for (a, first), (b, second) in itertools.combinations(found, 2) if overlap(first, second)]


@every_network
def test_every_column_has_its_panel_and_everything_is_in_it(make: Callable[[], Network]) -> None:
    """Columns go from left to right; names are inside the panels too."""
    diagram = draw(make()).picture
    panels = [panel.box for panel in diagram.panels]
    assert all(left[2] < right[0] for left, right in itertools.pairwise(panels))
    for name, box in boxes(diagram):
        if name not in {chip.line.text for chip in diagram.chips}:
            inside = [p for p in panels if p[0] <= box[0] and box[2] <= p[2] and p[1] <= box[1] and box[3] <= p[3]]
            assert 1 == len(inside), name


@every_network
def test_no_synapse_runs_through_a_neuron(make: Callable[[], Network]) -> None:
    """Nor through a name, a title or the legend: a skip bows around what is in its way. Chips lie on their own paths."""
    diagram = draw(make()).picture
    for path in diagram.paths:
        for shape in diagram.shapes:
            if shape.key not in {path.source, path.target}:
                nearest = min(math.dist(at(path.points, i / 64), shape.centre) for i in range(65))
                assert nearest > shape.radius, (path.tooltip[0], shape.tooltip[0])
        for caption in diagram.captions:
            left, top, right, bottom = box_of(caption)
            points = [at(path.points, i / 64) for i in range(65)]
            assert not any(left < x < right and top < y < bottom for x, y in points), (path.tooltip[0], caption.line.text)
        assert max(at(path.points, i / 64)[1] for i in range(65)) < diagram.legend_at[1]
    for chip in diagram.chips:
        paths = [path for path in diagram.paths if path.tooltip[0] == f"synapse {chip.tooltip[0]}"]
        assert min(math.dist(at(path.points, i / 400), chip.centre) for path in paths for i in range(401)) < 1.0


@pytest.mark.parametrize("gradients", [False, True])
def test_synapses_that_join_the_same_neurons_do_not_lie_on_one_another(gradients: bool) -> None:  # noqa: FBT001
    """The one at once is straight; those that are late bow or loop apart from it and from each other, each with its number."""
    x, hidden, y = InputNeuron("x"), Neuron("h", activation="tanh"), Neuron("y")
    Synapse(x, hidden, 0.3, delay=2)
    for source, target in [(x, hidden), (hidden, y), (x, y)]:
        Synapse(source, target, 0.5)
        Synapse(source, target, -0.7, delay=1)
    for delay in (1, 2, 3):
        Synapse(hidden, hidden, 0.2 * delay, delay=delay)
    Synapse(y, hidden, 0.4, delay=1)
    network = Network([x], [y])
    (network.run([[0.5], [1.0], [-1.0]])[-1][0] - 1.0).square().backward()
    diagram = draw(network, gradients=gradients).picture
    for first, second in itertools.combinations(diagram.paths, 2):
        if {first.source, first.target} == {second.source, second.target}:
            assert math.dist(at(first.points, 0.5), at(second.points, 0.5)) > 10.0
    at_once = next(path for path in diagram.paths if path.tooltip[0] == "synapse x→h" and not path.dashed)
    assert math.dist(at(at_once.points, 0.5), [sum(axis) / 2 for axis in zip(*at_once.points[::3], strict=True)]) < 1e-9
    assert len(network.synapses) == len(diagram.chips)
    tops = [panel.box[1] for panel in diagram.panels]
    assert min(at(path.points, 0.5)[1] for path in diagram.paths if path.source == path.target) > tops[1]


def test_the_legend_is_just_below_the_lowest_curve() -> None:
    """However far the points that a curve is drawn by are."""
    diagram = draw(zoo.build("lstm")).picture
    lowest = max(at(path.points, i / 64)[1] for path in diagram.paths for i in range(65))
    assert 20.0 < diagram.legend_at[1] - max(lowest, *(panel.box[3] for panel in diagram.panels)) < 26.0


def test_a_path_begins_and_ends_at_the_borders() -> None:
    """Circles and squares alike."""
    diagram = draw(small()).picture
    shapes = {shape.key: shape for shape in diagram.shapes}
    for path in diagram.paths:
        for end, point in ((shapes[path.source], path.points[0]), (shapes[path.target], path.points[-1])):
            aside = [abs(a - b) for a, b in zip(point, end.centre, strict=True)]
            assert end.radius == pytest.approx(max(aside) if end.square else math.hypot(*aside))


def test_a_delay_is_a_dashed_arc_with_an_arrow() -> None:
    """It says how many steps, and the legend what dashes mean."""
    diagram = draw(recurrent()).picture
    dashed = [path for path in diagram.paths if path.dashed]
    assert ["h0→h0", "h1→h2", "y→h0"] == sorted(path.tooltip[0].removeprefix("synapse ") for path in dashed)
    assert {"forward"} == {path.arrow for path in dashed}
    assert any(line.startswith("delay 2") for path in dashed for line in path.tooltip)
    assert any("dashed" in entry.text for line in diagram.legend for entry in line)
    assert not any("dashed" in entry.text for line in draw(small()).picture.legend for entry in line)


# ---- crowds and names ------------------------------------------------------------------------------------------------


def test_a_crowded_group_has_no_text_and_shows_its_output_as_a_colour() -> None:
    """More than 5 neurons: a ring says the kind, the fill the activation on the sign scale."""
    network = deep()
    picture = read(draw(network, theme="dark").source)
    outputs = {str(n): n.output.data for group in network.hidden for n in group}  # type: ignore[union-attr]
    largest = max(map(abs, outputs.values()))
    crowd = {tooltip(node["tooltip"])[0]: node for key, node in picture.nodes.items() if key.startswith("n")}
    for name, output in outputs.items():
        node = crowd[name]
        assert node["label"] == ""
        assert DARK.roles["hidden"].stroke == node["color"]
        share = abs(output) / largest
        expected = mix(DARK.card, DARK.by_sign(output), 0.12 + 0.78 * share) if output else DARK.card
        assert expected == node["fillcolor"]
    assert ["x1", "x2", "y"] == [texts(node["label"])[0] for node in crowd.values() if len(texts(node["label"])) == 2]
    assert [] == [key for key in picture.nodes if key.startswith("chip")]


@pytest.mark.parametrize(("size", "crowded"), [(5, False), (6, True)])
def test_where_a_crowd_begins(size: int, crowded: bool) -> None:  # noqa: FBT001
    """5 neurons have text, 6 have not."""
    picture = draw(feed_forward([2, size, 1], seed=0)).picture
    assert {crowded} == {shape.lines == () for shape in picture.shapes if shape.role == "hidden"}


def test_long_names_stand_beside_their_neurons() -> None:
    """Inputs' names to the left, outputs' to the right, whole; short ones stay inside."""
    diagram = draw(iris()).picture
    captions = {caption.line.text: caption for caption in diagram.captions}
    assert ["right"] * 4 == [captions[name].anchor for name in MEASUREMENTS]
    assert ["left"] * 3 == [captions[name].anchor for name in SPECIES]
    inside = [shape.lines[0].text for shape in draw(small()).picture.shapes if shape.lines]
    assert ["x1", "x2", "1", "h1", "h2", "h3", "1", "y"] == inside


def test_text_in_a_circle_fits_there() -> None:
    """Long numbers and middling names are set smaller."""
    network = feed_forward([2, 2, 1], seed=0, labels={"hidden": [["hidden1", "h2"]], "outputs": ["sum"]})
    network([-0.00012345, -98765.4])
    for shape in draw(network).picture.shapes:
        for line in shape.lines:
            assert width(line.text, line.size, bold=line.bold, monospace=line.monospace) <= 2 * shape.radius * 0.83


def test_a_long_group_shows_its_ends_and_says_so() -> None:
    """100 inputs: the first and the last 14, and the legend counts."""
    network = feed_forward([100, 3], seed=0)
    diagram = draw(network).picture
    assert 28 == sum(shape.role == "input" for shape in diagram.shapes)
    assert any(caption.line.text == "72 more" for caption in diagram.captions)
    remarks = {entry.text for line in diagram.legend for entry in line}
    assert {"input: 28 of 100 neurons drawn", "87 of 303 synapses drawn"} <= remarks
    assert [] == [(a, b) for (a, x), (b, y) in itertools.combinations(boxes(diagram), 2) if overlap(x, y) and "·" not in a + b]


def test_of_very_many_synapses_the_strongest_are_drawn() -> None:
    """A picture stays small enough to be opened."""
    network = feed_forward([30, 30, 30, 30, 30, 30, 30], seed=0)
    diagram = draw(network).picture
    assert 4000 == len(diagram.paths)
    weights = sorted((abs(synapse.weight.data) for synapse in network.synapses), reverse=True)
    assert weights[3999] == min(abs(path.sign) for path in diagram.paths)
    assert any("4,000 of 5,580 synapses drawn" in entry.text for line in diagram.legend for entry in line)


@pytest.mark.parametrize("label", ['<b>&"', r"\N \l", "two\nlines", "🙂", "שלום", "x" * 1000, "\x00", "\ud800", "]]>"])
@pytest.mark.parametrize("crowded", [False, True])
def test_a_neurons_label_may_be_anything(label: str, crowded: bool) -> None:  # noqa: FBT001
    """It is read back from the DOT text as it was."""
    x = [InputNeuron(label), *[InputNeuron() for _ in range(6 if crowded else 1)]]
    y = Neuron("y")
    connect(x, y)
    picture = read(draw(Network(x, [y], seed=0)).source)
    tips = [tooltip(node["tooltip"])[0] for node in picture.nodes.values()]
    assert any(clean(tip) == clean(str(x[0]))[:1000] for tip in tips)
    shown = [piece for node in picture.nodes.values() for piece in texts(node.get("label", ""))]
    assert any(piece == clean(label) or ("…" in piece and piece[:3] == clean(label)[:3]) for piece in shown)


# ---- single neurons, views, options ----------------------------------------------------------------------------------


def test_a_neuron_is_drawn_as_its_computation() -> None:
    """Its inputs, its weights, its weighted input and its output; not the neurons before it."""
    network = small()
    drawing = draw(network["y"])
    labels = [card.label for card in drawing.picture.cards]
    assert {"x[y]", "y[y]", "w[h1→y]", "y[h1]", "w[h2→y]", "y[h2]", "w[h3→y]", "y[h3]", "w[b2→y]"} == set(labels)
    assert {"y[h1]", "y[h2]", "y[h3]"} == {card.label for card in drawing.picture.cards if card.goes_on}
    assert "grad" not in draw(network["y"], gradients=False).source
    assert ["x1"] == [card.label for card in draw(network["x1"]).picture.cards]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_neuron_drawn_alone_has_the_colour_of_its_kind(theme: str) -> None:
    """A hidden neuron is green as in the network's picture, though it is what this picture leads to; an output is orange."""
    network = small()
    for name, kind in (("h1", "hidden"), ("y", "output")):
        drawing = draw(network[name], theme=theme)
        card = drawing.picture.cards[-1]
        assert (kind, f"y[{name}]") == (card.kind, card.label)
        assert palette(theme).roles[kind].fill == read(drawing.source).nodes[card.key]["fillcolor"]  # type: ignore[index]
        assert f'class="node {kind}"' in drawing.svg()


def test_a_neuron_without_a_pass_cannot_be_drawn() -> None:
    """The error says how to get one."""
    with pytest.raises(NothingToDraw, match="'h1' has no pass to draw: call its network"):
        draw(feed_forward([2, 2, 1], seed=0)["h1"])


def test_a_neuron_that_is_given_its_output_is_an_input_of_the_picture() -> None:
    """A network is a view: what leads to its inputs is not drawn."""
    network = small()
    head = Network(network.hidden[0], network.outputs)
    picture = draw(head).picture
    assert ["input", "output"] == [panel.role for panel in picture.panels]
    assert {"h1", "h2", "h3"} == {shape.lines[0].text for shape in picture.shapes if shape.role == "input"}
    assert 4 == len(picture.paths)


def test_shared_and_frozen_weights_are_told() -> None:
    """In the tooltip: a weight may belong to two synapses, and may be left alone by training."""
    a, b, y = InputNeuron("a"), InputNeuron("b"), Neuron("y")
    connect([a, b], y, weight=Value(0.5), trainable=False)
    for path in draw(Network([a, b], [y])).picture.paths:
        assert "one weight shared by 2 synapses" in path.tooltip
        assert any(line.startswith("frozen") for line in path.tooltip)


def test_outputs_at_several_depths_stand_in_one_column() -> None:
    """An output may feed a hidden neuron: that synapse runs backwards, with an arrow."""
    x, y1, h, y2 = InputNeuron("x"), Neuron("y1"), Neuron("h"), Neuron("y2")
    connect(x, y1)
    connect(y1, h)
    connect(h, y2)
    network = Network([x], [y1, y2], seed=0)
    diagram = draw(network).picture
    assert ["input", "hidden", "output"] == [panel.role for panel in diagram.panels]
    assert ["forward"] == [path.arrow for path in diagram.paths if path.tooltip[0] == "synapse y1→h"]


def test_what_a_group_computes_stands_in_its_title() -> None:
    """One activation is named, with its parameter unless it is the usual one; several are not listed."""
    assert ["tanh", "linear", "leaky_relu", "leaky_relu(0.3)"] == [
        activation_name(Neuron("", name)) for name in ("tanh", "linear", "leaky_relu", "leaky_relu(0.3)")
    ]
    x, h1, h2, y = InputNeuron("x"), Neuron("h1", "tanh"), Neuron("h2", "relu"), Neuron("y")
    connect(x, [h1, h2])
    connect([h1, h2], y)
    captions = [caption.line.text for caption in draw(Network([x], [y], seed=0)).picture.captions]
    assert ["input", "hidden", "several activations", "output", "linear"] == captions


def test_the_legend_can_be_left_out() -> None:
    """It says what colour and width mean, and how wide is how much."""
    network = small()
    largest = short(max(abs(synapse.weight.data) for synapse in network.synapses), 3)
    expected = ["positive weight", "negative weight", f"width: |w|, up to {largest}"]
    assert expected == [entry.text for entry in draw(network).picture.legend[0]]
    assert () == draw(network, legend=False).picture.legend
    assert "legend0" not in read(draw(network, legend=False).source).nodes


def test_nan_and_infinite_numbers_are_drawn() -> None:
    """A network that diverged is what one most wants to look at."""
    network = feed_forward([2, 6, 1], seed=0)
    network.synapses[0].weight.data = math.inf
    network.synapses[1].weight.data = math.nan
    network([1.0, 0.0])
    source = draw(network).source
    first = next(shape for shape in draw(network).picture.shapes if shape.role == "hidden")
    assert any(line == "output y = nan" for line in first.tooltip)
    assert 0.0 == first.fill
    assert {"n", "inf"} & set(re.findall(r"penwidth=(\w+)", source)) == set()
    assert "weight inf" in source
    assert "weight nan" in source


@pytest.mark.parametrize("thing", [Value(1.0), "network", None, [small()]])
def test_only_networks_and_neurons_can_be_drawn(thing: object) -> None:
    """A Value has a draw of its own."""
    with pytest.raises(TypeError, match=f"got {type(thing).__name__}; autograd.draw takes a Value"):
        draw(thing)  # type: ignore[arg-type]


def test_an_unknown_theme_is_told() -> None:
    """As for values."""
    with pytest.raises(ValueError, match="'light' or 'dark'"):
        draw(small(), theme="sepia")


def test_gradients_are_asked_for_with_true_or_false() -> None:
    """Or not at all; a word would count as yes."""
    with pytest.raises(TypeError, match="got 'no'"):
        draw(small(), gradients="no")  # type: ignore[arg-type]


@every_network
def test_the_same_network_gives_the_same_bytes(make: Callable[[], Network]) -> None:
    """Built twice from one seed."""
    assert draw(make()).source == draw(make()).source
    assert draw(make(), gradients=True).source == draw(make(), gradients=True).source


@pytest.mark.parametrize("name", engines.ENGINES)
@every_network
def test_every_engine_that_is_here_keeps_the_places(name: str, make: Callable[[], Network]) -> None:
    """Neurons stand where they were put, however an engine would have laid them out, and chips hold their numbers."""
    diagram = draw(make())
    try:
        svg = engines.ENGINES[name](diagram.source, "svg", "nop2").decode()
    except NoEngine as missing:
        pytest.skip(f"{name}: {missing}")
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    space = "{http://www.w3.org/2000/svg}"
    circles = {}
    for group in root.iter(f"{space}g"):
        title, ellipse = group.find(f"{space}title"), group.find(f".//{space}ellipse")
        if group.get("class") == "node" and title is not None and ellipse is not None:
            circles[title.text] = (float(ellipse.get("cx", "")), float(ellipse.get("cy", "")))
    expected = {shape.key: shape.centre for shape in diagram.picture.shapes if not shape.square}
    assert expected.keys() == circles.keys()
    first = next(iter(expected))
    for key, (x, y) in expected.items():
        moved = circles[key][0] - circles[first][0], circles[key][1] - circles[first][1]
        assert (x - expected[first][0], y - expected[first][1]) == pytest.approx(moved, abs=0.1)
    assert len(diagram.picture.paths) == sum(group.get("class") == "edge" for group in root.iter(f"{space}g"))
    texts_ = {element.text for element in root.iter(f"{space}text")}
    assert {ascii_minus(chip.line.text) for chip in diagram.picture.chips} <= texts_
