"""A program as Python: the textbook's equations, one a line, named after neurons and synapses.

A row with a label is a line. A short row without one that is used once stands inside the line that uses it, in brackets
where they are needed, so that the numbers are those of the rows to the bit.
"""

from __future__ import annotations

import keyword
import math
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from ..formulas import ADD, ATOM, Written, text_template, written_name, written_number
from ..operation import Operation, number
from ..operations import FAMILIES, OPERATIONS
from .flat import Flat, Row
from .recording import is_ours

_LONGEST_INLINE = 60  # characters
_LONGEST_NAME = 60
_TERMS_A_LINE = 40  # of a sum: Python's compiler recurses into longer ones
_OPERATORS = {"add", "subtract", "multiply", "divide", "negate"}


def write(flat: Flat) -> tuple[str, dict[str, Any]]:
    """Return the source of the function that runs a program over the rows of a batch, and the names it needs."""
    return _Writer(flat).text()


class _Writer:
    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        self.namespace: dict[str, Any] = {"inf": math.inf, "nan": math.nan}
        self.taken = {*keyword.kwlist, "inf", "nan", "rows", "parameters", "count", "values", "value", "total"}
        self.called: dict[Operation, str] = {}
        self.uses = [0] * flat.size
        for stage in (flat.before, flat.sample, flat.after):
            within = {row.slot for row in stage}
            for row in stage:
                for x in row.inputs:  # what another stage uses is a line: inside the loop it would be computed for every row
                    self.uses[x] += 1 if x in within else 2
        for row in (*flat.before, *flat.sample, *flat.after):
            if not _is_operator(row.operation) and row.operation not in self.called:
                self.called[row.operation] = self.function_name(row.operation)
        for slot in (
            *flat.outputs,
            *(flat.gradients or ()),
            *[x for _, pairs in flat.reductions for pair in pairs for x in pair],
        ):
            self.uses[slot] += 2  # these are named, and stand on lines of their own
        self.written: list[Written] = [written_name("")] * flat.size
        for slot, known in enumerate(flat.constants):
            self.written[slot] = written_number(known)
        for stem, slots in (("p", flat.parameters), ("x", flat.inputs)):
            for i, slot in enumerate(slots, start=1):
                self.written[slot] = written_name(self.name(flat.labels.get(slot, f"{stem}{i}")))

    def function_name(self, operation: Operation) -> str:
        function = operation.function if is_ours(operation) else _checked(operation)
        counted = is_ours(operation) and operation.family is not None and FAMILIES[operation.family].counts
        name = operation.name if counted else self.name(operation.label)  # one function takes any count
        self.taken.add(name)
        self.namespace[name] = function
        return name

    def name(self, label: str) -> str:
        """Return an identifier that looks like a label: w_x1_h1 for w[x1→h1]. Labels that Python reads as one name stay apart."""
        plain = unicodedata.normalize("NFKC", label[:_LONGEST_NAME])  # as Python reads names: x² is x2
        parts = [c if f"x{c}".isidentifier() else " " for c in plain.replace("_", " ")]
        name = "_".join("".join(parts).split()) or "v"
        name = name if name.isidentifier() else f"v{name}"
        unique, again = name, 1
        while unique in self.taken:
            again += 1
            unique = f"{name}_{again}"
        self.taken.add(unique)
        return unique

    # ---- lines ----------------------------------------------------------------------------------------------------

    def text(self) -> tuple[str, dict[str, Any]]:
        flat = self.flat
        lines = [f"def {'values' if flat.gradients is None else 'value_and_gradients'}(rows, parameters):"]
        if flat.parameters:
            lines.append(f"    {self.tuple_of(flat.parameters)} = parameters")
        lines += self.rows(flat.before, "    ")
        totals = [(slot, self.name(f"sum {flat.labels.get(slot, f'of v{slot}')}"), pairs) for slot, pairs in flat.reductions]
        lines.append("    values = []")
        lines += [f"    {name} = 0.0" for _, name, _ in totals]
        lines.append(f"    for {self.tuple_of(flat.inputs)} in rows:" if flat.inputs else "    for _ in rows:")
        lines += self.rows(flat.sample, "        ")
        for _, name, pairs in totals:
            lines += self.sum_lines(name, [(name, 1)], pairs, "        ")
        found = ", ".join([self.result(slot) for slot in flat.outputs])
        lines.append(f"        values.append([{found}])" if len(flat.outputs) > 1 else f"        values.append({found})")
        if flat.gradients is None:
            lines.append("    return values")
            return self.finished(lines)
        lines.append("    count = len(values)")
        for slot, name, _ in totals:
            self.written[slot] = written_name(self.name(flat.labels.get(slot, f"v{slot}")))
            lines.append(f"    {self.written[slot].text} = {name} / count")
        lines += self.rows(flat.after, "    ")
        listed = ", ".join([self.result(slot) for slot in flat.gradients])
        lines.append("    total = 0.0\n    for value in values:\n        total += value")
        lines.append(f"    return total / count, [{listed}]")
        return self.finished(lines)

    def result(self, slot: int) -> str:
        """Return the text of what may be handed out as it is: a known number is a float, with its point."""
        return repr(self.flat.constants[slot]) if slot < len(self.flat.constants) else self.written[slot].text

    def finished(self, lines: list[str]) -> tuple[str, dict[str, Any]]:
        return "\n".join(lines) + "\n", self.namespace

    def tuple_of(self, slots: Iterable[int]) -> str:
        return f"({', '.join([self.written[slot].text for slot in slots])},)"

    def rows(self, rows: list[Row], indent: str) -> list[str]:
        lines: list[str] = []
        for row in rows:
            label = self.flat.labels.get(row.slot)
            if is_ours(row.operation) and row.operation.family == "weighted_sum":
                pairs = list(zip(row.inputs[0::2], row.inputs[1::2], strict=True))
                if len(pairs) > _TERMS_A_LINE:
                    name = self.name(label or f"v{row.slot}")
                    lines += self.sum_lines(name, [], pairs, indent)
                    self.written[row.slot] = written_name(name)
                    continue
                written = self.sum_of_products(pairs)
            else:
                written = self.formula(row)
            if label is None and self.uses[row.slot] == 1 and len(written.text) <= _LONGEST_INLINE:
                self.written[row.slot] = written
            else:
                name = self.name(label or f"v{row.slot}")
                lines.append(f"{indent}{name} = {written.text}")
                self.written[row.slot] = written_name(name)
        return lines

    # ---- formulas -------------------------------------------------------------------------------------------------

    def formula(self, row: Row) -> Written:
        name = self.called.get(row.operation)
        if name is None:
            return text_template(row.operation).fill([self.written[x] for x in row.inputs])
        return Written(f"{name}({', '.join(map(self.result, row.inputs))})", ATOM, minus=False)

    def sum_of_products(self, pairs: list[tuple[int, int]]) -> Written:
        products = [self.product(pair) for pair in pairs]
        texts = [products[0].text, *[f"({p.text})" if p.minus else p.text for p in products[1:]]]
        binding = ADD if len(pairs) > 1 else products[0].binding
        return Written(" + ".join(texts), binding, products[0].minus)

    def product(self, pair: tuple[int, int]) -> Written:
        first, second = [self.written[slot] for slot in pair]
        if second.text == "1":  # times 1 is the number itself, to the bit
            return first if first.binding > ADD else Written(f"({first.text})", ATOM, minus=False)
        if first.text == "1":
            return second if second.binding > ADD else Written(f"({second.text})", ATOM, minus=False)
        return text_template(OPERATIONS["multiply"]).fill([first, second])

    def sum_lines(self, name: str, start: list[tuple[str, int]], pairs: list[tuple[int, int]], indent: str) -> list[str]:
        """Write a long sum on several lines; each goes on from the one before, from left to right."""
        lines = []
        begun = bool(start)
        for i in range(0, len(pairs), _TERMS_A_LINE):
            text = self.sum_of_products(pairs[i : i + _TERMS_A_LINE])
            part = f"({text.text})" if begun and text.minus else text.text
            lines.append(f"{indent}{name} = {f'{name} + ' if begun else ''}{part}")
            begun = True
        return lines


def _is_operator(operation: Operation) -> bool:
    """Return whether the row's text, as Python reads it, computes what its function does, to the bit."""
    if not is_ours(operation):
        return False
    if operation.family == "power":  # a fractional power of a negative number would be complex
        return bool(operation.parameter % 1.0 == 0.0) and math.isfinite(operation.parameter)
    return operation.name in _OPERATORS or operation.family == "weighted_sum"


def _checked(operation: Operation) -> Callable[..., float]:
    """Return the function of a user's row; a result that is no number is refused as a Value refuses it."""
    function = operation.function
    return lambda *xs: number(function(*xs), f"a number as the result of {operation.name}")
