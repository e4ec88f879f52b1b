"""The words of an expression: numbers, names and signs, each with the column where it stands."""

from __future__ import annotations

import re
from math import isinf
from typing import NamedTuple

from .errors import ExpressionError

ADVICE = {"^": "a power is written **", "=": "only one side of an equation can be read", "[": "there are no lists here"}

_TOKEN = re.compile(r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|\S))")
_SIGNS = {"+", "-", "*", "/", "%", "**", "(", ")", ",", "="}
_ALLOWED = "only numbers, names, + - * / % **, brackets and functions of the table can be read"


class Token(NamedTuple):
    """One word: ``kind`` is "number", "name", "sign" or, after the last one, "end"."""

    kind: str
    text: str
    column: int


def tokens_of(text: str) -> list[Token]:
    """Cut a text into its words. Raises ExpressionError for an empty one and for signs that no expression has.

    >>> [token.text for token in tokens_of("2*x1")]
    ['2', '*', 'x1', '']
    """
    tokens: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:  # pragma: no cover - \\S takes everything that is no blank
            break
        token = Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1)
        if token.kind == "sign" and token.text not in _SIGNS:
            raise ExpressionError(f"unexpected {token.text!r} at column {token.column}: {ADVICE.get(token.text, _ALLOWED)}")
        if token.kind == "name" and tokens and tokens[-1].kind == "number" and match.start("name") == at:
            raise ExpressionError(f"{tokens[-1].text + token.text!r} at column {tokens[-1].column} is no number")
        tokens.append(token)
        at = match.end()
    if not tokens:
        raise ExpressionError("the expression is empty: write something like 'x * y + 1'")
    return [*tokens, Token("end", "", end + 1)]


def number_of(token: Token) -> float:
    """Return the float that a number stands for. Raises ExpressionError for one that is too large."""
    value = float(token.text)
    if isinf(value):
        raise ExpressionError(f"the number at column {token.column} is too large for a float: the largest is 1.8e308")
    return value
