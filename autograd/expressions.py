"""Expressions that a person typed, read against the table of operations and never evaluated as Python.

The notation is Python's: numbers, names, + - * / % **, brackets, and calls of the table's functions. It is read from left to
right by operator precedence (Dijkstra's shunting yard, 1961) into a **postfix program**: numbers and names are pushed, rows
take their operands from the top. Neither reading nor running recurses, so no input can exhaust the stack. (Python's own
parser, tried first, fails on sums of some thousand terms and words its errors differently in every version.)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from math import e, inf, pi, tau
from typing import Any, NamedTuple, NoReturn

from . import functions
from .errors import ExpressionError
from .family import Family
from .operation import Operation
from .operations import FAMILIES, OPERATIONS
from .tokens import ADVICE, Token, number_of, tokens_of

LONGEST, DEEPEST = 10_000, 100
CONSTANTS = {"pi": pi, "e": e, "tau": tau, "inf": inf}

_Step = tuple[Callable[..., Any] | None, int, Any]  # what to apply to how many operands; or, with None, what to push


class Expression:
    """A formula of named variables that can be computed with any operands: floats, Values, Duals, Symbols.

    ``variables`` lists its names in the order in which they appear.

    >>> f = read("tanh(x * w) ** 2")
    >>> f.variables
    ['x', 'w']
    >>> f({"x": 0.0, "w": 1.0})
    0.0
    """

    def __init__(self, text: str, steps: list[_Step], variables: list[str]) -> None:
        self.text = text
        self.variables = variables
        self._steps = steps

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """Return the result for the given values of the variables.

        Raises KeyError for a variable without a value, and what the operations raise outside their domain.
        """
        stack: list[Any] = []
        for apply, count, thing in self._steps:
            if apply is not None:
                operands = stack[-count:]
                del stack[-count:]
                stack.append(apply(*operands))
            else:
                stack.append(values[thing] if isinstance(thing, str) else thing)
        return stack[0]

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def read(text: str, names: Collection[str] = ()) -> Expression:
    """Read an expression. ``names`` are taken as variables even where they name a constant (pi, e, tau, inf).

    At most 10,000 characters and 100 levels deep. Numbers become floats before any operation. Raises ExpressionError, with one
    line that says what was found and where, for everything that is no such formula.

    >>> read("2 * x + sigmoid(-y)").variables
    ['x', 'y']
    >>> read("2 * sigmod(x)")
    Traceback (most recent call last):
    autograd.errors.ExpressionError: there is no function 'sigmod' (column 5): did you mean sigmoid?
    """
    if not isinstance(text, str):
        raise TypeError(f"an expression is a text such as 'x * y', got {type(text).__name__}")
    if len(text) > LONGEST:
        raise ExpressionError(f"the expression has {len(text):,} characters: at most {LONGEST:,} can be read")
    steps = _Reader(text, set(names)).read()
    variables = list(dict.fromkeys(thing for apply, _, thing in steps if apply is None and isinstance(thing, str)))
    return Expression(text.strip(), steps, variables)


# ---- reading ----------------------------------------------------------------------------------------------------------


class _Operator(NamedTuple):
    """How an operator binds: a higher number binds more tightly; one that groups to the right waits for its like."""

    binding: int
    apply: Callable[..., Any]
    operands: int
    to_the_right: bool = False


_INFIX = {
    "+": _Operator(1, OPERATIONS["add"], 2),
    "-": _Operator(1, OPERATIONS["subtract"], 2),
    "*": _Operator(2, OPERATIONS["multiply"], 2),
    "/": _Operator(2, OPERATIONS["divide"], 2),
    "%": _Operator(2, OPERATIONS["modulo"], 2),
    "**": _Operator(4, functions.pow, 2, to_the_right=True),
}
_PREFIX = {
    "-": _Operator(3, OPERATIONS["negate"], 1, to_the_right=True),
    "+": _Operator(3, lambda x: x, 1, to_the_right=True),
}


class _Open(NamedTuple):
    """A bracket that is open. Of a call it knows the function, where each argument's steps begin, and the named ones."""

    column: int
    called: str
    starts: list[int]
    named: dict[str, int]


class _Reader:
    def __init__(self, text: str, names: set[str]) -> None:
        self.tokens = tokens_of(text)
        self.names = names
        self.steps: list[_Step] = []
        self.waiting: list[_Operator | _Open] = []
        self.depth = 0  # brackets and operators that group to the right, all of them still open
        self.at = 0

    def read(self) -> list[_Step]:
        """Read operand, operator, operand, ... to the end."""
        while True:
            self._operand()
            while self._after_operand():
                pass
            if self.tokens[self.at - 1].kind == "end":
                return self.steps

    def _next(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _operand(self) -> None:
        """Read prefix signs and opening brackets, and then a number or a name."""
        while True:
            token = self._next()
            if token.kind == "number":
                self.steps.append((None, 0, number_of(token)))
                return
            if token.kind == "name":
                if self.tokens[self.at].text == "(":
                    self._open(self._next(), token.text)
                    if self.tokens[self.at].text == ")":
                        self._refuse(self.tokens[self.at], f"{token.text} needs something between its brackets")
                    continue
                if self.tokens[self.at].text == "=" and self._in_call():
                    self._named(token)
                    continue
                self.steps.append((None, 0, self._name(token)))
                return
            if token.text in _PREFIX:
                self._wait(_PREFIX[token.text], token)
            elif token.text == "(":
                self._open(token, "")
            else:
                self._refuse(token, "a number, a name or an opening bracket must come here")

    def _after_operand(self) -> bool:
        """Read what follows an operand; return whether that, a closing bracket, made another operand of it."""
        token = self._next()
        operator = _INFIX.get(token.text)
        if operator is not None:
            self._apply_tighter_than(operator)
            self._wait(operator, token)
            return False
        if token.text not in {")", ","} and token.kind != "end":
            self._refuse(token, ADVICE.get(token.text, "an operator or a closing bracket must come here"))
        self._apply_tighter_than(None)
        if token.kind == "end":
            if self.waiting:
                raise ExpressionError(f"the bracket opened at column {self._innermost().column} is never closed")
            return False
        if not self.waiting:
            self._refuse(token, "no bracket is open" if token.text == ")" else "write one expression only")
        bracket = self._innermost()
        if token.text == ",":
            if not bracket.called:
                self._refuse(token, "a comma separates the arguments of a function")
            bracket.starts.append(len(self.steps))
            return False
        self.waiting.pop()
        self.depth -= 1
        if bracket.called:
            self._call(bracket)
        return True

    def _wait(self, operator: _Operator, token: Token) -> None:
        self.waiting.append(operator)
        self.depth += operator.to_the_right
        self._measure(token)

    def _open(self, token: Token, called: str) -> None:
        if called and called not in OPERATIONS and called not in FAMILIES:
            near = get_close_matches(called, [*OPERATIONS, *FAMILIES], n=1, cutoff=0.7)
            hint = f"did you mean {near[0]}?" if near else "there are exp, log, tanh, sigmoid, relu, maximum, ..."
            raise ExpressionError(f"there is no function {called!r} (column {token.column - len(called)}): {hint}")
        self.waiting.append(_Open(token.column - len(called), called, [len(self.steps)], {}))
        self.depth += 1
        self._measure(token)

    def _measure(self, token: Token) -> None:
        if self.depth > DEEPEST:
            raise ExpressionError(f"the expression is more than {DEEPEST} levels deep at column {token.column}")

    def _apply_tighter_than(self, operator: _Operator | None) -> None:
        """Apply the waiting operators, up to the innermost bracket, that bind their right operand before ``operator`` does."""
        while self.waiting and isinstance(self.waiting[-1], _Operator):
            last = self.waiting[-1]
            if operator and (last.binding < operator.binding or (last.binding == operator.binding and operator.to_the_right)):
                return
            self.waiting.pop()
            self.depth -= last.to_the_right
            self.steps.append((last.apply, last.operands, None))

    def _innermost(self) -> _Open:
        return next(entry for entry in reversed(self.waiting) if isinstance(entry, _Open))

    def _in_call(self) -> bool:
        bracket = self.waiting[-1] if self.waiting else None
        return isinstance(bracket, _Open) and bracket.called != "" and len(self.steps) == bracket.starts[-1]

    def _named(self, token: Token) -> None:
        bracket = self._innermost()
        if token.text in bracket.named:
            self._refuse(token, f"{bracket.called} has this argument already")
        bracket.named[token.text] = len(bracket.starts) - 1
        self._next()

    def _name(self, token: Token) -> str | float:
        name = token.text
        if name in self.names:
            return name
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in OPERATIONS or name in FAMILIES:
            raise ExpressionError(f"{name} is a function (column {token.column}): write {name}(...)")
        return name

    # ---- calls ------------------------------------------------------------------------------------------------------

    def _call(self, bracket: _Open) -> None:
        try:
            row, operands = self._called(bracket)
        except (TypeError, ValueError) as error:
            raise ExpressionError(f"{error} (column {bracket.column})") from None
        self.steps.append((row, operands, None))

    def _called(self, bracket: _Open) -> tuple[Callable[..., Any], int]:
        """Return what a call applies, and to how many operands."""
        called, given = bracket.called, len(bracket.starts)
        thing = OPERATIONS.get(called) or FAMILIES[called]
        if isinstance(thing, Family) and not thing.counts:
            return self._row(thing, bracket), 1
        if bracket.named:
            raise TypeError(f"{called} takes no named arguments, got {', '.join(bracket.named)}")
        if isinstance(thing, Family):
            return thing(_count(thing, given)), given
        if given != thing.arity:
            raise TypeError(f"{called} takes {thing.arity} argument{'s' * (thing.arity > 1)}, got {given}")
        return (functions.pow if called == "pow" else thing), given

    def _row(self, family: Family, bracket: _Open) -> Operation:
        """Make the row of a family with parameters: all arguments after the first are numbers, known now."""
        ends = [*bracket.starts[1:], len(self.steps)]
        numbers = [_constant(self.steps[start:end], family.name) for start, end in zip(bracket.starts[1:], ends[1:], strict=True)]
        names = {position: name for name, position in bracket.named.items()}
        if 0 in names:
            raise TypeError(f"{family.name} takes its first argument without a name")
        given = [number for i, number in enumerate(numbers, start=1) if i not in names]
        named = {names[i]: number for i, number in enumerate(numbers, start=1) if i in names}
        del self.steps[ends[0] :]
        return family(*functions.parameters_of(family, tuple(given), named))

    def _refuse(self, token: Token, expected: str) -> NoReturn:
        found = "the expression ends" if token.kind == "end" else f"unexpected {token.text[:20]!r}"
        raise ExpressionError(f"{found} at column {token.column}: {expected}")


def _count(family: Family, given: int) -> int:
    count, rest = divmod(given, family.inputs_per_count)
    if rest:
        raise TypeError(f"{family.name} takes pairs of arguments, w1, x1, w2, x2, ..., got {given}")
    return count


def _constant(steps: list[_Step], called: str) -> float:
    variables = [thing for apply, _, thing in steps if apply is None and isinstance(thing, str)]
    if variables:
        raise TypeError(f"the parameters of {called} must be numbers, and {variables[0]} is a variable")
    try:
        return float(Expression("", steps, [])({}))
    except (ValueError, ArithmeticError) as error:
        raise ValueError(f"a parameter of {called} has no value: {error}") from None
