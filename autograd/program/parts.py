"""What a program is made of, and what can be pickled of it: the rows of its forward pass and the slots of its ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .adjoints import Reductions, differentiate
from .flat import Flat, flatten
from .recording import Recording
from .slopes import Kept


class Parts(NamedTuple):
    """A recording, the slot of the output, and those of inputs, parameters and other outputs."""

    recording: Recording
    output: int
    inputs: list[int]
    parameters: list[int]
    others: list[int]

    def forward(self, outputs: Sequence[int]) -> Flat:
        """Return the flat program that computes some of the slots."""
        return flatten(self.recording, self.parameters, self.inputs, outputs, None, Reductions())

    def differentiated(self, kept: Kept = frozenset()) -> Flat:
        """Return the flat program of output and derivatives, with slopes as rows where they are ``kept``."""
        recording, count, labels = self.recording, len(self.recording.operations), dict(self.recording.labels)
        gradients, reductions = differentiate(recording, self.output, self.parameters, kept)
        flat = flatten(recording, self.parameters, self.inputs, [self.output], gradients, reductions)
        recording.cut(count)
        recording.labels = labels
        return flat
