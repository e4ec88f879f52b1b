"""Which neuron or cell stands in which column, and which are left out because nobody could tell them apart.

A column is a group: the inputs, the neurons of one depth, the outputs. The bias neurons that feed a column stand at the bottom of
the one before. A column of more than `WITH_TEXT` neurons is **crowded**: its neurons are small and without text; one of
more than `MOST` shows its first and its last ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from autograd.drawing.numbers import short
from autograd.drawing.palette import Role
from autograd.operations import FAMILIES

from ..cells import Cell
from ..network import Network
from ..neuron import AbstractNeuron, BiasNeuron, Neuron
from .nodes import Node, depths_of, is_now, nodes_of

WITH_TEXT = 5
MOST = 32
_EACH_END = 14  # neurons at either end of a column that is too long


@dataclass(slots=True)
class Column:
    """A group of neurons below one another. ``gap`` is the place in ``neurons`` after which some are left out."""

    title: str
    subtitle: str
    role: Role
    neurons: list[Node]
    biases: list[BiasNeuron]
    crowded: bool
    total: int
    gap: int | None

    @property
    def loops_on_top(self) -> int:
        """How many loops the first neuron has to itself: a cell hears itself at other steps only."""
        first = self.neurons[0] if self.neurons else None
        if not isinstance(first, Cell):
            return sum(synapse.source is first for synapse in first.incoming) if first else 0
        return len({(synapse.delay, synapse.ahead) for synapse in first.synapses if not is_now(synapse)})

    @property
    def left_out(self) -> int:
        """How many neurons are not drawn."""
        return self.total - len(self.neurons)


def columns_of(network: Network, expanded: Collection[Cell] = ()) -> list[Column]:
    """Return the columns of a network from left to right, with cells as one each unless they are ``expanded``.

    Neurons that are fed back stand among the outputs.
    """
    nodes = nodes_of(network, expanded)
    outputs = list(dict.fromkeys(nodes[neuron] for neuron in network.outputs))
    hidden = _hidden(network, nodes, outputs)
    asked = set(network.outputs)
    given = [neuron for neuron in network.inputs if neuron not in asked]
    fed_back = len(given) < len(network.inputs)
    groups: list[Sequence[Node]] = [*([given] if given or not fed_back else []), *hidden, outputs]
    titles = [f"hidden {i}" if len(hidden) > 1 else "hidden" for i in range(1, len(hidden) + 1)]
    columns = [_column("input", "input", given)] if given or not fed_back else []
    columns += [_column(title, "hidden", group) for title, group in zip(titles, hidden, strict=True)]
    columns.append(_column("output, fed back" if fed_back else "output", "output", groups[-1]))
    place = {node: i for i, group in enumerate(groups) for node in group}
    earliest: dict[AbstractNeuron, int] = {}
    for synapse in network.synapses:
        if isinstance(synapse.source, BiasNeuron):
            earliest[synapse.source] = min(place[nodes[synapse.target]], earliest.get(synapse.source, len(columns)))
    for bias in network.biases:
        columns[max(earliest[bias] - 1, 0)].biases.append(bias)
    return columns


def _hidden(network: Network, nodes: Mapping[AbstractNeuron, Node], outputs: Sequence[Node]) -> list[list[Node]]:
    """Return the hidden neurons and cells by the longest path to each within a step."""
    if not any(isinstance(node, Cell) for node in nodes.values()):
        return [list(group) for group in network.hidden if group]
    following: dict[Node, dict[Node, None]] = {node: {} for node in nodes.values()}
    for synapse in network.synapses:
        if is_now(synapse):
            following[nodes[synapse.source]][nodes[synapse.target]] = None
    elsewhere = {*network.inputs, *outputs, *network.biases}
    groups: dict[int, list[Node]] = {}
    for node, depth in depths_of(
        following, following, lambda node: node in network.inputs or isinstance(node, BiasNeuron)
    ).items():
        if node not in elsewhere:
            groups.setdefault(depth, []).append(node)
    return [groups[depth] for depth in sorted(groups)]


def _column(title: str, role: Role, group: Sequence[Node]) -> Column:
    drawn, gap = list(group), None
    if len(drawn) > MOST:
        drawn, gap = [*group[:_EACH_END], *group[-_EACH_END:]], _EACH_END
    activations = {activation_name(neuron) for neuron in group if isinstance(neuron, Neuron) and role != "input"}
    cells = ["cells"] if any(isinstance(node, Cell) for node in group) else []
    subtitle = " and ".join([*cells, *(["several activations"] if len(activations) > 1 else activations)])
    return Column(title, subtitle, role, drawn, [], len(group) > WITH_TEXT, len(group), gap)


def activation_name(neuron: Neuron) -> str:
    """Return the name of a neuron's activation, with its parameter unless that is the usual one: tanh, leaky_relu(0.3)."""
    row = neuron.activation
    family = FAMILIES.get(row.family or "")
    if family is None or [row.parameter] == list(family.parameters.values()):
        return row.name
    parameters: tuple[float, ...] = row.parameter if isinstance(row.parameter, tuple) else (row.parameter,)
    return f"{row.name}({', '.join(short(parameter) for parameter in parameters)})"
