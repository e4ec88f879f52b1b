"""Steps on plain numbers: what a network computes, with nothing recorded.

A **row** is the input of one step, a list of numbers; a **sequence** is a list of rows. The rows of the table of operations are
those of a recorded step, applied in the same order, so the results are the same to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from autograd.operation import Operand, number

from .neuron import AbstractNeuron, listing
from .plan import Plan


def compute(plan: Plan, weights: list[float], sequence: Iterable[Sequence[Any]]) -> list[list[float]]:
    """Make one step for each row, from a state of zeros, and return the outputs of every step.

    ``weights`` are the numbers of ``plan.weights``.
    """
    ones = [1.0] * len(plan.biases)
    if plan.ahead is not None:
        return _compute_whole(plan, weights, sequence, ones)
    past: dict[AbstractNeuron, list[float]] = {}
    outputs = []
    for row in sequence:
        slots = [*weights, *plan.read(past, 0.0), *_floats(plan, row), *ones]
        append = slots.append
        for operation, pick, _ in plan.instructions:
            y = operation.function(*pick(slots))
            append(y if type(y) is float else number(y))
        past = plan.remember(past, slots)
        outputs.append(list(plan.pick_outputs(slots)))
    return outputs


def _compute_whole(plan: Plan, weights: list[float], sequence: Iterable[Sequence[Any]], ones: list[float]) -> list[list[float]]:
    nothing = [0.0] * len(plan.reads)
    tables = [[*weights, *nothing, *_floats(plan, row), *ones] for row in sequence]
    plan.unroll(tables, lambda _, instruction, operands: number(instruction.row.function(*operands)))
    return [list(plan.pick_outputs(slots)) for slots in tables]


def _floats(plan: Plan, row: Sequence[Any]) -> list[float]:
    return [x if type(x) is float else number(x) for x in checked_row(plan, row)]


def checked_row(plan: Plan, row: Any) -> Sequence[Any]:
    """Return a row of input as a list. Raises ValueError for the wrong number of inputs, TypeError for what is no row."""
    things = listed(row)
    if len(things) != len(plan.inputs):
        names = listing([neuron.label for neuron in plan.inputs])
        raise ValueError(f"the network has {len(plan.inputs)} inputs ({names}), got {len(things)} numbers")
    return things


def listed(row: Any) -> Sequence[Any]:
    """Return a row, or a list of rows, as a list. Raises TypeError for a number or a text."""
    if isinstance(row, (list, tuple)):
        return row
    if not is_row(row):
        raise TypeError(f"expected a list of numbers, one for each input, got {type(row).__name__} {row!r}: write [{row!r}]")
    return list(row)


def is_row(thing: Any) -> bool:
    """Return whether ``thing`` is a row, or a list of rows, and not a number."""
    return isinstance(thing, Iterable) and not isinstance(thing, (str, bytes, Operand))
