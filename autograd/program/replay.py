"""One sample of a program, run as recorded Values: what the eager engine says of it, with the names of neurons."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from ..backprop import name
from ..value import Value, record
from .flat import Flat


def recorded(forward: Flat, parameters: Sequence[float], row: Sequence[float]) -> tuple[Value, list[Value], list[Value]]:
    """Return the output of a forward program as a recorded Value, with its parameters and everything on the way.

    Raises what the operations raise, which names the operation, its numbers and their labels.
    """
    values: list[Value] = [Value(x) for x in (*forward.constants, *parameters, *row)]
    for slot, value in enumerate(values):
        value.label = forward.labels.get(slot, "")
    for step in (*forward.before, *forward.sample):
        try:
            value = record(step.operation, tuple([values[x] for x in step.inputs]))
        except (ValueError, ArithmeticError) as error:
            if step.slot in forward.labels:
                error.add_note(f"in {forward.labels[step.slot]}")
            raise
        value.label = forward.labels.get(step.slot, "")
        values.append(value)
    return values[forward.outputs[0]], [values[slot] for slot in forward.parameters], values


def culprit(values: Sequence[Value]) -> str:
    """Return a sentence on the first of recorded values that is not finite, or "" if all are."""
    for value in values:
        if not isfinite(value.data):
            if value.inputs and value.operation is not None:
                numbers = ", ".join([f"{x.label} = {x.data!r}" if x.label else repr(x.data) for x in value.inputs[:6]])
                more = ", ..." if len(value.inputs) > 6 else ""
                return f"{name(value)} is {value.data!r}, the {value.operation.name} of ({numbers}{more})"
            return f"{name(value)} is {value.data!r}"
    return ""
