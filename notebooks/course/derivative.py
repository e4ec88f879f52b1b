"""The exercises of 1_derivative.ipynb."""

from __future__ import annotations

from math import exp

from .answers import Mistake, Verdict, function, number, numbers


def slope(answer: object) -> Verdict:
    """Check the slope of x**2 + 2x at x = 3."""
    return number(
        answer,
        8.0,
        "Right: 2 · 3 from x², and 2 from 2x. The ratio Δf / Δx settles on 8 as Δx shrinks.",
        {
            15.0: "15 is the height of the curve at x = 3. Its slope is how much the height changes for each unit of x.",
            9.0: "9 is the slope of the line from x = 3 to x = 4. Make the step from 3 smaller: what does the ratio settle on?",
            8.1: "Close: 8.1 is the ratio for a step of 0.1. Make the step smaller still.",
            8.01: "Close: 8.01 is the ratio for a step of 0.01. What does it settle on?",
            6.0: "6 is the slope of x² alone. 2x has a slope as well, and the two add up.",
            2.0: "2 is the slope of 2x alone. x² has a slope as well, and the two add up.",
            5.0: "x² has the slope 2x, which is 6 at x = 3, and not 3.",
        },
        "Compute (g(3 + h) - g(3)) / h for h = 0.1, 0.01, 0.001, and see where it settles.",
    )


def points(answer: object) -> Verdict:
    """Check where k(x) = 3x**4 - 4x**3 has its minimum, where it is level without an extremum, and its other inflection."""
    return numbers(
        answer,
        {"minimum": 1.0, "level": 0.0, "inflection": 2.0 / 3.0},
        "Right. At 0 the slope touches zero and stays negative on both sides; at 1 it changes from negative to positive. "
        "The curve bends the other way from 0 on, and again from 2/3 on.",
        {
            "minimum": {
                0.0: "at 0 the slope is zero, but it is negative on both sides: the curve goes on falling.",
                -1.0: "-1 is the height of the curve there. At which x?",
            },
            "level": {1.0: "at 1 the slope changes from negative to positive: that is an extremum."},
            "inflection": {
                0.0: "0 is an inflection, but a level one. There is another.",
                1.0: "at 1 the second derivative is 12, so the curve bends one way all around it.",
                1.5: "36x² = 24x gives x = 24/36, and not 36/24.",
            },
        },
    )


def second_difference(answer: object) -> Verdict:
    """Check a second derivative by steps: a function of f, x and h."""

    def right(f, x, h):
        return (f(x + h) - 2 * f(x) + f(x - h)) / h**2

    def cube(x):
        return x**3

    mistakes = [
        Mistake(
            lambda f, x, h: right(f, x, h) * h,
            "The differences are right. They want dividing by h twice: by h * h.",
        ),
        Mistake(
            lambda f, x, h: right(f, x, h) * h**2,
            "The differences are right, but nothing is divided by h * h yet.",
        ),
        Mistake(
            lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
            "That is the central difference: the first derivative.",
        ),
        Mistake(
            lambda f, x, h: (f(x + h) - f(x)) / h,
            "That is the forward difference: the first derivative.",
        ),
        Mistake(
            lambda f, x, h: (f(x + 2 * h) - 2 * f(x + h) + f(x)) / h**2,
            "That is the change of the slope ahead of x, around x + h. Take one slope on each side of x.",
        ),
        Mistake(
            lambda f, x, h: -right(f, x, h),
            "The sign is turned: the slope on the right minus the slope on the left.",
        ),
        Mistake(
            lambda f, x, h: right(f, x, h) / 4,
            "Each slope spans one step h here, not 2h: so divide by h * h, not by (2h)².",
        ),
    ]
    return function(
        answer,
        right,
        [(cube, 1.0, 0.5), (cube, 2.0, 0.25), (exp, 0.0, 0.125)],
        "Right: the slope on the right minus the slope on the left, divided by h once more.",
        mistakes,
    )
