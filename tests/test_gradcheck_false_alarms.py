"""gradcheck calls nothing wrong that is right: on the table, near its edges and kinks, on random expressions."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import pytest
from checking import ROWS, checked, verdicts
from random_expressions import INPUTS, random_expression, run

import autograd
from autograd import (
    NotDifferentiable,
    Operation,
    gradcheck,
    sqrt,
    tanh,
)


@pytest.mark.parametrize("label", ROWS)
def test_every_row_passes_at_every_sample_point(label: str) -> None:
    """Value, first and second derivatives, both modes, at every point that a row declares worth a test."""
    row = ROWS[label]
    report = gradcheck(row, [tuple(point) for point in row.domain.samples], order=2)
    assert verdicts(report) <= {"right", "unresolved"}
    assert {"reverse", "forward"} == {entry.mode for entry in report.entries}
    assert any(entry.verdict == "right" for entry in report.entries)


@pytest.mark.parametrize("label", [label for label, row in ROWS.items() if row.domain.kinks])
def test_every_kink_and_jump_of_a_row_is_said_to_be_one(label: str) -> None:
    """Not differentiable here: it passes, but not in silence; and raises where asked to."""
    row = ROWS[label]
    for point in row.domain.kinks:
        report = gradcheck(row, tuple(point), order=2)
        assert verdicts(report) <= {"right", "unresolved", "kink", "jump"}
        if label == "where" and point[1] == point[2]:
            assert not report.kinks  # both choices are the same number: there is no jump
            continue
        assert report.kinks
        assert "not differentiable here" in str(report)
        with pytest.raises(NotDifferentiable, match="not differentiable here"):
            gradcheck(row, tuple(point), order=2, kinks="raise")


@pytest.mark.parametrize("label", [label for label, row in ROWS.items() if row.domain.steep])
def test_every_steep_point_of_a_row_is_said_to_be_one(label: str) -> None:
    """An infinite or undefined derivative is refused by the engine, and the report says why; the other inputs are checked."""
    row = ROWS[label]
    for point in row.domain.steep:
        report = gradcheck(row, tuple(point), order=2)
        assert "not differentiable" in verdicts(report) <= {"right", "unresolved", "not differentiable"}
        assert "no finite derivative" in str(report)
        with pytest.raises(NotDifferentiable):
            gradcheck(row, tuple(point), kinks="raise")


def random_point(rng: random.Random, box: tuple[tuple[float, float], ...]) -> tuple[float, ...]:
    """A point of a row's box: anywhere, tiny or huge, hard by an edge, or hard by a whole number."""

    def coordinate(low: float, high: float) -> float:
        low, high = max(low, -1e3), min(high, 1e3)
        small = rng.choice([-1, 1]) * 10 ** rng.uniform(-15, 0)
        x = rng.choice(
            [
                rng.uniform(low, high),
                10 ** rng.uniform(-12, 6),
                low + abs(small),
                high - abs(small),
                rng.choice([-1, 1, 2]) + small,
            ]
        )
        return x if low < x < high else rng.uniform(low, high)

    return tuple(coordinate(*interval) for interval in box)


def test_the_table_passes_at_random_points_near_edges_and_kinks() -> None:
    """1,600 points, some of them a few ulps from where a row ends or breaks: nothing is called wrong that is right."""
    rng = random.Random(7)
    found, count = 0, 0
    for row in ROWS.values():
        for _ in range(20):
            point = random_point(rng, row.domain.box)
            if row.name == "modulo" and abs(point[1]) < 1e-6:
                continue  # hundreds of millions of teeth within one step of x
            try:
                row(*point)
            except (ValueError, ArithmeticError):
                continue
            report = checked(row, point, order=2)
            assert report.passed, f"{row.label} at {point}:\n{report}"
            found += len([entry for entry in report.entries if entry.verdict == "right"])
            count += len(report.entries)
    assert found > 0.8 * count


def test_random_expressions_pass() -> None:
    """250 expressions of the whole table: no derivative is called wrong, though the engine may refuse one."""
    rng = random.Random(11)
    right = 0
    for _ in range(250):
        expression, point, _ = random_expression(rng, whole=0.0)
        report = checked(lambda *inputs, expression=expression: run(expression, inputs), tuple(point), order=2)
        assert all(math.isnan(entry.analytic) for entry in report.wrong), f"{expression} at {point}:\n{report}"
        right += sum(entry.verdict == "right" for entry in report.entries)
    assert right > 250 * INPUTS * 5


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (lambda x: x.relu(), 1e-9),
        (lambda x: x.relu(), -1e-9),
        (lambda x: abs(x - 1), 1 + 1e-12),
        (autograd.log, 1e-9),
        (sqrt, 1e-15),
        (lambda x: sqrt(x - 1), 1 + 1e-12),
        (autograd.asin, 1 - 1e-12),
        (autograd.asin, 1 - 1e-15),
        (lambda x: 1 / (x - 2), 2 + 1e-9),
        (lambda x: tanh(1e9 * x), 0.0),
        (lambda x: tanh(1e9 * x), 1e-9),
        (lambda x: 1e10 + x - 1e10, 1.0),
        (lambda x: 1e10 + tanh(x) - 1e10, 0.3),
        (lambda x: x * x, 1e-200),
        (lambda x: x**3, 1e100),
        (lambda x: autograd.exp(-x * x), 30.0),
        (lambda x: autograd.sin(1e5 * x), 1.0),
        (lambda x: x**0.5 * x, 0.25),
        (autograd.exp, 709.7),
        (autograd.exp, -745.0),
    ],
)
def test_awkward_points_pass(f: Callable[[Any], Any], at: float) -> None:
    """Kinks and edges close by, huge and tiny numbers, steep curves, and noise from the numbers in between."""
    assert gradcheck(f, at, order=2).passed


def test_a_function_with_noise_is_not_resolved_and_says_so() -> None:
    """The sine that comes out of 1e14 + sin(x) - 1e14 has two digits: the report does not claim to have checked more."""
    report = gradcheck(lambda x: 1e14 + autograd.sin(x) - 1e14, 1.0)
    assert {"unresolved"} == verdicts(report)
    assert "1 not resolved by differences" in report.summary
    assert "differences cannot tell" in str(report)


def test_a_derivative_of_zero_is_right_where_differences_see_nothing() -> None:
    """They never see exactly nothing: small is measured by the scale on which the function moves."""
    report = gradcheck(lambda x, y: tanh(3 * x) + autograd.sin(y) / 7, (0.3, 1.1), order=2)
    mixed = [entry for entry in report.entries if entry.by == "∂²/∂x∂y"]
    assert [0.0, 0.0] == [entry.analytic for entry in mixed]
    assert {"right"} == verdicts(report)
    saturated = Operation("saturated", lambda x: 1e9 + 1e-3 * math.tanh(x), lambda out, x: (0.0,))
    assert {"unresolved"} == verdicts(gradcheck(saturated, 3.0))
