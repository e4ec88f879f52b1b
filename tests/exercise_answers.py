"""Answers to the exercises of the course: right ones, and the usual wrong ones, with a piece of what is said to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from course import answers, derivative


class Exercise(NamedTuple):
    """An exercise, a right answer, and wrong ones with a piece of what is said to each."""

    check: Callable[[Any], answers.Verdict]
    right: Any
    wrong: list[tuple[Any, str]]


def squares(f: Any, x: float, h: float) -> float:
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


EXERCISES = [
    Exercise(
        derivative.slope,
        8,
        [
            (15, "height of the curve"),
            (9, "from x = 3 to x = 4"),
            (8.1, "step of 0.1"),
            (8.01, "step of 0.01"),
            (6, "x² alone"),
            (2, "2x alone"),
            (5, "not 3"),
            (-8, "the sign is not"),
            (7.5, "Not 7.5."),
        ],
    ),
    Exercise(
        derivative.points,
        {"minimum": 1, "level": 0, "inflection": 2 / 3},
        [
            (
                {"minimum": 0, "level": 1, "inflection": 2 / 3},
                "1 of 3 are right. minimum = 0: at 0",
            ),
            ({"minimum": 1, "level": 0, "inflection": 0}, "a level one"),
            ({"minimum": 1, "level": 0, "inflection": 1.5}, "not 36/24"),
            (
                {"minimum": -1, "level": 0, "inflection": 1},
                "At which x? inflection = 1",
            ),
            ({"minimum": 1, "level": 0, "inflection": ...}, "still open"),
            ({"minimum": 1}, "a number for each of"),
            (3, "is a dict"),
        ],
    ),
    Exercise(
        derivative.second_difference,
        squares,
        [
            (lambda f, x, h: (f(x + h) - 2 * f(x) + f(x - h)) / h, "by h * h"),
            (lambda f, x, h: f(x + h) - 2 * f(x) + f(x - h), "divided by h * h yet"),
            (lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h), "central"),
            (lambda f, x, h: (f(x + h) - f(x)) / h, "forward"),
            (lambda f, x, h: (f(x + 2 * h) - 2 * f(x + h) + f(x)) / h**2, "ahead of x"),
            (lambda f, x, h: -squares(f, x, h), "sign is turned"),
            (lambda f, x, h: squares(f, x, h) / 4, "not by (2h)²"),
            (lambda f, x, h: f(x), "At cube, 1, 0.5 the function gives 1; it should be 6."),
            (lambda f, x: f(x), "TypeError"),
            (lambda f, x, h: None, "return"),
            (6.0, "is a function"),
        ],
    ),
]
