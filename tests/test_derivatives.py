"""Derivatives of functions: over nested arguments, numbers in and numbers out, Values in and Values out, and what is refused."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any, NamedTuple

import numpy as np
import pytest
from modes import MODES, PAIRS, Function, nested

import autograd
from autograd import (
    Dual,
    NotDifferentiable,
    Symbol,
    Value,
    derivative,
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
