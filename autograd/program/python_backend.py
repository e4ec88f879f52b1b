"""The backend that is always there: plain Python. Its functions can be read with `inspect.getsource`."""

from __future__ import annotations

import linecache
import weakref
from collections.abc import Callable, Sequence
from itertools import count
from math import isfinite
from typing import Any

from ..operation import number
from .batches import rows_of_floats
from .flat import Flat, Row
from .python_source import write
from .slopes import Kept

# Compiling a line takes 17 us and 3 kB. From here on a loop over the rows runs the program.
LONGEST_SOURCE = 5_000
_programs = count(1)


class PythonBackend:
    """Runs a program with Python's own floats: the numbers of the eager engine to the bit, exceptions included."""

    name = "python"
    kept: Kept = frozenset()

    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        self.run: Callable[..., Any] = straight(flat) if flat.row_count <= LONGEST_SOURCE else _Loop(flat)

    def array(self, numbers: Sequence[float]) -> list[float]:
        """Return the parameters in the form that this backend reads."""
        return list(numbers)

    def batch(self, given: Any, width: int) -> list[list[float]]:
        """Return a batch in the form that this backend reads."""
        return rows_of_floats(given, width)

    def take(self, rows: list[list[float]], places: Sequence[int]) -> list[list[float]]:
        """Return some rows of a batch."""
        return [rows[place] for place in places]

    def values(self, parameters: Sequence[float], rows: list[list[float]]) -> tuple[list[Any], bool]:
        """Return a value for each row, and whether one of them has to be looked at."""
        try:
            return self.run(rows, parameters), False
        except (ValueError, ArithmeticError):
            return [], True

    def direct(self, parameters: Any, left: Any, right: Any, split: int, kind: int) -> None:
        """Return None: rows are always looked at."""

    def value_and_gradients(self, parameters: Sequence[float], rows: list[list[float]]) -> tuple[float, list[float], bool]:
        """Return the mean value and its gradient, and whether one of the rows has to be looked at."""
        try:
            found = self.run(rows, parameters)
        except (ValueError, ArithmeticError):
            return 0.0, [], True
        value, gradients = found
        return value, gradients, not isfinite(value + sum(gradients))


def straight(flat: Flat) -> Callable[..., Any]:
    """Return the function whose source is the program, one equation a line."""
    text, namespace = write(flat)
    file = f"<program {next(_programs)}>"
    exec(compile(text, file, "exec"), namespace)  # noqa: S102 - our own text, from the table
    function: Callable[..., Any] = namespace["values" if flat.gradients is None else "value_and_gradients"]
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    weakref.finalize(function, linecache.cache.pop, file, None)
    return function


class _Loop:
    """Runs the rows one after the other: for programs that are too long to be a source."""

    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        self.before, self.sample, self.after = _steps(flat.before), _steps(flat.sample), _steps(flat.after)

    def __call__(self, rows: list[list[float]], parameters: Sequence[float]) -> Any:
        flat = self.flat
        slots = [*flat.constants, *parameters, *[0.0] * (flat.size - flat.parameters.stop)]
        _run(self.before, slots)
        totals = [0.0] * len(flat.reductions)
        values: list[Any] = []
        for row in rows:
            slots[flat.inputs.start : flat.inputs.stop] = row
            _run(self.sample, slots)
            found = [slots[slot] for slot in flat.outputs]
            values.append(found if len(found) > 1 else found[0])
            for i, (_, pairs) in enumerate(flat.reductions):
                for x, y in pairs:
                    totals[i] += slots[x] * slots[y]
        if flat.gradients is None:
            return values
        for (slot, _), total in zip(flat.reductions, totals, strict=True):
            slots[slot] = total / len(values)
        _run(self.after, slots)
        return sum(values) / len(values), [slots[slot] for slot in flat.gradients]


def _steps(rows: list[Row]) -> list[tuple[int, Callable[..., float], tuple[int, ...]]]:
    return [(row.slot, row.operation.function, row.inputs) for row in rows]


def _run(steps: list[tuple[int, Callable[..., float], tuple[int, ...]]], slots: list[float]) -> None:
    for slot, function, inputs in steps:
        x = function(*[slots[i] for i in inputs])
        slots[slot] = x if type(x) is float else number(x)
