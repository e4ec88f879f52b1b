"""``chainrule step`` and ``chainrule draw``: pages and pictures of formulas and of saved networks."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from nn import feed_forward, save
from nn.cli import main


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip()


def test_step_writes_a_page_with_every_name_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example of the help, as a page that needs nothing else."""
    page = tmp_path / "step.html"
    words = ["tanh(x1*w1 + x2*w2 + b)**2", "x1=2", "w1=-0.3", "x2=0.5", "w2=1", "b=0.4"]
    assert main(["step", *words, "--out", str(page)]) == 0
    assert said(capsys) == f"16 steps in {page}"
    text = page.read_text(encoding="utf-8")
    assert all(name in text for name in ("x1", "w1", "x2", "w2"))
    assert "https:" not in text


def test_step_writes_an_animation_by_its_suffix(tmp_path: Path) -> None:
    """An SVG without a script."""
    picture = tmp_path / "square.svg"
    assert main(["step", "x * x", "x=3", "--out", str(picture)]) == 0
    root = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    assert root.tag.endswith("svg")
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def test_draw_shows_values_and_gradients_of_an_expression(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2 * 3 + 1: the gradients are there, since the command has run backward."""
    picture = tmp_path / "graph.svg"
    assert main(["draw", "x * w + b", "x=2", "w=3", "b=1", "--out", str(picture), "--local"]) == 0
    assert said(capsys) == str(picture)
    text = picture.read_text(encoding="utf-8")
    assert "∂" in text
    assert ">7<" in text


def test_draw_shows_a_saved_network(tmp_path: Path) -> None:
    """A file that ends in .json is a network."""
    network, picture = tmp_path / "net.json", tmp_path / "net.dot"
    save(feed_forward([2, 3, 1], seed=0), network)
    assert main(["draw", str(network), "--out", str(picture), "--theme", "dark"]) == 0
    assert "x1" in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["step", "x +", "x=1"],
        ["step", "x", "x=1"],
        ["step", "2 + 3"],
        ["step", "x * y", "x=1"],
        ["step", "log(x)", "x=-1"],
        ["step", "sqrt(x)", "x=0"],
        ["step", "x * x", "x=1", "--out", "page.pdf"],
        ["step", "x * x", "x=1", "--out", "no/such/folder/page.html"],
        ["draw", "x * x", "x=1", "--out", "picture.bmp"],
        ["draw", "missing.json", "--out", "picture.svg"],
        ["draw", "missing.json", "x=1", "--out", "picture.svg"],
    ],
    ids=" ".join,
)
def test_what_will_not_do_is_one_line_and_no_file(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and nothing left behind."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("chainrule: ")
    assert captured.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
