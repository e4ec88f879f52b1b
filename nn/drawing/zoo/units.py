"""What is drawn as one glyph, and what is joined to what.

A **unit** is one neuron, or a cell of several. Bias neurons are no units: the poster leaves them out, with their synapses. A
**link** is everything that joins two units, in whatever direction and with whatever delay: the poster draws one thin line for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ...network import Network
from ...neuron import AbstractNeuron, BiasNeuron
from ...synapse import Synapse


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One neuron, or the neurons of one cell. ``key`` names it in the picture."""

    key: str
    label: str
    members: tuple[AbstractNeuron, ...]

    @property
    def is_cell(self) -> bool:
        """Whether it stands for several neurons."""
        return len(self.members) > 1


@dataclass(slots=True)
class Units:
    """The units of a network, in the order in which they fire, and the links between them."""

    units: list[Unit]
    of: dict[AbstractNeuron, Unit]
    links: dict[tuple[Unit, Unit], list[Synapse]] = field(default_factory=dict)  # by the earlier unit, then the later one
    loops: dict[Unit, list[Synapse]] = field(default_factory=dict)  # from a unit to itself, one step back or more


def units_of(network: Network, cells: Sequence[tuple[str, Iterable[AbstractNeuron]]]) -> Units:
    """Return the units of a network. ``cells`` are (label, neurons) of those drawn as one glyph; the others stand alone.

    A neuron that several cells have belongs to the first; what a cell has outside of this network is no part of it here.
    """
    drawn = [neuron for neuron in network.neurons if not isinstance(neuron, BiasNeuron)]
    cell_of: dict[AbstractNeuron, int] = {}
    for number, (_, members) in enumerate(cells):
        for neuron in members:
            cell_of.setdefault(neuron, number)
    groups: dict[AbstractNeuron | int, list[AbstractNeuron]] = {}
    for neuron in drawn:
        groups.setdefault(cell_of.get(neuron, neuron), []).append(neuron)
    units = [
        Unit(f"n{i}", cells[key][0] if isinstance(key, int) else key.label, tuple(members))
        for i, (key, members) in enumerate(groups.items())
    ]
    found = Units(units, {neuron: unit for unit in units for neuron in unit.members})
    rank = {unit: i for i, unit in enumerate(units)}
    for synapse in network.synapses:
        if isinstance(synapse.source, BiasNeuron):
            continue
        source, target = found.of[synapse.source], found.of[synapse.target]
        if source is not target:
            ends = (source, target) if rank[source] < rank[target] else (target, source)
            found.links.setdefault(ends, []).append(synapse)
        elif synapse.delay:
            found.loops.setdefault(source, []).append(synapse)
    return found
