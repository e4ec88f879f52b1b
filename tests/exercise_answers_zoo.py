"""Answers to the exercises of the course on the zoo, as in exercise_answers.py."""

from __future__ import annotations

from course import zoo
from exercise_answers import Exercise

EXERCISES = [
    Exercise(
        zoo.counts,
        {"dff": 54, "rnn": 42, "hn": 45},
        [
            ({"dff": 43, "rnn": 26, "hn": 90}, "0 of 3 are right. dff = 43: the bias neurons are missing"),
            ({"dff": 52, "rnn": 42, "hn": 100}, "1 of 3 are right. dff = 52: the outputs have biases, too"),
            ({"dff": 120, "rnn": 30, "hn": 45}, "not 3 · 5 · 4 · 2. rnn = 30: a hidden neuron hears *all four*"),
            ({"dff": 54, "rnn": 36, "hn": 50}, "rnn = 36: the bias neurons are missing. hn = 50: no neuron hears itself"),
            ({"dff": 14, "rnn": 38, "hn": 55}, "that is the number of neurons. rnn = 38: a hidden neuron hears itself, too"),
            ({"dff": 54, "rnn": 42, "hn": 10}, "There is a weight for each pair"),
            ({"dff": 54, "rnn": 42, "hn": ...}, "hn is still open"),
            ({"dff": 55, "rnn": 42, "hn": 45}, "dff = 55: not this number"),
        ],
    ),
    Exercise(
        zoo.third_input,
        lambda a, b: a * b,
        [
            (lambda a, b: 1.0, "says 1 for every row"),
            (lambda a, b: a, "depends on a alone"),
            (lambda a, b: 2 * b + 1, "depends on b alone"),
            (lambda a, b: a - b, "a part for a and a part for b"),
            (lambda a, b: 100 + a * b, "so narrowly"),
            (lambda a, b: None, "return"),
            (lambda a: a, "TypeError"),
            (lambda a, b: [a, b], "is none (list)"),
            (3, "is a function of a and b"),
        ],
    ),
    Exercise(
        zoo.who,
        {"A": "drn", "B": "esn", "C": "sae", "D": "gru"},
        [
            ({"A": "dff", "B": "rnn", "C": "ae", "D": "lstm"}, "0 of 4 are right. A is not 'dff': in A every second layer"),
            ({"A": "DRN", "B": "rnn", "C": "sae", "D": "gru"}, "3 of 4 are right. B is not 'rnn': in a layer of an RNN"),
            ({"A": "drn", "B": "esn", "C": "dff", "D": "rnn"}, "C is not 'dff': the rings in the orange cells"),
            ({"A": "drn", "B": "gru", "C": "sae", "D": "gru"}, "without a ring or a triangle"),
            ({"A": "esn", "B": "esn", "C": "sae", "D": "gru"}, "Look at the arcs"),
            ({"A": "drn", "B": "esn", "C": "sae", "D": "hopfield"}, "D: 'hopfield' is none of"),
            ({"A": "drn", "B": "esn", "C": ..., "D": "gru"}, "C is still open"),
        ],
    ),
]
