"""Derivatives of functions: any order, either mode, either inside the other, over nested arguments."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import mpmath
import numpy as np
import pytest

import autograd
from autograd import (
    Dual,
    NotDifferentiable,
    Symbol,
    Value,
    derivative,
    exp,
    grad,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    sqrt,
    tanh,
    value_and_grad,
)

Function = Callable[..., Any]


def forward(f: Function) -> Function:
    return derivative(f)


def reverse(f: Function) -> Function:
    return grad(f)


MODES = {"forward": forward, "reverse": reverse}
PAIRS, TRIPLES, FOURS = [list(product(MODES, repeat=count)) for count in (2, 3, 4)]


def nested(f: Function, modes: tuple[str, ...]) -> Function:
    """Differentiate once for each mode, the first one innermost."""
    for mode in modes:
        f = MODES[mode](f)
    return f


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


# ---- what does not depend, and constants ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_constant_functions_have_derivative_zero(mode: str) -> None:
    """A plain number, a whole one, an unrelated Value: derivative 0.0, a float."""
    for constant in (3.0, 3, True, np.float64(3.0)):
        found = MODES[mode](lambda x, constant=constant: constant)(1.0)
        assert (0.0, float) == (found, type(found))
    unrelated = Value(5.0)
    assert 0.0 == MODES[mode](lambda x: unrelated * 2)(1.0)


def test_an_argument_that_is_ignored_has_derivative_zero() -> None:
    """Every way to differentiate by it gives 0."""
    f = lambda x, y: y * y  # noqa: E731 - named to be read
    assert 0.0 == grad(f)(1.0, 2.0)
    assert (0.0, 4.0) == grad(f, (0, 1))(1.0, 2.0)
    assert (4.0, 0.0) == jvp(f, (1.0, 2.0), (1.0, 0.0))
    assert {"a": 0.0, "b": [1.0, 0.0]} == grad(lambda p: p["b"][0])({"a": 1.0, "b": [2.0, 3.0]})
    assert [[0.0, 0.0], [0.0, 2.0]] == hessian(lambda p: p[1] ** 2)([1.0, 3.0])
    assert [] == grad(lambda p: 3.0)([])


@pytest.mark.parametrize("modes", PAIRS)
def test_higher_derivatives_of_a_line_are_zero(modes: tuple[str, str]) -> None:
    """The second derivative of 3x + 1 is 0.0, though the first is a constant without a graph."""
    assert 0.0 == nested(lambda x: 3 * x + 1, modes)(2.0)


# ---- numbers in, numbers out; Values in, Values out -------------------------------------------------------------------------


def test_numbers_give_floats() -> None:
    """Ints and numpy scalars too, in every function of the module."""
    for number in (2, 2.0, np.float64(2.0), np.int32(2)):
        results = [
            grad(lambda x: x**3)(number),
            derivative(lambda x: x**3)(number),
            jacobian(lambda x: x**3)(number),
            hessian(lambda x: x**3)(number),
            *value_and_grad(lambda x: x**3)(number),
            *jvp(lambda x: x**3, number, 1),
            hvp(lambda x: x**3, number, 1),
        ]
        assert [12.0, 12.0, 12.0, 12.0, 8.0, 12.0, 8.0, 12.0, 12.0] == results
        assert {float} == set(map(type, results))


@pytest.mark.parametrize(
    "derive",
    [
        grad(lambda x: x**3),
        derivative(lambda x: x**3),
        jacobian(lambda x: x**3),
        lambda x: value_and_grad(lambda x: x**3)(x)[1],
        lambda x: jvp(lambda x: x**3, x, 1.0)[1],
        lambda x: grad(lambda p: p["x"] ** 3)({"x": x})["x"],
    ],
)
def test_values_give_values_that_differentiate_again(derive: Function) -> None:
    """3x² as a graph of the caller's x: its derivative is 6x, by gradient and by backward."""
    x = Value(2.0, label="x")
    slope = derive(x)
    assert type(slope) is Value
    assert 12.0 == slope.data
    assert 12.0 == gradient(slope, [x])[0].data
    slope.backward()
    assert 12.0 == x.grad


def test_a_constant_derivative_of_a_value_is_a_value() -> None:
    """Even where nothing depends on anything, Values in means Values out."""
    for found in (grad(lambda x: 3.0)(Value(1.0)), derivative(lambda x: 3 * x)(Value(1.0)), grad(lambda x: 3 * x)(Value(1.0))):
        assert type(found) is Value


def test_no_gradient_of_the_caller_changes() -> None:
    """Differentiating leaves grad, labels and data of the arguments alone."""
    x = Value(2.0, label="x")
    grad(lambda x: x**3)(x)
    hessian(lambda x: x**3)(x)
    assert (0.0, False, "x", 2.0) == (x.grad, x.reached, x.label, x.data)


def test_a_derivative_of_a_symbol_is_a_formula() -> None:
    """Forward mode runs on any operand, so a derivative can be written down."""
    assert "3 * x ** 2" == str(derivative(lambda x: x**3)(Symbol("x")))


# ---- structures -----------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A structure with names."""

    slope: Any
    offset: Any


def test_results_have_the_structure_of_the_argument() -> None:
    """Dicts, lists, tuples, named tuples, one inside the other."""
    argument = {"line": Line(2.0, 1.0), "rest": [3.0, (4.0, {"deep": 5.0})]}
    found = grad(lambda p: p["line"].slope ** 2 + p["line"].offset * p["rest"][0] + p["rest"][1][1]["deep"])(argument)
    assert {"line": Line(4.0, 3.0), "rest": [1.0, (0.0, {"deep": 1.0})]} == found
    assert type(found["line"]) is Line


def test_argnum_chooses_the_arguments() -> None:
    """One argument, or a tuple of several, in the order of the tuple."""
    f = lambda x, y, z: x * y**2 * z**3  # noqa: E731 - named to be read
    assert 12.0 == grad(f, 1)(1.0, 6.0, 1.0)
    assert (108.0, 36.0) == grad(f, (2, 0))(1.0, 6.0, 1.0)
    assert (36.0, (36.0,)) == value_and_grad(f, (0,))(1.0, 6.0, 1.0)
    assert 2.0 == hessian(f, 1)(1.0, 6.0, 1.0)
    assert [1.0, 0.0] == jacobian(lambda x, y: [y, x], 1)(5.0, 6.0)


def test_keyword_arguments_are_passed_on() -> None:
    """What is given by name is not differentiated by."""
    assert 12.0 == grad(lambda x, *, k=1.0: k * x**2)(2.0, k=3.0)
    assert 4.0 == grad(lambda x, *, k=1.0: k * x**2)(2.0)
    assert (12.0, 12.0) == value_and_grad(lambda x, k: k * x**2)(2.0, k=3.0)


def test_a_jacobian_has_the_structure_of_the_result_around_that_of_the_argument() -> None:
    """For each number of the result all derivatives by the argument."""
    found = jacobian(lambda p: {"sum": p[0] + p[1], "parts": (p[0] ** 2, 7)})([2.0, 3.0])
    assert {"sum": [1.0, 1.0], "parts": ([4.0, 0.0], [0.0, 0.0])} == found
    assert {"x": {"x": 6.0, "y": 4.0}, "y": {"x": 4.0, "y": 0.0}} == hessian(lambda p: p["x"] ** 2 * p["y"])({"x": 2.0, "y": 3.0})


def test_jvp_and_hvp_are_products_with_jacobian_and_hessian() -> None:
    """J v and H v, without J and H."""
    f = lambda p: [p[0] * p[1], tanh(p[0]), p[1] ** 3]  # noqa: E731 - named to be read
    at, along = [0.5, 2.0], [3.0, -1.0]
    value, tangent = jvp(f, at, along)
    assert [x if isinstance(x, float) else x.data for x in f(at)] == value
    for row, found in zip(jacobian(f)(at), tangent, strict=True):
        assert math.isclose(sum(j * v for j, v in zip(row, along, strict=True)), found, rel_tol=1e-15)
    g = lambda p: tanh(p[0] * p[1]) + p[1] ** 3  # noqa: E731 - named to be read
    for row, found in zip(hessian(g)(at), hvp(g, at, along), strict=True):
        assert math.isclose(sum(h * v for h, v in zip(row, along, strict=True)), found, rel_tol=1e-14)


def test_several_arguments_of_jvp_and_hvp_come_as_a_tuple() -> None:
    """A tuple is all arguments if f takes that many, and one argument if it does not."""
    assert (6.0, 3.0) == jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    assert (6.0, 3.0) == jvp(lambda p: p[0] * p[1], (2.0, 3.0), (1.0, 0.0))
    assert (6.0, 4.0) == hvp(lambda x, y: x**2 * y, (2.0, 3.0), (1.0, 0.0))
    assert (6.0, 4.0) == hvp(lambda p: p[0] ** 2 * p[1], (2.0, 3.0), (1.0, 0.0))
    assert (5.0, 1.0) == jvp(autograd.maximum, (2.0, 5.0), (0.0, 1.0))


def test_a_direction_goes_by_its_keys_and_not_by_their_order() -> None:
    """{'b': ..., 'a': ...} is the same direction as {'a': ..., 'b': ...}."""
    f = lambda p: 2 * p["a"] + 3 * p["b"]  # noqa: E731 - named to be read
    assert 3.0 == jvp(f, {"a": 1.0, "b": 1.0}, {"b": 1.0, "a": 0.0})[1]
    assert 3.0 == jvp(f, {"a": 1.0, "b": 1.0}, OrderedDict(a=0.0, b=1.0))[1]


def test_a_direction_of_another_structure_is_refused() -> None:
    """The message names a place that only one of the two has."""
    with pytest.raises(TypeError, match=r"only at has a number at \[1\]"):
        jvp(lambda p: p[0], [1.0, 2.0], [1.0])
    with pytest.raises(TypeError, match=r"only direction has a number at \[1\]"):
        jvp(lambda p: p, (1.0,), (1.0, 2.0))
    with pytest.raises(TypeError, match=r"only at has a number at \['a'\]"):
        jvp(lambda p: p["a"], {"a": 1.0}, {"b": 1.0})
    with pytest.raises(TypeError, match="only at has a number at the top"):
        jvp(lambda x: x, 1.0, [1.0])
    with pytest.raises(TypeError, match="directions are numbers"):
        jvp(lambda x: x, 1.0, "up")


def test_a_function_may_mutate_the_list_that_it_is_given() -> None:
    """It is given a list of its own: the caller's stays."""

    def f(p: list[Any]) -> Any:
        p[0] = p[0] * 2
        p.append(1.0)
        return p[0] * p[1]

    at = [2.0, 3.0]
    assert [6.0, 4.0] == grad(f)(at)
    assert [2.0, 3.0] == at


# ---- errors ---------------------------------------------------------------------------------------------------------------


def test_a_gradient_needs_one_number_as_the_result() -> None:
    """A list, None or a string is told what to use instead."""
    for result in ([1.0], None, "1"):
        with pytest.raises(TypeError, match="use jacobian"):
            grad(lambda x, result=result: result)(1.0)
    with pytest.raises(TypeError, match="result of the function"):
        grad(lambda x: Symbol("x"))(1.0)
    with pytest.raises(TypeError, match="results are numbers"):
        jacobian(lambda x: {"a": "b"})(1.0)
    with pytest.raises(TypeError, match="results are numbers"):
        jvp(lambda x: None, 1.0, 1.0)


def test_an_argument_that_is_no_number_is_named_by_its_place() -> None:
    """The path is written as Python would."""
    with pytest.raises(TypeError, match=r"at \['a'\]\[1\].*NoneType"):
        grad(lambda p: p["a"][0])({"a": [1.0, None]})
    with pytest.raises(TypeError, match="arguments are numbers"):
        grad(lambda x: x)("1")
    with pytest.raises(TypeError, match="ndarray"):
        grad(lambda x: x)(np.array([1.0]))


@pytest.mark.parametrize("argnum", [3, -1, True, 0.0, "x"])
def test_an_argnum_that_is_not_there_is_refused(argnum: Any) -> None:
    """It counts from 0 and must be given by position."""
    with pytest.raises(TypeError, match="argnum"):
        grad(lambda x: x, argnum)(1.0)


def test_an_argnum_given_twice_is_refused() -> None:
    """One of the two would silently be 0."""
    with pytest.raises(ValueError, match="twice"):
        grad(lambda x: x, (0, 0))(1.0)


@pytest.mark.parametrize("mode", MODES)
def test_an_infinite_or_undefined_derivative_raises(mode: str) -> None:
    """The square root at 0, and (-2)**y by y."""
    with pytest.raises(NotDifferentiable, match="sqrt has no finite derivative"):
        MODES[mode](sqrt)(0.0)
    with pytest.raises(NotDifferentiable, match="pow has no finite derivative"):
        MODES[mode](lambda y: (-2.0) ** y)(3.0)


@pytest.mark.parametrize("mode", MODES)
def test_an_error_of_the_function_comes_through_and_leaves_nothing_behind(mode: str) -> None:
    """After an error inside, the next derivative is right: no variable stays in progress."""
    with pytest.raises(ValueError, match="log has no value"):
        MODES[mode](autograd.log)(-1.0)
    with pytest.raises(RuntimeError, match="mine"):
        MODES[mode](lambda x: (_ for _ in ()).throw(RuntimeError("mine")))(1.0)
    found = MODES[mode](lambda x: x * 2)(1.0)
    assert (2.0, float) == (found, type(found))


@pytest.mark.parametrize("modes", PAIRS)
def test_a_slope_of_zero_under_a_cube_root_is_refused_through_two_derivatives(modes: tuple[str, str]) -> None:
    """The cube root of x² is infinitely steep at 0, also where x² is a derivative itself; of a constant 0 it is not."""
    inner, outer = modes
    with pytest.raises(NotDifferentiable, match="cbrt"):
        MODES[outer](lambda x: autograd.cbrt(MODES[inner](lambda y: x * x * y)(2.0)))(0.0)
    with pytest.raises(NotDifferentiable, match="cbrt"):
        MODES[outer](lambda x: autograd.cbrt(MODES[inner](lambda y: y**3 / 3)(x)))(0.0)
    assert 0.0 == MODES[outer](lambda x: autograd.cbrt(MODES[inner](lambda y: 3.0)(x)))(0.0)


def test_float_inside_a_function_is_refused() -> None:
    """It would cut the graph without a word."""
    with pytest.raises(TypeError, match="would lose its derivative"):
        grad(float)(1.0)
    with pytest.raises(TypeError, match=r"autograd\.sin"):
        derivative(math.sin)(1.0)


def test_what_is_detached_does_not_move() -> None:
    """What detach() returns cuts one path, in either mode."""
    assert 3.0 == grad(lambda x: x * x.detach())(3.0)
    assert 3.0 == derivative(lambda x: x * x.detach())(3.0)


def test_a_function_that_returns_a_dual_of_its_own_is_followed() -> None:
    """A result that is still a Dual of an unfinished forward derivative differentiates along."""
    moving = Dual(2.0, 1.0, level=0)
    found = grad(lambda x: x * moving)(3.0)
    assert 2.0 == (found.primal if isinstance(found, Dual) else found)
