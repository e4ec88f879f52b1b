"""The stepper without a browser: the story's tables, the parts of large graphs, files, notebooks and the animation."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import NotDifferentiable, StaleGraph, Stepper, TooLarge, Value, sqrt, step_through, steps, tanh
from autograd.drawing import numbers
from autograd.drawing.palette import DARK, LIGHT
from autograd.drawing.selection import ALL
from autograd.drawing.stepper import chapters, story
from autograd.drawing.stepper.chapter_map import draw_map
from autograd.drawing.stepper.chapters import Chapter, divide
from autograd.drawing.stepper.figures import digits_to_check
from autograd.drawing.stepper.phrases import Phrases
from autograd.drawing.stepper.resources import filled, resource
from autograd.drawing.stepper.timeline import Timeline
from autograd.graph import topological
from autograd.operations import constant

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>", "</script>", "<!--", "]]>", "&#", "&amp;", r"\N", r"\l", "<b>x</b>", "\"quoted' `${1}`",
    "😀👩‍🚀", "long " * 200, "שלום עולם", "a\x00\x07\nb\u2028c", "{{story}}", "   ", "\ud800", "\u202eevil",
    "</template></svg>", "</style>",
]  # fmt: skip


def named(label: str, value: Value) -> Value:
    value.label = label
    return value


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own picture


def used_twice() -> Value:
    x, w = Value(2.0, label="x"), Value(-0.3, label="w")
    y = named("y", tanh(named("p", x * w)))
    return named("L", y * y)


def plain_network(sizes: Sequence[int]) -> Value:
    """A network written with plain + and *: 983 values for 2-16-16-1."""
    layer = [Value(0.6 - i, label=f"x{i + 1}") for i in range(sizes[0])]
    for depth, size in enumerate(sizes[1:], 1):
        sums = []
        for j in range(size):
            terms = [Value(math.sin(7 * i + 3 * j + depth), label=f"w{depth}[{i},{j}]") * x for i, x in enumerate(layer)]
            sums.append(sum(terms[1:], terms[0]) + Value(0.1 * j))
        layer = [tanh(total) for total in sums]
    error = layer[0] - Value(1.0, label="t")
    return named("loss", error * error)


def drawn(output: Value) -> list[Value]:
    """The values that have a card, in the order of their ids n0, n1, ..."""
    return [value for value in topological(output) if value.operation is not constant]


def hostile_graph() -> Value:
    terms = [Value(i + 1.0, label=label) * Value(0.5, label=label[::-1]) for i, label in enumerate(HOSTILE)]
    return named(HOSTILE[1], sum(terms[1:], terms[0]))


def page_of(output: Value, **options: Any) -> str:
    return step_through(output, **options).html()


def tables(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="story" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    result: dict[str, Any] = json.loads(found[1])
    return result


# ---- the story ------------------------------------------------------------------------------------------------------


def said(told: dict[str, Any], phrase: list[int]) -> str:
    """Put a phrase together as the page does."""
    pattern, *words = phrase
    pieces = told["patterns"][pattern]
    return "".join(piece + (told["words"][words[i]] if i < len(words) else "") for i, piece in enumerate(pieces))


@pytest.mark.parametrize("graph", [used_twice, lambda: plain_network([2, 3, 1])], ids=["used twice", "network"])
def test_the_page_holds_every_word_and_number_of_the_steps(graph: Any) -> None:
    """Sentences, formulas and numbers come out of the tables as `steps` wrote them, to the character and to the bit."""
    output = graph()
    told = tables(page_of(output))
    facts = steps(output)
    assert len(facts) == len(told["steps"])
    for step, entry in zip(facts, told["steps"], strict=True):
        assert step.sentence == said(told, entry[-1])
        assert step.name == told["names"][entry[0]]
        if step.phase == "backward":
            assert step.formula_mathml == said(told, entry[-2])
            figures = [told["numbers"][place] for place in entry[3:8]]
            expected = [step.upstream, step.local, step.contribution, step.before, step.after]
            assert [x.hex() for x in expected if x is not None] == [float(full).hex() for _, full, *_ in figures]
            digits = digits_to_check([(expected[0] or 0.0, expected[1] or 0.0, expected[2] or 0.0)])
            shown = [numbers.short(x or 0.0, digits if i < 2 else numbers.CARD) for i, x in enumerate(expected)]
            assert shown == [short for short, *_ in figures]
        else:
            assert f"<math>{step.formula_mathml.partition('<mo>=</mo>')[2].removesuffix('</mrow></math>')}</math>" == said(
                told, entry[1]
            )


def test_every_number_is_stored_once() -> None:
    """However often a number is passed on, the page has it in one place for each way to write it, with all of its digits."""
    told = tables(page_of(plain_network([2, 4, 1])))
    written = [(entry[0], entry[1]) for entry in told["numbers"]]
    assert len(written) == len(set(written))
    assert all(repr(float(full)) == full for _, full in written)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_reader_can_check_a_product(first: float, second: float) -> None:
    """Factors have as many digits as it takes: what is shown of them, multiplied, is what is shown of the product."""
    digits = digits_to_check([(first, second, first * second)])
    seen = [float(numbers.ascii_minus(numbers.short(x, digits))) for x in (first, second)]
    assert digits == 8 or numbers.short(seen[0] * seen[1]) == numbers.short(first * second)
    assert digits == 4 or numbers.short(
        math.prod(float(numbers.ascii_minus(numbers.short(x, digits - 1))) for x in (first, second))
    ) != numbers.short(first * second)


@given(st.text(alphabet="ab 12.-[]<>mni/&;x\u2068", max_size=40), st.sets(st.sampled_from(["a", "b", "ab", "a[1]", "1", "x"])))
def test_a_phrase_gives_back_its_text(text: str, names: set[str]) -> None:
    """Whatever is cut where, nothing is lost: the tables only save room."""
    phrases = Phrases()
    assert text == phrases.join(phrases.cut(text, names))
    assert text == phrases.join(phrases.cut_mathml(text))


def test_alike_sentences_share_a_pattern() -> None:
    """A network of a thousand values needs a few dozen patterns, not thousands of texts."""
    told = tables(page_of(plain_network([2, 16, 16, 1])))
    assert len(told["steps"]) > 1500
    assert len(told["patterns"]) < 60


def test_no_gradient_changes_and_none_is_looked_at() -> None:
    """The story begins with all gradients at 0, whatever the graph holds, and leaves them as they are."""
    output = used_twice()
    before = page_of(output)
    output.backward(seed=3.0)
    held = [value.grad for value in (output, *output.inputs)]
    assert before == page_of(output)
    assert held == [value.grad for value in (output, *output.inputs)]


def test_a_stepper_keeps_what_it_has_seen() -> None:
    """A value assigned or renamed later changes neither page nor steps; a new stepper says that the graph is stale."""
    output = used_twice()
    stepper, expected = step_through(output), [step.explain() for step in steps(output)]
    page = stepper.html()
    leaf = output.inputs[0].inputs[0].inputs[0]
    leaf.data = 5.0
    leaf.label = "another"
    assert page == stepper.html()
    assert expected == [step.explain() for step in stepper.steps]
    assert leaf is stepper.steps[0].node.inputs[0]
    with pytest.raises(StaleGraph):
        step_through(output)


def test_the_same_graph_gives_the_same_bytes() -> None:
    """Pages and animations can be kept under version control."""
    assert page_of(used_twice()) == page_of(used_twice())
    assert step_through(used_twice()).svg() == step_through(used_twice()).svg()


def test_what_cannot_be_stepped_through_says_why() -> None:
    """An infinite derivative, another type, another theme, and more values than a page can hold."""
    with pytest.raises(NotDifferentiable):
        step_through(sqrt(Value(0.0, label="x")))
    with pytest.raises(TypeError, match="takes the output of a graph, a Value, got float"):
        step_through(3.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="there is no theme 'blue': choose 'auto', 'light', 'dark'"):
        step_through(used_twice(), theme="blue")
    with pytest.raises(TooLarge, match=r"made from 5,001 values, and a page holds 5,000: step through a part .* steps\(output\)"):
        step_through(chain(story.MOST + 1))


@pytest.mark.parametrize("value", [Value(3.0, label="a"), Value(3.0), Value(math.nan, label="n"), Value(math.inf) + 1.0])
def test_a_graph_of_next_to_nothing_has_a_page(value: Value) -> None:
    """One value, with or without a name, and numbers that are none."""
    stepper = step_through(value)
    told = tables(stepper.html())
    assert len(stepper.steps) == len(told["steps"])
    assert numbers.full(value.data) == told["numbers"][told["data"][told["output"]]][1]
    parsed(stepper.svg())


# ---- the parts of a large graph -------------------------------------------------------------------------------------


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """The inputs of every value of a random graph in which all lead to the last one."""
    count = draw(st.integers(2, 120))
    shape = draw(st.sampled_from([3, 10, 1000]))
    inputs: list[tuple[int, ...]] = []
    for node in range(count):
        reach = st.integers(max(0, node - shape), max(0, node - 1))
        inputs.append(tuple(draw(st.lists(reach, max_size=3))) if node else ())
    used = {below for operands in inputs for below in operands}
    loose = tuple(node for node in range(count) if node not in used)
    return [*inputs, loose]


@given(graphs(), st.integers(1, 80), st.data())
def test_every_recorded_value_is_made_in_one_chapter(inputs: list[tuple[int, ...]], limit: int, data: st.DataObject) -> None:
    """Chapters share nothing and leave nothing out, show all operands of what they make, and stand inputs before users."""
    seams = data.draw(st.sets(st.integers(0, len(inputs) - 1)))
    found = divide(inputs, seams, limit)
    recorded = [node for node, below in enumerate(inputs) if below]
    assert recorded == sorted(node for chapter in found for node in chapter.made)
    home = {node: i for i, chapter in enumerate(found) for node in chapter.made}
    for i, chapter in enumerate(found):
        assert {below for node in chapter.made for below in inputs[node]} <= set(chapter.cards)
        assert set(chapter.given).isdisjoint(chapter.made)
        assert all(home.get(below, -1) < i for below in chapter.given)
        assert set(chapter.roots) <= set(chapter.made)
    assert len(inputs) > limit or len(found) == 1


def pairs(leaves: int) -> list[tuple[int, ...]]:
    """The inputs of a balanced tree of sums."""
    inputs: list[tuple[int, ...]] = [()] * leaves
    below = list(range(leaves))
    while len(below) > 1:
        inputs += [(left, right) for left, right in zip(below[::2], below[1::2], strict=True)]
        below = list(range(len(inputs) - len(below) // 2, len(inputs)))
    return inputs


def one_after_the_other(terms: int) -> list[tuple[int, ...]]:
    """The inputs of a sum written term by term."""
    inputs: list[tuple[int, ...]] = [(), ()]
    for _ in range(terms):
        inputs += [(), (len(inputs) - 1, len(inputs))]
    return inputs


@pytest.mark.parametrize("inputs", [pairs(512), one_after_the_other(500)], ids=["tree", "chain"])
def test_a_chapter_is_small_enough_to_be_read(inputs: list[tuple[int, ...]]) -> None:
    """Where a graph has neither seams nor shared values it is cut at its largest branches; no part is much too small either."""
    found = divide(inputs, set(), ALL)
    assert max(len(chapter.cards) for chapter in found) <= chapters.LARGEST
    assert len(found) < len(inputs) / 15


def test_tiny_neighbours_share_a_chapter() -> None:
    """Where every value is used twice, no chapter could grow by itself, and none is left with a single operation."""
    inputs: list[tuple[int, ...]] = [(), ()]
    while len(inputs) < 200:
        inputs.append((len(inputs) - 2, len(inputs) - 1))
    found = divide(inputs, set(), ALL)
    assert min(len(chapter.made) for chapter in found[:-1]) > 10
    assert max(len(chapter.cards) for chapter in found) <= chapters.LARGEST


def test_a_network_of_plain_operations_is_told_neuron_by_neuron() -> None:
    """2-16-16-1 in + and *: a chapter for every neuron and one for the loss, found from the shape of the graph alone."""
    told = tables(page_of(plain_network([2, 16, 16, 1])))
    assert 983 == len(told["names"])
    assert 16 + 16 + 1 + 1 == len(told["chapters"])
    assert "loss" == told["chapters"][-1]
    made_by_tanh = {told["names"][i] for i, operation in enumerate(told["operations"]) if operation == "tanh"}
    assert set(told["chapters"][:-1]) == made_by_tanh


def test_a_network_of_neurons_is_told_neuron_by_neuron() -> None:
    """The same network of nn's neurons: a chapter's name is the neuron's output."""
    network = nn.feed_forward([2, 16, 16, 1], activation="tanh", seed=0)
    loss = nn.losses.mean_squared_error(network([1.0, 2.0]), [0.5])
    told = tables(page_of(loss))
    assert [f"y[{neuron.label}]" for group in network.hidden for neuron in group] == told["chapters"][:32]


def chain(count: int) -> Value:
    value = Value(0.1, label="x")
    for _ in range(count - 1):
        value = tanh(value)
    return value


def test_what_can_be_seen_at_once_is_one_picture() -> None:
    """No map and no parts up to 60 values, however they are connected; a long chain has both."""
    for count, several in [(ALL, False), (3 * ALL, True)]:
        page = page_of(chain(count))
        assert several == ('id="map"' in page)
        assert several == ("<template" in page)
    twice = Value(0.1, label="x")
    while len(drawn(twice)) < ALL:
        twice = twice * twice
    assert "<template" not in page_of(twice)


def test_the_map_has_a_dot_for_every_chapter() -> None:
    """And one for each leaf that chapters share; wires lead to the right."""
    shared = [Chapter((2,), (0, 1), (2,)), Chapter((3,), (0,), (3,)), Chapter((4,), (2, 3), (4,))]
    picture = parsed(draw_map(shared, ["a", "b", "c<", "d", "e"]))
    dots = {group.get("id"): group.findtext("title") for group in picture.iter("g") if group.get("class") == "dot"}
    assert {"c0": "c<", "c1": "d", "c2": "e"} == dots
    assert ["a"] == [group.findtext("title") for group in picture.iter("g") if group.get("class") == "leaf"]
    wires = [path.get("d", "") for path in picture.iter("path")]
    assert 4 == len(wires)
    for wire in wires:
        start, end = ([float(x) for x in point.split()] for point in wire.removeprefix("M").split("L"))
        assert start[0] < end[0]
    assert "" == draw_map(shared[:1], ["a", "b", "c"])


# ---- the page -------------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_else() -> None:
    """No address of another place, no element that loads something, and a policy that would not let it."""
    page = page_of(used_twice())
    assert {"http://www.w3.org/2000/svg"} == set(re.findall(r"https?://[^\"'`\s]+", page))
    assert [] == re.findall(r"<(?:link|img|iframe|object|embed|base|form)\b|@import|url\(|\bsrc=|\bhref=", page)
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert 1 == len(script)
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in page


def test_no_label_gets_out_of_its_place() -> None:
    """Hostile labels leave the page's own tags alone, and a title that looks like a placeholder stays a title."""
    page = page_of(hostile_graph(), title="</title>{{script}}{{story}}")
    assert "&lt;/title&gt;{{script}}{{story}}" in page
    for tag in ("script", "style", "title", "template", "figure"):
        assert page.count(f"<{tag}") == page.count(f"</{tag}>"), tag
    assert 2 == page.count("<script")
    assert "<!--" not in page
    told = tables(page)
    assert any("‹" not in name and "script" in name for name in told["names"])
    assert "\u2028" not in page
    page.encode("utf-8")
    assert all(len(name) < 60 and name for name in told["names"])


def test_small_pages_are_small_and_large_ones_not_too_large() -> None:
    """7 values take a few dozen kB, 983 less than 2.5 MB."""
    x, w, b = Value(2.0, label="x"), Value(-0.3, label="w"), Value(0.4, label="b")
    y = tanh(x * w + b)
    assert len(page_of(y * y).encode()) < 40_000
    assert len(page_of(plain_network([2, 16, 16, 1])).encode()) < 2_500_000


def test_places_in_a_page_are_filled_once() -> None:
    """A part that holds braces is not searched for places again; an unknown place is an error."""
    parts = dict.fromkeys(re.findall(r"\{\{(\w+)\}\}", resource("page.html")), "{{story}}")
    assert filled("page.html", parts).count("{{story}}") == len(re.findall(r"\{\{\w+\}\}", resource("page.html")))
    with pytest.raises(KeyError):
        filled("page.html", {})


def test_a_stepper_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    """By its suffix as a page or as an animation; another suffix and a missing folder are errors that name the way out."""
    stepper = step_through(used_twice())
    assert stepper.html() == stepper.save(tmp_path / "page.html").read_text(encoding="utf-8")
    assert stepper.svg() == stepper.save(tmp_path / "loop.SVG").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=r"'page.pdf'.*\.html, \.htm, \.svg"):
        stepper.save("page.pdf")
    with pytest.raises(FileNotFoundError):
        stepper.save(tmp_path / "missing" / "page.html")
    assert {"page.html", "loop.SVG"} == {path.name for path in tmp_path.iterdir()}


# ---- in a notebook --------------------------------------------------------------------------------------------------


def test_a_cell_holds_a_picture_and_the_page() -> None:
    """The picture is an SVG of the end of the story; the frame is a sandbox, hidden until its own page is there."""
    output = used_twice()
    stepper = step_through(output)
    bundle = stepper._repr_mimebundle_()
    assert repr(stepper) == bundle["text/plain"] == "<Stepper through L: 3 steps forward, 5 backward>"
    cell = bundle["text/html"]
    assert cell == stepper._repr_html_()
    frame = re.search(r"<iframe [^>]*? srcdoc='([^']*)'", cell)
    assert frame is not None
    assert stepper.html() == html.unescape(frame[1])
    assert 'sandbox="allow-scripts"' in cell
    assert "display:none" in cell
    picture = parsed(still_of(cell))
    output.backward()
    shown = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "grad"]
    values = drawn(output)
    assert [numbers.short(value.grad) for value in values] == shown


def still_of(cell: str) -> str:
    found = re.search(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]*)"', cell)
    assert found is not None
    return base64.b64decode(found[1]).decode("utf-8")


def test_the_picture_of_a_large_graph_says_what_it_leaves_out() -> None:
    """A static viewer sees the part that ends in the output, and that it is a part."""
    cell = step_through(plain_network([2, 16, 16, 1]))._repr_html_()
    assert cell is not None
    assert "of 983 values: the part that ends in loss." in still_of(cell)


def test_a_display_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell shows something even where the page cannot be made."""
    stepper = step_through(used_twice())
    monkeypatch.setattr(Stepper, "html", lambda self: 1 / 0)
    assert {"text/plain": f"{stepper!r} that cannot be shown here: division by zero"} == stepper._repr_mimebundle_()
    assert stepper._repr_html_() is None


# ---- the animation --------------------------------------------------------------------------------------------------


def shown_at(picture: ET.Element, frame: int, name: str) -> dict[str, str]:
    """Read an animation at a frame: the text of class ``name`` that is seen on each card."""
    found = {}
    for group in picture.iter(f"{SVG}g"):
        key = group.get("id", "")
        if not key.startswith("n"):
            continue
        seen = [text.text or "" for text in group.iter(f"{SVG}text") if name in classes(text) and is_seen(text, frame)]
        assert 1 == len(seen), (key, frame, seen)
        found[key] = seen[0]
    return found


def classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def is_seen(element: ET.Element, frame: int) -> bool:
    spans = [name[1:].split("-") for name in classes(element) if re.fullmatch(r"t\d+-\d+", name)]
    return all(int(start) <= frame < int(stop) for start, stop in spans)


def test_an_animation_shows_every_step_and_loops() -> None:
    """Each frame shows the data and gradients that are known then; the style sheet has what the classes say."""
    output = used_twice()
    stepper = step_through(output)
    text = stepper.svg()
    picture = parsed(text)
    values = drawn(output)
    data = {f"n{i}": numbers.short(value.data) if not value.inputs else "·" for i, value in enumerate(values)}
    grad = {f"n{i}": "·" for i in range(len(values))}
    key = {value: f"n{i}" for i, value in enumerate(values)}
    for frame, step in enumerate([None, *stepper.steps]):
        if step is not None and step.operand is None:
            data[key[step.node]] = numbers.short(step.after)
        elif step is not None and step.operand is not None:
            grad[key[output]] = "1"
            grad[key[step.operand]] = numbers.short(step.after)
        assert data == shown_at(picture, frame, "data")
        assert grad == shown_at(picture, frame, "grad")
        captions = [
            line.text for group in picture.iter(f"{SVG}g") if is_seen(group, frame) for line in group if line.tag == f"{SVG}text"
        ]
        assert step is None or f"step {frame} of {len(stepper.steps)}, {step.phase}" in captions
    sheet = picture.findtext(f"{SVG}style") or ""
    used = {name for element in picture.iter() for name in classes(element) if re.fullmatch(r"[tf]\d+-\d+", name)}
    assert used == set(re.findall(r"@keyframes ([tf]\d+-\d+)", sheet))
    assert used == set(re.findall(r"\.([tf]\d+-\d+)\{animation:\1 [\d.]+s step-end infinite", sheet))
    assert "prefers-reduced-motion" in sheet
    assert "<script" not in text


def test_keyframes_say_when_a_thing_is_seen() -> None:
    """From the first frame on, from a later one, for a while, and until the end: read off the style sheet."""
    timeline = Timeline(4)
    for start, stop in [(0, 2), (1, 3), (2, 4)]:
        timeline.during(start, stop)
    assert "" == timeline.during(0, 4)
    found = re.findall(r"@keyframes t(\d)-(\d)\{(.*?\})\}\.t\d-\d\{(.*?)\}", timeline.sheet())
    assert [("0", "2"), ("1", "3"), ("2", "4")] == [(start, stop) for start, stop, *_ in found]
    for start, stop, keys, rule in found:
        moments = [(float(percent), seen) for percent, seen in re.findall(r"([\d.]+)%\{opacity:(\d)\}", keys)]
        for frame in range(4):
            middle = 100 * 1.6 * (frame + 0.5) / timeline.seconds
            seen = [seen for percent, seen in moments if percent <= middle][-1]
            assert str(int(int(start) <= frame < int(stop))) == seen
        assert ("opacity:0" in rule) == (stop != "4")


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_pictures_are_light_or_dark_as_they_are_told(theme: str) -> None:
    """A picture has no page around it to say so: a forced theme leaves nothing to the reader's preference."""
    colours = {"auto": [LIGHT, DARK], "light": [LIGHT], "dark": [DARK]}[theme]
    stepper = step_through(used_twice(), theme=theme)
    cell = stepper._repr_html_()
    assert cell is not None
    for picture in (stepper.svg(), still_of(cell)):
        assert [colour.ink for colour in colours] == list(dict.fromkeys(re.findall(r"--ink:(#\w+)", picture)))


def test_an_animation_of_many_values_is_refused() -> None:
    """It would have to show all at once; the message says what to do instead."""
    with pytest.raises(TooLarge, match=r"983 of them cannot be read: save the page"):
        step_through(plain_network([2, 16, 16, 1])).svg()


def test_hostile_labels_leave_pictures_whole() -> None:
    """The animation and the static picture are well-formed whatever the values are called."""
    stepper = step_through(named("</svg>", hostile_graph().inputs[0].inputs[0].inputs[0]))
    assert "script" not in {element.tag.removeprefix(SVG) for element in parsed(stepper.svg()).iter()}
    cell = step_through(hostile_graph())._repr_html_()
    assert cell is not None
    parsed(still_of(cell))
