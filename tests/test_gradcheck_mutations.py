"""Faults planted in every row of the table, one at a time: gradcheck catches each one that changes a derivative at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import isclose
from typing import Any, NamedTuple

import pytest

from autograd import GradientMismatch, Operation, gradcheck
from autograd.operations import rows

ROWS = {row.label: row for row in rows()}


class Mutant(NamedTuple):
    """A row whose rule was tampered with, and how."""

    fault: str
    row: Operation


def entries(row: Operation, out: Any, inputs: Sequence[Any]) -> list[Any]:
    """What a rule says, those entries computed that wait to be wanted."""
    return [entry() if callable(entry) else entry for entry in row.derivative(out, *inputs)]


def planted(row: Operation, fault: str, change: Callable[[list[Any]], list[Any]]) -> Mutant:
    def rule(out: Any, *inputs: Any) -> list[Any]:
        return change(entries(row, out, inputs))

    return Mutant(fault, Operation(row.name, row.function, rule, row.domain, arity=row.arity, text=row.text))


def at(i: int, change: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda found: [change(entry) if k == i else entry for k, entry in enumerate(found)]


def exchanged(i: int, j: int) -> Callable[[list[Any]], list[Any]]:
    def change(found: list[Any]) -> list[Any]:
        found[i], found[j] = found[j], found[i]
        return found

    return change


def mutants(row: Operation) -> Iterator[Mutant]:
    """One fault at a time: a sign, a factor, an amount, two partials exchanged, everything zero."""
    for i in range(row.arity):
        yield planted(row, f"the sign of partial {i + 1}", at(i, lambda entry: -entry))
        yield planted(row, f"partial {i + 1} times 1.0001", at(i, lambda entry: 1.0001 * entry))
        yield planted(row, f"partial {i + 1} and 0.001", at(i, lambda entry: entry + 0.001))
    for i, j in combinations(range(row.arity), 2):
        yield planted(row, f"partials {i + 1} and {j + 1} exchanged", exchanged(i, j))
    yield planted(row, "everything zero", lambda found: [0.0] * len(found))


def is_equivalent(row: Operation, mutant: Mutant) -> bool:
    """Whether a fault changes nothing at any sample: 0 with another sign, or two partials that are the same."""
    pairs = [
        (right, wrong)
        for point in row.domain.samples
        for right, wrong in zip(entries(row, row(*point), point), entries(mutant.row, row(*point), point), strict=True)
    ]
    return all(isclose(right, wrong, rel_tol=1e-12) for right, wrong in pairs)


def report_of_the_first_catch(row: Operation, mutant: Mutant) -> str | None:
    """What gradcheck says at the first sample point where it notices, None if it never does."""
    for point in row.domain.samples:
        try:
            gradcheck(mutant.row, tuple(point))
        except GradientMismatch as error:
            return str(error)
    return None


@pytest.mark.parametrize("label", ROWS)
def test_a_fault_planted_in_a_row_is_caught_and_named(label: str) -> None:
    """At the row's own sample points, with the default settings; the report blames the operation."""
    row = ROWS[label]
    for mutant in mutants(row):
        if is_equivalent(row, mutant):
            continue
        report = report_of_the_first_catch(row, mutant)
        assert report is not None, f"{label}: {mutant.fault} went by unnoticed"
        assert f"to blame: operation {row.name} at (" in report


def test_few_faults_change_nothing() -> None:
    """The test above does not pass by calling faults equivalent: derivatives that are 0 anyway, and partials that are equal."""
    planted_faults = [(row, mutant) for row in ROWS.values() for mutant in mutants(row)]
    equivalent = [f"{row.label}: {mutant.fault}" for row, mutant in planted_faults if is_equivalent(row, mutant)]
    assert len(planted_faults) > 650
    assert len(equivalent) < 0.09 * len(planted_faults), equivalent


@pytest.mark.parametrize("label", ["tanh", "divide", "pow", "softsign", "weighted_sum(2)", "elu(0.5)"])
def test_a_fault_is_found_inside_an_expression(label: str) -> None:
    """The guilty row is named, and no innocent one, in the midst of others."""
    row = ROWS[label]
    point = tuple(0.5 + 0.25 * i for i in range(row.arity))
    for mutant in mutants(row):
        if is_equivalent(row, mutant) or all(
            isclose(right, wrong, rel_tol=1e-12)
            for right, wrong in zip(entries(row, row(*point), point), entries(mutant.row, row(*point), point), strict=True)
        ):
            continue

        def f(*inputs: Any, mutant: Mutant = mutant) -> Any:
            return (mutant.row(*[x * 1.0 for x in inputs]) * 2.0).exp() + inputs[0]

        with pytest.raises(GradientMismatch) as caught:
            gradcheck(f, point)
        assert caught.value.report.blame, mutant.fault  # type: ignore[attr-defined]
        assert all(line.startswith(f"operation {row.name} at (") for line in caught.value.report.blame)  # type: ignore[attr-defined]
