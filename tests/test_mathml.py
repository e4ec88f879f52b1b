"""Formulas in MathML, read back and computed; and the text and MathML of rows of one's own."""

from __future__ import annotations

import math
from math import inf
from xml.etree import ElementTree as ET

import pytest

import autograd
from autograd import Operation, Symbol, exp, sigmoid, sqrt
from autograd.formulas import mathml_name, mathml_number
from autograd.functions import FUNCTIONS
from autograd.operations import rows

X, Y, Z = Symbol("x"), Symbol("y"), Symbol("z")
TABLE = {name: getattr(autograd, name) for name in FUNCTIONS} | {"inf": inf, "nan": math.nan}


# ---- MathML ---------------------------------------------------------------------------------------------------------------


def parsed(mathml: str) -> ET.Element:
    return ET.fromstring(mathml)  # noqa: S314 - our own text


def read(element: ET.Element) -> str:
    """Read presentation MathML back into Python, every group in brackets of its own: an independent reading of a formula."""
    parts = list(element)
    if element.tag == "mfrac":
        return f"(({read(parts[0])})/({read(parts[1])}))"
    if element.tag == "msqrt":
        return f"sqrt({''.join(map(read, parts))})"
    if element.tag == "mroot":
        assert "3" == parts[1].text
        return f"cbrt({read(parts[0])})"
    if element.tag == "msup":
        if "e" == parts[0].text:
            return f"exp({read(parts[1])})"
        return f"{read(parts[0])}**({read(parts[1])})"
    if element.tag in {"mrow", "math"}:
        fences = [part.text for part in parts if part.tag == "mo"]
        if fences[:1] == ["|"]:
            return f"abs({read(parts[1])})"
        if fences[:1] == ["⌊"]:
            return f"floor({read(parts[1])})"
        return "".join(map(read, parts))
    assert element.tag in {"mi", "mn", "mo"}, element.tag
    signs = {"−": "-", "×": "*", "mod": "%", "σ": "sigmoid", "∞": "inf"}
    return signs.get(element.text or "", element.text or "").replace("−", "-")


def test_every_row_of_every_row_reads_back_from_its_mathml() -> None:
    """Brackets in MathML, fraction bars, roots and exponents included: the value is that of the formula, to the bit."""
    checked = 0
    for outer in rows():
        for inner in rows():
            if outer.arity > 3 or inner.arity > 4:
                continue
            names = list("abcd"[: inner.arity])
            nested = inner(*map(Symbol, names))
            for place in range(outer.arity):
                others = outer.domain.samples[0]
                formula = outer(*[nested if i == place else x for i, x in enumerate(others)])
                values = dict(zip(names, inner.domain.samples[-1], strict=True))
                try:
                    expected = formula.evaluate(values)
                except (ValueError, ArithmeticError):
                    continue
                text = read(parsed(formula.mathml))
                assert repr(expected) == repr(float(eval(text, TABLE | values))), f"{formula}: {text}"  # noqa: S307 - our own
                checked += 1
    assert checked > 3_000


def test_mathml_looks_like_a_book() -> None:
    """Fractions, powers, roots, an index, and a name for what has a sign of its own."""
    assert "<math><mfrac><mrow><mi>x</mi></mrow><mrow><mi>y</mi></mrow></mfrac></math>" == (X / Y).mathml
    assert "<math><msup><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></msup></math>" == (X**2).mathml
    assert "<math><msqrt><mi>x</mi></msqrt></math>" == sqrt(X).mathml
    assert "<math><msup><mi>e</mi><mrow><mi>x</mi></mrow></msup></math>" == exp(X).mathml
    assert "σ" in "".join(parsed(sigmoid(X).mathml).itertext())
    assert "<msub><mi>x</mi><mi>1</mi></msub>" == mathml_name("x1").text
    assert "<msub><mi>w</mi><mi>x1→h1</mi></msub>" == mathml_name("w[x1→h1]").text
    assert (X / Y)._repr_html_() == (X / Y).mathml


def test_a_large_or_small_number_is_a_power_of_ten_in_mathml() -> None:
    """A book does not print 1e-09."""
    assert "<msup><mn>10</mn><mn>&#x2212;9</mn></msup>" == mathml_number(1e-9).text
    assert "<mrow><mn>2.5</mn><mo>&#xD7;</mo><msup><mn>10</mn><mn>22</mn></msup></mrow>" == mathml_number(2.5e22).text
    text = read(parsed((X / 2.5e22).mathml))
    assert math.isclose(4e-23, eval(text, {"x": 1.0}))  # noqa: S307 - our own text
    assert "<mi>&#x221E;</mi>" == mathml_number(inf).text
    text = read(parsed((2.5e2 * X + 2.5e22**X).mathml))
    assert math.isclose(250.0 * 2 + 2.5e22**2, eval(text, {"x": 2.0}))  # noqa: S307 - our own text
    assert math.isclose(1e-18, eval(read(parsed((1e-9**X).mathml)), {"x": 2.0}))  # noqa: S307 - our own text


def test_mathml_escapes_names() -> None:
    """A label is text, whatever is in it."""
    formula = Symbol("<b>&") * 2
    assert "<b>" not in formula.mathml
    assert "<b>&×2" == "".join(parsed(formula.mathml).itertext())


# ---- a user's own rows ----------------------------------------------------------------------------------------------------


def test_a_row_of_ones_own_is_written_by_its_text() -> None:
    """Python notation with slots is all that is needed; brackets and MathML follow from it."""
    norm = Operation("norm", lambda x, y: x * x + y * y, lambda out, x, y: (2 * x, 2 * y), text="{} ** 2 + {} ** 2")
    assert "(-x) ** 2 + (x + y) ** 2" == str(norm(-X, X + Y))
    assert "3 * (x ** 2 + y ** 2)" == str(3 * norm(X, Y))
    assert "msup" in norm(X, Y).mathml
    scaled = Operation("scaled", lambda x, y: -(x + 1) * (y - x), lambda out, x, y: (0, 0), text="-({} + 1) * ({} - 3) ** 2")
    values = {"x": 2.0, "y": 5.5}
    assert -18.75 == eval(str(scaled(X, Y)), values) == eval(read(parsed(scaled(X, Y).mathml)), values)  # noqa: S307 - our own


def test_a_text_that_is_no_python_is_named() -> None:
    """A row whose text cannot be parsed, or has no MathML, says so when it is written."""
    odd = Operation("odd", lambda x: x, lambda out, x: (1.0,), text="{} !")
    with pytest.raises(ValueError, match=r"text of operation odd must be Python notation"):
        str(odd(X))
    choice = Operation("choice", lambda x: x, lambda out, x: (1.0,), text="[{}]")
    with pytest.raises(ValueError, match="mathml="):
        choice(X).mathml  # noqa: B018 - the property is what raises
    drawn = Operation("drawn", lambda x: x, lambda out, x: (1.0,), text="[{}]", mathml="<mrow><mo>[</mo>{}<mo>]</mo></mrow>")
    assert "<math><mrow><mo>[</mo><mi>x</mi><mo>]</mo></mrow></math>" == drawn(X).mathml
