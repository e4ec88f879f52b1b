"""What holds for every row of the table, at every sample point of its domain. A new row needs no new test."""

import ast
import math
from collections.abc import Sequence
from itertools import product
from typing import Any, ClassVar

import pytest
from exact import Exact
from mpmath import mp, mpf
from support import bits, outcome

import autograd
from autograd import NotDifferentiable, Operation, Value, gradient
from autograd.operation import Operand, Point
from autograd.operations import FAMILIES, OPERATIONS, Domain, rows

ROWS = rows()
EVERY_ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)


def domain(row: Operation) -> Domain:
    assert row.domain is not None, f"{row.label} has no domain"
    return row.domain


def where_it_has_a_value(row: Operation) -> Sequence[Point]:
    return domain(row).samples + domain(row).kinks + domain(row).steep


# ---- the columns ------------------------------------------------------------------------------------------------------


@EVERY_ROW
def test_a_row_is_complete(row: Operation) -> None:
    """A sentence for the docs, a domain with samples inside its box, and a formula that Python can read."""
    assert row.summary.endswith(".")
    assert domain(row).condition
    assert len(domain(row).samples) >= 2
    assert all(low < high for low, high in domain(row).box)
    ast.parse(row.text.format(*"abcdefghij"[: row.arity]), mode="eval")
    ast.parse(row.definition, mode="eval")


def test_a_row_stands_in_the_table_under_its_name() -> None:
    """Names are those of Python and of ``math`` where these have one."""
    assert all(name == thing.name for name, thing in {**OPERATIONS, **FAMILIES}.items())
    assert not set(OPERATIONS) & set(FAMILIES)
    same = {name: getattr(math, name) for name in OPERATIONS if hasattr(math, name)}
    assert {"sqrt", "exp", "log", "tanh", "atan2", "hypot", "erf"} <= set(same)
    for name, function in same.items():
        for point in domain(OPERATIONS[name]).samples:
            assert bits(function(*point)) == bits(OPERATIONS[name](*point)), (name, point)


# ---- values -----------------------------------------------------------------------------------------------------------


@EVERY_ROW
def test_numbers_and_values_give_the_same_bits(row: Operation) -> None:
    """The function, the row on numbers, and the row on Values: one computation."""
    for point in where_it_has_a_value(row):
        expected = bits(row.function(*point))
        assert expected == outcome(lambda: row(*point)) == outcome(lambda: row(*map(Value, point))), point  # noqa: B023 - at once


@EVERY_ROW
def test_outside_its_domain_a_row_raises_and_says_its_name(row: Operation) -> None:
    """The same kind of exception for numbers and for Values."""
    for point in domain(row).outside:
        with pytest.raises((ValueError, ZeroDivisionError, OverflowError), match=f"^{row.name} has no value at ") as for_numbers:
            row(*point)
        with pytest.raises(for_numbers.type, match=f"^{row.name} has no value at "):
            row(*map(Value, point))


def test_every_operation_of_every_operation_gives_the_same_bits() -> None:
    """Numbers and Values agree through two rows; gradient and backward do, too."""
    wrong = []
    outer = [row for row in ROWS if row.arity == 1]
    for inner, point in [(row, point) for row in ROWS for point in where_it_has_a_value(row)]:
        number, inputs = inner(*point), [Value(x) for x in point]
        between = inner(*inputs)
        for row in outer:
            expected = outcome(lambda: row(number))  # noqa: B023 - called at once
            if expected != outcome(lambda: row(between)):  # noqa: B023 - called at once
                wrong.append((row, inner, point))
    assert [] == wrong


# ---- derivatives ------------------------------------------------------------------------------------------------------


@EVERY_ROW
def test_gradient_and_backward_agree(row: Operation) -> None:
    """On the row alone, and inside a small expression; at kinks as well."""
    for point in domain(row).samples + domain(row).kinks:
        inputs = [Value(x) for x in point]
        output = row(*inputs) * 3.0 + inputs[0]
        output.backward()
        assert [x.grad for x in inputs] == [slope.data for slope in gradient(output, inputs)], point


@EVERY_ROW
def test_an_infinite_or_undefined_derivative_is_an_error(row: Operation) -> None:
    """Where a row is steep, a backward pass and a gradient raise and name the node."""
    for point in domain(row).steep:
        inputs = [Value(x) for x in point]
        output = row(*inputs)
        for differentiate in (output.backward, lambda: gradient(output, inputs)):  # noqa: B023 - called at once
            with pytest.raises(NotDifferentiable, match=row.label.partition("(")[0]) as caught:
                differentiate()
            assert output is caught.value.node


def one_sided_slopes(row: Operation, point: Point, i: int) -> tuple[Any, Any]:
    """Return the slopes to the left and to the right of a kink; infinite where the row jumps."""
    exact, mp.dps = Exact(row).function, 60
    at, step = [mpf(x) for x in point], mpf(10) ** -30
    sides = []
    for sign in (-1, 1):
        beside = list(at)
        beside[i] += sign * step
        slope = (exact(*beside) - exact(*at)) / (sign * step)
        sides.append(slope if abs(slope) < 1e20 else mpf("inf"))
    return sides[0], sides[1]


@EVERY_ROW
def test_a_kink_has_the_smallest_subgradient(row: Operation) -> None:
    """The derivative where there is one, else the number nearest 0 between the two slopes; at a jump the side that is none."""
    for point in domain(row).kinks:
        inputs = [Value(x) for x in point]
        row(*inputs).backward()
        for i, x in enumerate(inputs):
            slopes = [slope for slope in one_sided_slopes(row, point, i) if mp.isfinite(slope)] or [0.0]
            low, high = float(min(slopes)), float(max(slopes))
            if row.arity == 1 or low == high:
                assert pytest.approx(min(max(0.0, low), high), rel=1e-14) == x.grad, point
            else:
                assert low < x.grad < high, point


@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_inputs_that_tie_share_the_derivative(name: str) -> None:
    """In equal parts: the minimum-norm subgradient of an extreme value. The others get nothing."""
    for others in ([], [0.5], [0.5, -3.0]):
        sign = 1.0 if name == "maximum" else -1.0
        for ties in (1, 2, 3, 7):
            tied, rest = [Value(sign * 2.0) for _ in range(ties)], [Value(sign * x) for x in others]
            getattr(autograd, name)(*rest[:1], *tied, *rest[1:]).backward()
            assert [1.0 / ties] * ties + [0.0] * len(rest) == [x.grad for x in tied + rest]


def test_the_named_kinks() -> None:
    """What the README says of relu, abs, step and sign at 0."""
    for name in ("relu", "abs", "step", "sign"):
        x = Value(0.0)
        getattr(x, name)().backward()
        assert (0.0, True) == (x.grad, x.reached)
    assert [0.0, 0.0] == [autograd.step(0.0), autograd.sign(0.0)]


# ---- readings that prove the columns suffice --------------------------------------------------------------------------


class Formula(Operand):
    """A throw-away reading of the text column: it writes formulas, with brackets from Python's own grammar."""

    rank: ClassVar[int] = 9

    def __init__(self, text: str) -> None:
        self.text = text

    @staticmethod
    def apply(operation: Operation, operands: Sequence[Any]) -> "Formula":
        """Write the operands into the text; in brackets, unless the row is a call or the operand a name."""
        texts = [x.text if isinstance(x, Formula) else repr(x) for x in operands]
        infix = not isinstance(ast.parse(operation.text.format(*["x"] * len(texts)), mode="eval").body, ast.Call)
        return Formula(operation.text.format(*[f"({x})" if infix and not x.isidentifier() else x for x in texts]))


def test_every_operation_of_every_operation_reads_back() -> None:
    """Written as a formula and evaluated as Python with the functions of the package, the bits are the same."""
    names = {name: getattr(autograd, name) for name in autograd.functions.FUNCTIONS} | {"inf": math.inf}
    wrong = []
    for inner, outer in product(ROWS, [row for row in ROWS if row.arity == 1]):
        point = domain(inner).samples[0]
        variables = [f"v{i}" for i in range(inner.arity)]
        text = outer(inner(*map(Formula, variables))).text
        values = dict(zip(variables, map(Value, point), strict=True))
        read = outcome(lambda: eval(text, names, values))  # noqa: B023, S307 - our own text, called at once
        if outcome(lambda: outer(inner(*point))) != read:  # noqa: B023 - called at once
            wrong.append(text)
    assert [] == wrong


def test_numba_compiles_rows_as_they_stand() -> None:
    """The function column needs no second spelling for a compiler: rows of every kind, families among them."""
    numba = pytest.importorskip("numba")
    chosen = "divide sigmoid softplus where silu gelu"
    compiled = [OPERATIONS[name] for name in chosen.split()]
    compiled += [FAMILIES["power"](2), FAMILIES["power"](0.5), FAMILIES["leaky_relu"](0.3), FAMILIES["clip"](0.0, 6.0)]
    compiled += [FAMILIES["weighted_sum"](2), FAMILIES["maximum"](3)]
    for row in compiled:
        fast = numba.njit(row.function)
        for point in domain(row).samples + domain(row).kinks:
            assert pytest.approx(row(*point), rel=1e-13, abs=4 * 5e-324) == fast(*point), (row, point)


def test_numpy_evaluates_rows_of_arithmetic_on_arrays() -> None:
    """A whole batch at once, bit for bit as one by one."""
    numpy = pytest.importorskip("numpy")
    names = ["add", "subtract", "multiply", "divide", "negate", "square"]
    counted = [FAMILIES[name](3) for name in ("weighted_sum", "product", "mean", "squared_distance")]
    for row in [OPERATIONS[name] for name in names] + counted + [FAMILIES["power"](3), FAMILIES["linear"](0.5)]:
        points = domain(row).samples
        batch = row.function(*numpy.array(points).T)
        assert [bits(row(*point)) for point in points] == [bits(x) for x in batch], row
