"""Any network can be drawn in the legend of the Neural Network Zoo, and read."""

import itertools
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from dot_reader import read, tooltip
from seen import cells_of, kind_of, seen_in

from autograd.drawing.palette import CELLS
from autograd.drawing.text import width
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, draw, feed_forward
from nn.drawing.routes import at


def elman() -> Network:
    """Two recurrent layers, a skip, a delay back to the first one."""
    x, h, g, y = [InputNeuron(), InputNeuron()], [Neuron() for _ in range(3)], [Neuron() for _ in range(3)], Neuron()
    connect([*x, BiasNeuron()], h)
    connect(h, g)
    connect([*g, x[0]], y)
    for group in (h, g):
        connect(group, group, delay=1)
    Synapse(y, h[0], delay=2)
    return Network(x, [y], seed=0)


def reservoir() -> Network:
    """Twelve neurons that listen to one another, none to all."""
    x, h, y = InputNeuron(), [Neuron() for _ in range(12)], Neuron()
    connect(x, h)
    for i, neuron in enumerate(h):
        connect([h[(i + 3) % 12], h[(i * 5 + 1) % 12], h[(i + 6) % 12]], neuron, delay=1)
    connect(h, y)
    return Network([x], [y], seed=0)


def ladder() -> Network:
    """One neuron a column, and every skip there can be."""
    neurons: list[Any] = [InputNeuron("x"), *[Neuron(f"n{i}") for i in range(3)], Neuron("y")]
    for source, target in itertools.combinations(neurons, 2):
        Synapse(source, target)
    return Network([neurons[0]], [neurons[-1]], seed=0)


def alone() -> Network:
    """A single neuron, and a bias that is not drawn."""
    y = Neuron("y")
    Synapse(BiasNeuron(), y, weight=1.0)
    return Network([], [y])


HOSTILE = ['<b>&"', "]]>", "", "\\N", "x" * 500, "two\nlines", "שלום", "日本語", "\ud800"]

NETWORKS = {
    "alone": alone,
    "without hidden": lambda: feed_forward([3, 1], seed=0),
    "2-3-1": lambda: feed_forward([2, 3, 1], seed=0),
    "deep": lambda: feed_forward([2, *[3] * 20, 1], seed=0),
    "elman": elman,
    "reservoir": reservoir,
    "ladder": ladder,
    "5,200 synapses": lambda: feed_forward([50, 60, 30, 10], seed=0),
    "hostile": lambda: feed_forward([len(HOSTILE), 2, 1], seed=0, labels={"inputs": HOSTILE}),
}
every_network = pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)


@every_network
@pytest.mark.parametrize("labels", [False, "names", "kinds"])
def test_nothing_lies_on_something_else(make: Any, *, labels: bool | str) -> None:
    """Glyphs, labels, the title and the legend keep apart, whatever the neurons are called."""
    picture = draw(make(), legend="zoo", labels=labels, title="a title").picture
    boxes = [(s.key, s.centre, (2 * s.radius, 2 * s.radius)) for s in picture.shapes]
    boxes += [(chip.line.text, chip.centre, chip.size) for chip in picture.chips]
    for caption in picture.captions:
        wide = width(caption.line.text, caption.line.size, bold=caption.line.bold)
        x = caption.at[0] + {"left": wide / 2, "center": 0.0}[caption.anchor]
        boxes.append((caption.line.text, (x, caption.at[1]), (wide, caption.line.size)))
    for (first, a, (w1, h1)), (second, b, (w2, h2)) in itertools.combinations(boxes, 2):
        assert abs(a[0] - b[0]) >= (w1 + w2) / 2 - 1e-6 or abs(a[1] - b[1]) >= (h1 + h2) / 2 - 1e-6, (first, second)


@every_network
def test_lines_go_around_neurons(make: Any) -> None:
    """No link runs over a third neuron, but inside a column where each is joined to each."""
    picture = draw(make(), legend="zoo").picture
    cells = {cell.key: cell for cell in cells_of(picture)}
    for path in picture.paths:
        if abs(path.points[0][0] - path.points[3][0]) < 0.1:
            continue
        points = [at(path.points, i / 20) for i in range(21)]
        for key, cell in cells.items():
            if key not in {path.source, path.target}:
                assert all((x - cell.centre[0]) ** 2 + (y - cell.centre[1]) ** 2 >= cell.radius**2 for x, y in points)


@every_network
def test_the_same_network_gives_the_same_bytes(make: Any) -> None:
    """In both formats, and the SVG is well-formed and has every glyph with its role, symbol and reason."""
    first, second = (draw(make(), legend="zoo", theme="dark", labels=True, title='"<&>') for _ in range(2))
    assert first.svg() == second.svg()
    assert first.source == second.source
    root = ET.fromstring(first.svg())  # noqa: S314 - our own picture
    groups = {g.get("data-key"): g for g in root.findall(".//{*}g") if (g.get("class") or "").startswith("shape ")}
    nodes = read(first.source).nodes
    for shape in first.picture.shapes:
        group = groups[shape.key]
        assert f"shape {shape.role}" == group.get("class")
        drawn = [part.get("class", "").split() for part in group if part.get("class", "").startswith("symbol")]
        assert ([["symbol", shape.symbol]] if shape.symbol != "none" else []) == drawn
        assert len(shape.tooltip) >= 2
        assert (shape.symbol != "none") == (f"{shape.key}_symbol" in nodes)


def test_a_glyph_says_what_it_is_and_why() -> None:
    """Label and kind, the reason, and what the neuron computes."""
    network = feed_forward([1, 1, 1], activation="tanh", seed=0, labels={"hidden": [['<b>&"']]})
    drawing = draw(network, legend="zoo")
    cell = cells_of(drawing.picture)[1]
    assert cell.tooltip == (
        '<b>&": hidden',
        "it computes something on the way from the inputs to the outputs",
        "tanh of its weighted_sum",
    )
    root = ET.fromstring(drawing.svg())  # noqa: S314 - our own picture
    assert "\n".join(cell.tooltip) in [title.text for title in root.findall(".//{*}title")]
    assert list(cell.tooltip) == tooltip(read(drawing.source).nodes[cell.key]["tooltip"])


def test_a_link_says_what_it_stands_for() -> None:
    """One line for the synapses of both directions, with their delays; a loop for one to itself; long lists are cut."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    connect(x, h)
    Synapse(h, y, weight=1.0, trainable=False)
    Synapse(y, h, delay=2)
    for delay in range(1, 9):
        Synapse(h, h, delay=delay)
    paths = {(path.source, path.target): path.tooltip for path in draw(Network([x], [y], seed=0), legend="zoo").picture.paths}
    assert {("n0", "n1"): ("x→h",), ("n1", "n2"): ("y→h, from 2 steps before", "h→y, frozen")} == {
        ends: told for ends, told in paths.items() if ends[0] != ends[1]
    }
    assert ("h→h, from 1 step before", "and 2 synapses more") == (paths["n1", "n1"][0], paths["n1", "n1"][-1])


def test_the_legend_shows_just_the_kinds_that_occur() -> None:
    """From left to right."""
    picture = draw(elman(), legend="zoo").picture
    assert ["input", "recurrent", "output"] == [caption.line.text for caption in picture.captions]
    assert ["input", "recurrent", "output"] == [shape.role for shape in picture.shapes if shape.key.startswith("kind")]


def test_labels_are_names_or_kinds() -> None:
    """Below every glyph, so that nobody has to know the colours."""
    network = feed_forward([1, 1], seed=0, labels={"outputs": ["<y>"]})
    assert ["x1", "<y>"] == [chip.line.text for chip in draw(network, legend="zoo", labels=True).picture.chips]
    assert ["input", "output"] == [chip.line.text for chip in draw(network, legend="zoo", labels="kinds").picture.chips]
    assert () == draw(network, legend="zoo").picture.chips
    assert "&lt;y&gt;</text>" in draw(network, legend="zoo", labels=True).svg()


def test_palettes_and_themes() -> None:
    """The safe colours unless the poster's are asked for; both pages."""
    network = feed_forward([2, 1], seed=0)
    for name, fills in CELLS.items():
        svg = draw(network, legend="zoo", palette=name).svg()
        assert {fills["input"], fills["output"]} == set(re.findall(r'<circle[^>]* fill="(#\w+)"', svg))
        assert fills["input"] in draw(network, legend="zoo", palette=name).source
    assert draw(network, legend="zoo").svg() == draw(network, legend="zoo", palette="safe", theme="light").svg()
    assert "#12161C" in draw(network, legend="zoo", theme="dark").svg()


def test_a_page_follows_its_reader_and_cells_keep_their_colours() -> None:
    """The page's colours are variables, unless a theme is asked for; the fills are the same in light and in dark."""
    page = draw(feed_forward([2, 1], seed=0), legend="zoo", title="<b>").html()
    assert f'fill="{CELLS["safe"]["input"]}"' in page
    assert "var(--muted)" in page
    assert "&lt;b&gt;" in page


def test_large_groups_show_their_ends_and_say_so() -> None:
    """Ten of either end, the number of the others between them, and the count below; nothing is drawn of what is left out."""
    picture = draw(feed_forward([64, 3], seed=0), legend="zoo").picture
    assert 23 == len(cells_of(picture))
    assert 60 == len(picture.paths)
    assert "44 more" in [caption.line.text for caption in picture.captions]
    assert "23 of 67 neurons drawn" == picture.legend[0][0].text


def test_a_group_with_many_links_inside_stands_in_a_circle() -> None:
    """All at one distance from the middle; one that is fully joined keeps its column."""
    cells = cells_of(draw(reservoir(), legend="zoo").picture)
    ring = [cell.centre for cell in cells if kind_of(cell) == "recurrent"]
    middle = (sum(x for x, _ in ring) / 12, sum(y for _, y in ring) / 12)
    distances = [((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 for x, y in ring]
    assert distances == pytest.approx([distances[0]] * 12)
    assert 4 == len({round(cell.centre[0]) for cell in cells_of(draw(elman(), legend="zoo").picture)})


def test_neurons_that_feed_one_another_in_time_only_stand_behind_the_inputs() -> None:
    """Nothing but a delay leads to h; it is computed all the same."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    Synapse(x, h, delay=1)
    connect(h, y)
    assert [["input"], ["hidden"], ["output"]] == seen_in(draw(Network([x], [y], seed=0), legend="zoo").picture).columns


def test_positions_are_columns_and_rows() -> None:
    """By neuron or by label; whoever has none keeps the usual place."""
    network = feed_forward([2, 1], seed=0)
    picture = draw(network, legend="zoo", positions={"x1": (0, 3), network["y"]: (3, 0.5)}).picture
    places = {cell.tooltip[0]: cell.centre for cell in picture.shapes if cell.key.startswith("n")}
    assert {"x1: input": (0, 132), "x2: input": (0, 44), "y: output": (174, 22)} == places


@pytest.mark.parametrize(
    ("positions", "message"),
    [
        ({"z": (0, 0)}, "'z', which is no neuron or cell of the network"),
        ({3: (0, 0)}, "3, which is no neuron"),
        ({"b1": (0, 0)}, "bias neurons are not drawn"),
        ({"y": 3}, r"position of neuron 'y' must be two numbers, \(column, row\), got 3"),
        ({"y": (float("nan"), 0)}, "reasonable size"),
        ({"y": (0, 0)}, r"'x1' at \(0, 0\) and 'y' at \(0, 0\) would lie on one another"),
    ],
)
def test_positions_that_will_not_do(positions: Any, message: str) -> None:
    """The message says whose, and what to give."""
    with pytest.raises(ValueError, match=message):
        draw(feed_forward([2, 1], seed=0), legend="zoo", positions=positions)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"legend": "zoo", "gradients": True}, "draw gradients without it"),
        ({"legend": "zoo", "palette": "bright"}, "no palette 'bright'"),
        ({"legend": "zoo", "theme": "sepia"}, "no theme 'sepia'"),
        ({"legend": "zoo", "labels": "all"}, "no labels 'all'"),
        ({"legend": "animals"}, "no legend 'animals'"),
        ({"legend": "zoo", "expand": ["lstm"]}, "'lstm', which is no cell of the network and no label of one: it has no cells"),
        ({"palette": "poster"}, "add legend='zoo'"),
        ({"title": "a title"}, "add legend='zoo'"),
    ],
)
def test_options_that_do_not_go_together(options: Any, message: str) -> None:
    """Each is refused with what to do instead."""
    with pytest.raises(ValueError, match=message):
        draw(feed_forward([2, 1], seed=0), **options)


def test_a_neuron_alone_is_no_network() -> None:
    """The zoo's legend is of networks."""
    with pytest.raises(TypeError, match="legend='zoo' draws a Network, got Neuron"):
        draw(Neuron("y"), legend="zoo")
