"""The exercises of 7_trust.ipynb."""

from __future__ import annotations

from collections.abc import Callable

from autograd import derivative

from .answers import Mistake, Verdict, function, several


def suspects(answer: object) -> Verdict:
    """Check which of four derivatives written by hand are wrong."""
    return several(
        answer,
        {
            "bell": "it is right, and gradcheck finds nothing at any point.",
            "hump": "at 0 it is right by luck; gradcheck it at 1.",
            "root": "it is right, and gradcheck finds nothing at any point.",
            "valley": "what is inside the logarithm moves as well, so a factor is missing.",
        },
        {"hump", "valley"},
        "Right, these two. The hump is the one that a check at 0 alone would have let pass.",
    )


def repaired(answer: object) -> Verdict:
    """Check the derivative of x / (1 + x**2)."""
    return function(
        answer,
        lambda x: (1 - x * x) / (1 + x * x) ** 2,
        [(0.0,), (0.5,), (-1.5,), (3.0,)],
        "Right, and gradcheck would say the same.",
        [
            Mistake(
                lambda x: 1 / (1 + x * x) ** 2, "That is still the one from above: compare it at x = 1, where the hump is level."
            ),
            Mistake(lambda x: 1 / (2 * x) if x else 1.0, "The derivative of a quotient is not the quotient of the derivatives."),
            Mistake(lambda x: (x * x - 1) / (1 + x * x) ** 2, "The sign is turned: bottom times top's derivative comes first."),
            Mistake(lambda x: (1 - x * x) / (1 + x * x), "Right on top. The bottom of a quotient's derivative is squared."),
            Mistake(lambda x: (1 + 3 * x * x) / (1 + x * x) ** 2, "The two terms on top are subtracted, not added."),
        ],
    )


def newton_step(answer: object) -> Verdict:
    """Check one step of Newton's method: a function of f and x."""

    def right(f: Callable[..., float], x: float) -> float:
        return x - derivative(f)(x) / derivative(f, order=2)(x)

    def quadratic(x: float) -> float:
        return 3 * x**2 - 6 * x + 5

    def fourth(x: float) -> float:
        return x**4 + x**2 - x

    return function(
        answer,
        right,
        [(quadratic, 4.0), (fourth, 1.0), (fourth, -2.0)],
        "Right. On a parabola a single step arrives at the bottom, wherever it begins.",
        [
            Mistake(
                lambda f, x: x + derivative(f)(x) / derivative(f, order=2)(x), "That climbs: subtract the step, do not add it."
            ),
            Mistake(lambda f, x: x - f(x) / derivative(f)(x), "That is Newton's method for f(x) = 0. Here f'(x) = 0 is wanted."),
            Mistake(
                lambda f, x: x - derivative(f)(x),
                "That is gradient descent with the learning rate 1. Divide by the curvature f''.",
            ),
            Mistake(
                lambda f, x: x - derivative(f)(x) * derivative(f, order=2)(x),
                "The more curved, the nearer the bottom: divide by the second derivative, do not multiply.",
            ),
            Mistake(lambda f, x: x - derivative(f, order=2)(x) / derivative(f)(x), "The fraction is upside down."),
            Mistake(
                lambda f, x: derivative(f)(x) / derivative(f, order=2)(x), "That is the step alone: return the new x, x minus it."
            ),
        ],
    )
