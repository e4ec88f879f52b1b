"""What neurons and cells of a network are called: labels differ, those that a user chose stay, and the others are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .cells import Cell
from .neuron import AbstractNeuron, BiasNeuron, Neuron


def check_cells(cells: Sequence[Cell]) -> None:
    """Raise ValueError where two cells have the same label."""
    twice = [label for label, count in Counter(cell.label for cell in cells).items() if count > 1]
    if twice:
        raise ValueError(f"two cells of the network have the label {twice[0]!r}: labels must be unique, rename one")


def give_labels(
    inputs: Sequence[AbstractNeuron], hidden: Sequence[Neuron], outputs: Sequence[Neuron], biases: Sequence[BiasNeuron]
) -> None:
    """Give a label to each neuron without one, and a new one where two networks gave two neurons the same.

    The labels that a user chose stay, and must differ.
    """
    single: dict[AbstractNeuron, str] = {outputs[0]: "y"} if len(outputs) == 1 else {}
    groups: list[tuple[str, Iterable[AbstractNeuron]]] = [("x", inputs), ("y", outputs), ("h", hidden), ("b", biases)]
    members = [(neuron, stem, i) for stem, group in groups for i, neuron in enumerate(group, start=1)]
    taken: dict[str, AbstractNeuron] = {}
    for neuron, _, _ in members:
        if neuron._named and taken.setdefault(neuron.label, neuron) is not neuron:
            raise ValueError(f"two neurons of the network have the label {neuron.label!r}: labels must be unique, rename one")
    nameless = []
    for neuron, stem, i in members:
        if not neuron._named and (not neuron.label or taken.setdefault(neuron.label, neuron) is not neuron):
            nameless.append((neuron, stem, i))
    for neuron, stem, i in nameless:
        label, number = single.get(neuron, f"{stem}{i}"), i
        while label in taken:
            number += 1
            label = f"{stem}{number}"
        taken[label] = neuron
        neuron._rename(label, named=False)
