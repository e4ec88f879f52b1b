"""Answers to the exercises of the course on training, as in exercise_answers.py."""

from __future__ import annotations

from course import training
from exercise_answers import Exercise

SMALL, LARGE, FITTED, FINE = "rate too small", "rate too large", "over-fitting", "fine"

EXERCISES = [
    Exercise(
        training.rates,
        {"after one step": 1.2, "arrives at once": 0.25, "too large": 0.5},
        [
            (
                {"after one step": -1.2, "arrives at once": 0.5, "too large": 1},
                "0 of 3 are right. after one step = -1.2: that climbs",
            ),
            ({"after one step": 0.3, "arrives at once": 4, "too large": 2}, "upside down"),
            ({"after one step": 12, "arrives at once": 1, "too large": 0.25}, "A little more goes beyond 3"),
            (
                {"after one step": 0.6, "arrives at once": 0.25, "too large": 0.5},
                "2 of 3 are right. after one step = 0.6: the slope",
            ),
            ({"after one step": 1.8, "arrives at once": 0.1, "too large": ...}, "too large is still open"),
            ({"after one step": 0.1, "arrives at once": 3, "too large": 0.5}, "is a step of 3"),
            ({"after one step": -12, "arrives at once": 0.25, "too large": 0.7}, "too large = 0.7: not this number."),
        ],
    ),
    Exercise(
        training.diagnoses,
        {"A": FITTED, "B": SMALL, "C": FINE, "D": LARGE},
        [
            ({"A": FINE, "B": FINE, "C": SMALL, "D": SMALL}, "0 of 4 are right. A is not 'fine': look at the dashed curve"),
            ({"A": LARGE, "B": FITTED, "C": LARGE, "D": FINE}, "B is not 'over-fitting': the two curves lie together"),
            ({"A": SMALL, "B": LARGE, "C": FITTED, "D": FITTED}, "C is not 'over-fitting': the dashed curve"),
            ({"A": FITTED, "B": "Rate too small ", "C": FINE, "D": SMALL}, "3 of 4 are right. D is not"),
            ({"A": FITTED, "B": SMALL, "C": "right", "D": LARGE}, "C: 'right' is none of 'rate too small'"),
            ({"A": FITTED, "B": SMALL, "C": FINE, "D": ...}, "D is still open"),
            ({"A": FITTED}, "a word for each of A, B, C, D"),
            ("over-fitting", "is a dict with a word"),
        ],
    ),
    Exercise(
        training.patience,
        {"stops after epoch": 8, "weights of epoch": 5, "patience needed": 5},
        [
            (
                {"stops after epoch": 4, "weights of epoch": 3, "patience needed": 4},
                "0 of 3 are right. stops after epoch = 4: after epoch 4",
            ),
            (
                {"stops after epoch": 8, "weights of epoch": 8, "patience needed": 5},
                "2 of 3 are right. weights of epoch = 8: 8 is where",
            ),
            ({"stops after epoch": 6, "weights of epoch": 5, "patience needed": 10}, "the first loss that is higher"),
            ({"stops after epoch": 7, "weights of epoch": 5, "patience needed": 6}, "two epochs without"),
            ({"stops after epoch": 9, "weights of epoch": 5, "patience needed": 3}, "three already"),
            ({"stops after epoch": 10, "weights of epoch": 10, "patience needed": 5}, "never reached"),
        ],
    ),
]
