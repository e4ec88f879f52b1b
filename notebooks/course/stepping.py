"""The exercises of 3_stepping.ipynb."""

from __future__ import annotations

from .answers import Mistake, Verdict, function, numbers, several


def contributions(answer: object) -> Verdict:
    """Check what p receives in z = p * q + p at p = 2, q = 5."""
    return numbers(
        answer,
        {"by the product": 5.0, "by the sum": 1.0, "gradient": 6.0},
        "Right: whichever of the two arrives first, p holds 6 at the end.",
        {
            "by the product": {
                2.0: "2 is the value of p. A product's derivative by one factor is the other factor.",
                10.0: "10 is the value of the product.",
                1.0: "1 is what the product has got from z. It still has to be multiplied by the local derivative.",
            },
            "by the sum": {
                2.0: "2 is the value of p. A sum moves exactly as its terms do.",
                12.0: "12 is the value of z.",
                0.0: "p is a term of the sum as well.",
            },
            "gradient": {
                5.0: "the contribution by the sum is not in it: did it overwrite, or was it overwritten?",
                1.0: "the contribution by the product is not in it: did it overwrite, or was it overwritten?",
                7.0: "the two contributions are 5 and 1.",
            },
        },
    )


def orders(answer: object) -> Verdict:
    """Check which orders are right to go back from r = p * q, with p = x + 1 and q = 2x."""
    return several(
        answer,
        {
            "r p q x": "r comes first, x after both p and q: every value has all it will get before it sends anything on.",
            "r q p x": "p and q do not use each other, so either may come first; x waits for both.",
            "r p x q": "x would send on what it has before q has sent it anything.",
            "x p q r": "nothing has arrived at x yet when it is its turn: this is the order of the forward phase.",
            "p q r x": "r has to start: p and q have nothing to send on before it.",
        },
        {"r p q x", "r q p x"},
        "Right, and the two give the same: whatever does not depend on each other may come in any order.",
    )


def product_rule(answer: object) -> Verdict:
    """Check the tangent of a product: a function of x, its tangent, y, its tangent."""
    return function(
        answer,
        lambda x, dx, y, dy: dx * y + x * dy,
        [(2.0, 1.0, 3.0, 0.0), (2.0, 0.0, 3.0, 1.0), (-1.5, 0.5, 4.0, -2.0), (3.0, 1.0, 3.0, 1.0)],
        "Right: the product moves since x moves, and since y moves, and the two add up.",
        [
            Mistake(
                lambda x, dx, y, dy: dx * dy, "What moves x alone moves the product too: with dy = 0 it does not stand still."
            ),
            Mistake(lambda x, dx, y, dy: x * dx + y * dy, "Each tangent is multiplied by the *other* factor."),
            Mistake(lambda x, dx, y, dy: x * dy, "That is half of it: x moves as well."),
            Mistake(lambda x, dx, y, dy: dx * y, "That is half of it: y moves as well."),
            Mistake(lambda x, dx, y, dy: x * y, "That is the product itself. Its tangent is how fast it moves."),
            Mistake(lambda x, dx, y, dy: dx * y - x * dy, "The two add up; a minus belongs to the rule of a quotient."),
            Mistake(lambda x, dx, y, dy: dx + dy, "That is the tangent of a sum."),
            Mistake(
                lambda x, dx, y, dy: dx * y + x * dy + dx * dy,
                "That is the change for a step of 1. dx · dy vanishes beside the others when the step does.",
            ),
        ],
    )
