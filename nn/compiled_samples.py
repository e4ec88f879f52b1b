"""The rows of a training, encoded once for the programs of its network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograd.program import Program

from .compiling import NetworkProgram, combined
from .samples import Sample, check_targets
from .tracing import NotCompiled, Shape

if TYPE_CHECKING:
    from .network import Network

# Samples times synapses in an epoch, up to which the python backend will do: 200 epochs take about 1 s, and so does importing
# a faster one. The number of epochs has no say in it: a training that is resumed must find the backend that it began with.
_LITTLE = 25_000


def backend_for(network: Network, samples: Sequence[Sample]) -> str:
    """Return the backend for a training: the python one where there is little to do, else the fastest that is installed."""
    return "python" if len(samples) * len(network._planned().synapses) <= _LITTLE else "auto"


class CompiledSamples:
    """Learns from batches by programs, with a loss and gradients that agree with the recorded ones to 1e-12.

    Raises NotCompiled, with the reason, where there is no program for this network, loss and data.
    """

    def __init__(self, program: NetworkProgram, samples: Sequence[Sample]) -> None:
        self.program, self.samples = program, samples
        try:
            check_targets(program.loss, samples, len(program.network.outputs))
        except Exception as error:
            raise NotCompiled(f"the loss refuses a target: {error}") from error
        self.places: dict[int, tuple[Shape, int]] = {}
        self.members: dict[Shape, list[Sample]] = {}
        rows: dict[Shape, list[list[float]]] = {}
        for sample in samples:
            shape, row = self.program.encoded(sample)
            members = self.members.setdefault(shape, [])
            self.places[sample.row] = shape, len(members)
            members.append(sample)
            rows.setdefault(shape, []).append(row)
        try:
            self.rows = {shape: self.program.program(shape).prepare(listed) for shape, listed in rows.items()}
        except (ValueError, ArithmeticError) as error:
            raise NotCompiled(f"{error}") from error

    @property
    def backend(self) -> str:
        """The name of what runs the programs."""
        return self.program.backend

    @property
    def only(self) -> Program | None:
        """The program, where one does for all samples."""
        return self.program.program(next(iter(self.rows))) if len(self.rows) == 1 else None

    def learn(
        self, batch: Sequence[Sample], *, with_outputs: bool, to_weights: bool = True
    ) -> tuple[float, list[list[float]], list[Any]] | None:
        """Give the weights the gradients of the batch's mean loss; return the sum of losses, and what a metric needs.

        Unless ``to_weights`` the gradients stay in the program.

        Return None, with nothing changed, where a sample raises or gives no finite number: the recorded way then says which
        neuron it was.
        """
        groups: dict[Shape, list[Sample]] = {}
        for sample in batch:
            groups.setdefault(self.places[sample.row][0], []).append(sample)
        try:
            parts = [(self.program.program(shape), self._taken(shape, members)) for shape, members in groups.items()]
            total, gradients = combined(parts)
            found = self._outputs(batch, groups, parts) if with_outputs else ([], [])
        except (ValueError, ArithmeticError, NotCompiled):
            return None
        if to_weights:
            for weight, gradient in zip(self.program.weights(), gradients, strict=True):
                weight._grad = float(gradient)
        return total, *found

    def evaluate(self) -> tuple[list[float], list[list[float]], list[Any]] | None:
        """Return the loss of every sample, and the outputs and targets of their steps, with nothing learned.

        Return None where a sample raises or gives no finite number: the recorded way then says which neuron it was.
        """
        losses: dict[int, float] = {}
        try:
            parts = [(self.program.program(shape), self.rows[shape]) for shape in self.members]
            for members, (program, rows) in zip(self.members.values(), parts, strict=True):
                found = program.values(rows)
                if found is None:
                    return None
                losses.update({sample.row: loss for sample, loss in zip(members, found, strict=True)})
            outputs, targets = self._outputs(self.samples, self.members, parts)
        except (ValueError, ArithmeticError, NotCompiled):
            return None
        return [losses[sample.row] for sample in self.samples], outputs, targets

    def _taken(self, shape: Shape, members: Sequence[Sample]) -> Any:
        rows, places = self.rows[shape], [self.places[sample.row][1] for sample in members]
        return rows if places == list(range(len(rows))) else self.program.program(shape).take(rows, places)

    def _outputs(
        self, batch: Sequence[Sample], groups: dict[Shape, list[Sample]], parts: Sequence[tuple[Program, Any]]
    ) -> tuple[list[list[float]], list[Any]]:
        """Return outputs and targets of the steps that have a target, in the order of the batch."""
        width = len(self.program.network.outputs)
        numbers: dict[int, list[float]] = {}
        for members, (program, rows) in zip(groups.values(), parts, strict=True):
            for sample, found in zip(members, program.outputs(rows), strict=True):
                numbers[sample.row] = found
        outputs: list[list[float]] = []
        targets: list[Any] = []
        for sample in batch:
            flat = numbers[sample.row]
            outputs += [flat[i : i + width] for i in range(0, len(flat), width)]
            targets += [t for t in sample.target if t is not None] if sample.is_sequence else [sample.target]
        return outputs, targets
