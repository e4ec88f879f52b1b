"""Sequences to learn from: rows that follow one another, with a target at some steps or at all.

A **step** is a row of numbers, a **sequence** a list of steps; sequences may have different lengths. The target of a sequence
is a list with one entry for each step: a class, a row of numbers, or None where a step has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, overload

from autograd.operation import number

from .dataset import Row
from .samples import amount
from .splitting import split_rows

Target = int | Row | None


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Sequences:
    """Sequences with their targets, and what the columns are called; it unpacks as ``inputs, targets``, as `train` takes them.

    ``inputs`` and ``targets`` are given as anything iterable, and kept as tuples. The targets of a sequence are as many as its
    steps, or a single one, which is that of the last step. All that are not None are classes (of type int, indices of
    ``target_names``) or all are numbers, alone or in rows; without names they are called x1, x2, ... and y, or y1, y2, ....

    Raises ValueError where steps, targets or names do not fit together, or a sequence has no step or no target; TypeError for
    what is no number.

    >>> data = Sequences([[[1, 2], [3, 4]], [[5, 6]]], [[None, 0.5], [0.25]])
    >>> data
    <Sequences: 2 of 1 to 2 steps of x1, x2; outputs: y>
    >>> inputs, targets = data
    >>> targets
    ((None, (0.5,)), ((0.25,),))
    """

    inputs: tuple[tuple[Row, ...], ...]
    targets: tuple[tuple[Target, ...], ...]
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    source: str = ""

    def __init__(
        self,
        inputs: Iterable[Iterable[Iterable[float]]],
        targets: Iterable[Any],
        input_names: Iterable[str] = (),
        target_names: Iterable[str] = (),
        source: str = "",
    ) -> None:
        rows = tuple([tuple([tuple([number(x) for x in step]) for step in sequence]) for sequence in inputs])
        wanted = list(targets)
        if len(rows) != len(wanted):
            raise ValueError(f"each sequence needs its targets, got {len(rows)} sequences and targets for {len(wanted)}")
        if not rows:
            raise ValueError("there are no sequences")
        listed = tuple(
            [_targets(i, target, len(sequence)) for i, (sequence, target) in enumerate(zip(rows, wanted, strict=True))]
        )
        given = [target for targets in listed for target in targets if target is not None]
        names = tuple(input_names) or tuple([f"x{i + 1}" for i in range(len(rows[0][0]))])
        self.__dict__.update(
            inputs=rows,
            targets=listed,
            input_names=names,
            target_names=tuple(target_names) or _names(given),
            source=source,
        )
        self._check(given)

    def _check(self, given: list[Any]) -> None:
        for i, sequence in enumerate(self.inputs):
            for t, step in enumerate(sequence):
                if len(step) != len(self.input_names):
                    raise ValueError(
                        f"step {t} of sequence {i} has {amount(step)}, but there are {len(self.input_names)} columns: "
                        f"{', '.join(self.input_names)}"
                    )
        kinds = {isinstance(target, int) for target in given}
        if len(kinds) > 1:
            raise ValueError("some targets are classes (type int) and some are numbers: write all of them as int or as float")
        for target in given:
            if isinstance(target, int):
                if not 0 <= target < len(self.target_names):
                    raise ValueError(f"a target is class {target}, but the classes are 0 to {len(self.target_names) - 1}")
            elif len(target) != len(self.target_names):
                raise ValueError(f"a target has {amount(target)}, but {len(self.target_names)} names are given")

    @property
    def has_classes(self) -> bool:
        """Whether the targets are classes (indices), not rows of numbers."""
        return any(isinstance(target, int) for targets in self.targets for target in targets)

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many steps each sequence has."""
        return tuple(map(len, self.inputs))

    def __len__(self) -> int:
        """Return the number of sequences."""
        return len(self.inputs)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.inputs, self.targets))

    def __repr__(self) -> str:
        kind = "classes" if self.has_classes else "outputs"
        shortest, longest = min(self.lengths), max(self.lengths)
        steps = f"{longest} step{'' if longest == 1 else 's'}" if shortest == longest else f"{shortest} to {longest} steps"
        return f"<Sequences: {len(self)} of {steps} of {', '.join(self.input_names)}; {kind}: {', '.join(self.target_names)}>"

    @overload
    def split(self, test: float, *, seed: int | None = ...) -> tuple[Sequences, Sequences]: ...
    @overload
    def split(self, test: float, *, validation: float, seed: int | None = ...) -> tuple[Sequences, Sequences, Sequences]: ...
    def split(self, test: float, *, validation: float | None = None, seed: int | None = None) -> tuple[Sequences, ...]:
        """Return (train, test), or (train, validation, test): whole sequences, in the order they have here.

        ``test`` is a number of sequences (an int) or their share of all (a float between 0 and 1), and so is ``validation``.
        Raises ValueError unless all parts have a sequence.

        >>> data = Sequences([[[float(i)]] for i in range(5)], [[float(i)] for i in range(5)])
        >>> [len(part) for part in data.split(test=2, seed=0)]
        [3, 2]
        """
        parts = split_rows([0] * len(self), test=test, validation=validation, seed=seed)
        return tuple([self._take(part) for part in parts])

    def _take(self, places: Sequence[int]) -> Sequences:
        return Sequences(
            [self.inputs[i] for i in places], [self.targets[i] for i in places], self.input_names, self.target_names, self.source
        )


def _targets(i: int, target: Any, steps: int) -> tuple[Target, ...]:
    if steps == 0:
        raise ValueError(f"sequence {i} has no steps")
    if not isinstance(target, Iterable) or isinstance(target, str):
        return (*[None] * (steps - 1), _target(target))
    listed = tuple([_target(each) for each in target])
    if len(listed) != steps:
        raise ValueError(f"sequence {i} has {steps} steps, but targets for {len(listed)}: write None where there is none")
    if all(each is None for each in listed):
        raise ValueError(f"no step of sequence {i} has a target: all are None")
    return listed


def _target(target: Any) -> Target:
    if target is None:
        return None
    if isinstance(target, Integral):
        return int(target)
    return tuple([number(x) for x in target]) if isinstance(target, Iterable) else (number(target),)


def _names(given: list[Any]) -> tuple[str, ...]:
    if any(isinstance(target, int) for target in given):
        count = 1 + max(target if isinstance(target, int) else 0 for target in given)
        return tuple(map(str, range(count)))
    width = len(given[0])
    return ("y",) if width == 1 else tuple([f"y{i + 1}" for i in range(width)])
