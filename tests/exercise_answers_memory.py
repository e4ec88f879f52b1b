"""Answers to the exercises of the course on memory, as in exercise_answers.py."""

from __future__ import annotations

from math import tanh

from course import memory
from exercise_answers import Exercise

EXERCISES = [
    Exercise(
        memory.loop,
        {"y3": 3.5, "dy3/dw": 5},
        [
            (
                {"y3": 2, "dy3/dw": 3},
                "0 of 2 are right. y3 = 2: that is x3 alone. Half of y2 is added. dy3/dw = 3: that is the share",
            ),
            ({"y3": 7, "dy3/dw": 7}, "halved at every step. dy3/dw = 7: y1 = 4 is heard at the second step"),
            ({"y3": 3.5, "dy3/dw": 2}, "1 of 2 are right. dy3/dw = 2: that is the share of the step before"),
            ({"y3": 2.5, "dy3/dw": 1.5}, "its input. dy3/dw = 1.5: that is what came through"),
            ({"y3": 5, "dy3/dw": 4}, "times 0.5. dy3/dw = 4: that is y1"),
            ({"y3": 3, "dy3/dw": 3.5}, "that is y2. There is one step more. dy3/dw = 3.5: that is y3 itself"),
            ({"y3": 3.5, "dy3/dw": 6}, "dy3/dw = 6: not this number."),
        ],
    ),
    Exercise(
        memory.forget_gate,
        {"mark": -20, "bias": 10},
        [
            ({"mark": 20, "bias": -10}, "That is an input gate"),
            ({"mark": -20, "bias": 0}, "the gate is at 0.5: the number is lost"),
            ({"mark": -10, "bias": -10}, "the bias decides alone"),
            ({"mark": 20, "bias": 10}, "At a mark the gate is at 1: the old number stays"),
            ({"mark": 0, "bias": 3}, "at 0.953: the old number stays, and the new one is added"),
            ({"mark": -9, "bias": 2}, "It leaks. Without a mark the gate is at 0.8808: after 20 steps 0.079"),
            ({"mark": -11, "bias": 10}, "only half shut: 0.269"),
            ({"mark": -20, "bias": ...}, "bias is still open"),
            ({"mark": -20}, "a dict with a number for mark"),
            ({"mark": "a", "bias": 3}, "mark: The answer is a number"),
        ],
    ),
    Exercise(
        memory.cell_output,
        lambda i, f, o, g, c: o * tanh(f * c + i * g),
        [
            (lambda i, f, o, g, c: f * c + i * g, "That is the new state"),
            (lambda i, f, o, g, c: o * (f * c + i * g), "tanh squeezes it"),
            (lambda i, f, o, g, c: tanh(f * c + i * g), "the output gate is missing"),
            (lambda i, f, o, g, c: tanh(o * (f * c + i * g)), "stands outside of it"),
            (lambda i, f, o, g, c: o * tanh(i * c + f * g), "changed places"),
            (lambda i, f, o, g, c: o * tanh(f * c + i * tanh(g)), "applied already"),
            (lambda i, f, o, g, c: o * tanh(c + i * g), "Nothing is ever forgotten"),
            (lambda i, f, o, g, c: o * tanh(f * c + g), "Everything is written"),
            (lambda i, f, o, g, c: o * tanh(c), "the step *before*"),
            (lambda i, f, o, g, c: o * tanh(i * g), "Nothing is kept"),
            (lambda i, f, o, g, c: o, "it should be"),
            (lambda i, f, o, g, c: None, "return"),
            (lambda i, f: i * f, "TypeError"),
        ],
    ),
]
