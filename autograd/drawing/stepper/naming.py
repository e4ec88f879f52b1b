"""What values are called where a story is told: in formulas and sentences, and on cards.

A label is any text at all; a panel needs one line that is not too long. A recorded value without a label is v1, v2, ... on its
card as in the sentences, so that a reader finds what is spoken of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ...graph import topological
from ...steps import Steps
from ..formula import formula, leaf_name
from ..graph import Card, _kind
from ..text import clean, cut, is_right_to_left

if TYPE_CHECKING:
    from ...value import Value

_LONGEST = 11.0  # em: what a name may take in a formula or a sentence
_BLANK = "␣"
_ISOLATED = "\u2068{}\u2069"  # a name that reads from right to left keeps its neighbours where they are


class NamedSteps(Steps):
    """Steps whose names are fit for a panel: one line, not too long, and in their own direction."""

    def __init__(self, output: Value) -> None:
        super().__init__(output)
        self._fit: dict[Value, str] = {}  # the rule of a sum of 65 products asks for each name 130 times

    def name_of(self, node: Value) -> str:
        """Return the name of a value as the panel writes it."""
        name = self._fit.get(node)
        if name is None:
            name = self._fit[node] = fit(super().name_of(node))
        return name

    def label_of(self, node: Value) -> str:
        """Return what is written on a card: a leaf without a label has none."""
        return node.label if clean(node.label) else self.name_of(node) if node.label or node.inputs else ""


def fit(name: str) -> str:
    """Return a name as the panel writes it: one line, not too long."""
    name = cut(clean(name), _LONGEST) or _BLANK
    return _ISOLATED.format(name) if is_right_to_left(name) else name


class KeptSteps(Steps):
    """Steps as they were when they were made: values that are assigned, or renamed, later do not change them."""

    def __init__(self, output: Value) -> None:
        super().__init__(output)
        self._data = {node: node.data for node in topological(output)}
        self._kept = {node: Steps.name_of(self, node) for node in self._data}
        self._compute()

    def data_of(self, node: Value) -> float:
        """Return the number that a value had."""
        data: float = self._data[node]
        return data

    def check(self, node: Value) -> None:
        """What was kept is true."""

    def name_of(self, node: Value) -> str:
        """Return the name that a value had."""
        return self._kept[node] if node in self._kept else super().name_of(node)


@dataclass(frozen=True, slots=True)
class _Named:
    """A value as its formula sees it."""

    label: str
    data: float
    operation: Any
    inputs: tuple[Any, ...]


def card(told: NamedSteps, node: Value, key: str, gradient: float) -> Card:
    """Return the card of a value as it is at the end of the story."""
    label = told.label_of(node)
    inputs = tuple(_Named(told.label_of(x), x.data, x.operation, ()) for x in node.inputs)
    named = cast("Value", _Named(label, node.data, node.operation, inputs))
    written = formula(named) if node.inputs or label else (leaf_name(node),)
    return Card(key, _kind(node, told.output), label, written, node.data, gradient, goes_on=False)
