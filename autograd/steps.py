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
from operator import index as as_index
from typing import Any, overload

from .backprop import check_fresh, local_derivatives, name, not_differentiable
from .graph import topological
from .one_step import Step, short_number
from .operations import constant
from .symbol import Symbol
from .value import Value


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
        self._latest_rule: tuple[Any, Any] | None = None

    def __len__(self) -> int:
        return len(self._forward) + (self._layout()[-1] if self._forward else 0)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self._step(i) for i in range(*index.indices(len(self)))]
        index, count = as_index(index), len(self)
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
            return short_number(node.data)
        if not self._names:
            taken = {value.label for value in chain(self._forward, *[value.inputs for value in self._forward])}
            free = (f"v{i}" for i in range(1, len(self._forward) + len(taken) + 2) if f"v{i}" not in taken)
            self._names = {value: next(free) for value in self._forward if not value.label}
        return self._names[node]

    def rule_on_symbols(self, node: Value, name: str, operands: list[str | float]) -> Any:
        """Return what a node's rule gives for symbols of these names.

        The latest answer is kept, since the steps of a node follow one another and each asks for it: the page of a product of 300
        takes 0.5 instead of 1.7 s.
        """
        asked = (node, name, operands)
        if self._latest_rule is None or self._latest_rule[0] != asked:
            symbols = [Symbol(x) if isinstance(x, str) else x for x in operands]
            operation: Any = node.operation
            self._latest_rule = asked, operation.derivative(Symbol(name), *symbols)
        return self._latest_rule[1]

    def data_of(self, node: Value) -> float:
        """Return the number that a value holds in this story."""
        return node.data

    def check(self, node: Value) -> None:
        """Raise StaleGraph where a value is no longer what its inputs make: its numbers would tell of two points."""
        check_fresh((node,))

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
            self.check(step.node)
            step.after = self.data_of(step.node)
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

    Raises StaleGraph where a value was assigned after it was recorded, and later, when a step would tell its numbers;
    NotDifferentiable, when the first backward step is read, where a derivative is infinite or undefined; TypeError for anything
    but a Value.

    >>> x = Value(3.0, label="x")
    >>> y = x * x
    >>> for step in steps(y).backward:
    ...     print(step.operand_name, step.upstream, step.local, step.before, step.after)
    x 1.0 3.0 0.0 3.0
    x 1.0 3.0 3.0 6.0
    """
    return Steps(output)
