"""The backward pass as rows: every rule of the table is run once with Traced operands, and its rows are written out per node.

The derivative of the output by a slot is its **adjoint**: the sum, over the rows that use the slot, of the user's adjoint
times the user's local derivative. That is a weighted sum like any other, so the backward pass of a layer of neurons is
the same kind of row as its forward pass. The adjoint of what all samples share is a mean over the batch first: a **reduction**.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from types import FunctionType
from typing import Any, NamedTuple

from ..operation import Operation
from ..operations import add, multiply, negate, weighted_sum
from .recording import OWN, SHARED, Recording, is_ours, traced
from .slopes import Kept, slope

Pair = tuple[int, int]  # an adjoint and a local derivative, to be multiplied
_WIDEST = 256  # pairs in one row: a slot with a million users gets a tree of sums


class Rule(NamedTuple):
    """A derivative rule, run: rows on slots of its own, where slot 0 is the result and 1, 2, ... are the inputs."""

    rows: list[tuple[int, Operation | None, tuple[int, ...], float]]  # slot, and either a row or a number
    entries: list[int]  # for each input the slot of its local derivative, -1 where it is 0 everywhere


@lru_cache(maxsize=4096)
def rule(operation: Operation, wanted: tuple[bool, ...], kept: Kept = frozenset()) -> Rule:
    """Run the derivative rule of an operation and keep the rows that the wanted entries need.

    Those that are ``kept`` become one row, a slope, instead.
    """
    own = Recording()
    out, *xs = traced(own, [own.leaf(OWN) for _ in range(operation.arity + 1)])
    listed = operation.derivative(out, *xs)
    if len(listed) != operation.arity:
        raise TypeError(
            f"the derivative of operation {operation.label} returned {len(listed)} entries for {operation.arity} inputs: "
            "it must return a tuple with one entry per input"
        )
    entries = [
        -1
        if not wants
        else own.row(slope(operation, i), tuple(range(operation.arity + 1)))
        if (operation.name, i) in kept and is_ours(operation)
        else own.operand(entry() if type(entry) is FunctionType else entry)
        for i, (entry, wants) in enumerate(zip(listed, wanted, strict=True))
    ]
    entries = [-1 if own.numbers.get(slot) == 0.0 else slot for slot in entries]
    needed = set(entries)
    rows: list[tuple[int, Operation | None, tuple[int, ...], float]] = []
    first: dict[tuple[Operation | None, tuple[int, ...]], int] = {}
    same: dict[int, int] = {}  # what a rule writes twice is computed once
    for slot in range(len(own.operations)):
        key = own.operations[slot], tuple([same.get(x, x) for x in own.inputs[slot]])
        if key[0] is not None and first.setdefault(key, slot) != slot:
            same[slot] = first[key]
    for slot in range(len(own.operations) - 1, operation.arity, -1):
        slot_of = same.get(slot, slot)
        if slot in needed and slot_of != slot:
            needed.add(slot_of)
        elif slot in needed:
            inputs = tuple([same.get(x, x) for x in own.inputs[slot]])
            rows.append((slot, own.operations[slot], inputs, own.numbers.get(slot, 0.0)))
            needed.update(inputs)
    return Rule(rows[::-1], [same.get(slot, slot) for slot in entries])


def write_out(recording: Recording, used: Rule, out: int, inputs: tuple[int, ...], known: dict[Any, int]) -> list[int]:
    """Add the rows of a rule for one node, and return the slots of the local derivatives, -1 where they are 0.

    What is ``known`` already is not computed again: the shares of a softmax, say, are derivatives of one another.
    """
    if not used.rows:
        places = (out, *inputs)
        return [places[entry] if entry >= 0 else -1 for entry in used.entries]
    slots: dict[int, int] = dict(enumerate((out, *inputs)))
    slots[-1] = -1
    for slot, operation, operands, x in used.rows:
        if operation is None:
            slots[slot] = recording.constant(x)
            continue
        row = operation, tuple([slots[i] for i in operands])
        slots[slot] = known[row] if row in known else recording.row(*row)
        if is_ours(operation):  # one of the user's may draw random numbers
            known[row] = slots[slot]
    return [slots[entry] for entry in used.entries]


class Reductions(dict[int, list[Pair]]):
    """For each slot that holds a mean over the batch, the pairs whose products are added up for every sample."""


def differentiate(
    recording: Recording, output: int, parameters: Sequence[int], kept: Kept = frozenset()
) -> tuple[list[int], Reductions]:
    """Add the rows of the backward pass; return the slots of the derivatives by the parameters, and the reductions."""
    operations, inputs, kinds = recording.operations, recording.inputs, recording.kinds
    active = bytearray(len(operations))  # whether a slot depends on a parameter
    for slot in parameters:
        if slot <= output:
            active[slot] = 1
    for slot in range(output + 1):
        if operations[slot] is not None and slot not in recording.detached and any(active[x] for x in inputs[slot]):
            active[slot] = 1
    known = {(row, inputs[slot]): slot for slot in range(output + 1) if (row := operations[slot]) is not None and is_ours(row)}
    one = recording.constant(1.0)
    arrived: dict[int, list[Pair]] = {output: [(one, one)]}
    over_batch: dict[int, list[Pair]] = {}
    reductions = Reductions()
    gradients: dict[int, int] = {}
    for slot in range(output, -1, -1):
        if not active[slot] or (slot not in arrived and slot not in over_batch):
            continue
        pairs = arrived.pop(slot, [])
        if slot in over_batch:
            reduced = recording.leaf(SHARED)
            reductions[reduced] = over_batch.pop(slot)
            pairs = [(reduced, one), *pairs]
        adjoint = _sum(recording, pairs, one)
        label = recording.labels.get(slot)
        if label and (operations[adjoint] is not None or adjoint in reductions):
            recording.labels.setdefault(adjoint, f"dE/d{label}")
        operation = operations[slot]
        if operation is None:
            gradients[slot] = adjoint
            continue
        wanted = tuple([bool(active[x]) for x in inputs[slot]])
        local = write_out(recording, rule(operation, wanted, kept), slot, inputs[slot], known)
        for x, by_x in zip(inputs[slot], local, strict=True):
            if by_x >= 0:
                per_sample = kinds[x] == SHARED and (kinds[adjoint] == OWN or kinds[by_x] == OWN)
                (over_batch if per_sample else arrived).setdefault(x, []).append((adjoint, by_x))
    zero = recording.constant(0.0)
    return [gradients.get(slot, zero) for slot in parameters], reductions


def _sum(recording: Recording, pairs: list[Pair], one: int) -> int:
    """Return the slot of the sum of products, in the order in which the eager pass adds them."""
    while len(pairs) > _WIDEST:
        parts = [pairs[i : i + _WIDEST] for i in range(0, len(pairs), _WIDEST)]
        pairs = [(_sum(recording, part, one), one) for part in parts]
    if len(pairs) > 1:
        if len(pairs) == 2 and pairs[0][1] == pairs[1][1] == one:
            return recording.row(add, (pairs[0][0], pairs[1][0]))
        return recording.row(weighted_sum(len(pairs)), tuple([slot for pair in pairs for slot in pair]))
    ((adjoint, local),) = pairs
    if one in {local, adjoint}:
        return adjoint if local == one else local
    if recording.numbers.get(local) == -1.0:
        return recording.row(negate, (adjoint,))
    return recording.row(multiply, (adjoint, local))
