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

from . import datasets, initialisers, losses, metrics, optimizers
from .check import gradcheck
from .dataset import Dataset
from .drawing import draw
from .history import History
from .losses import cross_entropy, hinge, mean_squared_error
from .network import Network
from .neuron import BiasNeuron, InputNeuron, Neuron
from .storage import StorageError, load, save
from .synapse import Synapse
from .training import Diverged, train
from .wiring import connect, disconnect, feed_forward

__all__ = [
    "BiasNeuron",
    "Dataset",
    "Diverged",
    "History",
    "InputNeuron",
    "Network",
    "Neuron",
    "StorageError",
    "Synapse",
    "connect",
    "cross_entropy",
    "datasets",
    "disconnect",
    "draw",
    "feed_forward",
    "gradcheck",
    "hinge",
    "initialisers",
    "load",
    "losses",
    "mean_squared_error",
    "metrics",
    "optimizers",
    "save",
    "train",
]
