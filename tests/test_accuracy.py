"""Every row against mpmath: value, first and second derivative, at its sample points and at random ones over its domain.

The measure is 1e-13 of the exact number. Around a zero it is 1e-13 of the terms that cancel there. Numbers below 2.3e-308 have
fewer digits: there it is 4 units of the smallest float, 5e-324, for each factor that multiplies such a number.
"""

import math
import random
from collections.abc import Iterable
from itertools import combinations_with_replacement
from typing import Any

import pytest
from exact import Exact
from mpmath import mpf, nstr
from support import terms

from autograd import NotDifferentiable, Operation, Value, gradient
from autograd.operations import rows

LARGEST, NORMAL, SMALLEST = 1.79e308, 2.3e-308, 5e-324
# The error of erfc's argument counts 2 x**2 times in its tail, and gelu's value multiplies a subnormal erfc by x.
GELU_TAIL, GELU_TOLERANCE = -20.0, 1e-12


def draw(rng: random.Random, low: float, high: float) -> float:
    """Return a number in an interval: evenly, close to an end, or over all magnitudes."""
    kind = rng.random()
    tiny = 10.0 ** rng.uniform(-12.0, 0.0)
    if math.isinf(low) and math.isinf(high):
        size = 50.0 if kind < 0.5 else 760.0 if kind < 0.7 else 10.0 ** rng.uniform(-100.0, 100.0)
        return rng.uniform(-size, size)
    if math.isinf(high):
        return low + (rng.uniform(0.0, 50.0) if kind < 0.5 else 10.0 ** rng.uniform(-12.0 if low else -100.0, 100.0))
    if kind < 0.6:
        return rng.uniform(low, high)
    ends = [low + tiny * (high - low), high - tiny * (high - low)]
    return rng.choice(ends + [-tiny, tiny] * (low < -1.0 and high > 1.0) + [tiny] * (low == 0.0 and high > 1.0))


def points(row: Operation) -> list[tuple[float, ...]]:
    """Return the sample points of a row and random ones inside its box."""
    assert row.domain is not None
    rng = random.Random(row.label)
    count = {1: 150, 2: 50, 3: 25, 4: 25}.get(row.arity, 8)
    return [*row.domain.samples, *(tuple(draw(rng, low, high) for low, high in row.domain.box) for _ in range(count))]


class Judge:
    """Compares what one row computed with what is exact, and keeps what is wrong."""

    def __init__(self, row: Operation) -> None:
        self.row = row
        self.exact = Exact(row)
        self.wrong: list[str] = []

    def compare(self, result: Value, point: tuple[float, ...], by: tuple[int, ...], slope: Value | None = None) -> None:
        """Compare one number; a second derivative brings the first, whose terms are the measure around a zero."""
        exact = self.exact(point, by)
        if abs(exact) > LARGEST:
            return
        error = abs(mpf(result.data) - exact)
        if error <= 1e-13 * abs(exact) or error <= self.units(exact, result, by) * SMALLEST:
            return
        if self.row.name == "gelu" and point[0] < GELU_TAIL and error <= GELU_TOLERANCE * abs(exact):
            return
        if error <= 1e-13 * self.terms(point, by, slope):
            return
        self.wrong.append(f"by {by} at {point}: {result.data!r} instead of {nstr(exact, 17)}, error {nstr(error, 3)}")

    def units(self, exact: Any, result: Value, by: tuple[int, ...]) -> float:
        """Return how many units of the smallest float an error may have."""
        if abs(exact) >= NORMAL:
            return 0.0
        if not by:
            return 4.0 * 40.0 if self.row.name == "gelu" else 4.0
        return 4.0 * max(1.0, *terms(result).values())

    def terms(self, point: tuple[float, ...], by: tuple[int, ...], slope: Value | None) -> Any:
        """Return the size of the terms that cancel around a zero of the value or a derivative; 0 where there is no zero."""
        if slope is not None:
            return terms(slope).get(self.inputs[by[1]], 0.0)
        exact = self.exact(point, by)
        near = [(*point[:i], x * factor, *point[i + 1 :]) for i, x in enumerate(point) for factor in (0.9, 1.1)]
        if all(self.exact(beside, by) * exact > 0 for beside in near):
            return 0
        return sum(abs(x * self.exact(point, (*by, i))) for i, x in enumerate(point))

    def judge(self, point: tuple[float, ...]) -> None:
        """Compare value, first and second derivatives at a point."""
        if abs(self.exact(point)) > LARGEST:
            return
        self.inputs = [Value(x) for x in point]
        output = self.row(*self.inputs)
        self.compare(output, point, ())
        by_each = range(len(point))
        try:
            output.backward()
            slopes = gradient(output, self.inputs)
        except NotDifferentiable:
            self.must_overflow(point, [(i,) for i in by_each])
            return
        for i in by_each:
            self.compare(slopes[i], point, (i,))
            if self.inputs[i].grad != slopes[i].data:
                self.wrong.append(f"backward and gradient differ at {point}")
        pairs = list(combinations_with_replacement(by_each, 2))
        for i, j in pairs if len(pairs) <= 10 else random.Random(0).sample(pairs, 10):
            try:
                (curvature,) = gradient(slopes[i], [self.inputs[j]])
            except NotDifferentiable:
                self.must_overflow(point, [(i, j)])
            else:
                self.compare(curvature, point, (i, j), slopes[i])

    def must_overflow(self, point: tuple[float, ...], orders: Iterable[tuple[int, ...]]) -> None:
        """A derivative may be missing only where it is greater than any float."""
        if all(abs(self.exact(point, by)) <= LARGEST for by in orders):
            self.wrong.append(f"no derivative by {orders} at {point}")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.label)
def test_a_row_is_exact_to_the_last_digits(row: Operation) -> None:
    """Value, first derivative (backward) and second (gradient of gradient), saturated ends included."""
    judge = Judge(row)
    for point in points(row):
        judge.judge(point)
    assert [] == judge.wrong


def test_the_judge_sees_a_derivative_that_cancels() -> None:
    """1 - tanh**2 is the textbook's derivative, and 0 from x = 20 on: the rule in the table is another one."""
    careless = Operation("careless", math.tanh, lambda out, x: (1.0 - out * out,), text="tanh({})")
    judge = Judge(careless)
    judge.judge((0.5,))
    assert [] == judge.wrong
    judge.judge((20.0,))
    assert ["by (0,) at (20.0,): 0.0 instead of", "by (0, 0) at (20.0,): -0.0 instead of"] == [
        line.partition(" instead of")[0] + " instead of" for line in judge.wrong
    ]


def test_the_judge_sees_one_wrong_digit_in_the_thirteenth() -> None:
    """And a threshold that cuts a tail off."""
    judge = Judge(Operation("inexact", lambda x: math.exp(x) * (1 + 2e-13), lambda out, x: (out,), text="exp({})"))
    judge.judge((1.0,))
    assert 3 == len(judge.wrong)
    cut = Judge(Operation("cut", lambda x: max(x, 0.0), lambda out, x: (1.0,), text="log(1 + exp({}))"))
    cut.judge((21.0,))
    assert 3 == len(cut.wrong)
