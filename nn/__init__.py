"""Networks of neurons and synapses that you can hold in your hand, on top of chainrule's engine.

>>> from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse
>>> x, y = InputNeuron("x"), Neuron("y", activation="tanh")
>>> synapses = Synapse(x, y, weight=0.5), Synapse(BiasNeuron(), y, weight=0.1)
>>> network = Network(inputs=[x], outputs=[y])
>>> (output,) = network([2.0])
>>> output.backward()
>>> y.delta == synapses[1].gradient
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.facade import later, shown_by

from . import initialisers, losses
from .cells import Cell
from .groups import Competition, compete
from .losses import binary_cross_entropy, cross_entropy, hinge, huber, mean_absolute_error, mean_squared_error
from .network import Network
from .neuron import AbstractNeuron, BiasNeuron, InputNeuron, Neuron
from .synapse import Synapse
from .wiring import connect, connect_pairs, disconnect, feed_forward

if TYPE_CHECKING:  # what is loaded when it is first asked for
    from . import clipping, datasets, metrics, optimizers, penalties, plotting, rules, schedules, updates, zoo
    from .check import gradcheck
    from .convolution import Kernel, convolve, pool, transpose
    from .dataset import Dataset
    from .divergence import Diverged
    from .drawing import draw
    from .grids import Grid
    from .history import History
    from .memory_cells import gru_cell, gru_layer, lstm_cell, lstm_layer
    from .readout import fit_readout
    from .reservoirs import free_run, memory_capacity, spectral_radius
    from .stepping import step_through
    from .stepping.mapping import step_through_map
    from .stepping.settling import step_through_settling
    from .storage import Saved, StorageError, load, load_saved, save
    from .training import train
else:
    _MODULES = ["clipping", "datasets", "metrics", "optimizers", "penalties", "plotting", "rules", "schedules", "updates", "zoo"]
    __getattr__ = later(
        __name__,
        {
            **dict.fromkeys(_MODULES, ""),
            "check": "gradcheck",
            "convolution": "Kernel convolve pool transpose",
            "dataset": "Dataset",
            "divergence": "Diverged",
            "drawing": "draw",
            "grids": "Grid",
            "history": "History",
            "memory_cells": "gru_cell gru_layer lstm_cell lstm_layer",
            "readout": "fit_readout",
            "reservoirs": "free_run memory_capacity spectral_radius",
            "stepping": "step_through",
            "stepping.mapping": "step_through_map",
            "stepping.settling": "step_through_settling",
            "storage": "Saved StorageError load load_saved save",
            "training": "train",
        },
    )

# In a notebook networks and synapses are their pictures, and so is a neuron after a pass. They know nothing of pictures.
for _pictured in (Network, AbstractNeuron, Synapse):
    _pictured._repr_mimebundle_ = shown_by("nn.drawing")  # type: ignore[union-attr]

__all__ = [
    "BiasNeuron",
    "Cell",
    "Competition",
    "Dataset",
    "Diverged",
    "Grid",
    "History",
    "InputNeuron",
    "Kernel",
    "Network",
    "Neuron",
    "Saved",
    "StorageError",
    "Synapse",
    "binary_cross_entropy",
    "clipping",
    "compete",
    "connect",
    "connect_pairs",
    "convolve",
    "cross_entropy",
    "datasets",
    "disconnect",
    "draw",
    "feed_forward",
    "fit_readout",
    "free_run",
    "gradcheck",
    "gru_cell",
    "gru_layer",
    "hinge",
    "huber",
    "initialisers",
    "load",
    "load_saved",
    "losses",
    "lstm_cell",
    "lstm_layer",
    "mean_absolute_error",
    "mean_squared_error",
    "memory_capacity",
    "metrics",
    "optimizers",
    "penalties",
    "plotting",
    "pool",
    "rules",
    "save",
    "schedules",
    "spectral_radius",
    "step_through",
    "step_through_map",
    "step_through_settling",
    "train",
    "transpose",
    "updates",
    "zoo",
]
