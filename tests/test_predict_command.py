"""``chainrule predict``: rows in, the same rows with an answer out, through files and pipes."""

import csv
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from nn import InputNeuron, Network, Neuron, Synapse, feed_forward, load_saved, save
from nn.cli import main
from nn.preprocessing import ClassCoding, NumberCoding, Preprocessing
from nn.tables import read_csv

ROOT = Path(__file__).parent.parent
CSV = "length,colour,kind\n1.5,red,a\n2.25,blue,b\n3,red,a\n4,blue,b\n"


class Pipe(BytesIO):
    """Standard input, as a program sees it."""

    name = "<stdin>"


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """A network with three inputs, one of numbers and one of two words, and two classes."""
    preprocessing = Preprocessing.fit(read_csv(StringIO(CSV), target="kind"))
    return save(feed_forward([3, 2], seed=3), tmp_path / "network.json", preprocessing=preprocessing)


def run(capfd: Any, *arguments: object) -> tuple[int, str, str]:
    """The exit code, and what came out of the process on both streams."""
    code = main([str(argument) for argument in arguments])
    return code, *capfd.readouterr()


def table(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def test_rows_come_out_in_their_order_with_an_answer(network: Path, tmp_path: Path, capfd: Any) -> None:
    """The file's own cells as they stand in it, columns in any order, others passed on."""
    file = tmp_path / "rows.csv"
    file.write_text('note,colour,length\n"a, b",blue,2.50\n,red,-1\nc,blue,1e2\n', encoding="utf-8")
    code, out, err = run(capfd, "predict", network, file)
    assert (0, "") == (code, err)
    answers = load_saved(network).predict([[2.5, "blue"], [-1, "red"], [100, "blue"]])
    expected = [["note", "colour", "length", "predicted kind"], ["a, b", "blue", "2.50"], ["", "red", "-1"], ["c", "blue", "1e2"]]
    assert [expected[0], *[[*row, answer] for row, answer in zip(expected[1:], answers, strict=True)]] == table(out)


def test_what_goes_in_by_a_pipe_comes_out_by_a_pipe(network: Path) -> None:
    """A dash is standard input; a process of its own, UTF-8 both ways, whatever the console's encoding lacks."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "nn.cli", "predict", str(network), "-", "--probabilities"]
    rows = "length,colour,größe\n1,red,ж\n2,blue,→\n"
    done = subprocess.run(command, input=rows.encode(), env=environment, capture_output=True, timeout=60, check=False)
    assert (0, b"") == (done.returncode, done.stderr)
    found = table(done.stdout.decode("utf-8"))
    assert ["length", "colour", "größe", "predicted kind", "probability of a", "probability of b"] == found[0]
    assert [["1", "red", "ж"], ["2", "blue", "→"]] == [row[:3] for row in found[1:]]
    for row in found[1:]:
        p = [float(cell) for cell in row[4:]]
        assert 1.0 == pytest.approx(sum(p), abs=1e-9)
        assert row[3] == "ab"[p[1] > p[0]]


def test_the_answers_alone(network: Path, tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """For programs that put columns side by side; and into a file, whole or not at all."""
    monkeypatch.setattr("sys.stdin", TextIOWrapper(Pipe(CSV.encode())))
    code, out, _ = run(capfd, "predict", network, "-", "--only", "--out", tmp_path / "answers.csv")
    assert (0, "") == (code, out)
    answers = load_saved(network).predict(read_csv(StringIO(CSV), target="kind"))
    assert "\n".join(["predicted kind", *answers, ""]) == (tmp_path / "answers.csv").read_text(encoding="utf-8")


def test_predicting_what_was_predicted_names_a_new_column(network: Path, tmp_path: Path, capfd: Any) -> None:
    """No two columns have one name, so that the file can be read again."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(CSV, encoding="utf-8")
    assert 0 == run(capfd, "predict", network, first, "--out", second)[0]
    code, out, _ = run(capfd, "predict", network, second)
    assert code == 0
    assert ["length", "colour", "kind", "predicted kind", "predicted kind 2"] == table(out)[0]


def test_the_layout_of_the_file_is_kept(network: Path, tmp_path: Path, capfd: Any) -> None:
    """Semicolons and decimal commas; without a header the columns are those that were learned, and none is written."""
    file = tmp_path / "rows.csv"
    file.write_text("length;colour\n1,5;red\n-2,25;blue\n", encoding="utf-8")
    _, out, _ = run(capfd, "predict", network, file, "--probabilities")
    p = out.splitlines()[1].split(";")[3]
    assert "," in p
    assert out.startswith("length;colour;predicted kind;probability of a;probability of b\n1,5;red;")
    file.write_text("1.5,red\n-2.25,blue\n", encoding="utf-8")
    _, again, _ = run(capfd, "predict", network, file, "--no-header", "--probabilities")
    assert [row[3] for row in table(again)] == [line.split(";")[3].replace(",", ".") for line in out.splitlines()[1:]]


def test_numbers_come_out_in_the_unit_of_the_target(tmp_path: Path, capfd: Any) -> None:
    """What was standardised for learning is turned back: y = x, learned as (y - 300) / 50, x as it is."""
    preprocessing = Preprocessing((NumberCoding("x"),), (NumberCoding("degrees", shift=300.0, scale=50.0),))
    network = save(feed_forward([1, 1], initialiser=lambda *_: 1.0), tmp_path / "n.json", preprocessing=preprocessing)
    file = tmp_path / "rows.csv"
    file.write_text("x\n0\n0.5\n-2\n", encoding="utf-8")
    assert "x,predicted degrees\n0,300\n0.5,325\n-2,200\n" == run(capfd, "predict", network, file)[1]


def test_a_network_of_your_own_predicts_as_well(tmp_path: Path, capfd: Any) -> None:
    """Without a preprocessing columns are the inputs' names, taken as numbers; answers are the outputs, or classes."""
    network = feed_forward([2, 2], initialiser=lambda *_: 1.0, labels={"inputs": ["a", "b"], "outputs": ["sum", "again"]})
    file = tmp_path / "rows.csv"
    file.write_text("b,a\n1,2\n-5,0.5\n", encoding="utf-8")
    _, out, _ = run(capfd, "predict", save(network, tmp_path / "n.json"), file)
    assert "b,a,predicted sum,predicted again\n1,2,3,3\n-5,0.5,-4.5,-4.5\n" == out
    single = feed_forward([2, 1], initialiser=lambda *_: 1.0, labels={"inputs": ["a", "b"]})
    _, out, _ = run(capfd, "predict", save(single, tmp_path / "n.json", classes=["low", "high"]), file)
    assert "b,a,predicted class\n1,2,high\n-5,0.5,low\n" == out


def test_blank_lines_and_line_breaks_in_cells(network: Path, tmp_path: Path, capfd: Any) -> None:
    """The first are no rows; the second come out as they went in."""
    file = tmp_path / "rows.csv"
    file.write_text('length,colour,note\n\n1,red,"two\nlines"\n\n2,blue,\n', encoding="utf-8")
    _, out, _ = run(capfd, "predict", network, file)
    assert [["1", "red", "two\nlines"], ["2", "blue", ""]] == [row[:3] for row in csv.reader(StringIO(out))][1:]


def test_words_that_were_not_learned_are_an_error_or_none_of_them(network: Path, tmp_path: Path, capfd: Any) -> None:
    """As the option says."""
    file = tmp_path / "rows.csv"
    file.write_text("length,colour\n1,green\n", encoding="utf-8")
    code, out, err = run(capfd, "predict", network, file)
    assert (2, "") == (code, out)
    assert f"{file}: line 2, column 'colour': 'green' is none of the categories that were learned: 'blue', 'red'" in err
    code, out, _ = run(capfd, "predict", network, file, "--unseen", "zeros")
    assert (0, ["1", "green"]) == (code, table(out)[1][:2])


def test_a_row_that_the_network_cannot_compute_is_named(tmp_path: Path, capfd: Any) -> None:
    """An exponential that overflows: the line, the neuron, and nothing written."""
    x, y = InputNeuron("x"), Neuron("y", "exp")
    Synapse(x, y, 1.0)
    network = save(Network([x], [y]), tmp_path / "n.json")
    file = tmp_path / "rows.csv"
    file.write_text("x\n0\n\n1000\n", encoding="utf-8")
    code, out, err = run(capfd, "predict", network, file, "--out", tmp_path / "answers.csv")
    assert (2, "") == (code, out)
    assert f"chainrule: {file}: line 4: the network cannot compute this row: exp" in err
    assert 1 == err.count("\n")
    assert not (tmp_path / "answers.csv").exists()


def test_without_classes_there_are_no_probabilities(tmp_path: Path, capfd: Any) -> None:
    """It says so before it reads the rows."""
    network = save(feed_forward([1, 1], seed=0), tmp_path / "n.json")
    code, _, err = run(capfd, "predict", network, tmp_path / "none.csv", "--probabilities")
    assert code == 2
    assert "the network tells no classes apart, so there are no probabilities" in err


def test_two_classes_on_one_output_have_two_probabilities(tmp_path: Path, capfd: Any) -> None:
    """The sigmoid of the output and what is left of 1, also where an answer is certain."""
    preprocessing = Preprocessing((NumberCoding("x"),), (ClassCoding("kind", ("no", "yes")),))
    network = save(feed_forward([1, 1], initialiser=lambda *_: 1.0), tmp_path / "n.json", preprocessing=preprocessing)
    file = tmp_path / "rows.csv"
    file.write_text("x\n0\n2\n-1000\n", encoding="utf-8")
    _, out, _ = run(capfd, "predict", network, file, "--only", "--probabilities")
    assert [["no", "0.5", "0.5"], ["yes", "0.119202922", "0.880797078"], ["no", "1", "0"]] == table(out)[1:]


def test_on_a_console_rows_are_text_as_everything_else(network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own encoding; bytes are for pipes."""

    class Console(TextIOWrapper):
        def isatty(self) -> bool:
            return True

    file, console = tmp_path / "rows.csv", Console(BytesIO(), encoding="latin-1", errors="replace")
    file.write_text("length,colour,größe\n1,red,→\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdout", console)
    assert 0 == main(["predict", str(network), str(file)])
    console.flush()
    assert "length,colour,größe,predicted kind\n1,red,?," in console.buffer.getvalue().decode("latin-1")  # type: ignore[attr-defined]
