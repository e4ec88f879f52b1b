"""A story that is told while it happens: parts, stops and numbers of a map, noted beside the values that they are about.

Only when all values are there it is known at which step of the story each of them is made; so a **tale** keeps what is to be
said with the value after which it is true, and becomes an `Outline` in the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograd import Value
from autograd.drawing import numbers
from autograd.drawing.stepper.naming import NamedSteps
from autograd.drawing.stepper.outline import MANY, Mark, Outline, Part, Reading, Stop, Table
from autograd.operations import constant

from .rule_picture import RulePicture

_BRIEF = 3  # terms of a large sum that are shown beside a stop


@dataclass
class _Stop:
    value: Value
    part: int
    title: str
    sentence: str
    equation: str
    table: Table | None
    marks: dict[Mark, list[str]]


@dataclass
class _Shown:
    value: Value | None  # None: from the start
    key: str
    number: float
    about: str
    paint: str


@dataclass
class Tale:
    """What is told of a network and its ``picture``; ``word`` is what one stops at."""

    picture: RulePicture
    word: str
    start: str
    about: str  # of the picture
    parts: list[Part] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    keys: dict[Value, str] = field(default_factory=dict)
    _stops: list[_Stop] = field(default_factory=list)
    _shown: list[_Shown] = field(default_factory=list)

    def part(self, name: str, made: Sequence[Value], key: str, terms: Sequence[tuple[Value, Value]] = ()) -> None:
        """Begin a part: the values that are made in it, and its mark. Stops that follow belong to it.

        Of many ``terms`` of two factors that the first value is made of, beside a stop only the strongest are shown.
        """
        brief: list[Value] = []
        if len(terms) > MANY:
            strongest = sorted(terms, key=lambda pair: -abs(pair[0].data * pair[1].data))[:_BRIEF]
            others = [x for value in made[1:] for x in value.inputs]
            shown = [*(x for pair in strongest for x in pair), *others, *made]
            brief = [x for x in dict.fromkeys(shown) if x.inputs or x.operation is not constant]
        left_out = f"the {_BRIEF} strongest of {len(terms)} terms" if brief else ""
        self.parts.append(Part(name, made, key, max(len(self.sheets) - 1, 0), brief, left_out))
        self.keys |= dict.fromkeys(made, key)

    def stop(
        self, value: Value, title: str, sentence: str, equation: str, table: Table | None, marks: dict[Mark, list[str]]
    ) -> None:
        """Stop after a value is made."""
        self._stops.append(_Stop(value, len(self.parts) - 1, title, sentence, equation, table, marks))

    def show(self, value: Value | None, key: str, number: float, about: str, paint: str = "") -> None:
        """Show a number at a mark from when a value is made."""
        self._shown.append(_Shown(value, key, number, about, paint))

    def outline(self, told: NamedSteps) -> Outline:
        """Return the tale as the outline of the story whose steps these are."""
        at = {step.node: step.index + 1 for step in told.forward}
        readings = [
            Reading(
                one.key, "shape", None, 0 if one.value is None else at[one.value], one.number, numbers.NEURON, one.about,
                paint=one.paint,
            )
            for one in self._shown
        ]  # fmt: skip
        stops = [
            Stop(at[one.value], one.part, "forward", one.title, one.sentence, [at[one.value]], one.equation, one.table, one.marks)
            for one in self._stops
        ]
        drawn = self.picture.draw(readings, self.about)
        return Outline(drawn, self.word, self.start, self.parts, stops, readings, self.keys, {}, self.picture.names, self.sheets)
