"""The equations of a program: names that labels give, whatever they are, and numbers that are floats."""

import inspect

import pytest

from autograd import Value, compile, maximum, where

HOSTILE = [
    ('x"); import os #', 'y\'"""\nimport os\nraise SystemExit'),
    ("class", "None"),
    ("value", "total"),
    ("values", "value_and_gradients"),
    ("rows", "count"),
    ("x²", "x2"),
    ("fi", "\N{LATIN SMALL LIGATURE FI}"),  # one name to Python
    ("\N{MATHEMATICAL BOLD SMALL X}", "x"),
    ("½", "\N{ARABIC-INDIC DIGIT THREE}"),
    ("\x00", "a\rb"),
    ("_", "__"),
    ("9a", "9a"),
    ("日本", "a·b"),
    ("tanh", "maximum"),
    ("__builtins__", "inf"),
    ("{x}", "\\"),
    ("x" * 5000, "x" * 5001),
]


@pytest.mark.parametrize("labels", HOSTILE, ids=ascii)
def test_labels_never_change_a_program(labels: tuple[str, str]) -> None:
    """Code in a label, keywords, names of the source's own, names that Python takes for one another: always the same numbers."""
    w, x, z = Value(2.0, labels[0]), Value(3.0, labels[1]), Value(1.5)
    inner = w * x * z + x.tanh() * w
    inner.label = labels[0]
    output = maximum(inner, x) * w
    output.backward()
    program = compile(output, [x], [w, z], backend="python")
    assert program.value_and_gradients([[3.0]]) == (output.data, pytest.approx([w.grad, z.grad], rel=1e-15))
    assert inspect.getsource(program.function) == program.source
    assert max(map(len, program.source.splitlines())) < 1000


@pytest.mark.parametrize("labels", HOSTILE, ids=ascii)
def test_labels_never_change_a_gradient_that_is_a_parameter(labels: tuple[str, str]) -> None:
    """The derivative of a product is the other factor, which is handed out under its own name."""
    v, t = Value(4.0, labels[0]), Value(5.0, labels[1])
    assert compile(v * t, [], [v, t], backend="python").value_and_gradients() == (20.0, [5.0, 4.0])


def test_an_identifier_looks_like_its_label() -> None:
    """What Python can read stays; what it cannot becomes an underscore."""
    names = {"w[x1→h1]": "w_x1_h1", "x²": "x2", "h'": "h", "ρ": "ρ", "2nd": "v2nd", "½": "v1_2"}
    for label, name in names.items():
        x = Value(1.0, label)
        assert f"for ({name},) in rows:" in compile(x * x, [x], backend="python").source, label


def test_numbers_that_were_known_are_floats() -> None:
    """A constant output, a derivative of 1 or 0, and the branch of a where are spelled in the source, with a point."""
    w, x = Value(2.0, "w"), Value(3.0, "x")
    found = [
        *compile(Value(7.0), [x], [w], backend="python")([[1.0]]),
        *compile(where(x, 1.0, 0.0), [x], [w], backend="python")([[1.0], [0.0]]),
        *compile(maximum(x, 3.0), [x], [w], backend="python")([[1.0]]),
        *compile(w + x, [x], [w, Value(1.0)], backend="python").value_and_gradients([[1.0]])[1],
    ]
    assert found == [7.0, 1.0, 0.0, 3.0, 1.0, 0.0]
    assert {type(x) for x in found} == {float}
