"""Random expressions over the table of operations, for tests that want thousands of them. Seeded, so the same at every run."""

from __future__ import annotations

import operator
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import autograd
from autograd import Operation
from autograd.functions import INFIX
from autograd.operations import rows


class Apply(NamedTuple):
    """One operation of an expression: which row, on what. An operand is the index of an earlier result, or a number."""

    row: Operation
    operands: tuple[int | float, ...]


OPERATORS = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": operator.pow,
    "mod": operator.mod,
}


def spelled(row: Operation, inputs: Sequence[Any]) -> Any:
    """Apply a row as a user would write it: by its operator where it has one, else by the function of the package."""
    if row.text in INFIX:
        return OPERATORS[INFIX[row.text]](*inputs)
    if row.family == "power":
        exponent = row.parameter
        return inputs[0] ** (int(exponent) if exponent == int(exponent) else exponent)
    if row.family is None:
        return getattr(autograd, row.name)(*inputs)
    return row(*inputs)


def run(expression: Sequence[Apply], inputs: Sequence[Any]) -> Any:
    """Compute an expression on whatever its inputs are."""
    results = list(inputs)
    for row, operands in expression:
        results.append(spelled(row, [results[i] if type(i) is int else i for i in operands]))
    return results[-1]


INPUTS = 3
ROWS = [row for row in rows() if row.arity <= 4]
COMMON = [row for row in ROWS if row.text in INFIX or row.family in {"power", "weighted_sum"} or row.name in {"exp", "tanh"}]


def random_expression(rng: random.Random, *, whole: float = 1 / 3) -> tuple[list[Apply], list[float], int]:
    """A random expression of a few operations, a point, and how often an operation had no value and was drawn anew.

    ``whole`` is the probability of a coordinate that is a whole number, where kinks and jumps like to be.
    """
    point = [float(rng.randint(-2, 2)) if rng.random() < whole else rng.uniform(-3.0, 3.0) for _ in range(INPUTS)]
    expression: list[Apply] = []
    results, redrawn = list(point), 0
    length = rng.randint(2, 7)
    while len(expression) < length:
        row = rng.choice(COMMON if rng.random() < 0.5 else ROWS)
        operands = [rng.randrange(len(results)) if rng.random() < 0.85 else rng.uniform(-2.0, 2.0) for _ in range(row.arity)]
        operands[rng.randrange(row.arity)] = len(results) - 1  # so that the last result depends on all of them
        step = Apply(row, tuple(operands))
        try:
            value = run([step], results)
        except (ValueError, ArithmeticError, TypeError):
            redrawn += 1
            continue
        if not isinstance(value, float) or not abs(value) < 1e4:
            redrawn += 1
            continue
        expression.append(step)
        results.append(value)
    return expression, point, redrawn
