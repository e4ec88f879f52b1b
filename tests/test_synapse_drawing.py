"""The picture of a synapse says what the textbook says: the signal is w y, and dE/dw is y times delta."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from dot_reader import read

from autograd import Value
from autograd.drawing.numbers import short
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, draw, feed_forward, mean_squared_error

SVG = "{http://www.w3.org/2000/svg}"


def trained(passes: int = 1) -> Network:
    network = feed_forward([2, 3, 1], seed=0)
    for _ in range(passes):
        mean_squared_error(network([0.5, -1.0]), 1.0).backward()
    return network


def lines(synapse: Synapse) -> list[str]:
    """Every text of the picture, from the SVG."""
    root = ET.fromstring(draw(synapse).svg())  # noqa: S314 - our own picture
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_it_shows_both_products_with_the_engines_numbers() -> None:
    """After one pass forward and back, for every synapse of a network, biases included."""
    for synapse in trained().synapses:
        source, target = synapse.source, synapse.target
        assert source.output is not None
        assert target.weighted_input is not None
        assert target.delta is not None
        seen = " | ".join(lines(synapse))
        assert f"w = {short(synapse.weight.data)}" in seen
        numbers = [re.sub(r"[()]", "", line).rpartition("=")[0].rpartition("= ")[2].split(" × ") for line in lines(synapse)[-2:]]
        assert [short(synapse.weight.data), short(source.output.data)] == [text.strip() for text in numbers[0]]
        assert [short(source.output.data), short(target.delta)] == [text.strip() for text in numbers[1]]
        assert lines(synapse)[-2].endswith(f"= {short(synapse.weight.data * source.output.data)}")
        assert lines(synapse)[-1].endswith(f"= {short(synapse.gradient)}")
        assert f"δ {short(target.delta, 3)}" in seen


def test_both_ends_have_the_colours_of_their_network() -> None:
    """A neuron that hands its output on is hidden, one that does not is an output."""
    network = trained()

    def fills(picture: str) -> list[str]:
        root = ET.fromstring(picture)  # noqa: S314 - our own picture
        return [circle.get("fill", "") for circle in root.iter(f"{SVG}circle") if circle.get("fill", "none") != "none"]

    (x1, *_), (first, *_), (y,) = network.inputs, network.hidden[0], network.outputs
    whole = fills(draw(network).svg())
    assert [whole[0], fills(draw(first.outgoing[0]).svg())[0]] == fills(draw(x1.outgoing[0]).svg())
    assert whole[-1] == fills(draw(y.incoming[0]).svg())[-1] != fills(draw(y.incoming[0]).svg())[0]
    assert 3 == len({whole[0], whole[-1], fills(draw(y.incoming[0]).svg())[0]})


def test_before_a_pass_there_is_only_the_weight() -> None:
    """No products, no numbers in the neurons."""
    synapse = feed_forward([2, 1], seed=0).synapses[0]
    assert [f"w = {short(synapse.weight.data)}", "x1", "y"] == lines(synapse)


def recurrent() -> Synapse:
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, weight=0.5)
    loop = Synapse(y, y, weight=0.25, delay=1)
    network = Network([x], [y])
    network.run([[1.0], [2.0], [3.0]])[-1][0].backward()
    return loop


def shared() -> Synapse:
    x1, x2, y, weight = InputNeuron("x1"), InputNeuron("x2"), Neuron("y"), Value(0.5, "w")
    synapse = Synapse(x1, y, weight=weight)
    Synapse(x2, y, weight=weight)
    Network([x1, x2], [y])([1.0, 2.0])[0].backward()
    return synapse


@pytest.mark.parametrize("make", [lambda: trained(2).synapses[0], shared, recurrent], ids=["two passes", "shared", "delayed"])
def test_a_gradient_that_is_a_sum_is_not_called_a_product(make: Callable[[], Synapse]) -> None:
    """Of two passes, of two uses, of several steps."""
    synapse = make()
    last = lines(synapse)[-1]
    assert f"∂E/∂w = {short(synapse.gradient)}, a sum over uses or passes" == last
    assert ("delay 1: y of 1 step before" in lines(synapse)) == (synapse.delay == 1)


@pytest.mark.parametrize("name", ["<script>", "]]>", r"\N", "x" * 1000, "שלום", "two\nlines", ""])
def test_neurons_may_be_called_anything(name: str) -> None:
    """In both formats."""
    x, y = InputNeuron(name + "1"), Neuron(name + "2")
    synapse = Synapse(x, y, weight=1.0)
    Synapse(BiasNeuron(), y, weight=0.0)
    Network([x], [y])([2.0])
    lines(synapse)
    assert {"n0", "n1"} <= set(read(draw(synapse, theme="dark").source).nodes)
    assert "<script>" not in draw(synapse).svg()


def test_a_synapse_shows_itself() -> None:
    """In a notebook, by its name; an uninitialised weight is nan."""
    synapse = trained().synapses[0]
    assert "<Drawing of synapse x1→h1>" == repr(draw(synapse))
    assert {"text/html", "image/svg+xml", "text/plain"} == set(synapse._repr_mimebundle_())  # type: ignore[attr-defined]
    assert "w = nan" in lines(Synapse(InputNeuron("x"), Neuron("y")))
    with pytest.raises(TypeError, match="got a Synapse"):
        draw(synapse, legend="zoo")


@pytest.mark.parametrize("label", ["\ud800", "</script><script>", "a\x00b\nc", "]]>", "x" * 1000, "\u202eevil"])
def test_the_page_and_the_name_of_a_synapse_hold_any_label(label: str) -> None:
    """All of it can be written into files: a lone surrogate has no bytes of its own, and is shown as what it is not."""
    drawing = draw(Synapse(InputNeuron(label), Neuron("h"), 0.5))
    for text in (drawing.html(), drawing.svg(), drawing.source, repr(drawing), *drawing._repr_mimebundle_().values()):
        assert text.encode()
    assert "</script><script>" not in drawing.html()
    assert "\n" not in repr(drawing)
