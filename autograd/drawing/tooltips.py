"""What a picture says when asked: lines of text with every digit, for any writer."""

from __future__ import annotations

from typing import cast

from . import numbers
from .graph import Card, Wire
from .palette import Role


def role_of(card: Card) -> Role:
    """Return the role whose colours a card has."""
    other: dict[str, Role] = {"frozen": "parameter", "group": "hidden"}
    return other.get(card.kind) or cast("Role", card.kind)


def about_card(card: Card, *, gradients: bool) -> list[str]:
    """Return the lines about a value: its name and formula, its data and its gradient."""
    if card.count > 1:
        return [card.title, *card.members]
    lines = [card.title, f"data {numbers.full(card.data)}"]
    if gradients:
        lines.append("grad: not reached by a backward pass" if card.grad is None else f"grad {numbers.full(card.grad)}")
    return lines


def about_wire(wire: Wire, source: Card, target: Card) -> list[str]:
    """Return the lines about one use of a value: which operand of what, and the local derivative if that was asked for."""
    if wire.uses:
        times = "once" if wire.uses == 1 else f"{wire.uses:,} times"
        return [f"{source.label or 'a value'} → {target.label or 'a value'}: used {times}"]
    lines = [f"{source.title or 'a value'}, operand {wire.operand + 1} of {target.title or 'a value'}"]
    if wire.local is not None:
        lines.append(f"local derivative ∂({target.label or '…'})/∂({source.label or '…'}) = {numbers.full(wire.local)}")
    return lines
