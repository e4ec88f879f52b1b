"""Each exercise of the course knows the right answer and the usual wrong ones, and says something of its own to each."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from course import answers
from exercise_answers import EXERCISES as ENGINE
from exercise_answers import Exercise
from exercise_answers_memory import EXERCISES as MEMORY
from exercise_answers_networks import EXERCISES as NETWORKS
from exercise_answers_training import EXERCISES as TRAINING
from exercise_answers_zoo import EXERCISES as ZOO

from autograd import Value
from notebooks import NOTEBOOKS, read, tags

EXERCISES = [*ENGINE, *NETWORKS, *TRAINING, *MEMORY, *ZOO]
NAMES = [f"{exercise.check.__module__.rpartition('.')[2]}.{exercise.check.__name__}" for exercise in EXERCISES]
each = pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
ANYTHING = [None, "8", [], {}, True, math.nan, math.inf, 1j, Value(8.0), object(), lambda *_: "8", lambda *_: fails(), print]


def open_form(exercise: Exercise) -> Any:
    """The answer as it is stored in the notebook: dots."""
    if callable(exercise.right):
        return lambda *_: ...
    return dict.fromkeys(exercise.right, ...) if isinstance(exercise.right, dict) else ...


@each
def test_the_right_answer_is_praised(exercise: Exercise) -> None:
    """And it shows so, in a line with a sign."""
    verdict = exercise.check(exercise.right)
    assert verdict.right, verdict
    assert repr(verdict).startswith("✓ Right")


@each
def test_an_open_exercise_says_what_to_do(exercise: Exercise) -> None:
    """That is how it is stored, and it is no error."""
    for answer in (..., open_form(exercise)):
        assert repr(exercise.check(answer)) == f"○ {answers.OPEN}"


@each
def test_each_wrong_answer_is_told_what_is_wrong_with_it(exercise: Exercise) -> None:
    """No two mistakes are told the same, and none is taken for right."""
    said = []
    for answer, expected in exercise.wrong:
        verdict = exercise.check(answer)
        assert not verdict.right
        assert repr(verdict).startswith("✗ ")
        assert expected in verdict.text
        said.append(verdict.text)
    assert len(said) == len(set(said)) >= 3


def fails() -> float:
    raise ZeroDivisionError("division by zero")


@each
@pytest.mark.parametrize("answer", ANYTHING, ids=str)
def test_no_answer_breaks_a_check(exercise: Exercise, answer: object) -> None:
    """Whatever stands in the cell, the reader gets a sentence."""
    verdict = exercise.check(answer)
    assert not verdict.right
    assert verdict.text.endswith((".", "?", "!")) or "raises" in verdict.text


def test_a_rounded_answer_is_right_with_three_digits() -> None:
    """A reader types 0.667 for 2/3; with two digits the size is confirmed, and more are wanted; cut off is not rounded."""

    def says(x: float) -> answers.Verdict:
        return answers.number(x, 2 / 3, "Yes.", {}, "No.")

    assert all(says(x).right for x in (0.667, 0.66667, 2 / 3))
    assert not any(says(x).right for x in (0.67, 0.7, 0.666, 0.668))
    assert "0.67 is right as far as it goes" in says(0.67).text
    assert "Not 0.66. No." == says(0.66).text


def test_every_exercise_of_the_course_is_tried_here() -> None:
    """And every one that is tried here is in a notebook."""
    asked = []
    for path in NOTEBOOKS:
        notebook = read(path)
        module = re.search(r"from course import (\w+) as exercises", "\n".join(cell.source for cell in notebook.cells))
        assert module is not None, path.name
        checks = [cell.source for cell in notebook.cells if "check" in tags(cell)]
        asked += [module[1] + "." + re.sub(r"exercises[.](\w+)[(].+[)]", r"\1", check) for check in checks]
    assert sorted(asked) == sorted(NAMES)
