"""Sums of products that were written with plain + and * become weighted sums, the rows that backends are best at.

``w1 * x1 + w2 * x2 + b`` is four rows, and one weighted sum of the pairs (w1, x1), (w2, x2), (b, 1). It adds from left to right
as the four do, and times 1 is the number itself, so no bit changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..operations import add, multiply, weighted_sum
from .recording import Recording

_WIDEST = 256  # pairs in a row: a longer sum goes on in the next


def fuse(recording: Recording, outputs: Sequence[int]) -> None:
    """Make weighted sums of the recording's sums of products; what they take in is left behind as dead code.

    A product or a partial sum is taken in where nothing else uses it and it has no label to be seen by.
    """
    operations, inputs = recording.operations, recording.inputs
    uses = [0] * len(operations)
    for operands in inputs:
        for x in operands:
            uses[x] += 1
    for slot in outputs:
        uses[slot] += 2
    sums: dict[int, list[tuple[int, int]]] = {}  # the pairs of each sum that nobody has taken in yet
    one = -1

    def pairs_of(slot: int, *, first: bool) -> list[tuple[int, int]]:
        alone = uses[slot] == 1 and slot not in recording.labels
        if alone and operations[slot] is multiply:
            x, y = inputs[slot]
            return [(x, y)]
        if alone and first and slot in sums and len(sums[slot]) < _WIDEST:
            return sums.pop(slot)
        return [(slot, one)]

    for slot in range(len(operations)):
        if operations[slot] is add:
            x, y = inputs[slot]
            left = pairs_of(x, first=True)
            right = pairs_of(y, first=False)
            sums[slot] = left + right
    for slot, pairs in sums.items():
        if any(second != one for _, second in pairs):
            unit = recording.constant(1.0)
            operations[slot] = weighted_sum(len(pairs))
            inputs[slot] = tuple([x if x != one else unit for pair in pairs for x in pair])
