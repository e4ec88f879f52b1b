"""One step of backpropagation: facts, and the words and formulas that tell them."""

from __future__ import annotations

from math import isfinite
from types import FunctionType
from typing import TYPE_CHECKING, Any

from .formulas import Written, mathml_name, mathml_number, mathml_template, text_template, written_name, written_number
from .operations import constant
from .symbol import Symbol
from .value import Value

if TYPE_CHECKING:
    from .steps import Steps

_LONGEST_FORMULA = 160  # characters; what is longer explains nothing


class Step:
    """One step of the story: facts, with words made when they are asked for.

    ``phase`` is "forward" or "backward" and ``index`` the place in the story. ``node`` is the recorded Value at hand. In the
    backward phase ``operand`` is the input that receives, ``position`` its place among the inputs, and ``upstream``, ``local``,
    ``contribution``, ``before`` and ``after`` are the numbers of ∂L/∂x += ∂L/∂node * ∂node/∂x; in the forward phase these are
    None, and ``after`` is the node's data.
    """

    __slots__ = (
        "_story",
        "after",
        "before",
        "contribution",
        "index",
        "local",
        "node",
        "operand",
        "phase",
        "position",
        "upstream",
    )

    _story: Steps
    index: int
    phase: str
    node: Value
    operand: Value | None
    position: int | None
    upstream: float | None
    local: float | None
    contribution: float | None
    before: float | None
    after: float

    @property
    def formula(self) -> str:
        """The formula in Python's notation: ``e = a * b`` forward, ``∂e/∂a = b`` backward.

        The local derivative is the operation's own rule, written down; where that is too long to read, only its number.
        """
        if self.phase == "forward":
            return f"{self.name} = {self._written(text_template, written_name, written_number)}"
        rule = self._readable_rule()
        return f"∂{self.name}/∂{self.operand_name} = {_number(self.local) if rule is None else rule.text}"

    @property
    def formula_mathml(self) -> str:
        """The same formula as a MathML ``<math>`` element."""
        if self.phase == "forward":
            left, right = mathml_name(self.name).text, self._written(mathml_template, mathml_name, mathml_number)
        else:
            rule = self._readable_rule()
            if rule is None:
                right = mathml_number(self.local or 0.0).text
            else:
                right = rule.mathml.removeprefix("<math>").removesuffix("</math>")
            above, below = mathml_name(self.name).text, mathml_name(self.operand_name).text
            left = f"<mfrac><mrow><mo>&#x2202;</mo>{above}</mrow><mrow><mo>&#x2202;</mo>{below}</mrow></mfrac>"
        return f"<math><mrow>{left}<mo>=</mo>{right}</mrow></math>"

    @property
    def name(self) -> str:
        """The node's label, or v1, v2, ... where it has none."""
        return self._story.name_of(self.node)

    @property
    def operand_name(self) -> str:
        """The operand's label, or v1, v2, ...; "" in the forward phase."""
        return "" if self.operand is None else self._story.name_of(self.operand)

    @property
    def sentence(self) -> str:
        """What happens here, in one sentence."""
        if self.phase == "forward":
            numbers = self._written(text_template, None, written_number)
            return f"{self.formula} = {numbers} = {_number(self.after)}."
        x, y, total = self.operand_name, self.name, self._story.output_name
        if self.local == 0.0:
            why = f"{y} does not move when {x} moves a little, so nothing comes through."
        elif self.upstream == 0.0:
            why = f"{total} does not move when {y} moves a little, so nothing is passed on."
        else:
            moves = "as fast as" if self.local == 1.0 else f"{_number(self.local)} times as fast as"
            rest = "" if self.node is self._story.output else f", and {total} {_number(self.upstream)} times as fast as {y}"
            why = f"{y} moves {moves} {x}{rest}."
        if self._story.is_first_arrival(self):
            return f"{why} {x} gets {_number(self.contribution)}."
        return (
            f"{why} {x} already holds {_number(self.before)} from another path; gradients of all paths add up: "
            f"{_number(self.before)} + {_signed(self.contribution)} = {_number(self.after)}."
        )

    def explain(self) -> str:
        """Return the step as a few lines of text.

        >>> from autograd import steps
        >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
        >>> product = a * b
        >>> product.label = "c"
        >>> print(steps(product)[1].explain())
        step 2 of 3, backward: from c to a
          ∂c/∂a = b = -3
          ∂c/∂c = 1                     upstream
          1 * (-3) = -3                 contribution
          ∂c/∂a: 0 -> -3                before -> after
          c moves -3 times as fast as a. a gets -3.
        """
        head = f"step {self.index + 1} of {len(self._story)}, {self.phase}"
        if self.phase == "forward":
            return f"{head}: {self.name}\n  {self.sentence}"
        total = self._story.output_name
        local = f"  {self.formula}"
        if not local.endswith(f"= {_number(self.local)}"):
            local += f" = {_number(self.local)}"
        rows = [
            (f"∂{total}/∂{self.name} = {_number(self.upstream)}", "upstream"),
            (f"{_number(self.upstream)} * {_signed(self.local)} = {_number(self.contribution)}", "contribution"),
            (f"∂{total}/∂{self.operand_name}: {_number(self.before)} -> {_number(self.after)}", "before -> after"),
        ]
        lines = [f"  {text:<29} {role}" for text, role in rows]
        return "\n".join([f"{head}: from {self.name} to {self.operand_name}", local, *lines, f"  {self.sentence}"])

    def __eq__(self, other: object) -> bool:
        """Two are equal if they are the same step of the same story."""
        return self._story is other._story and self.index == other.index if isinstance(other, Step) else NotImplemented

    def __hash__(self) -> int:
        return hash((id(self._story), self.index))

    def __repr__(self) -> str:
        if self.phase == "forward":
            return f"<Step {self.index}: forward, {self.name} = {_number(self.after)}>"
        return f"<Step {self.index}: backward, {self.operand_name} += {_number(self.contribution)} from {self.name}>"

    def _readable_rule(self) -> Symbol | None:
        """Return the local derivative as a formula, or None where there is only its number, or nobody would read to its end."""
        rule = self._local_symbol()
        try:
            return rule if isinstance(rule, Symbol) and len(rule.text) <= _LONGEST_FORMULA else None
        except OverflowError:  # a text of more than 100,000 characters
            return None

    def _local_symbol(self) -> Any:
        """Return the local derivative by the rule of the operation, run on symbols that are named like the values."""
        story = self._story
        operands = [story.name_of(x) if x.operation is not constant else story.data_of(x) for x in self.node.inputs]
        try:
            entry = story.rule_on_symbols(self.node, self.name, operands)[self.position]
            return entry() if type(entry) is FunctionType else entry
        except (ArithmeticError, ValueError, TypeError):
            return self.local  # a rule of a user's own may be for numbers only

    def _written(self, template: Any, variable: Any, number: Any, digits: int = 4) -> str:
        """Write the node's operation with the names of its inputs, or, where ``variable`` is None, with their numbers."""
        operands: list[Written] = []
        for x in self.node.inputs:
            if x.operation is constant:
                operands.append(number(self._story.data_of(x)))
            elif variable is None:
                self._story.check(self.node)
                data = self._story.data_of(x)
                operands.append(number(float(f"{data:.{digits}g}") if isfinite(data) else data))
            else:
                operands.append(variable(self._story.name_of(x)))
        text: str = template(self.node.operation).fill(operands).text
        return text


def short_number(x: float) -> str:
    """Write a number as explanations do, with four digits."""
    return f"{x:.4g}"


def _number(x: float | None) -> str:
    return "" if x is None else short_number(x + 0.0)


def _signed(x: float | None) -> str:
    text = _number(x)
    return f"({text})" if text.startswith("-") else text
