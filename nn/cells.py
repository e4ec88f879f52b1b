"""Cells: a subgraph with a name, whose parts have names.

A **cell** is neurons that one thinks of as one thing: the gates, sums and products of a memory cell, the parts of a capsule.
It computes nothing by itself. It names its neurons, ``lstm1.input_gate``, goes with them into copies and files, and lets a
picture show one glyph for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from .groups import Group
from .neuron import AbstractNeuron, InputNeuron
from .synapse import Synapse


class Cell(Group):
    """A subgraph with a name. ``neurons`` maps the names of its parts to them; each part is then called ``label.name``.

    ``cell["input_gate"]`` is that part, ``cell.neurons`` are all of them in their order, and ``cell.output`` the last: by
    convention what others read. Renaming the cell renames its parts.

    Raises ValueError for an empty label or name, no neurons, a neuron that is listed twice, is in another cell, or is an
    InputNeuron; TypeError for what is no neuron. Then nothing has changed.

    >>> from nn import Neuron, Synapse
    >>> total, squashed = Neuron(), Neuron(activation="tanh")
    >>> synapse = Synapse(total, squashed, weight=1.0)
    >>> cell = Cell("unit", {"sum": total, "output": squashed})
    >>> cell
    Cell('unit': sum, output)
    >>> cell["sum"], squashed.cell is cell, cell.output is squashed, cell.synapses
    (Neuron('unit.sum', activation='linear'), True, True, [Synapse(unit.sum→unit.output, weight=1.0)])
    """

    __slots__ = ("_label",)
    _copied = ("_label",)
    kind = "a cell"
    slot = "_cell"

    _label: str

    def __init__(self, label: str, neurons: Mapping[str, AbstractNeuron]) -> None:
        if not isinstance(neurons, Mapping):
            raise TypeError(
                'the neurons of a cell must be a mapping from names to neurons such as {"gate": gate}, got '
                f"{type(neurons).__name__}"
            )
        parts = dict(neurons)
        for name, neuron in parts.items():
            _check_name(name, "the name of a part of a cell")
            if not isinstance(neuron, AbstractNeuron):
                raise TypeError(f"{name!r} of a cell must be a neuron, got {type(neuron).__name__} {neuron!r}")
            if isinstance(neuron, InputNeuron):
                raise ValueError(  # noqa: TRY004 - it is a neuron, of a kind that does not fit
                    f"{neuron} cannot be a part of a cell: it is given its output from outside"
                )
        self._label = _check_name(label, "the label of a cell")
        self._join(parts)
        self._name_parts()

    @property
    def label(self) -> str:
        """The cell's name, unique in its network; one that is assigned renames the parts, too."""
        return self._label

    @label.setter
    def label(self, label: str) -> None:
        self._label = _check_name(label, "the label of a cell")
        self._name_parts()

    def _name_parts(self) -> None:
        for name, neuron in self._members.items():
            neuron.label = f"{self._label}.{name}"

    @property
    def output(self) -> AbstractNeuron:
        """The last part: by convention what others read."""
        return self.neurons[-1]

    @property
    def synapses(self) -> list[Synapse]:
        """The synapses between parts of the cell."""
        return [synapse for neuron in self for synapse in neuron.incoming if synapse.source in self]

    @property
    def entering(self) -> list[Synapse]:
        """The synapses that lead into the cell from outside."""
        return [synapse for neuron in self for synapse in neuron.incoming if synapse.source not in self]

    @property
    def leaving(self) -> list[Synapse]:
        """The synapses that lead out of the cell."""
        return [synapse for neuron in self for synapse in neuron.outgoing if synapse.target not in self]

    def __getitem__(self, name: str) -> AbstractNeuron:
        if name not in self._members:
            raise KeyError(f"the cell {self._label!r} has no part {name!r}: it has {', '.join(self._members)}")
        return self._members[name]

    def __repr__(self) -> str:
        return f"Cell({self._label!r}: {', '.join(self._members)})"


def _check_name(name: object, what: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"{what} must be a string, got {type(name).__name__} {name!r}")
    if not name:
        raise ValueError(f"{what} must not be empty")
    return name
