"""The grey formula on a card: ``= a × b``, written from an operation's text and the names of its operands.

An operand is written as its label; a constant as its number; one without a label as its own formula where that is short, else
as ``…``. Brackets are set by looking at the characters beside the operand's place, so a user's own operation needs nothing
more than its text. A formula that is still too long says what it is instead: ``Σ of 9 products``.

A formula is a tuple of **pieces**, literal text and operands in turn, because a writer must keep a name that reads from
right to left from pulling its neighbours along.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..operation import Operation
from ..operations import FAMILIES, constant
from . import numbers
from .text import ELLIPSIS, clean, cut, width

if TYPE_CHECKING:
    from ..value import Value

Pieces = tuple[str, ...]

LONGEST = 14.0  # em: a formula wider than that is abridged
_INNER = 8.0  # em: the formula of an operand without a label
_NAME = 7.5  # em: a label within a formula
_LEVELS = 3  # operands' formulas within operands' formulas

# What an operand's text is, from the weakest bond to the strongest.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def formula(node: Value) -> Pieces:
    """Return the formula of a recorded value, without the value's own name; of a leaf, nothing.

    >>> from autograd import Value, tanh
    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> "".join(formula(tanh(a * b + 10) ** 2))
    'tanh(a × b + 10)²'
    """
    return _formula(node, LONGEST, _LEVELS)


def _formula(node: Value, limit: float, levels: int) -> Pieces:
    operation = node.operation
    if operation is None or not node.inputs:
        return ()
    text = _usual(operation)
    if len(node.inputs) <= 8:
        for levels_below in (levels, 0):
            pieces = _fill(text, [_operand(x, levels_below) for x in node.inputs])
            if width("".join(pieces), 1.0) <= limit:
                return pieces
    return (_abridged(text, operation.name, len(node.inputs)),)


def _usual(operation: Operation) -> str:
    """Return an operation's text, without a parameter that is the usual one: linear(x), not linear(x, 1)."""
    family = FAMILIES.get(operation.family or "")
    usual = None if family is None else list(family.parameters.values())
    if operation.arity == 1 and usual == [operation.parameter] and operation.text.startswith(operation.name + "("):
        return operation.name + "({})"
    return operation.text


def _operand(node: Value, levels: int) -> Pieces:
    if node.label:
        return (cut(clean(node.label), _NAME),)
    if node.operation is None or not node.inputs:
        return (numbers.short(node.data),)
    if levels > 0:
        inner = _formula(node, _INNER, levels - 1)
        if width("".join(inner), 1.0) <= _INNER:
            return inner
    return (ELLIPSIS,)


def _fill(text: str, operands: list[Pieces]) -> Pieces:
    """Put the operands into an operation's text, with textbook signs and the brackets that the neighbours ask for."""
    literals = [textbook_signs(literal) for literal in text.split("{}")]
    pieces = [literals[0]]
    for i, operand in enumerate(operands):
        before, after = literals[i].rstrip()[-1:], literals[i + 1].lstrip()[:1]
        bracketed = _needs_brackets("".join(operand), before, after)
        pieces += ["(", *operand, ")"] if bracketed else operand
        pieces.append(literals[i + 1])
    return tuple(piece for piece in pieces if piece)


def _needs_brackets(operand: str, before: str, after: str) -> bool:
    negative = operand.startswith(numbers.MINUS) and before in {"+", numbers.MINUS, "×", "/"}
    bond = _bond(operand)
    if after in {"^", "²", "³"} or before == "^":
        return bond < _ATOM or operand.startswith(numbers.MINUS)
    if before == "/":
        return bond <= _PRODUCT or negative
    if before in {numbers.MINUS, "×"} or after in {"×", "/"}:
        return bond == _SUM or negative
    return negative


def _bond(text: str) -> int:
    """Return how an operand's text holds together, by the weakest sign outside its brackets."""
    depth, bond = 0, _ATOM
    for i, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif depth == 0:
            apart = text[i - 1 : i] == " " == text[i + 1 : i + 2]  # the hyphen of a name is no minus
            if character in f"+{numbers.MINUS}-" and apart:
                return _SUM
            if character in "*×" or (character == "/" and apart):
                bond = _PRODUCT
            elif character in "^²³":
                bond = min(bond, _POWER)
    return bond


def textbook_signs(literal: str) -> str:
    """Write the signs of Python as a textbook does."""
    literal = re.sub(r"-?\d+\.\d+(e[+-]?\d+)?", lambda match: numbers.short(float(match[0])), literal)
    literal = re.sub(r" \*\* ([23])(?![\d.])", lambda match: {"2": "²", "3": "³"}[match[1]], literal)
    return literal.replace(" ** ", "^").replace("*", "×").replace("-", numbers.MINUS)


def _abridged(text: str, name: str, count: int) -> str:
    """Return what a long formula is: a sum or product of many, or a function of something."""
    terms = text.split(" + ")
    if len(terms) > 2 or (len(terms) == 2 and count > 2):
        kind = "products" if terms[0] == "{} * {}" else "squares" if "square" in terms[0] else "terms"
        return f"Σ of {len(terms)} {kind}"
    if len(text.split(" * ")) > 2:
        return f"Π of {count} factors"
    if text.startswith(name + "("):
        return f"{name} of {count}" if count > 2 else f"{name}({', '.join([ELLIPSIS] * count)})"
    return "".join(_fill(text, [(ELLIPSIS,)] * count))


def leaf_name(node: Value) -> str:
    """Return what a leaf without a label is called: by its kind."""
    return "value" if node.operation is None or node.operation is constant else node.operation.name
