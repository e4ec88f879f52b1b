"""A large graph is drawn by groups: the neurons of a network, the rows of a batch, whatever the user says."""

import random
import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from dot_reader import read, texts, tooltip
from hypothesis import given, settings
from hypothesis import strategies as st
from wires import Polyline, bezier, sampled, touches

import nn
from autograd import Value, draw, exp, tanh
from autograd.drawing import engines, numbers
from autograd.drawing.graph import Graph
from autograd.graph import topological
from autograd.operations import constant, weighted_sum

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    '<b>&"',
    "<script>alert(1)</script>",
    "]]>",
    r"\N \l",
    "two\nlines",
    "🙂",
    "שלום",
    "x" * 1000,
    "\x00",
    "\ud800",
    "%s {}",
    "",
]


def loss_of(network: nn.Network, rows: int = 1) -> Value:
    """The error of a network over some rows, after a backward pass."""
    size, outputs = len(network.inputs), len(network.outputs)
    errors = [nn.mean_squared_error(network([0.1 * (i + row) for i in range(size)]), [0.5] * outputs) for row in range(rows)]
    error = sum(errors[1:], errors[0])
    error.label = "E"
    error.backward()
    return error


def lecture_network(sizes: list[int]) -> Value:
    """A network as lectures write it: plain + and *, no labels, 982 values for 2-16-16-1."""
    dice = random.Random(0)
    layer = [Value(1.0), Value(-1.0)]
    for number, size in enumerate(sizes):
        sums = [sum((Value(dice.uniform(-1, 1)) * x for x in layer), Value(0.1)) for _ in range(size)]
        layer = [total if number == len(sizes) - 1 else total.relu() for total in sums]
    return (1 - layer[0] * 0.5).relu()


def drawable(output: Value) -> list[Value]:
    return [node for node in topological(output) if node.operation is not constant]


def picture(output: Value, **options: object) -> Graph:
    drawn = draw(output, **options).picture  # type: ignore[arg-type]
    assert isinstance(drawn, Graph)
    return drawn


def named_wires(graph: Graph) -> set[tuple[str, str]]:
    name = {card.key: card.label for card in graph.cards}
    return {(name[wire.source], name[wire.target]) for wire in graph.wires}


# ---- a card for each neuron ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 13])
def test_a_networks_error_has_a_card_for_each_neuron(rows: int) -> None:
    """2-16-16-1: two inputs, 33 neurons and the error, joined as the synapses join them, also for the rows of a batch."""
    network = nn.feed_forward([2, 16, 16, 1], seed=0)
    output = loss_of(network, rows)
    graph = picture(output)
    neurons = [neuron for group in [*network.hidden, network.outputs] for neuron in group]
    inputs = [neuron.label for neuron in network.inputs]
    names = {neuron: f"y[{neuron.label}]" for neuron in neurons} | {x: x.label for x in network.inputs}
    assert {*inputs, *(names[neuron] for neuron in neurons), "E"} == {card.label for card in graph.cards}
    assert 36 == len(graph.cards)
    between = {(names[s.source], names[s.target]) for s in network.synapses if s.source not in network.biases}
    assert between | {("y[y]", "E")} == named_wires(graph)
    assert len(named_wires(graph)) == len(graph.wires)
    counts = {card.label: card.count for card in graph.cards}
    for neuron in neurons:
        assert len(neuron.incoming) + 2 * rows == counts[names[neuron]]
    assert len(drawable(output)) == graph.total == sum(counts.values())


def test_a_group_shows_the_numbers_that_it_leads_to() -> None:
    """A neuron's card has its output and dE/dy; of several rows it says that there are several."""
    network = nn.feed_forward([2, 16, 16, 1], seed=0)
    cards = {card.label: card for card in picture(loss_of(network)).cards}
    for neuron in network.hidden[1]:
        assert neuron.output is not None
        card = cards[f"y[{neuron.label}]"]
        assert (neuron.output.data, neuron.output.grad) == (card.data, card.grad)
        assert [("data", numbers.short(card.data)), ("grad", numbers.short(neuron.output.grad))] == card.rows(gradients=True)
    batch = {card.label: card for card in picture(loss_of(network, 2)).cards}
    assert [("data", "…"), ("grad", "…")] == batch["y[h3]"].rows(gradients=True)
    assert any(line.startswith("w[x1→h3]: data ") for line in batch["y[h3]"].members)


def test_neurons_are_found_by_shape_where_there_are_no_labels() -> None:
    """A network of plain + and *, as lectures write it: 32 neurons, 2 inputs, the last sum with the loss."""
    graph = picture(lecture_network([16, 16, 1]))
    assert 982 == graph.total
    assert 35 == len(graph.cards)
    assert 2 * 16 + 16 * 16 + 16 == len(graph.wires)


def test_a_recurrent_networks_steps_are_told_apart() -> None:
    """h1 makes h1 of the next step: as one group they would lead in a circle."""
    x, hidden, y = nn.InputNeuron("x"), [nn.Neuron(f"h{i}", activation="tanh") for i in range(4)], nn.Neuron("y")
    nn.connect([x], hidden)
    for source in hidden:
        for target in hidden:
            nn.Synapse(source, target, delay=1)
    nn.connect(hidden, [y])
    outputs = nn.Network([x], [y], seed=0).run([[0.1]] * 5)
    graph = picture(sum((out - 0.1) ** 2 for (out,) in outputs))
    assert 5 == sum(cluster.name == "y[h1]" for cluster in graph.clusters)
    assert all(len(cluster.cards) == 2 for cluster in graph.clusters if cluster.name == "y[h1]")


def test_layers_are_one_card_where_neurons_are_too_many() -> None:
    """First the inputs of one purpose become one, then the neurons that are made from the same and used by the same."""
    inputs = picture(loss_of(nn.feed_forward([64, 32, 10], seed=0)))
    assert 44 == len(inputs.cards)
    assert [("x1 … x64", 64)] == [(card.label, card.count) for card in inputs.cards if card.kind == "input"]
    layers = picture(loss_of(nn.feed_forward([2, 64, 64, 64, 1], seed=0)))
    assert ["x1, x2", "y[h1] … y[h64]", "y[h65] … y[h128]", "y[h129] … y[h192]", "y[y]", "E"] == [c.label for c in layers.cards]
    assert 5 == len(layers.wires)
    assert layers.total == sum(card.count for card in layers.cards)


def test_a_deep_network_shows_what_is_nearest_to_the_output() -> None:
    """70 layers of one neuron: 60 cards, and how many values no card stands for."""
    output = loss_of(nn.feed_forward([1] * 72, seed=0))
    graph = picture(output, collapse=True)
    assert 60 == len(graph.cards)
    assert graph.cards[-1].label == "E"
    assert graph.left_out == graph.total - sum(card.count for card in graph.cards) > 0
    assert f"{graph.left_out:,} values are left out" in graph.caption
    assert any(card.goes_on for card in graph.cards)


def test_every_picture_of_a_large_graph_says_how_to_see_the_rest() -> None:
    """The caption stands in both formats."""
    drawing = draw(loss_of(nn.feed_forward([2, 16, 16, 1], seed=0)))
    for text in (drawing.source, drawing.svg()):
        assert "406 values in 36 cards" in text
        assert "draw one value or neuron, or give a focus or a depth" in text
    assert "<Drawing of 406 values in 36 cards>" == repr(drawing)


# ---- panels ----------------------------------------------------------------------------------------------------------


def test_up_to_300_values_stand_on_panels() -> None:
    """Each neuron with its weights; inputs belong to none."""
    network = nn.feed_forward([2, 6, 6, 1], seed=0)
    output = loss_of(network)
    graph = picture(output)
    assert graph.total == len(graph.cards) == len(drawable(output)) == 96
    labels = {card.key: card.label for card in graph.cards}
    panels = {cluster.name: {labels[key] for key in cluster.cards} for cluster in graph.clusters}
    neurons = [neuron for group in [*network.hidden, network.outputs] for neuron in group]
    for neuron in neurons:
        weights = {synapse.weight.label for synapse in neuron.incoming}
        assert {f"x[{neuron.label}]", f"y[{neuron.label}]", *weights} == panels[f"y[{neuron.label}]"]
    assert "in 13 groups: saved as .html, or in a notebook, this picture can be moved and enlarged" in graph.caption


def test_a_panel_in_dot_holds_its_cards() -> None:
    """Read back, every node is in the cluster of its group, and has its edges."""
    output = loss_of(nn.feed_forward([2, 6, 6, 1], seed=0))
    drawing = draw(output)
    graph, found = drawing.picture, read(drawing.source)
    home = {key: i for i, cluster in enumerate(graph.clusters) for key in cluster.cards}
    assert home == found.home
    assert [cluster.name for cluster in graph.clusters] == [texts(cluster["label"])[0] for cluster in found.clusters]
    assert {card.key for card in graph.cards} == set(found.nodes)
    assert sorted((wire.source, wire.target) for wire in graph.wires) == sorted((e.source, e.target) for e in found.edges)


Rectangle = tuple[float, float, float, float]


def rectangles(svg: str, kind: str) -> dict[str, Rectangle]:
    """Left, top, right and bottom of what a class of groups draws, without the piles behind it."""
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    found = {}
    for group in root.iter(f"{SVG}g"):
        if kind in (group.get("class") or "").split():
            rect = next(rect for rect in group.iter(f"{SVG}rect") if rect.get("class") != "pile")
            x, y, wide, high = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
            found[group.get("id", "")] = (x, y, x + wide, y + high)
    return found


def apart(boxes: list[Rectangle]) -> bool:
    return not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(boxes) for b in boxes[:i])


def spline(points: Polyline) -> Polyline:
    """Points along a wire of Graphviz, which is cubic curves of which neighbours share an end."""
    return points[:1] + [point for i in range(0, len(points) - 3, 3) for point in bezier(*points[i : i + 4])]


@pytest.mark.parametrize("local", [False, True])
def test_panels_in_dot_are_placed_and_nothing_lies_on_anything_else(local: bool) -> None:  # noqa: FBT001
    """nop2 draws what stands in the text: cards in their panels, wires from card to card and through no third one."""
    drawing = draw(loss_of(nn.feed_forward([2, 6, 6, 1], seed=0)), local_derivatives=local)
    found = read(drawing.source)
    assert "nop2" == found.defaults["graph"]["layout"]
    cards = {}
    for key, node in found.nodes.items():
        (x, y), wide, high = map(float, node["pos"].split(",")), 72 * float(node["width"]), 72 * float(node["height"])
        cards[key] = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    panels = [tuple(map(float, cluster["bb"].split(","))) for cluster in found.clusters]
    assert apart(list(cards.values()))
    assert apart([*panels, *(box for key, box in cards.items() if key not in found.home)])  # type: ignore[list-item]
    for key, at in found.home.items():
        (left, bottom, right, top), inner = panels[at], cards[key]
        assert left < inner[0] and bottom < inner[1] and inner[2] < right and inner[3] < top  # noqa: PT018
    for edge in found.edges:
        tip, *points = [tuple(map(float, word.split(","))) for word in edge.attributes["pos"].removeprefix("e,").split()]
        source, target = cards[edge.source], cards[edge.target]
        assert pytest.approx((source[2], (source[1] + source[3]) / 2), abs=0.1) == points[0]
        assert pytest.approx(target[0], abs=0.1) == tip[0]
        assert target[1] < tip[1] < target[3]
        assert pytest.approx((tip[0] - 7.0, tip[1]), abs=0.1) == points[-1]
        assert not touches(spline(points), [(a + 0.1, b + 0.1, c - 0.1, d - 0.1) for a, b, c, d in cards.values()])
        assert ("lp" in edge.attributes) is local
    wide, high = (max(box[i + 2] for box in panels) - min(box[i] for box in panels) for i in (0, 1))
    assert high < 2 * wide


def check_places(graph: Graph, svg: str) -> None:
    """Cards are apart; a panel holds its own and touches no other; a wire leads from card to card and through no third."""
    cards, panels = rectangles(svg, "node"), rectangles(svg, "cluster")
    home = {key: cluster.key for cluster in graph.clusters for key in cluster.cards}
    assert apart(list(cards.values()))
    assert apart([*panels.values(), *(box for key, box in cards.items() if f"v{key[1:]}" not in home)])
    for key, cluster in home.items():
        (left, top, right, bottom), inner = panels[cluster], cards[f"n{key[1:]}"]
        assert left < inner[0] and top < inner[1] and inner[2] < right and inner[3] < bottom  # noqa: PT018
    ways = {
        group.get("id"): next(path for path in group.iter(f"{SVG}path") if path.get("class") == "way").get("d", "")
        for group in ET.fromstring(svg).iter(f"{SVG}g")  # noqa: S314 - our own picture
        if group.get("class") == "edge"
    }
    for wire in graph.wires:
        way = sampled(ways[f"e{wire.target[1:]}_{wire.operand}"])
        source, target = cards[f"n{wire.source[1:]}"], cards[f"n{wire.target[1:]}"]
        assert pytest.approx((source[2], (source[1] + source[3]) / 2), abs=0.2) == way[0]
        assert pytest.approx(target[0], abs=7) == way[-1][0]
        assert target[1] < way[-1][1] < target[3]
        assert not touches(way, cards.values())


@pytest.mark.parametrize("sizes", [[2, 6, 6, 1], [3, 8, 2], [1, 5, 5, 5, 2]])
@pytest.mark.parametrize("local", [False, True])
def test_panels_and_cards_have_their_places(sizes: list[int], local: bool) -> None:  # noqa: FBT001
    """Nothing lies upon anything else."""
    drawing = draw(loss_of(nn.feed_forward(sizes, seed=0)), local_derivatives=local)
    assert drawing.picture.clusters
    check_places(drawing.picture, drawing.svg())


def test_a_wire_into_a_panel_passes_what_stands_before_its_goal() -> None:
    """A value from outside is used behind a tall column of values inside: it comes in where there is room."""
    inside, outside = weighted_sum(9)(*[Value(float(i), f"v{i}") for i in range(18)]), Value(2.0, "outside")
    output = tanh(inside) * outside
    drawing = draw(output, group=lambda value: value.label if value is outside else "inside")
    assert [1 + 18 + 2] == [len(cluster.cards) for cluster in drawing.picture.clusters]
    check_places(drawing.picture, drawing.svg())


def test_wires_out_of_a_panel_are_straight_where_they_can_be() -> None:
    """Two values of one panel, each with its own user."""
    x = Value(0.5, "x")
    first, second = tanh(x), exp(x)
    output = first.sin() + second.cos()
    drawing = draw(output, group=lambda value: "panel" if value in {x, first, second} else None)
    ways = re.findall(r'<g id="e([24])_0".*?class="way" d="([^"]*)"', drawing.svg())
    assert 2 == len(ways)
    for _, way in ways:
        assert 1 == len({y for _, y in sampled(way)})
    check_places(drawing.picture, drawing.svg())


@cache
def tangle(seed: int, size: int) -> tuple[Value, tuple[Value, ...]]:
    """A random graph in which values are used many times."""
    dice = random.Random(seed)
    values = [Value(dice.uniform(-1, 1), f"x{i}") for i in range(4)]
    for _ in range(size):
        a, b = dice.choice(values[-8:]), dice.choice(values[-8:])
        values.append(dice.choice([a + b, a * b, tanh(a), a - b]))
    output = values[-1] + values[-2]
    return output, tuple(drawable(output))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9), st.integers(3, 40), st.data())
def test_any_groups_of_any_graph_can_be_drawn(seed: int, size: int, data: st.DataObject) -> None:
    """Whatever belongs together by whatever name, wires lead in no circle and everything has its place."""
    output, values = tangle(seed, size)
    names = data.draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=len(values), max_size=len(values)))
    group = {value: name for value, name in zip(values, names, strict=True) if name is not None}
    drawing = draw(output, group=group)
    assert len(values) == len(drawing.picture.cards)
    check_places(drawing.picture, drawing.svg())
    labels = {f"v{i}": group.get(value) for i, value in enumerate(values)}
    for cluster in drawing.picture.clusters:
        assert {cluster.name} == {labels[key] for key in cluster.cards} - {None}
    whole = draw(output, group=group, collapse=True)
    assert len(values) == sum(card.count for card in whole.picture.cards)
    check_places(whole.picture, whole.svg())


# ---- what the user says ----------------------------------------------------------------------------------------------


def small() -> tuple[Value, Value, Value]:
    x, w = Value(2.0, "x"), Value(-0.5, "w")
    product = x * w
    return tanh(product + 1) ** 2, product, x


@pytest.mark.parametrize("way", [lambda names: names, lambda names: names.get])
def test_groups_are_given_by_a_dict_or_a_function(way: Callable[[dict[Value, str]], object]) -> None:
    """What has no group of its own and is made for one group alone goes along; the rest stands alone."""
    output, product, _ = small()
    graph = picture(output, group=way({product: "signal", output: "answer"}))
    labels = {card.key: card.title for card in graph.cards}
    panels = {cluster.name: [labels[key] for key in cluster.cards] for cluster in graph.clusters}
    assert ["x", "w", "x × w"] == panels["signal"]
    assert 3 == len(panels["answer"])
    assert 2 == len(picture(output, group=way({product: "signal", output: "answer"}), collapse=True).cards)


def test_collapse_is_asked_for_or_forbidden() -> None:
    """Of a large graph the nearest values are drawn, of a small one a card for each neuron."""
    large, small_one = loss_of(nn.feed_forward([2, 16, 16, 1], seed=0)), loss_of(nn.feed_forward([2, 3, 1], seed=0))
    assert 1 == max(card.count for card in picture(large, collapse=False).cards)
    assert "nearest to E" in picture(large, collapse=False).caption
    assert {"x1", "x2", "y[h1]", "y[h2]", "y[h3]", "y[y]", "E"} == {c.label for c in picture(small_one, collapse=True).cards}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"group": ["a"]}, TypeError, "a dict from Values to names, or a function; got list"),
        ({"group": lambda _: 3}, TypeError, "by its name, a string, or None; got int 3"),
        ({"collapse": "yes"}, TypeError, "True, False, or None.*'yes'"),
        ({"collapse": True, "depth": 2}, ValueError, "leave out depth and focus"),
    ],
)
def test_groups_that_make_no_sense_are_told(options: dict[str, object], error: type[Exception], message: str) -> None:
    """What was wrong, what was given."""
    with pytest.raises(error, match=message):
        draw(small()[0], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_group_may_be_called_anything(name: str) -> None:
    """Panels and cards in both formats, and the page."""
    output, product, _ = small()
    for collapse in (False, True):
        drawing = draw(output, group={product: name, output: "other"}, collapse=collapse)
        ET.fromstring(drawing.svg())  # noqa: S314 - our own picture
        read(drawing.source)
        assert "<script>alert" not in drawing.html()
        if engines.shutil.which("dot"):
            assert engines.render(drawing.source, "svg", "dot").lstrip().startswith(b"<?xml")


def test_wires_between_groups_say_how_often_a_value_is_used() -> None:
    """One wire for all uses, in either format."""
    output, product, x = small()
    total = output + product * x + product
    drawing = draw(total, group={product: "signal", total: "total"}, collapse=True)
    lines = [tooltip(edge.attributes["tooltip"])[0] for edge in read(drawing.source).edges]
    assert "signal → total: used 3 times" in lines
    assert "signal → total: used 3 times" in re.sub(r"&gt;", ">", drawing.svg())


def test_graphviz_sees_the_groups_that_we_meant() -> None:
    """Read by Graphviz, the collapsed picture has a node for each card and an edge for each wire."""
    if not engines.shutil.which("dot"):
        pytest.skip("dot is not here")
    drawing = draw(loss_of(nn.feed_forward([2, 16, 16, 1], seed=0)))
    root = ET.fromstring(engines.render(drawing.source, "svg", "dot").decode())  # noqa: S314 - our own picture
    found: dict[str, list[str]] = {"node": [], "edge": []}
    for group in root.iter(f"{SVG}g"):
        if group.get("class") in found:
            found[group.get("class", "")].append(re.sub(r":\w+", "", group.findtext(f"{SVG}title") or ""))
    assert sorted(card.key for card in drawing.picture.cards) == sorted(found["node"])
    assert sorted(f"{wire.source}->{wire.target}" for wire in drawing.picture.wires) == sorted(found["edge"])


def test_a_million_values_are_drawn_without_looking_for_groups() -> None:
    """A long chain without functions has no parts that would be worth a card: the nearest values are drawn."""
    value = Value(1.0, "x")
    for _ in range(5000):
        value = value * 1.001 + 0.5
    graph = picture(value)
    assert (10_001, 60) == (graph.total, len(graph.cards))
    assert not graph.clusters
