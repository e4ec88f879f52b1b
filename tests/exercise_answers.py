"""Answers to the exercises of the course: right ones, and the usual wrong ones, with a piece of what is said to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from course import answers, chain_rule, derivative, stepping, trust

import autograd


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
            ({"minimum": 1, "level": 0, "inflection": 0.67}, "right as far as it goes"),
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
    Exercise(
        chain_rule.gradients,
        {"p": 4, "q": 4, "r": 2},
        [
            ({"p": 1, "q": 1, "r": 4}, "0 of 3 are right. p = 1: 1 is the local derivative of the sum by p"),
            ({"p": 2, "q": -4, "r": 1}, "a sum moves exactly as q does"),
            ({"p": 3, "q": -1, "r": 4}, "3 is the value of p. q = -1: -1 is the value of q. r = 4: 4 is the value of r"),
            ({"p": 4, "q": 4, "r": 8}, "2 of 3 are right. r = 8: 8 is the value of M"),
            ({"p": -4, "q": 4, "r": 2}, "the sign is not"),
            ({"p": 4, "q": 4, "r": 7}, "r = 7: not this number."),
        ],
    ),
    Exercise(
        chain_rule.two_paths,
        1,
        [(-1, "as well: that path"), (2, "q is in the sum"), (-2, "paths add up"), (3, "is q itself"), (9, "both ways")],
    ),
    Exercise(
        chain_rule.ladder,
        {"paths": 64, "derivative": 64},
        [
            ({"paths": 12, "derivative": 1}, "number of wires"),
            ({"paths": 64, "derivative": 12}, "1 of 2 are right. derivative = 12"),
            ({"paths": 32, "derivative": 32}, "five rounds"),
            ({"paths": 6, "derivative": 2}, "factors multiply along a chain"),
        ],
    ),
    Exercise(
        stepping.contributions,
        {"by the product": 5, "by the sum": 1, "gradient": 6},
        [
            ({"by the product": 2, "by the sum": 2, "gradient": 6}, "1 of 3 are right. by the product = 2: 2 is the value of p"),
            ({"by the product": 5, "by the sum": 1, "gradient": 5}, "contribution by the sum is not in it"),
            ({"by the product": 5, "by the sum": 1, "gradient": 1}, "contribution by the product is not in it"),
            ({"by the product": 10, "by the sum": 12, "gradient": 7}, "10 is the value of the product. by the sum = 12: 12 is"),
        ],
    ),
    Exercise(
        stepping.orders,
        {"r p q x", "r q p x"},
        [
            ({"r p q x"}, "'r q p x' is missing: p and q do not use each other"),
            ({"r p q x", "r q p x", "r p x q"}, "before q has sent it anything"),
            ({"x p q r"}, "the order of the forward phase"),
            ({"p q r x"}, "r has to start"),
        ],
    ),
    Exercise(
        stepping.product_rule,
        lambda x, dx, y, dy: dx * y + x * dy,
        [
            (lambda x, dx, y, dy: dx * dy, "does not stand still"),
            (lambda x, dx, y, dy: x * dx + y * dy, "*other* factor"),
            (lambda x, dx, y, dy: x * dy, "x moves as well"),
            (lambda x, dx, y, dy: dx * y, "y moves as well"),
            (lambda x, dx, y, dy: x * y, "the product itself"),
            (lambda x, dx, y, dy: dx * y - x * dy, "quotient"),
            (lambda x, dx, y, dy: dx + dy, "of a sum"),
            (lambda x, dx, y, dy: dx * y + x * dy + dx * dy, "a step of 1"),
            (lambda x, dx, y, dy: 0, "At 2, 1, 3, 0 the function gives 0; it should be 3."),
        ],
    ),
    Exercise(
        trust.suspects,
        {"hump", "valley"},
        [
            ({"hump"}, "'valley' is missing: what is inside"),
            ({"valley"}, "'hump' is missing: at 0"),
            ({"hump", "valley", "root"}, "'root' does not belong there"),
            ({"bell"}, "'bell' does not belong there"),
            ("hump", "is a set of words"),
            ({"hill"}, "'hill': not among"),
        ],
    ),
    Exercise(
        trust.repaired,
        lambda x: (1 - x**2) / (1 + x**2) ** 2,
        [
            (lambda x: 1 / (1 + x**2) ** 2, "still the one from above"),
            (lambda x: 1 / (2 * x) if x else 1.0, "not the quotient of the derivatives"),
            (lambda x: 1 / (2 * x), "ZeroDivisionError"),
            (lambda x: (x**2 - 1) / (1 + x**2) ** 2, "sign is turned"),
            (lambda x: (1 - x**2) / (1 + x**2), "is squared"),
            (lambda x: (1 + 3 * x**2) / (1 + x**2) ** 2, "subtracted"),
            (lambda x: 1.0, "At 0.5 the function gives 1; it should be 0.48."),
        ],
    ),
    Exercise(
        trust.newton_step,
        lambda f, x: x - autograd.derivative(f)(x) / autograd.derivative(f, order=2)(x),
        [
            (lambda f, x: x + autograd.derivative(f)(x) / autograd.derivative(f, order=2)(x), "climbs"),
            (lambda f, x: x - f(x) / autograd.derivative(f)(x), "f(x) = 0"),
            (lambda f, x: x - autograd.derivative(f)(x), "learning rate 1"),
            (lambda f, x: x - autograd.derivative(f)(x) * autograd.derivative(f, order=2)(x), "do not multiply"),
            (lambda f, x: x - autograd.derivative(f, order=2)(x) / autograd.derivative(f)(x), "upside down"),
            (lambda f, x: autograd.derivative(f)(x) / autograd.derivative(f, order=2)(x), "the step alone"),
            (lambda f, x: x, "At quadratic, 4 the function gives 4; it should be 1."),
        ],
    ),
]
