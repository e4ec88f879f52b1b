"""Passes: steps that are recorded, so that gradients can flow back through them, and that the neurons then tell of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograd import Value
from autograd.operations import constant
from autograd.value import record

from .instructions import Instruction
from .neuron import AbstractNeuron
from .plan import Plan
from .prediction import checked_row


def step(plan: Plan, past: dict[AbstractNeuron, list[Any]], inputs: Iterable[float | Value]) -> list[Any]:
    """Make one step and return its slots; ``past`` holds what delayed synapses read. A step that raises leaves no pass."""
    given = _given(plan, inputs)
    slots: list[Any] = [*plan.weights, *plan.read(past, _nothing()), *given]
    append = slots.append
    try:
        slots += _ones(plan)
        for row, pick, label in plan.instructions:
            value = record(row, pick(slots))
            value.label = label
            append(value)
        _tell(plan, given, slots)
    except BaseException:
        forget(plan)
        raise
    return slots


def whole(plan: Plan, sequence: Iterable[Iterable[float | Value]]) -> list[list[Any]]:
    """Make all steps of a sequence, part by part, and return the slots of each; the neurons then tell of the last step."""
    nothing = [_nothing()] * len(plan.reads)

    def fire(_: int, instruction: Instruction, operands: tuple[Value, ...]) -> Value:
        value = record(instruction.row, operands)
        value.label = instruction.label
        return value

    try:
        given = [_given(plan, inputs) for inputs in sequence]
        tables = [[*plan.weights, *nothing, *row, *_ones(plan)] for row in given]
        plan.unroll(tables, fire)
        if given:
            _tell(plan, given[-1], tables[-1])
    except BaseException:
        forget(plan)
        raise
    return tables


def forget(plan: Plan) -> None:
    """Leave the latest pass behind."""
    for neuron in plan.neurons:
        neuron._forget()


def _given(plan: Plan, inputs: Iterable[float | Value]) -> list[Value]:
    pairs = zip(checked_row(plan, inputs), plan.inputs, strict=True)
    return [x if type(x) is Value else Value(x, neuron.label) for x, neuron in pairs]


def _ones(plan: Plan) -> list[Value]:
    for bias in plan.biases:
        bias._forget()
    return [bias._output for bias in plan.biases if bias._output is not None]


def _nothing() -> Value:
    """Return what is read where there is no step: 0."""
    zero = Value(0.0)
    zero.operation = constant
    return zero


def _tell(plan: Plan, given: list[Value], slots: list[Value]) -> None:
    """Let the neurons tell what lies in the slots of a step."""
    for neuron, value in zip(plan.inputs, given, strict=True):
        if neuron._output is not value:  # a neuron that another network has just computed keeps its weighted input
            neuron._weighted_input, neuron._output = None, value
    for computed, weighted_input, output in plan.passed:
        computed._weighted_input, computed._output = slots[weighted_input], slots[output]
