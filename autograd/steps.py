"""Backpropagation as data: the whole story of a graph, as a sequence of facts.

A **step** is one operation of the forward pass, or one contribution of the chain rule in the backward pass: the gradient
that arrived at a value (**upstream**) times the value's **local** derivative by one of its inputs, added to what the input
held **before**. An input that is used twice gets two steps, and the second finds what the first has left. Pages, pictures
and tests are renderings of these facts.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from math import isfinite
from types import FunctionType
from typing import Any, overload

from .backprop import check_fresh, local_derivatives, name, not_differentiable
from .formulas import Written, mathml_name, mathml_number, mathml_template, text_template, written_name, written_number
from .graph import topological
from .operations import constant
from .symbol import Symbol
from .value import Value

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
        rule = self._local_symbol()
        text = rule.text if isinstance(rule, Symbol) else _number(self.local)
        return f"∂{self.name}/∂{self.operand_name} = {text if len(text) <= _LONGEST_FORMULA else _number(self.local)}"

    @property
    def formula_mathml(self) -> str:
        """The same formula as a MathML ``<math>`` element."""
        if self.phase == "forward":
            left, right = mathml_name(self.name).text, self._written(mathml_template, mathml_name, mathml_number)
        else:
            rule = self._local_symbol()
            right = rule.mathml.removeprefix("<math>").removesuffix("</math>") if isinstance(rule, Symbol) else ""
            if not right or len(rule.text) > _LONGEST_FORMULA:
                right = mathml_number(self.local or 0.0).text
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

    def __repr__(self) -> str:
        if self.phase == "forward":
            return f"<Step {self.index}: forward, {self.name} = {_number(self.after)}>"
        return f"<Step {self.index}: backward, {self.operand_name} += {_number(self.contribution)} from {self.name}>"

    def _local_symbol(self) -> Any:
        """Return the local derivative by the rule of the operation, run on symbols that are named like the values."""
        names = [Symbol(_own_name(self._story, x)) if x.operation is not constant else x.data for x in self.node.inputs]
        operation: Any = self.node.operation
        try:
            entry = operation.derivative(Symbol(self.name), *names)[self.position]
            return entry() if type(entry) is FunctionType else entry
        except (ArithmeticError, ValueError, TypeError):
            return self.local  # a rule of a user's own may be for numbers only

    def _written(self, template: Any, variable: Any, number: Any) -> str:
        """Write the node's operation with the names of its inputs, or, where ``variable`` is None, with their numbers."""
        operands: list[Written] = []
        for x in self.node.inputs:
            if x.operation is constant:
                operands.append(number(x.data))
            elif variable is None:
                operands.append(number(float(f"{x.data:.4g}") if isfinite(x.data) else x.data))
            else:
                operands.append(variable(self._story.name_of(x)))
        text: str = template(self.node.operation).fill(operands).text
        return text


class Steps(Sequence[Step]):
    """The steps of a graph, forward and then backward: a sequence that makes each Step when it is asked for.

    Reading the first backward step computes the numbers of all of them once, in 40 bytes each; no gradient of the graph changes.
    """

    def __init__(self, output: Value) -> None:
        if type(output) is not Value:
            raise TypeError(f"steps() takes the output of a graph, a Value, got {type(output).__name__} {output!r}")
        self.output = output
        order = topological(output)
        check_fresh(order)
        self._forward: list[Value] = [node for node in order if node.inputs]
        self._ends: array[int] | None = None  # for the backward phase: where the steps of each node end
        self._numbers: tuple[array[float], ...] | None = None  # upstream, local, before, after of every contribution
        self._first: bytearray | None = None  # whether a contribution is the first to arrive
        self._names: dict[Value, str] = {}

    def __len__(self) -> int:
        return len(self._forward) + (self._layout()[-1] if self._forward else 0)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self._step(i) for i in range(*index.indices(len(self)))]
        count = len(self)
        if not -count <= index < count:
            raise IndexError(f"there are {count} steps, from 0 to {count - 1}, got {index}")
        return self._step(index % count)

    def __iter__(self) -> Iterator[Step]:
        return (self._step(i) for i in range(len(self)))

    def __repr__(self) -> str:
        forward = len(self._forward)
        return f"<Steps of {self.output_name}: {forward} forward, {len(self) - forward} backward>"

    @property
    def forward(self) -> Sequence[Step]:
        """The steps of the forward phase."""
        return _Part(self, 0, len(self._forward))

    @property
    def backward(self) -> Sequence[Step]:
        """The steps of the backward phase."""
        return _Part(self, len(self._forward), len(self))

    @property
    def output_name(self) -> str:
        """What the output is called: its label, or its v-number."""
        return self.name_of(self.output)

    def name_of(self, node: Value) -> str:
        """Return a value's label, or v1, v2, ... for recorded values without one, in the order of the forward phase."""
        if node.label:
            return node.label
        if not node.inputs:
            return _short_number(node.data)
        if not self._names:
            taken = {value.label for value in chain(self._forward, *[value.inputs for value in self._forward])}
            free = (f"v{i}" for i in range(1, len(self._forward) + len(taken) + 2) if f"v{i}" not in taken)
            self._names = {value: next(free) for value in self._forward if not value.label}
        return self._names[node]

    def is_first_arrival(self, step: Step) -> bool:
        """Return whether nothing had arrived at the operand before this backward step."""
        assert self._first is not None  # noqa: S101 - the step's numbers come from the same computation
        return bool(self._first[step.index - len(self._forward)])

    # ---- making them ------------------------------------------------------------------------------------------------

    def _step(self, index: int) -> Step:
        step = Step()
        step._story = self
        step.index = index
        if index < len(self._forward):
            step.phase, step.node = "forward", self._forward[index]
            step.operand = step.position = step.upstream = step.local = step.contribution = step.before = None
            step.after = step.node.data
            return step
        at = index - len(self._forward)
        place = bisect_right(self._layout(), at)
        node = self._forward[-place - 1]
        upstream, local, before, after = self._compute()
        wanted = [i for i, x in enumerate(node.inputs) if x.operation is not constant]
        step.phase, step.node = "backward", node
        step.position = wanted[at - (self._layout()[place - 1] if place else 0)]
        step.operand = node.inputs[step.position]
        step.upstream, step.local, step.before, step.after = upstream[at], local[at], before[at], after[at]
        step.contribution = step.upstream * step.local
        return step

    def _layout(self) -> array[int]:
        if self._ends is None:
            ends, total = array("q"), 0
            for node in reversed(self._forward):
                total += sum(x.operation is not constant for x in node.inputs)
                ends.append(total)
            self._ends = ends
        return self._ends

    def _compute(self) -> tuple[array[float], ...]:
        """Run the backward pass on numbers of our own, in the order of `Value.backward`."""
        if self._numbers is None:
            check_fresh(self._forward)
            upstreams, locals_, befores, afters = (array("d") for _ in range(4))
            first = bytearray()
            gradients: dict[Value, float] = {self.output: 1.0}
            for node in reversed(self._forward):
                upstream = gradients.pop(node, 0.0)
                for x, local in zip(node.inputs, local_derivatives(node), strict=True):
                    if x.operation is constant:
                        continue
                    if not isfinite(local):
                        raise not_differentiable(node, f"its derivative by {name(x)} is {local!r}")
                    first.append(x not in gradients)
                    before = gradients.get(x, 0.0)
                    gradients[x] = before + upstream * local
                    upstreams.append(upstream)
                    locals_.append(local)
                    befores.append(before)
                    afters.append(gradients[x])
            self._numbers, self._first = (upstreams, locals_, befores, afters), first
        return self._numbers


class _Part(Sequence[Step]):
    def __init__(self, story: Steps, start: int, stop: int) -> None:
        self._story, self._range = story, range(start, stop)

    def __len__(self) -> int:
        return len(self._range)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self._story[i] for i in self._range[index]]
        return self._story[self._range[index]]


def steps(output: Value) -> Steps:
    """Return the story of a graph: each operation forward, then each contribution of the chain rule backward.

    A lazy sequence: it can be indexed, sliced, and walked through; words and formulas are made when they are asked for. No
    gradient changes, whatever the graph holds already: the story begins with all gradients at 0 and the output's at 1.

    Raises StaleGraph where a value was assigned after it was recorded; NotDifferentiable, when the first backward step is
    read, where a derivative is infinite or undefined; TypeError for anything but a Value.

    >>> x = Value(3.0, label="x")
    >>> y = x * x
    >>> for step in steps(y).backward:
    ...     print(step.operand_name, step.upstream, step.local, step.before, step.after)
    x 1.0 3.0 0.0 3.0
    x 1.0 3.0 3.0 6.0
    """
    return Steps(output)


def _own_name(story: Steps, x: Value) -> str:
    return story.name_of(x) or "x"


def _short_number(x: float) -> str:
    return f"{x:.4g}"


def _number(x: float | None) -> str:
    return "" if x is None else _short_number(x + 0.0)


def _signed(x: float | None) -> str:
    text = _number(x)
    return f"({text})" if text.startswith("-") else text
