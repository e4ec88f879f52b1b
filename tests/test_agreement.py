"""Five readings of one table: floats, Values, Duals, Symbols and printed formulas.

Every row of every row, and thousands of random expressions: values agree to the bit, derivatives in every mode to 1e-12 of
the terms that add up to them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from math import inf, nan
from typing import Any, ClassVar, NamedTuple

from random_expressions import INPUTS, Apply, random_expression, run

import autograd
from autograd import Dual, NotDifferentiable, Operation, Symbol, Value, grad, gradient, jvp
from autograd.functions import FUNCTIONS, Methods
from autograd.operations import rows

# What Python's own eval may use when it reads a printed formula: the functions of the table, and the two odd floats.
TABLE = {name: getattr(autograd, name) for name in FUNCTIONS} | {"inf": inf, "nan": nan}


def evaluated(text: str, values: dict[str, float]) -> float:
    """What Python makes of a printed formula."""
    return eval(compile(text, "<formula>", "eval"), {"__builtins__": {}}, TABLE | values)  # noqa: S307 - our own text


def result(compute: Callable[[], Any]) -> str:
    """The bits of a result as text, or the kind of error: what two readings must have in common."""
    try:
        found = compute()
    except (ValueError, ArithmeticError) as error:
        return type(error).__name__
    return "ValueError" if isinstance(found, complex) else repr(found)  # Python's ** makes complex numbers, the table never


# ---- every row of every row -------------------------------------------------------------------------------------------


class Nest(NamedTuple):
    """One row applied to another one's result, at one of its places; the other places hold variables or numbers."""

    outer: Operation
    inner: Operation
    place: int
    others_are_numbers: bool

    def apply(self, inner_inputs: Sequence[Any], others: Sequence[Any]) -> Any:
        inputs = list(others)
        inputs[self.place] = self.inner(*inner_inputs)
        return self.outer(*inputs)


def nests() -> list[Nest]:
    """Every row of every row; of rows with many inputs the first two places and the last."""
    found = []
    for outer in rows():
        for place in sorted({0, min(1, outer.arity - 1), outer.arity - 1}):
            for inner in rows():
                found += [Nest(outer, inner, place, numbers) for numbers in ((False, True) if outer.arity > 1 else (False,))]
    return found


def spread(points: Sequence[tuple[float, ...]], count: int) -> list[tuple[float, ...]]:
    """A few of the sample points, from both ends and from between."""
    if len(points) <= count:
        return list(points)
    return [points[i * (len(points) - 1) // (count - 1)] for i in range(count)]


def written(nest: Nest, others: tuple[float, ...]) -> tuple[Symbol, str]:
    """A nest as a Symbol, and its printed text."""
    names = [Symbol(f"a{i}") for i in range(nest.inner.arity)]
    beside = list(others) if nest.others_are_numbers else [Symbol(f"b{i}") for i in range(nest.outer.arity)]
    formula = nest.apply(names, beside)
    return formula, str(formula)


def readings(nest: Nest, formula: Symbol, code: Any, point: tuple[float, ...], others: tuple[float, ...]) -> dict[str, str]:
    """What the five readings give at one point."""
    numbers = {f"a{i}": x for i, x in enumerate(point)} | {f"b{i}": x for i, x in enumerate(others)}

    def on(kind: Callable[[float], Any]) -> Any:
        return nest.apply([kind(x) for x in point], others if nest.others_are_numbers else [kind(x) for x in others])

    return {
        "float": result(lambda: on(float)),
        "Value": result(lambda: on(Value).data),
        "Dual": result(lambda: on(Dual).primal),
        "Symbol": result(lambda: formula.evaluate(numbers)),
        "text": result(lambda: eval(code, {"__builtins__": {}}, TABLE | numbers)),  # noqa: S307 - our own text
    }


def test_every_row_of_every_row_reads_the_same_in_all_five_ways() -> None:
    """Float, Value, Dual, Symbol and the printed text give the same bits, or the same error; missing brackets show here."""
    found: Counter[str] = Counter()
    for nest in nests():
        for i, others in enumerate(spread(nest.outer.domain.samples, 2)):
            if i == 0 or nest.others_are_numbers:
                formula, text = written(nest, others)
                code = compile(text, "<formula>", "eval")
            for point in spread(nest.inner.domain.samples, 3):
                given = readings(nest, formula, code, point, others)
                assert 1 == len(set(given.values())), f"{text} at {point} and {others}: {given}"
                found["error" if given["float"].endswith("Error") else "value"] += 1
    assert found["value"] > 8 * found["error"], found
    assert found["value"] > 50_000, found


def test_a_bracket_that_is_missing_would_be_seen() -> None:
    """The five readings differ where a formula is printed without its brackets: the test above can fail."""
    x, y = Symbol("x"), Symbol("y")
    formula = (x - y) * (x - (y - x))
    assert "(x - y) * (x - (y - x))" == str(formula)
    assert formula.evaluate({"x": 3.0, "y": 0.5}) == evaluated(str(formula), {"x": 3.0, "y": 0.5})
    assert formula.evaluate({"x": 3.0, "y": 0.5}) != evaluated("x - y * x - y - x", {"x": 3.0, "y": 0.5})


# ---- random expressions -----------------------------------------------------------------------------------------------


COUNT = 10_000


class Terms(Methods):
    """A number with the size of the terms that its derivative is the sum of: the chain rule with absolute values throughout.

    It nests as a Dual does, so that the terms of second derivatives, those inside the rules included, are added up as well.
    """

    __slots__ = ("level", "size", "value")
    rank: ClassVar[int] = 3
    holds: ClassVar[str] = "value"

    def __init__(self, value: Any, size: Any, level: int) -> None:
        self.value, self.size, self.level = value, size, level

    @staticmethod
    def apply(operation: Operation, operands: Sequence[Any]) -> Terms:
        level = max(x.level for x in operands if isinstance(x, Terms))
        moving = [isinstance(x, Terms) and x.level == level for x in operands]
        values = [x.value if moves else x for x, moves in zip(operands, moving, strict=True)]
        out = operation(*values)
        size: Any = 0.0
        wanted = [moves and not (isinstance(x.size, float) and x.size == 0.0) for x, moves in zip(operands, moving, strict=True)]
        entries = operation.derivative(out, *values) if any(wanted) else [None] * len(values)
        for x, wants, entry in zip(operands, wanted, entries, strict=True):
            if wants:
                size = magnitude(entry() if callable(entry) else entry) * x.size + size
        return Terms(out, size, level)


def magnitude(x: Any) -> Any:
    return Terms(magnitude(x.value), x.size, x.level) if isinstance(x, Terms) else abs(x)


def terms_of(f: Callable[..., Any], point: Sequence[float], i: int, j: int) -> tuple[float, float]:
    """The size of the terms of the first derivative by input i, and of the second by i and j."""
    inputs = [Terms(Terms(x, float(k == i), 1), float(k == j), 2) for k, x in enumerate(point)]
    found = f(*inputs)
    by_j = found.size if isinstance(found, Terms) and found.level == 2 else 0.0
    first = found.value.size if isinstance(found, Terms) and isinstance(found.value, Terms) else 0.0
    return float(first), float(by_j.size) if isinstance(by_j, Terms) else 0.0


def unit(i: int) -> tuple[float, ...]:
    return tuple(float(k == i) for k in range(INPUTS))


Ways = dict[str, Callable[[], float]]


def ways(f: Callable[..., Any], point: Sequence[float], i: int, j: int) -> tuple[Ways, Ways]:
    """The derivative by input i by every way that there is, and the second by i and j in every combination of modes."""
    at, names = tuple(point), {f"x{k}": x for k, x in enumerate(point)}
    values = [Value(x) for x in point]
    output = f(*values)

    def backward() -> float:
        output.backward()
        return values[i].grad

    def formula() -> float:
        moving = f(*[Dual(Symbol(name), float(k == i)) for k, name in enumerate(names)]).tangent
        return moving.evaluate(names) if isinstance(moving, Symbol) else moving

    def forward(*inputs: Any) -> Any:
        return jvp(f, inputs, unit(i))[1]

    first = {
        "gradient": lambda: gradient(output, [values[i]])[0].data,
        "forward": lambda: forward(*at),
        "backward": backward,
        "formula": formula,
    }
    second = {
        "reverse over reverse": lambda: gradient(gradient(output, [values[i]])[0], [values[j]])[0].data,
        "forward over forward": lambda: jvp(forward, at, unit(j))[1],
        "forward over reverse": lambda: jvp(grad(f, i), at, unit(j))[1],
        "reverse over forward": lambda: grad(forward, j)(*at),
    }
    return first, second


def taken(several: Ways) -> dict[str, float | None]:
    """What every way gives: a number, or None where it refuses."""
    found: dict[str, float | None] = {}
    for name, way in several.items():
        try:
            found[name] = way()
        except (ValueError, ArithmeticError) as error:
            if name != "formula" and not isinstance(error, NotDifferentiable):  # a formula is evaluated as any expression is
                raise
            found[name] = None
    return found


def test_ten_thousand_random_expressions_agree() -> None:
    """Values to the bit; first and second derivatives in every mode to 1e-12 of the accumulated absolute terms."""
    rng = random.Random(20260801)
    found: Counter[str] = Counter()
    for _ in range(COUNT):
        expression, point, redrawn = random_expression(rng)
        found["redrawn"] += redrawn
        found["operations"] += len(expression)

        def f(*inputs: Any, expression: list[Apply] = expression) -> Any:
            return run(expression, inputs)

        check_values(expression, f, point)
        used = sorted({x for step in expression for x in step.operands if type(x) is int and x < INPUTS})
        i, j = rng.choice(used), rng.choice(used)
        first, second = map(taken, ways(f, point, i, j))
        where = f"{expression} at {point}, inputs {i} and {j}"
        if first["gradient"] is None:
            # what reverse mode refuses, forward mode does not let pass for a number
            assert first["forward"] is None, f"{where}: {first}"
        if None in first.values() or None in second.values():
            found["not differentiable"] += 1
            continue
        bounds = terms_of(f, point, i, j)
        if max(bounds) > 1e100:
            found["out of scale"] += 1
            continue
        for derivatives, bound in zip((first, second), bounds, strict=True):
            low, high = min(derivatives.values()), max(derivatives.values())
            assert high - low <= 1e-12 * bound + 1e-300, f"{where}: {derivatives}, terms {bound}"
            found["not 0"] += low != 0.0
        found["compared"] += 1
    assert found["compared"] > 0.85 * COUNT, found
    assert found["redrawn"] < found["operations"], found
    assert found["not 0"] > 0.7 * COUNT, found


def check_values(expression: list[Apply], f: Callable[..., Any], point: list[float]) -> None:
    """Assert that the five readings of one expression give the same bits."""
    symbol = f(*[Symbol(f"x{k}") for k in range(INPUTS)])
    numbers = {f"x{k}": x for k, x in enumerate(point)}
    expected = repr(f(*point))
    assert expected == repr(f(*[Value(x) for x in point]).data), expression
    assert expected == repr(f(*[Dual(x) for x in point]).primal), expression
    assert expected == repr(symbol.evaluate(numbers)), expression
    assert expected == repr(evaluated(str(symbol), numbers)), str(symbol)
    assert expected == repr(symbol.evaluate({name: Value(x) for name, x in numbers.items()}).data), expression
