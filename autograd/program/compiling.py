"""From a recorded graph, or a function, to a Program."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import Any

from ..backprop import raise_stale
from ..derivatives import arguments_of
from ..operation import Operand
from ..structures import rebuild, walk
from ..value import Value
from .program import Program
from .recording import OWN, SHARED, Recording, traced


def compile(output: Any, inputs: Any, parameters: Iterable[Value] = (), backend: str = "auto") -> Program:
    """Return a program that computes ``output``, and its derivatives by ``parameters``, for whole batches of ``inputs``.

    ``output`` is a recorded Value, and ``inputs`` are the Values that a row of a batch gives numbers to. What a Python branch did
    while the graph was recorded is fixed. Or ``output`` is a function and ``inputs`` an example of its argument (or the
    tuple of its arguments): then it is traced, and a branch on data raises DataDependentGraph with the line. The
    numbers of a row are those of the example's structure in their order. A leaf that is listed nowhere is a constant: it keeps
    the number that it had.

    ``backend`` is ``python`` (always there), ``numpy`` or ``numba`` (``pip install "chainrule[fast]"``); ``auto`` takes the
    fastest that is installed.

    Raises TypeError for what is no Value; ValueError for a Value that is listed twice, for a parameter that is the result of a
    computation, and for an unknown backend; ImportError for one that is not installed; StaleGraph for a graph whose
    leaves were assigned since.

    >>> w, x = Value(3.0, "w"), Value(0.0, "x")
    >>> program = compile((w * x - 1.0) ** 2, [x], [w], backend="python")
    >>> program([[0.0], [1.0]])
    [1.0, 4.0]
    >>> program.value_and_gradients([[0.0], [1.0]])
    (2.5, [2.0])
    """
    recording = Recording()
    listed = _parameters(parameters, recording)
    if isinstance(output, Value):
        slots = []
        for value in _values(inputs, "inputs"):
            if value in recording.slots:
                raise ValueError(f"{value!r} is listed twice, as an input or a parameter: list each Value once")
            recording.slots[value] = recording.leaf(OWN, value.label)
            slots.append(recording.slots[value])
        given = set(recording.slots)
        place = recording.value(output)
        for node in recording.slots:
            if node.inputs and node not in given and sum([x._version for x in node.inputs]) != node._recorded:
                raise_stale(node)
    elif callable(output):
        arguments = arguments_of(output, inputs)
        names = _names(output, len(arguments))
        leaves = [pair for name, thing in zip(names, arguments, strict=True) for pair in walk(thing, name)]
        slots = [recording.leaf(OWN, thing.label if type(thing) is Value and thing.label else path) for path, thing in leaves]
        result = output(*rebuild(arguments, list(traced(recording, slots))))
        if result is None or isinstance(result, (list, tuple, dict, str)):
            raise TypeError(f"a program computes one number, got {type(result).__name__}: compile a function that returns one")
        place = recording.operand(result)
    else:
        raise TypeError(f"compile takes a recorded Value or a function, got {type(output).__name__} {output!r}")
    return Program(recording, place, slots, listed, backend)


def _parameters(parameters: Iterable[Value], recording: Recording) -> list[tuple[Value, int]]:
    listed = []
    for value in _values(parameters, "parameters"):
        if value in recording.slots:
            raise ValueError(f"parameter {value!r} is listed twice")
        if value.inputs:
            raise ValueError(f"a parameter must be a leaf, but {value!r} is the result of a computation: list it as an input")
        recording.slots[value] = recording.leaf(SHARED, value.label)
        listed.append((value, recording.slots[value]))
    return listed


def _values(things: Any, role: str) -> list[Value]:
    if isinstance(things, (Operand, str)) or not isinstance(things, Iterable):
        raise TypeError(f"{role} must be a list of Values, got {type(things).__name__} {things!r}: write {role}=[...]")
    listed = list(things)
    for thing in listed:
        if type(thing) is not Value:
            raise TypeError(f"{role} must be Values, got {type(thing).__name__} {thing!r}")
    return listed


def _names(f: Any, count: int) -> list[str]:
    try:
        names = [parameter.name for parameter in signature(f).parameters.values() if parameter.kind < 2]
    except (TypeError, ValueError):
        names = []
    return [*names, *[f"x{i + 1}" for i in range(len(names), count)]][:count]
