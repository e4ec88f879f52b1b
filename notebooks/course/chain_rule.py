"""The exercises of 2_chain_rule.ipynb."""

from __future__ import annotations

from .answers import Verdict, number, numbers


def gradients(answer: object) -> Verdict:
    """Check the derivatives of M = (p + q) * r by p, q and r at p = 3, q = -1, r = 4."""
    return numbers(
        answer,
        {"p": 4.0, "q": 4.0, "r": 2.0},
        "Right. The sum hands on what it receives, 4, to p and to q alike; r is multiplied by p + q = 2.",
        {
            "p": {
                1.0: "1 is the local derivative of the sum by p. It is one factor; the product by the sum is the other.",
                3.0: "3 is the value of p.",
                2.0: "2 is the value of the sum p + q. A product's derivative by one factor is the other one.",
            },
            "q": {
                1.0: "1 is the local derivative of the sum by q. It is one factor; the product by the sum is the other.",
                -1.0: "-1 is the value of q.",
                -4.0: "q itself is negative, but a sum moves exactly as q does: its local derivative is 1.",
            },
            "r": {
                4.0: "4 is the value of r. A product's derivative by one factor is the other one.",
                1.0: "r is a factor, not a term: its local derivative is the other factor.",
                8.0: "8 is the value of M.",
            },
        },
    )


def two_paths(answer: object) -> Verdict:
    """Check the derivative of N = (p + q) * q by q at p = 3, q = -1."""
    return number(
        answer,
        1.0,
        "Right: -1 by way of the sum and 2 directly, and the two add up.",
        {
            -1.0: "-1 is what comes by way of the sum. q is a factor of the product as well: that path is missing.",
            2.0: "2 is what comes directly, from q as a factor. q is in the sum as well: that path is missing.",
            -2.0: "You multiplied the two paths (or took the value of N). Factors multiply along a path; paths add up.",
            3.0: "The other factor by way of the sum is q itself, -1, and not 1.",
        },
        "Find both ways from q to N, multiply along each, and add.",
    )


def ladder(answer: object) -> Verdict:
    """Check the number of paths in six rounds of y = y * y, and the derivative that is their sum, at x = 1."""
    return numbers(
        answer,
        {"paths": 64.0, "derivative": 64.0},
        "Right: each round doubles the number of paths. At x = 1 every local derivative is 1, so each path contributes 1, "
        "and their sum is the derivative of x⁶⁴ at 1. Backward went over 12 wires to find it.",
        {
            "paths": {
                12.0: "12 is the number of wires. A path chooses one of two wires in every round.",
                6.0: "6 is the number of rounds. In each of them a path can go by either of two wires.",
                36.0: "choosing anew in every round multiplies the possibilities: 2 · 2 · 2 · ...",
                32.0: "that is for five rounds.",
                128.0: "that is for seven rounds.",
                7.0: "7 is the number of values. In each round a path can go by either of two wires.",
            },
            "derivative": {
                1.0: "1 is what each path contributes, and the value of the output. The paths add up.",
                12.0: "along a path the two wires of a round are not added: each path takes one of them.",
                2.0: "2 is the derivative of one round. Six of them follow one another, and factors multiply along a chain.",
                32.0: "that is for five rounds.",
                128.0: "that is for seven rounds.",
            },
        },
    )
