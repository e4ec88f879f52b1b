"""Any network can be drawn in the legend of the Neural Network Zoo, and read."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from dot_reader import read, tooltip
from seen import cells_of
from zoo_networks import NETWORKS, elman, symbols

from autograd.drawing.palette import CELLS
from autograd.drawing.text import width
from nn import InputNeuron, Network, Neuron, Synapse, connect, draw, feed_forward
from nn.drawing.zoo.kinds import KINDS
from nn.drawing.zoo.legend import strip

every_network = pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)


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


def test_every_symbol_is_drawn() -> None:
    """In SVG as a shape of its kind, in DOT as a node upon the glyph."""
    drawing = draw(symbols(), legend="zoo", labels=True)
    assert {"none", "ring", "triangle", "square"} == {cell.symbol for cell in cells_of(drawing.picture)}
    svg, nodes = drawing.svg(), read(drawing.source).nodes
    for symbol, element, shape in (("ring", "circle", "circle"), ("triangle", "path", "triangle"), ("square", "path", "box")):
        (key,) = [cell.key for cell in cells_of(drawing.picture) if cell.symbol == symbol]
        assert re.search(rf'<{element}[^>]* class="symbol {symbol}"', svg)
        assert shape == nodes[f"{key}_symbol"]["shape"]


def test_a_glyph_says_what_it_is_and_why() -> None:
    """Label and kind, the reason, and what the neuron computes."""
    network = feed_forward([1, 1, 1], activation="tanh", seed=0, labels={"hidden": [['<b>&"']]})
    drawing = draw(network, legend="zoo")
    cell = cells_of(drawing.picture)[1]
    assert cell.tooltip == (
        '<b>&": hidden',
        "it computes something between what is given and what is asked for, or says it by its place on a map",
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


def test_a_link_that_reads_ahead_says_so() -> None:
    """Its step is a later one."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, ahead=1)
    (path,) = draw(Network([x], [y], seed=0), legend="zoo").picture.paths
    assert ("x→y, from 1 step ahead",) == path.tooltip


def test_a_legend_that_is_too_wide_has_several_rows() -> None:
    """No wider than asked for, but for 300 points at least."""
    legend = strip(KINDS, (0.0, 0.0), 100.0)
    rows = {shape.centre[1] for shape in legend.shapes}
    assert len(rows) > 2
    assert legend.bottom == 22.0 * len(rows)
    for shape, caption in zip(legend.shapes, legend.captions, strict=True):
        assert -150 <= shape.centre[0] - shape.radius
        assert caption.at[0] + width(caption.line.text, caption.line.size) <= 150


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


@pytest.mark.parametrize("options", [{"expand": 3}, {"positions": [(0, 1)]}])
def test_options_of_the_wrong_type(options: Any) -> None:
    """The message says what it must be."""
    with pytest.raises(TypeError, match=f"{next(iter(options))} must be"):
        draw(feed_forward([2, 1], seed=0), legend="zoo", **options)


def test_a_neuron_alone_is_no_network() -> None:
    """The zoo's legend is of networks."""
    with pytest.raises(TypeError, match="legend='zoo' draws a Network, got Neuron"):
        draw(Neuron("y"), legend="zoo")
