"""The members of the zoo look as on the poster of the Neural Network Zoo, cell by cell and line by line."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from seen import Seen, seen_in

from nn import draw, zoo

POSTER = json.loads((Path(__file__).parent / "data" / "zoo_poster.json").read_text(encoding="utf-8"))["panels"]
NOT_ON_THE_POSTER = {"birnn": "the article tells of it, in words"}
NOT_COMPARED = {"an": "the poster sketches an encoder and a decoder around the attention; the member is the attention itself"}


class Difference(NamedTuple):
    """Where a picture of ours is not the poster's, and why. Cells are numbered by column from the left, in it from the top."""

    why: str
    more_arcs: Iterable[tuple[int, int]] = ()
    more_lines: Iterable[tuple[int, int]] = ()
    around: Iterable[tuple[int, int]] = ()  # lines that pass behind a cell there, and go around it here


ALONE = Difference(
    "a cell of the poster is joined to nothing, so that it would be no part of the network: two lines more join it",
    more_lines=[(3, 9), (9, 11)],
    around=[(2, 13), (2, 14)],
)


KNOWN = {
    "drn": Difference(
        "the poster draws the arc of a residual over the upper cell of two only, though both cells are added",
        more_arcs=[(3, 7), (7, 11), (11, 15)],
    ),
    "elm": ALONE,
    "esn": ALONE,
}


def on_the_poster(panel: dict[str, Any], known: Difference | None) -> Seen:
    """What the poster shows, and what is known to be more in ours."""
    known = known or Difference("")
    lines = {frozenset((int(source), target)) for source, targets in panel["lines"].items() for target in targets}
    arcs = map(frozenset, [*panel.get("arcs", []), *known.more_arcs])
    around = set(map(frozenset, known.around))
    assert around <= lines
    return Seen(
        [[kind for kind, count in column for _ in range(count)] for column in panel["columns"]],
        (lines | set(map(frozenset, known.more_lines))) - around,
        set(panel.get("loops", [])),
        set(arcs) | around,
    )


@pytest.mark.parametrize("name", zoo.names())
def test_a_member_looks_as_on_the_poster(name: str) -> None:
    """At the poster's sizes: the same cells in the same columns, the same lines, loops and arcs."""
    if name in NOT_ON_THE_POSTER:
        assert name not in POSTER
        pytest.skip(NOT_ON_THE_POSTER[name])
    if name in NOT_COMPARED:
        assert {} == zoo.card(name).poster
        pytest.skip(NOT_COMPARED[name])
    card = zoo.card(name)
    network = card.build(**card.poster, seed=0)
    seen = seen_in(draw(network, legend="zoo", **card.drawing).picture)
    wanted = on_the_poster(POSTER[name], KNOWN.get(name))
    assert wanted.columns == seen.columns
    assert wanted.lines == seen.lines
    assert wanted.loops == seen.loops
    assert wanted.arcs == seen.arcs


def test_the_facts_of_the_poster_are_whole() -> None:
    """Thirty panels; every line joins cells that are there, and what is known to differ is a member's."""
    assert len(POSTER) == 30
    for name, panel in POSTER.items():
        count = sum(number for column in panel["columns"] for _, number in column)
        ends = {int(end) for source, targets in panel["lines"].items() for end in (source, *targets)}
        assert ends | set(panel.get("loops", [])) <= set(range(count)), name
    assert set(KNOWN) <= set(POSTER)
