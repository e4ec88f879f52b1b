"""Forward mode: what a Dual promises, and that it says what backpropagation says."""

from __future__ import annotations

import copy
import math
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Dual, NotDifferentiable, Operation, Symbol, Value, exp, less, sqrt, tanh
from autograd.dual import plain
from autograd.operations import rows

ROWS = {row.label: row for row in rows()}


def forward(row: Operation, point: tuple[float, ...], i: int) -> float:
    """The derivative of a row by its input i, in forward mode."""
    return row(*[Dual(x, float(k == i)) for k, x in enumerate(point)]).tangent


# ---- agreement with reverse mode ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ROWS)
def test_the_tangent_of_a_row_is_its_gradient_to_the_bit(label: str) -> None:
    """One rule serves both modes: along one input the tangent is the gradient that a backward pass leaves there."""
    row = ROWS[label]
    for point in (*row.domain.samples, *row.domain.kinks):
        values = [Value(x) for x in point]
        row(*values).backward()
        assert [value.grad for value in values] == [forward(row, point, i) for i in range(row.arity)]


@pytest.mark.parametrize("label", [label for label, row in ROWS.items() if row.domain.steep])
def test_a_steep_point_is_refused_in_forward_mode_where_reverse_mode_refuses_it(label: str) -> None:
    """An infinite or undefined derivative raises, in either mode, for the same inputs."""
    row = ROWS[label]
    for point in row.domain.steep:
        refused = []
        for i in range(row.arity):
            values: list[Any] = [Value(x) if k == i else x for k, x in enumerate(point)]
            recorded = row(*values)
            try:
                recorded.backward()
            except NotDifferentiable:
                refused.append(i)
        assert refused, point
        for i in range(row.arity):
            if i in refused:
                with pytest.raises(NotDifferentiable, match=r"no finite derivative at"):
                    forward(row, point, i)
            else:
                assert math.isfinite(forward(row, point, i))


def test_what_does_not_move_needs_no_derivative() -> None:
    """A number with tangent 0 is a constant along this direction: sqrt(0) then has tangent 0."""
    assert 0.0 == sqrt(Dual(0.0)).tangent
    assert 0.0 == sqrt(Dual(0.0, 0.0) * 5).tangent


def test_a_tangent_that_is_zero_by_its_numbers_is_not_a_constant() -> None:
    """cbrt(x * x) is infinitely steep at 0, though x * x has slope 0 there: 0 times infinity must not pass for 0."""
    x = Dual(0.0, 1.0)
    assert 0.0 == (x * x).tangent
    with pytest.raises(NotDifferentiable, match="cbrt"):
        autograd.cbrt(x * x)


def test_an_infinite_derivative_is_refused_inside_a_nested_one_too() -> None:
    """The check looks at the number at the bottom, below Values and outer Duals."""
    huge = Operation("huge", lambda x: x, lambda out, x: (1e200 * x * 1e200,))
    for inner in (2.0, Value(2.0), Dual(2.0, 1.0, level=1)):
        with pytest.raises(NotDifferentiable, match="it is inf"):
            huge(Dual(inner, 1.0, level=2))


def test_a_rule_is_not_asked_for_what_is_not_wanted() -> None:
    """(-2) ** y has no derivative by y, but x ** 3 has one by x at -2, whether 3 is a number or a resting Dual."""
    assert 12.0 == (Dual(-2.0, 1.0) ** Dual(3.0)).tangent
    with pytest.raises(NotDifferentiable, match="pow"):
        Dual(-2.0) ** Dual(3.0, 1.0)


# ---- arithmetic -----------------------------------------------------------------------------------------------------------


def test_arithmetic_carries_the_tangent_along() -> None:
    """The rules of the textbook: sum, product, quotient, power, chain."""
    x, y = Dual(3.0, 1.0), Dual(2.0, 0.0)
    found = {
        "x + y": x + y,
        "x - y": x - y,
        "x * y": x * y,
        "x / y": x / y,
        "x ** 2": x**2,
        "x ** y": x**y,
        "2 ** x": 2**x,
        "1 - x": 1 - x,
        "1 / x": 1 / x,
        "7 % x": 7 % x,
        "-x": -x,
        "+x": +x,
        "abs(x)": abs(x),
        "exp(2 * x)": exp(2 * x),
    }
    assert {
        "x + y": (5.0, 1.0),
        "x - y": (1.0, 1.0),
        "x * y": (6.0, 2.0),
        "x / y": (1.5, 0.5),
        "x ** 2": (9.0, 6.0),
        "x ** y": (9.0, 6.0),
        "2 ** x": (8.0, 8.0 * math.log(2.0)),
        "1 - x": (-2.0, -1.0),
        "1 / x": (1.0 / 3.0, -(1.0 / 3.0) / 3.0),
        "7 % x": (1.0, -2.0),
        "-x": (-3.0, -1.0),
        "+x": (3.0, 1.0),
        "abs(x)": (3.0, 1.0),
        "exp(2 * x)": (math.exp(6.0), 2.0 * math.exp(6.0)),
    } == {name: (dual.primal, dual.tangent) for name, dual in found.items()}


def test_an_operand_used_twice_moves_the_result_twice() -> None:
    """Fan-out adds up in forward mode too."""
    x = Dual(3.0, 1.0)
    assert 2.0 == (x + x).tangent
    assert 6.0 == (x * x).tangent
    assert 0.0 == (x - x).tangent


def test_sum_begins_with_zero_and_leaves_no_trace() -> None:
    """The sum() of Duals is their sum from left to right."""
    total = sum([Dual(1.0, 1.0), Dual(2.0, 10.0)])
    assert (3.0, 11.0) == (total.primal, total.tangent)


@pytest.mark.parametrize("number", [2, 2.0, True + 1, Fraction(2), np.float64(2.0), np.float32(2.0), np.int64(2)])
def test_every_kind_of_number_mixes_with_a_dual(number: Any) -> None:
    """Whole numbers, fractions and numpy scalars count as floats, on either side."""
    x = Dual(3.0, 1.0)
    for dual in (x * number, number * x):
        assert (6.0, 2.0) == (dual.primal, dual.tangent)
        assert (float, float) == (type(dual.primal), type(dual.tangent))
    assert Dual(number, number).tangent == 2.0


@pytest.mark.parametrize("thing", ["2", None, 2j, [2.0], np.array([2.0])])
def test_what_is_no_number_is_refused(thing: Any) -> None:
    """Strings, None, complex numbers, lists and arrays raise a TypeError that says what to pass, on either side."""
    x = Dual(3.0, 1.0)
    for attempt in (lambda: x * thing, lambda: thing * x, lambda: Dual(thing), lambda: Dual(1.0, thing)):
        with pytest.raises(TypeError):
            attempt()


def test_a_long_chain_needs_no_recursion() -> None:
    """100,000 operations in a row carry their tangent."""
    x = Dual(1.0, 1.0)
    y = x
    for _ in range(100_000):
        y = y * 1.0 + 0.0
    assert (1.0, 1.0) == (y.primal, y.tangent)


# ---- levels ---------------------------------------------------------------------------------------------------------------


def test_a_dual_of_an_outer_level_is_a_constant_inside() -> None:
    """An inner derivative does not see that x moves as well: x * d/dy (x + y) is x times 1."""
    x = Dual(3.0, 1.0, level=1)
    inner = x + Dual(1.0, 1.0, level=2)
    assert 1.0 == inner.tangent
    assert 1.0 == (x * inner.tangent).tangent


def test_levels_nest_to_second_derivatives() -> None:
    """A Dual whose primal is a Dual of a lower level carries the second derivative in the tangent of its tangent."""
    x = Dual(Dual(2.0, 1.0, level=1), 1.0, level=2)
    y = x**3
    assert (8.0, 12.0, 12.0, 12.0) == (y.primal.primal, y.primal.tangent, y.tangent.primal, y.tangent.tangent)


def test_a_dual_of_values_can_be_differentiated_again() -> None:
    """The tangent of a Dual over a Value is a graph: forward over reverse."""
    x = Value(2.0)
    moved = Dual(x, 1.0) ** 3
    moved.tangent.backward()
    assert (8.0, 12.0, 12.0) == (moved.primal.data, moved.tangent.data, x.grad)


def test_a_dual_of_symbols_is_the_formula_of_the_derivative() -> None:
    """The rules of the table, run on Symbols, write the derivative down."""
    moved = tanh(Dual(Symbol("x"), 1.0))
    assert ("tanh(x)", "4 * sigmoid(2 * x) * sigmoid(-2 * x)") == (str(moved.primal), str(moved.tangent))


# ---- an object ------------------------------------------------------------------------------------------------------------


def test_comparisons_compare_the_primals() -> None:
    """Order is that of the numbers, at any level, against Duals and plain numbers of any kind."""
    x, y = Dual(1.0, 5.0), Dual(2.0, 0.0)
    assert x < y
    assert x <= 1
    assert y > Fraction(3, 2)
    assert y >= np.float64(2.0)
    assert not x > 1
    assert 0 < x
    assert Dual(x, 1.0, level=3) < 1.5
    assert Dual(0.5, level=3) < x
    assert x < Dual(y, 1.0, level=3)


def test_what_would_lose_the_tangent_is_refused() -> None:
    """float, int, bool and == with a number raise, and say what to write instead."""
    x = Dual(1.0, 1.0)
    with pytest.raises(TypeError, match=r"write \.primal"):
        float(x)
    with pytest.raises(TypeError, match=r"autograd\.sin"):
        math.sin(x)
    with pytest.raises(TypeError, match="compare it"):
        bool(x)
    with pytest.raises(TypeError, match=r"\.primal"):
        x == 1.0  # noqa: B015 - the comparison is what raises
    with pytest.raises(TypeError):
        x < "1"  # noqa: B015 - the comparison is what raises


def test_a_dual_equals_only_itself() -> None:
    """Equality is identity, and hash goes with it."""
    x, y = Dual(1.0, 1.0), Dual(1.0, 1.0)
    assert x == x
    assert x != y
    assert {x, y, x} == {y, x}


def test_the_plain_number_is_at_the_bottom() -> None:
    """The properties data and plain look through every level; detach takes the top one off."""
    nested = Dual(Dual(Value(2.0), 1.0, level=1), 1.0, level=2)
    assert 2.0 == nested.data == plain(nested) == plain(2)
    assert nested.primal is nested.detach()
    assert 3.0 == Dual(3.0, 1.0).detach()


def test_a_dual_shows_its_two_numbers_and_survives_copies() -> None:
    """Its repr is how it is made; a copy or a pickle has the same numbers."""
    x = Dual(3.0, 1.0, level=4)
    assert "Dual(3.0, 1.0)" == repr(x)
    for twin in (copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert (3.0, 1.0, 4) == (twin.primal, twin.tangent, twin.level)


def test_a_rule_with_the_wrong_number_of_entries_is_named() -> None:
    """A user's own row that returns too few derivatives is told so."""
    short = Operation("short", lambda x, y: x * y, lambda out, x, y: (y,))
    with pytest.raises(TypeError, match="short returned 1 entries for 2 inputs"):
        short(Dual(1.0, 1.0), 2.0)


def test_domain_errors_are_those_of_the_operation() -> None:
    """The value is computed first: where it does not exist, the error is the one that floats get."""
    with pytest.raises(ValueError, match="log has no value"):
        autograd.log(Dual(-1.0, 1.0))
    with pytest.raises(ZeroDivisionError):
        1 / Dual(0.0, 1.0)


def test_a_choice_follows_the_number() -> None:
    """Rows that choose, and Python branches on comparisons, both take the side of the primal."""
    x = Dual(2.0, 1.0)
    assert (1.0, 0.0) == (less(1, x).primal, less(1, x).tangent)
    assert 4.0 == (x * x if x > 1 else x).tangent
