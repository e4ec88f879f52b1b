"""A computation graph as facts to be drawn: no colours, no positions, no format.

A **card** is one value; a **wire** leads from an operand to the value that was made from it, one for each use. `describe`
reads them off the engine's objects, and every writer (DOT here; others may follow) is a rendering of the same facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..operations import constant, frozen
from . import numbers
from .formula import Pieces, formula, leaf_name
from .selection import ALL
from .text import ELLIPSIS

if TYPE_CHECKING:
    from ..value import Value

_CROWD = 4  # wires a card

Kind = Literal["input", "parameter", "frozen", "operation", "hidden", "output", "group"]


@dataclass(frozen=True, slots=True)
class Card:
    """One value. ``grad`` is None until a backward pass has reached it; ``goes_on`` says that operands are not drawn.

    A leaf without a label has the name of its kind in place of a formula. A card may stand for ``count`` values: then its
    numbers are those of the value that the others lead to, or, if there are ``several`` of these, none; ``members`` tells what is
    in it.
    """

    key: str
    kind: Kind
    label: str
    formula: Pieces
    data: float
    grad: float | None
    goes_on: bool
    count: int = 1
    several: bool = False
    members: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name and the formula on one line, uncut: ``e = a × b``."""
        return self.joint.join(part for part in (self.label, "".join(self.formula)) if part)

    @property
    def joint(self) -> str:
        """What stands between the name and the formula, or, of a card for many values, what it says of them."""
        return " = " if self.count == 1 else ": "

    def rows(self, *, gradients: bool) -> list[tuple[str, str]]:
        """Return the names of its numbers and the numbers as they are shown."""
        shown = [("data", self.data)] + [("grad", self.grad)] * gradients
        return [
            (name, ELLIPSIS if self.several else numbers.UNREACHED if number is None else numbers.short(number))
            for name, number in shown
        ]


@dataclass(frozen=True, slots=True)
class Wire:
    """One use of ``source`` as operand number ``operand`` of ``target``, both of them keys of cards.

    ``place`` of ``places`` is where it arrives, from top to bottom among the operands that are drawn. ``local`` is the
    derivative of the target by this operand, nan where it is undefined, and None where it was not asked for. Between cards of
    which one stands for many values there is one wire for all ``uses``, and ``operand`` only counts the wires.
    """

    source: str
    target: str
    operand: int
    place: int
    places: int
    local: float | None
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cards that belong together, a neuron, say: they stand together on a panel with a name."""

    key: str
    name: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """What a picture of a computation graph shows: of ``total`` values the ``cards``, inputs before users.

    ``which`` of the values are drawn is said where not all are. ``left_out`` counts the values that no card stands for.
    """

    cards: tuple[Card, ...]
    wires: tuple[Wire, ...]
    total: int
    gradients: bool
    which: str
    clusters: tuple[Cluster, ...] = ()
    left_out: int = 0

    @property
    def is_crowded(self) -> bool:
        """Whether there are so many wires, as between the full layers of a network, that they have to be fine ones."""
        return len(self.wires) > _CROWD * len(self.cards)

    @property
    def is_collapsed(self) -> bool:
        """Whether a card stands for many values."""
        return any(card.count > 1 for card in self.cards)

    @property
    def summary(self) -> str:
        """How much is drawn, in a few words."""
        shown = len(self.cards)
        counted = "1 value" if self.total == 1 else f"{self.total:,} values"
        if self.is_collapsed:
            return f"{counted} in {shown:,} cards" if not self.left_out else f"{shown:,} cards of {counted}"
        return counted if shown == self.total else f"{shown:,} of {counted}"

    @property
    def caption(self) -> str:
        """What was left out and how to see it; nothing where all was drawn, and can be seen at once."""
        lines = []
        if self.is_collapsed:
            lines.append(f"{self.total:,} values in {len(self.cards):,} cards; one with several edges stands for many.")
            if self.left_out:
                lines.append(f"These are {self.which}: {self.left_out:,} values are left out.")
            lines.append("To look inside, draw one value or neuron, or give a focus or a depth.")
        elif len(self.cards) < self.total:
            lines.append(f"{len(self.cards):,} of {self.total:,} values: {self.which}.")
            if any(card.goes_on for card in self.cards):
                lines.append("Before a card with … at its left there is more: give a depth or a focus, or draw that value.")
        elif len(self.cards) > ALL:
            groups = f" in {len(self.clusters):,} groups" * bool(self.clusters)
            lines.append(
                f"{self.total:,} values{groups}: saved as .html, or in a notebook, this picture can be moved and enlarged."
            )
        return "\n".join(lines)


def card_of(node: Value, key: str, output: Value, *, goes_on: bool) -> Card:
    """Return the card of a value."""
    written = formula(node) if node.inputs or node.label else (leaf_name(node),)
    return Card(key, _kind(node, output), node.label, written, node.data, node.grad if node.reached else None, goes_on)


def _kind(node: Value, output: Value) -> Kind:
    if node.inputs:
        return "output" if node is output else "operation"
    if node.operation is None or node.operation is constant:
        return "input"
    return "frozen" if node.operation.name.endswith(frozen.name) else "parameter"
