"""The rows of a training, encoded once for the programs of its network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd import Value
from autograd.program import Program

from .compiling import NetworkProgram, NotCompiled, Shape, combined
from .samples import Sample

if TYPE_CHECKING:
    from .network import Network

# Samples times synapses in a whole training, up to which the python backend is done before a faster one is imported: about 1 s.
_LITTLE = 5_000_000


class CompiledSamples:
    """Learns from batches by programs, with a loss and gradients that agree with the recorded ones to 1e-12.

    Raises NotCompiled, with the reason, where there is no program for this network, loss and data.
    """

    def __init__(self, network: Network, loss: Callable[[Any, Any], Any], samples: Sequence[Sample], epochs: int) -> None:
        plan = network._planned()
        work = epochs * len(samples) * len(plan.synapses)
        self.program = NetworkProgram(network, loss, "python" if work <= _LITTLE else "auto")
        _check_targets(loss, samples, len(plan.outputs))
        self.places: dict[int, tuple[Shape, int]] = {}
        rows: dict[Shape, list[list[float]]] = {}
        for sample in samples:
            shape, row = self.program.encoded(sample)
            members = rows.setdefault(shape, [])
            self.places[sample.row] = shape, len(members)
            members.append(row)
        try:
            self.rows = {shape: self.program.program(shape).prepare(members) for shape, members in rows.items()}
        except (ValueError, ArithmeticError) as error:
            raise NotCompiled(f"{error}") from error

    @property
    def backend(self) -> str:
        """The name of what runs the programs."""
        return self.program.backend

    def learn(self, batch: Sequence[Sample], *, with_outputs: bool) -> tuple[float, list[list[float]], list[Any]] | None:
        """Give the weights the gradients of the batch's mean loss; return the sum of losses, and what a metric needs.

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
        for weight, gradient in zip(self.program.weights(), gradients, strict=True):
            weight._grad = float(gradient)
        return total, *found

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


def _check_targets(loss: Callable[[Any, Any], Any], samples: Sequence[Sample], outputs: int) -> None:
    """Ask the loss, once for each different target, whether it takes it: a program does not look at its targets."""
    seen: set[Any] = set()
    for sample in samples:
        for target in sample.target if sample.is_sequence else [sample.target]:
            key = tuple(target) if isinstance(target, list) else (type(target), target)
            if target is None or key in seen:
                continue
            seen.add(key)
            try:
                loss([Value(0.0) for _ in range(outputs)], target)
            except Exception as error:
                raise NotCompiled(f"the loss refuses a target: {error}") from error
