"""Formulas: brackets where they are needed and nowhere else, and what a Symbol promises."""

from __future__ import annotations

import ast
import copy
import pickle
from math import inf
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Dual, Symbol, Value, mean, sqrt
from autograd.formulas import written_number
from autograd.operations import rows

X, Y, Z = Symbol("x"), Symbol("y"), Symbol("z")


# ---- text -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (X + Y * Z, "x + y * z"),
        ((X + Y) * Z, "(x + y) * z"),
        (X - (Y - Z), "x - (y - z)"),
        ((X - Y) - Z, "x - y - z"),
        (X / (Y * Z), "x / (y * z)"),
        (X / Y * Z, "x / y * z"),
        (X % (Y / Z), "x % (y / z)"),
        (-X, "-x"),
        (-(-X), "-(-x)"),  # noqa: B002 - negated twice
        (-(X + Y), "-(x + y)"),
        (-(X * Y), "-(x * y)"),
        ((-X) * Y, "-x * y"),
        (X * -Y, "x * (-y)"),
        (X - -Y, "x - (-y)"),
        (-(X**2), "-x ** 2"),
        ((-X) ** 2, "(-x) ** 2"),
        ((X**Y) ** Z, "(x ** y) ** z"),
        (X ** (Y**Z), "x ** y ** z"),
        (X**-Y, "x ** (-y)"),
        (2**X, "2 ** x"),
        ((-2) ** X, "(-2) ** x"),
        (X**-2, "x ** -2"),
        (X**0.5, "x ** 0.5"),
        (abs(X - Y), "abs(x - y)"),
        (abs(-X), "abs(-x)"),
        (sqrt(X) ** 2, "sqrt(x) ** 2"),
        (mean(X, -Y, Z), "mean(x, -y, z)"),
        (autograd.weighted_sum(X, Y, X + 1, Z), "x * y + (x + 1) * z"),
        (autograd.weighted_sum(X, Y) + Z, "x * y + z"),
        (Z + autograd.weighted_sum(X, Y, X, Y), "z + (x * y + x * y)"),
        (autograd.leaky_relu(X, 0.3), "leaky_relu(x, 0.3)"),
        (autograd.clip(-X, -inf, 2), "clip(-x, -inf, 2.0)"),
        (X + 1e-9, "x + 1e-09"),
        (X * 0.1, "x * 0.1"),
        (X + 10**20, "x + 1e+20"),
        (X + -0.0, "x + (-0.0)"),
        (X + 0.0, "x + 0"),
        (+X, "x"),
    ],
)
def test_a_formula_has_the_brackets_it_needs_and_no_others(formula: Symbol, text: str) -> None:
    """Python's rules of precedence, and a bracket around a minus that does not come first."""
    assert text == str(formula) == formula.text


def test_a_formula_has_no_bracket_too_many() -> None:
    """In every row of every row each pair of brackets changes what Python reads, or keeps a minus apart."""
    checked = 0
    for outer in rows():
        for inner in rows():
            if outer.arity > 3 or inner.arity > 4:
                continue
            nested = inner(*[Symbol(f"a{i}") for i in range(inner.arity)])
            for place in range(outer.arity):
                text = str(outer(*[nested if i == place else Symbol(f"b{i}") for i in range(outer.arity)]))
                tree = ast.dump(ast.parse(text))
                for start, end in groups(text):
                    without = text[:start] + text[start + 1 : end] + text[end + 1 :]
                    if text[start + 1] != "-":
                        assert tree != ast.dump(ast.parse(without)), f"{text}: {text[start : end + 1]} needs no brackets"
                    checked += 1
    assert checked > 300


def groups(text: str) -> list[tuple[int, int]]:
    """Where the brackets of a text stand that are no call's."""
    found, stack = [], []
    for i, character in enumerate(text):
        if character == "(":
            stack.append(i)
        elif character == ")":
            start = stack.pop()
            if not (start and (text[start - 1].isalnum() or text[start - 1] == "_")):
                found.append((start, i))
    return found


def test_numbers_are_written_with_all_their_digits() -> None:
    """A number reads back as the same float, to the sign of zero."""
    for number in (0.1, 1 / 3, 1e-300, 5e-324, 2.0, -0.0, 0.0, 1e16, 123456789.0, -1e22, inf):
        assert repr(number) == repr(float(eval(written_number(number).text, {"inf": inf})))  # noqa: S307 - digits


def test_the_derivative_of_every_row_can_be_written_down() -> None:
    """Rules that are run with Symbols give formulas, and these give the numbers of the rule."""
    for row in rows():
        names = [f"x{i}" for i in range(row.arity)]
        entries = row.derivative(Symbol("out"), *map(Symbol, names))
        for point in row.domain.samples:
            values = dict(zip(names, point, strict=True)) | {"out": row(*point)}
            for entry, number in zip(entries, row.derivative(values["out"], *point), strict=True):
                written = entry() if callable(entry) else entry
                found = written.evaluate(values) if isinstance(written, Symbol) else written
                assert (number() if callable(number) else number) == found


# ---- an object ------------------------------------------------------------------------------------------------------------


def test_a_symbol_remembers_how_it_was_made() -> None:
    """Facts like a Value's: an operation and its inputs, or a name, or a number."""
    formula = X * 2
    assert "multiply" == formula.operation.name  # type: ignore[union-attr]
    assert X is formula.inputs[0]
    assert (2.0, "", None) == (formula.inputs[1].number, formula.inputs[1].name, formula.inputs[1].operation)
    assert ("x", None, None, ()) == (X.name, X.number, X.operation, X.inputs)


def test_evaluate_takes_numbers_or_any_operand() -> None:
    """The same formula computes floats, records Values and moves Duals."""
    formula = X * Y + 1
    assert 7.0 == formula.evaluate({"x": 2, "y": 3.0})
    x = Value(2.0)
    recorded = formula.evaluate({"x": x, "y": 3.0})
    recorded.backward()
    assert (7.0, 3.0) == (recorded.data, x.grad)
    assert 3.0 == formula.evaluate({"x": Dual(2.0, 1.0), "y": 3.0}).tangent
    assert "z ** 2 * 3 + 1" == str(formula.evaluate({"x": Z**2, "y": 3.0}))
    assert 5.0 == Symbol("x").evaluate({"x": 5.0, "unused": 1.0})


def test_what_is_missing_is_listed() -> None:
    """A formula lists its variables in their order, and says which have no value."""
    formula = Y * X + Y
    assert ["y", "x"] == formula.variables
    with pytest.raises(KeyError, match="no value for y, x"):
        formula.evaluate({})


def test_an_error_of_the_operation_comes_through() -> None:
    """Where a formula has no value, evaluating raises what the operation raises."""
    with pytest.raises(ZeroDivisionError):
        (1 / X).evaluate({"x": 0.0})


def test_a_deep_formula_evaluates_without_recursion() -> None:
    """100,000 operations deep; written down, 5,000."""
    formula = X
    for i in range(100_000):
        formula = formula + 1.0
        if i == 5_000:
            assert 20_005 == len(str(formula))
    assert 100_000.0 == formula.evaluate({"x": 0.0})


def test_a_formula_that_would_never_end_is_refused() -> None:
    """A value used twice is written twice: forty doublings are a million million letters."""
    formula = X
    for _ in range(40):
        formula = formula + formula
    assert 2.0**40 == formula.evaluate({"x": 1.0})
    with pytest.raises(OverflowError, match="longer than 100,000 characters"):
        str(formula)
    with pytest.raises(OverflowError, match="write parts of it"):
        formula.mathml  # noqa: B018 - the property is what raises


@pytest.mark.parametrize("name", ["", "  ", 3, None])
def test_a_symbol_needs_a_name(name: Any) -> None:
    """Nothing and blanks are no names."""
    with pytest.raises(TypeError, match="needs a name"):
        Symbol(name)


def test_a_symbol_has_no_number_to_lose() -> None:
    """Comparisons, float, bool, == with a number, and mixing with Values raise and say what to do."""
    for attempt in (lambda: X < 2, lambda: X >= Y, lambda: 1 < X):
        with pytest.raises(TypeError, match="where, step or less"):
            attempt()
    with pytest.raises(TypeError, match="evaluate"):
        float(X)
    with pytest.raises(TypeError, match="compare it"):
        bool(X)
    with pytest.raises(TypeError, match="equals only itself"):
        X == 2  # noqa: B015 - the comparison is what raises
    with pytest.raises(TypeError, match="a number or a Symbol"):
        X + Value(1.0)
    with pytest.raises(TypeError, match=r"\.real"):
        X + 1j


def test_numpy_scalars_mix_and_arrays_do_not() -> None:
    """A numpy scalar is a number on either side; an array would hide a formula in each of its elements."""
    assert "2 * x" == str(np.float64(2.0) * X)
    assert "x * 2" == str(X * np.float32(2.0))
    with pytest.raises(TypeError, match="ndarray"):
        np.array([1.0]) * X


def test_a_symbol_equals_only_itself_and_survives_copies() -> None:
    """Identity and hash as for Values; a copy or a pickle prints the same."""
    assert X == X
    assert Symbol("x") != Symbol("x")
    assert 1 == len({X, X})
    formula = (X + Y) * 2
    for twin in (copy.deepcopy(formula), copy.copy(formula), pickle.loads(pickle.dumps(formula))):
        assert "(x + y) * 2" == str(twin)
    assert "Symbol('(x + y) * 2')" == repr(formula)


def test_sum_of_symbols_begins_with_the_first() -> None:
    """The 0 that sum() starts from leaves no trace."""
    assert "x + y + z" == str(sum([X, Y, Z]))
