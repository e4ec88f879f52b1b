"""What a Value is: its facts, what it compares to, what it refuses, and what it says of itself."""

import gc
import math
import weakref
from fractions import Fraction

import numpy as np
import pytest

import autograd
from autograd import Value, zero_gradients
from autograd.operations import OPERATIONS, constant, multiply, power

# ---- facts ------------------------------------------------------------------------------------------------------------


def test_a_leaf_has_data_a_label_and_no_history() -> None:
    """A Value made from a number remembers the number, its name, and nothing else."""
    x = Value(2, label="x")
    assert (2.0, float, "x", None, ()) == (x.data, type(x.data), x.label, x.operation, x.inputs)
    assert (0.0, False) == (x.grad, x.reached)
    assert Value(1.0).label == ""


def test_a_result_remembers_its_operation_and_its_inputs_in_order() -> None:
    """The facts of a recorded value are the row of the table and the operands as they stood."""
    a, b = Value(2.0), Value(3.0)
    assert ((a - b).inputs, (b - a).inputs) == ((a, b), (b, a))
    assert (a * b).operation is multiply
    assert (a**2).operation is power(2.0)


def test_inputs_keep_duplicates() -> None:
    """An input that is used twice stands there twice."""
    a = Value(2.0)
    assert (a, a) == (a + a).inputs
    assert (a, a, a) == autograd.mean(a, a, a).inputs


def test_a_number_in_an_expression_becomes_a_constant_of_the_graph() -> None:
    """Plain numbers on either side are Values of the row ``constant``."""
    x = Value(2.0)
    for result, at in ((x * 3, 1), (3 * x, 0), (x - 3.0, 1), (3.0 / x, 0), (autograd.maximum(3, x), 0)):
        assert (constant, 3.0) == (result.inputs[at].operation, result.inputs[at].data)
        assert x is result.inputs[1 - at]


def test_zero_plus_a_value_is_that_value() -> None:
    """The 0 that ``sum`` starts from leaves no node behind; other zeros are numbers like any other."""
    v = Value(-0.0)
    assert v is 0 + v
    assert (0.0 + v) is not v
    assert (v + 0) is not v
    assert v is sum([v])


def test_sum_adds_from_left_to_right() -> None:
    """``sum`` of Values is a chain of additions, in the order and with the rounding of floats added one by one."""
    numbers = [1e16, 1.0, -1e16, 1.0, 0.1, 0.2]
    total = 0.0
    for x in numbers:
        total += x
    values = [Value(x) for x in numbers]
    assert total == sum(values).data
    assert (values[0], values[1]) == sum(values[:2]).inputs


def test_a_value_stores_facts_and_no_behaviour() -> None:
    """No dictionary, no closure: nothing that a picture, a copy or a pickle would have to leave out."""
    value = Value(1.0) * 2.0
    assert not hasattr(value, "__dict__")
    with pytest.raises(AttributeError):
        value.colour = "red"
    assert {"_data", "_grad", "_recorded", "_version", "inputs", "label", "operation", "__weakref__"} == set(Value.__slots__)


def test_a_dropped_graph_is_freed_by_reference_counting() -> None:
    """There are no cycles, so the memory returns at once and not when the garbage collector comes by."""
    gc.disable()
    try:
        x = Value(0.5)
        y = (x * x + 3.0).tanh() ** 2 + autograd.weighted_sum(x, x, 2.0, x)
        y.backward()
        (slope,) = autograd.gradient(y, [x])
        inner = [weakref.ref(y), weakref.ref(y.inputs[0]), weakref.ref(slope)]
        del y, slope
        assert [None, None, None] == [reference() for reference in inner]
    finally:
        gc.enable()


def test_a_value_cannot_be_subclassed() -> None:
    """Operations would give plain Values: the error says so at once, and what to do instead."""
    with pytest.raises(TypeError, match="keep what belongs to it beside it"):
        type("Weight", (Value,), {})


def test_the_representation_names_data_gradient_and_label() -> None:
    """A Value at the prompt says what a person wants to know of it."""
    assert "Value(data=2.0, grad=0.0)" == repr(Value(2))
    assert "Value(data=0.1, grad=0.0, label='rate')" == repr(Value(0.1, "rate"))


def test_a_value_has_a_method_for_every_row_of_one_number() -> None:
    """Methods and functions are two spellings of one row."""
    for row in OPERATIONS.values():
        if row.arity == 1:
            x = Value(row.domain.samples[-1][0])
            assert getattr(x, row.name)().data == getattr(autograd, row.name)(x).data, row.name
            assert row is getattr(x, row.name)().operation
    assert Value(-2.0).leaky_relu().data == -0.02
    assert Value(-2.0).leaky_relu(0.5).data == Value(-2.0).leaky_relu(slope=0.5).data == -1.0


def test_detach_is_a_leaf_with_the_same_number_and_name() -> None:
    """What is computed from a detached value does not reach back."""
    x = Value(2.0)
    y = x * 3
    y.label = "y"
    cut = y.detach()
    (cut * cut).backward()
    assert (6.0, "y", (), 12.0, False) == (cut.data, cut.label, cut.inputs, cut.grad, x.reached)


# ---- what is a number -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", [3, True, Fraction(1, 4), np.float64(0.5), np.float32(0.5), np.int64(-7), np.uint8(7), np.bool_(1)], ids=repr
)
def test_numbers_of_other_kinds_become_floats(number: float) -> None:
    """int, bool, Fraction and the scalars of numpy are numbers, as data and in expressions."""
    x = Value(2.0)
    assert (float, float(number)) == (type(Value(number).data), Value(number).data)
    for result in (x * number, number * x):
        assert (Value, 2.0 * float(number)) == (type(result), result.data)
        assert type(result.data) is float
    assert (x - number).data == -(number - x).data == 2.0 - float(number)
    assert (x**number).data == 2.0 ** float(number)
    assert (number < x, x < number) == (float(number) < 2.0, float(number) > 2.0)


def test_a_whole_number_beyond_the_floats_overflows() -> None:
    """As float(10**400) does."""
    with pytest.raises(OverflowError):
        Value(10**400)
    with pytest.raises(OverflowError):
        Value(1.0) + 10**400


@pytest.mark.parametrize(
    ("thing", "advice"),
    [
        ("2.5", "write float"),
        ("x", "label="),
        (1j, "real"),
        (None, "int or a float"),
        (np.array([1.0, 2.0]), "one Value per element"),
        (np.array(1.0), "one Value per element"),
        ([1.0], "one Value per element"),
        (np.complex128(1j), "real"),
    ],
    ids=repr,
)
def test_what_is_no_number_is_refused_with_advice(thing: object, advice: str) -> None:
    """As data, in an expression on either side, as a gradient and in a comparison: TypeError, and what to write instead."""
    x = Value(2.0)
    with pytest.raises(TypeError, match=advice):
        Value(thing)
    for compute in (
        lambda: x * thing,
        lambda: thing * x,
        lambda: x**thing,
        lambda: x < thing,
        lambda: setattr(x, "grad", thing),
        lambda: setattr(x, "data", thing),
        lambda: autograd.maximum(x, thing),
        lambda: x.backward(thing),
    ):
        with pytest.raises(TypeError, match=advice):
            compute()
    assert (2.0, 0.0) == (x.data, x.grad)


def test_a_value_of_a_value_says_that_it_is_one_already() -> None:
    """A Value is no number either: its history would be lost without a word."""
    with pytest.raises(TypeError, match="detach"):
        Value(Value(1.0))


def test_objects_of_other_libraries_may_handle_the_operation_themselves() -> None:
    """A class that knows how to multiply with a Value is asked, as Python does for its own numbers."""

    class Metres:
        def __rmul__(self, other: object) -> str:
            return "asked"

        def __gt__(self, other: object) -> bool:
            return True

    assert Value(2.0) * Metres() == "asked"
    assert Value(2.0) < Metres()
    with pytest.raises(TypeError, match="unsupported operand"):
        Value(2.0) + object()


# ---- comparing --------------------------------------------------------------------------------------------------------


def test_order_compares_the_numbers() -> None:
    """<, <=, >, >= are about data, with Values and with plain numbers on either side."""
    a, b = Value(1.0), Value(2.0)
    assert (True, True, False, False) == (a < b, a <= b, a > b, a >= b)
    assert (True, True, False, False) == (a < 2, 1 <= a, a > 1.5, 3 < b)
    assert (False, False) == (Value(math.nan) < 1.0, Value(math.nan) >= 1.0)
    assert a is min(b, a)
    assert bool is type(a < np.float64(3.0))


def test_order_is_exact_as_pythons_is() -> None:
    """A whole number or fraction that is no float itself is compared as it is, not rounded first."""
    x = Value(2.0**53)
    assert x < 2**53 + 1
    assert not x >= 2**53 + 1
    assert Value(0.1) > Fraction(1, 10)
    assert Value(1.0) < 10**400


def test_equality_is_identity_and_hash_goes_with_it() -> None:
    """A node is an object: two Values with the same number are two nodes."""
    a, b = Value(1.0), Value(1.0)
    assert a == a
    assert a != b
    assert 2 == len({a, b, a})
    assert a in [b, a]
    assert (a == "a", a == None, a != "a") == (False, False, True)  # noqa: E711 - that is the question


@pytest.mark.parametrize("number", [1.0, 1, True, Fraction(1), np.float64(1.0)], ids=repr)
def test_equality_with_a_number_is_an_error(number: float) -> None:
    """It would always be False, which is a trap: the message says to compare .data."""
    x = Value(1.0)
    for compare in (lambda: x == number, lambda: number == x, lambda: x != number, lambda: number in [x, x]):
        with pytest.raises(TypeError, match=r"\.data"):
            compare()


def test_what_would_lose_the_gradient_is_an_error() -> None:
    """float(), math.sin() and the truth of a Value say what to write instead."""
    x = Value(1.0)
    for lose in (float, int, complex, math.sin, math.floor, lambda v: [0, 1][v]):
        with pytest.raises(TypeError, match=r"\.data|autograd"):
            lose(x)
    for decide in (bool, lambda v: 1 if v else 2, lambda v: v and 1, lambda v: not v):
        with pytest.raises(TypeError, match="compare it"):
            decide(x)


# ---- gradients as facts -----------------------------------------------------------------------------------------------


def test_a_gradient_is_zero_until_it_is_reached() -> None:
    """``reached`` tells a gradient of 0 from no gradient; both read 0.0."""
    x, y = Value(2.0), Value(3.0)
    (x * 0.0).backward()
    assert (0.0, True) == (x.grad, x.reached)
    assert (0.0, False) == (y.grad, y.reached)


def test_a_gradient_may_be_assigned() -> None:
    """Lecture code zeroes gradients by hand, and starts a pass by hand."""
    x = Value(2.0)
    x.grad = 0
    assert (0.0, float, False) == (x.grad, type(x.grad), x.reached)
    x.grad = 2
    assert (2.0, True) == (x.grad, x.reached)
    (x * 3).backward()
    assert 5.0 == x.grad
    x.grad = 0
    assert (0.0, True) == (x.grad, x.reached)


def test_zero_gradients_clears_gradients_and_reached() -> None:
    """Of the values that are given, and of no others."""
    x, y = Value(2.0), Value(3.0)
    (x * y).backward()
    zero_gradients([x])
    zero_gradients([])
    assert (0.0, False, 2.0, True) == (x.grad, x.reached, y.grad, y.reached)
