"""A dataset is rows of input numbers with a target for each.

A target is either a class, written as its index 0, 1, ..., or a row of numbers, one for each output of a network. Which coding
a loss wants differs: ``cross_entropy`` takes the class index as it is; ``hinge`` and a tanh output want -1 and +1
(`Dataset.signed`); squared errors on one output per class want rows (`Dataset.one_hot`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, overload

from autograd.operation import number

from .samples import amount
from .splitting import split_rows

Row = tuple[float, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Dataset:
    """Rows of inputs, a target for each, and what they are called; it unpacks as ``inputs, targets``.

    ``inputs`` and ``targets`` are given as anything iterable, arrays included, and kept as tuples. Targets that are all whole
    numbers (of type int) are classes: the index of each row's class in ``target_names``. Otherwise a target is a row of
    numbers and ``target_names`` are the names of the outputs; a single number is a row of one.

    Raises ValueError where inputs and targets, rows, or names do not fit together, and TypeError for what is no number.

    >>> inputs, targets = Dataset([[1, 2], [3, 4]], [0, 1], ["width", "height"], ["small", "large"])
    >>> inputs, targets
    (((1.0, 2.0), (3.0, 4.0)), (0, 1))
    """

    inputs: Rows
    targets: tuple[int | Row, ...]
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    source: str = ""

    def __init__(
        self,
        inputs: Iterable[Iterable[float]],
        targets: Iterable[float] | Iterable[Iterable[float]],
        input_names: Iterable[str],
        target_names: Iterable[str],
        source: str = "",
    ) -> None:
        self.__dict__.update(
            inputs=tuple([tuple([number(x) for x in row]) for row in inputs]),
            targets=_targets(list(targets)),
            input_names=tuple(input_names),
            target_names=tuple(target_names),
            source=source,
        )
        self._check()

    def _check(self) -> None:
        if len(self.inputs) != len(self.targets):
            raise ValueError(f"each row needs one target, got {len(self.inputs)} rows and {len(self.targets)} targets")
        for i, row in enumerate(self.inputs):
            if len(row) != len(self.input_names):
                raise ValueError(f"row {i} of the inputs has {amount(row)}, but {len(self.input_names)} names are given")
        for i, target in enumerate(self.targets):
            if isinstance(target, int):
                if not 0 <= target < len(self.target_names):
                    raise ValueError(f"target {i} is class {target}, but the classes are 0 to {len(self.target_names) - 1}")
            elif len(target) != len(self.target_names):
                raise ValueError(f"target {i} has {amount(target)}, but {len(self.target_names)} names are given")

    @property
    def has_classes(self) -> bool:
        """Whether the targets are classes (indices), not rows of numbers."""
        return all(isinstance(target, int) for target in self.targets[:1])

    def __iter__(self) -> Iterator[Any]:
        return iter((self.inputs, self.targets))

    def __repr__(self) -> str:
        kind = "classes" if self.has_classes else "outputs"
        rows = f"{len(self.inputs)} row{'' if len(self.inputs) == 1 else 's'}"
        return f"<Dataset: {rows} of {', '.join(self.input_names)}; {kind}: {', '.join(self.target_names)}>"

    def one_hot(self) -> Dataset:
        """Return the same data with a row for each class: 1 at the class, 0 elsewhere. Raises ValueError without classes.

        >>> Dataset([[0], [1]], [0, 2], ["x"], ["small", "middling", "large"]).one_hot().targets
        ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
        """
        count = len(self.target_names)
        return self._recoded([[float(i == target) for i in range(count)] for target in self._classes()], self.target_names)

    def signed(self) -> Dataset:
        """Return the same data with one output: -1 for class 0, +1 for class 1, as `hinge` wants it.

        Raises ValueError unless there are exactly two classes.

        >>> Dataset([[0], [1]], [0, 1], ["x"], ["small", "large"]).signed().targets
        ((-1.0,), (1.0,))
        """
        if len(self.target_names) != 2:
            raise ValueError(f"-1 and +1 stand for two classes, got {len(self.target_names)}: use one_hot()")
        return self._recoded([[2.0 * target - 1.0] for target in self._classes()], self.target_names[1:])

    @overload
    def split(self, test: float, *, seed: int | None = ..., stratified: bool | None = ...) -> tuple[Dataset, Dataset]: ...
    @overload
    def split(
        self, test: float, *, validation: float, seed: int | None = ..., stratified: bool | None = ...
    ) -> tuple[Dataset, Dataset, Dataset]: ...
    def split(
        self, test: float, *, validation: float | None = None, seed: int | None = None, stratified: bool | None = None
    ) -> tuple[Dataset, ...]:
        """Return (train, test), or (train, validation, test); the rows of each in the order they have here.

        ``test`` is a number of rows (an int) or their share of all rows (a float between 0 and 1), and so is ``validation`` where
        that part is asked for; the test part is the same with it as without. Stratified, which is the rule where there are
        classes, each class has the same share of every part, up to rounding. The same seed chooses the same rows.

        Raises ValueError unless all parts have a row, and for a stratified split without classes.

        >>> data = Dataset([[x] for x in range(9)], [0, 0, 0, 1, 1, 1, 1, 1, 1], ["x"], ["small", "large"])
        >>> train, test = data.split(test=3, seed=0)
        >>> train.targets, test.targets
        ((0, 0, 1, 1, 1, 1), (0, 1, 1))
        >>> [len(part.inputs) for part in data.split(test=3, validation=2, seed=0)]
        [4, 2, 3]
        """
        if stratified is None:
            stratified = self.has_classes
        groups = self._classes() if stratified else [0] * len(self.inputs)
        return tuple([self._rows(part) for part in split_rows(groups, test=test, validation=validation, seed=seed)])

    def _rows(self, indices: Sequence[int]) -> Dataset:
        targets: Any = [self.targets[i] for i in indices]
        return Dataset([self.inputs[i] for i in indices], targets, self.input_names, self.target_names, self.source)

    def _recoded(self, targets: list[list[float]], names: Sequence[str]) -> Dataset:
        return Dataset(self.inputs, targets, self.input_names, names, self.source)

    def _classes(self) -> list[int]:
        if not self.has_classes:
            raise ValueError("the targets of this dataset are rows of numbers, not classes")
        return [target for target in self.targets if isinstance(target, int)]


def _targets(targets: list[Any]) -> Any:
    if all(isinstance(target, Integral) for target in targets):
        return tuple([int(target) for target in targets])
    return tuple([tuple([number(x) for x in row]) if isinstance(row, Iterable) else (number(row),) for row in targets])
