"""A picture in SVG says what the engine's objects say, holds any label, and nothing in it lies upon anything else."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wires import sampled, touches

import nn
from autograd import Operation, Value, draw, maximum, sqrt, tanh, zero_gradients
from autograd.backprop import local_derivatives
from autograd.drawing import numbers
from autograd.drawing.palette import PALETTES
from autograd.drawing.text import clean, width
from autograd.graph import topological
from autograd.operations import constant, frozen, parameter, weighted_sum

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    '<b>&"', "<script>alert(1)</script>", "</script>", "<!--", "]]>", "&#", "&amp;", r"\N", r"\l \n", "two\nlines\ttab",
    "🙂 emoji", "שלום", "x" * 1000, "W" * 60, "\x00\x1b", "\ud800", "\uffff", "\u202eoverride", "日本語" * 9, "'", 'say "x"',
    " spaces  ", "é\u0301",
]  # fmt: skip


def lecture() -> Value:
    """The graph of L = (a * b + c) * f."""
    a, b, c, f = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c"), Value(-2.0, "f")
    b.operation, f.operation = parameter, frozen
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    out = d * f
    out.label = "L"
    return out


def square() -> Value:
    y = Value(3.0, "y")
    return y * y


def network() -> Value:
    net = nn.feed_forward([2, 3, 1], seed=0)
    return nn.losses.mean_squared_error(net([1.0, -2.0]), [0.5])


def plain() -> Value:
    """A neuron's loss in plain operators, its inputs used by two neurons."""
    x = [Value(0.5, "x1"), Value(-1.5, "x2")]
    hidden = [tanh(x[0] * Value(i + 1.0, f"w{i}") + x[1] * Value(0.3, f"v{i}") + Value(0.1, f"b{i}")) for i in range(3)]
    total = hidden[0] * hidden[1] - hidden[2] * x[0] + x[1] / 3
    return total**2


def sum_of_many() -> Value:
    return weighted_sum(9)(*[Value(i / 8, f"v{i}") for i in range(18)])


GRAPHS: dict[str, Callable[[], Value]] = {
    "lecture": lecture,
    "square": square,
    "network": network,
    "plain": plain,
    "sum of many": sum_of_many,
    "leaf": lambda: Value(1e-300),
}
every_graph = pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own picture


def groups(root: ET.Element, kind: str) -> dict[str, ET.Element]:
    return {group.get("id", ""): group for group in root.iter(f"{SVG}g") if kind in (group.get("class") or "").split()}


def text_of(group: ET.Element, kind: str) -> str:
    (found,) = [text.text or "" for text in group.iter(f"{SVG}text") if text.get("class") == kind]
    return found


def title_of(group: ET.Element) -> str:
    """The name and the formula on a card, in their lines."""
    lines = [text for text in group.iter(f"{SVG}text") if text.get("text-anchor") == "middle"]
    return "\n".join("".join(line.itertext()) for line in lines).translate({0x2068: "", 0x2069: ""})


def tip(group: ET.Element) -> list[str]:
    return (group.findtext(f"{SVG}title") or "").split("\n")


def rectangle(element: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a rectangle, or of the one in a group."""
    found = element if element.tag == f"{SVG}rect" else element.find(f"{SVG}rect")
    assert found is not None
    x, y, wide, high = (float(found.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, x + wide, y + high


def drawn_values(output: Value) -> list[Value]:
    return [node for node in topological(output) if node.operation is not constant]


# ---- what it says ----------------------------------------------------------------------------------------------------


@every_graph
def test_cards_show_the_engines_numbers(make: Callable[[], Value]) -> None:
    """One card for each value: short numbers on it, all digits in its tooltip."""
    output = make()
    output.backward()
    nodes = groups(parsed(draw(output).svg()), "node")
    values = drawn_values(output)
    assert [f"n{i}" for i in range(len(values))] == list(nodes)
    for group, value in zip(nodes.values(), values, strict=True):
        assert numbers.short(value.data) == text_of(group, "data")
        assert numbers.short(value.grad) == text_of(group, "grad")
        assert [value.data, value.grad] == [float(line.split()[-1]) for line in tip(group)[1:]]
        assert title_of(group).startswith(clean(value.label))


@every_graph
def test_wires_and_local_derivatives_are_the_engines(make: Callable[[], Value]) -> None:
    """One wire for each use of a value, on it the derivative with two digits, in the tooltip all of them."""
    output = make()
    root = parsed(draw(output, local_derivatives=True).svg())
    values = drawn_values(output)
    expected = {}
    for i, node in enumerate(values):
        local = local_derivatives(node) if node.inputs else []
        expected |= {f"{i}_{j}": local[j] for j, x in enumerate(node.inputs) if x in values}
    assert {f"e{place}" for place in expected} == set(groups(root, "edge"))
    pills = groups(root, "local")
    assert {f"l{place}": derivative for place, derivative in expected.items()} == {
        key: float(tip(group)[-1].rpartition(" = ")[2]) for key, group in pills.items()
    }
    for place, derivative in expected.items():
        assert numbers.short(derivative, numbers.WIRE) == pills[f"l{place}"].findtext(f"{SVG}text")
    for key, group in groups(root, "edge").items():
        _, top, right, bottom = rectangle(pills[f"l{key[1:]}"])
        end = sampled(group[1].get("d", ""))[-1]
        assert right < end[0]
        assert pytest.approx(end[1], abs=0.1) == (top + bottom) / 2


@every_graph
def test_a_wire_leads_from_its_operand_to_its_user(make: Callable[[], Value]) -> None:
    """Its whole way begins at the right side of one card and ends at the left side of the other, upper operands above."""
    output = make()
    root = parsed(draw(output).svg())
    boxes = {key: rectangle(group) for key, group in groups(root, "node").items()}
    values = drawn_values(output)
    arrivals: dict[str, list[float]] = {}
    for key, group in groups(root, "edge").items():
        target, operand = map(int, key[1:].split("_"))
        way = group.find(f"{SVG}path")
        assert way is not None
        line = sampled(way.get("d", ""))
        source = boxes[f"n{values.index(values[target].inputs[operand])}"]
        assert (source[2], pytest.approx((source[1] + source[3]) / 2, abs=0.11)) == line[0]
        assert boxes[f"n{target}"][0] == pytest.approx(line[-1][0], abs=7)
        assert boxes[f"n{target}"][1] < line[-1][1] < boxes[f"n{target}"][3]
        arrivals.setdefault(f"n{target}", []).append(line[-1][1])
    assert all(sorted(set(heights)) == heights for heights in arrivals.values())


def test_a_wire_along_another_one_is_drawn_once() -> None:
    """Where wires of one value run together one is seen; each still has its whole way, for whoever wants to show it."""
    x, y = Value(1.0, "x"), Value(2.0, "y")
    for _ in range(5):
        y = y * x
    root = parsed(draw(y).svg())
    edges = groups(root, "edge").values()
    hidden = [group for group in edges if group[1].get("stroke") == "none"]
    assert len(hidden) == 3  # the first use is beside x, and the second is the one that is seen
    for group in hidden:
        way, rest = group[1].get("d", ""), group[2].get("d", "")
        assert sampled(way)[-1] == sampled(rest)[-1]
        assert sampled(way)[0][0] < sampled(rest)[0][0]
    assert all(group[1].get("stroke") is None and len(group) == 3 for group in edges if group not in hidden)


def test_what_a_card_is_shows_in_its_class_and_colour() -> None:
    """Inputs, parameters, frozen ones with a dashed border, operations, and the output."""
    root = parsed(draw(lecture()).svg())
    roles = PALETTES["light"].roles
    shown = {title_of(group).split()[0]: group for group in groups(root, "node").values()}
    for name, kind in zip("abfeL", ("input", "parameter", "frozen", "operation", "output"), strict=True):
        box = shown[name].find(f"{SVG}rect")
        assert box is not None
        assert f"node {kind}" == shown[name].get("class")
        paint = roles["parameter"] if kind == "frozen" else roles[kind]
        assert (paint.fill, paint.stroke) == (box.get("fill"), box.get("stroke"))
        assert (kind == "frozen") == (box.get("stroke-dasharray") is not None)


def test_gradients_wait_for_a_backward_pass_and_can_be_left_out() -> None:
    """A dot until there is one; without gradients a card is lower."""
    output = lecture()
    nodes = groups(parsed(draw(output).svg()), "node")
    assert {"·"} == {text_of(group, "grad") for group in nodes.values()}
    assert "not reached" in tip(nodes["n0"])[2]
    svg = draw(output, gradients=False).svg()
    assert "grad" not in svg
    _, top, _, bottom = rectangle(groups(parsed(svg), "node")["n0"])
    assert bottom - top == 47.0


def test_an_undefined_derivative_is_called_so() -> None:
    """A square root has none at 0; its graph can be drawn all the same."""
    pills = groups(parsed(draw(sqrt(Value(0.0, "x")), local_derivatives=True).svg()), "local")
    assert ["undefined"] == [group.findtext(f"{SVG}text") for group in pills.values()]


def test_a_part_of_a_graph_says_what_it_left_out() -> None:
    """In lines below the picture, and with three dots before the cards that go on."""
    y = x = Value(1.0, "x")
    for i in range(90):
        y = y * x + i
    root = parsed(draw(y).svg())
    caption = [text.text or "" for text in root.iter(f"{SVG}text") if text.get("class") == "caption"]
    assert caption[0].startswith(f"{len(groups(root, 'node'))} of 181 values")
    assert len(caption) == 2
    marks = [group for group in groups(root, "node").values() for text in group if text.get("class") == "more"]
    assert len(marks) == 1
    assert "61 of 181" not in root.get("aria-label", "")
    assert f"{len(groups(root, 'node'))} of 181 values" in root.get("aria-label", "")


def test_a_screen_reader_hears_one_image() -> None:
    """With a name; what is in it would be read as a heap of numbers."""
    root = parsed(draw(lecture()).svg())
    assert "img" == root.get("role")
    assert "Computation graph of L: 7 of 7 values from left to right" == root.get("aria-label")


# ---- how it looks ----------------------------------------------------------------------------------------------------


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def check_space(root: ET.Element) -> None:
    """Cards and pills are apart, wires touch no card and no pill but their own, and all is within the page."""
    left, top, wide, high = map(float, root.get("viewBox", "").split())
    cards = {key: rectangle(group) for key, group in groups(root, "node").items()}
    pills = {key: rectangle(group) for key, group in groups(root, "local").items()}
    boxes = [*cards.values(), *pills.values()]
    for i, box in enumerate(boxes):
        assert left <= box[0]
        assert top <= box[1]
        assert box[2] <= left + wide
        assert box[3] <= top + high
        assert not any(overlap(box, other) for other in boxes[:i])
    for key, group in groups(root, "edge").items():
        foreign = [*cards.values(), *(box for name, box in pills.items() if name[1:] != key[1:])]
        for path in group.iter(f"{SVG}path"):
            if path.get("class") != "head":
                assert not touches(sampled(path.get("d", "")), foreign)


def check_text(root: ET.Element) -> None:
    """Every line of a card is within the card, by the widths of Arial."""
    for group in groups(root, "node").values():
        left, top, right, bottom = rectangle(group)
        for text in group.iter(f"{SVG}text"):
            if text.get("class") == "more":
                continue
            size = float(text.get("font-size", ""))
            wide = sum(
                width(
                    "".join(part.itertext()), size, bold=part.get("font-weight") == "bold", monospace="font-family" in text.attrib
                )
                for part in text
            ) + width((text.text or "") + "".join(part.tail or "" for part in text), size, monospace="font-family" in text.attrib)
            x, y = float(text.get("x", "")), float(text.get("y", ""))
            start = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0.0)
            assert left + 5 <= start
            assert start + wide <= right - 5
            assert top + size <= y + 1
            assert y <= bottom - 5


@every_graph
@pytest.mark.parametrize("local", [False, True])
def test_nothing_lies_upon_anything_else(make: Callable[[], Value], local: bool) -> None:  # noqa: FBT001
    """Cards, pills and wires have their own places, and texts fit on their cards."""
    output = make()
    output.backward()
    root = parsed(draw(output, local_derivatives=local).svg())
    check_space(root)
    check_text(root)


labels = st.text(max_size=30) | st.sampled_from(HOSTILE)


@settings(max_examples=25, deadline=None)
@given(st.lists(labels, min_size=2, max_size=5), st.floats(allow_nan=True, allow_infinity=True))
def test_any_label_and_any_number_has_its_place(names: list[str], number: float) -> None:
    """Long names take two lines, longer ones are cut; nan and inf are numbers like others."""
    values = [Value(number if i else 0.5, name) for i, name in enumerate(names)]
    output = maximum(*values) * values[0] - values[-1]
    output.label = names[0]
    root = parsed(draw(output, local_derivatives=True).svg())
    check_space(root)
    check_text(root)


def test_a_card_never_resizes() -> None:
    """Whatever numbers flow through a graph, everything stays where it is."""
    places = []
    for data, scale in ((0.0, 1.0), (-1.23456e-200, -9.87654e-301), (1.5e150, 12345.678)):
        x, w = Value(data, "x"), Value(-data, "w")
        y = x + w * x
        y.backward(scale)
        root = parsed(draw(y).svg())
        places.append([rectangle(group) for group in groups(root, "node").values()])
        check_text(root)
    assert places[0] == places[1] == places[2]


@pytest.mark.parametrize("theme", PALETTES)
def test_colours_are_the_palettes(theme: str) -> None:
    """No colour is written that the palette does not have."""
    colours = PALETTES[theme]
    known = {value for value in (getattr(colours, name) for name in colours.__slots__) if isinstance(value, str)}
    known |= {colour for paint in colours.roles.values() for colour in (paint.fill, paint.stroke)}
    output = lecture()
    output.backward()
    svg = draw(output, local_derivatives=True, theme=theme).svg()
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", svg)) <= known
    assert svg.count(colours.page) >= 1


# ---- what it cannot do -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_may_be_anything(label: str) -> None:
    """It is text, of a card and of a tooltip, in a formula and in a caption; it runs nothing, and is cut where it is long."""
    x = Value(2.0, label)
    y = tanh(x * 3) + x
    y.label = label
    svg = draw(y, local_derivatives=True, depth=1).svg()
    root = parsed(svg)
    assert {"svg", "g", "rect", "text", "tspan", "title", "path"} >= {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert any(tip(group)[0] == clean(label)[:1000] for group in groups(root, "node").values())
    assert max(right - left for left, _, right, _ in map(rectangle, groups(root, "node").values())) <= 240
    svg.encode("utf-8")


def test_a_users_own_operation_may_be_called_anything() -> None:
    """Its text is a formula like others."""
    row = Operation("double", lambda x: 2 * x, lambda _out, _x: (2.0,), text="<&>({})")
    (group,) = [
        group for group in groups(parsed(draw(row(Value(1.0, "x"))).svg()), "node").values() if "output" in group.get("class", "")
    ]
    assert "<&>(x)" == title_of(group)


def test_the_same_graph_gives_the_same_bytes() -> None:
    """In every process, and whatever was made before."""
    program = (
        "import sys, nn; from autograd import draw, Value\n"
        "n = nn.feed_forward([2, 3, 1], seed=0); loss = nn.losses.mean_squared_error(n([1.0, -2.0]), [0.5]); loss.backward()\n"
        "sys.stdout.buffer.write((draw(loss, local_derivatives=True).svg() + nn.draw(n).svg()).encode())"
    )
    written = set()
    for seed in ("0", "7"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        root = Path(__file__).parent.parent
        written.add(
            subprocess.run([sys.executable, "-c", program], env=environment, cwd=root, check=True, capture_output=True).stdout
        )
    assert len(written) == 1
    output = lecture()
    assert draw(output).svg() == draw(output).svg()


def test_a_drawing_does_not_change_when_the_values_do() -> None:
    """It is written when asked for, from facts that were read when it was made."""
    output = lecture()
    output.backward()
    drawing, before = draw(output), draw(output).svg()
    zero_gradients(drawn_values(output))
    assert before == drawing.svg() == drawing._repr_svg_()


# ---- networks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gradients", [False, True])
@pytest.mark.parametrize("sizes", [[2, 3, 1], [2, 16, 16, 1]])
def test_a_network_is_drawn_where_its_facts_say(sizes: list[int], gradients: bool) -> None:  # noqa: FBT001
    """A shape for each neuron and a path for each synapse, their tooltips, chips and captions, all within the page."""
    net = nn.feed_forward(sizes, seed=0)
    nn.losses.mean_squared_error(net([1.0, -2.0]), [0.5]).backward()
    drawing = nn.draw(net, gradients=gradients)
    root, facts = parsed(drawing.svg()), drawing.picture
    left, top, wide, high = map(float, root.get("viewBox", "").split())
    shapes = [group for group in root.iter(f"{SVG}g") if (group.get("class") or "").startswith("shape")]
    assert [shape.key for shape in facts.shapes] == [group.get("data-key") for group in shapes]
    assert [list(map(clean, shape.tooltip)) for shape in facts.shapes] == [tip(group) for group in shapes]
    for shape, group in zip(facts.shapes, shapes, strict=True):
        assert [line.text for line in shape.lines] == [text.text for text in group.iter(f"{SVG}text")]
        circle = group.find(f"{SVG}circle")
        if circle is not None:
            assert pytest.approx(shape.centre, abs=0.06) == (float(circle.get("cx", "")), float(circle.get("cy", "")))
        x, y = shape.centre
        assert left < x - shape.radius < x + shape.radius < left + wide
        assert top < y - shape.radius < y + shape.radius < top + high
    paths = groups_of(root, "path")
    assert [(path.source, path.target) for path in facts.paths] == [
        (group.get("data-source"), group.get("data-target")) for group in paths
    ]
    assert [path.arrow != "none" for path in facts.paths] == [len(list(group.iter(f"{SVG}path"))) == 2 for group in paths]
    assert [chip.line.text for chip in facts.chips] == [group.findtext(f"{SVG}text") for group in groups_of(root, "chip")]
    assert [caption.line.text for caption in facts.captions] == [
        group.findtext(f"{SVG}text") for group in groups_of(root, "caption")
    ]
    for entries in facts.legend:
        assert all(entry.text in "".join(root.itertext()) for entry in entries)


def groups_of(root: ET.Element, kind: str) -> list[ET.Element]:
    return [group for group in root.iter(f"{SVG}g") if group.get("class") == kind]


def test_an_arrow_head_has_its_tip_at_the_neuron() -> None:
    """And points at it; the line ends inside of the head."""
    net = nn.feed_forward([2, 2, 1], seed=1)
    nn.losses.mean_squared_error(net([1.0, -2.0]), [0.5]).backward()
    drawing = nn.draw(net, gradients=True)
    for path, group in zip(drawing.picture.paths, groups_of(parsed(drawing.svg()), "path"), strict=True):
        line, head = (sampled(part.get("d", "")) for part in group.iter(f"{SVG}path"))
        assert "back" == path.arrow
        assert pytest.approx(path.points[0], abs=0.06) == head[0]
        assert head[0][0] < line[0][0] < max(x for x, _ in head) < line[-1][0]


def test_labels_of_neurons_may_be_anything_too() -> None:
    """In shapes, captions and tooltips of a network's picture."""
    inputs = [nn.InputNeuron(f"{i}{label}") for i, label in enumerate(HOSTILE[:12])]
    out = nn.Neuron("<script>")
    for neuron in inputs:
        nn.Synapse(neuron, out, weight=1.0)
    root = parsed(nn.draw(nn.Network(inputs, [out])).svg())
    assert {"svg", "g", "rect", "circle", "text", "title", "path"} >= {element.tag.removeprefix(SVG) for element in root.iter()}
