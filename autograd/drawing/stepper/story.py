"""The steps of a graph as tables for the page: every number and every symbol, written by Python.

The page replays a **story** and never computes: it looks up what a value shows after a step. So the story has, for every
value, its number and the step that makes it known, and for every step all that the panel says. Numbers stand in one table,
short as the card shows them and full as Python reads them back; a value that is used a hundred times is written once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ...formulas import Written, mathml_name, mathml_number, mathml_template
from ...graph import topological
from ...one_step import Step
from ...steps import Steps
from ..errors import TooLarge
from ..graph import Card
from ..selection import ALL, is_drawn
from .chapters import Chapter, divide
from .figures import Figures, digits_to_check
from .naming import NamedSteps, card
from .outline import Outline, Plan, briefs_of, chapters_of, tables_of
from .phrases import Phrase, Phrases

if TYPE_CHECKING:
    from ...value import Value

MOST = 5_000  # values: a page of 8 MB
_FACTOR = 5  # digits of the numbers in a formula: enough for 96 of 100 products of two, whose result has 4


class Forward(NamedTuple):
    """A step of the forward phase as it stands in the page: a value's place, and phrases."""

    node: int
    formula: Phrase  # with the names of the inputs
    inserted: Phrase  # with their numbers
    sentence: Phrase


class Backward(NamedTuple):
    """A step of the backward phase: the places of two values, an operand's position, places of numbers, and phrases."""

    node: int
    operand: int
    position: int
    upstream: int
    local: int
    contribution: int
    before: int
    after: int
    first: int  # 1 where nothing had arrived before
    formula: Phrase
    sentence: Phrase


@dataclass(frozen=True, slots=True)
class Story:
    """What is told, read off the graph once; it does not change when the graph does.

    ``cards`` are those of all values, inputs before users, as they are at the end; everything else refers to their places.
    ``inputs`` has, for every value, those operands that have a card: which operand it is, and which value. ``tables`` is what is
    written into the page, ready for JSON.
    """

    name: str  # of the output
    cards: list[Card]
    inputs: list[list[tuple[int, int]]]
    chapters: list[Chapter]
    tables: dict[str, Any]
    outline: Outline | None = None
    briefs: dict[int, Chapter] = field(default_factory=dict)


def tell(output: Value, plan: Plan | None = None, *, backward: bool = True) -> Story:
    """Return the story of a graph, at two levels where there is a ``plan`` for that; without ``backward`` it ends in the output.

    Raises what `steps` raises, and what its first backward step does; and TooLarge.
    """
    told = NamedSteps(output)
    values = [value for value in topological(output) if is_drawn(value) or value is output]
    if len(values) > MOST:
        raise TooLarge(
            f"{told.output_name} was made from {len(values):,} values, and a page holds {MOST:,}: step through a part of the "
            "graph, a value nearer to its inputs or a smaller network, or walk through steps(output), which has every step of a "
            "graph of any size"
        )
    place = {value: i for i, value in enumerate(values)}
    names = [told.name_of(value) for value in values]
    figures, phrases = Figures(), Phrases()
    chosen = told if backward else told.forward
    entries = [_entry(step, told, place, names, figures, phrases) for step in chosen]
    gradients = dict.fromkeys(values, 0.0) | {output: 1.0}
    for step in told.backward if backward else ():
        if step.operand is not None:
            gradients[step.operand] = step.after
    made = {entry.node: at for at, entry in enumerate(entries, 1) if isinstance(entry, Forward)}
    inputs = [[(i, place[x]) for i, x in enumerate(value.inputs) if x in place] for value in values]
    functions = {i for i, value in enumerate(values) if len(value.inputs) == 1}
    tables = {
        "start": _start(told),
        "output": place[output],
        "names": names,
        "symbols": [phrases.word(mathml_name(name).text) for name in names],
        "operations": [value.operation.name if value.operation and value.inputs else "" for value in values],
        "data": [figures.number(value.data) for value in values],
        "made": [made.get(i, 0) for i in range(len(values))],  # the step after which data is known
        "steps": entries,
        "forward": len(told.forward),
        "one": figures.number(1.0),
        "numbers": figures.table,
        "patterns": phrases.patterns,
        "words": phrases.words,
    }
    cards = [card(told, value, f"v{i}", gradients[value]) for i, value in enumerate(values)]
    below = [[x for _, x in operands] for operands in inputs]
    if plan is None:
        return Story(told.output_name, cards, inputs, divide(below, functions, ALL), tables)
    outline = plan(told)
    chapters, owners = chapters_of(outline, place, below)
    tables["outline"] = tables_of(outline, values, owners, figures, phrases)
    tables["numbers"], tables["patterns"], tables["words"] = figures.table, phrases.patterns, phrases.words
    return Story(told.output_name, cards, inputs, chapters, tables, outline, briefs_of(outline, place, chapters))


def _entry(
    step: Step, told: NamedSteps, place: dict[Value, int], names: list[str], figures: Figures, phrases: Phrases
) -> Forward | Backward:
    node = place[step.node]
    related = {names[place[x]] for x in (step.node, *step.node.inputs, told.output) if x in place}
    sentence = phrases.cut(step.sentence, related)
    if step.operand is None or step.position is None:
        named, inserted = (phrases.cut_mathml(_written(step, name)) for name in (mathml_name, None))
        return Forward(node, named, inserted, sentence)
    digits = digits_to_check([(step.upstream or 0.0, step.local or 0.0, step.contribution or 0.0)])
    return Backward(
        node,
        place[step.operand],
        step.position,
        figures.number(step.upstream, digits),
        figures.number(step.local, digits, wire=True),
        figures.number(step.contribution),
        figures.number(step.before),
        figures.number(step.after),
        int(told.is_first_arrival(step)),
        phrases.cut_mathml(step.formula_mathml),
        sentence,
    )


def _start(story: Steps) -> str:
    forward, backward = len(story.forward), len(story.backward)
    if not forward:
        return f"{story.output_name} was not computed from anything: there is nothing to step through."
    operations = "operation is" if forward == 1 else "operations are"
    return (
        f"First, forward: {forward:,} {operations} carried out. Then, backward: {backward:,} times a gradient is passed on, "
        f"from {story.output_name} to everything it was made from."
    )


def _written(step: Step, name: Callable[[str], Written] | None) -> str:
    """Return what a forward step does, with the names of its inputs, or, without ``name``, with their numbers."""
    return f"<math>{step._written(mathml_template, name, mathml_number, digits=_FACTOR)}</math>"
