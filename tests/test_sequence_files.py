"""Sequences from files as people have them: what is read, and what is refused with its place."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from nn import InputNeuron, Network, Neuron, connect, gru_layer, train
from nn.datasets import read_sequences
from nn.optimizers import Adam
from nn.tables import TableError

CSV = "day;hour;heat;load\nmon;1;0,5;\ntue;1;0,25;\nmon;2;1,5;3,5\ntue;2;2,0;4,5\nmon;3;1,0;2,5\n"


def test_lines_of_a_sequence_are_its_steps() -> None:
    """In their order, whether or not they stand together; without a target where the cell is empty."""
    data = read_sequences(StringIO(CSV), "load", sequence="day")
    assert (((1.0, 0.5), (2.0, 1.5), (3.0, 1.0)), ((1.0, 0.25), (2.0, 2.0))) == data.inputs
    assert ((None, (3.5,), (2.5,)), (None, (4.5,))) == data.targets
    assert (("hour", "heat"), ("load",)) == (data.input_names, data.target_names)


def test_a_file_is_one_sequence_unless_a_column_says_otherwise(tmp_path: Path) -> None:
    """From a path, and from a stream of bytes that can be read once; columns can be left out."""
    path = tmp_path / "series.csv"
    path.write_text("t,x,y\n1,0.5,\n2,1.5,1.0\n", encoding="utf-8")
    for source in (path, BytesIO(path.read_bytes())):
        data = read_sequences(source, "y", ignore="t")
        assert ((((0.5,), (1.5,)),), ((None, (1.0,)),)) == (data.inputs, data.targets)


def test_words_to_learn_are_classes() -> None:
    """And so are few whole numbers; ``task`` decides otherwise."""
    words = read_sequences(StringIO("s,x,kind\na,1,yes\na,2,no\nb,3,\nb,4,yes\n"), "kind", sequence="s")
    assert (("no", "yes"), ((1, 0), (None, 1))) == (words.target_names, words.targets)
    text = "s,x,y\na,1,0\na,2,1\nb,3,\nb,4,1\nb,5,0\n"
    assert ((0, 1), (None, 1, 0)) == read_sequences(StringIO(text), "y", sequence="s").targets
    assert (((0.0,), (1.0,)), (None, (1.0,), (0.0,))) == read_sequences(
        StringIO(text), "y", sequence="s", task="regression"
    ).targets


def test_sequences_of_a_file_are_learned() -> None:
    """The whole way: a file, a network with memory, what it says at the end of each sequence."""
    lines = [f"{i},{x},{y}" for i, (a, b) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]) for x, y in ((a, ""), (b, a ^ b))]
    data = read_sequences(StringIO("\n".join(["n,bit,xor", *lines])), "xor", sequence="n")
    x, outputs = InputNeuron("bit"), [Neuron("even"), Neuron("odd")]
    connect([cell.output for cell in gru_layer([x], 3)], outputs)
    network = Network([x], outputs, seed=0)
    history = train(network, *data, loss="cross_entropy", metric="accuracy", optimizer=Adam(0.1), max_epochs=150, progress=False)
    assert 1.0 == history.metrics[-1]
    assert [0, 1, 1, 0] == [row[-1].index(max(row[-1])) for row in network.predict(data.inputs)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("s,x,y\na,1,\nb,2,1\n", "the stream: no line of sequence 'a' has a target"),
        ("s,x,y\na,1,1\n,2,2\n", "the stream: line 3: it does not say which sequence it belongs to"),
        ("s,x,y\na,red,1\na,blue,2\n", "column 'x' holds words, and a step is a row of numbers"),
        ("s,x,y\na,,1\na,2,2\n", "the stream: line 2, column 'x': the value is missing"),
        ("s,y\na,1\na,2\n", "there is no column of inputs beside the target and the sequence"),
        ("id,x,y\na,1,1\n", "the stream: unknown sequence column 's': there is 'id', 'x', 'y'"),
        ("s,x,z\na,1,1\n", "the stream: unknown target 'y'"),
    ],
)
def test_what_is_wrong_in_a_table_is_named(text: str, message: str) -> None:
    """With the line and the column."""
    with pytest.raises(TableError, match=message):
        read_sequences(StringIO(text), "y", sequence="s")


def test_arguments_that_make_no_sense(tmp_path: Path) -> None:
    """Say what to write."""
    with pytest.raises(TypeError, match="target must be the name of a column, got None"):
        read_sequences(StringIO(CSV))
    with pytest.raises(TypeError, match="sequence must be the name of a column, got 0"):
        read_sequences(StringIO(CSV), "load", sequence=0)  # type: ignore[arg-type] # that is what is tried
    with pytest.raises(ValueError, match="the column 'load' cannot be both"):
        read_sequences(StringIO(CSV), "load", sequence="load")
    with pytest.raises(ValueError, match="target and sequence are for CSV"):
        read_sequences(tmp_path / "some.json", "y")
    with pytest.raises(FileNotFoundError):
        read_sequences(tmp_path / "none.csv", "y")


ENTRIES = [{"inputs": [[1, 2], [3, 4]], "targets": [None, 0.5]}, {"inputs": [[5, 6]], "targets": [[0.25]]}]


def test_json_holds_the_same(tmp_path: Path) -> None:
    """As a list, or as an object with names beside it."""
    path = tmp_path / "sequences.json"
    for facts in (ENTRIES, {"sequences": ENTRIES, "input_names": ["a", "b"], "target_names": ["c"]}):
        path.write_text(json.dumps(facts), encoding="utf-8")
        data = read_sequences(path)
        assert ((((1.0, 2.0), (3.0, 4.0)), ((5.0, 6.0),)), ((None, (0.5,)), ((0.25,),))) == (data.inputs, data.targets)
    assert (("a", "b"), ("c",)) == (data.input_names, data.target_names)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("[", "this is no JSON in UTF-8"),
        (3, "the sequences must be a list, got int"),
        ([], "there are no sequences"),
        ({"rows": []}, "the object has the unknown key 'rows'"),
        ({}, 'the object has no "sequences"'),
        ([{"inputs": [[1]]}], 'sequence 0 must be an object with "inputs" and "targets"'),
        ([{"inputs": [1], "targets": [1]}], "the inputs of sequence 0 must be a list of steps"),
        ([{"inputs": [["a"]], "targets": [1.0]}], "expected a number, got str 'a'"),
        ([{"inputs": [[1]], "targets": [1.0, 2.0]}], "sequence 0 has 1 steps, but targets for 2"),
    ],
)
def test_what_is_wrong_in_json_is_named(facts: Any, message: str, tmp_path: Path) -> None:
    """With the file and the sequence."""
    path = tmp_path / "bad.json"
    path.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    with pytest.raises(TableError, match=message) as raised:
        read_sequences(path)
    assert str(raised.value).startswith(f"{path}: ")
