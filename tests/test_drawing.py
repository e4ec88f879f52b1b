"""A picture of a computation graph says what the engine's objects say, and never breaks."""

import base64
import itertools
import math
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from dot_reader import Read, read, texts, tooltip
from hypothesis import given
from hypothesis import strategies as st

from autograd import NoEngine, Operation, StaleGraph, TooLarge, Value, draw, exp, leaky_relu, maximum, mean, sqrt, tanh
from autograd.backprop import local_derivatives
from autograd.drawing import engines
from autograd.drawing.dot import font
from autograd.drawing.formula import formula
from autograd.drawing.numbers import WIDEST, ascii_minus, short
from autograd.drawing.palette import DARK, LIGHT
from autograd.drawing.text import clean, cut, width
from autograd.graph import topological
from autograd.operations import constant, frozen, parameter, product, squared_distance, weighted_sum

HOSTILE = [
    '<b>&"', "<b>x</b>", "<script>", "]]>", "&#", "&amp;", r"\N", r"\l \n", "\\", 'ends in \\"', "two\nlines\ttab", "🙂 emoji",
    "שלום", "x" * 1000, "\x00\x1b", "\ud800", "\uffff", "\u202eoverride", "{a|b}", "v0", "node", "a:b:c", "%s {} {0}", "'",
]  # fmt: skip


def lecture() -> Value:
    """The graph of L = (a * b + c) * f."""
    a, b, c, f = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c"), Value(-2.0, "f")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    out = d * f
    out.label = "L"
    return out


def neuron() -> Value:
    """A tanh neuron written with plain operators, with constants in it."""
    x, w, b = Value(0.5, "x"), Value(-1.25, "w"), Value(0.1, "b")
    w.operation, b.operation = parameter, frozen
    return tanh(2 * w * x + b) ** 2


RECIPES: list[Callable[[Value, Value], Value]] = [
    lambda a, b: tanh(a + b),
    lambda a, b: a * b,
    lambda a, _: a - 0.5,
    lambda a, b: mean(a, b, a),
]


def tangle(seed: int, size: int = 40) -> Value:
    """A random graph in which values are used many times."""
    random_ = random.Random(seed)
    values = [Value(random_.uniform(-1, 1), f"x{i}") for i in range(4)]
    for _ in range(size):
        a, b = random_.choice(values[-8:]), random_.choice(values[-8:])
        values.append(random_.choice(RECIPES)(a, b))
    return values[-1] + values[-2]


GRAPHS: dict[str, Callable[[], Value]] = {
    "lecture": lecture,
    "neuron": neuron,
    "square": lambda: (y := Value(3.0, "y")) * y,
    "leaf": lambda: Value(1.0),
    "tangle 1": lambda: tangle(1),
    "tangle 2": lambda: tangle(2),
    "fan": lambda: tanh(weighted_sum(9)(*[Value(i / 8, f"v{i}") for i in range(18)])),
}
every_graph = pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)


def drawn_values(output: Value) -> list[Value]:
    return [node for node in topological(output) if node.operation is not constant]


def wires_of(output: Value) -> list[tuple[str, str, str]]:
    """What the engine says: (input, user, operand), values named by their place in the order."""
    names = {node: f"v{i}" for i, node in enumerate(drawn_values(output))}
    return [(names[x], names[node], str(i)) for node in names for i, x in enumerate(node.inputs) if x.operation is not constant]


def numbers_in(read_: Read, key: str) -> list[str]:
    return [piece for piece in texts(read_.nodes[key]["label"])[-4:] if re.fullmatch(r"-?[\d.e∞-]+|·|nan|-∞", piece)]


# ---- what the picture says -------------------------------------------------------------------------------------------


@every_graph
def test_cards_and_wires_are_the_engines_nodes_and_edges(make: Callable[[], Value]) -> None:
    """Read back from DOT, the picture has one card per value, one wire per use, and nothing else."""
    output = make()
    picture = read(draw(output).source)
    assert [f"v{i}" for i in range(len(drawn_values(output)))] == list(picture.nodes)
    found = [
        (edge.source, edge.target, re.search(r", operand (\d+) of ", tooltip(edge.attributes["tooltip"])[0]))
        for edge in picture.edges
    ]
    assert wires_of(output) == [(source, target, str(int(match[1]) - 1)) for source, target, match in found if match]


@every_graph
def test_cards_show_the_engines_numbers(make: Callable[[], Value]) -> None:
    """Data and gradient are rounded on the card and whole in the tooltip."""
    output = make()
    output.backward()
    picture = read(draw(output).source)
    for key, node in zip(picture.nodes, drawn_values(output), strict=True):
        shown = texts(picture.nodes[key]["label"])
        assert ["data", ascii_minus(short(node.data)), "grad", ascii_minus(short(node.grad))] == shown[-4:]
        assert [f"data {node.data!r}", f"grad {node.grad!r}"] == tooltip(picture.nodes[key]["tooltip"])[1:]
        assert clean(node.label) in "".join(shown)


def test_a_gradient_is_a_dot_until_a_backward_pass_has_come_by() -> None:
    """0 and "not computed" are two things."""
    x = Value(2.0, "x")
    y = x * 0.0
    assert ["2", "·"] == texts(read(draw(y).source).nodes["v0"]["label"])[-3::2]
    y.backward()
    assert ["2", "0"] == texts(read(draw(y).source).nodes["v0"]["label"])[-3::2]


def test_gradients_can_be_left_out() -> None:
    """Before backpropagation is taught, a card is a number."""
    source = draw(lecture(), gradients=False).source
    assert "grad" not in source
    assert "data" in source


def test_a_value_used_twice_has_two_wires() -> None:
    """Both wires of y * y arrive, one above the other."""
    picture = read(draw(GRAPHS["square"]()).source)
    assert [("v0", "v1", "i0"), ("v0", "v1", "i1")] == [(edge.source, edge.target, edge.target_port) for edge in picture.edges]


@pytest.mark.parametrize("swapped", [False, True])
def test_the_first_operand_arrives_on_top(swapped: bool) -> None:  # noqa: FBT001
    """Differences a - b and b - a differ in the picture, whatever was made first."""
    a, b = Value(1.0, "a"), Value(2.0, "b")
    picture = read(draw(b - a if swapped else a - b).source)
    top = next(edge.source for edge in picture.edges if edge.target_port == "i0")
    assert ("b" if swapped else "a") == texts(picture.nodes[top]["label"])[0]
    label = picture.nodes["v2"]["label"]
    assert label.index('port="i0"') < label.index('port="i1"')


def test_constants_are_written_into_their_users_formula() -> None:
    """2 * x + 1 has one leaf."""
    x = Value(3.0, "x")
    picture = read(draw(2 * x + 1).source)
    assert ["x", "2 × x", "2 × x + 1"] == [texts(node["label"])[0] for node in picture.nodes.values()]


def test_local_derivatives_stand_on_the_wires() -> None:
    """Each is the engine's number; with short names the symbol stands above it."""
    output = lecture()
    picture = read(draw(output, local_derivatives=True).source)
    expected = [number for node in drawn_values(output) for number in local_derivatives(node)]
    shown = [texts(edge.attributes["label"]) for edge in picture.edges]
    assert [ascii_minus(short(number)) for number in expected] == [pieces[-1] for pieces in shown]
    assert "∂e/∂a" == shown[0][0]
    assert "local derivative ∂(e)/∂(a) = -3.0" == tooltip(picture.edges[0].attributes["labeltooltip"])[1]


def test_an_undefined_local_derivative_is_no_reason_not_to_draw() -> None:
    """The square root has none at 0: the picture says so."""
    picture = read(draw(sqrt(Value(0.0, "x")), local_derivatives=True).source)
    assert "undefined" == texts(picture.edges[0].attributes["label"])[-1]


def test_what_a_leaf_is_shows_in_its_colour() -> None:
    """Inputs, parameters and frozen parameters, operations and the output are told apart in both themes."""
    x, w, b = Value(0.5, "x"), Value(-1.25, "w"), Value(0.1, "b")
    w.operation, b.operation = parameter, frozen
    output = tanh(w * x + b)
    for colours, theme in ((LIGHT, "light"), (DARK, "dark")):
        picture = read(draw(output, theme=theme).source)
        by_label = {texts(node["label"])[0]: node for node in picture.nodes.values()}
        roles = {"x": "input", "w": "parameter", "b": "parameter", "w × x": "operation", "tanh(w × x + b)": "output"}
        assert {k: colours.roles[role].fill for k, role in roles.items()} == {k: by_label[k]["fillcolor"] for k in roles}
        assert [k for k, node in by_label.items() if "dashed" in node.get("style", "")] == ["b"]
        assert picture.defaults["graph"]["bgcolor"] == colours.page


def test_the_same_graph_gives_the_same_bytes() -> None:
    """In another process too, whatever the hash seed."""
    program = (
        "from autograd import Value, draw, tanh\n"
        "a, b = Value(2.0, 'a'), Value(-3.0, 'b')\n"
        "print(draw(tanh(a * b + a), local_derivatives=True).source)"
    )
    root = Path(__file__).parent.parent
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(made)


def test_a_drawing_does_not_change_when_the_values_do() -> None:
    """It holds the facts of the moment at which it was made."""
    x = Value(2.0, "x")
    drawing = draw(x * x)
    x.data = 5.0
    assert "data 2.0" in drawing.source


def test_a_stale_graph_is_not_drawn() -> None:
    """A picture would mix two points."""
    x = Value(2.0, "x")
    y = x * x
    x.data = 3.0
    with pytest.raises(StaleGraph, match="'x' was assigned"):
        draw(y)


def test_a_users_own_operation_is_drawn_like_ours() -> None:
    """Its text is all that a picture needs."""
    swish = Operation("swish", lambda x: x / (1.0 + math.exp(-x)), lambda out, x: (out,))
    assert "swish(x)" == texts(read(draw(swish(Value(1.0, "x"))).source).nodes["v1"]["label"])[0]


# ---- what is drawn of a large graph ----------------------------------------------------------------------------------


def chain(length: int) -> Value:
    """A graph of ``length`` values in a row."""
    value = Value(0.5, "x")
    for _ in range(length - 1):
        value = value * 1.0
    return value


@pytest.mark.parametrize(
    ("size", "depth", "shown"),
    [
        (60, None, 60),
        (61, None, 60),
        (1000, None, 60),
        (100_000, None, 60),
        (1000, 0, 1),
        (1000, 100, 101),
        (1000, 500, 300),
        (300, math.inf, 300),
        (61, 200, 61),
    ],
)
def test_how_much_of_a_graph_is_drawn(size: int, depth: float | None, shown: int) -> None:
    """Up to 60 all, then the nearest 60; a depth goes up to 300, and asking for all too. What is left out is said."""
    picture = read(draw(chain(size), depth=depth).source)
    assert shown == len(picture.nodes)
    caption = picture.defaults["graph"].get("label", "")
    assert (f"{shown} of {size:,} values" in caption) == (shown < size)


def test_all_of_a_graph_that_nobody_can_read_is_refused() -> None:
    """The message says what to do instead."""
    with pytest.raises(TooLarge, match=r"made from 301 values.*leave out depth.*focus="):
        draw(chain(301), depth=math.inf)


def ternary(depth: int) -> Value:
    """A tree of means of three."""
    return mean(*[ternary(depth - 1) for _ in range(3)]) if depth else Value(1.0, "x")


def test_a_card_shows_all_operands_or_none() -> None:
    """Where only some would fit, the card says that it goes on. 1 + 3 + 9 + 27 + 6 * 3 are 58 of a tree; 2 more have no room."""
    picture = draw(ternary(5)).picture
    assert 58 == len(picture.cards)
    for card in picture.cards:
        assert (0 if card.goes_on else 3) == sum(wire.target == card.key for wire in picture.wires)
    assert any(card.goes_on for card in picture.cards)


def test_a_sum_of_more_than_fits_shows_what_fits() -> None:
    """One operation with 400 operands."""
    output = weighted_sum(200)(*[Value(float(i)) for i in range(400)])
    picture = draw(output).picture
    assert 60 == len(picture.cards)
    assert picture.cards[-1].goes_on


def test_a_focus_shows_a_value_and_what_is_next_to_it() -> None:
    """Its inputs and its users, further with a depth; several values at once."""
    output = lecture()
    d = output.inputs[0]
    e = d.inputs[0]

    def labels(**options: object) -> list[str]:
        return [card.label for card in draw(output, **options).picture.cards]  # type: ignore[arg-type]

    assert ["a", "b", "e", "d"] == labels(focus=e)
    assert ["a", "b", "e", "d", "L"] == labels(focus=e, depth=2)
    assert ["a", "e", "f", "L"] == sorted(labels(focus=[e.inputs[0], output.inputs[1]], depth=1), key="aefL".index)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"focus": Value(1.0, "stranger")}, ValueError, "'stranger' is not among its inputs"),
        ({"focus": []}, ValueError, "empty list"),
        ({"focus": ["a"]}, TypeError, "got str"),
        ({"focus": 3}, TypeError, "a Value of the graph or a list of them, got int"),
        ({"gradients": "yes"}, TypeError, "gradients is True or False, got 'yes'"),
        ({"local_derivatives": None}, TypeError, "local_derivatives is True or False, got None"),
        ({"depth": -1}, ValueError, "got -1"),
        ({"depth": 1.5}, ValueError, "got 1.5"),
        ({"depth": math.nan}, ValueError, "got nan"),
        ({"theme": "sepia"}, ValueError, "'light' or 'dark'"),
    ],
)
def test_options_that_make_no_sense_are_told(options: dict[str, object], error: type[Exception], message: str) -> None:
    """What was wrong, what was given."""
    with pytest.raises(error, match=message):
        draw(lecture(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("thing", [1.0, [Value(1.0)], "x", None])
def test_only_a_value_can_be_drawn(thing: object) -> None:
    """The message names what it got."""
    with pytest.raises(TypeError, match=f"got {type(thing).__name__}"):
        draw(thing)  # type: ignore[arg-type]


# ---- hostile labels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_a_label_may_be_anything(label: str) -> None:
    """It is read back from the DOT text as it was, on one line, and cut where it is long."""
    x, other = Value(2.0, label), Value(3.0, "other")
    y = x * other
    y.label = label
    picture = read(draw(y, local_derivatives=True).source)
    shown = texts(picture.nodes["v0"]["label"])[0]
    assert cut(clean(label), 21.0, bold=True) == shown
    assert clean(label)[:1000] == tooltip(picture.nodes["v0"]["tooltip"])[0]
    assert 3 == len(picture.nodes)
    assert [("v0", "v2"), ("v1", "v2")] == [(edge.source, edge.target) for edge in picture.edges]


@given(st.text())
def test_any_text_at_all_becomes_one_line_of_valid_xml(label: str) -> None:
    """Nothing in a clean label needs more than the usual five entities."""
    cleaned = clean(label)
    assert "\n" not in cleaned
    escaped = cleaned.replace("&", "&amp;").replace("<", "&lt;")
    assert cleaned == (ET.fromstring(f"<a>{escaped}</a>").text or "")  # noqa: S314 - our own text


def test_what_is_cut_keeps_both_ends_and_fits() -> None:
    """A name is told from others by its beginning and its end."""
    short_name = cut("weight of the first synapse of neuron 7", 10.0)
    assert short_name.startswith("weight")
    assert short_name.endswith("7")
    assert width(short_name, 1.0) <= 10.0
    assert "all of it" == cut("all of it", 10.0)


# ---- numbers and formulas --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.0, "0"), (-0.0, "0"), (2.0, "2"), (-2.5, "−2.5"), (0.1, "0.1"), (1 / 3, "0.3333"), (123.456, "123.5"),
        (9999.6, "10000"), (12345.67, "12346"), (99_994.0, "99994"), (100_000.0, "1e5"), (-123_456.0, "−1.235e5"),
        (0.001, "0.001"), (0.0009999, "9.999e−4"), (0.00099999, "0.001"), (-1.2e-5, "−1.2e−5"), (1.23456e-300, "1.23e−300"),
        (-1.23456e-300, "−1.2e−300"), (5e-324, "4.94e−324"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "nan"),
    ],
)  # fmt: skip
def test_numbers_are_short(number: float, expected: str) -> None:
    """4 significant digits, scientific below 1e-3 and from 1e5, a true minus sign."""
    assert expected == short(number)


def test_wires_and_neurons_show_fewer_digits() -> None:
    """3 in a neuron, 2 on a wire; the whole part is never rounded away."""
    assert ["0.667", "0.67", "1235", "1.2e−5"] == [short(2 / 3, 3), short(2 / 3, 2), short(1234.5678, 3), short(1.23e-5, 2)]


@given(st.floats(allow_nan=False), st.integers(min_value=2, max_value=4))
def test_a_short_number_is_near_and_never_too_wide(number: float, digits: int) -> None:
    """A card keeps its size, and what it shows is the number to two digits at least."""
    text = short(number, digits)
    assert len(text) <= WIDEST
    back = float(ascii_minus(text).replace("∞", "inf"))
    if math.isfinite(number) and math.isfinite(back):
        assert abs(back - number) <= abs(number) * 0.0501 + 5e-324


A, B, C = Value(2.0, "a"), Value(3.0, "b"), Value(5.0, "c")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (A * B + 10, "a × b + 10"), ((A + B) * (A - B), "(a + b) × (a − b)"), (A - (B - C), "a − (b − c)"),
        (A - B - C, "a − b − c"), (A / (B * C), "a / (b × c)"), (A / B / C, "a / b / c"), (-(A + B), "−(a + b)"),
        (-A * B, "−a × b"), (A - (-B), "a − (−b)"), ((-A) ** 2, "(−a)²"), ((A * B) ** 3, "(a × b)³"), (A**-1, "a^−1"),
        (A**0.5, "a^0.5"), (A**B, "a^b"), (A ** (B + C), "a^(b + c)"), (A ** (1 / 3), "a^0.3333"),
        (tanh(A * B + 10) ** 2, "tanh(a × b + 10)²"), (A * -2.5, "a × (−2.5)"), (A - 2.5, "a − 2.5"), (2 / A, "2 / a"),
        (exp(A + B) / (exp(A + B) + 1), "exp(a + b) / (exp(a + b) + 1)"), (leaky_relu(A, 0.3), "leaky_relu(a, 0.3)"),
        (leaky_relu(A), "leaky_relu(a)"), (Value(1.0, "x + y") * A, "(x + y) × a"), (Value(4.0) * A, "4 × a"),
        (Value(1.0, "sepal-length") * A, "sepal-length × a"), (weighted_sum(1)(A, B), "a × b"), (maximum(A, B), "maximum(a, b)"),
        (weighted_sum(9)(*[A] * 18), "Σ of 9 products"), (squared_distance(9)(*[A] * 18), "Σ of 9 squares"),
        (product(9)(*[A] * 9), "Π of 9 factors"), (mean(*[A] * 9), "mean of 9"),
        (tanh(tanh(A * B + C * A - B * B + C)), "tanh(tanh(… − … + c))"),
    ],
)  # fmt: skip
def test_formulas_read_as_in_a_textbook(value: Value, expected: str) -> None:
    """With the brackets they need, and none that they do not; what is too long is said in other words."""
    assert expected == "".join(formula(value))


def test_every_operation_has_a_formula_that_fits() -> None:
    """Every row of the table, applied to labelled operands and to operands without labels."""
    from autograd.operations import rows

    for row in rows():
        point = row.domain.samples[0]
        inputs = [Value(x, f"x{i}") for i, x in enumerate(point)]
        named, nameless = row(*inputs), row(*[x * 1.0 for x in inputs])
        for value in (named, nameless):
            text = "".join(formula(value))
            assert text
            assert width(text, 1.0) <= 16.0


# ---- engines and files -----------------------------------------------------------------------------------------------


def available(name: str) -> bool:
    try:
        engines.ENGINES[name]("digraph {a}", "svg", "dot")
    except NoEngine:
        return False
    return True


AVAILABLE = [name for name in engines.ENGINES if available(name)]
every_engine = pytest.mark.parametrize("name", engines.ENGINES)
FIRST_BYTES = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture
def no_engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with nothing on the PATH and without the wheels."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(engines.sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


@pytest.mark.usefixtures("no_engines")
def test_without_an_engine_one_error_names_all_three(tmp_path: Path) -> None:
    """It says what to install; DOT and SVG work all the same."""
    drawing = draw(lecture())
    for suffix in (".png", ".pdf"):
        with pytest.raises(NoEngine, match=r"write " + suffix[1:].upper()) as caught:
            drawing.save(tmp_path / f"picture{suffix}")
        assert all(name in str(caught.value) for name in ("dot", "graphviz-pure", "pygraphviz>=2.0.4", "pip install"))
    assert [] == list(tmp_path.iterdir())
    assert drawing.source == drawing.save(tmp_path / "picture.dot").read_text(encoding="utf-8")
    assert drawing.svg() == drawing.save(tmp_path / "picture.svg").read_text(encoding="utf-8")


@pytest.mark.usefixtures("no_engines")
def test_a_notebook_shows_the_picture_without_an_engine() -> None:
    """As an image for viewers that do not trust the notebook, as SVG, and as text for those that show no pictures."""
    drawing = draw(lecture())
    bundle = drawing._repr_mimebundle_(include=None, exclude=None)
    html = bundle.pop("text/html")
    image = re.match(r'<div><img alt="Drawing of 7 values" [^>]*src="data:image/svg\+xml;base64,([^"]*)">', html)
    assert image is not None
    still = base64.b64decode(image[1]).decode("utf-8")
    assert re.sub(r"<[^>]*>", "", drawing.svg()) == re.sub(r"<style>.*?</style>|<[^>]*>", "", still, flags=re.DOTALL)
    assert {"text/plain": "<Drawing of 7 values>", "image/svg+xml": drawing.svg()} == bundle
    assert drawing.svg() == drawing._repr_svg_()


def test_an_engine_that_fails_is_not_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is tried, and the error lists what each said."""

    def broken(*_: str) -> bytes:
        raise NoEngine("has no plugin for it")

    monkeypatch.setattr(engines, "ENGINES", {"dot": broken, "graphviz-pure": lambda *_: b"a picture"})
    assert b"a picture" == engines.render("digraph {}", "png", "dot")
    monkeypatch.setattr(engines, "ENGINES", {"dot": broken})
    with pytest.raises(NoEngine, match="dot: has no plugin for it"):
        engines.render("digraph {}", "png", "dot")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for dot")
@pytest.mark.usefixtures("no_engines")
@pytest.mark.parametrize(("script", "said"), [("exit 3", "status 3"), ("echo lost >&2; exit 1", "lost"), ("exit 0", "status 0")])
def test_a_program_that_fails_says_why(script: str, said: str, tmp_path: Path) -> None:
    """Its status and its last words are in the error; no output is a failure too."""
    (tmp_path / "dot").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (tmp_path / "dot").chmod(0o755)
    with pytest.raises(NoEngine, match=said):
        draw(lecture()).save(tmp_path / "picture.png")


@pytest.mark.usefixtures("no_engines")
def test_a_program_that_cannot_be_started_is_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a browser every start of a program is an OSError."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(138, "emscripten does not support processes")

    monkeypatch.setattr(engines.shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    monkeypatch.setattr(engines.subprocess, "run", refuse)
    with pytest.raises(NoEngine, match="could not be started"):
        draw(lecture()).save(tmp_path / "picture.pdf")


@pytest.mark.parametrize("name", ["picture", "picture.jpg", "picture.svgz", ".svg"])
def test_a_suffix_that_says_no_format_is_told(name: str, tmp_path: Path) -> None:
    """The message lists the ones that do."""
    with pytest.raises(ValueError, match=r"\.dot, \.gv, \.html, \.svg, \.png, \.pdf"):
        draw(lecture()).save(tmp_path / name)
    assert [] == list(tmp_path.iterdir())


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """Folders are not made behind a user's back."""
    with pytest.raises(FileNotFoundError, match="folder"):
        draw(lecture()).save(tmp_path / "missing" / "picture.dot")


def test_dot_files_are_utf8_with_unix_line_ends(tmp_path: Path) -> None:
    """The same bytes on every system, under either suffix and in capitals."""
    drawing = draw(lecture())
    saved = {drawing.save(tmp_path / name).read_bytes() for name in ("a.dot", "b.gv", "c.DOT")}
    assert {drawing.source.encode()} == saved
    assert b"\r" not in saved.pop()


@every_engine
@pytest.mark.parametrize("format", FIRST_BYTES)
def test_every_engine_that_is_here_draws(name: str, format: str) -> None:
    """A graph and its labels; graphviz-pure knows no PDF."""
    if name not in AVAILABLE:
        pytest.skip(f"{name} is not here")
    source = draw(tangle(1), local_derivatives=True).source
    if (name, format) == ("graphviz-pure", "pdf"):
        with pytest.raises(NoEngine, match="pdf"):
            engines.ENGINES[name](source, format, "dot")
    else:
        assert engines.ENGINES[name](source, format, "dot").lstrip().startswith(FIRST_BYTES[format])


@every_engine
def test_an_engine_shows_hostile_labels_as_they_are(name: str) -> None:
    """Texts and tooltips of the SVG, parsed as XML, hold every label to the letter."""
    if name not in AVAILABLE:
        pytest.skip(f"{name} is not here")
    values = [Value(float(i), label) for i, label in enumerate(HOSTILE)]
    svg = engines.ENGINES[name](draw(maximum(*values)).source, "svg", "dot").decode()
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    shown = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    tips = {element.get("{http://www.w3.org/1999/xlink}title", "").split("\n")[0] for element in root.iter()}
    assert set() == {cut(clean(label), 21.0, bold=True) for label in HOSTILE} - shown
    assert set() == {clean(label)[:1000] for label in HOSTILE} - tips


@every_engine
def test_an_engine_takes_text_that_is_empty(name: str) -> None:
    """Graphviz calls a font without text a mistake."""
    if name not in AVAILABLE:
        pytest.skip(f"{name} is not here")
    source = f"digraph {{ a [label=<{font('', '#1F2933', 10)}>] }}"
    assert engines.ENGINES[name](source, "svg", "dot").lstrip().startswith(FIRST_BYTES["svg"])


@every_engine
def test_an_engine_sees_the_nodes_and_edges_that_we_meant(name: str) -> None:
    """Graphviz itself, reading our text, finds the engine's graph."""
    if name not in AVAILABLE:
        pytest.skip(f"{name} is not here")
    output = tangle(2)
    root = ET.fromstring(engines.ENGINES[name](draw(output).source, "svg", "dot").decode())  # noqa: S314 - our own picture
    found: dict[str, list[str]] = {"node": [], "edge": []}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        if group.get("class") in found:
            title = group.find("{http://www.w3.org/2000/svg}title")
            assert title is not None
            found[group.get("class", "")].append(title.text or "")
    assert sorted(f"v{i}" for i in range(len(drawn_values(output)))) == sorted(found["node"])
    edges = [re.sub(r":\w+", "", edge) for edge in found["edge"]]
    assert sorted(f"{source}->{target}" for source, target, _ in wires_of(output)) == sorted(edges)


@pytest.mark.skipif(not AVAILABLE, reason="no engine is here")
def test_data_flows_from_left_to_right_and_operands_from_top_to_bottom() -> None:
    """Every wire leads to the right, and where a value's operands are its own they stand in their order."""
    output = lecture()
    svg = engines.render(draw(output).source, "svg", "dot").decode()
    ys, xs = {}, {}
    for key, body in re.findall(r"<title>(v\d+)</title>(.*?)</g>\n</g>", svg, re.DOTALL):
        corner = re.search(r'<text[^>]* x="([-\d.]+)" y="([-\d.]+)"', body)
        assert corner
        xs[key], ys[key] = float(corner[1]), float(corner[2])
    for source, target, _ in wires_of(output):
        assert xs[source] < xs[target]
    by_target = itertools.groupby(wires_of(output), key=lambda wire: wire[1])
    for _, group in by_target:
        places = [ys[source] for source, _, _ in group]
        assert sorted(places) == places
