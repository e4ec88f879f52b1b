"""A folder of bad files through the real commands: one clear line that names file and place, exit code 2, nothing written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bad_files import NETWORKS, TABLE, TABLES, Case

from nn.cli import main

ROOT = Path(__file__).parent.parent
COMMANDS = ("predict NETWORK TABLE", "show NETWORK")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that learned the good table."""
    folder = tmp_path_factory.mktemp("good")
    table = folder / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    assert 0 == main(["train", str(table), "--target", "kind", "--epochs", "2", "--hidden", "2", "--out", str(folder / "made")])
    return folder / "made" / "network.json"


def refused(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says when it refuses: one line on standard error; nothing said or written besides."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    capsys.readouterr()
    code = main(words)
    out, err = capsys.readouterr()
    assert (2, "") == (code, out)
    assert 1 == err.count("\n") == len(err.splitlines())
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [] == [path for path in folder.rglob("*") if path.is_dir()]
    return err.removesuffix("\n")


@pytest.mark.parametrize("case", TABLES, ids=[case.name for case in TABLES])
def test_a_bad_table(
    case: Case, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named with the place in it and what to do."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "rows.csv"
    file.write_bytes(case.data)
    words = [{"FILE": str(file), "NETWORK": str(network)}.get(word, word) for word in case.words.split()]
    said = refused(words, tmp_path, capsys)
    assert said.startswith(f"chainrule: {file}: ")
    assert_matches(case.message, said)


def assert_matches(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=pattern):
        raise ValueError(said)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_bad_network(name: str, command: str, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is done with it: the file and the entry are named."""
    bad, message = NETWORKS[name]
    made: Any = bad if isinstance(bad, bytes) else bad(json.loads(network.read_text(encoding="utf-8")))
    file, table = tmp_path / "bad.json", tmp_path / "rows.csv"
    file.write_bytes(made if isinstance(made, bytes) else json.dumps(made).encode("utf-8"))
    table.write_text(TABLE, encoding="utf-8")
    said = refused([{"NETWORK": str(file), "TABLE": str(table)}.get(word, word) for word in command.split()], tmp_path, capsys)
    assert said.startswith(f"chainrule: {file}: ")
    assert_matches(message, said)


@pytest.mark.parametrize("words", ["train FILE --target kind", "predict NETWORK FILE", "predict FILE FILE", "show FILE"])
@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_a_file_that_is_none(words: str, kind: str, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not there, or a folder: the system's own words, and the path."""
    file = tmp_path / "x" if kind == "missing" else tmp_path.parent
    said = refused([{"FILE": str(file), "NETWORK": str(network)}.get(word, word) for word in words.split()], tmp_path, capsys)
    assert str(file) in said
    assert ("No such file" in said) == (kind == "missing")


def test_there_are_enough_of_them() -> None:
    """Forty and more kinds of mistakes, no two of them the same."""
    assert len({case.name for case in TABLES}) == len(TABLES) >= 40
    assert len(NETWORKS) >= 15


def test_no_traceback_comes_out_of_the_process_itself(tmp_path: Path) -> None:
    """As a shell starts it: a bad file of each kind, in one process each."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    (tmp_path / "image.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    (tmp_path / "deep.json").write_bytes(b"[" * 200_000)
    for words in (["train", "image.csv", "--target", "y"], ["show", "deep.json"]):
        command = [sys.executable, "-m", "nn.cli", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False)
        assert (2, b"", 1) == (done.returncode, done.stdout, done.stderr.count(b"\n"))
        assert b"Traceback" not in done.stderr
    assert ["deep.json", "image.csv"] == sorted(path.name for path in tmp_path.iterdir())
