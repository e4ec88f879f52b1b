"""Expressions that a person typed: read against the table, refused in one line, and never run as Python."""

import math
import random
import sys

import pytest

from autograd import Dual, Symbol, Value, gradient
from autograd.errors import ExpressionError
from autograd.expressions import DEEPEST, LONGEST, read
from autograd.operations import FAMILIES, OPERATIONS, rows


def computed(text: str, **values: float) -> float:
    return read(text)(values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x + y * z", {"x": 1.5, "y": -2.0, "z": 0.25}),
        ("x - y - z", {"x": 1.5, "y": -2.0, "z": 0.25}),
        ("x - (y - z)", {"x": 1.5, "y": -2.0, "z": 0.25}),
        ("x / y / z", {"x": 1.5, "y": -2.0, "z": 0.25}),
        ("x ** y ** z", {"x": 1.5, "y": 2.0, "z": 0.25}),
        ("(x ** y) ** z", {"x": 1.5, "y": 2.0, "z": 0.25}),
        ("-x ** 2", {"x": 3.0}),
        ("(-x) ** 2", {"x": 3.0}),
        ("2 ** -x", {"x": 3.0}),
        ("2 ** -x ** 2 * 3", {"x": 1.5}),
        ("--x + +y", {"x": 1.5, "y": 2.0}),
        ("x % y * z", {"x": 7.5, "y": 2.0, "z": -1.0}),
        ("x * -y", {"x": 1.5, "y": 2.0}),
        ("1e3 + .5 + 2. + 1.5E-2", {}),
        ("((((x))))", {"x": 2.0}),
    ],
)
def test_precedence_is_that_of_python(text: str, values: dict[str, float]) -> None:
    """The same text means to the reader what it means to Python, to the bit."""
    assert read(text)(values) == eval(text, {}, dict(values))  # noqa: S307 - a text of this test, to compare with


def test_every_row_of_the_table_can_be_called_by_name() -> None:
    """A row that is added to the table can be read without another edit."""
    for row in rows():
        point = row.domain.samples[0]
        names = [f"a{i}" for i in range(row.arity)]
        parameters: tuple[float, ...] = ()
        if row.family and not FAMILIES[row.family].counts:
            parameters = row.parameter if isinstance(row.parameter, tuple) else (row.parameter,)
        text = f"{row.name}({', '.join([*names, *map(repr, parameters)])})"
        assert read(text)(dict(zip(names, point, strict=True))) == row(*point), text


def test_a_call_of_pow_is_the_operator() -> None:
    """A constant exponent keeps a negative base differentiable, however it is written."""
    x = Value(-3.0)
    assert [g.data for g in gradient(read("pow(x, 2)")({"x": x}), [x])] == [-6.0]
    assert [g.data for g in gradient(read("x ** 2")({"x": x}), [x])] == [-6.0]


def test_parameters_can_be_named_and_computed() -> None:
    """The numbers that make a row of a family are known when it is read."""
    assert computed("leaky_relu(x, slope=-1 / 4)", x=-2.0) == 0.5
    assert computed("clip(x, 0, high=2 * 3)", x=9.0) == 6.0
    assert computed("clip(x, high=6, low=0)", x=-9.0) == 0.0


def test_an_expression_runs_on_every_kind_of_operand() -> None:
    """Floats, Values, Duals and Symbols go through the same program."""
    f = read("tanh(x * w) ** 2 + w / 3")
    x, w = Value(0.5), Value(-1.25)
    recorded, moved = f({"x": x, "w": w}), f({"x": Dual(0.5, 1.0), "w": -1.25})
    assert f({"x": 0.5, "w": -1.25}) == recorded.data == moved.primal
    assert f({"x": Symbol("x"), "w": Symbol("w")}).evaluate({"x": 0.5, "w": -1.25}) == recorded.data
    assert math.isclose(gradient(recorded, [x])[0].data, moved.tangent, rel_tol=1e-13)


def test_constants_are_known_unless_they_are_named_as_variables() -> None:
    """``e`` is 2.718... until somebody says e=3."""
    assert computed("pi * e") == math.pi * math.e
    assert read("e * x", ["e", "x"]).variables == ["e", "x"]


def test_literals_are_floats_before_any_operation() -> None:
    """Whole numbers do not grow without bound: 2 ** 10000 overflows at once."""
    with pytest.raises(OverflowError, match="pow"):
        computed("2 ** 10000")
    assert computed("7 / 2") == 3.5
    assert computed("2 ** 0.5") == 2.0**0.5


REFUSED = {
    "": "empty",
    "  \n": "empty",
    "x ^ 2": "column 3: a power is written",
    "x = 2": "column 3: only one side",
    "x y": "'y' at column 3: an operator",
    "(x": "opened at column 1 is never closed",
    "tanh(x": "opened at column 1 is never closed",
    "x)": "'\\)' at column 2: no bracket is open",
    "()": "'\\)' at column 2",
    "x +": "ends at column 4",
    "* x": "'\\*' at column 1",
    "x, y": "write one expression only",
    "(x, y)": "separates the arguments of a function",
    "tahn(x)": "no function 'tahn'.*did you mean tan",
    "sigmod(x)": "did you mean sigmoid",
    "__import__(x)": "no function '__import__'",
    "eval(x)": "no function 'eval'",
    "tanh": "tanh is a function",
    "tanh()": "tanh needs something",
    "tanh(x, y)": "takes 1 argument, got 2",
    "atan2(x)": "takes 2 arguments, got 1",
    "tanh(x=1)": "takes no named arguments",
    "leaky_relu(x, y)": "parameters of leaky_relu must be numbers, and y is a variable",
    "leaky_relu(x, slope=1, slope=2)": "already",
    "leaky_relu(slope=1)": "first argument without a name",
    "leaky_relu(x, steep=1)": "takes the parameters slope",
    "leaky_relu(x, 1, 2)": "takes the parameters slope",
    "leaky_relu(x, 1 / 0)": "a parameter of leaky_relu has no value",
    "clip(x, 2, 1)": "low <= high",
    "weighted_sum(x, y, z)": "takes pairs",
    "x.real": "'\\.' at column 2",
    "x[0]": "no lists",
    "'x'": 'unexpected "\'" at column 1',
    "lambda: x": "':' at column 7",
    "x if y else z": "'if' at column 3",
    "x < y": "'<' at column 3",
    "2x": "'2x' at column 1 is no number",
    "0x10": "'0x10' at column 1 is no number",
    "1_000": "no number",
    "1e999": "too large for a float",
    "9" * 4000: "too large for a float",
    "x\0y": "unexpected",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_what_cannot_be_read_gets_one_line_that_says_why(text: str) -> None:
    """Never a traceback from inside, never more than a line."""
    with pytest.raises(ExpressionError, match=REFUSED[text]) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_text_may_be_ten_thousand_characters_long() -> None:
    """A sum of thousands of terms is long, not deep."""
    text = "+".join(["x"] * (LONGEST // 2))
    assert computed(text, x=0.5) == LONGEST // 2 * 0.5
    with pytest.raises(ExpressionError, match="10,001 characters"):
        read("x" * (LONGEST + 1))


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("tanh(", ")"), ("-", ""), ("x**", ""), ("(x+", ")")])
def test_a_text_may_be_a_hundred_levels_deep(opening: str, closing: str) -> None:
    """A hundred levels can be read, and one more is refused, whatever a level is made of."""
    assert computed(opening * DEEPEST + "x" + closing * DEEPEST, x=1.0) is not None
    with pytest.raises(ExpressionError, match="more than 100 levels deep"):
        read(opening * (DEEPEST + 1) + "x" + closing * (DEEPEST + 1))
    with pytest.raises(ExpressionError, match="more than 100 levels deep"):
        read(opening * 1900)


def test_a_text_that_is_no_text_is_a_type_error() -> None:
    """The message says what an expression is."""
    with pytest.raises(TypeError, match="a text such as"):
        read(3)  # type: ignore[arg-type]


def test_a_variable_without_a_value_is_named() -> None:
    """Calling with too little says what is missing."""
    with pytest.raises(KeyError, match="w"):
        read("x * w")({"x": 1.0})


def test_no_input_whatever_does_more_than_be_read_or_refused() -> None:
    """Fuzz: random words and characters are read or refused, evaluation raises nothing but arithmetic errors."""
    words = [
        *OPERATIONS,
        *FAMILIES,
        "x",
        "y",
        "(",
        "(",
        ")",
        ")",
        "+",
        "-",
        "*",
        "**",
        "/",
        "%",
        ",",
        "=",
        "slope",
        "1",
        "0.5",
        "1e5",
        " ",
    ]
    characters = "xyz019._eE+-*/%(),= \t\n\"'[]{}:;<>!@#$^&|~`\\?\0éλ中☃\u202e\ud800"
    generator, read_ones = random.Random(20), 0
    limit = sys.getrecursionlimit()
    for _ in range(30_000):
        parts = [
            generator.choice(words) if generator.random() < 0.9 else generator.choice(characters)
            for _ in range(generator.randrange(1, 16))
        ]
        try:
            expression = read("".join(parts))
        except ExpressionError as error:
            if "\n" in str(error):
                pytest.fail(f"a message of several lines: {error}")
            continue
        read_ones += 1
        try:
            result = expression(dict.fromkeys(expression.variables, 0.75))
        except (ValueError, ArithmeticError):
            continue
        assert type(result) is float
    assert read_ones > 300
    assert sys.getrecursionlimit() == limit
