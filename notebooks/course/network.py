"""The exercises of 5_network.ipynb."""

from __future__ import annotations

from math import tanh

from .answers import Mistake, Verdict, function, numbers


def output_neuron(answer: object) -> Verdict:
    """Check the backward pass at a sigmoid output: y = 0.8, target 1, E = 1/2 (y - t)**2, and y_i = 0.5 at the synapse."""
    return numbers(
        answer,
        {"dE/dy": -0.2, "dE/dx": -0.032, "dE/dw": -0.016},
        "Right. The answer is too small, so the weight's gradient is negative: it will grow.",
        {
            "dE/dy": {
                0.2: "the derivative of ½ (y - t)² is y - t, with this sign: 0.8 - 1.",
                -0.4: "the ½ cancels the 2: the derivative is y - t.",
                0.02: "that is E itself.",
            },
            "dE/dx": {
                -0.2: "that is dE/dy still. It has to pass through the sigmoid: times y (1 - y).",
                -0.16: "the slope of the sigmoid is y (1 - y) = 0.8 · 0.2, and not y alone.",
                -0.04: "the slope of the sigmoid is y (1 - y) = 0.8 · 0.2, and not 1 - y alone.",
                -0.05: "1/4 is the slope of the sigmoid at its middle. At y = 0.8 it is y (1 - y).",
                0.16: "that is the slope alone. It is multiplied by dE/dy.",
            },
            "dE/dw": {
                -0.032: "that is dE/dx. The weight's gradient is dE/dx times what came through the synapse, y_i = 0.5.",
                -0.0256: "it is multiplied by what came *through the synapse*, 0.5, and not by the neuron's own output.",
                -0.1: "dE/dy has to pass through the sigmoid before it reaches the weight.",
                -0.064: "multiplied by y_i, not divided.",
            },
        },
    )


def hidden_neuron(answer: object) -> Verdict:
    """Check dE/dy and dE/dx of a hidden sigmoid, y = 0.5, with weights 0.4 and -0.6 to deltas 0.1 and 0.2."""
    return numbers(
        answer,
        {"dE/dy": -0.08, "dE/dx": -0.02},
        "Right: 0.4 · 0.1 - 0.6 · 0.2 = -0.08, and the slope of the sigmoid at y = 0.5 is 1/4.",
        {
            "dE/dy": {
                0.16: "the second weight is negative: 0.4 · 0.1 - 0.6 · 0.2.",
                0.04: "that is what comes from the first neuron. The second sends something as well.",
                -0.12: "that is what comes from the second neuron. The first sends something as well.",
                0.3: "each delta is multiplied by the weight of its synapse on the way back.",
                -0.06: "the deltas are multiplied by the weights one by one, and then added.",
                0.05: "the deltas are multiplied by the weights one by one, and then added.",
            },
            "dE/dx": {
                -0.08: "that is dE/dy still. It has to pass through the sigmoid: times y (1 - y).",
                -0.04: "the slope of the sigmoid is y (1 - y) = 1/4, and not y alone.",
                0.04: "the slope of the sigmoid is y (1 - y) = 1/4, and dE/dy is negative.",
            },
        },
    )


def hidden_delta(answer: object) -> Verdict:
    """Check the delta of a hidden tanh neuron: a function of its output, its weights and the deltas they lead to."""

    def right(y: float, weights: list[float], deltas: list[float]) -> float:
        return (1 - y * y) * heard(weights, deltas)

    def heard(weights: list[float], deltas: list[float]) -> float:
        return sum(w * delta for w, delta in zip(weights, deltas, strict=True))

    return function(
        answer,
        right,
        [(0.5, [0.4, -0.6], [0.1, 0.2]), (-0.8, [1.5], [2.0]), (0.25, [1.0, 2.0, -3.0], [0.5, 0.25, 0.125])],
        "Right. That line, for every hidden neuron from the last layer to the first, is backpropagation.",
        [
            Mistake(lambda y, ws, ds: heard(ws, ds), "That is dE/dy. It still has to pass through the activation."),
            Mistake(lambda y, ws, ds: y * (1 - y) * heard(ws, ds), "y (1 - y) is the slope of the sigmoid. tanh has 1 - y²."),
            Mistake(
                lambda y, ws, ds: (1 - tanh(y) ** 2) * heard(ws, ds),
                "y is the output, so tanh has been applied already: the slope is 1 - y².",
            ),
            Mistake(lambda y, ws, ds: (1 - y * y) * sum(ds), "Each delta is multiplied by the weight of its synapse."),
            Mistake(
                lambda y, ws, ds: (1 - y * y) * sum(ws) * sum(ds), "Multiply weight by weight, delta by delta, and then add."
            ),
            Mistake(lambda y, ws, ds: (1 - y) * heard(ws, ds), "The slope of tanh is 1 - y², not 1 - y."),
            Mistake(
                lambda y, ws, ds: y * heard(ws, ds), "That would be right for a weight that leads here. A delta takes the slope."
            ),
        ],
    )
