"""The command: help, one line for what is wrong, and the tour from end to end."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from nn import datasets, load, losses, metrics
from nn.cli import COMMANDS, main
from nn.plotting import is_available

ROOT = Path(__file__).parent.parent


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, and what was said on both streams."""
    try:
        code: Any = main(arguments)
    except SystemExit as leaving:
        code = leaving.code
    return code, *capsys.readouterr()


def started(*arguments: str, **settings: Any) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings.pop("env", {})}
    command = [sys.executable, "-m", "nn.cli", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **settings)


# ---- help and wrong use ---------------------------------------------------------------------------------------------


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """And each command's own help names its options with their defaults."""
    code, out, _ = run(capsys, "--help")
    assert code == 0
    names = re.findall(r"^    (\w+)  ", out, re.MULTILINE)
    assert len(COMMANDS) == len(names)
    assert {"tour", "check"} <= set(names)
    for name in names:
        code, out, _ = run(capsys, name, "--help")
        assert code == 0
        assert f"usage: chainrule {name}" in out
    _, out, _ = run(capsys, "tour", "--help")
    for word in ("--out DIR", "--seed N", "chainrule-tour", "(default: 0)"):
        assert word in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: COMMAND"),
        (["tuor"], "invalid choice: 'tuor'"),
        (["tour", "--seed", "one"], "argument --seed: invalid int value: 'one'"),
        (["tour", "--sede", "1"], "unrecognized arguments: --sede"),
        (["tour", "--out"], "expected one argument"),
        (["check", "x +", "x=1"], "ends at column 4"),
        (["check", "log(x)", "x=-1"], "log"),
        (["check", "exp(x)", "x=1000"], "exp"),
        (["tour", "a\nb"], "unrecognized arguments: a b"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error; nothing is printed, nothing is made."""
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert "" == out
    assert words in err
    assert 1 == err.count("\n") == len(err.splitlines())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a file is in the way: one line, before anything is trained."""
    (tmp_path / "file").write_text("")
    code, out, err = run(capsys, "tour", "--out", str(tmp_path / "file" / "tour"))
    assert (2, "") == (code, out)
    assert 1 == err.count("\n")
    assert str(tmp_path / "file") in err


def test_the_exit_code_of_a_command_is_the_exit_code() -> None:
    """A derivative that is not there, asked for strictly, is 1: neither a success nor a mistake."""
    assert 1 == main(["check", "abs(x)", "x=0", "--kinks", "raise"])
    assert 0 == main(["check", "abs(x)", "x=1"])


# ---- the tour -------------------------------------------------------------------------------------------------------


def test_the_tour_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It learns, tests, checks, draws and saves, and what it says is so."""
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "tour")
    assert code == 0
    folder = tmp_path / "chainrule-tour"
    assert "in chainrule-tour\n" in out
    assert max(map(len, out.splitlines())) <= 88
    assert "13 neurons and 2 bias neurons, 51 synapses" in out
    assert "90 flowers to learn from, 60 to be tested on (seed 0)" in out
    assert "all 51 derivatives agree with central differences" in out
    assert "epoch" in err
    assert "100%" in err or "loss" in err

    network = load(folder / "iris.json")
    _, test_on = datasets.iris().split(test=60, seed=0)
    share = metrics.accuracy(network.predict(test_on.inputs), test_on.targets)
    assert f"{round(60 * share)} of 60 flowers recognised, {share:.1%}" in out
    assert share >= 0.9
    assert share == json.loads((folder / "iris.json").read_text(encoding="utf-8"))["metadata"]["test accuracy"]
    assert test_on.input_names == tuple(neuron.label for neuron in network.inputs)
    assert test_on.target_names == tuple(neuron.label for neuron in network.outputs)

    difference = re.search(r"difference is (\S+), at", out)
    assert difference is not None
    assert float(difference[1]) < 1e-8
    product = re.search(r"dE/dw\[.*→h\d\] = output × delta = (\S+) × (\S+) = (\S+)\n", out)
    assert product is not None
    assert float(product[1]) * float(product[2]) == pytest.approx(float(product[3]), rel=1e-2)
    errors = [losses.cross_entropy(row, t) for row, t in zip(network.predict(test_on.inputs), test_on.targets, strict=True)]
    hardest = errors.index(max(errors))
    losses.cross_entropy(network(test_on.inputs[hardest]), test_on.targets[hardest]).backward()
    gradients = [synapse.gradient for neuron in network.inputs for synapse in neuron.outgoing]
    assert f"{max(gradients, key=abs):.4g}" == product[3]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tour of three epochs that tests, and checks, on six flowers."""
    monkeypatch.setattr("nn.tour.MAX_EPOCHS", 3)
    monkeypatch.setattr("nn.tour.TEST_ROWS", 6)


@pytest.mark.usefixtures("short")
def test_the_tours_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """SVG, also where nothing is installed that could render it; a picture of an earlier tour is replaced."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "neuron.svg").write_text("of an earlier tour")
    code, out, _ = run(capsys, "tour", "--seed", "3", "--out", str(tmp_path))
    assert code == 0
    for name in ("network", "gradients", "neuron"):
        assert "sepal length" in (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
    told = [line.split()[0] for line in out.partition("files")[2].splitlines()[1:] if line.strip()]
    pictures = ["network.svg", "gradients.svg", "neuron.svg", "graph.html", "steps.html"]
    assert [*pictures, *(["learning.svg"] if is_available() else []), "iris.json"] == told[:7]
    assert all((tmp_path / name).exists() for name in told[:7])


@pytest.mark.usefixtures("short")
def test_the_same_seed_makes_the_same_tour(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes in every file; another seed takes other flowers."""
    files = []
    for i, seed in enumerate(("1", "1", "2")):
        folder = tmp_path / str(i)
        assert 0 == run(capsys, "tour", "--seed", seed, "--out", str(folder))[0]
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0] == files[1]
    assert files[0] != files[2]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_tour_in_one_line(tmp_path: Path) -> None:
    """Exit code 130, as shells have it, and no half a tour: no file is left."""
    process = started("tour", "--out", str(tmp_path / "tour"))
    assert process.stderr is not None
    while (heard := process.stderr.read1(100)) and b"loss" not in heard:  # type: ignore[attr-defined]
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert 130 == process.returncode
    assert b"chainrule: interrupted" in err
    assert b"Traceback" not in err
    assert [] == list((tmp_path / "tour").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_has_seen_enough_is_no_traceback(tmp_path: Path) -> None:
    """As in ``chainrule tour | head -1``."""
    process = started("tour", "--out", str(tmp_path), env={"PYTHONUNBUFFERED": ""})
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=120)
    assert b"Traceback" not in err
    assert b"Exception" not in err
    assert b"Broken pipe" not in err
    assert 2 == process.returncode


def test_a_console_without_arrows_shows_something_else() -> None:
    """An encoding that lacks a character costs that character, not the tour."""
    process = started("check", "relu(x)", "x=0", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    out, err = process.communicate(timeout=120)
    assert 0 == process.returncode, err
    assert b"?f/?x" in out
