"""The ends of a network: which neurons are given, and which are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .neuron import AbstractNeuron, Neuron


def checked_ends(inputs: Any, outputs: Any) -> tuple[list[AbstractNeuron], list[Neuron]]:
    """Return inputs and outputs as lists. Raises ValueError and TypeError, naming the neuron, for what cannot be one of them.

    A Neuron may be both: it is fed back, given what it said a step ago and asked for what it says now.
    """
    given, asked = _neurons(inputs, "inputs"), _neurons(outputs, "outputs")
    for neuron in given:
        if neuron.fixed is not None:
            raise ValueError(f"{neuron} cannot be an input of a network: its output is always 1")
    for neuron in asked:
        if not isinstance(neuron, Neuron):
            raise ValueError(  # noqa: TRY004 - it is a neuron, of a kind that does not fit
                f"{neuron} cannot be an output of a network: it is given, not computed"
            )
    if not asked:
        raise ValueError("a network needs at least one output")
    return given, asked


def _neurons(things: Any, role: str) -> list[Any]:
    if isinstance(things, AbstractNeuron) or not isinstance(things, Iterable):
        raise TypeError(f"{role} must be a list of neurons, got {things!r}: write {role}=[...]")
    neurons = list(things)
    for neuron in neurons:
        if not isinstance(neuron, AbstractNeuron):
            raise TypeError(f"{role} must be neurons, got {type(neuron).__name__} {neuron!r}")
    twice = [neuron for neuron, count in Counter(neurons).items() if count > 1]
    if twice:
        raise ValueError(f"{twice[0]} is listed twice among the {role}")
    return neurons
