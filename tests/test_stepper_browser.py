"""The stepper page in a real browser, offline: what a reader sees at every step is what the engine says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser

import autograd
import nn
from autograd import Step, Value, step_through, steps, tanh
from autograd.drawing import numbers
from autograd.drawing.palette import DARK, LIGHT
from autograd.graph import topological
from autograd.operations import constant


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as window:
        yield window


def named(label: str, value: Value) -> Value:
    value.label = label
    return value


def used_twice() -> Value:
    """Return L = y * y * x with y = tanh(x * w + b): both y and x are used twice."""
    x, w, b = Value(2.0, label="x"), Value(-0.3, label="w"), Value(0.4, label="b")
    y = named("y", tanh(named("z", named("p", x * w) + b)))
    return named("L", named("q", y * y) * x)


def one_neuron() -> Value:
    inputs, out = [nn.InputNeuron("x1"), nn.InputNeuron("x2")], nn.Neuron("out", activation="tanh")
    for neuron, weight in zip([*inputs, nn.BiasNeuron()], [0.5, -1.0, 0.1], strict=True):
        nn.Synapse(neuron, out, weight=weight)
    return nn.Network(inputs=inputs, outputs=[out])([1.0, 2.0])[0]


def network_loss() -> Value:
    network = nn.feed_forward([2, 3, 1], activation="tanh", seed=0)
    return named("loss", nn.losses.mean_squared_error(network([1.0, 2.0]), [0.5]))


def in_parts() -> Value:
    """A network of 129 values written with plain + and *: more than one picture can hold."""
    layer = [Value(0.6, label="a"), Value(-0.4, label="b")]
    for size in (5, 5, 1):
        layer = [tanh(sum((x * (0.3 * i - 0.2 * j) for i, x in enumerate(layer)), Value(0.1 * j))) for j in range(size)]
    return named("L", layer[0] * layer[0])


GRAPHS = [used_twice, one_neuron, network_loss]

# What is seen, as text and as the full numbers behind it, after each press of a key or button.
SEEN = """
const seen = () => {
  const text = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
  const full = (selector) => document.querySelector(`#terms ${selector}`)?.dataset.full ?? null;
  const cards = {};
  for (const card of document.querySelectorAll("#view .node")) {
    const [data, grad] = [".data", ".grad"].map((name) => card.querySelector(name));
    cards[card.id] = { data: data.textContent, grad: grad.textContent, fullData: data.dataset.full ?? null,
      fullGrad: grad.dataset.full ?? null, state: [...card.classList], width: card.getBBox().width };
  }
  return {
    cards,
    flow: [...document.querySelectorAll("#view .edge.flow, #view .edge.inflow")].map((wire) => wire.id),
    sentence: document.getElementById("sentence").textContent,
    count: document.getElementById("count").textContent,
    roles: text("#terms .role").filter(Boolean), symbols: text("#terms .symbol"),
    panel: Object.fromEntries(arguments[1].map((name) => [name, full(`.${name}`)])),
    badge: document.querySelector("#marks .given text")?.textContent ?? "",
    scrubber: document.getElementById("scrubber").value,
  };
};
"""


PANEL = ["data", "upstream", "local", "contribution", "before", "after"]


def bits(text: str | None) -> str:
    return "nothing" if text is None else float(text).hex()


class Replay:
    """What the engine says that a reader should see: built from `steps` alone, in its own way."""

    def __init__(self, output: Value, word: str = "step") -> None:
        self.output, self.word = output, word
        self.facts = list(steps(output))
        drawn = [value for value in topological(output) if value.operation is not constant]
        self.ids = {value: f"n{i}" for i, value in enumerate(drawn)}

    def expected(self, at: int) -> tuple[dict[str, str], dict[str, str]]:
        """The data and the gradients that are known after step ``at``, by the ids of their cards, to the bit."""
        data = {key: value.data.hex() for value, key in self.ids.items() if not value.inputs}
        grad: dict[str, str] = {}
        for step in self.facts[:at]:
            if step.phase == "forward":
                data[self.ids[step.node]] = step.after.hex()
            else:
                grad.setdefault(self.ids[self.output], (1.0).hex())
                assert step.operand is not None
                grad[self.ids[step.operand]] = step.after.hex()
        return data, grad

    def check(self, at: int, seen: dict[str, Any]) -> None:
        data, grad = self.expected(at)
        cards = seen["cards"]
        assert {key: data.get(key, "nothing") for key in cards} == {key: bits(card["fullData"]) for key, card in cards.items()}
        assert {key: grad.get(key, "nothing") for key in cards} == {key: bits(card["fullGrad"]) for key, card in cards.items()}
        for card in cards.values():
            assert card["data"] == ("·" if card["fullData"] is None else numbers.short(float(card["fullData"])))
            assert card["grad"] == ("·" if card["fullGrad"] is None else numbers.short(float(card["fullGrad"])))
        assert str(at) == seen["scrubber"]
        if at:
            self.check_step(self.facts[at - 1], seen)

    def check_step(self, step: Step, seen: dict[str, Any]) -> None:
        assert step.sentence == seen["sentence"]
        assert f"{self.word} {step.index + 1} of {len(self.facts)}" == seen["count"]
        node = self.ids[step.node]
        if step.phase == "forward":
            assert ["computed"] == [
                state for state in seen["cards"][node]["state"] if state in {"computed", "now", "receiver", "pending"}
            ]
            assert {self.ids[x] for x in step.node.inputs if x in self.ids} <= set(seen["cards"])
            assert step.after.hex() == bits(seen["panel"]["data"])
            return
        assert step.operand is not None
        assert "now" in seen["cards"][node]["state"]
        assert "receiver" in seen["cards"][self.ids[step.operand]]["state"]
        assert [f"e{node[1:]}_{step.position}"] == seen["flow"]
        for name in PANEL[1:]:
            assert getattr(step, name).hex() == bits(seen["panel"][name]), name
        signed = numbers.short(step.contribution or 0.0)
        assert seen["badge"].replace(" ", "").endswith(signed if signed.startswith(numbers.MINUS) else f"+{signed}")


@pytest.mark.parametrize("graph", [*GRAPHS, in_parts], ids=lambda graph: graph.__name__)
def test_every_step_shows_what_the_engine_says(reader: Browser, tmp_path: Path, graph: Callable[[], Value]) -> None:
    """Forth step by step and back again: data, gradients, the panel's five numbers, the sentence, the rings, all to the bit."""
    output = graph()
    replay = Replay(output)
    reader.open(step_through(output).save(tmp_path / "page.html"))
    count = len(replay.facts)
    script = (
        SEEN
        + """
      const [first, second] = [[seen()], []];
      for (let i = 0; i < arguments[0]; i++) { document.getElementById("next").click(); first.push(seen()); }
      for (let i = 0; i <= arguments[0]; i++) { second.push(seen()); document.getElementById("back").click(); }
      return [first, second.reverse()];
    """
    )
    forth, back = reader.run(script, count, PANEL)
    assert count + 1 == len(forth)
    for at, seen in enumerate(forth):
        replay.check(at, seen)
    assert forth == back
    widths = {(frozenset(seen["cards"]), key, card["width"]) for seen in forth for key, card in seen["cards"].items()}
    assert len(widths) == len({(picture, key) for picture, key, _ in widths}), "a card never resizes"
    output.backward()
    assert {key: value.grad.hex() for value, key in replay.ids.items()} == replay.expected(count)[1]
    assert [] == reader.troubles()


def at(reader: Browser) -> int:
    return int(reader.driver.find_element("id", "scrubber").get_property("value"))


def test_everything_can_be_done_with_the_keyboard(reader: Browser, tmp_path: Path) -> None:
    """Arrows, Home, End and the space bar, from anywhere; Tab reaches every control, and a control answers Enter and space."""
    from selenium.webdriver.common.keys import Keys

    reader.open(step_through(used_twice()).save(tmp_path / "page.html"))
    last = len(steps(used_twice()))
    walked = []
    for key in [Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.END, Keys.ARROW_RIGHT, Keys.HOME, Keys.ARROW_LEFT]:
        reader.press(key)
        walked.append(at(reader))
    assert [1, 2, 1, last, last, 0, 0] == walked
    reached = []
    for _ in range(10):
        reader.press(Keys.TAB)
        reached.append(reader.driver.switch_to.active_element.get_attribute("id"))
        if reached[-1] == "next":
            reader.press(Keys.ENTER)
            reader.press(" ")
    assert ["first", "back", "play", "next", "last", "speed", "forward", "backward", "scrubber", "view"] == reached
    assert 2 == at(reader)
    assert not reader.driver.execute_script("return document.documentElement.classList.contains('playing')")
    reader.driver.find_element("id", "scrubber").send_keys(Keys.ARROW_RIGHT)
    assert 3 == at(reader)
    assert [] == reader.troubles()


def test_playing_goes_on_by_itself_and_stops_at_the_end_or_when_asked(reader: Browser, tmp_path: Path) -> None:
    """The space bar plays and pauses, a step by hand stops, the end stops, and playing from the end begins anew."""
    output = used_twice()
    reader.open(step_through(output).save(tmp_path / "page.html"))
    hurry = "const wait = setTimeout; window.setTimeout = (f, ms) => wait(f, ms > 500 ? 1 : ms);"  # steps follow at once
    playing = "return document.documentElement.classList.contains('playing')"
    reader.press(" ")
    assert 1 == at(reader)
    assert reader.driver.execute_script(playing)
    assert "Pause (space)" == reader.driver.find_element("id", "play").get_attribute("aria-label")
    reader.press(" ")
    assert not reader.driver.execute_script(playing)
    reader.driver.execute_script(hurry)
    reader.press(" ")
    until_done = "while (document.documentElement.classList.contains('playing')) await new Promise(requestAnimationFrame);"
    reader.run(until_done)
    assert len(steps(output)) == at(reader)
    reader.driver.execute_script("window.setTimeout = () => 1")
    reader.press(" ")
    assert 1 == at(reader)
    reader.driver.find_element("id", "next").click()
    assert 2 == at(reader)
    assert not reader.driver.execute_script(playing)
    assert [] == reader.troubles()


def test_an_address_leads_to_a_step_and_follows(reader: Browser, tmp_path: Path) -> None:
    """page.html#3 opens at step 3, the address follows the reader, a link within the page works, and nonsense does no harm."""
    page = step_through(used_twice()).save(tmp_path / "page.html")
    last = len(steps(used_twice()))
    for fragment, expected in [("#3", 3), ("#0", 0), ("", 0), ("#999999", last), ("#-1", 0), ("#<b>", 0), ("#3x", 0)]:
        reader.open(page, fragment)
        assert expected == at(reader)
    reader.open(page, "#3")
    reader.driver.find_element("id", "next").click()
    followed = "while (location.hash !== '#4') await new Promise(requestAnimationFrame); location.hash = '#7';"
    reader.run(followed + "await new Promise(requestAnimationFrame);")
    assert 7 == at(reader)
    assert [] == reader.troubles()


def test_a_jump_shows_what_walking_there_shows(reader: Browser, tmp_path: Path) -> None:
    """The scrubber may be put anywhere, in a graph of several parts too: what is seen depends on the step alone."""
    output = in_parts()
    reader.open(step_through(output).save(tmp_path / "page.html"))
    script = (
        SEEN
        + """
      const scrubber = document.getElementById("scrubber");
      const found = [];
      for (const step of arguments[0]) { scrubber.value = step; scrubber.dispatchEvent(new Event("input")); found.push(seen()); }
      return found;
    """
    )
    replay = Replay(output)
    count = len(replay.facts)
    jumps = [count, 1, *range(0, count, 17), count - 1, 7]
    parts = set()
    for step, seen in zip(jumps, reader.run(script, jumps, PANEL), strict=True):
        replay.check(step, seen)
        parts.add(frozenset(seen["cards"]))
    assert len(parts) > 2
    assert [] == reader.troubles()


@pytest.mark.parametrize(("graph", "whole"), [(used_twice, True), (in_parts, False)])
def test_what_happens_is_in_view(reader: Browser, tmp_path: Path, graph: Callable[[], Value], *, whole: bool) -> None:
    """A small graph is seen whole; a large one keeps a size that can be read, and is scrolled to the card at hand."""
    reader.open(step_through(graph()).save(tmp_path / "page.html"))
    script = """
      const view = document.getElementById("view"), found = [];
      const inside = (element) => {
        const [inner, outer] = [element, view].map((each) => each.getBoundingClientRect());
        return inner.left >= outer.left - 1 && inner.right <= outer.right + 1
          && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
      };
      for (let i = 0; i < Number(document.getElementById("scrubber").max); i++) {
        document.getElementById("next").click();
        const at = view.querySelector(".receiver, .computed"), svg = view.querySelector("svg");
        found.push([inside(at), inside(svg), svg.getBoundingClientRect().width / svg.viewBox.baseVal.width]);
      }
      return found;
    """
    seen = reader.run(script)
    assert all(card for card, _, _ in seen)
    assert whole == all(picture for _, picture, _ in seen)
    assert min(scale for _, _, scale in seen) >= 0.66
    assert [] == reader.troubles()


def test_a_click_on_a_card_leads_to_its_step(reader: Browser, tmp_path: Path) -> None:
    """In the forward phase to where it is computed, in the backward phase to where its first gradient arrives."""
    output = used_twice()
    reader.open(step_through(output).save(tmp_path / "page.html"), "#1")
    replay = Replay(output)
    y = next(value for value in replay.ids if value.label == "y")
    reader.driver.find_element("id", replay.ids[y]).click()
    assert next(step.index + 1 for step in replay.facts if step.node is y) == at(reader)
    reader.driver.find_element("id", "backward").click()
    reader.driver.find_element("id", replay.ids[y]).click()
    assert next(step.index + 1 for step in replay.facts if step.operand is y) == at(reader)
    assert [] == reader.troubles()


COLOURS = """
const style = (selector) => getComputedStyle(document.querySelector(selector));
return { page: style("body").backgroundColor, ink: style("body").color, ring: style(".now rect").stroke,
  dashed: style(".receiver rect").strokeDasharray, solid: style(".now rect").strokeDasharray,
  receiver: style(".receiver rect").stroke, wire: style(".flow .way").strokeDasharray,
  march: style(".flow .way").animationName, gradient: style(".now .grad").fill };
"""


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


@pytest.mark.parametrize(
    ("theme", "preferred", "colours"),
    [("auto", "light", LIGHT), ("auto", "dark", DARK), ("light", "dark", LIGHT), ("dark", "light", DARK)],
)
def test_the_page_is_light_or_dark(reader: Browser, tmp_path: Path, theme: str, preferred: str, colours: Any) -> None:
    """It follows the reader, or what it was told; the rings are in the colour of gradients, solid and dashed."""
    output = used_twice()
    reader.open(
        step_through(output, theme=theme).save(tmp_path / "page.html"), f"#{len(steps(output).forward) + 1}", theme=preferred
    )
    seen = reader.run(COLOURS)
    assert rgb(colours.page) == seen["page"]
    assert rgb(colours.ink) == seen["ink"]
    assert rgb(colours.gradient_line) == seen["ring"] == seen["receiver"]
    assert rgb(colours.gradient) == seen["gradient"]
    assert "none" == seen["solid"] != seen["dashed"]


def test_dashes_march_unless_the_reader_prefers_less_motion(reader: Browser, tmp_path: Path) -> None:
    """Reduced motion stops the dashes, and scrolling is at once; the dashes stay."""
    output = used_twice()
    page = step_through(output).save(tmp_path / "page.html")
    first = f"#{len(steps(output).forward) + 1}"
    reader.open(page, first, calm=False)
    moving = reader.run(COLOURS)
    reader.open(page, first, calm=True)
    still = reader.run(COLOURS)
    assert ("march", "none") == (moving["march"], still["march"])
    assert "none" != moving["wire"] == still["wire"]


def test_a_screen_reader_hears_each_step(reader: Browser, tmp_path: Path) -> None:
    """The sentence is a live region, the scrubber says where it is, and no control is without a name."""
    output = used_twice()
    reader.open(step_through(output).save(tmp_path / "page.html"), f"#{len(steps(output))}")
    sentence, scrubber = (reader.driver.find_element("id", name) for name in ("sentence", "scrubber"))
    assert "polite" == sentence.get_attribute("aria-live")
    assert steps(output)[-1].sentence == sentence.text
    assert scrubber.get_attribute("aria-valuetext").startswith(f"step {len(steps(output))} of {len(steps(output))}, backward")
    assert all(button.accessible_name for button in reader.driver.find_elements("css selector", "button:not([hidden] *)"))


HOSTILE = [
    "<script>troubles.push(1)</script>", "</script><script>troubles.push(2)</script>", "<!-- <script>", "]]>", r"\N\l",
    "<b>x</b>", "&#60;&amp;&lt;", "\"quoted' `${troubles.push(3)}`", "😀👩‍🚀", "long " * 200, "שלום עולם", "a\x00\x07\nb\u2028c",
    "{{story}}", "   ", "\ud800", "\u202eevil", "'><img src=x onerror=troubles.push(4)>", "</template></svg>", "</style>",
]  # fmt: skip


def test_no_label_runs_or_breaks_the_page(reader: Browser, tmp_path: Path) -> None:
    """Names are any text at all; the page shows them as text, steps through them, and asks for nothing."""
    output = sum((Value(i + 1.0, label=label) * Value(0.5, label=label[::-1]) for i, label in enumerate(HOSTILE)), Value(0.0))
    output.label = HOSTILE[1]
    stepper = step_through(output, title=HOSTILE[1] + "{{story}}")
    reader.open(stepper.save(tmp_path / "page.html"))
    walk = """
      const sentences = [];
      const [next, sentence] = ["next", "sentence"].map((name) => document.getElementById(name));
      for (let i = 0; i < arguments[0]; i++) { next.click(); sentences.push(sentence.textContent); }
      return [sentences, document.querySelectorAll("script, img, b").length, document.querySelector("h1").textContent];
    """  # fmt: skip
    sentences, elements, heading = reader.run(walk, len(stepper.steps))
    assert len(stepper.steps) == len([sentence for sentence in sentences if sentence])
    assert 2 == elements, "the page's own data and script"
    assert HOSTILE[1] + "{{story}}" == heading
    cards = reader.driver.execute_script("return document.querySelectorAll('.node').length")
    assert cards > 0
    assert [] == reader.troubles()


# ---- in a notebook --------------------------------------------------------------------------------------------------

CELL = """
from autograd import Value, step_through
x = Value(3.0, label="x")
y = x * x
y.label = "y"
step_through(y)
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that ran in a kernel, as nbconvert's HTML."""
    folder = tmp_path_factory.mktemp("notebook")
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": CELL, "outputs": [], "execution_count": None}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    written = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "story.ipynb").write_text(json.dumps(written), encoding="utf-8")
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "story.ipynb"]
    command += ["--HTMLExporter.mathjax_url=", "--HTMLExporter.require_js_url=", "--HTMLExporter.jquery_url="]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(autograd.__file__).parent.parent), "IPYTHONDIR": str(folder)}
    subprocess.run(command, cwd=folder, env=surroundings, check=True, capture_output=True)
    return folder / "story.html"


def test_the_page_steps_in_an_executed_notebook(reader: Browser, notebook: Path) -> None:
    """Where scripts run the page takes the picture's place, as high as it needs to be, steps, and reaches nothing outside."""
    reader.open(notebook)
    frame = reader.driver.find_element("css selector", "iframe")
    picture = reader.driver.find_element("css selector", "img")
    settled = """
      const frame = document.querySelector("iframe");
      while (frame.style.display !== "block" || frame.style.height === "640px") await new Promise(requestAnimationFrame);
    """
    reader.run(settled)
    assert frame.is_displayed()
    assert not picture.is_displayed()
    height = frame.size["height"]
    reader.driver.switch_to.frame(frame)
    assert abs(height - reader.driver.execute_script("return document.body.offsetHeight")) <= 1
    walked = []
    for _ in range(3):
        reader.driver.find_element("id", "next").click()
        walked.append(reader.driver.find_element("id", "sentence").text)
    assert [step.sentence for step in steps(used_in_the_cell())] == walked
    outside = "try { parent.document.title; return 'reached'; } catch (error) { return error.name; }"
    assert "SecurityError" == reader.driver.execute_script(outside)
    reader.driver.switch_to.default_content()
    assert [] == reader.troubles()


def used_in_the_cell() -> Value:
    x = Value(3.0, label="x")
    return named("y", x * x)


def test_the_page_is_as_dark_as_its_notebook(reader: Browser, notebook: Path) -> None:
    """It asks the notebook around it, which has a theme of its own, and follows when that changes."""
    reader.open(notebook)
    for colour, expected in [("rgb(20, 20, 20)", DARK.page), ("rgb(250, 250, 250)", LIGHT.page)]:
        dress = "for (const e of document.querySelectorAll('body, body *')) e.style.backgroundColor = 'transparent';"
        reader.driver.execute_script(dress + "document.body.style.backgroundColor = arguments[0];", colour)
        reader.driver.switch_to.frame(reader.driver.find_element("css selector", "iframe"))
        wait = (
            "while (getComputedStyle(document.body).backgroundColor !== arguments[0]) await new Promise(requestAnimationFrame);"
        )
        reader.run(wait, rgb(expected))
        reader.driver.switch_to.default_content()


def test_without_scripts_a_notebook_shows_the_picture(reader: Browser, notebook: Path) -> None:
    """An untrusted or static viewer: the picture is there, with the gradients of the end; the frame is not."""
    reader.open(notebook, scripts=False)
    try:
        picture = reader.driver.find_element("css selector", "img")
        assert picture.is_displayed()
        assert picture.size["width"] > 200
        assert not reader.driver.find_element("css selector", "iframe").is_displayed()
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_without_scripts_a_page_shows_the_end_of_the_story(reader: Browser, tmp_path: Path) -> None:
    """All data and all gradients are in the picture, and a line says what it would take to step."""
    output = used_twice()
    reader.open(step_through(output).save(tmp_path / "page.html"), scripts=False)
    try:
        grads = [element.text for element in reader.driver.find_elements("css selector", ".grad")]
        output.backward()
        assert [numbers.short(value.grad) for value in topological(output) if value.operation is not constant] == grads
        assert "takes a browser with JavaScript" in reader.driver.find_element("id", "sentence").text
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


# ---- the animation --------------------------------------------------------------------------------------------------


def test_an_animation_plays_without_a_script(reader: Browser, tmp_path: Path) -> None:
    """At the moment of each frame what is seen is what the engine says; for a reader who prefers less motion, the end is."""
    output = used_twice()
    path = step_through(output).save(tmp_path / "loop.svg")
    replay = Replay(output)
    last = len(replay.facts)
    seen = """
      for (const animation of document.getAnimations()) { animation.pause(); animation.currentTime = arguments[0]; }
      const isSeen = (text) => getComputedStyle(text).opacity === "1";
      const shown = (card, name) => [...card.querySelectorAll(`.${name}`)].filter(isSeen);
      return Object.fromEntries([...document.querySelectorAll(".node")].map((card) =>
        [card.id, ["data", "grad"].map((name) => shown(card, name).map((text) => text.textContent).join("|"))]));
    """

    def expected(step: int) -> dict[str, list[str]]:
        known = [{key: numbers.short(float.fromhex(x)) for key, x in told.items()} for told in replay.expected(step)]
        return {key: [told.get(key, "·") for told in known] for key in replay.ids.values()}

    reader.open(path, calm=False)
    for step in range(last + 1):
        assert expected(step) == reader.run(seen, 1600 * step + 800), step
    reader.open(path, calm=True)
    assert expected(last) == reader.run(seen, 0)
    assert [] == reader.troubles()
