"""A computation graph as facts to be drawn: no colours, no positions, no format.

A **card** is one value; a **wire** leads from an operand to the value that was made from it, one for each use. `describe`
reads them off the engine's objects, and every writer (DOT here; others may follow) is a rendering of the same facts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..backprop import local_derivatives as derivatives_of
from ..errors import NotDifferentiable
from ..operations import constant, frozen
from .formula import Pieces, formula, leaf_name
from .selection import is_drawn, select
from .text import clean, cut

if TYPE_CHECKING:
    from ..value import Value

Kind = Literal["input", "parameter", "frozen", "operation", "output"]


@dataclass(frozen=True, slots=True)
class Card:
    """One value. ``grad`` is None until a backward pass has reached it; ``goes_on`` says that operands are not drawn.

    A leaf without a label has the name of its kind in place of a formula.
    """

    key: str
    kind: Kind
    label: str
    formula: Pieces
    data: float
    grad: float | None
    goes_on: bool

    @property
    def title(self) -> str:
        """The name and the formula on one line, uncut: ``e = a × b``."""
        return " = ".join(part for part in (self.label, "".join(self.formula)) if part)


@dataclass(frozen=True, slots=True)
class Wire:
    """One use of ``source`` as operand number ``operand`` of ``target``, both of them keys of cards.

    ``place`` of ``places`` is where it arrives, from top to bottom among the operands that are drawn. ``local`` is the
    derivative of the target by this operand, nan where it is undefined, and None where it was not asked for.
    """

    source: str
    target: str
    operand: int
    place: int
    places: int
    local: float | None


@dataclass(frozen=True, slots=True)
class Graph:
    """What a picture of a computation graph shows: of ``total`` values the ``cards``, inputs before users."""

    cards: tuple[Card, ...]
    wires: tuple[Wire, ...]
    total: int
    gradients: bool
    which: str  # of the values are drawn, where not all are

    @property
    def caption(self) -> str:
        """What was left out and how to see it; nothing where all was drawn."""
        if len(self.cards) == self.total:
            return ""
        more = "\nBefore a card with … at its left there is more: give a depth or a focus, or draw that value."
        return f"{len(self.cards):,} of {self.total:,} values: {self.which}." + more * any(card.goes_on for card in self.cards)


def describe(
    output: Value, *, gradients: bool, local_derivatives: bool, depth: float | None, focus: Value | Iterable[Value] | None
) -> Graph:
    """Return the facts of the graph that ``output`` was made by. Raises what `selection.select` raises."""
    focused = _listed(focus)
    chosen, total = select(output, _depth(depth), focused)
    keys = {node: f"v{i}" for i, node in enumerate(chosen)}
    cards, wires = [], []
    for node in chosen:
        drawn = [(i, x) for i, x in enumerate(node.inputs) if x in keys]
        local = _local(node) if local_derivatives and drawn else None
        cards.append(
            Card(
                keys[node],
                _kind(node, output),
                node.label,
                formula(node) if node.inputs or node.label else (leaf_name(node),),
                node.data,
                node.grad if node.reached else None,
                goes_on=any(x not in keys and is_drawn(x) for x in node.inputs),
            )
        )
        wires += [
            Wire(keys[x], keys[node], i, place, len(drawn), None if local is None else local[i])
            for place, (i, x) in enumerate(drawn)
        ]
    return Graph(tuple(cards), tuple(wires), total, gradients, _which(output, focused))


def _which(output: Value, focus: list[Value]) -> str:
    names = [cut(clean(value.label), 14.0) for value in focus or [output]]
    named = ", ".join(names) if all(names) and len(names) <= 3 else "the output" if not focus else f"{len(names)} values"
    return f"{named} and what is next to {'it' if len(names) == 1 else 'them'}" if focus else f"the nearest to {named}"


def _kind(node: Value, output: Value) -> Kind:
    if node.inputs:
        return "output" if node is output else "operation"
    if node.operation is None or node.operation is constant:
        return "input"
    return "frozen" if node.operation.name.endswith(frozen.name) else "parameter"


def _local(node: Value) -> list[float]:
    try:
        return derivatives_of(node)
    except NotDifferentiable:
        return [math.nan] * len(node.inputs)


def _depth(depth: float | None) -> float | None:
    if depth is None or depth == math.inf:
        return depth
    if isinstance(depth, int) and not isinstance(depth, bool) and depth >= 0:
        return depth
    raise ValueError(f"depth is how many steps to go back from the output: a whole number from 0, or math.inf; got {depth!r}")


def _listed(focus: Value | Iterable[Value] | None) -> list[Value]:
    from ..value import Value

    if focus is None:
        return []
    listed = [focus] if isinstance(focus, Value) else list(focus)
    for value in listed:
        if not isinstance(value, Value):
            raise TypeError(f"focus is a Value of the graph or a list of them, got {type(value).__name__}")
    if not listed:
        raise ValueError("focus is an empty list: give the values to look at, or leave it out")
    return listed
