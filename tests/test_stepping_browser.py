"""The page of a network in a real browser, offline: at both levels, forth and back, a reader sees what the engine says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser
from test_stepper_browser import HOSTILE, PANEL, SEEN, Replay, bits, rgb

import nn
from autograd.drawing import numbers
from autograd.drawing.palette import DARK, LIGHT
from nn import Neuron, feed_forward, step_through
from nn.neuron import BiasNeuron


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as window:
        yield window


ROW, TARGET = [0.5, -1.0], 1.0


def network_231() -> nn.Network:
    return feed_forward([2, 3, 1], activation="tanh", seed=0)


# What is seen at a stop: the table, the numbers of the panel, and every mark of the map.
LOOK = """
const look = () => {
  const full = (cell) => cell?.dataset.full ?? null, all = (selector) => [...document.querySelectorAll(selector)];
  const marks = {};
  for (const mark of all("#map [data-key]")) {
    const text = mark.querySelector("text[data-full]") ?? mark.querySelector("text[font-family]");
    marks[`${mark.classList[0]} ${mark.dataset.key}`] = {
      text: text?.textContent ?? "", full: full(text), states: [...mark.classList],
      title: mark.querySelector("title").textContent,
      hidden: mark.hasAttribute("hidden"), fill: mark.querySelector("circle, rect")?.style.fill ?? "",
    };
  }
  return {
    title: document.getElementById("title").textContent, sentence: document.getElementById("sentence").textContent,
    count: document.getElementById("count").textContent, scrubber: Number(document.getElementById("scrubber").value),
    rows: all("#account tbody tr").map((row) => [...row.querySelectorAll("td[data-full]")].map(full)),
    total: full(document.querySelector("#account .total")),
    panel: Object.fromEntries(arguments[1].map((name) => [name, full(document.querySelector(`#terms .${name}`))])),
    marks, at: location.hash,
  };
};
"""
WALK = (
    LOOK
    + """
  const press = (name) => document.getElementById(name).click();
  const [forth, back] = [[look()], []];
  for (let i = 0; i < arguments[0]; i++) { press("next"); forth.push(look()); }
  for (let i = 0; i <= arguments[0]; i++) { back.push(look()); press("back"); }
  return [forth, back.reverse()];
"""
)


def full(*rows: tuple[float, ...]) -> list[list[str]]:
    return [[bits(repr(x)) for x in row] for row in rows]


def expected_stops(network: nn.Network) -> dict[str, Any]:
    """What the textbook says is known at each stop, from the user's own pass: rows, totals, panels, by how titles begin."""
    error = nn.mean_squared_error(network(ROW), TARGET)
    error.backward()
    found: dict[str, Any] = {}
    for neuron in network.neurons:
        x, y, delta = neuron.weighted_input, neuron.output, neuron.delta
        if x is None or y is None or delta is None:
            continue
        brought = [(s.weight.data, s.source.output.data) for s in neuron.incoming if s.source.output is not None]
        found[f"{neuron.label}: its weighted input"] = (full(*[(w, o, w * o) for w, o in brought]), bits(repr(x.data)), {})
        found[f"{neuron.label}: its output"] = ([], None, {"data": y.data})
        found[f"{neuron.label}: its δ"] = ([], None, {"upstream": y.grad, "contribution": delta})
        gradients = [s.gradient for s in neuron.incoming]
        rows = full(*[(o, delta, g) for (_, o), g in zip(brought, gradients, strict=True)])
        found[f"{neuron.label}: how E moves with its weights"] = (rows, None, {})
        back = [(s.weight.data, s.target.delta or 0.0) for s in reversed(neuron.outgoing)]
        found[f"{neuron.label}: how E moves with its output"] = (full(*[(w, d, w * d) for w, d in back]), bits(repr(y.grad)), {})
    (output,) = network.outputs
    del found[f"{output.label}: how E moves with its output"]  # the loss alone has given it
    assert output.output is not None
    found["the loss: E"] = ([], None, {"data": error.data})
    found["back from the loss"] = ([], None, {"upstream": 1.0, "contribution": output.output.grad})
    return found


def test_every_stop_shows_what_the_engine_says(reader: Browser, tmp_path: Path) -> None:
    """Forth and back through a 2-3-1 network: rows, sums, panels and the map, all to the bit."""
    network = network_231()
    reader.open(step_through(network, ROW, TARGET).save(tmp_path / "page.html"))
    expected = expected_stops(network)
    forth, back = reader.run(WALK, len(expected), PANEL)
    assert forth == back
    told = set()
    for i, seen in enumerate(forth[1:], 1):
        assert f"step {i} of {len(expected)}" == seen["count"]
        key = next(key for key in expected if seen["title"].startswith(key))
        told.add(key)
        rows, total, panel = expected[key]
        assert rows == [[bits(x) for x in row] for row in seen["rows"]], key
        assert total == (None if seen["total"] is None else bits(seen["total"]))
        for name, number in panel.items():
            assert bits(repr(number)) == bits(seen["panel"][name]), (key, name)
    assert told == set(expected)
    assert [] == reader.troubles()
    check_map(network, forth)


def check_map(network: nn.Network, stops: list[dict[str, Any]]) -> None:
    """Outputs appear when they are told, deltas when they are, dE/dw on the wires at last; before there are dots and weights."""
    places = {seen["title"]: i for i, seen in enumerate(stops)}
    marks = [seen["marks"] for seen in stops]
    titles = {key.split()[1]: mark["title"].split("\n")[0] for key, mark in marks[-1].items() if key.startswith("shape")}
    for key, title in titles.items():
        neuron = next((neuron for neuron in network.neurons if str(neuron) == title), None)
        if neuron is None or isinstance(neuron, BiasNeuron):
            continue
        assert neuron.output is not None
        fired = places.get(f"{neuron.label}: its output", 0)
        told = next((i for title, i in places.items() if title.startswith(f"{neuron.label}: its δ")), None)
        for i, mark in enumerate(marks):
            text = mark[f"shape {key}"]
            assert (i >= fired) == (text["full"] is not None)
            assert text["text"] == (numbers.short(neuron.output.data, 3) if i >= fired else "·")
            chip = mark[f"chip {key}"]
            if told is not None:
                assert (i >= told) == (not chip["hidden"])
                assert i < told or bits(repr(neuron.delta)) == bits(chip["full"])
    for i, synapse in enumerate(network.synapses):
        if f"chip s{i}" in marks[0]:
            assert bits(repr(synapse.weight.data)) == bits(marks[0][f"chip s{i}"]["full"])
            assert bits(repr(synapse.gradient)) == bits(marks[-1][f"chip s{i}"]["full"])
    for seen in stops[1:]:
        states = [(state, key) for key, mark in seen["marks"].items() for state in mark["states"] if key.startswith("shape")]
        back = seen["title"].startswith("back") or "how E" in seen["title"]
        assert ("now" if back else "computed") in {state for state, _ in states}, seen["title"]
        if seen["title"].endswith("its output") and back:
            assert "receiver" in {state for state, _ in states}
        flows = {state for key, mark in seen["marks"].items() for state in mark["states"] if key.startswith("path")} & {
            "flow",
            "inflow",
        }
        told = (
            ("weighted input" in seen["title"] and not back) or "its weights" in seen["title"] or seen["title"].startswith("back")
        )
        assert not told or flows == {"flow" if back else "inflow"}


def test_one_level_deeper_is_every_step(reader: Browser, tmp_path: Path) -> None:
    """The same story as of any graph: cards, panel, sentence and rings of each operation, forth and back."""
    stepper = step_through(network_231(), ROW, TARGET)
    replay = Replay(stepper.steps.output, "operation")
    reader.open(stepper.save(tmp_path / "page.html"), "#0,operations")
    script = (
        SEEN
        + """
      const [first, second] = [[seen()], []];
      for (let i = 0; i < arguments[0]; i++) { document.getElementById("next").click(); first.push(seen()); }
      for (let i = 0; i <= arguments[0]; i++) { second.push(seen()); document.getElementById("back").click(); }
      return [first, second.reverse()];
    """
    )
    forth, back = reader.run(script, len(replay.facts), PANEL)
    for at, seen in enumerate(forth):
        replay.check(at, seen)
    assert forth == back
    assert [] == reader.troubles()


def state(reader: Browser) -> tuple[str, str, int]:
    script = LOOK + "const { title, count, scrubber } = look(); return [title, count, scrubber];"
    title, count, scrubber = reader.run(script, 0, [])
    return title, count, scrubber


def test_everything_can_be_done_with_the_keyboard(reader: Browser, tmp_path: Path) -> None:
    """Arrows, Home, End and space as ever; D goes one level deeper and back, and stays where it is on the timeline."""
    from selenium.webdriver.common.keys import Keys

    reader.open(step_through(network_231(), ROW, TARGET).save(tmp_path / "page.html"))
    seen = []
    for key in [Keys.ARROW_RIGHT, Keys.END, "d", Keys.ARROW_LEFT, "d", Keys.ARROW_LEFT, Keys.HOME]:
        reader.press(key)
        seen.append(state(reader)[1:])
    assert [
        ("step 1 of 21", 1),
        ("step 21 of 21", 36),
        ("operation 36 of 36", 36),
        ("operation 35 of 36", 35),
        ("step 20 of 21", 31),
        ("step 19 of 21", 30),
        ("21 steps", 0),
    ] == seen
    reached = []
    for _ in range(14):
        reader.press(Keys.TAB)
        reached.append(reader.driver.switch_to.active_element.get_attribute("id"))
    assert {"stops", "every", "next", "scrubber", "view"} <= set(reached)
    assert [] == reader.troubles()


def test_an_address_leads_to_a_stop_or_a_step(reader: Browser, tmp_path: Path) -> None:
    """A letter tells stops of one place apart, a word the level; where no stop is, the one before; nonsense does no harm."""
    page = step_through(network_231(), ROW, TARGET).save(tmp_path / "page.html")
    for address, expected in {
        "#18": ("y: how E moves with its weights", "step 12 of 21", 18),
        "#18a": ("h3: how E moves with its output", "step 12 of 21", 18),
        "#18b": ("h3: how E moves with its output", "step 13 of 21", 18),
        "#16": ("y: its δ, how E moves with its weighted input", "step 11 of 21", 11),
        "#16,operations": ("backward: from x[y] to w[h3→y]", "operation 16 of 36", 16),
        "#999": ("h1: how E moves with its weights", "step 21 of 21", 36),
        "#<b>": ("", "21 steps", 0),
    }.items():
        reader.open(page, address)
        assert (expected if address != "#18a" else ("y: how E moves with its weights", *expected[1:])) == state(reader), address
    reader.open(page, "#18")
    reader.driver.find_element("id", "next").click()
    reader.run("while (location.hash !== '#18b') await new Promise(requestAnimationFrame);")
    reader.press("d")
    reader.run("while (location.hash !== '#18,operations') await new Promise(requestAnimationFrame);")
    assert [] == reader.troubles()


def test_what_happens_at_terms_that_are_not_drawn_can_be_reached(reader: Browser, tmp_path: Path) -> None:
    """Of a neuron with many terms the graph has the strongest; a small window, which scrolls to what happens, needs no others."""
    page = step_through(nn.zoo.build("lstm", seed=0), [0.5, 0.3], 0.3).save(tmp_path / "page.html")
    size = reader.driver.get_window_size()
    reader.driver.set_window_size(920, 600)
    try:
        reader.open(page, "#9999")
        reader.run("for (let i = 0; i < 200; i++) document.getElementById('back').click();")
        assert "0" == reader.run("return document.getElementById('scrubber').value")
        assert [] == reader.troubles()
    finally:
        reader.driver.set_window_size(size["width"], size["height"])


def test_a_click_on_a_neuron_leads_to_its_story(reader: Browser, tmp_path: Path) -> None:
    """In the forward phase to its weighted input, in the backward phase to where gradients arrive."""
    reader.open(step_through(network_231(), ROW, TARGET).save(tmp_path / "page.html"), "#1")
    click = """
      const mark = [...document.querySelectorAll("#map .shape")].find((each) => each.textContent.includes("h2"));
      mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    """
    reader.run(click)
    assert "h2: its weighted input" == state(reader)[0]
    reader.press("d")
    reader.driver.find_element("id", "backward").click()
    reader.press("d")
    reader.run(click)
    assert "back from the loss" not in state(reader)[0]
    assert "h2: how E moves with its output" == state(reader)[0]
    assert [] == reader.troubles()


def test_a_network_of_two_large_layers_is_small_and_quick(reader: Browser, tmp_path: Path) -> None:
    """2-16-16-1: the page is below 2.5 MB, a step takes no time that is felt, and neither pictures nor panel move."""
    network = feed_forward([2, 16, 16, 1], activation="tanh", seed=0)
    page = step_through(network, ROW, TARGET).save(tmp_path / "page.html")
    assert page.stat().st_size < 2_500_000
    reader.open(page)
    script = """
      const found = [], press = document.getElementById("next"), started = performance.now();
      while (press.getAttribute("aria-disabled") !== "true") {
        press.click();
        const [main, panel] = ["main", "#panel"].map((name) => document.querySelector(name).getBoundingClientRect().top);
        const [cards, rows] = ["#view .node", "#account tbody tr"].map((name) => document.querySelectorAll(name).length);
        found.push([main, panel, cards, rows]);
      }
      const seconds = (performance.now() - started) / 1000;
      const small = [...document.querySelectorAll("#map .shape.hidden")].map((mark) => mark.querySelectorAll("text").length);
      return [found, seconds, small];
    """
    found, seconds, small = reader.run(script)
    assert 166 == len(found)
    assert 1 == len({(main, panel) for main, panel, *_ in found})
    assert max(cards for *_, cards, _ in found) <= 11
    assert 17 == max(rows for *_, rows in found)
    assert [0] * 32 == small, "no text in the neurons of a crowded group"
    assert seconds / 166 < 0.25, "some 8 ms a step, measured by python -m tests.benchmarks stepper"
    assert [] == reader.troubles()


def test_time_goes_through_the_map(reader: Browser, tmp_path: Path) -> None:
    """A recurrent network: the map shows the numbers of the step in time that is told, and says which that is."""
    x, h = nn.InputNeuron("x"), Neuron("h", activation="tanh")
    nn.Synapse(x, h, 0.8), nn.Synapse(h, h, 0.5, delay=1)
    network = nn.Network([x], [h])
    sequence = [[1.0], [0.5], [-1.0]]
    reader.open(step_through(network, sequence, [None, None, 0.5]).save(tmp_path / "page.html"))
    script = (
        LOOK
        + """
      const found = [];
      for (let i = 0; i < 6; i++) {
        document.getElementById("next").click();
        const { marks, title } = look();
        found.push([document.getElementById("part").textContent, title, marks["shape n0"].full, marks["shape n1"].full]);
      }
      return found;
    """
    )
    outputs = [y.data for [y] in network.run(sequence)]
    expected = []
    for time, (given, output) in enumerate(zip(sequence, outputs, strict=True), 1):
        expected += [
            [f"step {time} of 3", f"h at step {time}: its weighted input", repr(given[0]), None],
            [f"step {time} of 3", f"h at step {time}: its output", repr(given[0]), repr(output)],
        ]
    assert expected == reader.run(script, 0, [])
    walk = """
      const [next, text] = [document.getElementById("next"), (id) => document.getElementById(id).textContent];
      const found = [];
      while (next.getAttribute("aria-disabled") !== "true") {
        next.click();
        found.push([text("title"), [...document.querySelectorAll("#account .after")].map((cell) => cell.dataset.full)]);
      }
      return found;
    """
    sums = dict(reader.run(walk))
    network.run(sequence)
    nn.mean_squared_error(network.outputs[0].output, 0.5).backward()
    assert [repr(s.gradient) for s in network.synapses if s.weight.reached] == sums["h at step 1: how E moves with its weights"]
    assert [] == reader.troubles()


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_map_is_marked_in_light_and_dark(reader: Browser, tmp_path: Path, theme: str, colours: Any) -> None:
    """What is differentiated has a solid magenta ring, what receives a dashed one, the active wire dashes that march or stand."""
    page = step_through(network_231(), ROW, TARGET).save(tmp_path / "page.html")
    script = """
      const style = (selector) => getComputedStyle(document.querySelector(`#map ${selector}`));
      const [now, receiver, flow] = [".shape.now > circle", ".shape.receiver > circle", ".path.flow path"].map(style);
      return [now.stroke, now.strokeDasharray, receiver.stroke, receiver.strokeDasharray !== "none", flow.stroke,
        flow.animationName, style("svg > rect").fill];
    """
    for calm in (False, True):
        reader.open(page, "#18b", theme=theme, calm=calm)
        line = rgb(colours.gradient_line)
        assert [line, "none", line, True, line, "none" if calm else "march", rgb(colours.page)] == reader.run(script)


def test_no_label_of_a_neuron_runs_or_breaks_the_page(reader: Browser, tmp_path: Path) -> None:
    """Names are any text at all: set as text in the map, the tables, the sentences and the tooltips."""
    labels = dict.fromkeys(label for label in HOSTILE if label.strip())
    inputs = [nn.InputNeuron(label) for label in labels]
    outputs = [Neuron(f"{label} too") for label in labels]
    for i, output in enumerate(outputs):
        nn.Synapse(inputs[i], output, 0.5), nn.Synapse(inputs[i - 1], output, 0.25)
    network = nn.Network(inputs, outputs)
    reader.open(step_through(network, [1.0] * len(inputs), [0.0] * len(inputs)).save(tmp_path / "page.html"))
    script = """
      const press = document.getElementById("next"), text = (id) => document.getElementById(id).textContent;
      let told = 0;
      for (const level of ["stops", "every"]) {
        document.getElementById(level).click();
        document.getElementById("first").click();
        while (press.getAttribute("aria-disabled") !== "true") {
          press.click();
          told += Boolean(text("title") && text("sentence"));
        }
      }
      return [told, document.querySelectorAll("script, img, b, iframe").length];
    """
    told, elements = reader.run(script)
    assert told > 100
    assert 2 == elements, "the page's own data and script"
    assert [] == reader.troubles()


def test_without_scripts_there_is_the_network_at_the_end(reader: Browser, tmp_path: Path) -> None:
    """An untrusted or static viewer sees outputs, deltas and weights."""
    network = network_231()
    stepper = step_through(network, ROW, TARGET)
    nn.mean_squared_error(network(ROW), TARGET).backward()
    page = tmp_path / "cell.html"
    page.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{stepper._repr_html_()}", encoding="utf-8")
    reader.open(page, scripts=False)
    try:
        assert reader.driver.find_element("css selector", "img").is_displayed()
        assert not reader.driver.find_element("css selector", "iframe").is_displayed()
        reader.open(stepper.save(tmp_path / "page.html"), scripts=False)
        shown = reader.driver.find_element("id", "map").text
        for neuron in network.neurons:
            if neuron.delta is not None and neuron.output is not None:
                assert numbers.short(neuron.output.data, 3) in shown
                assert numbers.short(neuron.delta, 3) in shown
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
