"""Networks in files: what comes back is what went in, and what is no network is named."""

import json
import math
import random
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Operation, Value
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward
from nn.storage import StorageError, format, load, load_metadata, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.json"


def crooked() -> Network:
    """Every kind of thing a file has to hold: sharing, freezing, delays, a skip, combines, parameters, two outputs."""
    a, b, h1, h2 = InputNeuron("a"), InputNeuron("b"), Neuron("h1", "leaky_relu(0.2)"), Neuron("h2", "tanh", "product")
    y, z, bias = Neuron("y"), Neuron("z → σ", "sigmoid", "squared_distance"), BiasNeuron("one")
    shared, own = Value(1 / 3), Value(-0.1, label="strength")
    Synapse(a, h1, shared)
    Synapse(b, h1, shared)
    Synapse(bias, h1, 5e-324)
    Synapse(a, h2, own, trainable=False)
    Synapse(h1, h2, -0.0)
    Synapse(h2, y, 0.1)
    Synapse(h1, y, 1.7976931348623157e308, trainable=False)
    Synapse(y, y, 0.25, delay=1)
    Synapse(a, z, 2.0, delay=3)
    Synapse(y, z, shared)
    return Network([a, b], [y, z])


def facts_of(network: Network) -> Any:
    """What a file is to bring back, with weights as their bits and sharing as equal numbers."""
    number = {weight: i for i, weight in enumerate(dict.fromkeys(synapse.weight for synapse in network.synapses))}
    neurons = [(n.label, type(n), *((n.activation, n.combine) if isinstance(n, Neuron) else ())) for n in network.neurons]
    synapses = [
        (s.source.label, s.target.label, s.delay, s.trainable, number[s.weight], s.weight.label, struct.pack("<d", s.weight.data))
        for s in network.synapses
    ]
    return neurons, synapses, [n.label for n in network.inputs], [n.label for n in network.outputs]


# ---- what comes back ------------------------------------------------------------------------------------------------


def test_what_comes_back_is_what_went_in(path: Path) -> None:
    """Neurons, activations, combines, synapses, delays, sharing, freezing, labels, and every weight to the last bit."""
    network = crooked()
    assert facts_of(network) == facts_of(load(save(network, path)))


def test_a_loaded_network_computes_the_same_bits(path: Path) -> None:
    """The order of the synapses is kept, so sums come out the same; over a sequence as well."""
    network = feed_forward([3, 8, 8, 2], activation="gelu", seed=4)
    generator = random.Random(0)
    rows = [[generator.gauss(0, 1) for _ in range(3)] for _ in range(20)]
    copy = load(save(network, path))
    assert network.predict(rows) == copy.predict(rows)
    sequence = [[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]]]
    tame = crooked()
    tame["h1"].outgoing[1].weight = 0.5
    assert tame.predict(sequence) == load(save(tame, path)).predict(sequence)


def test_saving_again_gives_the_same_file(path: Path) -> None:
    """Byte for byte, so that a version control system sees only what changed."""
    save(crooked(), path)
    first = path.read_bytes()
    save(load(path), path)
    assert first == path.read_bytes()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_every_weight_comes_back_to_the_last_bit(weights: list[float]) -> None:
    """Subnormal numbers, the largest ones and negative zero among them."""
    import tempfile

    inputs, y = [InputNeuron() for _ in weights], Neuron()
    for neuron, weight in zip(inputs, weights, strict=True):
        Synapse(neuron, y, weight)
    with tempfile.TemporaryDirectory() as folder:
        copy = load(save(Network(inputs, [y]), f"{folder}/network.json"))
    assert [w.hex() for w in weights] == [synapse.weight.data.hex() for synapse in copy.synapses]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=4, unique=True))
def test_every_label_comes_back(labels: list[str]) -> None:
    """Quotes, line breaks, other alphabets."""
    import tempfile

    inputs, y = [InputNeuron(label) for label in labels[1:]], Neuron(labels[0])
    for neuron in inputs:
        Synapse(neuron, y, 1.0)
    with tempfile.TemporaryDirectory() as folder:
        copy = load(save(Network(inputs, [y]), f"{folder}/network.json"))
    assert labels[1:] == [neuron.label for neuron in copy.inputs]
    assert labels[:1] == [neuron.label for neuron in copy.outputs]


def test_half_a_character_in_a_label_comes_back(path: Path) -> None:
    """UTF-8 cannot write it; JSON can, as an escape."""
    x, y = InputNeuron("\ud83d"), Neuron("σ")
    Synapse(x, y, 1.0)
    assert ["\ud83d", "σ"] == [neuron.label for neuron in load(save(Network([x], [y]), path))]


def test_shared_weights_learn_together_after_loading(path: Path) -> None:
    """Sharing is one Value, not equal numbers."""
    copy = load(save(crooked(), path))
    first, second, *_ = copy["h1"].incoming
    first.weight.data = 7.0
    assert 7.0 == second.weight.data
    assert first.weight is second.weight


def test_two_shared_weights_with_one_label_stay_two(path: Path) -> None:
    """Labels of weights need not be unique; their names in the file are."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y")
    Synapse(x1, y, Value(1.0, label="w"))
    Synapse(x2, y, Value(2.0, label="w"))
    copy = load(save(Network([x1, x2], [y]), path))
    assert [1.0, 2.0] == [synapse.weight.data for synapse in copy.synapses]


def test_a_view_that_begins_at_a_hidden_neuron_comes_back(path: Path) -> None:
    """The second half of a network is a network: its inputs are neurons of the first half."""
    network = feed_forward([2, 3, 2, 1], seed=0)
    decoder = Network(network.hidden[1], network.outputs)
    assert decoder.predict([[0.25, -0.5]]) == load(save(decoder, path)).predict([[0.25, -0.5]])


def test_a_large_network_is_no_trouble(path: Path) -> None:
    """40,000 synapses, a line each."""
    network = feed_forward([200, 200], initialiser="zeros")
    assert 40200 == len(load(save(network, path)).synapses)
    assert path.read_text(encoding="utf-8").count("\n") > 40200


# ---- the file -------------------------------------------------------------------------------------------------------


def test_the_file_is_readable(path: Path) -> None:
    """One neuron or synapse a line, only what is worth saying, arrows as arrows."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y", "leaky_relu")
    shared = Value(0.5)
    Synapse(x1, y, shared)
    Synapse(x2, y, shared)
    Synapse(BiasNeuron(), y, -0.25, trainable=False)
    Synapse(y, y, 0.125, delay=1)
    save(Network([x1, x2], [y]), path, metadata={"trained on": "xor"})
    readme = Path(format.__file__).with_name("README.md").read_text(encoding="utf-8")
    shown = readme.partition("```json\n")[2].partition("```")[0]
    assert shown == path.read_text(encoding="utf-8")


def test_metadata_come_back(path: Path) -> None:
    """Whatever JSON can hold; nothing where there is nothing."""
    network = feed_forward([1, 1])
    save(network, path, metadata={"classes": ["a", "b"], "accuracy": 0.5, "note": None})
    assert {"classes": ["a", "b"], "accuracy": 0.5, "note": None} == load_metadata(path)
    save(network, path)
    assert {} == load_metadata(path)


def test_a_file_edited_by_hand_may_write_whole_numbers(path: Path) -> None:
    """2 is as good as 2.0; an editor's mark at the beginning does no harm."""
    save(feed_forward([1, 1], initialiser="zeros"), path)
    path.write_text(path.read_text(encoding="utf-8").replace("0.0", "2"), encoding="utf-8-sig")
    assert [2.0, 2.0] == [synapse.weight.data for synapse in load(path).synapses]


# ---- what is refused when saving ------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", [math.nan, math.inf, -math.inf])
def test_a_weight_that_is_not_finite_is_refused(weight: float, path: Path) -> None:
    """The message names it, and the file that was there stays."""
    network = feed_forward([2, 1], seed=0)
    save(network, path)
    before = path.read_bytes()
    network.synapses[1].weight = weight
    with pytest.raises(StorageError, match=r"the weight w\[x2→y\] is (nan|inf|-inf)"):
        save(network, path)
    assert before == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


def test_an_operation_of_your_own_is_refused(path: Path) -> None:
    """A file cannot hold a function; a row that only has the name of one in the table is no exception."""
    for name in ("cube", "tanh"):
        own = Operation(name, lambda x: x * x * x, lambda out, x: (3 * x * x,))
        x, y = InputNeuron("x"), Neuron("y", own)
        Synapse(x, y, 1.0)
        with pytest.raises(StorageError, match=f"the activation of neuron 'y', {name}, is not in the table"):
            save(Network([x], [y]), path)
    assert not path.exists()


@pytest.mark.parametrize("metadata", [{"a": object()}, {"a": math.nan}, {1: {2, 3}}])
def test_metadata_that_json_cannot_hold_are_refused(metadata: Any, path: Path) -> None:
    """NaN is no JSON either."""
    with pytest.raises(StorageError, match="metadata cannot be written as JSON"):
        save(feed_forward([1, 1]), path, metadata=metadata)
    assert not path.exists()


# ---- what is refused when loading -----------------------------------------------------------------------------------


def good() -> dict[str, Any]:
    return {
        "format": "chainrule network",
        "version": 1,
        "inputs": ["x"],
        "outputs": ["y"],
        "neurons": [
            {"label": "x", "kind": "input"},
            {"label": "b", "kind": "bias"},
            {"label": "h", "kind": "neuron", "activation": "tanh"},
            {"label": "y", "kind": "neuron", "activation": "linear", "combine": "mean"},
        ],
        "weights": [{"name": "w", "value": 0.5}],
        "synapses": [
            {"source": "x", "target": "h", "weight": "w"},
            {"source": "b", "target": "h", "weight": 1.0, "trainable": False},
            {"source": "h", "target": "y", "weight": "w"},
        ],
    }


def changed(*keys: Any, to: Any = None, without: bool = False, more: Any = None) -> dict[str, Any]:
    """The good file with one thing changed, removed, or added to a list."""
    facts = good()
    at = facts
    for key in keys[:-1]:
        at = at[key]
    if without:
        del at[keys[-1]]
    elif more is not None:
        at[keys[-1]].append(more)
    else:
        at[keys[-1]] = to
    return facts


def test_the_good_file_is_good(path: Path) -> None:
    """What the tests below break works when it is whole."""
    path.write_text(json.dumps(good()), encoding="utf-8")
    (output,) = load(path)([2.0])
    assert pytest.approx(0.5 * math.tanh(0.5 * 2.0 + 1.0)) == output.data


SYNAPSE = {"source": "x", "target": "y", "weight": 1.0}
BAD = {
    "no format": (changed("format", without=True), r'no network: it must be an object with "format"'),
    "another format": (changed("format", to="onnx"), r"no network"),
    "a newer version": (changed("version", to=2), r"format version 2, and this chainrule reads 1"),
    "a version that is true": (changed("version", to=True), r"format version True"),
    "a version that is a float": (changed("version", to=1.0), r'"version" of the file must be a whole number, got 1\.0'),
    "an unknown key": (changed("colour", to="red"), r'the file has the unknown key "colour": it may have format, '),
    "no synapses": (changed("synapses", without=True), r'the file has no "synapses"'),
    "synapses that are no list": (changed("synapses", to={}), r'"synapses" of the file must be a list, got an object'),
    "metadata that are no object": (changed("metadata", to=[1]), r'"metadata" of the file must be an object, got a list'),
    "a neuron that is no object": (changed("neurons", 1, to="b"), r'neurons\[1\] must be an object, got "b"'),
    "a neuron without a label": (changed("neurons", 1, "label", without=True), r'neurons\[1\] has no "label"'),
    "an empty label": (changed("neurons", 1, "label", to=""), r"neurons\[1\]: the label is empty"),
    "a label twice": (changed("neurons", 1, "label", to="x"), r'neurons\[1\]: the label "x" is taken already'),
    "an unknown kind": (changed("neurons", 1, "kind", to="glia"), r'neurons\[1\]: the kind "glia" is unknown: it may be input, '),
    "a bias with an activation": (changed("neurons", 1, "activation", to="tanh"), r"neurons\[1\]: .* bias has no activation"),
    "an unknown activation": (changed("neurons", 2, "activation", to="tanhh"), r"neurons\[2\]: .*did you mean 'tanh'"),
    "an activation with code": (
        changed("neurons", 2, "activation", to="__import__('os')"),
        r"neurons\[2\]: .*unknown activation",
    ),
    "an unknown combine": (changed("neurons", 3, "combine", to="median"), r"neurons\[3\]: .*unknown combine 'median'"),
    "an unknown key of a neuron": (changed("neurons", 2, "bias", to=1), r'neurons\[2\] has the unknown key "bias"'),
    "an activation that is null": (
        changed("neurons", 2, "activation"),
        r'"activation" of neurons\[2\] must be a string, got null',
    ),
    "a weight's name twice": (changed("weights", more={"name": "w", "value": 1}), r'weights\[1\]: the name "w" is taken already'),
    "a weight nobody has": (changed("weights", more={"name": "v", "value": 1}), r'no synapse has the weight "v"'),
    "a weight without a value": (changed("weights", 0, "value", without=True), r'weights\[0\] has no "value"'),
    "a weight as text": (changed("weights", 0, "value", to="0.5"), r'"value" of weights\[0\] must be a number, got "0.5"'),
    "a weight that is true": (changed("synapses", 1, "weight", to=True), r"weight\" of synapses\[1\] must be a number.*got true"),
    "a weight nobody has defined": (
        changed("synapses", 0, "weight", to="v"),
        r'synapses\[0\]: the weight "v" is not in the file',
    ),
    "a weight of 10**400": (changed("synapses", 1, "weight", to=10**400), r"synapses\[1\]: a weight must be a finite number"),
    "a frozen synapse of a named weight": (changed("synapses", 0, "trainable", to=False), r"synapses\[0\]: a named weight says"),
    "a dangling source": (changed("synapses", 0, "source", to="z"), r'synapses\[0\]: the source "z" is not in the file'),
    "a dangling target": (changed("synapses", 0, "target", to="z"), r'synapses\[0\]: the target "z" is not in the file'),
    "a synapse twice": (
        changed("synapses", more={"source": "b", "target": "h", "weight": 2.0}),
        r"synapses\[3\]: there is a syn",
    ),
    "a synapse into an input": (
        changed("synapses", more={**SYNAPSE, "target": "x"}),
        r"synapses\[3\]: no synapse can end at input",
    ),
    "a negative delay": (changed("synapses", more={**SYNAPSE, "delay": -1}), r"synapses\[3\]: delay must be 0 or more"),
    "a delay that is a float": (changed("synapses", more={**SYNAPSE, "delay": 1.0}), r'"delay" of synapses\[3\] must be a whole'),
    "an unknown key of a synapse": (changed("synapses", 1, "gate", to="h"), r'synapses\[1\] has the unknown key "gate"'),
    "an input that is not there": (changed("inputs", more="z"), r'the input "z" is not in the file'),
    "an input that is a number": (changed("inputs", more=1), r"the input 1 is not in the file"),
    "an input twice": (changed("inputs", more="x"), r"input neuron 'x' is listed twice"),
    "an input that is not listed": (changed("inputs", to=[]), r"input neuron 'x', which .* needs, is not among the inputs"),
    "no outputs": (changed("outputs", to=[]), r"at least one output"),
    "an output that is a bias": (changed("outputs", to=["b"]), r"cannot be an output"),
    "a circle": (changed("synapses", more={"source": "y", "target": "h", "weight": 1.0}), r"in a circle: .*delay=1 or more"),
    "a neuron apart": (
        changed("neurons", more={"label": "z", "kind": "input"}),
        r'no path leads from the neuron "z" to an output',
    ),
    "a neuron nothing leads to": (changed("synapses", to=[]), r"no synapse has the weight|no incoming"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_entry_is_named_in_one_line(name: str, path: Path) -> None:
    """The message names the file and the place; nothing else than StorageError comes out."""
    facts, message = BAD[name]
    path.write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(StorageError, match=message) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


TEXTS = {
    "nothing": (b"", r"not valid JSON: Expecting value: line 1"),
    "half a file": (json.dumps(good()).encode()[:-20], r"not valid JSON.*line 1 column"),
    "not JSON": (b"[[1, 2],\n [3,, 4]]", r"not valid JSON: .*line 2 column"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\xff", r"no text in UTF-8 \(byte 0\)"),
    "UTF-16": ("{}".encode("utf-16"), r"no text in UTF-8"),
    "a list": (b"[1, 2, 3]", r"JSON, but no network"),
    "null": (b"null", r"JSON, but no network"),
    "a key twice": (b'{"format": "a", "format": "chainrule network"}', r'the key "format" stands twice'),
    "NaN": (json.dumps(changed("weights", 0, "value", to=math.nan)).encode(), r"holds NaN, which is no number"),
    "Infinity": (json.dumps(changed("weights", 0, "value", to=-math.inf)).encode(), r"holds -Infinity"),
    "1e999": (json.dumps(good()).replace("0.5", "1e999").encode(), r"weights\[0\]: a weight must be a finite number"),
    "a number of 10,000 digits": (json.dumps(good()).replace("0.5", "9" * 10_000).encode(), r"not valid JSON.*digits"),
    "deep lists": (b"[" * 100_000, r"nested too deep"),
    "deep objects": (b'{"a":' * 100_000, r"nested too deep"),
    "deep metadata": (json.dumps(good()).replace('"version"', '"metadata": ' + "[" * 50_000).encode(), r"nested too deep"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_no_network_is_refused(name: str, path: Path) -> None:
    """Broken, truncated, binary, deep: one line that names the file."""
    data, message = TEXTS[name]
    path.write_bytes(data)
    for read in (load,) if "weight" in message else (load, load_metadata):
        with pytest.raises(StorageError, match=message) as raised:
            read(path)
        assert str(raised.value).startswith(f"{path}: ")
        assert "\n" not in str(raised.value)


def test_too_many_synapses_are_refused_both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is a million; here it is lowered, to try both sides of it."""
    network = feed_forward([2, 1])
    save(network, path)
    for module in ("nn.storage.writing", "nn.storage.reading"):
        monkeypatch.setattr(f"{module}.MOST_SYNAPSES", 3)
    load(save(network, path))
    for module in ("nn.storage.writing", "nn.storage.reading"):
        monkeypatch.setattr(f"{module}.MOST_SYNAPSES", 2)
    with pytest.raises(StorageError, match="at most 2 synapses, and the network has 3"):
        save(network, path)
    with pytest.raises(StorageError, match="3 synapses, more than 2"):
        load(path)


def test_a_file_without_end_is_not_read_to_the_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops at a size that no network has."""
    save(feed_forward([2, 1]), path)
    monkeypatch.setattr("nn.storage.reading.LARGEST_FILE", 100)
    with pytest.raises(StorageError, match="more than 100 bytes"):
        load(path)


def test_a_missing_file_is_a_missing_file(path: Path) -> None:
    """The usual error of Python, which names the path."""
    with pytest.raises(FileNotFoundError, match=r"network\.json"):
        load(path)
