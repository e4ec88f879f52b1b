"""What a file holds, all of it: a network, and what was saved with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nn.history import History
from nn.network import Network
from nn.optimizers import Optimizer
from nn.preprocessing import ClassCoding, NumberCoding, Preprocessing

from .format import StorageError


@dataclass(frozen=True, eq=False)
class Saved:
    """A network with what was learned beside its weights; `load_saved` returns it.

    ``preprocessing`` turns rows of cells into inputs, and outputs into what they stand for; None where none was saved.
    ``classes`` are the names of the classes, () where there are none. ``optimizer`` and ``history`` are those of a training that
    can be resumed, None where none was saved. ``metadata`` is what its author wrote for people to read.
    """

    network: Network
    preprocessing: Preprocessing | None = None
    classes: tuple[str, ...] = ()
    optimizer: Optimizer | None = None
    history: History | None = None
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> Preprocessing:
        """The preprocessing, or, where none was saved, one that takes numbers as they are, named after the input neurons."""
        if self.preprocessing is not None:
            return self.preprocessing
        inputs = tuple([NumberCoding(neuron.label) for neuron in self.network.inputs])
        if self.classes:
            return Preprocessing(inputs, (ClassCoding("class", self.classes),))
        return Preprocessing(inputs, tuple([NumberCoding(neuron.label) for neuron in self.network.outputs]))

    def predict(self, rows: Iterable[Any]) -> list[Any]:
        """Return what the network says of rows as they stand in a table: names of classes, or numbers in the target's unit.

        Rows are lists of cells in the order of the columns, or mappings by name. Raises TableError, naming the row and the
        column, for a cell that does not fit what was learned.
        """
        return self.columns.decode(self.network.predict(self.columns.inputs(rows)))


def check_fit(network: Network, preprocessing: Preprocessing | None, classes: tuple[str, ...]) -> None:
    """Raise StorageError unless a preprocessing and classes have as many names as the network has inputs and outputs."""
    outputs = len(network.outputs)
    if preprocessing is not None:
        inputs = len(preprocessing.input_names)
        if inputs != len(network.inputs):
            raise StorageError(f"the preprocessing makes {inputs} inputs, and the network has {len(network.inputs)}")
        targets = len(preprocessing.targets)
        if targets and not preprocessing.has_classes and targets != outputs:
            raise StorageError(f"the preprocessing has {targets} targets, and the network has {outputs} outputs")
    if classes and len(classes) != outputs and not (outputs == 1 and len(classes) == 2):
        raise StorageError(f"there are {len(classes)} classes, and the network has {outputs} outputs")


def checked_classes(classes: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of classes. Raises StorageError unless there are two or more, different, and none is empty."""
    names = tuple([classes] if isinstance(classes, str) else classes)
    for i, name in enumerate(names):
        if not isinstance(name, str) or not name:
            raise StorageError(f"classes[{i}] must be a name, got {name!r}")
        if name in names[:i]:
            raise StorageError(f"classes[{i}]: the name {name!r} is taken already")
    if len(names) < 2:
        raise StorageError(f"there must be two classes or more, got {len(names)}")
    return names
