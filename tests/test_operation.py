"""Rows and families as objects: how they are made, applied, cached and refused; and rows of a user's own."""

import math
import pickle

import numpy as np
import pytest

import autograd
from autograd import Domain, Family, NotDifferentiable, Operation, Symbol, Value, gradient
from autograd.operation import number
from autograd.operations import FAMILIES, OPERATIONS, clip, leaky_relu, maximum, mean, power, product, weighted_sum

# ---- a user's own -----------------------------------------------------------------------------------------------------

swing = Operation(
    "swing",
    lambda x, k: math.sin(k * x) * x,
    lambda out, x, k: (autograd.sin(k * x) + k * x * autograd.cos(k * x), x * x * autograd.cos(k * x)),
    Domain("every x and k", ((-5.0, 5.0), (-5.0, 5.0)), samples=((1.0, 2.0),)),
    definition="sin(y * x) * x",
    summary="x times the sine of k x.",
)


def _bump_row(width: float) -> Operation:
    return Operation("bump", lambda x: math.exp(-x * x / width), lambda out, x: (-2.0 * x / width * out,), summary="A bump.")


bump = Family("bump", _bump_row, {"width": 2.0}, (1.0, 2.0), summary="A bump of some width.")


def test_an_operation_of_our_own_computes_and_differentiates_twice() -> None:
    """One row is enough: numbers, Values, gradients of gradients, formulas."""
    assert math.sin(2.0) == swing(1, 2)
    x, k = Value(0.7), Value(1.3)
    by_x, by_k = gradient(swing(x, k), [x, k])
    assert pytest.approx(math.sin(0.91) + 0.91 * math.cos(0.91), rel=1e-15) == by_x.data
    assert pytest.approx(0.49 * math.cos(0.91), rel=1e-15) == by_k.data
    (xx,) = gradient(by_x, [x])
    assert pytest.approx(2 * 1.3 * math.cos(0.91) - 1.3**2 * 0.7 * math.sin(0.91), rel=1e-14) == xx.data
    assert "swing(a, 2)" == str(swing(Symbol("a"), 2))


def test_an_operation_of_our_own_pickles_from_its_module() -> None:
    """By name, like ours; rows of a family by name and parameter."""
    output = swing(Value(1.0), 2.0) + bump(0.5)(Value(1.0))
    again = pickle.loads(pickle.dumps(output))
    assert (swing, bump(0.5)) == tuple(x.operation for x in again.inputs)
    assert bump is pickle.loads(pickle.dumps(bump))


def test_a_function_that_raises_is_told_where() -> None:
    """Whatever the function raises within ArithmeticError and ValueError keeps its kind, an odd one is left as it is."""

    class Picky(ValueError):
        def __init__(self, code: int, reason: str) -> None:
            super().__init__(f"{code}: {reason}")

    def refuse(x: float) -> float:
        if x > 1.0:
            raise Picky(7, "too much")
        raise ZeroDivisionError("too little")

    fussy = Operation("fussy", refuse, lambda out, x: (1.0,))
    for x in (0.0, Value(0.0)):
        with pytest.raises(ZeroDivisionError, match=r"^fussy has no value at fussy\(0.0\): too little$"):
            fussy(x)
    with pytest.raises(Picky, match="7: too much") as caught:
        fussy(2.0)
    assert ["fussy has no value at fussy(2.0): 7: too much"] == caught.value.__notes__


def test_a_function_that_returns_no_number_is_told_so() -> None:
    """A complex number, None, an array: never stored in a Value."""
    for result in (1j, None, "1", np.array([1.0])):
        odd = Operation("odd", lambda x: result, lambda out, x: (1.0,))  # noqa: B023 - called at once
        for x in (1.0, Value(1.0)):
            with pytest.raises(TypeError, match="expected a number as the result of odd"):
                odd(x)
    assert float is type(Operation("whole", lambda x: 3, lambda out, x: (0.0,))(Value(1.0)).data)


def test_an_operation_is_checked_when_it_is_made() -> None:
    """The name, the formula and the domain must fit; an open number of inputs must be said."""
    with pytest.raises(ValueError, match="must be an identifier"):
        Operation("x y", lambda x: x, lambda out, x: (1.0,))
    with pytest.raises(ValueError, match=r"has 1 inputs, but its text '\{\} @ \{\}' names 2"):
        Operation("at", lambda x: x, lambda out, x: (1.0,), text="{} @ {}")
    with pytest.raises(ValueError, match="has 2 inputs, but its domain has 1"):
        Operation("two", lambda x, y: x, lambda out, x, y: (1.0, 0.0), Domain("", ((0.0, 1.0),), ()))
    with pytest.raises(TypeError, match="say arity"):
        Operation("many", lambda *xs: xs[0], lambda out, *xs: (1.0,))
    with pytest.raises(ValueError, match=r"samples: \(1.0, 2.0\) has 2 numbers, the box has 1"):
        Domain("every x", ((0.0, 1.0),), samples=((1.0, 2.0),))


@pytest.mark.parametrize("operand", [1.0, Value(1.0)], ids=["number", "Value"])
def test_the_number_of_inputs_is_checked(operand: object) -> None:
    """For rows of one input, of two, and of a count."""
    with pytest.raises(TypeError, match="tanh takes 1 inputs, got 2"):
        autograd.tanh(operand, operand)
    with pytest.raises(TypeError, match="atan2 takes 2 inputs, got 1"):
        autograd.atan2(operand)
    with pytest.raises(TypeError, match="maximum takes at least one number, got 0"):
        autograd.maximum()
    with pytest.raises(TypeError, match=r"weighted_sum takes pairs of numbers w1, x1, w2, x2, \.\.\., got 3"):
        autograd.weighted_sum(operand, operand, operand)


# ---- families ---------------------------------------------------------------------------------------------------------


def test_a_row_of_a_family_is_made_once() -> None:
    """power(2) is power(2.0), at whatever kind of number; other parameters are other rows."""
    assert power(2) is power(2.0) is power(np.float32(2)) is (Value(3.0) ** 2).operation is (Value(3.0) ** 2.0).operation
    assert power(2) is not power(2.5)
    assert weighted_sum(3) is weighted_sum(3)
    assert leaky_relu() is leaky_relu(0.01) is Value(1.0).leaky_relu().operation
    assert clip(0) is clip(0.0, 1.0)


def test_parameters_that_are_equal_and_not_the_same_are_told_apart() -> None:
    """-0.0 equals 0.0, and nan does not equal itself: rows go by their spelling."""
    assert linear_slope(-0.0) != linear_slope(0.0)
    assert power(math.nan) is power(math.nan)
    assert "power(nan)" == power(math.nan).label


def linear_slope(k: float) -> str:
    """Return the spelling of the slope of y = kx."""
    return repr(FAMILIES["linear"](k)(1.0))


def test_a_row_of_a_family_tells_its_parameter() -> None:
    """In its label, for messages, and as facts."""
    assert ("power", 2.0, "power(2.0)", "{} ** 2") == (power(2).family, power(2).parameter, power(2).label, power(2).text)
    assert "clip(-1.0, 6.0)" == clip(-1, 6).label
    assert ("tanh", None) == (OPERATIONS["tanh"].label, OPERATIONS["tanh"].family)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (power, TypeError, "power takes the parameters exponent"),
        (lambda: power(1, 2), TypeError, "power takes the parameters exponent, got"),
        (lambda: power("2"), TypeError, "a number as exponent of power"),
        (lambda: maximum(0), ValueError, "maximum needs a count of at least 1, got 0"),
        (lambda: maximum(True), ValueError, "needs a count"),
        (lambda: mean(2.0), ValueError, "mean needs a count of at least 1, got 2.0"),
        (lambda: clip(2.0, 1.0), ValueError, "clip needs low <= high"),
        (lambda: leaky_relu(Value(0.1)), TypeError, "a number as slope of leaky_relu"),
        (lambda: Value(1.0).leaky_relu(0.1, 0.2), TypeError, "leaky_relu takes the parameters slope"),
        (lambda: Value(1.0).leaky_relu(slop=0.1), TypeError, "leaky_relu takes the parameters slope"),
        (lambda: autograd.clip(1.0, -1.0, low=0.0), TypeError, "clip takes the parameters low, high"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(make: object, error: type[Exception], message: str) -> None:
    """With the names that there are."""
    with pytest.raises(error, match=message):
        make()


def test_the_cache_of_rows_is_bounded() -> None:
    """A loop over many exponents does not keep them all; a row that a graph holds stays the one for its exponent."""
    held = Value(2.0) ** 0.123
    for i in range(5000):
        power(1.0 + i / 8192)
    assert len(power._alive) <= 4096 + 100
    assert held.operation is power(0.123) is pickle.loads(pickle.dumps(held)).operation


# ---- powers, sums and products ----------------------------------------------------------------------------------------


def test_a_constant_power_is_defined_for_negative_numbers() -> None:
    """x**2 and x**3 are no exp(y log x)."""
    for exponent, value, slope, curvature in ((2, 9.0, -6.0, 2.0), (3, -27.0, 27.0, -18.0), (-1, -1 / 3, -1 / 9, -2 / 27)):
        x = Value(-3.0)
        (first,) = gradient(x**exponent, [x])
        (second,) = gradient(first, [x])
        assert (value, pytest.approx(slope), pytest.approx(curvature)) == ((x**exponent).data, first.data, second.data)


def test_the_power_zero_has_derivative_zero() -> None:
    """Also at 0, where 0 * 0**-1 would be undefined; and so have the powers 1 and 2 their textbook derivatives there."""
    for exponent, slopes in ((0, (0.0, 0.0)), (1, (1.0, 0.0)), (2, (0.0, 2.0))):
        x = Value(0.0)
        (first,) = gradient(x**exponent, [x])
        (second,) = gradient(first, [x])
        assert slopes == (first.data, second.data)
    with pytest.raises(NotDifferentiable):
        (Value(0.0) ** 0.5).backward()


@pytest.mark.parametrize("numbers", [(0.0, 2.0, 3.0), (0.0, 0.0, 3.0), (0.0, 0.0, 0.0), (5.0,), (2.0, 0.0)])
def test_a_product_is_differentiated_at_zeros(numbers: tuple[float, ...]) -> None:
    """By the product of the others, never by out / x; second derivatives too."""
    inputs = [Value(x) for x in numbers]
    slopes = gradient(product(len(numbers))(*inputs), inputs)
    for i, slope in enumerate(slopes):
        assert math.prod(numbers[:i] + numbers[i + 1 :]) == slope.data
        for j, curvature in enumerate(gradient(slope, inputs)):
            rest = [x for k, x in enumerate(numbers) if k not in {i, j}]
            assert (0.0 if i == j else math.prod(rest)) == curvature.data


def test_a_weighted_sum_adds_from_left_to_right() -> None:
    """With the rounding of floats added one by one, and no compensation: other orders give other last bits."""
    pairs = [(1.0, 1e16), (1.0, 1.0), (1.0, -1e16), (0.1, 3.0), (0.7, 0.7)]
    total = pairs[0][0] * pairs[0][1]
    for w, x in pairs[1:]:
        total += w * x
    flat = [number for pair in pairs for number in pair]
    assert (
        total
        == autograd.weighted_sum(*flat)
        == autograd.weighted_sum(*map(Value, flat)).data
        != math.fsum(w * x for w, x in pairs)
    )


def test_the_sigmoid_and_its_relatives_do_not_saturate() -> None:
    """Where 1 - tanh**2 is 0 in floats, the slope is not; softplus has no threshold."""
    x = Value(20.0)
    x.tanh().backward()
    assert pytest.approx(4 * math.exp(-40.0), rel=1e-13) == x.grad
    assert 0.0 < autograd.softplus(-700.0) < 1e-300
    assert -math.exp(-700.0) == autograd.log_sigmoid(700.0)


def test_number_says_what_it_wanted() -> None:
    """The words of the caller stand in the message, and a long thing is cut short."""
    with pytest.raises(TypeError, match=r"expected a learning rate, got list \[0, 1, 2, .{20,35}\.\.\.: make one Value per"):
        number(list(range(100)), "a learning rate")
