"""A story that is told at two levels: in a few **stops** beside a map, and, one level deeper, step by step.

Whoever knows what a graph stands for can say more of it than its operations do. An **outline** cuts the graph into **parts**,
draws a **map** of them, and names the stops: what is known after a step that is worth a line of its own, with a table of the
numbers behind it. Parts and stops refer to the steps of the same story, so that both levels share one timeline. Nothing
here knows what the parts are; `nn.stepping` makes them neurons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from .chapters import Chapter, divide
from .figures import Figures, digits_to_check
from .naming import NamedSteps
from .phrases import Phrases

if TYPE_CHECKING:
    from ...value import Value

MANY = 6  # rows of a table: of more the largest come first
_LARGEST_PART = 80  # cards of a part in one picture
Mark = Literal["computed", "inflow", "now", "receiver", "flow"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the graph: the values that are made in it, its name, its mark in the map and the sheet on which it lies.

    A map has several **sheets** where one mark stands for several parts, one after the other: a neuron at each step in time.
    Where a part is too large to be looked at while the map is, ``brief`` has the values that a stop shows of it.
    """

    name: str
    made: Sequence[Value]
    key: str = ""
    sheet: int = 0
    brief: Sequence[Value] = ()
    left_out: str = ""  # what is said of the others


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: a name, two factors, what they give, and what has come together with that.

    ``term`` is what counts: rows are compared by it. ``about`` are the formulas of the factors, in Python's notation.
    """

    name: str
    first: float
    second: float
    term: float
    after: float | None = None
    about: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Table:
    """Terms and what they add up to. ``heads`` and ``total`` are MathML; ``is_product`` says that term = first * second."""

    heads: tuple[str, str, str]
    rows: Sequence[Row]
    total: tuple[str, float] | None = None
    is_product: bool = True
    after: str = ""  # the head of the last column
    gradient: bool = False  # whether the terms are gradients


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: the step after which it is reached, what the panel says there, and what is marked in the map.

    ``steps`` are the places (from 1) of the steps that it is about. Without a table the panel is that of the first of them.
    """

    at: int
    part: int
    phase: Literal["forward", "backward"]
    title: str
    sentence: str
    steps: Sequence[int]
    equation: str = ""  # MathML
    table: Table | None = None
    marks: dict[Mark, list[str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)  # what stands at a mark of the map instead of its number


class Reading(NamedTuple):
    """A number that the map shows at a mark, from a step on. ``paint`` is the colour that it gives to the mark itself."""

    key: str
    place: Literal["shape", "chip", "tooltip"]
    sheet: int | None  # None: on all of them
    at: int
    number: float
    digits: int
    about: str
    gradient: bool = False
    paint: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole of it. ``keys`` are the marks of values, ``flows`` those of the wires that steps (by place) go along.

    ``names`` are those of the marks, for tooltips; ``sheets`` those of the sheets, if there are several.
    """

    map: str
    word: str  # what one stops at: neurons
    start: str  # the sentence before the first stop
    parts: Sequence[Part]
    stops: Sequence[Stop]
    readings: Sequence[Reading]
    keys: dict[Value, str]
    flows: dict[int, str]
    names: dict[str, str]
    sheets: Sequence[str] = ()


Plan = Callable[[NamedSteps], Outline]


def chapters_of(outline: Outline, place: dict[Value, int], inputs: Sequence[Sequence[int]]) -> tuple[list[Chapter], list[int]]:
    """Return a chapter for every part, several for one that is too large, and the part that each belongs to."""
    chapters, owners = [], []
    outside: list[set[int]] = [set() for _ in outline.parts]  # what each part makes that others use
    home = {place[value]: i for i, part in enumerate(outline.parts) for value in part.made}
    for node, below in enumerate(inputs):
        for x in below:
            if x in home and home[x] != home.get(node):
                outside[home[x]].add(x)
    for i, part in enumerate(outline.parts):
        for chapter in _divided(sorted(place[value] for value in part.made), inputs):
            roots = tuple(node for node in chapter.made if node in outside[i]) or chapter.roots
            chapters.append(Chapter(chapter.made, chapter.given, roots))
            owners.append(i)
    return chapters, owners


def briefs_of(outline: Outline, place: dict[Value, int], chapters: Sequence[Chapter]) -> dict[int, Chapter]:
    """Return, by the number of its chapter, what a stop shows of a part that is too large."""
    first = {node: i for i, chapter in enumerate(chapters) for node in chapter.made}
    briefs = {}
    for part in outline.parts:
        if part.brief:
            shown = {place[value] for value in part.brief}
            chapter = first[place[part.made[0]]]
            made = tuple(node for node in chapters[chapter].made if node in shown)
            briefs[chapter] = Chapter(made, tuple(sorted(shown.difference(made))), chapters[chapter].roots)
    return briefs


def _divided(made: list[int], inputs: Sequence[Sequence[int]]) -> list[Chapter]:
    inside = set(made)
    cards = sorted(inside.union(*(inputs[node] for node in made)))
    number = {node: i for i, node in enumerate(cards)}
    below = [tuple(number[x] for x in inputs[node]) if node in inside else () for node in cards]
    # A neuron of a thousand inputs is one operation: only what is made of many can be told in several pictures.
    limit = _LARGEST_PART if len(made) > 3 else len(cards)
    return [
        Chapter(*(tuple(cards[i] for i in nodes) for nodes in (chapter.made, chapter.given, chapter.roots)))
        for chapter in divide(below, set(), limit)
    ]


def tables_of(
    outline: Outline, values: Sequence[Value], owners: Sequence[int], figures: Figures, phrases: Phrases
) -> dict[str, Any]:
    """Return the outline as it stands in the page, beside the story's own tables."""
    first = {part: chapter for chapter, part in reversed(list(enumerate(owners)))}
    named = set(outline.names.values())
    readings: dict[str, list[list[Any]]] = {}
    for reading in outline.readings:
        entry: list[Any] = [reading.place, -1 if reading.sheet is None else reading.sheet, reading.at]
        entry += [
            figures.number(reading.number, reading.digits),
            phrases.word(reading.about),
            int(reading.gradient),
            reading.paint,
        ]
        readings.setdefault(reading.key, []).append(entry)
    return {
        "word": outline.word,
        "start": outline.start,
        "stops": [_stop(stop, first[stop.part], figures, phrases, named) for stop in outline.stops],
        "sheets": list(outline.sheets),
        "on": [outline.parts[part].sheet for part in owners],
        "leftOut": [outline.parts[part].left_out for part in owners],
        "parts": [outline.parts[part].name for part in owners],
        "keys": [outline.keys.get(value, "") for value in values],
        "flows": {str(at): key for at, key in outline.flows.items()},
        "names": outline.names,
        "readings": readings,
    }


def _stop(stop: Stop, chapter: int, figures: Figures, phrases: Phrases, named: set[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "at": stop.at,
        "chapter": chapter,
        "phase": stop.phase,
        "title": stop.title,
        "sentence": phrases.cut(stop.sentence, named),
        "steps": list(stop.steps),
    }
    if stop.table is not None:
        told["equation"] = phrases.cut_mathml(f"<math>{stop.equation}</math>")
        told["table"] = _table(stop.table, figures, phrases)
    return told | {name: facts for name, facts in (("marks", stop.marks), ("notes", stop.notes)) if facts}


def _table(table: Table, figures: Figures, phrases: Phrases) -> dict[str, Any]:
    digits = digits_to_check((row.first, row.second, row.term) for row in table.rows if table.is_product)
    largest = max((abs(row.term) for row in table.rows if isfinite(row.term)), default=0.0) or 1.0
    rows = list(table.rows)
    if len(rows) > MANY:
        rows.sort(key=lambda row: -abs(row.term))
    has_after = any(row.after is not None and row.after != row.term for row in rows)
    told: dict[str, Any] = {
        "heads": [phrases.cut_mathml(f"<math>{head}</math>") for head in table.heads],
        "rows": [_row(row, digits, largest, figures, phrases, has_after=has_after) for row in rows],
    }
    if table.total is not None:
        told["total"] = [phrases.cut_mathml(f"<math>{table.total[0]}</math>"), figures.number(table.total[1])]
    if has_after:
        told["after"] = phrases.cut_mathml(f"<math>{table.after}</math>")
    if table.gradient:
        told["gradient"] = 1
    return told


def _row(row: Row, digits: int, largest: float, figures: Figures, phrases: Phrases, *, has_after: bool) -> list[Any]:
    share = round(100 * min(abs(row.term) / largest, 1.0)) if row.term == row.term else 0
    told = [
        phrases.word(row.name),
        figures.number(row.first, digits),
        figures.number(row.second, digits),
        figures.number(row.term),
    ]
    told += [-share if row.term < 0.0 else share, *(phrases.word(about) for about in row.about)]
    return [*told, figures.number(row.after)] if has_after else told
