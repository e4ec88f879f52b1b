"""``chainrule train``: what it makes, what it says, and how it ends."""

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from nn import load, load_saved
from nn.cli import main
from nn.metrics import accuracy
from nn.table_training import OPTIMIZERS, Settings, prepare
from nn.tables import read_csv

ROOT = Path(__file__).parent.parent
FILES = ["gradients.svg", "learning.csv", "network.json", "network.svg"]  # and learning.svg, where matplotlib is


class Pipe(BytesIO):
    """Standard input, as a program sees it."""

    name = "<stdin>"


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The learning curve, which takes matplotlib a third of a second, is drawn in one test only."""
    if "draws" not in request.function.__name__:
        monkeypatch.setattr("nn.train_command.can_plot", lambda: False)


def wearing_colours(rows: int, seed: int = 0) -> str:
    """A table of numbers, words and gaps: the class follows from both, and red things are the longer ones."""
    generator = random.Random(seed)
    lines = ["length,width,colour,kind"]
    for _ in range(rows):
        colour = generator.choice(["red", "green", "blue"])
        length, width = generator.gauss(2.0 if colour == "red" else 0.0, 1.0), generator.gauss(0.0, 1.0)
        lines.append(f"{length:.3f},{width:.3f},{colour},{'yes' if length + width > 1.0 else 'no'}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "things.csv"
    file.write_text(wearing_colours(80), encoding="utf-8")
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """The exit code, and what was said on both streams."""
    try:
        code: Any = main([str(argument) for argument in arguments])
    except SystemExit as leaving:
        code = leaving.code
    return code, *capsys.readouterr()


# ---- what it makes ----------------------------------------------------------------------------------------------------


def test_it_trains_tests_draws_and_saves(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what it says of the network that it saved is so."""
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "train", table.name, "--target", "kind", "--hidden", "4,3", "--seed", "1")
    assert code == 0
    assert "epoch" in err
    folder = tmp_path / "chainrule-things"
    assert FILES == sorted({path.name for path in folder.iterdir()} - {"learning.svg"})
    assert max(map(len, out.splitlines())) <= 88
    assert "80 rows: 2 columns of numbers and 1 column of words, coded as 3 inputs" in out
    assert "51 to learn from, 13 to see when to stop, 16 to be tested on (seed 1)" in out
    assert "classification, since there are 2 different words: no (" in out
    assert "length, width, colour=blue, colour=green, colour=red" in out
    assert "→ h1 to h4 (tanh) → h5 to h7 (tanh) → yes (above 0; else no)" in out

    saved = load_saved(folder / "network.json")
    rows = read_csv(table, target="kind")
    _, _, test_on = rows.split(0.2, validation=13, seed=1)
    found = saved.predict(test_on)
    wanted = [rows.classes[i] for i in test_on.targets]
    right = sum(a == b for a, b in zip(found, wanted, strict=True))
    assert f"{right} of 16 rows recognised, {right / 16:.1%}" in out
    assert saved.metadata["scores"]["test"]["accuracy"] == right / 16 > 0.6

    curve = list(csv.DictReader((folder / "learning.csv").read_text(encoding="utf-8").splitlines()))
    assert [str(i + 1) for i in range(len(curve))] == [row["epoch"] for row in curve]
    best = min(curve, key=lambda row: float(row["validation loss"]))
    assert int(best["epoch"]) == saved.metadata["best epoch"]
    assert f"{float(best['validation loss']):.4g}\n" in out
    weights, gradients = ((folder / name).read_text(encoding="utf-8") for name in ("network.svg", "gradients.svg"))
    assert ("Weights of", "Gradients of") == tuple(re.findall(r"(?:Weights|Gradients) of", weights + gradients)[:2])
    assert (
        f"the network has the weights of its best epoch, {best['epoch']}\n             loss {float(curve[0]['loss']):.4g} → "
        in out
    )
    assert "\ntest  " in out
    assert "matplotlib" not in out
    assert "chainrule[plot]" not in out


def test_regression_tells_r2_and_distances_in_the_unit_of_the_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A straight line in degrees; a network without hidden neurons finds it, and guessing the mean does not."""
    generator = random.Random(0)
    lines = ["x,noise,degrees", *(f"{x},{generator.random():.3f},{300 + 50 * x:.2f}" for x in (i / 10 for i in range(60)))]
    file = tmp_path / "line.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = run(capsys, "train", file, "--target", "degrees", "--hidden", "0", "--out", tmp_path / "made")
    assert code == 0
    assert "regression, since there are 60 different numbers: 300 to 595" in out
    assert "12 rows: R² = 0.99" in out or "12 rows: R² = 1.000" in out
    assert "degrees is missed by " in out
    assert "epoch,loss,r2,validation loss,validation r2," in (tmp_path / "made" / "learning.csv").read_text(encoding="utf-8")
    scores = json.loads((tmp_path / "made" / "network.json").read_text(encoding="utf-8"))["metadata"]["scores"]["test"]
    assert scores["mean absolute error"] < 10.0
    assert scores["mean absolute error of guessing"] > 40.0
    assert abs(load_saved(tmp_path / "made" / "network.json").predict([[2.0, 0.5]])[0] - 400.0) < 20.0


def test_three_classes_have_an_output_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what was taken for what is told, the most frequent mistake first."""
    file = tmp_path / "three.csv"
    file.write_text("x,kind\n" + "".join(f"{i},{'abc'[i // 20]}\n" for i in range(60)), encoding="utf-8")
    code, out, _ = run(capsys, "train", file, "--target", "kind", "--hidden", "0", "--epochs", "1", "--out", tmp_path / "made")
    assert code == 0
    assert "\n             → a, b, c\n" in out
    saved, table = load_saved(tmp_path / "made" / "network.json"), read_csv(file, target="kind")
    _, _, test_on = table.split(0.2, validation=10, seed=0)
    wrong = [(table.classes[t], y) for t, y in zip(test_on.targets, saved.predict(test_on), strict=True) if table.classes[t] != y]
    assert wrong
    for target, name in wrong:
        assert f"{wrong.count((target, name))} {target} taken for {name}\n" in out


def test_no_epochs_make_an_untrained_network(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is tested, drawn and saved as well; there is no curve."""
    code, out, _ = run(capsys, "train", table, "--target", "kind", "--epochs", "0", "--out", tmp_path / "made")
    assert code == 0
    assert "0 epochs in " in out
    assert "chainrule[plot]" not in out
    assert ["gradients.svg", "network.json", "network.svg"] == sorted(path.name for path in (tmp_path / "made").iterdir())


def test_without_patience_the_latest_weights_are_kept(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Validation rows are only looked at."""
    words = ["--patience", 0, "--epochs", 40, "--learning-rate", 0.3, "--out", tmp_path / "made"]
    code, out, _ = run(capsys, "train", table, "--target", "kind", *words)
    assert code == 0
    assert "40 epochs in" in out
    assert "best epoch" not in out
    curve = list(csv.DictReader((tmp_path / "made" / "learning.csv").read_text(encoding="utf-8").splitlines()))
    assert f"→ {float(curve[-1]['validation loss']):.4g}\n" in out


def test_a_small_table_is_learned_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four rows of the exclusive or: none can be spared for a test, and it says so."""
    file = tmp_path / "xor.csv"
    file.write_text("a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n", encoding="utf-8")
    code, out, _ = run(capsys, "train", file, "--target", "y", "--out", tmp_path / "made")
    assert code == 0
    assert "all of them to learn from, none for a test: they are few" in out
    assert "\nresult       4 of the 4 rows it learned from recognised, 100.0%" in out
    assert "classification, since there are 2 different whole numbers: 0 (2), 1 (2)" in out
    assert ["0", "1"] == load_saved(tmp_path / "made" / "network.json").predict([[1, 1], [0, 1]])


def test_the_same_seed_makes_the_same_files(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte; another seed takes other rows."""
    made = []
    for i, seed in enumerate((5, 5, 6)):
        assert 0 == run(capsys, "train", table, "--target", "kind", "--epochs", 3, "--seed", seed, "--out", tmp_path / str(i))[0]
        made.append({path.name: path.read_bytes() for path in (tmp_path / str(i)).iterdir()})
    assert made[0] == made[1]
    assert made[0].keys() == made[2].keys()
    assert made[0]["network.json"] != made[2]["network.json"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_learns_with_its_own_rate(name: str, table: Path) -> None:
    """The usual learning rate of each suits standardised inputs."""
    lesson = prepare(read_csv(table, target="kind"), Settings(optimizer=name, test=0, validation=0, epochs=30))
    history = lesson.learn(progress=False)
    assert history.losses[-1] < 0.6 * history.losses[0]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (4, (0, 0, 16, 3000)),
        (39, (0, 0, 16, 1000)),
        (40, (0.2, 6, 16, 1500)),
        (178, (0.2, 28, 16, 334)),
        (10_000, (0.2, 1600, 32, 125)),
        (10**6, (0.2, 160_000, 256, 20)),
    ],
)
def test_shares_batches_and_epochs_follow_from_the_number_of_rows(rows: int, expected: tuple[float, ...]) -> None:
    """Test, validation, batch size, epochs; what was said is not guessed."""
    found = Settings().resolved(rows)
    assert expected == (found.test, found.validation, found.batch_size, found.epochs)
    said = Settings(test=3, validation=0.5, batch_size=1, epochs=7, learning_rate=2.0)
    assert said == said.resolved(rows)


def test_options_reach_the_training(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shares as numbers of rows, a column less, words that look like numbers, another task, relu, a rate."""
    said = "--test 10 --validation 0 --ignore width --hidden 2 --activation relu --learning-rate 0.5 --epochs 4"
    words = f"{said} --optimizer momentum --batch-size 7".split()
    code, out, _ = run(capsys, "train", table, "--target", "kind", "--out", tmp_path / "a", *words)
    assert code == 0
    assert "70 to learn from, 10 to be tested on" in out
    assert "left out: width" in out
    assert "h1 to h2 (relu)" in out
    assert "4 epochs in" in out
    facts = json.loads((tmp_path / "a" / "network.json").read_text(encoding="utf-8"))["metadata"]["settings"]
    assert {
        "hidden": [2],
        "activation": "relu",
        "optimizer": "momentum",
        "learning rate": 0.5,
        "batch size": 7,
        "seed": 0,
    } == facts
    table.write_text("a,b,y\n" + "".join(f"{i % 3},{i},{i % 4}\n" for i in range(30)), encoding="utf-8")
    code, out, _ = run(
        capsys,
        "train",
        table,
        "--target",
        "-1",
        "--task",
        "regression",
        "--categorical",
        "a",
        "--epochs",
        "1",
        "--out",
        tmp_path / "b",
    )
    assert code == 0
    assert "regression: 0 to 3" in out
    assert "a=0, a=1, a=2, b" in out


def test_gaps_are_filled_or_left_out_when_asked(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row with a gap is an error otherwise, and says how to ask."""
    table.write_text(wearing_colours(60) + ",0.5,red,no\n", encoding="utf-8")
    code, _, err = run(capsys, "train", table, "--target", "kind", "--out", tmp_path / "a")
    assert code == 2
    assert "line 62, column 'length': --missing drop leaves such rows out, --missing fill puts" in err
    code, out, _ = run(capsys, "train", table, "--target", "kind", "--missing", "drop", "--epochs", 1, "--out", tmp_path / "a")
    assert code == 0
    assert "left out: 1 row with gaps" in out
    assert 0 == run(capsys, "train", table, "--target", "kind", "--missing", "fill", "--epochs", 1, "--out", tmp_path / "b")[0]
    assert 1 == len(load_saved(tmp_path / "b" / "network.json").predict([{"length": "", "width": 1, "colour": "red"}]))


def test_a_word_that_only_a_test_row_has_is_no_reason_not_to_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever rows the seed takes; at prediction it is an error unless that was asked for."""
    rows = "".join(f"{i},{'rare' if i == 17 else 'usual' if i % 2 else 'other'},{'yes' if i % 2 else 'no'}\n" for i in range(50))
    file = tmp_path / "rare.csv"
    file.write_text("number,word,kind\n" + rows, encoding="utf-8")
    inputs = set()
    for seed in range(4):
        words = ["--seed", seed, "--epochs", 1, "--out", tmp_path / str(seed)]
        assert 0 == run(capsys, "train", file, "--target", "kind", *words)[0]
        inputs.add(len(load(tmp_path / str(seed) / "network.json").inputs))
        code, _, err = run(capsys, "predict", tmp_path / str(seed) / "network.json", file)
        assert (code == 2) == ("'rare' is none of the categories" in err)
        assert 0 == run(capsys, "predict", tmp_path / str(seed) / "network.json", file, "--unseen", "zeros")[0]
    assert {3, 4} == inputs


def test_names_that_are_alike_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A class called like a column, a column called like a hidden neuron: each neuron has a name of its own."""
    file = tmp_path / "alike.csv"
    file.write_text("a,h1,kind\n" + "".join(f"{i},{-i},{'ab'[i % 2]}\n" for i in range(12)), encoding="utf-8")
    assert 0 == run(capsys, "train", file, "--target", "kind", "--epochs", 1, "--hidden", 2, "--out", tmp_path / "made")[0]
    labels = [neuron.label for neuron in load(tmp_path / "made" / "network.json")]
    assert len(labels) == len(set(labels))
    assert {"a", "h1", "kind=b"} <= set(labels)


def test_rows_come_through_a_pipe(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash is standard input."""
    monkeypatch.setattr("sys.stdin", TextIOWrapper(Pipe(table.read_bytes())))
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, "train", "-", "--target", "kind", "--epochs", 1)
    assert code == 0
    assert "learns kind from standard input" in out
    assert (tmp_path / "chainrule-train" / "network.json").exists()


def test_a_network_too_large_to_draw_is_saved_without_a_picture(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And pictures of an earlier run do not stay beside it."""
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "network.svg").write_text("of an earlier run")
    monkeypatch.setattr("nn.train_command.MOST_DRAWN", 10)
    code, out, _ = run(capsys, "train", table, "--target", "kind", "--epochs", 1, "--out", tmp_path / "made")
    assert code == 0
    assert "(no picture: 57 synapses are more than can be told apart)" in out
    assert not (tmp_path / "made" / "network.svg").exists()


def test_without_matplotlib_the_curve_is_a_table(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one line says what would draw it."""
    monkeypatch.setattr("nn.train_command.can_plot", lambda: False)
    code, out, _ = run(capsys, "train", table, "--target", "kind", "--epochs", 1, "--out", tmp_path / "made")
    assert code == 0
    assert '(for the learning curve as a picture: pip install "chainrule[plot]")' in out
    assert FILES == sorted(path.name for path in (tmp_path / "made").iterdir())


@pytest.mark.parametrize("classes", [2, 3])
def test_two_columns_of_numbers_and_classes_make_a_map(
    classes: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the units of the file, with the names of the classes; not where a third column, or a number to learn, forbids it."""
    pytest.importorskip("matplotlib")
    monkeypatch.setattr("nn.train_command.can_plot", lambda: True)
    lines = [f"{900 + i},{(i * 7) % 13},{'abc'[(i + (i * 7) % 13) % classes]}" for i in range(60)]
    (tmp_path / "map.csv").write_text("\n".join(["year,size,kind", *lines]), encoding="utf-8")
    command = ("train", tmp_path / "map.csv", "--target", "kind", "--epochs", 2, "--out", tmp_path / "made")
    code, out, _ = run(capsys, *command)
    assert code == 0
    assert re.search(r"\n +boundary.svg +what it answers, and the test rows\n", out)
    drawn = (tmp_path / "made" / "boundary.svg").read_text(encoding="utf-8")
    words = re.findall(r">([^<>\n]+)</text>", drawn)
    assert {"year", "size", *"abc"[:classes], "920", "940"} <= set(words)
    code, out, _ = run(capsys, *command[:3], "size", *command[4:])
    assert code == 0
    assert not (tmp_path / "made" / "boundary.svg").exists()


# ---- how it ends ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "the following arguments are required: FILE.csv, --target"),
        ("x.csv", "the following arguments are required: --target"),
        ("x.csv --target y --hidden 8,x", "argument --hidden: '8,x' are no sizes: write 8 for a layer of 8 neurons, 8,8 for two"),
        ("x.csv --target y --hidden -3", "argument --hidden: ' -3' are no sizes"),
        ("x.csv --target y --task guess", "argument --task: invalid choice: 'guess'"),
        ("x.csv --target y --optimizer sgd", "argument --optimizer: invalid choice: 'sgd'"),
        ("x.csv --target y --learning-rate 0", "argument --learning-rate: '0' is no positive number"),
        ("x.csv --target y --learning-rate -1", "argument --learning-rate: '-1' is no positive number"),
        ("x.csv --target y --epochs 1.5", "argument --epochs: '1.5' is no whole number"),
        ("x.csv --target y --batch-size 0", "argument --batch-size: 0 is too small: it must be 1 or more"),
        (
            "x.csv --target y --test 1.5",
            "argument --test: '1.5' is neither a share of the rows between 0 and 1 nor a number of rows",
        ),
        ("x.csv --target y --validation nan", "argument --validation: 'nan' is neither"),
        ("x.csv --target y --header --no-header", "not allowed with argument"),
        ("x.csv --target y --more", "unrecognized arguments: --more"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(words: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Which option, what was given, and what it may be."""
    code, out, err = run(capsys, "train", *words.split())
    assert (2, "") == (code, out)
    assert message in err
    assert 1 == err.count("\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--activation", "thanh"], "unknown activation 'thanh': did you mean 'tanh'"),
        (["--test", "80"], "both parts need a row"),
        (["--test", "0.9", "--validation", "0.2"], "every part needs a row"),
        (["--delimiter", "ab"], "delimiter must be one character"),
        (["--learning-rate", "1e300"], r"things.csv: the loss is (inf|nan) in epoch \d+ at line \d+: the .* of neuron"),
    ],
)
def test_settings_that_will_not_do_leave_nothing(
    words: list[str], message: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, exit code 2, no folder; also where the training itself loses its numbers."""
    code, _, err = run(capsys, "train", table, "--target", "kind", "--activation", "relu", "--out", tmp_path / "a" / "b", *words)
    assert code == 2
    last = err.splitlines()[-1]
    assert re.match(rf"chainrule: .*{message}", last)
    assert ["things.csv"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("part", ["learn", "validation", "test"])
def test_a_row_that_the_network_cannot_compute_is_named_by_its_line(
    part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever part it went to: an exponential that overflows for one row that is far away, of a column of small numbers."""
    file, far = tmp_path / "far.csv", 20
    lines = [f"{i % 7},{i % 3},{'ab'[i % 2]}" for i in range(60)]
    words = ["--target", "kind", "--activation", "exp", "--epochs", 1, "--learning-rate", 1e-9, "--hidden", 9]
    file.write_text("\n".join(["x,y,kind", *lines]) + "\n", encoding="utf-8")
    lesson = prepare(read_csv(file, target="kind"), Settings())
    line = lesson.parts[part].lines[3]
    x, y, kind = lines[line - 2].split(",")
    lines[line - 2] = f"{10.0**far:g},{y},{kind}"
    if part == "learn":  # the row itself would widen the scale: here another one does, by its gradients
        lines[line - 2] = f"{x},{y},{kind}"
        words += ["--learning-rate", 1e4]
    file.write_text("\n".join(["x,y,kind", *lines]) + "\n", encoding="utf-8")
    code, _, err = run(capsys, "train", file, *words, "--out", tmp_path / "made")
    last = err.splitlines()[-1]
    assert code == 2
    wanted = r"line \d+" if part == "learn" else f"line {line}"
    assert re.match(rf"chainrule: .*far\.csv: {wanted}: the network cannot compute this row: exp has no value at exp\(", last)
    assert ["far.csv"] == [path.name for path in tmp_path.iterdir()]


def test_numbers_at_the_end_of_the_range_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A target of 1e308 and its opposite: their squares are no floats, their shares are."""
    file = tmp_path / "huge.csv"
    file.write_text("x,y\n" + "".join(f"{i % 2},{1 - i % 2 * 2}e308\n" for i in range(20)), encoding="utf-8")
    words = ["--task", "regression", "--hidden", 0, "--epochs", 300, "--out", tmp_path / "made"]
    code, out, _ = run(capsys, "train", file, "--target", "y", *words)
    assert code == 0
    assert "R² = 0.99" in out or "R² = 1.000" in out
    assert "e+30" in out
    assert 0 == main(["show", str(tmp_path / "made" / "network.json")])


def test_targets_that_hardly_differ_have_no_r2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the test rows are all alike there is no variance to explain; the distance is told."""
    file = tmp_path / "alike.csv"
    file.write_text("x,y\n" + "".join(f"{i},{1.5 if i else 2.5}\n" for i in range(20)), encoding="utf-8")
    words = ["--test", 5, "--validation", 0, "--epochs", 1, "--out", tmp_path / "made"]
    for seed in range(20):  # until the one row that differs is learned from
        code, out, _ = run(capsys, "train", file, "--target", "y", "--seed", seed, *words)
        if code == 0 and "R²" not in out:
            break
    assert "test         5 rows\n             y is missed by" in out


def test_the_help_names_every_option_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    """And gives examples."""
    code, out, _ = run(capsys, "train", "--help")
    assert code == 0
    text = " ".join(out.split())
    for words in (
        "--target COLUMN the column to learn",
        "neurons of each hidden layer, 0 for none (default: 8)",
        "nesterov (default: adam)",
        "(default: adam, adamw 0.01; rmsprop 0.003; gradient-descent 0.1; momentum, nesterov 0.02)",
        "0 for never (default: 20)",
        "a share, or how many (default: 0.2)",
        "--out DIR the folder for what it makes (default: chainrule-FILE)",
        "chainrule train wine.csv --target kind",
        "Ctrl-C ends the learning, not the command",
    ):
        assert words in text
    assert text.count("(default") >= 14


def started(folder: Path) -> "subprocess.Popen[bytes]":
    """A training without end that has finished its first epochs."""
    (folder / "things.csv").write_text(wearing_colours(300), encoding="utf-8")
    words = ["train", "things.csv", "--target", "kind", "--epochs", "1000000", "--patience", "0", "--out", "made"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "nn.cli", *words]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stderr is not None
    heard = b""
    while b"accuracy" not in heard and (more := process.stderr.read1(1000)):  # type: ignore[attr-defined]
        heard += more
    time.sleep(0.2)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_learning_and_saves_the_network(tmp_path: Path) -> None:
    """Pressed in the middle of a training without end: the network reached is tested and saved, exit code 0."""
    process = started(tmp_path)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert b"until Ctrl-C" in out
    assert FILES == sorted({path.name for path in (tmp_path / "made").iterdir()} - {"learning.svg"})
    saved = load_saved(tmp_path / "made" / "network.json")
    rows = read_csv(tmp_path / "things.csv", target="kind")
    found = [rows.classes.index(name) for name in saved.predict(rows)]
    assert accuracy([[y - 0.5] for y in found], list(rows.targets), threshold=0.0) > 0.7


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_command_that_is_told_to_end_leaves_nothing(tmp_path: Path) -> None:
    """By kill, or by timeout: it cleans up, says nothing, and ends with the code that shells give it."""
    process = started(tmp_path)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert 128 + signal.SIGTERM == process.returncode
    assert b"Traceback" not in err
    assert ["things.csv"] == [path.name for path in tmp_path.iterdir()]


def test_ctrl_c_before_the_first_epoch_leaves_nothing(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was learned, so there is nothing to keep: exit code 130."""

    def pressed(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("nn.loop.Training.epoch", pressed)
    code, _, err = run(capsys, "train", table, "--target", "kind", "--out", tmp_path / "made")
    assert code == 130
    assert "chainrule: interrupted" in err
    assert not (tmp_path / "made").exists()
