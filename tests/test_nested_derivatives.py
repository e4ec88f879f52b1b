"""Derivatives of derivatives: high orders against mpmath, mixed partials, and no perturbation confusion, in every mode."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
from modes import FOURS, MODES, PAIRS, TRIPLES, Function, nested

from autograd import (
    Value,
    derivative,
    exp,
    grad,
    hessian,
    jvp,
    tanh,
)

# ---- high orders ----------------------------------------------------------------------------------------------------------

CURVES: dict[str, tuple[Function, Function, tuple[float, ...], float]] = {
    # name: the function, the same for mpmath, points, and the size of the terms where they cancel
    "x**x": (lambda x: x**x, lambda x: x**x, (1e-3, 0.1, 0.5, 1.0, 1.3, 2.0, 3.7, 10.0, 50.0), 0.0),
    "x*x**0.5": (lambda x: x * x**0.5, lambda x: x * mpmath.sqrt(x), (1e-9, 0.1, 0.5, 1.0, 2.0, 7.3, 1e6), 0.0),
    "tanh": (tanh, mpmath.tanh, (-20.0, -3.0, -1.0, -0.1, 0.0, 1e-9, 0.3, 0.66, 1.0, 2.5, 8.0, 20.0, 40.0, 300.0), 16.0),
    "exp(-x**2)": (
        lambda x: exp(-(x**2)),
        lambda x: mpmath.exp(-x * x),
        (-5.0, -1.0, -0.3, 0.0, 0.2, 0.7, 1.0, 1.5, 3.0, 8.0, 20.0),
        16.0,
    ),
}


def exact(f: Function, x: float, order: int) -> Any:
    """A derivative to many digits: a central difference with a tiny step, in arithmetic that does not mind."""
    with mpmath.workdps(250):
        middle = mpmath.mpf(x)
        h = mpmath.mpf(10) ** -30 * (abs(middle) or 1)
        signed = [(-1) ** (order - k) * mpmath.binomial(order, k) * f(middle + (2 * k - order) * h / 2) for k in range(order + 1)]
        return mpmath.fsum(signed) / h**order


@pytest.mark.parametrize("order", [3, 4, 5])
@pytest.mark.parametrize("name", CURVES)
def test_high_derivatives_are_right_to_the_last_digits(name: str, order: int) -> None:
    """Third to fifth derivatives against mpmath, saturated ends included: forward, reverse, and one inside the other."""
    f, high_precision, points, size = CURVES[name]
    ways = [("forward",) * order, ("reverse",) * order, ("reverse",) + ("forward",) * (order - 1)]
    ways.append(("forward",) * (order - 1) + ("reverse",))
    for x in points:
        truth = exact(high_precision, x, order)
        for modes in ways:
            error = abs(nested(f, modes)(x) - truth)
            # measured: 1.3e-14 relative at worst, and half an ulp of the terms where they cancel
            assert error <= 3e-14 * abs(truth) + 1e-15 * size + 5e-324, f"{modes} at {x}: off by {error}"


def test_derivative_takes_an_order() -> None:
    """Orders from 0 on; 0 is the function itself."""
    cube = lambda x: x**3  # noqa: E731 - named to be read
    assert [8.0, 12.0, 12.0, 6.0, 0.0] == [derivative(cube, order)(2.0) for order in range(5)]


@pytest.mark.parametrize("order", [-1, 1.0, True, "2", None])
def test_an_order_that_is_no_whole_number_is_refused(order: Any) -> None:
    """Whole numbers from 0 on, and nothing that only looks like one."""
    with pytest.raises(ValueError, match="whole number"):
        derivative(tanh, order)


# ---- mixed partials -------------------------------------------------------------------------------------------------------


def mixed_partial(f: Function, first: int, modes: tuple[str, str], at: tuple[float, float]) -> float:
    """The derivative by one argument of the derivative by the other, inner mode first."""
    inner, outer = modes

    def slope(p: Any, q: Any) -> Any:
        x, y = (p, q) if first == 1 else (q, p)  # q is the argument of the inner derivative
        return MODES[inner](lambda z: f(x, z) if first == 1 else f(z, y))(q)

    start = (at[0], at[1]) if first == 1 else (at[1], at[0])
    return MODES[outer](lambda p: slope(p, start[1]))(start[0])


@pytest.mark.parametrize("modes", PAIRS)
@pytest.mark.parametrize("first", [0, 1])
def test_mixed_partials_of_a_power_at_exponent_zero(first: int, modes: tuple[str, str]) -> None:
    """The mixed partial of x**y at y = 0 is 1/x, in both orders and in every combination of modes."""
    for x in (0.5, 1.0, 2.0, 3.7, 1e3):
        found = mixed_partial(lambda x, y: x**y, first, modes, (x, 0.0))
        assert abs(found - 1.0 / x) <= 2e-16 / x


@pytest.mark.parametrize("modes", PAIRS)
@pytest.mark.parametrize("first", [0, 1])
def test_mixed_partials_of_a_power_elsewhere(first: int, modes: tuple[str, str]) -> None:
    """x**(y-1) * (1 + y log x) at ordinary points."""
    for x, y in ((2.0, 3.0), (0.5, -1.5), (1.0, 7.0), (3.0, 1.0)):
        truth = x ** (y - 1.0) * (1.0 + y * math.log(x))
        assert abs(mixed_partial(lambda x, y: x**y, first, modes, (x, y)) - truth) <= 1e-14 * (1 + abs(truth))


def test_the_hessian_of_a_power_at_exponent_zero() -> None:
    """All second derivatives of x**y at (2, 0): y (y-1) x**(y-2), 1/x twice, and log(x)**2."""
    assert [[0.0, 0.5], [0.5, math.log(2.0) ** 2]] == hessian(lambda p: p[0] ** p[1])([2.0, 0.0])


# ---- perturbation confusion -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outer", "inner"), PAIRS)
def test_the_classic_perturbation_confusion(outer: str, inner: str) -> None:
    """d/dx of x * d/dy (x + y) is 1, and not 2 (Siskind and Pearlmutter 2005)."""
    assert 1.0 == MODES[outer](lambda x: x * MODES[inner](lambda y: x + y)(1.0))(1.0)


@pytest.mark.parametrize(("outer", "inner"), PAIRS)
def test_an_argument_may_be_the_variable_inside_as_well(outer: str, inner: str) -> None:
    """d/dx of x * d/dy (x * y) at y = x is 2x: the x of the product and the point y = x are told apart."""
    assert 6.0 == MODES[outer](lambda x: x * MODES[inner](lambda y: x * y)(x))(3.0)


@pytest.mark.parametrize("modes", TRIPLES)
def test_closures_over_outer_variables_three_deep(modes: tuple[str, str, str]) -> None:
    """d/dx of x² d/dy (x y² d/dz (x y z³)) is 24 x³ y² z² at y = x, z = y, worked out by hand at x = 1.5."""
    one, two, three = (MODES[mode] for mode in modes)

    def innermost(x: Any, y: Any) -> Any:
        return three(lambda z: x * y * z**3)(y)  # 3 x y z² at z = y: 3 x y³

    def middle(x: Any) -> Any:
        return two(lambda y: x * y**2 * innermost(x, y))(x)  # d/dy 3 x² y⁵ at y = x: 15 x⁶

    assert math.isclose(15.0 * 8.0 * 1.5**7, one(lambda x: x**2 * middle(x))(1.5), rel_tol=1e-14)


@pytest.mark.parametrize("modes", FOURS)
def test_nested_to_fourth_order_in_every_combination_of_modes(modes: tuple[str, ...]) -> None:
    """Sixteen ways to the fourth derivative of x⁵ e^x."""
    x = 0.7
    truth = (x**5 + 20 * x**4 + 120 * x**3 + 240 * x**2 + 120 * x) * math.exp(x)
    assert math.isclose(truth, nested(lambda x: x**5 * exp(x), modes)(x), rel_tol=1e-14)


def test_two_derivatives_of_one_value_do_not_see_each_other() -> None:
    """An outer recorded graph is no variable of an inner gradient, and is left alone by it."""
    w = Value(3.0)
    y = w * grad(lambda x: x * x * w)(2.0)
    assert 12.0 == (y.data if isinstance(y, Value) else y) / 3.0
    assert 3.0 == grad(lambda x: w * x)(2.0)
    assert 0.0 == w.grad


def test_a_derivative_inside_a_derivative_may_be_thrown_away() -> None:
    """Using only the value of an inner derivative, or none of it, changes nothing outside."""

    def f(x: Any) -> Any:
        grad(lambda y: y * x)(x)
        jvp(lambda y: y * x, x, 1.0)
        return x * x

    for modes in PAIRS:
        assert 2.0 == nested(f, modes)(3.0)
