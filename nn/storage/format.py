"""The format of a network's file: what an entry may hold. README.md shows one."""

from __future__ import annotations

from nn.neuron import AbstractNeuron, BiasNeuron, InputNeuron, Neuron

FORMAT, VERSION = "chainrule network", 1
LARGEST_FILE = 512 * 1024 * 1024  # bytes; a million synapses take about 100 MB
MOST_SYNAPSES = 10**6
KINDS: dict[str, type[AbstractNeuron]] = {"input": InputNeuron, "bias": BiasNeuron, "neuron": Neuron}


class StorageError(ValueError):
    """A file does not hold a network, or a network cannot be held by a file; the message names the entry."""


Keys = dict[str, tuple[tuple[type, ...], bool, str]]  # the types, whether it must be there, and how a message calls it
_REQUIRED, _OPTIONAL = True, False
# What an entry may hold: the types, whether it must be there, and how a message calls it.
FILE: Keys = {
    "format": ((str,), _REQUIRED, "a string"),
    "version": ((int,), _REQUIRED, "a whole number"),
    "metadata": ((dict,), _OPTIONAL, "an object"),
    "preprocessing": ((dict,), _OPTIONAL, "an object"),
    "classes": ((list,), _OPTIONAL, "a list of names"),
    "inputs": ((list,), _REQUIRED, "a list of labels"),
    "outputs": ((list,), _REQUIRED, "a list of labels"),
    "neurons": ((list,), _REQUIRED, "a list"),
    "weights": ((list,), _OPTIONAL, "a list"),
    "synapses": ((list,), _REQUIRED, "a list"),
    "competitions": ((list,), _OPTIONAL, "a list"),
    "cells": ((list,), _OPTIONAL, "a list"),
    "training": ((dict,), _OPTIONAL, "an object"),
}
NEURON: Keys = {
    "label": ((str,), _REQUIRED, "a string"),
    "kind": ((str,), _REQUIRED, "a string"),
    "activation": ((str,), _OPTIONAL, "a string"),
    "combine": ((str,), _OPTIONAL, "a string"),
    "position": ((list,), _OPTIONAL, "a list of numbers"),
}
WEIGHT: Keys = {
    "name": ((str,), _REQUIRED, "a string"),
    "value": ((int, float), _REQUIRED, "a number"),
    "trainable": ((bool,), _OPTIONAL, "true or false"),
}
SYNAPSE: Keys = {
    "source": ((str,), _REQUIRED, "a label"),
    "target": ((str,), _REQUIRED, "a label"),
    "weight": ((int, float, str), _REQUIRED, "a number or the name of a weight"),
    "trainable": ((bool,), _OPTIONAL, "true or false"),
    "delay": ((int,), _OPTIONAL, "a whole number"),
    "ahead": ((int,), _OPTIONAL, "a whole number"),
}
COMPETITION: Keys = {
    "rule": ((str,), _REQUIRED, "a string"),
    "neurons": ((list,), _REQUIRED, "a list of labels"),
}
CELL: Keys = {
    "label": ((str,), _REQUIRED, "a string"),
    "neurons": ((dict,), _REQUIRED, "an object of names and labels"),
}
TRAINING: Keys = {
    "optimizer": ((dict,), _REQUIRED, "an object"),
    "random": ((list,), _REQUIRED, "a list of whole numbers"),
    "history": ((dict,), _REQUIRED, "an object"),
    "memory": ((list,), _OPTIONAL, "a list"),
    "weights": ((list,), _OPTIONAL, "a list of numbers"),
    "best": ((int,), _OPTIONAL, "a whole number"),
    "validation": ((list,), _OPTIONAL, "a list of rows"),
    "part": ((dict,), _OPTIONAL, "an object"),
}
HISTORY: Keys = {
    "losses": ((list,), _REQUIRED, "a list of numbers"),
    "metrics": ((list,), _REQUIRED, "a list of numbers"),
    "metric": ((str,), _REQUIRED, "a string"),
    "stopped": ((str,), _REQUIRED, "a string"),
    "seconds": ((int, float), _REQUIRED, "a number"),
    "validation_losses": ((list,), _REQUIRED, "a list of numbers"),
    "validation_metrics": ((list,), _REQUIRED, "a list of numbers"),
    "penalties": ((list,), _REQUIRED, "a list of numbers"),
    "gradient_norms": ((list,), _REQUIRED, "a list of numbers"),
    "learning_rates": ((list,), _REQUIRED, "a list of numbers"),
}
PART: Keys = {
    "size": ((int,), _REQUIRED, "a whole number"),
    "batches": ((int,), _REQUIRED, "a whole number"),
    "loss": ((int, float), _REQUIRED, "a number"),
    "penalty": ((int, float), _REQUIRED, "a number"),
    "norm": ((int, float), _REQUIRED, "a number"),
    "outputs": ((list,), _OPTIONAL, "a list of rows"),
    "targets": ((list,), _OPTIONAL, "a list"),
}
