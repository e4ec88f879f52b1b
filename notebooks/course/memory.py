"""The exercises of 9_memory.ipynb."""

from __future__ import annotations

from math import tanh

from autograd import sigmoid

from .answers import Mistake, Verdict, function, not_a_number, numbers, right, still_open, wrong


def loop(answer: object) -> Verdict:
    """Check y3 and its derivative by w: y_t = x_t + w y_(t-1), w = 0.5, and x = 4, 1, 2."""
    return numbers(
        answer,
        {"y3": 3.5, "dy3/dw": 5.0},
        "Right: y is 4, 3, 3.5, and w has two shares: y2 = 3 at the last step, and y1 = 4, times w, at the one before.",
        {
            "y3": {
                2.0: "that is x3 alone. Half of y2 is added.",
                3.0: "that is y2. There is one step more.",
                5.0: "y2 comes back through the synapse, times 0.5.",
                7.0: "that is the sum of all three. What comes back is halved at every step.",
                2.5: "what comes back is the *output* of the step before, y2, and not its input.",
            },
            "dy3/dw": {
                3.0: "that is the share of the last step, y2. In y2 there is w, too.",
                2.0: "that is the share of the step before the last, w · y1. The last step has one as well.",
                4.0: "that is y1. Its share passes back through one step, times w, and the last step has a share of its own.",
                7.0: "y1 = 4 is heard at the second step; from there to y3 there is one synapse more, times w.",
                1.5: "that is what came through the synapse, w · y2. The derivative by w is the other factor.",
                3.5: "that is y3 itself.",
            },
        },
    )


def forget_gate(answer: object) -> Verdict:
    """Check a forget gate, sigmoid(weight · mark + bias), that is shut at a mark, and open at every other step."""
    if answer is ... or (isinstance(answer, dict) and answer and all(x is ... for x in answer.values())):
        return still_open()
    if not isinstance(answer, dict) or set(answer) != {"mark", "bias"}:
        return wrong(f"The answer is a dict with a number for mark, the weight, and one for bias; {answer!r} is none.")
    for name, given in answer.items():
        if given is ...:
            return wrong(f"{name} is still open.")
        if said := not_a_number(given):
            return wrong(f"{name}: {said}")
    weight, bias = float(answer["mark"]), float(answer["bias"])
    kept, left = sigmoid(bias), sigmoid(weight + bias)
    if kept < 0.01 and left > 0.99:
        return wrong(
            "That is an input gate: open at a mark, and shut otherwise. This gate says how much of the *old* number stays."
        )
    if kept <= 0.5:
        return wrong(
            f"Without a mark the bias decides alone, and the gate is at {kept:.3g}: the number is lost within some steps."
        )
    if left > 0.5:
        return wrong(f"At a mark the gate is at {left:.3g}: the old number stays, and the new one is added to it.")
    if kept < 0.999:
        return wrong(f"It leaks. Without a mark the gate is at {kept:.4g}: after 20 steps {kept**20:.2g} of the number is left.")
    if left > 0.01:
        return wrong(f"At a mark the gate is only half shut: {left:.3g} of the old number stays.")
    return right(f"Right. At a mark {left:.2g} of the old number stays, and after 20 steps without one {kept**20:.4f} of it.")


def cell_output(answer: object) -> Verdict:
    """Check the step of an LSTM cell: its output, from its three gates, its candidate and its state before."""
    return function(
        answer,
        lambda i, f, o, g, c: o * tanh(f * c + i * g),
        [(0.5, 0.75, 0.25, -0.5, 0.8), (1.0, 0.0, 0.5, 0.25, 2.0), (0.25, 1.0, 0.9, 0.6, -0.4)],
        "Right. Two lines that carry a number as far as you like, and let you say when.",
        [
            Mistake(
                lambda i, f, o, g, c: f * c + i * g, "That is the new state. What others hear is the output gate times its tanh."
            ),
            Mistake(
                lambda i, f, o, g, c: o * (f * c + i * g), "The state may have grown beyond 1: tanh squeezes it on its way out."
            ),
            Mistake(lambda i, f, o, g, c: tanh(f * c + i * g), "That is always let out: the output gate is missing."),
            Mistake(
                lambda i, f, o, g, c: tanh(o * (f * c + i * g)),
                "The output gate multiplies what tanh has made, and stands outside of it.",
            ),
            Mistake(
                lambda i, f, o, g, c: o * tanh(i * c + f * g),
                "The gates have changed places: f is for what was, i for what is new.",
            ),
            Mistake(
                lambda i, f, o, g, c: o * tanh(f * c + i * tanh(g)), "g is the candidate's output: tanh has been applied already."
            ),
            Mistake(lambda i, f, o, g, c: o * tanh(c + i * g), "Nothing is ever forgotten: what was goes through the gate f."),
            Mistake(lambda i, f, o, g, c: o * tanh(f * c + g), "Everything is written: what is new goes through the gate i."),
            Mistake(lambda i, f, o, g, c: o * tanh(c), "That is the state of the step *before*. What does it become?"),
            Mistake(lambda i, f, o, g, c: o * tanh(i * g), "Nothing is kept: what was, through the gate f, is added."),
        ],
    )
