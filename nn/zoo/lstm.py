"""LSTM: long short-term memory, whose cells keep a number for as long as their gates say.

It is for sequences in which something matters long after it was seen. Through the state c the error flows back unchanged where
the forget gate is open, while in a simple recurrent network it fades or explodes with every step.

    i_t, f_t, o_t = sigmoid(W x_t + U h_(t-1) + b), each with its own W, U and b        the gates
    c_t = f_t c_(t-1) + i_t tanh(W_g x_t + U_g h_(t-1) + b_g)                           the state
    h_t = o_t tanh(c_t)

Hochreiter and Schmidhuber, Long short-term memory, Neural Computation 9, 1997; the forget gate: Gers, Schmidhuber and
Cummins, Learning to forget, Neural Computation 12, 2000.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..memory_cells import lstm_layer
from ..network import Network
from ..neuron import AbstractNeuron, BiasNeuron, InputNeuron, Neuron
from ..wiring import connect
from . import rnn
from .catalogue import Card, Trial, each, figure
from .catalogue.adding import BUDGET, always_one, learns_to_add


def build(
    inputs: int = 2,
    hidden: Sequence[int] = (4,),
    outputs: int = 1,
    *,
    output_activation: str = "linear",
    forget_bias: float = 1.0,
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network of layers of LSTM cells; each cell hears the layer before, and its own layer one step back."""
    given = [InputNeuron() for _ in range(inputs)]
    before: list[AbstractNeuron] = [*given]
    for i, size in enumerate(hidden):
        label = "lstm" if len(hidden) == 1 else f"lstm{i + 1}_"
        before = [cell.output for cell in lstm_layer(before, size, label=label, forget_bias=forget_bias)]
    asked = [Neuron(activation=output_activation) for _ in range(outputs)]
    connect([*before, BiasNeuron()], asked)
    return Network(given, asked, initialiser=initialiser, seed=seed)


CARD = Card(
    full_name="long short-term memory",
    paper="Hochreiter and Schmidhuber 1997; Gers and others 2000",
    build=build,
    tasks=[
        Trial(
            f"adding problem of 30 steps, 4 cells, {BUDGET}",
            lambda seed: learns_to_add(build(seed=seed), seed),
            each(figure("test MSE") < 0.005, 6, of=10),
            seeds=10,
            fast=(2,),
        ),
    ],
    controls=[
        Trial(
            f"a simple recurrent network of 10, more weights, {BUDGET}",
            lambda seed: learns_to_add(rnn.build(2, [10], seed=seed), seed),
            each(figure("test MSE") > 0.01),
            seeds=10,
            fast=(2,),
        ),
        Trial("always 1", always_one, each(figure("test MSE") > 0.14), seeds=10),
    ],
    poster={"inputs": 3, "hidden": (3, 3), "outputs": 3},
    sizes=[{"inputs": 1, "hidden": (2, 3), "outputs": 2}, {"hidden": (1,)}],
    aliases=["lstm network"],
)
