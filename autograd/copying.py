"""Copies of graphs, deep or pickled, without recursion: a chain of a million values is copied like a short one.

A recorded value pickles as flat lists (the operations, where their inputs are, the numbers) plus its leaves as objects, so
that leaves stay shared inside one pickle. Inner values shared by two outputs are written with each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .backprop import ASSIGNED, INPUT_ASSIGNED
from .graph import topological
from .operations import constant

if TYPE_CHECKING:
    from .value import Value

_new = object.__new__
_LEAF, _CONSTANT = -1, -2


def _make(  # noqa: PLR0917 - one argument a slot
    kind: type[Value], data: float, grad: float | None, recorded: int, version: int, inputs: Any, label: str, operation: Any
) -> Value:
    value = _new(kind)
    value._data = data
    value._grad = grad
    value._recorded = recorded
    value._version = version
    value.inputs = inputs
    value.label = label
    value.operation = operation
    return value


def deep_copy(output: Value, memo: dict[int, Any]) -> Value:
    """Copy everything ``output`` was made from; values shared inside one deepcopy stay shared."""
    # What was copied before is not walked again: ten thousand outputs of one graph are copied once, not ten thousand times.
    stack = [output]
    while stack:
        node = stack[-1]
        missing = [x for x in node.inputs if id(x) not in memo]
        if missing:
            stack += missing
            continue
        stack.pop()
        if id(node) not in memo:
            inputs = tuple([memo[id(x)] for x in node.inputs])
            memo[id(node)] = _make(
                type(node), node._data, node._grad, node._recorded, node._version, inputs, node.label, node.operation
            )
    copy: Value = memo[id(output)]
    return copy


def shallow_copy(node: Value) -> Value:
    """Copy one value; the copy has the same inputs."""
    return _make(type(node), node._data, node._grad, node._recorded, node._version, node.inputs, node.label, node.operation)


def leaf_facts(leaf: Value) -> tuple[Any, ...]:
    """Return what pickle needs to make a leaf again."""
    return _restore_leaf, (type(leaf), leaf._data, leaf._grad, leaf.label, leaf.operation)


def _restore_leaf(kind: type[Value], data: float, grad: float | None, label: str, operation: Any) -> Value:
    return _make(kind, data, grad, 0, 0, (), label, operation)


def recorded_facts(output: Value) -> tuple[Any, ...]:
    """Return what pickle needs to make a recorded value again: see the head of this file."""
    order = topological(output)
    position = {node: i for i, node in enumerate(order)}
    operations: dict[Any, int] = {}
    codes: list[int] = []
    positions: list[int] = []
    stale: dict[int, int] = {}  # where, and whether the value itself was assigned or an input
    for i, node in enumerate(order):
        if node.inputs:
            codes.append(operations.setdefault(node.operation, len(operations)))
            positions += [position[x] for x in node.inputs]
            if node._recorded != sum([x._version for x in node.inputs]):
                stale[i] = ASSIGNED if node._recorded == ASSIGNED else INPUT_ASSIGNED
        else:
            codes.append(_CONSTANT if node.operation is constant else _LEAF)
    leaves = tuple([node for node, code in zip(order, codes, strict=True) if code == _LEAF])
    inner = [node for node, code in zip(order, codes, strict=True) if code != _LEAF]
    numbers = [node._data for node in inner], [node._grad for node in inner]
    labels = {i: node.label for i, node in enumerate(order) if node.label}
    return _restore_recorded, (type(output), leaves, list(operations), codes, positions, *numbers, labels, stale)


def _restore_recorded(  # noqa: PLR0917 - what recorded_facts wrote, in its order
    kind: type[Value],
    leaves: tuple[Value, ...],
    operations: list[Any],
    codes: list[int],
    positions: list[int],
    data: list[float],
    grads: list[float | None],
    labels: dict[int, str],
    stale: dict[int, int],
) -> Value:
    next_leaf, numbers, at = iter(leaves), iter(zip(data, grads, strict=True)), 0
    nodes: list[Value] = []
    for i, code in enumerate(codes):
        if code == _LEAF:
            nodes.append(next(next_leaf))
            continue
        operation = constant if code == _CONSTANT else operations[code]
        inputs = tuple([nodes[j] for j in positions[at : at + operation.arity]])
        at += operation.arity
        recorded = stale[i] if i in stale else sum([x._version for x in inputs])
        nodes.append(_make(kind, *next(numbers), recorded, 0, inputs, labels.get(i, ""), operation))
    return nodes[-1]
