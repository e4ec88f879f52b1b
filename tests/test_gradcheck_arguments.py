"""What gradcheck takes: functions of every kind, points and lists of points, and what it says of what it cannot take."""

from __future__ import annotations

import functools
import math
import random
from typing import Any, NamedTuple

import numpy as np
import pytest
from checking import ROWS

import autograd
from autograd import (
    Domain,
    Dual,
    Operation,
    Value,
    derivative,
    grad,
    gradcheck,
    tanh,
)


def test_a_list_is_several_points_or_one_argument() -> None:
    """Whatever f takes: what works with the first element alone takes one point at a time."""
    assert 3 == len(gradcheck(tanh, [0.1, 0.2, 0.3]).places)
    assert 1 == len(gradcheck(lambda p: p[0] * p[1], [2.0, 3.0]).places)
    assert 2 == len(gradcheck(lambda p: p[0] * p[1], [[2.0, 3.0], [4.0, 5.0]]).places)
    assert 2 == len(gradcheck(lambda x, y: x * y, [(2.0, 3.0), (4.0, 5.0)]).places)
    assert 1 == len(gradcheck(lambda w: w[0][0] * w[1][1], [[1.0, 2.0], [3.0, 4.0]]).places)
    by_hand = gradcheck(lambda p: math.sin(p[0]) * p[1], [0.5, 3.0], gradient=lambda p: (math.cos(p[0]) * p[1], math.sin(p[0])))
    assert 1 == len(by_hand.places)


def test_arguments_are_nested_structures_and_inputs_are_named_by_their_place() -> None:
    """Dicts, lists and tuples of numbers, one inside the other."""
    report = gradcheck(lambda p, q: p["w"][0] * q + p["w"][1] * p["b"], ({"w": [1.0, 2.0], "b": 3.0}, 4.0))
    assert ["∂/∂p['w'][0]", "∂/∂p['w'][1]", "∂/∂p['b']", "∂/∂q"] == list(dict.fromkeys(entry.by for entry in report.entries))


def test_a_value_at_the_point_lends_its_label() -> None:
    """Numbers come from .data; the Values themselves are left alone."""
    w, b = Value(2.0, label="w"), Value(3.0)
    report = gradcheck(lambda x, y: x * y, (w, b))
    assert ["∂/∂w", "∂/∂y"] == list(dict.fromkeys(entry.by for entry in report.entries))
    assert (0.0, False) == (w.grad, w.reached)


@pytest.mark.parametrize("at", [2, True + 1, np.float64(2.0), np.float32(2.0), np.int64(2)])
def test_every_kind_of_number_is_a_point(at: Any) -> None:
    """Whole numbers and numpy scalars."""
    report = gradcheck(lambda x: x**3, at)
    assert 12.0 == report.entries[0].analytic


class Model:
    """Something with a method, a parameter and a default."""

    def __init__(self) -> None:
        self.w = 2.0

    def loss(self, x: Any, k: float = 3.0) -> Any:
        """A method to differentiate."""
        return tanh(self.w * x) * k

    def __call__(self, x: Any) -> Any:
        return self.loss(x)


def test_methods_partials_defaults_and_callable_objects() -> None:
    """Whatever can be called is checked, under the name it has."""
    model = Model()
    assert gradcheck(model.loss, 0.3).passed
    assert ["∂/∂x", "∂/∂k"] == list(dict.fromkeys(entry.by for entry in gradcheck(model.loss, (0.3, 2.0)).entries))
    assert "loss: the derivative agrees with differences" == gradcheck(functools.partial(model.loss, k=5.0), 0.3).summary
    assert gradcheck(model, 0.3).summary.startswith("Model:")
    assert gradcheck(functools.partial(autograd.atan2, 1.0), 2.0).entries[0].by == "∂/∂y"
    assert gradcheck(tanh, 0.3).summary.startswith("tanh:")
    assert gradcheck(ROWS["tanh"], 0.3).summary.startswith("tanh:")
    assert gradcheck(ROWS["leaky_relu(0.3)"], 0.3).summary.startswith("leaky_relu(0.3):")
    assert gradcheck(autograd.maximum, (1.0, 2.0, 3.0)).passed


def test_a_function_that_changes_what_it_is_given_is_checked_all_the_same() -> None:
    """Each call is given a list of its own."""

    def f(p: list[Any]) -> Any:
        p[0] = p[0] * p[0]
        p.append(1)
        return p[0] * p[1]

    at = [2.0, 3.0]
    assert gradcheck(f, at, order=2).passed
    assert [2.0, 3.0] == at


def test_a_function_that_is_never_twice_the_same_is_refused() -> None:
    """Differences of noise say nothing: seed the random numbers."""
    rng = random.Random(0)
    with pytest.raises(ValueError, match="the same at every call"):
        gradcheck(lambda x: x * rng.random(), 1.0)
    with pytest.raises(ValueError, match="the same at every call"):
        gradcheck(lambda x: x * rng.random(), 1.0, gradient=lambda x: 1.0)


def test_derivatives_inside_the_function_are_followed() -> None:
    """A function that differentiates another one is a function like any other."""
    assert gradcheck(grad(lambda x: x**4), 1.5, order=2).passed
    assert gradcheck(lambda x: x * derivative(lambda y: x * y**3)(x), 1.5, order=2).passed


def test_a_check_inside_a_derivative_in_progress_sees_only_its_own_inputs() -> None:
    """The x of an outer derivative, reverse or forward, is a constant to the check."""

    def outer(x: Any) -> Any:
        assert gradcheck(lambda y: x * y**2, 2.0, order=2).passed
        assert ["∂/∂y"] == list(dict.fromkeys(entry.by for entry in gradcheck(lambda y: x * y, 2.0).entries))
        return x * x

    assert 6.0 == grad(outer)(3.0)
    assert 6.0 == derivative(outer)(3.0)
    assert 2.0 == derivative(outer, 2)(3.0)


def test_functions_without_inputs_and_constant_functions() -> None:
    """Nothing to check, or derivative 0: both pass."""
    report = gradcheck(lambda: 3.0, ())
    assert report.passed
    assert "nothing to check" in str(report)
    assert gradcheck(lambda x: 3.0, 1.0, order=2).passed
    assert gradcheck(lambda x, y: x * x, (1.0, 2.0), order=2).passed


def test_a_users_own_row_is_checked_like_ours() -> None:
    """With a domain that lists its points, the check is one line."""
    bump = Operation(
        "bump",
        lambda x: math.exp(-x * x),
        lambda out, x: (-2 * x * out,),
        Domain("every x", ((-math.inf, math.inf),), ((-2.0,), (0.0,), (0.5,))),
    )
    assert bump.domain is not None
    assert gradcheck(bump, list(bump.domain.samples), order=2).passed
    assert 3 == len(gradcheck(bump, list(bump.domain.samples)).places)


class Pair(NamedTuple):
    """A structure with names."""

    a: Any
    b: Any


def test_named_tuples_are_arguments() -> None:
    """One argument that is a named tuple, or a tuple of two arguments: what f takes decides."""
    assert gradcheck(lambda p: p.a * p.b**2, (Pair(2.0, 3.0),), order=2).passed
    assert gradcheck(lambda p: p.a * p.b**2, Pair(2.0, 3.0)).passed
    assert gradcheck(lambda x, y: x * y, Pair(2.0, 3.0)).passed


def test_a_dual_or_a_value_of_ones_own_may_be_part_of_the_function() -> None:
    """They are constants to the check."""
    w, moving = Value(2.0, label="w"), Dual(2.0, 1.0)
    assert gradcheck(lambda x: w * x**2, 3.0, order=2).passed
    assert gradcheck(lambda x: moving * x**2, 3.0, order=2).passed
    assert 0.0 == w.grad


# ---- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"order": 3}, "order must be 1 or 2, got 3"),
        ({"kinks": "ignore"}, 'kinks must be "report" or "raise"'),
        ({"modes": ("backward",)}, "modes must be a tuple"),
        ({"modes": ()}, "modes must be a tuple"),
        ({"modes": "reverse"}, "modes must be a tuple"),
        ({"rtol": -1.0}, "rtol and atol must be 0 or more"),
        ({"atol": math.nan}, "rtol and atol must be 0 or more"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    """The message says what is allowed and what was given."""
    with pytest.raises(ValueError, match=message):
        gradcheck(tanh, 1.0, **options)


@pytest.mark.parametrize(
    ("f", "at", "error", "message"),
    [
        (tanh, [], ValueError, "at is an empty list"),
        (tanh, math.nan, ValueError, r"finite numbers to start from, got self = nan|got x = nan"),
        (tanh, math.inf, ValueError, "finite numbers"),
        (lambda x: x * math.inf, 1.0, ValueError, "f is inf at x = 1.0"),
        (lambda x: x * math.nan, 1.0, ValueError, "f is nan at x = 1.0"),
        (autograd.log, -1.0, ValueError, "log has no value"),
        (lambda x: (x, x), 1.0, TypeError, "one result at a time"),
        (lambda x: None, 1.0, TypeError, "one result at a time"),
        (tanh, "1", TypeError, "arguments are numbers"),
        (tanh, np.array([1.0]), TypeError, "ndarray"),
        (lambda x, y: x * y, 1.0, TypeError, "missing 1 required positional argument: 'y'"),
        (lambda p: p["a"], {"a": None}, TypeError, r"\['a'\]"),
        (math.sin, 1.0, TypeError, r"autograd\.sin"),
    ],
)
def test_what_cannot_be_checked_says_why(f: Any, at: Any, error: type[Exception], message: str) -> None:
    """Points that are none, functions without a value there, results that are no number."""
    with pytest.raises(error, match=message):
        gradcheck(f, at)


def test_an_error_of_the_function_comes_through() -> None:
    """A mistake in f is no matter of differences."""
    with pytest.raises(KeyError, match="missing"):
        gradcheck(lambda p: p["missing"], {"a": 1.0})
