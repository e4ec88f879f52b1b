"""``chainrule show``: what a saved network is made of, and what it has learned."""

from io import StringIO
from pathlib import Path

import pytest

from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward, save, train
from nn.cli import main
from nn.optimizers import Adam
from nn.preprocessing import NumberCoding, Preprocessing
from nn.tables import read_csv

CSV = "length,width,colour,kind\n1.5,1,red,a\n2.25,2,blue,b\n3,,red,a\n4,4,blue,b\n"


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert 0 == main(["show", *map(str, arguments)])
    return capsys.readouterr().out


def test_neurons_and_synapses_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With kind, activation and combine, weight, delay, what is frozen and what is shared."""
    x, h, y = InputNeuron("x"), Neuron("h", "leaky_relu(0.2)", "product"), Neuron("y")
    first = Synapse(x, h, 0.5)
    Synapse(BiasNeuron("one"), h, -0.25, trainable=False)
    Synapse(h, y, first.weight)
    Synapse(y, y, 1 / 3, delay=1)
    out = shown(capsys, save(Network([x], [y]), tmp_path / "n.json"))
    lines = [" ".join(line.split()) for line in out.splitlines()]
    told = " ".join(out.split())
    assert (
        "3 neurons (1-1-1), 1 bias neuron, 4 synapses, 2 parameters, 1 frozen, 1 of the synapses share a weight with another"
        in told
    )
    for line in (
        "x input 0 in, 1 out",
        "one bias always 1 0 in, 1 out",
        "h hidden leaky_relu(0.2) of product 2 in, 1 out",
        "y output linear 2 in, 1 out",
        "x → h 0.5 shared: w[x→h]",
        "one → h -0.25 frozen",
        "h → y 0.5 shared: w[x→h]",
        "y → y 0.333333 1 step later",
    ):
        assert line in lines


def test_tables_are_aligned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Column under column, numbers by their sign."""
    network = feed_forward([1, 1, 1], initialiser=lambda *_: -0.5, labels={"inputs": ["temperature"]})
    assert """
neurons
  temperature  input             0 in, 1 out
  b1           bias    always 1  0 in, 1 out
  b2           bias    always 1  0 in, 1 out
  h1           hidden  tanh      2 in, 1 out
  y            output  linear    2 in, 0 out

synapses
  temperature → h1  -0.5
  b1 → h1            0
  h1 → y            -0.5
  b2 → y             0
""" in shown(capsys, save(network, tmp_path / "n.json"))


def test_numbers_that_are_taken_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shift 0 and scale 1 are not worth a formula; a negative shift is no double minus."""
    preprocessing = Preprocessing((NumberCoding("a"), NumberCoding("b", scale=2.0), NumberCoding("c", shift=-1.0)))
    out = shown(capsys, save(feed_forward([3, 1], seed=0), tmp_path / "n.json", preprocessing=preprocessing))
    assert "inputs       a  a number as it is\n             b  (x - 0) / 2\n             c  (x + 1) / 1\n" in out


def test_what_was_learned_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shift and scale of numbers, words, what fills a gap, classes, the training, and whatever its author wrote."""
    table = read_csv(StringIO(CSV), target="kind", missing="fill")
    preprocessing = Preprocessing.fit(table, unseen="zeros")
    network = feed_forward([4, 2, 2], seed=0)
    history = train(network, *preprocessing(table), loss="cross_entropy", optimizer=Adam(), max_epochs=3, progress=False)
    facts = {"scores": {"test": {"accuracy": 0.875}}, "settings": {"hidden": [2]}, "empty": {}, "note": "long " * 100}
    out = shown(capsys, save(network, tmp_path / "n.json", preprocessing=preprocessing, training=history, metadata=facts))
    for line in (
        "inputs       length  (x - 2.6875) / 0.924916; 2.6875 where it is missing\n",
        "             width   (x - 2.33333) / 1.24722; 2.33333 where it is missing\n",
        "             colour  one of 2 words: blue, red; others are none of them; blue where",
        "target       kind    one of 2 classes: a, b\n",
        "training     3 epochs, stopped by max_epochs; it can be resumed\n",
        "optimizer Adam(learning_rate=0.001",
        "scores, test, accuracy  0.875\n",
        "settings, hidden        [2]\n",
    ):
        assert line in out
    assert max(map(len, out.splitlines())) <= 88


def test_a_network_of_your_own_names_inputs_outputs_and_classes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was learned about columns."""
    network = feed_forward([2, 1], seed=0, labels={"inputs": ["width", "height"]})
    out = shown(capsys, save(network, tmp_path / "n.json", classes=["no", "yes"]))
    assert "inputs       width, height\noutputs      y\nclasses      no, yes\n" in out
    assert "metadata" not in out


def test_of_a_large_network_the_first_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them when asked; it says how many there are more."""
    path = save(feed_forward([20, 50, 1], seed=0), tmp_path / "n.json")
    out = shown(capsys, path)
    assert "  ... and 13 more: --all shows them" in out
    assert "  ... and 1,041 more: --all shows them" in out
    everything = shown(capsys, path, "--all")
    assert "more:" not in everything
    assert 73 + 1101 == len([line for line in everything.partition("neurons\n")[2].splitlines() if line.startswith("  ")])


def test_metadata_as_deep_as_they_may_be_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Anybody may have written the file: no recursion, no end of a line."""
    path = save(feed_forward([1, 1], seed=0), tmp_path / "n.json")
    deep = '{"a": ' * 900 + "1" + "}" * 900
    path.write_text(path.read_text(encoding="utf-8").replace('"inputs"', f'"metadata": {deep}, "inputs"', 1), encoding="utf-8")
    assert "metadata" in shown(capsys, path)
