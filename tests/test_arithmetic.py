"""A Value computes as a Python float does: the same bits, the same kind of exception, and never a complex number."""

import math
import operator
import random

import pytest
from support import bits, outcome

import autograd
from autograd import Value
from autograd.operations import OPERATIONS

BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "**": operator.pow,
}
UNARY = {"-": operator.neg, "abs": operator.abs, "+": operator.pos}
SPECIAL = (
    0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, 0.5, -0.5, 1 / 3, -1 / 3, 1e308, -1e308, 1.7976931348623157e308, 5e-324, -5e-324,
    2.2250738585072014e-308, 1e-310, 1e-200, 1e200, 2.0**53 + 2, -7.0, 710.0, -1075.0, math.inf, -math.inf, math.nan,
)  # fmt: skip


def random_pairs(count: int) -> list[tuple[float, float]]:
    """Return pairs of floats over all magnitudes, whole numbers among them."""
    rng = random.Random(7)

    def draw() -> float:
        size = rng.choice([1.0, 10.0, 1000.0, 10.0 ** rng.uniform(-320.0, 308.0)])
        return float(rng.randint(-9, 9)) if rng.random() < 0.3 else rng.uniform(-1.0, 1.0) * size

    return [(draw(), draw()) for _ in range(count)]


def python_computes(symbol: str, x: float, y: float) -> str | type[Exception]:
    """Return what Python makes of two floats; ValueError where it would leave the real numbers."""
    if symbol == "**" and -math.inf < x < 0.0 and isinstance((-1.0) ** y, complex):
        return ValueError
    return outcome(lambda: BINARY[symbol](x, y))


@pytest.mark.parametrize("symbol", BINARY)
def test_an_operator_computes_what_python_does(symbol: str) -> None:
    """With Values on both sides, on the left, or on the right: special values in all pairs, and random ones."""
    apply = BINARY[symbol]
    wrong = []
    for x, y in [(x, y) for x in SPECIAL for y in SPECIAL] + random_pairs(3000):
        expected = python_computes(symbol, x, y)
        for left, right in ((Value(x), Value(y)), (Value(x), y), (x, Value(y))):
            actual = outcome(lambda: apply(left, right))  # noqa: B023 - called at once
            if expected != actual:
                wrong.append((left, symbol, right, expected, actual))
    assert [] == wrong


@pytest.mark.parametrize("symbol", UNARY)
def test_a_sign_computes_what_python_does(symbol: str) -> None:
    """Negative zeros, nan and infinities included; +v is v itself."""
    for x in SPECIAL:
        assert bits(UNARY[symbol](x)) == bits(UNARY[symbol](Value(x)).data)
    v = Value(1.0)
    assert v is +v


def test_whole_exponents_compute_what_python_does() -> None:
    """x**2 written with an int: negative x, 0 to a negative power, overflow."""
    for x in SPECIAL:
        for exponent in (0, 1, 2, 3, -1, -2, 10, 1000, -1001, True):
            assert python_computes("**", x, exponent) == outcome(lambda: Value(x) ** exponent), (x, exponent)  # noqa: B023


def test_a_root_of_a_negative_number_is_a_value_error() -> None:
    """Python gives a complex number; a Value is never one, and says what it was asked for."""
    assert isinstance((-8.0) ** (1 / 3), complex)
    for compute in (lambda: Value(-8.0) ** (1 / 3), lambda: Value(-8.0) ** Value(1 / 3), lambda: (-8.0) ** Value(1 / 3)):
        with pytest.raises(ValueError, match=r"\(-8.0\) \*\* 0.333.*fractional exponent"):
            compute()
    assert -2.0 == Value(-8.0).cbrt().data


def test_nan_and_infinity_arise_where_pythons_operators_give_them() -> None:
    """And nowhere else: functions of the table raise as those of ``math`` do."""
    assert math.isinf((Value(1e308) * 10).data)
    assert math.isnan((Value(math.inf) - math.inf).data)
    for compute in (Value(1000.0).exp, Value(-1.0).log, Value(-1.0).sqrt, Value(2.0).asin, lambda: autograd.log(0.0)):
        assert outcome(compute) in {ValueError, OverflowError}


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) & set(vars(math)) - {"pow", "atan2", "hypot", "floor"}))
def test_a_function_of_math_keeps_its_bits_and_its_exceptions(name: str) -> None:
    """On special values: inf, nan and -0.0 go where ``math`` sends them."""
    for x in SPECIAL:
        expected = outcome(lambda: getattr(math, name)(x))  # noqa: B023 - called at once
        assert expected == outcome(lambda: getattr(autograd, name)(x)) == outcome(getattr(Value(x), name)), (name, x)  # noqa: B023


def test_an_error_names_operation_numbers_labels_and_what_to_do() -> None:
    """The kind of exception is Python's; the message is about the graph."""
    with pytest.raises(ValueError, match=r"log has no value at log\(-1.0\) \('margin' = -1.0\): .*; it needs x > 0: check"):
        Value(-1.0, label="margin").log()
    with pytest.raises(ZeroDivisionError, match=r"divide has no value at \(-3.0\) / 0.0 \('n' = 0.0\): .*it needs y is not 0"):
        -3.0 / Value(0.0, label="n")
    with pytest.raises(OverflowError, match=r"exp has no value at exp\(1000.0\): .*x < 709"):
        autograd.exp(1000)
    with pytest.raises(OverflowError, match=r"power has no value at 1e\+200 \*\* 2"):
        Value(1e200) ** 2


def test_an_operation_that_fails_records_nothing() -> None:
    """The graph is what it was: the value can be used, and backward passes work."""
    x = Value(-1.0)
    y = x * 2
    with pytest.raises(ValueError, match="log"):
        y.log()
    y.backward()
    assert 2.0 == x.grad
