"""GRU: gated recurrent units, which remember like LSTM cells with two gates and no state beside the output.

They are for the same sequences, with three quarters of the weights. The update gate z says what is kept of the old output, and
its complement what is taken in; the reset gate r hides the old output from the candidate.

    r_t, z_t = sigmoid(W x_t + U h_(t-1) + b), each with its own W, U and b
    h_t = z_t h_(t-1) + (1 - z_t) tanh(W_g x_t + U_g (r_t h_(t-1)) + b_g)

This is the first version of the paper: the reset gate comes before the matrix U_g, where many libraries put it after.

Cho, van Merrienboer, Gulcehre, Bahdanau, Bougares, Schwenk and Bengio, Learning phrase representations using RNN
encoder-decoder, 2014; Chung, Gulcehre, Cho and Bengio, Empirical evaluation of gated recurrent neural networks, 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..memory_cells import gru_layer
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
    initialiser: Any = "xavier",
    seed: int | None = None,
) -> Network:
    """Return a network of layers of gated recurrent units; each hears the layer before, and its own layer one step back."""
    given = [InputNeuron() for _ in range(inputs)]
    before: list[AbstractNeuron] = [*given]
    for i, size in enumerate(hidden):
        label = "gru" if len(hidden) == 1 else f"gru{i + 1}_"
        before = [cell.output for cell in gru_layer(before, size, label=label)]
    asked = [Neuron(activation=output_activation) for _ in range(outputs)]
    connect([*before, BiasNeuron()], asked)
    return Network(given, asked, initialiser=initialiser, seed=seed)


CARD = Card(
    full_name="gated recurrent unit",
    paper="Cho and others 2014; Chung and others 2014",
    build=build,
    tasks=[
        Trial(
            f"adding problem of 30 steps, 4 cells, {BUDGET}",
            lambda seed: learns_to_add(build(seed=seed), seed),
            each(figure("test MSE") < 0.005, 8, of=10),
            seeds=10,
            fast=(1,),
        ),
    ],
    controls=[
        Trial(
            f"a simple recurrent network of 8, as many weights, {BUDGET}",
            lambda seed: learns_to_add(rnn.build(2, [8], seed=seed), seed),
            each(figure("test MSE") > 0.01),
            seeds=10,
            fast=(1,),
        ),
        Trial("always 1", always_one, each(figure("test MSE") > 0.14), seeds=10),
    ],
    poster={"inputs": 3, "hidden": (3, 3), "outputs": 3},
    sizes=[{"inputs": 1, "hidden": (2, 3), "outputs": 2}, {"hidden": (1,)}],
    aliases=["gated recurrent units"],
)
