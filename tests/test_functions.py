"""The functions and methods that are made from the table: their signatures, their stub for type checkers, their documentation."""

import inspect
import re
from pathlib import Path

import generate_stub
import pytest
from mypy import api

import autograd
from autograd import Value
from autograd.operations import FAMILIES, OPERATIONS, rows

ROOT = Path(__file__).parent.parent

RIGHT = """
import autograd
from autograd import Value, gradient

x: Value = Value(2)
y = (x * 2 + 1).tanh()
z: Value = y + autograd.exp(x)
p: Value = 2 ** x / 3 - -x % 2 + abs(+x) - 0.5 * x**2 + 1 / x + x**y
number: float = autograd.exp(2) + autograd.mean(1, 2.0) + autograd.leaky_relu(1.0, slope=0.2)
several: list[Value] = [x, y]
m: Value = autograd.maximum(0.0, 1, x) + autograd.mean(*several) + autograd.weighted_sum(1.0, x, 2.0, y)
q: Value = autograd.pow(2.0, x) + x.clip(0.0, high=2) + autograd.where(x, 1.0, 0.0) + x.leaky_relu(0.1) + x.power(2)
ordered: bool = x < 3 and 2 >= y and x < y
total: Value = sum([x, y], Value(0.0))
x.data += 1
x.grad = 0
slopes: list[Value] = gradient(z, [x, y])
by_node: dict[Value, int] = {x: 1}
"""

WRONG = {
    'x + "1"': "Unsupported operand types",
    "math.sin(x)": 'incompatible type "Value"',
    "float(x)": 'incompatible type "Value"',
    "lost: float = autograd.exp(x)": 'variable has type "float"',
    'autograd.exp("1")': "No overload variant",
    "autograd.exp(x, x)": "No overload variant",
    "autograd.exp(x=1.0)": "No overload variant",
    "autograd.leaky_relu(x, slop=1)": "Unexpected keyword argument",
    "x.tanhh()": "has no attribute",
    "x.tanh(3)": "Too many arguments",
    'x < "1"': "incompatible type",
    'x.data = "1"': "Incompatible types",
    "autograd.mean(x, None)": "No overload variant",
    "x.power()": "Missing positional argument",
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cache of mypy's for this file alone: in one that lives on, mypy would quote errors of an earlier run by its old path."""
    return f"--cache-dir={tmp_path_factory.mktemp('mypy')}"


def test_the_stub_is_fresh() -> None:
    """After a change to the table: python tests/generate_stub.py."""
    assert generate_stub.stub() == generate_stub.STUB.read_text(encoding="utf-8")


def test_the_table_in_the_readme_is_fresh() -> None:
    """After a change to the table: python tests/generate_stub.py."""
    assert generate_stub.readme() == generate_stub.README.read_text(encoding="utf-8")


def test_the_stub_lists_what_there_is() -> None:
    """Every name that the module exports and every method, in the order of the table, and nothing else."""
    methods = {row.name for row in OPERATIONS.values() if row.arity == 1} | {f.name for f in FAMILIES.values() if not f.counts}
    text = generate_stub.stub()
    for name in autograd.functions.FUNCTIONS:
        assert 2 == text.count(f"\ndef {name}("), name
        assert (name in methods) == (f"    def {name}(self" in text) == hasattr(Value, name), name
    assert autograd.functions.__all__ == list(autograd.functions.FUNCTIONS)


@pytest.mark.style
def test_code_with_values_is_checked_by_mypy(tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is right passes under --strict, and every mistake is found on its own line."""
    monkeypatch.chdir(ROOT)
    wrong = tmp_path / "wrong.py"
    wrong.write_text(RIGHT + "import math\n" + "\n".join(WRONG) + "\n", encoding="utf-8")
    report, errors, _ = api.run(["--strict", cache, str(wrong)])
    assert "" == errors
    found = [line for line in report.splitlines() if line.startswith(str(wrong)) and ": error:" in line]
    first = RIGHT.count("\n") + 2
    by_line: dict[int, str] = {}
    for line in found:
        number = int(line.removeprefix(str(wrong)).split(":")[1])
        by_line[number] = by_line.get(number, "") + line
    assert list(range(first, first + len(WRONG))) == sorted(by_line)
    for number, (mistake, message) in zip(sorted(by_line), WRONG.items(), strict=True):
        assert message in by_line[number], mistake


@pytest.mark.style
def test_the_module_behind_the_stub_is_checked_too(cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A type checker that finds a stub looks no further, so functions.py is given to it by name."""
    monkeypatch.chdir(ROOT)
    report, _, _ = api.run(["--strict", cache, "autograd/functions.py"])
    assert [] == [line for line in report.splitlines() if re.match(r"autograd.functions\.py:\d+: error:", line)]


def test_help_shows_parameters_and_what_the_function_is() -> None:
    """As a notebook shows it: names, defaults, one sentence, and where it is defined."""
    shown = {name: str(inspect.signature(getattr(autograd, name))) for name in ("exp", "atan2", "leaky_relu", "clip", "maximum")}
    assert {
        "exp": "(x, /)",
        "atan2": "(x, y, /)",
        "leaky_relu": "(x, /, slope=0.01)",
        "clip": "(x, /, low=-1.0, high=1.0)",
        "maximum": "(*xs)",
    } == shown
    assert "(self, /, low=-1.0, high=1.0)" == str(inspect.signature(Value.clip))
    assert "The natural logarithm. Defined for x > 0." == autograd.log.__doc__ == Value.log.__doc__
    for name in autograd.functions.FUNCTIONS:
        function = getattr(autograd, name)
        assert (name, "autograd.functions") == (function.__name__, function.__module__)
        assert function.__doc__


def test_functions_take_numbers_and_give_numbers() -> None:
    """A function of the table is a function of Python, too, and says no to anything else."""
    for row in rows():
        if row.family is None:
            result = getattr(autograd, row.name)(*row.domain.samples[0])
            assert float is type(result), row
    assert (2.0, 2.0, 3.0) == (autograd.maximum(1, 2), autograd.mean(1, 2, 3), autograd.linear(1.5, k=2))
    with pytest.raises(TypeError, match="one Value per element"):
        autograd.maximum([1.0, 2.0])
    with pytest.raises(TypeError, match="pass an int or a float"):
        autograd.pow(Value(1.0), {})
    assert (8.0, 8.0) == (autograd.pow(2, 3), autograd.pow(2, Value(3.0)).data)
    assert autograd.pow(Value(2.0), 3).operation is autograd.operations.power(3)
