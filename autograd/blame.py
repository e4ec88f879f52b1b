"""Who is to blame for a wrong derivative: every recorded row is checked alone, at the numbers it was recorded at."""

from __future__ import annotations

from math import isfinite
from typing import Any

from .backprop import local_derivatives
from .comparison import Problem, Settings, compare
from .derivatives import gradient
from .graph import topological
from .operations import constant
from .report import Entry
from .value import Value, record


def noise_of(output: Value) -> float:
    """Return the size of the numbers behind ``output``: each recorded value times its influence on the output, added up.

    That sum times the rounding unit bounds the rounding error of the output to first order (Griewank and Walther 2008, 3.4).

    >>> x = Value(1.0)
    >>> noise_of(x + 1e10 - 1e10) > 1e10
    True
    """
    order = topological(output)
    influence = {output: 1.0}
    try:
        for node in reversed(order):
            if node.inputs and node in influence:
                for x, local in zip(node.inputs, local_derivatives(node), strict=True):
                    influence[x] = influence.get(x, 0.0) + abs(influence[node] * local)
    except ArithmeticError:
        return abs(output.data)
    total: float = sum(abs(node.data) * influence.get(node, 0.0) for node in order if node.inputs)
    return total if isfinite(total) else abs(output.data)


def blame(output: Value, settings: Settings) -> list[str]:
    """Return a sentence for every recorded row whose own derivatives disagree with its own differences.

    Where there is none, rows that stand on a kink are named: what they give for a derivative there is a convention, which need
    not be what the whole expression would need. abs(x) ** 2 has no second derivative of 2 at 0; square(x) has.
    """
    guilty: list[str] = []
    suspects: list[str] = []
    for node in topological(output):
        if not node.inputs:
            continue
        try:
            entries = compare(_row_alone(node), settings)
        except (ArithmeticError, ValueError, TypeError):
            continue  # the row cannot even be asked: another one is to blame, or the message already says it
        guilty += [_charge(node, entry) for entry in entries if entry.verdict == "wrong"]
        if any(entry.verdict in {"kink", "jump"} for entry in entries):
            suspects.append(f"{_named(node)}: it is not differentiable there, and what it gives instead is a convention")
    return guilty or suspects


def _row_alone(node: Value) -> Problem:
    """Return the problem of one recorded row: its function and its rule, at the numbers it was recorded at."""
    operation: Any = node.operation
    moving = [i for i, x in enumerate(node.inputs) if x.operation is not constant]
    at = [node.inputs[i].data for i in moving]

    def operands(new: list[Any]) -> list[Any]:
        all_of_them: list[Any] = [x.data for x in node.inputs]
        for i, x in zip(moving, new, strict=True):
            all_of_them[i] = x
        return all_of_them

    def first() -> list[Any]:
        locals_by_input = local_derivatives(node)
        return [locals_by_input[i] for i in moving]

    def second(i: int, j: int) -> Any:
        variables = [Value(x) for x in at]
        mixed_inputs = [x if isinstance(x, Value) else Value(x) for x in operands(list(variables))]
        (by_i,) = gradient(record(operation, tuple(mixed_inputs)), [variables[i]])
        return gradient(by_i, [variables[j]])[0]

    return Problem(
        lambda numbers: operation.function(*operands(list(numbers))),
        [node.inputs[i].label or f"(input {i + 1})" for i in moving],
        at,
        {"rule": first},
        {"rule": second},
        0.0,
        None,
    )


def _charge(node: Value, entry: Entry) -> str:
    return f"{_named(node)}: its own {entry.by} is {entry.analytic:.10g} by its rule, {entry.estimate.value:.10g} by differences"


def _named(node: Value) -> str:
    operation: Any = node.operation
    called = f" ({node.label})" if node.label else ""
    numbers = [repr(x.data) for x in node.inputs]
    listed = ", ".join(numbers if len(numbers) <= 10 else [*numbers[:9], "..."])
    return f"operation {operation.label}{called} at ({listed})"
