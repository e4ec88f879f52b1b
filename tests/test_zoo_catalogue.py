"""How the zoo finds its members."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nn import zoo
from nn.zoo.catalogue import stages

ROOT = Path(__file__).parent.parent
DROPPED = '''
"""NEW: a network of one neuron."""

from nn import feed_forward
from nn.zoo import Card

CARD = Card(full_name="brand-new network", paper="Nobody 2026", build=lambda seed=None: feed_forward([1, 1], seed=seed),
            tasks=[], controls=[], aliases=["novelty"])
'''


@pytest.fixture
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that belongs to nn.zoo for the time of a test."""
    monkeypatch.setattr(zoo, "__path__", [*zoo.__path__, str(tmp_path)])
    yield tmp_path
    for name in ("brandnew", "cardless"):
        sys.modules.pop(f"nn.zoo.{name}", None)
        vars(zoo).pop(name, None)


# ---- members ----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_dropped_in_is_a_member(dropped: Path) -> None:
    """Found, listed, built and known by its aliases, with no other edit."""
    assert "brandnew" not in zoo.names()
    (dropped / "brandnew.py").write_text(DROPPED, encoding="utf-8")
    assert "brandnew" in zoo.names()
    assert "Network(1-1, 2 synapses, 2 parameters)" == repr(zoo.build("brandnew", seed=0))
    assert zoo.card("novelty") is zoo.card("Brand-New Network") is zoo.card("brandnew")
    assert zoo.run("novelty").outcomes == []


def test_a_file_without_a_card_says_what_it_lacks(dropped: Path) -> None:
    """When somebody asks for it."""
    (dropped / "cardless.py").write_text("CARD = 1\n", encoding="utf-8")
    with pytest.raises(TypeError, match=r"nn.zoo.cardless is in the zoo, so it must have a CARD = nn.zoo.Card"):
        zoo.card("cardless")


def test_listing_names_imports_no_member() -> None:
    """Nor does importing the zoo."""
    program = (
        "import sys; from nn import zoo; names = zoo.names(); print([name for name in names if f'nn.zoo.{name}' in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    assert "[]" == subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def test_names_are_sorted_and_lead_to_their_cards() -> None:
    """By the name of the file, in any case, and by full names and aliases; none of these means two members."""
    names = zoo.names()
    assert sorted(names) == names
    meant: dict[str, str] = {}
    for name in names:
        card = zoo.card(name)
        assert zoo.card(f" {name.upper()} ") is card
        for alias in (name, card.full_name, *card.aliases):
            assert zoo.card(alias) is card, alias
            plain = "".join(c for c in alias.lower() if c.isalnum())
            assert name == meant.setdefault(plain, name), f"{alias} is {meant[plain]} and {name}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("perceptrom", "there is no 'perceptrom' in the zoo: did you mean 'p'? its members are ae, "),
        ("Elman netwrok", "did you mean 'rnn'"),
        ("zzz", "there is no 'zzz' in the zoo: its members are "),
        ("", "there is no ''"),
        ("catalogue", "there is no 'catalogue'"),
        ("../ff", "there is no"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest_one(name: str, words: str) -> None:
    """And with those that there are."""
    with pytest.raises(ValueError, match="in the zoo") as raised:
        zoo.build(name)
    assert words in str(raised.value)


def test_what_is_no_name_is_said() -> None:
    """A number is no name."""
    with pytest.raises(TypeError, match="asked for by its name, got int 3"):
        zoo.card(3)  # type: ignore[arg-type]


def test_an_unknown_size_is_answered_with_those_that_there_are() -> None:
    """And with the nearest one."""
    with pytest.raises(TypeError, match=r"ff has no size 'hiden': did you mean hidden\? it takes inputs, hidden, outputs"):
        zoo.build("FF", hiden=3)
    with pytest.raises(ValueError, match="hidden must be 1 at least, got 0"):
        zoo.build("ff", hidden=0)


def test_sizes_of_stages_are_numbers_or_lists() -> None:
    """A list of another length is named."""
    assert [(3, 1), (3, 2)] == list(stages(2, size=3, padding=(1, 2)))
    with pytest.raises(ValueError, match=r"padding must be one number for all 2 stages, or a list of 2, got \(1,\)"):
        stages(2, size=3, padding=(1,))


def test_nothing_outside_the_zoo_branches_on_an_architecture() -> None:
    """No module compares anything with a member's name, or imports a member."""
    members = {name for name in zoo.names() if len(name) > 1}
    for path in [*ROOT.glob("nn/**/*.py"), *ROOT.glob("autograd/**/*.py")]:
        if path.parent == ROOT / "nn" / "zoo":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Compare, ast.match_case)):
                words = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
                assert not members & words, f"{path}: {ast.unparse(node)}"
            if isinstance(node, ast.ImportFrom) and node.module in {"nn.zoo", "zoo"}:
                assert not members & {alias.name for alias in node.names}, f"{path}:{node.lineno}"
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").rpartition("zoo.")[2] not in members, f"{path}:{node.lineno}"
