"""Stepping through a network: what is told of each neuron is what the engine computes, whatever the network is like."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from autograd import NotDifferentiable, TooLarge, Value
from autograd.drawing.stepper.naming import NamedSteps
from autograd.drawing.stepper.outline import MANY, Outline, Stop
from nn import (
    BiasNeuron,
    InputNeuron,
    Network,
    Neuron,
    Synapse,
    compete,
    connect,
    feed_forward,
    losses,
    lstm_layer,
    step_through,
)
from nn.stepping.plan import plan_of
from nn.stepping.recording import Recording, one_sample, record

Case = tuple[Network, Any, Any, Any]


def combining(combine: str) -> Case:
    """A neuron that combines otherwise, whose sources are used elsewhere too, and a skip from an input."""
    a, b, h, g, y = InputNeuron("a"), InputNeuron("b"), Neuron("h", "tanh"), Neuron("g", "tanh", combine), Neuron("y")
    for source, target, weight in [(a, h, 0.7), (b, h, -0.4), (h, g, 0.9), (a, g, -1.1), (b, g, 0.3), (g, y, 0.5), (h, y, 0.2)]:
        Synapse(source, target, weight)
    Synapse(BiasNeuron("one"), g, 0.25)
    return Network([a, b], [y]), [0.5, -1.2], 0.3, losses.mean_squared_error


def shared_and_frozen() -> Case:
    """Two synapses share a weight, one is frozen, and a skip leads past the hidden neurons."""
    x, h, k, y = InputNeuron("x"), Neuron("h", "sigmoid"), Neuron("k", "softplus"), Neuron("y")
    weight = Value(0.4, "w")
    Synapse(x, h, weight), Synapse(x, k, weight), Synapse(h, y, weight), Synapse(x, y, 0.1)
    Synapse(k, y, -0.2, trainable=False), Synapse(BiasNeuron(), y, 0.3, trainable=False)
    return Network([x], [y]), [0.5], 1.0, losses.mean_squared_error


def recurrent() -> Case:
    """A source twice, now and a step before; loops of one and two steps; a step without a target."""
    x, h, y = InputNeuron("x"), Neuron("h", "tanh"), Neuron("y", "sigmoid")
    Synapse(x, h, 0.4), Synapse(x, h, 0.3, delay=1), Synapse(h, h, 0.5, delay=1), Synapse(y, h, -0.5, delay=2)
    Synapse(h, y, 0.9), Synapse(x, y, 0.1), Synapse(BiasNeuron(), h, 0.2)
    return Network([x], [y]), [[0.5], [1.0], [-1.0], [0.2]], [None, 0.3, None, 0.9], losses.binary_cross_entropy


def bidirectional() -> Case:
    """A neuron that remembers, one that looks ahead, an output that reads both."""
    x, f, b, y = InputNeuron("x"), Neuron("f", "tanh"), Neuron("b", "tanh"), Neuron("y")
    Synapse(x, f, 0.4), Synapse(f, f, 0.5, delay=1), Synapse(x, b, -0.6), Synapse(b, b, 0.7, ahead=1), Synapse(x, b, 0.2, ahead=1)
    Synapse(f, y, 0.9), Synapse(b, y, -0.3), Synapse(BiasNeuron(), b, 0.2)
    return Network([x], [y]), [[0.5], [1.0], [-1.0]], [0.1, None, 0.9], losses.mean_squared_error


def competing() -> Case:
    """Two hidden neurons that share out 1, each of which depends on both weighted inputs."""
    x, a, b, y = InputNeuron("x"), Neuron("a"), Neuron("b"), Neuron("y", "tanh")
    Synapse(x, a, 0.4), Synapse(x, b, -0.6), Synapse(BiasNeuron(), b, 0.3), Synapse(a, y, 0.9), Synapse(b, y, -0.3)
    compete([a, b])
    return Network([x], [y]), [0.5], 0.9, losses.mean_squared_error


def remembering() -> Case:
    """Two LSTM cells, whose parts are sums, products and loops through gates."""
    x, y = InputNeuron("x"), Neuron("y")
    connect([cell.output for cell in lstm_layer([x], 2)], y)
    return Network([x], [y], seed=0), [[0.5], [1.0], [-1.0]], [None, None, 0.9], losses.mean_squared_error


CASES: dict[str, Callable[[], Case]] = {
    "2-3-1": lambda: (feed_forward([2, 3, 1], seed=0), [0.5, -1.0], 1.0, losses.mean_squared_error),
    "several outputs": lambda: (feed_forward([3, 4, 4, 3], seed=1), [0.5, -1.0, 2.0], 2, losses.cross_entropy),
    "2-16-16-1": lambda: (feed_forward([2, 16, 16, 1], seed=0), [0.5, -1.0], 1.0, losses.huber),
    "shared and frozen": shared_and_frozen,
    "recurrent": recurrent,
    "bidirectional": bidirectional,
    "competing": competing,
    "remembering": remembering,
    "a row through a recurrent one": lambda: (recurrent()[0], [0.5], 1.0, losses.mean_squared_error),
    "the loss is an output": lambda: (feed_forward([2, 2, 1], seed=0), [1.0, 2.0], 0.0, lambda outputs, _: outputs[0]),
    **{name: lambda name=name: combining(name) for name in ("product", "mean", "maximum", "squared_distance")},  # type: ignore[misc]
}
FEED_FORWARD = ["2-3-1", "several outputs", "2-16-16-1"]


def told(case: Case) -> tuple[Outline, Recording]:
    network, inputs, targets, loss = case
    recording = record(network, one_sample(network, inputs, targets), loss)
    return plan_of(recording)(NamedSteps(recording.error)), recording


def rows(stop: Stop) -> list[tuple[float, float, float]]:
    assert stop.table is not None
    return [(row.first, row.second, row.term) for row in stop.table.rows]


def ending(outline: Outline, text: str) -> dict[str, Stop]:
    """The stops of one kind by the names of their neurons; titles end alike."""
    return {stop.title.split(":")[0]: stop for stop in outline.stops if stop.title.endswith(text)}


@pytest.mark.parametrize("name", FEED_FORWARD)
def test_the_stops_are_the_textbooks_equations_to_the_bit(name: str) -> None:
    """x_j and its terms w y, dE/dy_j and its terms w delta, delta_j, and dE/dw = y delta: as the user's own pass has them."""
    network, inputs, targets, loss = case = CASES[name]()
    outline, _ = told(case)
    loss(network(inputs), targets).backward()
    weighted, arrived = ending(outline, ": its weighted input"), ending(outline, "with its output")
    weights = ending(outline, "with its weights")
    neurons = [neuron for neuron in network.neurons if isinstance(neuron, Neuron)]
    assert [neuron.label for neuron in neurons] == list(weighted)
    assert [neuron.label for neuron in reversed(neurons)] == list(weights)
    for neuron in neurons:
        x, y, delta = neuron.weighted_input, neuron.output, neuron.delta
        assert x is not None
        assert y is not None
        assert delta is not None
        sources = [synapse.source.output for synapse in neuron.incoming]
        expected = [
            (s.weight.data, source.data) for s, source in zip(neuron.incoming, sources, strict=True) if source is not None
        ]
        assert [(w, o, w * o) for w, o in expected] == rows(weighted[neuron.label])
        assert weighted[neuron.label].table.total[1] == x.data  # type: ignore[union-attr, index]
        assert [(o, delta, s.gradient) for (_, o), s in zip(expected, neuron.incoming, strict=True)] == rows(
            weights[neuron.label]
        )
        if neuron.outgoing:
            back = [(s.weight.data, s.target.delta) for s in reversed(neuron.outgoing)]
            assert [(w, d, w * d) for w, d in back if d is not None] == rows(arrived[neuron.label])
            assert arrived[neuron.label].table.total[1] == y.grad  # type: ignore[union-attr, index]


@pytest.mark.parametrize("name", CASES)
def test_all_gradients_are_told_and_add_up(name: str) -> None:
    """Every weight's last row has its gradient, every sum over synapses is the sum of its terms, everything is told once."""
    case = CASES[name]()
    outline, recording = told(case)
    recording.error.backward()
    last: dict[str, float] = {}
    for stop in outline.stops:
        if stop.table is None:
            continue
        terms = [row.term for row in stop.table.rows]
        if stop.table.total and stop.table.gradient:
            assert math.isclose(math.fsum(terms), stop.table.total[1], rel_tol=0.0, abs_tol=1e-12 * sum(map(abs, terms)) + 5e-324)
        if stop.title.endswith("with its weights"):
            facts = NamedSteps(recording.error)
            for place, row in zip(stop.steps, stop.table.rows, strict=True):
                step = facts[place - 1]
                assert (step.local, step.upstream, step.contribution, step.after) == (row.first, row.second, row.term, row.after)
                assert step.operand is not None
                last[step.operand.label] = step.after
    reached = {s.weight.label: s.weight.grad for s in recording.network.synapses if s.weight.reached}
    assert reached == last
    wanted = [moment for moment in recording.moments if moment.output.reached]
    for kind in (": its weighted input", ": its output"):
        assert len(wanted) == sum(stop.phase == "forward" and stop.title.endswith(kind) for stop in outline.stops)
    assert len(wanted) == sum("its δ" in stop.title for stop in outline.stops)


@pytest.mark.parametrize("name", CASES)
def test_a_stop_tells_what_is_known_by_then(name: str) -> None:
    """Stops go forward in time, none tells a step that is still to come, and marks and readings are of the picture."""
    outline, recording = told(CASES[name]())
    assert [stop.at for stop in outline.stops] == sorted(stop.at for stop in outline.stops)
    keys = set(re.findall(r'data-key="(\w+)"', outline.map))
    for stop in outline.stops:
        assert max(stop.steps) <= stop.at
        assert {key for marked in stop.marks.values() for key in marked} <= keys
    assert {reading.key for reading in outline.readings} <= keys
    assert set(outline.names) == keys - {key for key in keys if key.startswith("e")}
    facts = NamedSteps(recording.error)
    steps_there = set(range(1, len(facts) + 1))
    assert set(outline.flows) <= steps_there
    made = [value for part in outline.parts for value in part.made]
    assert len(made) == len(set(made))
    assert {step.node for step in facts} == set(made)


def test_readings_end_with_what_the_engine_has() -> None:
    """The last that each mark shows: outputs, deltas, and the gradients of weights."""
    network, inputs, targets, loss = case = CASES["2-3-1"]()
    outline, _ = told(case)
    loss(network(inputs), targets).backward()
    names = {name: key for key, name in outline.names.items()}
    shown = {(reading.key, reading.place): reading.number for reading in outline.readings}
    for neuron in network.neurons:
        if isinstance(neuron, BiasNeuron):
            continue
        assert neuron.output is not None
        assert shown[names[str(neuron)], "shape"] == neuron.output.data
        assert shown[names[str(neuron)], "chip"] == neuron.delta
    for synapse in network.synapses:
        assert shown[names[f"synapse {synapse.source.label}→{synapse.target.label}"], "chip"] == synapse.gradient


def test_a_delta_appears_where_it_is_told() -> None:
    """Not before: the reading of a delta has the place of its stop."""
    outline, _ = told(CASES["2-3-1"]())
    names = {key: name.split("'")[1] for key, name in outline.names.items() if name.startswith("neuron")}
    at = {names[reading.key]: reading.at for reading in outline.readings if reading.gradient and reading.key in names}
    assert at == {stop.title.split(":")[0]: stop.at for stop in outline.stops if "its δ" in stop.title}


def test_a_term_is_what_the_neuron_itself_makes_of_a_pair() -> None:
    """A squared distance has terms (w - y)^2, a product the signals w y."""
    for combine, term in [("squared_distance", lambda w, y: (w - y) ** 2), ("product", lambda w, y: w * y)]:
        outline, _ = told(combining(combine))
        found = rows(ending(outline, ": its weighted input")["g"])
        assert [(w, y, term(w, y)) for w, y, _ in found] == found


def test_a_page_has_the_largest_terms_first_and_any_label() -> None:
    """Rows of a long table are sorted by size, those of a short one as synapses were made; labels may be what they like."""
    network = feed_forward([8, 1, 1], seed=3, labels={"inputs": [*"abcdef", "</script>\ud800", "\u202eg" * 500]})
    page = step_through(network, [0.1 * i - 0.3 for i in range(8)], 1.0).html()
    page.encode("utf-8")
    assert 2 == page.count("</script>")
    found = re.search(r'<script id="story" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    story = json.loads(found[1])
    many, few = (stop["table"]["rows"] for stop in story["outline"]["stops"] if stop["title"].endswith(": its weighted input"))
    sizes = [abs(float(story["numbers"][row[3]][1])) for row in many]
    assert sizes == sorted(sizes, reverse=True)
    assert [100, 9] == [abs(many[0][4]), len(many)]
    assert ["h1", "b2"] == [story["words"][row[0]] for row in few]


def test_a_delayed_synapse_brings_what_was_a_step_before() -> None:
    """The rows of a recurrent neuron: the same source now and before, and its own earlier output."""
    outline, recording = told(recurrent())
    stop = ending(outline, ": its weighted input")["h at step 2"]
    before = recording.moments[0].output.data
    assert stop.table is not None
    assert {"x": 1.0, "x, 1 step before": 0.5, "h, 1 step before": before, "b1": 1.0, "y, 2 steps before": 0.0} == {
        row.name: row.second for row in stop.table.rows
    }
    assert ["step 1 of 4", "step 2 of 4", "step 3 of 4", "step 4 of 4"] == list(outline.sheets)


def test_a_neuron_of_many_inputs_is_shown_in_brief() -> None:
    """Beside the map there are its three strongest terms; the table has all, and the sentence the largest."""
    outline, _ = told(CASES["2-16-16-1"]())
    part = next(part for part in outline.parts if part.name == "h20")
    assert 3 * 2 + 2 == len(part.brief)
    assert "the 3 strongest of 17 terms" == part.left_out
    stop = ending(outline, ": its weighted input")["h20"]
    assert 17 == len(rows(stop)) > MANY
    largest = max(rows(stop), key=lambda row: abs(row[2]))
    assert re.search(f"Of 17 terms the largest is that of h\\d+, {largest[2]:.4g}", stop.sentence)
    strongest = sorted(rows(stop), key=lambda row: -abs(row[2]))[:3]
    assert {x for row in strongest for x in row[:2]} <= {value.data for value in part.brief}


def test_the_network_stays_as_it_is() -> None:
    """Weights, gradients, latest pass and state: a page is no pass."""
    network, *_ = recurrent()
    outputs = network([0.3])
    outputs[0].backward()
    facts = [(s.weight.data, s.weight.grad, s.weight.reached) for s in network.synapses]
    step_through(network, [[0.5], [1.0]], [0.1, 0.2]).html()
    assert facts == [(s.weight.data, s.weight.grad, s.weight.reached) for s in network.synapses]
    assert outputs[0] is network.outputs[0].output
    follow = network([1.0])[0].data
    fresh, *_ = recurrent()
    assert follow == [fresh([0.3]), fresh([1.0])][1][0].data


def test_it_is_a_stepper_like_any_other(tmp_path: Path) -> None:
    """Facts, files and a notebook's display; the animation where all values can be seen at once."""
    network = feed_forward([2, 3, 1], seed=0)
    stepper = step_through(network, [0.5, -1.0], 1.0, "huber", theme="dark", title="A <b>title</b>")
    assert [step.name for step in stepper.steps.forward][:2] == ["x[h1]", "y[h1]"]
    assert "A &lt;b&gt;title" in stepper.save(tmp_path / "page.html").read_text(encoding="utf-8")
    ET.fromstring(stepper.save(tmp_path / "loop.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own picture
    shown = stepper._repr_mimebundle_()["text/html"]
    assert "<iframe" in shown
    assert stepper.html() == step_through(network, [0.5, -1.0], 1.0, "huber", theme="dark", title="A <b>title</b>").html()
    with pytest.raises(TooLarge, match="save the page"):
        step_through(feed_forward([2, 16, 16, 1], seed=0), [0.5, -1.0], 1.0).svg()


def test_what_does_not_fit_is_told_with_what_was_expected() -> None:
    """Counts, kinds, losses and themes; nothing is drawn of a network that is too large."""
    network = feed_forward([2, 2, 1], seed=0)
    for inputs, targets, options, expected in [
        ([1, 2, 3], 1, {}, "the row of inputs has 3 numbers, but the network has 2 inputs"),
        ([1, 2], [1, 2], {}, "there must be as many targets as outputs, 1, got 2"),
        ("ab", 1, {}, r"must be a list of numbers, got str 'ab': write \[...\], or \[\[...\], ...\] for a sequence"),
        ([[1, 2], [3, 4]], 1, {}, "a sequence of 2 steps, so the targets must be a list with a target for each, None where"),
        ([[1, 2], [3]], [1, 2], {}, "step 1 of the inputs has 1 number, but the network has 2"),
        ([1, math.nan], 1, {}, "the row of inputs holds nan"),
        ([1, 2], 1, {"loss": "huger"}, "unknown loss 'huger': did you mean 'huber'"),
        ([1, 2], 1, {"loss": lambda outputs, _: outputs[0].data}, "a loss must return a Value, got float"),
        ([1, 2], 1, {"loss": lambda outputs, _: Value(1.0)}, "the loss does not depend on the network's outputs"),
        ([1, 2], 1, {"theme": "blue"}, "there is no theme 'blue'"),
    ]:
        with pytest.raises((ValueError, TypeError), match=expected):
            step_through(network, inputs, targets, **options)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"takes a Network, got int; autograd\.step_through takes a Value"):
        step_through(3, [1, 2], 1)  # type: ignore[arg-type]
    with pytest.raises(NotDifferentiable):
        step_through(feed_forward([1, 1], output_activation="sqrt", initialiser="zeros"), [0.0], 1.0)
    with pytest.raises(TooLarge, match="or a smaller network"):
        step_through(feed_forward([100, 60, 1], seed=0), [0.0] * 100, 1.0)
