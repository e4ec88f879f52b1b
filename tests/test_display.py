"""Objects show themselves in notebooks: with a picture where there is one to draw, and never with an error."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from autograd import Value, draw, tanh
from autograd.facade import shown_by
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward

ROOT = Path(__file__).parent.parent


def shown(thing: object) -> dict[str, str]:
    """What IPython asks for."""
    return thing._repr_mimebundle_(include=None, exclude=None)  # type: ignore[attr-defined, no-any-return]


def passed() -> Network:
    network = feed_forward([2, 3, 1], seed=0)
    network([0.5, -1.0])
    return network


@pytest.mark.parametrize(
    "thing",
    [Value(3.0, "x"), tanh(Value(3.0, "x")), passed(), passed()["h1"], passed().inputs[0], passed().biases[0], draw(Value(1.0))],
    ids=["leaf", "value", "network", "neuron", "input", "bias", "drawing"],
)
def test_an_object_is_a_picture(thing: object) -> None:
    """As a page with an image, as SVG for exporters, and as the text that a console shows."""
    bundle = shown(thing)
    assert {"text/html", "image/svg+xml", "text/plain"} == set(bundle)
    assert repr(thing) == bundle["text/plain"]
    assert bundle["text/html"].startswith("<div><img alt=")
    ET.fromstring(bundle["image/svg+xml"])  # noqa: S314 - our own picture


def broken() -> Network:
    network = passed()
    Synapse(InputNeuron("stranger"), network["h1"], weight=1.0)
    return network


def stale() -> Value:
    x = Value(3.0, "x")
    out = x * x
    x.data = 4.0
    return out


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (Neuron("y", activation="tanh"), ""),
        (feed_forward([2, 3, 1])["h1"], ""),
        (InputNeuron("x"), ""),
        (stale(), "no picture: 'x' was assigned after"),
        (broken(), "no picture: input neuron 'stranger'"),
    ],
    ids=["alone", "before a pass", "input", "stale", "broken"],
)
def test_what_cannot_be_drawn_is_text(thing: object, said: str) -> None:
    """The same text as in a console, and why, where something is wrong."""
    bundle = shown(thing)
    assert ["text/plain"] == list(bundle)
    first, _, rest = bundle["text/plain"].partition("\n")
    assert repr(thing) == first
    assert (said in rest) if said else (not rest)


def test_a_huge_graph_is_shown_as_far_as_it_can_be_read() -> None:
    """50,000 values: 60 cards, and a page that does not grow with the rest."""
    value = Value(1.0, "x")
    for _ in range(50_000):
        value = value * 1.0001
    bundle = shown(value)
    assert "60 of 50,001 values" in bundle["image/svg+xml"]
    assert len(bundle["text/html"]) < 400_000


def test_a_bias_is_a_card_before_any_pass() -> None:
    """Its output is always there."""
    assert "image/svg+xml" in shown(BiasNeuron("b"))


def test_nothing_is_loaded_before_it_is_shown() -> None:
    """The objects know nothing of pictures: importing them loads no drawing."""
    program = "import sys, autograd, nn; print([name for name in sys.modules if 'drawing' in name])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "[]" == done.stdout.strip()


def test_whoever_is_asked_says_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The method asks the module's ``show``, and hands on what it says."""
    monkeypatch.setattr("autograd.drawing.show", lambda thing: {"text/plain": f"seen {thing}"})
    assert {"text/plain": "seen 3"} == shown_by("autograd.drawing")(3, include=["image/png"])
