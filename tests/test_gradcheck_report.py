"""The report of a check: a table that reads well in a terminal, in pytest and in a notebook."""

from __future__ import annotations

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from checking import SOFTSIGN, caught, checked, verdicts

import autograd
from autograd import (
    NotDifferentiable,
    Operation,
    Value,
    assert_gradients,
    gradcheck,
    tanh,
)

REPOSITORY = Path(__file__).parent.parent


def test_a_report_reads_as_a_table() -> None:
    """A verdict in one line, a row for each derivative, modes that agree in one row, numbers under their heads."""
    wrong = Operation("wrong", lambda x, y: x * y, lambda out, x, y: (y, 2 * x))
    lines = str(caught(wrong, (2.0, 3.0))).splitlines()
    assert "wrong: 1 of 2 derivatives disagree with differences" == lines[0]
    assert ["mode", "derivative", "differences", "apart", "by", "error", "bar", "step", "verdict"] == lines[1].split()
    assert ["∂/∂x", "reverse,", "forward", "3", "3", "0"] == lines[2].split()[:6]
    assert "right" == lines[2].split()[-1]
    assert ["∂/∂y", "reverse,", "forward", "4", "2", "2.0e+00"] == lines[3].split()[:6]
    assert "WRONG" == lines[3].split()[-1]
    assert "to blame: operation wrong at (2.0, 3.0): its own ∂/∂y is 4 by its rule, 2 by differences" == lines[4]
    for head in ("derivative", "differences", "apart by", "error bar", "step"):
        end = lines[1].index(head) + len(head)
        assert all(line[end - 1] != " " and line[end : end + 2].strip() == "" for line in lines[2:4])
    assert all(line == line.rstrip() for line in lines)


def test_a_report_of_several_points_says_which() -> None:
    """A column for the point, and the point itself where something is wrong."""
    report = caught(SOFTSIGN, [1.0, 0.5])
    lines = str(report).splitlines()
    assert "half_right at 2 points: 1 of 2 derivatives disagree with differences" == lines[0]
    assert "point" == lines[1].split()[0]
    assert ["1", "2"] == [line.split()[0] for line in lines[2:4]]
    assert "point 2: x = 0.5" in lines
    assert [0, 1] == sorted({entry.point for entry in report.entries})


def test_a_report_is_true_if_it_passed() -> None:
    """Entries are facts: which derivative, what is claimed, what differences say, how far apart, and the verdict."""
    report = gradcheck(lambda x: x**2, 3.0)
    assert report
    assert "<GradientReport: f: the derivative agrees with differences>" == repr(report)
    entry = report.entries[0]
    assert ("∂/∂x", "reverse", 6.0, "right", 0) == (entry.by, entry.mode, entry.analytic, entry.verdict, entry.point)
    assert abs(entry.numeric - 6.0) == entry.error <= entry.estimate.error
    assert not caught(SOFTSIGN, 0.5)


def test_a_kink_is_listed_with_the_slopes_on_both_sides() -> None:
    """It passes if the derivative lies between them, and fails if it does not."""
    report = gradcheck(lambda x: x.relu() if isinstance(x, Value) else autograd.relu(x), 0.0)
    assert "f: no derivative is wrong: 1 not differentiable here" == report.summary
    assert "∂/∂x: not differentiable here: slopes 0 on the left and 1 on the right" in str(report)
    between = Operation("between", abs, lambda out, x: (0.5,))
    assert gradcheck(between, 0.0).kinks
    beyond = Operation("beyond", abs, lambda out, x: (1.5,))
    assert "kink" == checked(beyond, 0.0).entries[0].estimate.kind
    caught(beyond, 0.0)


def test_a_jump_is_listed() -> None:
    """A step at its threshold."""
    report = gradcheck(autograd.step, 0.0)
    assert {"jump"} == verdicts(report)
    assert "the function jumps" in str(report)


def test_a_function_with_values_on_one_side_is_checked_there() -> None:
    """An edge of the domain, where the derivative exists from one side: x**1.5 at 0."""
    report = gradcheck(lambda x: x**1.5, 0.0)
    assert report.passed
    assert "edge" == report.entries[0].estimate.kind


def test_a_staircase_is_named() -> None:
    """Floor of a million and a half, seen from afar."""
    report = gradcheck(autograd.floor, 1_000_000.5)
    assert "a staircase of tiny steps: slope 0 on one, 1 over many" in str(report)


class Text(HTMLParser):
    """The text of some HTML, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        """Note a tag."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def test_a_notebook_shows_a_table_with_everything_escaped() -> None:
    """Labels are text, not markup; what is wrong is coloured."""
    x = Value(0.5, label="<img src=x onerror=alert(1)>")
    html = caught(SOFTSIGN, x)._repr_html_()
    reader = Text()
    reader.feed(html)
    assert "img" not in reader.tags
    assert {"table", "tr", "th", "td"} <= set(reader.tags)
    assert "∂/∂<img src=x onerror=alert(1)>" in reader.texts
    assert "WRONG" in reader.texts
    assert "color:#D55E00" in html
    assert any(text.startswith("to blame: operation half_right") for text in reader.texts)
    empty = gradcheck(lambda: 3.0, ())._repr_html_()
    assert "nothing to check" in empty
    assert "<table" not in empty


TEST_FILE = """
from autograd import Operation, assert_gradients

wrong = Operation("wrong", lambda x: x * x, lambda out, x: (3 * x,))

def test_right():
    assert_gradients(lambda x: x**3, [1.0, -2.0], order=2)

def test_wrong():
    assert_gradients(wrong, 2.0)
"""


def test_pytest_shows_the_table_as_the_message_and_no_line_of_ours(tmp_path: Path) -> None:
    """A failing assert_gradients points at the line of the test, with the report below it."""
    file = tmp_path / "test_mine.py"
    file.write_text(TEST_FILE, encoding="utf-8", newline="\n")
    command = [sys.executable, "-X", "utf8", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    finished = subprocess.run(
        command,
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "160"},
    )
    assert 1 == finished.returncode
    shown = finished.stdout
    assert ">       assert_gradients(wrong, 2.0)" in shown or ">   assert_gradients(wrong, 2.0)" in shown
    assert "GradientMismatch: wrong: the derivative disagrees with differences" in shown
    assert "WRONG" in shown
    assert "to blame: operation wrong at (2.0)" in shown
    assert "autograd/check.py" not in shown.replace("\\", "/").split("short test summary")[0]
    assert "1 failed, 1 passed" in shown


def test_assert_gradients_raises_an_assertion_with_the_table() -> None:
    """And returns nothing where all is well; every option of gradcheck is taken."""
    assert assert_gradients(tanh, 0.5) is None  # type: ignore[func-returns-value]
    with pytest.raises(AssertionError, match="half_right: the derivative disagrees"):
        assert_gradients(SOFTSIGN, 0.5)
    with pytest.raises(AssertionError):
        assert_gradients(SOFTSIGN, 1.0, order=2)
    with pytest.raises(NotDifferentiable):
        assert_gradients(abs, 0.0, kinks="raise")
