"""Memory cells: the gated units of recurrent networks, wired out of sums and products by their published equations.

A **layer** is cells side by side: each listens to the sources, and to the outputs that all cells of the layer had one step
before.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import Any

from .cells import Cell
from .neuron import AbstractNeuron, BiasNeuron, Neuron
from .synapse import Synapse
from .wiring import connect


def lstm_layer(
    sources: Iterable[AbstractNeuron], size: int, *, label: str = "lstm", bias: bool = True, forget_bias: float = 1.0
) -> list[Cell]:
    """Return a layer of LSTM cells with forget gates, called ``lstm1``, ``lstm2``, ...; what follows reads their ``output``.

    Each cell is four sums, three products, a state and its tanh. With x_t what the sources say and h the outputs of the
    layer,

        i_t = sigmoid(W_i x_t + U_i h_(t-1) + b_i)        input gate
        f_t = sigmoid(W_f x_t + U_f h_(t-1) + b_f)        forget gate
        o_t = sigmoid(W_o x_t + U_o h_(t-1) + b_o)        output gate
        g_t = tanh(W_g x_t + U_g h_(t-1) + b_g)           candidate
        c_t = f_t c_(t-1) + i_t g_t                       state = kept + written
        h_t = o_t tanh(c_t)                               output = output gate times squashed

    W, U and b are left to the network to draw, except that b_f begins at ``forget_bias``, so that a cell begins by
    remembering; the weights inside, all 1, are frozen. Without ``bias`` there are no b.

    Raises ValueError for a size below 1 and no sources, TypeError for what is no neuron.

    Hochreiter and Schmidhuber 1997; the forget gate: Gers, Schmidhuber and Cummins 2000.

    >>> from nn import InputNeuron, Network, Neuron, connect
    >>> x, y = InputNeuron("x"), Neuron("y")
    >>> cells = lstm_layer([x], 2)
    >>> synapses = connect([cell.output for cell in cells], y)
    >>> Network([x], [y], seed=0).cells
    [Cell('lstm1': input_gate, forget_gate, output_gate, candidate, written, kept, state, squashed, output), \
Cell('lstm2': input_gate, forget_gate, output_gate, candidate, written, kept, state, squashed, output)]
    """
    listed = _sources(sources)
    cells = [_lstm(f"{label}{i + 1}") for i in range(_size(size))]
    outputs = [cell.output for cell in cells]
    one = BiasNeuron()
    for cell in cells:
        for name in ("input_gate", "forget_gate", "output_gate", "candidate"):
            connect(listed, cell[name])
            connect(outputs, cell[name], delay=1)
            if bias:
                Synapse(one, cell[name], forget_bias if name == "forget_gate" else None)
    return cells


def lstm_cell(sources: Iterable[AbstractNeuron], *, label: str = "lstm", bias: bool = True, forget_bias: float = 1.0) -> Cell:
    """Return one LSTM cell: a layer of one, as `lstm_layer` says, without a number behind its label.

    >>> from nn import InputNeuron
    >>> lstm_cell([InputNeuron("x")])["state"]
    Neuron('lstm.state', activation='linear')
    """
    (cell,) = lstm_layer(sources, 1, label=label, bias=bias, forget_bias=forget_bias)
    cell.label = label
    return cell


def gru_layer(sources: Iterable[AbstractNeuron], size: int, *, label: str = "gru", bias: bool = True) -> list[Cell]:
    """Return a layer of gated recurrent units, called ``gru1``, ``gru2``, ...: what follows reads each cell's ``output``.

    With x_t what the sources say and h the outputs of the layer,

        r_t = sigmoid(W_r x_t + U_r h_(t-1) + b_r)        reset gate
        z_t = sigmoid(W_z x_t + U_z h_(t-1) + b_z)        update gate
        g_t = tanh(W_g x_t + U_g (r_t h_(t-1)) + b_g)     candidate
        h_t = z_t h_(t-1) + (1 - z_t) g_t                 output = kept + renewed

    This is the first version: the reset gates multiply what the layer remembers before the matrix U_g does. Many libraries,
    PyTorch among them, multiply afterwards, which is another function. Chung 2014 swaps the roles of z and 1 - z.

    W, U and b are left to the network to draw; the weights inside are frozen. Without ``bias`` there are no b. Raises what
    `lstm_layer` raises.

    Cho, van Merrienboer, Gulcehre and others 2014, equations 5 to 8; Chung and others 2014.

    >>> from nn import InputNeuron, Network, Neuron, connect
    >>> x, y = InputNeuron("x"), Neuron("y")
    >>> cells = gru_layer([x], 1)
    >>> synapses = connect(cells[0].output, y)
    >>> Network([x], [y], seed=0).cells
    [Cell('gru1': reset_gate, update_gate, remembered, candidate, complement, kept, renewed, output)]
    """
    listed = _sources(sources)
    cells = [_gru(f"{label}{i + 1}") for i in range(_size(size))]
    outputs = [cell.output for cell in cells]
    one = BiasNeuron()
    for cell in cells:
        Synapse(one, cell["complement"], 1.0, trainable=False)
        for name in ("reset_gate", "update_gate", "candidate"):
            connect(listed, cell[name])
            if name == "candidate":
                connect([other["remembered"] for other in cells], cell[name])
            else:
                connect(outputs, cell[name], delay=1)
            if bias:
                Synapse(one, cell[name])
    return cells


def gru_cell(sources: Iterable[AbstractNeuron], *, label: str = "gru", bias: bool = True) -> Cell:
    """Return one gated recurrent unit: a layer of one, as `gru_layer` says, without a number behind its label.

    >>> from nn import InputNeuron
    >>> gru_cell([InputNeuron("x")]).output
    Neuron('gru.output', activation='linear')
    """
    (cell,) = gru_layer(sources, 1, label=label, bias=bias)
    cell.label = label
    return cell


# ---- the inside of a cell -----------------------------------------------------------------------------------------------

_FIXED: dict[str, Any] = {"weight": 1.0, "trainable": False}


def _lstm(label: str) -> Cell:
    gates = [Neuron(activation="sigmoid") for _ in range(3)]
    input_gate, forget_gate, output_gate = gates
    candidate, state, squashed = Neuron(activation="tanh"), Neuron(), Neuron(activation="tanh")
    written = Synapse(candidate, state, **_FIXED, gate=input_gate).source
    kept = Synapse(state, state, **_FIXED, delay=1, gate=forget_gate).source
    Synapse(state, squashed, **_FIXED)
    output = Neuron(combine="product")
    connect([squashed, output_gate], output, **_FIXED)
    return Cell(label, {
        "input_gate": input_gate, "forget_gate": forget_gate, "output_gate": output_gate, "candidate": candidate,
        "written": written, "kept": kept, "state": state, "squashed": squashed, "output": output,
    })  # fmt: skip


def _gru(label: str) -> Cell:
    reset_gate, update_gate = Neuron(activation="sigmoid"), Neuron(activation="sigmoid")
    candidate, output, complement, remembered = Neuron(activation="tanh"), Neuron(), Neuron(), Neuron(combine="product")
    Synapse(output, remembered, **_FIXED, delay=1)
    Synapse(reset_gate, remembered, **_FIXED)
    Synapse(update_gate, complement, -1.0, trainable=False)
    kept = Synapse(output, output, **_FIXED, delay=1, gate=update_gate).source
    renewed = Synapse(candidate, output, **_FIXED, gate=complement).source
    return Cell(label, {
        "reset_gate": reset_gate, "update_gate": update_gate, "remembered": remembered, "candidate": candidate,
        "complement": complement, "kept": kept, "renewed": renewed, "output": output,
    })  # fmt: skip


def _sources(sources: Any) -> list[AbstractNeuron]:
    listed = [sources] if isinstance(sources, AbstractNeuron) else list(sources)
    if not listed:
        raise ValueError("memory cells need at least one source to listen to, got none")
    for source in listed:
        if not isinstance(source, AbstractNeuron):
            raise TypeError(f"the sources of memory cells must be neurons, got {type(source).__name__} {source!r}")
    return listed


def _size(size: int) -> int:
    if isinstance(size, bool) or not hasattr(size, "__index__"):
        raise TypeError(f"the size of a layer must be a whole number, got {type(size).__name__} {size!r}")
    if index(size) < 1:
        raise ValueError(f"a layer needs at least one cell, got {size}")
    return index(size)
