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

from . import initialisers, losses
from .check import gradcheck
from .drawing import draw
from .losses import cross_entropy, hinge, mean_squared_error
from .network import Network
from .neuron import BiasNeuron, InputNeuron, Neuron
from .synapse import Synapse
from .wiring import connect, disconnect, feed_forward

__all__ = [
    "BiasNeuron",
    "InputNeuron",
    "Network",
    "Neuron",
    "Synapse",
    "connect",
    "cross_entropy",
    "disconnect",
    "draw",
    "feed_forward",
    "gradcheck",
    "hinge",
    "initialisers",
    "losses",
    "mean_squared_error",
]
