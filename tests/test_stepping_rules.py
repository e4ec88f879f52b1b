"""Stories that are no backpropagation: a network that settles, a map that learns from one row; told, and in a real browser."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import pytest
from browser import Browser, browser

import nn
from autograd import Stepper
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, rules, zoo
from nn.updates import Alternating, Asynchronous, Synchronous, energy, settle

PATTERNS = [[1.0, 1.0, 1.0, 1.0, -1.0, -1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0]]
START = [1.0, 1.0, -1.0, 1.0, -1.0, -1.0, 1.0, -1.0]
ROW = [0.2, 0.9]


def hopfield(size: int = 8) -> Network:
    network = zoo.build("hn", neurons=size)
    rules.Hebb().learn(network, [pattern[:size] for pattern in PATTERNS], progress=False)
    return network


def kohonen() -> Network:
    return zoo.build("kn", inputs=2, rows=2, columns=3, seed=0)


def weights(network: Network) -> list[float]:
    return [synapse.weight.data for synapse in network.synapses]


def outline(stepper: Stepper) -> dict[str, Any]:
    return stepper._story.tables["outline"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as window:
        yield window


# ---- what is told -----------------------------------------------------------------------------------------------------


def test_a_settling_network_is_told_turn_by_turn() -> None:
    """Two stops a turn, in the order of the schedule; the last energy is that of the state in which it ends."""
    network = hopfield()
    settling = settle(network, START, Asynchronous(3), firings=True)
    stepper = nn.step_through_settling(network, START, Asynchronous(3))
    stops = outline(stepper)["stops"]
    assert 2 * len(settling.firings) == len(stops)
    assert [turn.neuron.label for turn in settling.firings] == [stop["title"].partition(":")[0] for stop in stops[::2]]
    ends = [step.after for step in stepper.steps.forward if step.name == "E"]
    assert settling.energies[1:] == ends
    assert ends[-1] == energy(network, settling.state)
    assert 0 == len([step for step in stepper._story.tables["steps"] if len(step) > 4]), "nothing goes back"
    assert [f"round {i + 1} of {settling.rounds}" for i in range(settling.rounds)] == outline(stepper)["sheets"]


def test_telling_changes_nothing() -> None:
    """Neither weights nor passes, of a network that settles and of a map that learns."""
    settling, learning = hopfield(), kohonen()
    before = weights(settling), weights(learning)
    nn.step_through_settling(settling, START)
    nn.step_through_map(learning, ROW)
    assert before == (weights(settling), weights(learning))
    assert all(neuron.output is None for network in (settling, learning) for neuron in network.outputs)


def test_biases_and_given_inputs_are_heard() -> None:
    """They are among the terms, and the energy counts them."""
    s, x = Neuron("s", activation="sign"), InputNeuron("x")
    Synapse(x, s, 2.0)
    Synapse(BiasNeuron("b"), s, -0.5)
    t = Neuron("t", activation="sign")
    for source, target in ((s, t), (t, s)):
        Synapse(source, target, 1.0, delay=1)
    network = Network([x, s, t], [s, t])
    row = [-1.0, 1.0, 1.0]
    stepper = nn.step_through_settling(network, row, Alternating([[s], [t]]))
    told = [step.after for step in stepper.steps.forward if step.name == "E"]
    assert settle(network, row, Alternating([[s], [t]])).energies[1:] == told


def test_a_map_ends_where_the_rule_leads() -> None:
    """The moved weights are those of one row by the rule, to the bit, and the winner is told first among those that move."""
    taught, told = kohonen(), kohonen()
    stepper = nn.step_through_map(told, ROW, rules.Kohonen(learning_rate=0.25), radius=1.0)
    rules.Kohonen(epochs=1, learning_rate=0.25, radius=1.0).learn(taught, [ROW], progress=False)
    names = {synapse.weight.label for synapse in told.synapses}
    moved = {step.name: step.after for step in stepper.steps.forward if step.name in names}
    wanted = {s.weight.label: s.weight.data for s in taught.synapses if s.trainable}
    assert wanted == moved
    titles = [stop["title"] for stop in outline(stepper)["stops"]]
    winner = next(title for title in titles if title.endswith(" wins")).removesuffix(" wins")
    first = next(title for title in titles if title.endswith("its weights move"))
    assert first.startswith(winner)
    answers = taught.predict([ROW])[0]
    assert winner == taught.cells[answers.index(1.0)].label


def test_without_a_radius_only_the_winner_is_told_to_move() -> None:
    """And the sum over the neighbourhood is its distance alone."""
    stepper = nn.step_through_map(kohonen(), ROW, radius=0.0)
    titles = [stop["title"] for stop in outline(stepper)["stops"]]
    assert 1 == sum(title.endswith("its weights move") for title in titles)


def test_what_cannot_be_told_is_refused() -> None:
    """Weights that differ by direction, several neurons at once, a network without a map."""
    network = hopfield(3)
    with pytest.raises(ValueError, match=r"Synchronous\(\) lets several neurons answer at once"):
        nn.step_through_settling(network, START[:3], Synchronous())
    with pytest.raises(ValueError, match="the network has 3 inputs"):
        nn.step_through_settling(network, START)
    with pytest.raises(ValueError, match=r"there is no energy to be told: .* has no counterpart"):
        nn.step_through_settling(zoo.build("ff", seed=0), [1.0, 1.0])
    with pytest.raises(ValueError, match="Kohonen's rule moves neurons of a map"):
        nn.step_through_map(network, START[:3])
    with pytest.raises(ValueError, match="there is no theme 'red'"):
        nn.step_through_settling(network, START[:3], theme="red")


def test_they_show_themselves_and_are_files(tmp_path: Path) -> None:
    """In a notebook, as a page, and as a picture of the end without scripts."""
    stepper = nn.step_through_settling(hopfield(4), START[:4], title="A <memory>")
    assert "<Stepper through E: 40 steps forward>" == repr(stepper)
    page = stepper.save(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "A &lt;memory&gt;" in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("http-equiv", "")
    assert "<iframe" in stepper._repr_mimebundle_()["text/html"]


# ---- what is seen -----------------------------------------------------------------------------------------------------

WALK = """
const full = (cell) => cell?.dataset.full ?? null, all = (selector) => [...document.querySelectorAll(selector)];
const look = () => ({
  title: document.getElementById("title").textContent, sentence: document.getElementById("sentence").textContent,
  rows: all("#account tbody tr").map((row) => [row.querySelector("th").textContent, ...[...row.querySelectorAll("td[data-full]")].map(full)]),
  total: full(document.querySelector("#account .total")), sheet: document.getElementById("part").textContent,
  marks: Object.fromEntries(all("#map .shape[data-key]").map((mark) => [mark.dataset.key, [full(mark.querySelector("text[data-full]")), [...mark.classList].sort().join(" ")]])),
});
const press = (name) => document.getElementById(name).click();
const [forth, back] = [[look()], []];
for (let i = 0; i < arguments[0]; i++) { press("next"); forth.push(look()); }
for (let i = 0; i <= arguments[0]; i++) { back.push(look()); press("back"); }
return [forth, back.reverse()];
"""  # noqa: E501 - a script


def test_a_reader_sees_every_turn_as_the_schedule_made_it(reader: Browser, tmp_path: Path) -> None:
    """Forth and back: the terms, the weighted input, the energy, the state of every neuron, and whose turn it is."""
    network = hopfield()
    settling = settle(network, START, Asynchronous(1), firings=True)
    reader.open(nn.step_through_settling(network, START, Asynchronous(1)).save(tmp_path / "page.html"))
    count = 2 * len(settling.firings)
    forth, back = reader.run(WALK, count)
    assert forth == back
    assert [] == reader.troubles()
    number = {neuron: f"n{i}" for i, neuron in enumerate(network.neurons)}
    state = dict(zip(settling.neurons, settling.states[0], strict=True))
    for i, turn in enumerate(settling.firings):
        summed, answered = forth[1 + 2 * i], forth[2 + 2 * i]
        terms = {s.source.label: (s.weight.data, state[s.source], s.weight.data * state[s.source]) for s in turn.neuron.incoming}  # type: ignore[index]
        seen = {row[0]: tuple(row[1:]) for row in summed["rows"]}
        assert {name: tuple(repr(x) for x in term) for name, term in terms.items()} == seen
        assert repr(turn.weighted_input) == summed["total"]
        moved = turn.after - turn.before
        assert answered["rows"][0][:3] == [turn.neuron.label, repr(moved), repr(turn.weighted_input)]
        assert repr(turn.energy) == answered["marks"]["total"][0]
        assert "computed" in answered["marks"][number[turn.neuron]][1]
        state[turn.neuron] = turn.after
        for neuron, said in state.items():
            assert repr(said) == answered["marks"][number[neuron]][0]
        assert f"round {turn.round} of {settling.rounds}" == answered["sheet"]


def test_a_reader_sees_a_map_learn(reader: Browser, tmp_path: Path) -> None:
    """Every weight before and after, as the rule has it."""
    told, taught = kohonen(), kohonen()
    before = {s.target.label.split(".distance")[0]: s for s in told.synapses if s.trainable}
    rules.Kohonen(epochs=1, learning_rate=0.5, radius=1.0).learn(taught, [ROW], progress=False)
    stepper = nn.step_through_map(told, ROW, radius=1.0)
    reader.open(stepper.save(tmp_path / "page.html"))
    forth, back = reader.run(WALK, len(outline(stepper)["stops"]))
    assert forth == back
    assert [] == reader.troubles()
    for cell in taught.cells:
        wanted = [repr(synapse.weight.data) for synapse in cell["distance"].incoming]
        (stop,) = [look for look in forth if look["title"] == f"{cell.label}: its weights move"]
        assert wanted == [row[-1] for row in stop["rows"]]
    assert len(before) == sum(look["title"].endswith("how far it is from the row") for look in forth)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_keys_and_themes(reader: Browser, tmp_path: Path, theme: str) -> None:
    """Arrows go, D goes one level deeper and back, and there is no track for a backward phase and no gradient to be seen."""
    from selenium.webdriver.common.keys import Keys

    reader.open(nn.step_through_settling(hopfield(4), START[:4]).save(tmp_path / "page.html"), theme=theme)
    look = 'return [document.getElementById("count").textContent, document.documentElement.dataset.level]'
    reader.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert ["step 2 of 16", "stops"] == reader.run(look)
    reader.press("d")
    assert ["operation 5 of 40", "operations"] == reader.run(look)
    reader.press(Keys.END)
    assert "operation 40 of 40" == reader.run(look)[0]
    shown = 'return ["forward", "backward"].map((id) => getComputedStyle(document.getElementById(id)).display)'
    assert ["none", "none"] == reader.run(shown)
    assert "none" == reader.run('return getComputedStyle(document.querySelector("#view .grad")).display')
    assert [] == reader.troubles()


def test_a_page_with_gradients_keeps_both_phases(reader: Browser, tmp_path: Path) -> None:
    """The track of backpropagation is as it was."""
    network = nn.feed_forward([1, 1], seed=0)
    reader.open(nn.step_through(network, [1.0], 0.5).save(tmp_path / "page.html"))
    shown = 'return ["forward", "backward"].map((id) => getComputedStyle(document.getElementById(id)).display)'
    assert "none" not in reader.run(shown)


def test_a_hostile_label_is_a_name(reader: Browser, tmp_path: Path) -> None:
    """Text and nothing else, in the map, in tables and in sentences."""
    network = hopfield(3)
    network.outputs[0].label = "<img src=x onerror=alert(1)>"
    reader.open(nn.step_through_settling(network, START[:3]).save(tmp_path / "page.html"))
    forth, _ = reader.run(WALK, 6)
    assert [] == reader.troubles()
    assert any("<img" in look["title"] for look in forth)


def test_large_networks_show_the_strongest_terms() -> None:
    """Beside a stop of 29 terms stand three of them; the table has all."""
    network = zoo.build("hn", neurons=30)
    random = Random(0)
    pattern = [random.choice((-1.0, 1.0)) for _ in range(30)]
    rules.Hebb().learn(network, [pattern], progress=False)
    stepper = nn.step_through_settling(network, [-s if i < 3 else s for i, s in enumerate(pattern)], max_rounds=1)
    facts = outline(stepper)
    assert {"the 3 strongest of 29 terms"} == {text for text, _ in groupby(facts["leftOut"])}
    assert 29 == len(facts["stops"][0]["table"]["rows"])
