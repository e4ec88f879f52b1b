"""The two modes of a network's picture: which numbers its synapses and neurons show, and in which direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from autograd.drawing.diagram import Tone

from ..neuron import AbstractNeuron
from ..synapse import Synapse
from .nodes import Wire


@dataclass(frozen=True, slots=True)
class Mode:
    """What is shown: a number for each synapse and each neuron, None where there is none yet."""

    synapse: Callable[[Synapse], float | None]
    neuron: Callable[[AbstractNeuron], float | None]
    tone: Tone
    arrow: Literal["none", "back"]
    symbol: str
    one: str
    fill: str
    numbers: str


def _output(neuron: AbstractNeuron) -> float | None:
    return None if neuron.output is None else neuron.output.data


WEIGHTS = Mode(
    synapse=lambda synapse: synapse.weight.data,
    neuron=_output,
    tone="ink",
    arrow="none",
    symbol="|w|",
    one="weight",
    fill="its output",
    numbers="",
)
GRADIENTS = Mode(
    synapse=lambda synapse: synapse.gradient if synapse.weight.reached else None,
    neuron=lambda neuron: neuron.delta,
    tone="gradient",
    arrow="back",
    symbol="|∂E/∂w|",
    one="∂E/∂w",
    fill="its δ",
    numbers="in the neurons: δ = ∂E/∂x",
)


def shown_on(wire: Wire, mode: Mode) -> float | None:
    """Return the number of a wire: that of its synapse, or the largest of several, whose signs nobody can see."""
    if not wire.synapses[1:]:
        return mode.synapse(wire.synapses[0])
    given = [x for synapse in wire.synapses if (x := mode.synapse(synapse)) is not None]
    return max((abs(x) for x in given if x == x), default=0.0 if given else None)


def scale_of(given: Sequence[float | None]) -> float:
    """Return the largest size among numbers, by which all are measured; 1 where there is none."""
    return max((abs(x) for x in given if x is not None and isfinite(x)), default=0.0) or 1.0


def share_of(x: float | None, largest: float) -> float:
    """Return how large a number is by that measure, 1 at the most."""
    return 0.0 if x is None or x != x else min(abs(x) / largest, 1.0)
