"""``chainrule zoo``: what it lists, what it says of a member, what it leaves in a folder, and with which exit code."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import nn
from nn import zoo
from nn.cli import main
from nn.zoo.catalogue import Card, Result, Trial, each, figure, running


def chainrule(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code  # type: ignore[assignment]
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def stand_in(monkeypatch: pytest.MonkeyPatch, *losses: float) -> None:
    """Put a task that gives these losses in the place of ff's."""
    card = zoo.card("ff")
    task = Trial(
        "guess", lambda seed: Result({"loss": losses[seed]}, nn.feed_forward([1, 1], seed=0)), each(figure("loss") < 1), 2
    )
    changed = Card(full_name=card.full_name, paper=card.paper, build=card.build, tasks=[task], controls=[], poster=card.poster)
    monkeypatch.setattr(running, "card", lambda _: changed)


def test_the_catalogue_has_every_member_with_paper_task_and_criterion(capsys: pytest.CaptureFixture[str]) -> None:
    """Each begins a line; nothing is wider than a page."""
    code, out, err = chainrule(capsys, "zoo")
    assert (0, "") == (code, err)
    flat = " ".join(out.split())
    for name in zoo.names():
        card = zoo.card(name)
        assert f"\n{name} " in f"\n{out}"
        assert f"{card.full_name} ({card.paper})" in flat
        for trial in card.tasks:
            assert f"{trial.what}: {trial.criterion.words}" in flat
    assert f"{len(zoo.names())} members" in out
    assert max(map(len, out.splitlines())) <= 88


def test_a_member_is_run_drawn_and_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What is said, all figures, the picture at the poster's size and the network that learned."""
    place = tmp_path / "new" / "folder"
    code, out, _ = chainrule(capsys, "zoo", "feed-forward network", "--seeds", "2", "--out", str(place))
    assert code == 0
    assert ["ff-network.json", "ff-zoo.json", "ff-zoo.svg", "ff-zoo.txt"] == sorted(file.name for file in place.iterdir())
    told: dict[str, Any] = json.loads((place / "ff-zoo.json").read_text(encoding="utf-8"))
    assert ("ff", True, "2 seeds") == (told["name"], told["met"], told["form"])
    assert ["task", "task", "control"] == [trial["role"] for trial in told["trials"]]
    expected = zoo.run("ff", seeds=2)
    assert [outcome.results for outcome in expected.outcomes] == [
        [{name: x for name, x in seed.items() if name != "seed"} for seed in trial["each"]] for trial in told["trials"]
    ]
    text = (place / "ff-zoo.txt").read_text(encoding="utf-8")
    assert out.startswith(text)
    for words in (
        "Rumelhart",
        "met, 2 of 2",
        "fails as it must, 2 of 2",
        "every criterion is met, and the controls fail as they must",
    ):
        assert words in text
    network = nn.load(place / "ff-network.json")
    assert expected.network is not None
    assert expected.network.predict([[0.5, -1.0]]) == network.predict([[0.5, -1.0]])
    svg = (place / "ff-zoo.svg").read_text(encoding="utf-8")
    assert nn.draw(zoo.build("ff", **zoo.card("ff").poster, seed=0), legend="zoo").svg() == svg
    assert chainrule(capsys, "draw", str(place / "ff-network.json"), "--out", str(tmp_path / "ff.svg"))[0] == 0


def test_the_fast_form_needs_no_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It only tells, and leaves nothing."""
    monkeypatch.chdir(tmp_path)
    code, out, _ = chainrule(capsys, "zoo", "rbf", "--fast")
    assert code == 0
    assert "files" not in out
    assert [] == list(tmp_path.iterdir())


def test_what_is_not_met_is_said_and_is_exit_code_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is filled all the same; a network of an earlier run, which there is none of now, is taken away."""
    (tmp_path / "ff-network.json").write_text("an earlier one")
    (tmp_path / "mine.txt").write_text("keep")
    stand_in(monkeypatch, 2.0, 3.0)
    code, out, _ = chainrule(capsys, "zoo", "ff", "--out", str(tmp_path))
    assert code == 1
    assert "NOT MET, 0 of 2" in out
    assert "1 of 1 task not met" in out
    assert ["ff-zoo.json", "ff-zoo.svg", "ff-zoo.txt", "mine.txt"] == sorted(file.name for file in tmp_path.iterdir())


def test_what_is_not_installed_is_said_and_is_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "sklearn", None)
    code, out, _ = chainrule(capsys, "zoo", "dcn", "--seeds", "1")
    flat = " ".join(out.split())
    assert code == 1
    assert 'not run: digits() reads the data that comes with scikit-learn: pip install "chainrule[data]"' in flat
    assert "result 1 of 3 trials could not be run" in flat


def test_the_network_is_that_of_the_first_success(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the task as a whole is not done."""
    stand_in(monkeypatch, 2.0, 0.0)
    code, out, _ = chainrule(capsys, "zoo", "ff", "--out", str(tmp_path))
    assert code == 1
    assert "NOT MET, 1 of 2" in out
    assert (tmp_path / "ff-network.json").exists()


def test_all_of_them_on_one_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without a name, a folder is for the poster."""
    code, out, _ = chainrule(capsys, "zoo", "--out", str(tmp_path))
    assert code == 0
    assert ["zoo.svg"] == [file.name for file in tmp_path.iterdir()]
    assert "zoo.svg" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["perceptrom"], "there is no 'perceptrom' in the zoo: did you mean 'p'?"),
        (["--fast"], "say which member is to be run"),
        (["--seeds", "3"], "say which member is to be run"),
        (["ff", "--seeds", "0"], "0 is too small: it must be 1 or more"),
        (["ff", "--seeds", "many"], "'many' is no whole number"),
        (["ff", "--seeds", "3", "--fast"], "not allowed with argument"),
        (["ff", "rnn"], "unrecognized arguments: rnn"),
    ],
)
def test_wrong_use_is_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no folder is made."""
    monkeypatch.chdir(tmp_path)
    code, out, err = chainrule(capsys, "zoo", *arguments, "--out", "place")
    assert (2, "") == (code, out)
    assert words in err
    assert 1 == err.count("\n")
    assert [] == list(tmp_path.iterdir())


def test_an_interrupted_run_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the midst of it: the shell's exit code, and no folder."""

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_tried", interrupted)
    code, _, err = chainrule(capsys, "zoo", "ff", "--out", str(tmp_path / "place"))
    assert (130, True) == (code, "interrupted" in err)
    assert not (tmp_path / "place").exists()


def test_a_member_without_what_it_is_built_with_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network cannot be shown, no trial is run, and nothing breaks off; the exit code says that no criterion is met."""
    monkeypatch.setitem(sys.modules, "scipy", None)
    code, out, err = chainrule(capsys, "zoo", "esn", "--fast")
    assert (1, "") == (code, err)
    assert 'network      eigenvalues are computed by SciPy: pip install "chainrule[fast]"' in out
    assert "not run" in out


def test_a_page_of_all_needs_no_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """At the poster's sizes every member can be built and drawn by Python alone."""
    for package in ("numpy", "scipy", "numba", "sklearn"):
        monkeypatch.setitem(sys.modules, package, None)
    code, _, err = chainrule(capsys, "zoo", "--out", str(tmp_path / "page"))
    assert (0, "") == (code, err)
    assert (tmp_path / "page" / "zoo.svg").exists()
