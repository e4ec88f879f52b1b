"""Which neuron stands in which column, and which are left out because nobody could tell them apart.

A column is a group: the inputs, the neurons of one depth, the outputs. The bias neurons that feed a column stand at the bottom of
the one before. A column of more than `WITH_TEXT` neurons is **crowded**: its neurons are small and without text; one of
more than `MOST` shows its first and its last ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd.drawing.numbers import short
from autograd.drawing.palette import Role
from autograd.operations import FAMILIES

from ..network import Network
from ..neuron import AbstractNeuron, BiasNeuron, Neuron

WITH_TEXT = 5
MOST = 32
_EACH_END = 14  # neurons at either end of a column that is too long


@dataclass(slots=True)
class Column:
    """A group of neurons below one another. ``gap`` is the place in ``neurons`` after which some are left out."""

    title: str
    subtitle: str
    role: Role
    neurons: list[AbstractNeuron]
    biases: list[BiasNeuron]
    crowded: bool
    total: int
    gap: int | None

    @property
    def loops_on_top(self) -> int:
        """How many synapses the first neuron has to itself."""
        return sum(synapse.source is self.neurons[0] for synapse in self.neurons[0].incoming) if self.neurons else 0

    @property
    def left_out(self) -> int:
        """How many neurons are not drawn."""
        return self.total - len(self.neurons)


def columns_of(network: Network) -> list[Column]:
    """Return the columns of a network from left to right. Neurons that are fed back stand among the outputs."""
    hidden = [group for group in network.hidden if group]
    asked = set(network.outputs)
    given = [neuron for neuron in network.inputs if neuron not in asked]
    fed_back = len(given) < len(network.inputs)
    groups: list[Sequence[AbstractNeuron]] = [*([given] if given or not fed_back else []), *hidden, network.outputs]
    titles = [f"hidden {i}" if len(hidden) > 1 else "hidden" for i in range(1, len(hidden) + 1)]
    columns = [_column("input", "input", given)] if given or not fed_back else []
    columns += [_column(title, "hidden", group) for title, group in zip(titles, hidden, strict=True)]
    columns.append(_column("output, fed back" if fed_back else "output", "output", groups[-1]))
    place = {neuron: i for i, group in enumerate(groups) for neuron in group}
    earliest: dict[AbstractNeuron, int] = {}
    for synapse in network.synapses:
        if isinstance(synapse.source, BiasNeuron):
            earliest[synapse.source] = min(place[synapse.target], earliest.get(synapse.source, len(columns)))
    for bias in network.biases:
        columns[max(earliest[bias] - 1, 0)].biases.append(bias)
    return columns


def _column(title: str, role: Role, group: Sequence[AbstractNeuron]) -> Column:
    drawn, gap = list(group), None
    if len(drawn) > MOST:
        drawn, gap = [*group[:_EACH_END], *group[-_EACH_END:]], _EACH_END
    activations = {activation_name(neuron) for neuron in group if isinstance(neuron, Neuron) and role != "input"}
    subtitle = activations.pop() if len(activations) == 1 else "several activations" if activations else ""
    return Column(title, subtitle, role, drawn, [], len(group) > WITH_TEXT, len(group), gap)


def activation_name(neuron: Neuron) -> str:
    """Return the name of a neuron's activation, with its parameter unless that is the usual one: tanh, leaky_relu(0.3)."""
    row = neuron.activation
    family = FAMILIES.get(row.family or "")
    if family is None or [row.parameter] == list(family.parameters.values()):
        return row.name
    parameters: tuple[float, ...] = row.parameter if isinstance(row.parameter, tuple) else (row.parameter,)
    return f"{row.name}({', '.join(short(parameter) for parameter in parameters)})"
