"""What is drawn as one thing, and what runs between two of them.

A **node** of a picture is a neuron, or a cell with all that is in it; a product of two of its parts, such as `gate=` makes,
belongs to a cell as well. A **wire** is what runs from node to node at one step: a synapse, or all that enter a cell from there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..cells import Cell
from ..directions import component_numbers
from ..network import Network
from ..neuron import AbstractNeuron, Neuron, listing
from ..synapse import Synapse

Node = AbstractNeuron | Cell
_Node = TypeVar("_Node", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Wire:
    """The synapses between two nodes that carry what the source says at the same step: one, unless an end is a cell."""

    source: Node
    target: Node
    synapses: tuple[Synapse, ...]

    @property
    def delay(self) -> int:
        """How many steps ago the source said what it carries."""
        return self.synapses[0].delay

    @property
    def ahead(self) -> int:
        """How many steps later the source says what it carries."""
        return self.synapses[0].ahead


def node_of(neuron: AbstractNeuron, expanded: Collection[Cell]) -> Node:
    """Return what a neuron is drawn as: its cell, unless that is among the ``expanded``."""
    cell = neuron.cell or _cell_of_gate(neuron)
    return neuron if cell is None or cell in expanded else cell


def _cell_of_gate(neuron: AbstractNeuron) -> Cell | None:
    """Return the cell that all factors of a product are parts of."""
    if not isinstance(neuron, Neuron) or neuron.combine.name != "product":
        return None
    cells = {synapse.source.cell for synapse in neuron.incoming}
    return cells.pop() if len(cells) == 1 else None


def nodes_of(network: Network, expanded: Collection[Cell]) -> dict[AbstractNeuron, Node]:
    """Return the node of every neuron, as they fire. What a cell has outside of this network is no part of it here."""
    return {neuron: node_of(neuron, expanded) for neuron in network.neurons}


def speakers_of(nodes: Mapping[AbstractNeuron, Node]) -> dict[Node, AbstractNeuron]:
    """Return the neuron that speaks for each node: of a cell its output, or what fires last where that is not there."""
    speakers = {node: neuron for neuron, node in nodes.items()}
    return {node: node.output if isinstance(node, Cell) and node.output in nodes else neuron for node, neuron in speakers.items()}


def wires_of(synapses: Iterable[Synapse], nodes: Mapping[AbstractNeuron, Node]) -> list[Wire]:
    """Return what is seen of synapses. Those inside a node are not, unless they carry what was or will be at another step."""
    found: dict[object, list[Synapse]] = {}
    for synapse in synapses:
        source, target = nodes[synapse.source], nodes[synapse.target]
        single = source is synapse.source and target is synapse.target
        if single:
            found[synapse] = [synapse]
        elif source is not target or not is_now(synapse):
            found.setdefault((source, target, synapse.delay, synapse.ahead), []).append(synapse)
    return [Wire(nodes[those[0].source], nodes[those[0].target], tuple(those)) for those in found.values()]


def is_now(synapse: Synapse) -> bool:
    """Whether a synapse carries what its source says at the step at hand, neither an earlier nor a later one."""
    return not synapse.delay and not synapse.ahead


def depths_of(
    nodes: Iterable[_Node], following: Mapping[_Node, Iterable[_Node]], first: Callable[[_Node], bool]
) -> dict[_Node, int]:
    """Return how long the longest path to each node is: 0 for those that are ``first``, and 1 at least for others.

    Cells that listen to one another within a step are equally deep.
    """
    listed = list(nodes)
    circle = component_numbers(listed, lambda node: [*following[node]])
    depths = {circle[node]: 0 if first(node) else 1 for node in listed}
    for node in reversed(circle):
        for after in following[node]:
            if circle[after] != circle[node]:
                depths[circle[after]] = max(depths[circle[after]], depths[circle[node]] + 1)
    return {node: depths[circle[node]] for node in listed}


def expanded_cells(network: Network, *, expand: bool | Iterable[Cell | str]) -> set[Cell]:
    """Return the cells that are drawn as their neurons. Raises ValueError for what is no cell of the network."""
    cells = network.cells
    if isinstance(expand, bool):
        return set(cells) if expand else set()
    if not isinstance(expand, Iterable):
        raise TypeError(f"expand must be True, False or a list of cells or their labels, got {type(expand).__name__} {expand!r}")
    found = set()
    for wanted in [expand] if isinstance(expand, (str, Cell)) else expand:
        cell = next((cell for cell in cells if wanted in (cell, cell.label)), None)
        if cell is None:
            has = f"it has {listing([cell.label for cell in cells])}" if cells else "it has no cells"
            raise ValueError(f"expand has {wanted!r}, which is no cell of the network and no label of one: {has}")
        found.add(cell)
    return found
