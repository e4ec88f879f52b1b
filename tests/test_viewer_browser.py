"""Pictures as pages and in notebooks, in a real browser, offline: they move, enlarge, speak, and follow light and dark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser

import autograd
import nn
from autograd import Value, draw, tanh
from autograd.drawing import numbers
from autograd.drawing.palette import DARK, LIGHT
from autograd.graph import topological
from autograd.operations import constant

HOSTILE = [
    "<script>alert(1)</script>",
    "</script>",
    "<!--",
    "]]>",
    "&#",
    '"><img src=x onerror=alert(1)>',
    "שלום",
    "x" * 1000,
    "{{title}}",
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as window:
        yield window


def neuron() -> Value:
    x, w, b = Value(2.0, "x"), Value(-0.3, "w"), Value(0.4, "b")
    out = tanh(x * w + b) ** 2
    out.label = "E"
    out.backward()
    return out


def network_error(sizes: list[int]) -> Value:
    error = nn.mean_squared_error(nn.feed_forward(sizes, seed=0)([0.5, -1.0]), 0.5)
    error.label = "E"
    error.backward()
    return error


def view_of(reader: Browser) -> list[float]:
    """What of the picture is to be seen: left, top, width and height."""
    text = reader.driver.execute_script("return document.querySelector('#view > svg').getAttribute('viewBox')")
    return [float(number) for number in text.split()]


def colour(reader: Browser) -> str:
    return str(reader.driver.execute_script("return getComputedStyle(document.body).backgroundColor"))


def rgb(hexadecimal: str) -> str:
    return "rgb({}, {}, {})".format(*(int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5)))


@pytest.mark.parametrize("sizes", [None, [2, 6, 6, 1], [2, 16, 16, 1]], ids=["cards", "panels", "collapsed"])
def test_the_page_shows_the_whole_picture_and_the_engines_numbers(reader: Browser, tmp_path: Path, sizes: Any) -> None:
    """All cards are within the window at first; numbers, read back from the page, are the engine's."""
    output = neuron() if sizes is None else network_error(sizes)
    drawing = draw(output)
    reader.open(drawing.save(tmp_path / "picture.html"))
    inside = """
      const box = (e) => e.getBoundingClientRect();
      return [...document.querySelectorAll(".node")].map((card) => [card.id, card.querySelector(".data").textContent,
        box(card).left >= 0 && box(card).top >= 0 && box(card).right <= innerWidth && box(card).bottom <= innerHeight]);
    """
    expected = [[f"n{card.key[1:]}", numbers.short(card.data), True] for card in drawing.picture.cards]
    assert expected == reader.driver.execute_script(inside)
    if sizes is None:
        values = [value for value in topological(output) if value.operation is not constant]
        assert [numbers.short(value.data) for value in values] == [data for _, data, _ in expected]
    assert [] == reader.troubles()


def test_keys_buttons_and_the_wheel_enlarge_and_move(reader: Browser, tmp_path: Path) -> None:
    """What is under the pointer stays there; reset shows the whole again."""
    reader.open(draw(network_error([2, 6, 6, 1])).save(tmp_path / "picture.html"))
    whole = view_of(reader)
    reader.press("+")
    larger = view_of(reader)
    assert pytest.approx(whole[2] / 1.25) == larger[2]
    assert pytest.approx(whole[0] + whole[2] / 2) == larger[0] + larger[2] / 2
    reader.press("\ue014")  # right
    assert view_of(reader)[0] > larger[0]
    reader.press("0")
    assert pytest.approx(whole) == view_of(reader)
    reader.driver.find_element("id", "larger").click()
    assert pytest.approx(larger) == view_of(reader)
    reader.driver.find_element("id", "smaller").click()
    assert pytest.approx(whole) == view_of(reader)
    wheel = """
      const view = document.getElementById("view"), svg = view.firstElementChild;
      const under = () => new DOMPoint(300, 200).matrixTransform(svg.getScreenCTM().inverse());
      const before = under();
      view.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, clientX: 300, clientY: 200, bubbles: true, cancelable: true }));
      const after = under();
      return [Math.abs(before.x - after.x), Math.abs(before.y - after.y)];
    """
    assert max(reader.driver.execute_script(wheel)) < 0.5
    assert view_of(reader)[2] < whole[2]
    reader.driver.find_element("id", "whole").click()
    assert pytest.approx(whole) == view_of(reader)
    for _ in range(60):
        reader.press("-")
    assert view_of(reader)[2] <= 2.01 * whole[2]
    assert [] == reader.troubles()


def test_a_hand_and_two_fingers_move_it(reader: Browser, tmp_path: Path) -> None:
    """Dragging takes the picture along; two fingers that part enlarge it."""
    reader.open(draw(neuron()).save(tmp_path / "picture.html"))
    before = view_of(reader)
    scale = reader.driver.execute_script("return document.getElementById('view').clientWidth") / before[2]
    touch = """
      const view = document.getElementById("view");
      for (const [type, pointerId, clientX, clientY] of arguments[0])
        view.dispatchEvent(new PointerEvent(type, { pointerId, clientX, clientY, bubbles: true }));
    """
    view_pointer = "document.getElementById('view').setPointerCapture = () => {};"  # there is no finger to be captured
    reader.driver.execute_script(view_pointer + touch, [
        ["pointerdown", 1, 300, 200], ["pointermove", 1, 340, 230], ["pointerup", 1, 340, 230],
    ])  # fmt: skip
    moved = view_of(reader)
    assert pytest.approx([before[0] - 40 / scale, before[1] - 30 / scale, before[2]]) == moved[:3]
    reader.driver.execute_script(touch, [
        ["pointerdown", 1, 300, 200], ["pointerdown", 2, 500, 200], ["pointermove", 2, 700, 200],
        ["pointerup", 1, 0, 0], ["pointerup", 2, 0, 0],
    ])  # fmt: skip
    assert pytest.approx(moved[2] / 2) == view_of(reader)[2]
    assert [] == reader.troubles()


def test_a_card_says_everything_with_all_digits(reader: Browser, tmp_path: Path) -> None:
    """At once, where the pointer is; nothing of it stays as a title, which browsers would show a second time."""
    output = neuron()
    reader.open(draw(output, local_derivatives=True).save(tmp_path / "picture.html"))
    from selenium.webdriver.common.action_chains import ActionChains

    about = reader.driver.find_element("id", "about")
    assert not about.is_displayed()
    card = reader.driver.find_element("css selector", ".node.output rect")
    ActionChains(reader.driver, duration=0).move_to_element(card).perform()
    assert about.is_displayed()
    assert ["E = tanh(x × w + b)²", f"data {output.data!r}", "grad 1.0"] == about.text.splitlines()
    assert 0 == reader.driver.execute_script("return document.querySelectorAll('#view title').length")
    reader.press("\ue00c")
    assert not about.is_displayed()


def test_the_wires_of_a_card_stand_out(reader: Browser, tmp_path: Path) -> None:
    """Those that lead to it and from it, of a graph and of a network; the others step back until the pointer leaves."""
    from selenium.webdriver.common.action_chains import ActionChains

    near = "return [...document.querySelectorAll('.near')].map((wire) => wire.querySelector('path').closest('g').id).sort()"
    drawing = draw(network_error([2, 16, 16, 1]))
    reader.open(drawing.save(tmp_path / "graph.html"))
    card = next(card for card in drawing.picture.cards if card.label == "y[h3]")
    rest = ActionChains(reader.driver, duration=0)
    rest.move_to_element(reader.driver.find_element("css selector", f"#n{card.key[1:]} .data")).perform()
    wires = [wire for wire in drawing.picture.wires if card.key in {wire.source, wire.target}]
    assert 2 + 16 == len(wires)
    assert sorted(f"e{wire.target[1:]}_{wire.operand}" for wire in wires) == reader.driver.execute_script(near)
    rest.move_to_element(reader.driver.find_element("id", "whole")).perform()
    assert [] == reader.driver.execute_script(near)
    network = nn.feed_forward([2, 3, 1], seed=0)
    reader.open(nn.draw(network).save(tmp_path / "network.html"))
    rest.move_to_element(reader.driver.find_element("css selector", ".shape.output circle")).perform()
    assert len(network.outputs[0].incoming) == len(reader.driver.find_elements("css selector", ".path.near"))
    assert [] == reader.troubles()


@pytest.mark.parametrize(("theme", "seen"), [("light", LIGHT), ("dark", DARK)])
def test_the_page_is_as_its_reader_prefers(reader: Browser, tmp_path: Path, theme: str, seen: Any) -> None:
    """Unless the picture was asked for in one of the two; networks as well."""
    network = nn.feed_forward([2, 3, 1], seed=0)
    for i, drawing in enumerate([draw(neuron()), nn.draw(network)]):
        reader.open(drawing.save(tmp_path / f"{i}.html"), theme=theme)
        assert rgb(seen.page) == colour(reader)
        paint = "return getComputedStyle(document.querySelector('.output rect, .output circle')).stroke"
        assert rgb(seen.roles["output"].stroke) == reader.driver.execute_script(paint)
    other = {"light": "dark", "dark": "light"}[theme]
    reader.open(draw(neuron(), theme=other).save(tmp_path / "fixed.html"), theme=theme)
    assert rgb({"light": LIGHT, "dark": DARK}[other].page) == colour(reader)
    assert [] == reader.troubles()


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_no_label_runs_or_breaks_the_page(reader: Browser, tmp_path: Path, label: str) -> None:
    """Values, groups and neurons may be called anything."""
    x = Value(2.0, label)
    output = tanh(x * 3) * x
    output.label = label
    y = nn.Neuron(label, activation="tanh")
    nn.Synapse(nn.InputNeuron(label + "0"), y, weight=0.5)
    network = nn.Network([y.incoming[0].source], [y])
    network([1.0])
    for i, drawing in enumerate([draw(output), draw(output, group={output: label}, collapse=True), nn.draw(network), nn.draw(y)]):
        reader.open(drawing.save(tmp_path / f"{i}.html"))
        assert reader.driver.execute_script("return document.querySelectorAll('#view > svg').length") == 1
        assert reader.driver.execute_script("return document.querySelectorAll('script, img').length") == 1
        assert [] == reader.troubles()


def test_without_scripts_the_page_shows_the_picture(reader: Browser, tmp_path: Path) -> None:
    """And it does what a picture does: shrink to the window's width."""
    reader.open(draw(network_error([2, 6, 6, 1])).save(tmp_path / "picture.html"), scripts=False)
    try:
        assert reader.driver.find_element("css selector", "#view > svg").size["width"] in range(300, 1101)
        assert not reader.driver.find_element("id", "zoom").is_displayed()
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


# ---- in a notebook ---------------------------------------------------------------------------------------------------

CELLS = [
    "from autograd import Value, draw\nx = Value(3.0, label='x')\ny = x * x\ny.label = 'y'\ny",
    "from nn import feed_forward\nnetwork = feed_forward([2, 3, 1], seed=0)\nnetwork",
    "out = network([0.5, -1.0])\nnetwork['h1']",
    "draw(out[0], local_derivatives=True)",
    "x.data = 4.0\ny",
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that ran in a kernel, as nbconvert's HTML."""
    folder = tmp_path_factory.mktemp("notebook")
    cells = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for i, source in enumerate(CELLS)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    written = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "pictures.ipynb").write_text(json.dumps(written), encoding="utf-8")
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "pictures.ipynb"]
    command += ["--HTMLExporter.mathjax_url=", "--HTMLExporter.require_js_url=", "--HTMLExporter.jquery_url="]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(autograd.__file__).parent.parent), "IPYTHONDIR": str(folder)}
    subprocess.run(command, cwd=folder, env=surroundings, check=True, capture_output=True)
    return folder / "pictures.html"


def test_objects_show_themselves_in_an_executed_notebook(reader: Browser, notebook: Path) -> None:
    """A value, a network, a neuron after a pass and a drawing: a page each, as high as its picture; a stale value is text."""
    reader.open(notebook)
    settled = """
      for (const frame of document.querySelectorAll("iframe")) {
        frame.scrollIntoView();  // what is out of view is not laid out
        while (frame.style.display !== "block" || frame.style.height === "640px") await new Promise(requestAnimationFrame);
      }
      return document.querySelectorAll("iframe").length;
    """
    assert 4 == reader.run(settled)
    assert not any(picture.is_displayed() for picture in reader.driver.find_elements("css selector", "img"))
    kinds = []
    for frame in reader.driver.find_elements("css selector", "iframe"):
        reader.run("arguments[0].scrollIntoView(); await new Promise((done) => setTimeout(done, 100));", frame)
        height = frame.size["height"]
        reader.driver.switch_to.frame(frame)
        _, _, wide, high = view_of(reader)
        shown = reader.driver.find_element("css selector", "#view > svg").size
        assert abs(height - shown["height"]) <= 1
        assert wide > 0 and high > 0 and shown["width"] > 200  # noqa: PT018
        kinds.append(reader.driver.execute_script("return document.querySelectorAll('.node').length"))
        reader.driver.switch_to.default_content()
    assert [2, 0, 7, 23] == kinds
    assert "no picture: 'x' was assigned after" in reader.driver.find_element("tag name", "body").text
    assert [] == reader.troubles()


def test_a_notebook_scrolls_under_the_wheel(reader: Browser, notebook: Path) -> None:
    """Until the reader takes hold of a picture; two fingers always enlarge it."""
    reader.open(notebook)
    reader.run("while (document.querySelector('iframe').style.height === '640px') await new Promise(requestAnimationFrame);")
    reader.driver.switch_to.frame(reader.driver.find_element("css selector", "iframe"))
    wheel = """
      const event = new WheelEvent("wheel", { deltaY: -100, clientX: 50, clientY: 50, ctrlKey: arguments[0], cancelable: true });
      document.getElementById("view").dispatchEvent(event);
      return event.defaultPrevented;
    """
    assert not reader.driver.execute_script(wheel, False)
    assert reader.driver.execute_script(wheel, True)
    reader.driver.execute_script("document.getElementById('view').focus()")
    assert reader.driver.execute_script(wheel, False)
    reader.driver.switch_to.default_content()


def test_without_scripts_a_notebook_shows_pictures(reader: Browser, notebook: Path) -> None:
    """An untrusted or static viewer: each is there as an image, and no frame."""
    reader.open(notebook, scripts=False)
    try:
        pictures = reader.driver.find_elements("css selector", "img")
        assert 4 == len(pictures)
        for picture in pictures:
            assert picture.is_displayed()
            assert picture.size["width"] > 200
        assert not any(frame.is_displayed() for frame in reader.driver.find_elements("css selector", "iframe"))
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
