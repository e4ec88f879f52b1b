"""How a formula is put together from the texts of its operations, with brackets where they are needed and nowhere else.

A **template** is the text of a row with a slot for each input. The row's text is Python notation, so Python's own parser
says how tightly it binds and how tightly each slot must: nothing about brackets is declared twice. In MathML a row looks
as its ``mathml`` column says, or like its text.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from .operation import Operation

ADD, MULTIPLY, MINUS, POWER, ATOM = 11, 12, 13, 14, 16  # how tightly each binds
_ANYTHING = 0
_WIDEST = 400  # inputs of a row whose text is parsed: a sum of 1,000 is nested deeper than Python's stack allows

_BINDING = {ast.Add: ADD, ast.Sub: ADD, ast.Mult: MULTIPLY, ast.Div: MULTIPLY, ast.Mod: MULTIPLY, ast.Pow: POWER}
_SIGN = {ast.Add: "+", ast.Sub: "&#x2212;", ast.Mult: "&#xD7;", ast.Mod: "mod"}


class Written(NamedTuple):
    """A piece of formula: its text, how tightly it binds, and whether it begins with a minus sign."""

    text: str
    binding: int
    minus: bool


class Slot(NamedTuple):
    """What the operand in a slot must be to stand without brackets."""

    binding: int
    may_begin_with_minus: bool


class Template(NamedTuple):
    """A row's text cut at its slots: ``pieces`` has one more entry than ``slots``."""

    pieces: tuple[str, ...]
    slots: tuple[Slot, ...]
    binding: int
    brackets: tuple[str, str]

    def fill(self, operands: Sequence[Written]) -> Written:
        """Write the operands into the slots."""
        parts = [self.pieces[0]]
        minus = self.pieces[0].startswith(("-", "<mrow><mo>&#x2212;"))
        for i, (slot, operand, piece) in enumerate(zip(self.slots, operands, self.pieces[1:], strict=True)):
            bare = operand.binding >= slot.binding and (slot.may_begin_with_minus or not operand.minus)
            if i == 0 and bare and self.pieces[0] in {"", "<mrow>"}:
                minus = operand.minus
            parts += (operand.text if bare else operand.text.join(self.brackets), piece)
        return Written("".join(parts), self.binding, minus)


def written_number(value: float) -> Written:
    """Write a number in Python's notation, in as many digits as it needs: 2, -0.5, 1e-09."""
    text = repr(value) if repr(value) == "-0.0" else repr(value).removesuffix(".0")  # -0 would be the whole number 0
    return Written(text, MINUS if text.startswith("-") else ATOM, text.startswith("-"))


def written_name(name: str) -> Written:
    """Write a name in Python's notation."""
    return Written(name, ATOM, minus=False)


def mathml_number(value: float) -> Written:
    """Write a number in MathML, a power of ten as one."""
    text, binding, minus = written_number(value)
    digits, _, exponent = text.removeprefix("-").partition("e")
    written = "<mi>&#x221E;</mi>" if digits == "inf" else f"<mn>{digits}</mn>"
    if exponent:
        power = f"<msup><mn>10</mn><mn>{int(exponent)}</mn></msup>".replace("<mn>-", "<mn>&#x2212;")
        written = power if digits == "1" else f"<mrow>{written}<mo>&#xD7;</mo>{power}</mrow>"
        binding = min(binding, POWER if digits == "1" else MULTIPLY)
    return Written(f"<mrow><mo>&#x2212;</mo>{written}</mrow>" if minus else written, binding, minus)


def mathml_name(name: str) -> Written:
    """Write a name in MathML; ``x1`` and ``w[1]`` get an index."""
    if name.endswith("]"):
        stem, _, index = name[:-1].partition("[")
    else:
        stem = name.rstrip("0123456789")
        index = name[len(stem) :]
    if stem and index:
        return Written(f"<msub><mi>{escape(stem)}</mi><mi>{escape(index)}</mi></msub>", ATOM, minus=False)
    return Written(f"<mi>{escape(name)}</mi>", ATOM, minus=False)


@lru_cache(maxsize=4096)
def text_template(operation: Operation) -> Template:
    """Return the template of a row in Python's notation."""
    pieces = tuple(_text(operation).split("{}"))
    tree = _tree(operation)
    slots = _slots(tree, operation.arity)
    opening = [piece.endswith(("(", ", ")) for piece in pieces[:-1]]
    first = [i == 0 and pieces[0] == "" for i in range(operation.arity)]
    return Template(
        pieces,
        tuple(Slot(slots[i], opening[i] or first[i]) for i in range(operation.arity)),
        _binding(tree),
        ("(", ")"),
    )


@lru_cache(maxsize=4096)
def mathml_template(operation: Operation) -> Template:
    """Return the template of a row in MathML."""
    brackets = ("<mrow><mo>(</mo>", "<mo>)</mo></mrow>")
    if operation.mathml is not None:
        slots = (Slot(_ANYTHING, may_begin_with_minus=True),) * operation.arity
        binding = POWER if operation.mathml.startswith("<msup>") else ATOM
        return Template(tuple(operation.mathml.split("{}")), slots, binding, brackets)
    tree = _tree(operation)
    needed = _slots(tree, operation.arity, fractions=True)
    pieces = tuple(_mathml(tree).split("{}"))
    free = [needed[i] == _ANYTHING or (i == 0 and pieces[0] == "<mrow>") for i in range(operation.arity)]
    slots = tuple(Slot(needed[i], may_begin_with_minus=free[i]) for i in range(operation.arity))
    return Template(pieces, slots, _binding(tree), brackets)


# ---- what Python's parser says of a row's text ------------------------------------------------------------------------


def _text(operation: Operation) -> str:
    """Return the row's text; a sum or product of hundreds is written as a call, since its text would be nested as deeply."""
    if operation.arity <= _WIDEST:
        return operation.text
    return f"{operation.name.partition('(')[0]}({', '.join(['{}'] * operation.arity)})"


def _tree(operation: Operation) -> ast.expr:
    """Parse the row's text; the slots are the names _0, _1, ..."""
    text = _text(operation).format(*[f"_{i}" for i in range(operation.arity)])
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"the text of operation {operation.label} must be Python notation with {{}} slots: {text!r}") from error


def _is_slot(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id[:1] == "_" and node.id[1:].isdigit()


def _binding(node: ast.expr) -> int:
    if isinstance(node, ast.BinOp):
        return _BINDING.get(type(node.op), _ANYTHING)
    if isinstance(node, ast.UnaryOp):
        return MINUS
    return ATOM if isinstance(node, (ast.Call, ast.Name, ast.Constant)) else _ANYTHING


def _slots(tree: ast.expr, count: int, *, fractions: bool = False) -> list[int]:
    """Return how tightly the operand of each slot must bind; under a fraction bar and as an exponent, MathML needs nothing."""
    needed = [ATOM] * count

    def visit(node: ast.expr, binding: int) -> None:
        if _is_slot(node):
            needed[int(node.id[1:])] = binding  # type: ignore[attr-defined]
        elif isinstance(node, ast.BinOp):
            own = _binding(node)
            power, bar = isinstance(node.op, ast.Pow), fractions and isinstance(node.op, ast.Div)
            visit(node.left, _ANYTHING if bar else ATOM if power else own)
            visit(node.right, _ANYTHING if bar or (fractions and power) else MINUS if power else own + 1)
        elif isinstance(node, ast.UnaryOp):
            visit(node.operand, POWER)
        elif isinstance(node, ast.Call):
            for argument in node.args:
                visit(argument, _ANYTHING)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    visit(child, ATOM)

    visit(tree, ATOM if _is_slot(tree) else _ANYTHING)
    return needed


def _mathml(node: ast.expr, needed: int = _ANYTHING) -> str:
    """Write a row's parsed text in MathML, slots as {}."""
    if _is_slot(node):
        return "{}"
    if isinstance(node, ast.Constant):
        return f"<mn>{escape(repr(node.value).removesuffix('.0'))}</mn>"
    if isinstance(node, ast.Name):
        return f"<mi>{escape(node.id)}</mi>"
    if isinstance(node, ast.UnaryOp):
        written = f"<mrow><mo>&#x2212;</mo>{_mathml(node.operand, POWER)}</mrow>"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        written = f"<mfrac><mrow>{_mathml(node.left)}</mrow><mrow>{_mathml(node.right)}</mrow></mfrac>"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        written = f"<msup><mrow>{_mathml(node.left, ATOM)}</mrow><mrow>{_mathml(node.right)}</mrow></msup>"
    elif isinstance(node, ast.BinOp) and type(node.op) in _SIGN:
        own = _binding(node)
        written = f"<mrow>{_mathml(node.left, own)}<mo>{_SIGN[type(node.op)]}</mo>{_mathml(node.right, own + 1)}</mrow>"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        listed = "<mo>,</mo>".join(map(_mathml, node.args))
        written = f"<mrow><mi>{escape(node.func.id)}</mi><mrow><mo>(</mo>{listed}<mo>)</mo></mrow></mrow>"
    else:
        raise ValueError(f"the formula {ast.unparse(node)!r} has no MathML of its own: give the operation a mathml=")
    return f"<mrow><mo>(</mo>{written}<mo>)</mo></mrow>" if _binding(node) < needed else written
