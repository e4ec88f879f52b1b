"""What is drawn as one glyph, and what is joined to what.

A **unit** is one neuron, or a cell of several.
Bias neurons are no units: the poster leaves them out, with their synapses. A **link** is everything that joins two units,
in whatever direction and with whatever delay: the poster draws one thin line for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ...cells import Cell
from ...network import Network
from ...neuron import AbstractNeuron, BiasNeuron
from ...synapse import Synapse
from ..nodes import Node, is_now, node_of


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One neuron, or the neurons of one cell. ``key`` names it in the picture."""

    key: str
    label: str
    members: tuple[AbstractNeuron, ...]
    is_cell: bool

    @property
    def position(self) -> tuple[float, ...] | None:
        """Where it lies on a map, by the first of its neurons that lies somewhere."""
        return next((neuron.position for neuron in self.members if neuron.position is not None), None)


@dataclass(slots=True)
class Units:
    """The units of a network, in the order in which they fire, and the links between them."""

    units: list[Unit]
    of: dict[AbstractNeuron, Unit]
    links: dict[tuple[Unit, Unit], list[Synapse]] = field(default_factory=dict)  # by the earlier unit, then the later one
    loops: dict[Unit, list[Synapse]] = field(default_factory=dict)  # from a unit to itself, at another step


def units_of(network: Network, expanded: Collection[Cell]) -> Units:
    """Return the units of a network: each of its cells, unless it is among the ``expanded``, and every neuron outside of those.

    What a cell has outside of this network is no part of it here.
    """
    groups: dict[Node, list[AbstractNeuron]] = {}
    for neuron in network.neurons:
        if not isinstance(neuron, BiasNeuron):
            groups.setdefault(node_of(neuron, expanded), []).append(neuron)
    units = [Unit(f"n{i}", key.label, tuple(members), isinstance(key, Cell)) for i, (key, members) in enumerate(groups.items())]
    found = Units(units, {neuron: unit for unit in units for neuron in unit.members})
    rank = {unit: i for i, unit in enumerate(units)}
    for synapse in network.synapses:
        if isinstance(synapse.source, BiasNeuron):
            continue
        source, target = found.of[synapse.source], found.of[synapse.target]
        if source is not target:
            ends = (source, target) if rank[source] < rank[target] else (target, source)
            found.links.setdefault(ends, []).append(synapse)
        elif not is_now(synapse):
            found.loops.setdefault(source, []).append(synapse)
    return found
