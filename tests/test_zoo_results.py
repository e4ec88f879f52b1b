"""The table of the zoo is that of a full run of the members as they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from nn import zoo
from nn.zoo.catalogue.running import trials
from nn.zoo.catalogue.telling import table

ROOT = Path(__file__).parent.parent
MADE_BY = "<!-- made by: python -m tests.benchmarks.zoo -->"
KEPT: dict[str, Any] = json.loads((ROOT / "tests" / "data" / "zoo.json").read_text(encoding="utf-8"))


def test_the_table_is_made_of_the_kept_results() -> None:
    """Letter by letter: python -m tests.benchmarks.zoo --table writes it anew."""
    text = (ROOT / "nn" / "zoo" / "README.md").read_text(encoding="utf-8")
    assert table(KEPT.values()) == text.partition(MADE_BY)[2].partition("<!-- end -->")[0].strip()


def test_every_member_has_been_run() -> None:
    """A new one is run by python -m tests.benchmarks.zoo NAME."""
    assert zoo.names() == list(KEPT)


@pytest.mark.parametrize("name", [name for name in zoo.names() if name in KEPT])
def test_what_was_run_is_what_the_card_says(name: str) -> None:
    """In full, with the same trials, criteria and numbers of seeds: otherwise run the member again."""
    card, kept = zoo.card(name), KEPT[name]
    asked = [(role, trial.what, trial.criterion.words, trial.seeds) for role, trial in trials(card)]
    assert asked == [(trial["role"], trial["what"], trial["criterion"], trial["seeds"]) for trial in kept["trials"]]
    assert ("full", card.full_name, card.paper) == (kept["form"], kept["full_name"], kept["paper"])
    assert kept["met"] == all(trial["met"] for trial in kept["trials"])
