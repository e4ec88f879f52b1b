"""The flat program: what every backend runs.

Slots are numbered in the order in which they are computed: constants, parameters, the inputs of a sample, and then rows and
reductions in four **stages**: rows that all samples share (``before``), rows of each sample (``sample``), reductions, and rows
on what was reduced (``after``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..operation import Operation
from .adjoints import Pair, Reductions
from .recording import FIXED, OWN, Recording


class Row(NamedTuple):
    """One operation of a program: where the result goes, the operation, and where its inputs are."""

    slot: int
    operation: Operation
    inputs: tuple[int, ...]


class Flat(NamedTuple):
    """A program without dead code.

    ``outputs`` are the slots that are asked for of every sample. ``gradients`` are those of the derivatives of the first one;
    None where nobody wants them.
    """

    constants: list[float]
    parameters: range
    inputs: range
    before: list[Row]
    sample: list[Row]
    reductions: list[tuple[int, list[Pair]]]
    after: list[Row]
    outputs: list[int]
    gradients: list[int] | None
    labels: dict[int, str]

    @property
    def size(self) -> int:
        """How many slots there are."""
        return self.inputs.stop + len(self.before) + len(self.sample) + len(self.reductions) + len(self.after)

    @property
    def row_count(self) -> int:
        """How many rows there are, reductions not counted."""
        return len(self.before) + len(self.sample) + len(self.after)

    @property
    def own(self) -> bytearray:
        """For each slot, whether every sample has a number of its own there."""
        own = bytearray(self.size)
        for slot in self.inputs:
            own[slot] = 1
        for row in self.sample:
            own[row.slot] = 1
        return own


def flatten(
    recording: Recording,
    parameters: Sequence[int],
    inputs: Sequence[int],
    outputs: Sequence[int],
    gradients: Sequence[int] | None,
    reductions: Reductions,
) -> Flat:
    """Return the rows that outputs and gradients need, in their stages and with slots numbered anew."""
    operations, operands, kinds = recording.operations, recording.inputs, recording.kinds
    count = len(operations)
    needed, late = _needed(recording, [*outputs, *(gradients or ())], reductions), bytearray(count)
    given = {*parameters, *inputs}
    constants = [slot for slot in range(count) if needed[slot] and kinds[slot] == FIXED]
    staged: list[list[int]] = [[], [], [], []]
    before, sample, reduced, after = staged
    for slot in range(count):
        if not needed[slot] or kinds[slot] == FIXED or slot in given:
            continue
        if slot in reductions:
            late[slot] = 1
            reduced.append(slot)
        elif kinds[slot] == OWN:
            sample.append(slot)
        elif any(late[x] for x in operands[slot]):
            late[slot] = 1
            after.append(slot)
        else:
            before.append(slot)
    order = [*constants, *parameters, *inputs, *before, *sample, *reduced, *after]
    number = [0] * count
    for new, old in enumerate(order):
        number[old] = new
    renumber = number.__getitem__

    def rows(slots: list[int]) -> list[Row]:
        return [Row(number[s], operations[s], tuple(map(renumber, operands[s]))) for s in slots]  # type: ignore[arg-type]

    start = len(constants)
    return Flat(
        [recording.numbers[slot] for slot in constants],
        range(start, start + len(parameters)),
        range(start + len(parameters), start + len(parameters) + len(inputs)),
        rows(before),
        rows(sample),
        [(number[s], [(number[a], number[b]) for a, b in reductions[s]]) for s in reduced],
        rows(after),
        [number[slot] for slot in outputs],
        None if gradients is None else [number[slot] for slot in gradients],
        {number[slot]: label for slot, label in recording.labels.items() if needed[slot] or slot in given},
    )


def _needed(recording: Recording, roots: Sequence[int], reductions: Reductions) -> bytearray:
    """Return, for each slot, whether the roots need it."""
    needed = bytearray(len(recording.operations))
    for slot in roots:
        needed[slot] = 1
    for slot in range(len(needed) - 1, -1, -1):
        if needed[slot]:
            for x in recording.inputs[slot]:
                needed[x] = 1
            for pair in reductions.get(slot, ()):
                needed[pair[0]] = needed[pair[1]] = 1
    return needed
