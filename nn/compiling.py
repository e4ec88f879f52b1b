"""A network and its loss as programs: every topology is unrolled once, and then runs over batches without any objects.

A **shape** is what samples must have in common to run through one program: the number of steps (None for a plain row), and
what each step's target is made of. A plain network has one shape; sequences of different lengths have one program each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import DataDependentGraph, Operation, Value
from autograd.changes import latest, token
from autograd.operations import mean, parameter
from autograd.program import Program
from autograd.program.recording import OWN, SHARED, Recording, traced

from .losses import binary_cross_entropy, cross_entropy, hinge
from .plan import Instruction, Plan
from .samples import Sample, make_samples

if TYPE_CHECKING:
    from .network import Network

Loss = Callable[[Any, Any], Any]
_MOST_SHAPES = 50  # programs for one network: so many lengths of sequences


class Shape(NamedTuple):
    """What a program is made for: how many steps, and for each step how many numbers its target has.

    ``steps`` is None for a plain row. A count of 0 is a target that is a plain number, None a step without a target.
    """

    steps: int | None
    targets: tuple[int | None, ...]


class NotCompiled(Exception):
    """There is no program for this network, loss and data. The message says why."""


class NetworkProgram:
    """A network with its loss, compiled: what `Network.compile` returns.

    It follows the network: weights that are assigned and structure that changes are seen at the next call.
    """

    def __init__(self, network: Network, loss: Loss, backend: str = "auto", truncate: int | None = None) -> None:
        self.network = network
        self.loss = loss
        self._backend = backend
        self._truncate = truncate
        self._programs: dict[Shape, Program] = {}
        self._plan: Plan | None = None
        self._weights: list[Value] = []
        self._rows: list[Operation | None] = []  # what each weight is: trainable or frozen
        self._chosen: list[int] = []
        self._token: object = None
        self._direct: Callable[[Any, Any], tuple[float, Any] | None] | None = None  # of the program that ran last on arrays

    def __repr__(self) -> str:
        return f"<NetworkProgram of {self.network!r} with {getattr(self.loss, '__name__', self.loss)}, on {self.backend}>"

    @property
    def backend(self) -> str:
        """The name of what runs it: ``python``, ``numpy`` or ``numba``."""
        return next(iter(self._programs.values())).backend if self._programs else self._backend

    @property
    def source(self) -> str:
        """The equations of one sample, forward and backward, of the program that ran first, as Python."""
        if not self._programs:
            raise ValueError("there are no equations yet: call value_and_gradients once, which says what the samples look like")
        return next(iter(self._programs.values())).source

    # ---- the public way -------------------------------------------------------------------------------------------

    def value_and_gradients(self, inputs: Any, targets: Any) -> tuple[float, Any]:
        """Return the mean loss over the rows, and its derivatives in the order of ``network.parameters()``.

        ``inputs`` are rows, and ``targets`` as many rows with a number for each output, or plain numbers where there is one
        output, or class indices for cross_entropy. Lists give a list of derivatives, arrays an array.

        Raises what the program raises (see `autograd.compile`), ValueError and TypeError for rows that do not fit.
        """
        if self._direct is not None and self._token is latest[0]:
            found = self._direct(inputs, targets)
            if found is not None:
                return found
        self._token, self._direct = token(), None  # taken before looking
        program, rows = self._joined(inputs, targets)
        if program is None:
            samples = make_samples(inputs, targets, input_count=len(self.network.inputs))
            check_targets(self.loss, samples, len(self.network.outputs))
            total, gradients = self.learn(samples)
            chosen = self._trainable()
            listed = [float(x) for x in gradients]
            return total / len(samples), listed if chosen is None else [listed[i] for i in chosen]
        value, gradients = program.run(rows)
        chosen = self._trainable()
        if chosen is not None:
            gradients = gradients[chosen]
        elif targets.ndim == 2:
            self._direct = program.direct
        return value, gradients

    def _joined(self, inputs: Any, targets: Any) -> tuple[Program | None, Any]:
        """Return the program for two arrays, side by side, and its rows; None where they are no plain arrays, or do not fit."""
        if not (hasattr(inputs, "ndim") and hasattr(targets, "ndim") and inputs.ndim == 2 and len(inputs) == len(targets) > 0):
            return None, None
        outputs = len(self.network.outputs)
        plain, wanted = targets.ndim == 1, targets
        if plain or (targets.ndim == 2 and targets.shape[1] == 1 < outputs):
            column = targets.reshape(-1, 1)
            wanted = column if outputs == 1 else self._as_probabilities(column[:, 0])
        if wanted is None or wanted.ndim != 2 or wanted.shape[1] != outputs or inputs.shape[1] != len(self.network.inputs):
            return None, None
        program = self.program(Shape(None, (0 if plain and outputs == 1 else outputs,)))
        if program.backend == "python":
            return None, None
        rows = program.side_by_side(inputs, wanted)
        return (None, None) if rows is None else (program, rows)

    def _as_probabilities(self, indices: Any) -> Any | None:
        if self.loss is not cross_entropy:
            return None
        from autograd.program.arrays import one_hot  # there are arrays

        return one_hot(indices, len(self.network.outputs))

    # ---- the way of a training ---------------------------------------------------------------------------------------

    def learn(self, samples: Sequence[Sample]) -> tuple[float, Any]:
        """Return the sum of the samples' losses, and the derivatives of their mean by all weights, frozen ones too."""
        groups: dict[Shape, list[list[float]]] = {}
        for sample in samples:
            shape, row = self.encoded(sample)
            groups.setdefault(shape, []).append(row)
        parts = [(self.program(shape), rows) for shape, rows in groups.items()]
        return combined([(program, program.prepare(rows)) for program, rows in parts])

    def encoded(self, sample: Sample) -> tuple[Shape, list[float]]:
        """Return the shape of a sample, and its row: the inputs of all steps, then the numbers of all targets."""
        steps = sample.inputs if sample.is_sequence else [sample.inputs]
        wanted = sample.target if sample.is_sequence else [sample.target]
        row = [x for step in steps for x in step]
        counts: list[int | None] = []
        for target in wanted:
            if target is None:
                counts.append(None)
                continue
            numbers = self._numbers(target)
            counts.append(0 if numbers is None else len(numbers))
            row += [float(target)] if numbers is None else numbers
        return Shape(len(steps) if sample.is_sequence else None, tuple(counts)), row

    def _numbers(self, target: Any) -> list[float] | None:
        """Return the numbers of a target; a class index for cross_entropy as probabilities; None for a plain number."""
        if isinstance(target, list):
            if len(target) > 1 or self.loss is not cross_entropy:
                return target
            (target,) = target  # cross_entropy takes it for a class index
        outputs = len(self.network.outputs)
        if isinstance(target, (int, float)) and outputs > 1:
            if self.loss is not cross_entropy:
                raise NotCompiled("the targets are class indices, which only cross_entropy is compiled with")
            if target not in range(outputs):
                raise NotCompiled(f"a class index is a whole number from 0 to {outputs - 1}, got {target}")
            return [1.0 if i == target else 0.0 for i in range(outputs)]
        return None

    def weights(self) -> list[Value]:
        """Return all weights, frozen ones too, in the order of the derivatives of `learn`."""
        return self._planned().weights

    def _planned(self) -> Plan:
        plan = self.network._planned()
        if plan is not self._plan:
            self._plan, self._weights, self._rows = plan, plan.weights, []
            self._programs.clear()
        return plan

    def _trainable(self) -> list[int] | None:
        """Return the places of the trainable weights among all, None where all are."""
        rows = [weight.operation for weight in self._weights]
        if rows != self._rows:  # frozen or thawed since
            self._rows = rows
            self._chosen = [i for i, row in enumerate(rows) if row is parameter]
        return None if len(self._chosen) == len(rows) else self._chosen

    def program(self, shape: Shape) -> Program:
        """Return the program for samples of a shape, made when it is needed."""
        self._planned()
        program = self._programs.get(shape)
        if program is None:
            if len(self._programs) >= _MOST_SHAPES:
                raise NotCompiled(f"the sequences have more than {_MOST_SHAPES} different shapes")
            program = self._programs[shape] = trace(self.network, self.loss, shape, self._backend, self._truncate)
        return program


def combined(parts: Sequence[tuple[Program, Any]]) -> tuple[float, Any]:
    """Run programs over their rows; return the sum of the losses and the derivatives of the mean over all rows."""
    if len(parts) == 1:
        ((program, rows),) = parts
        value, gradients = program.run(rows)
        return value * len(rows), gradients
    count = sum([len(rows) for _, rows in parts])
    total, sums = 0.0, [0.0] * len(parts[0][0].parameters)
    for program, rows in parts:
        value, gradients = program.run(rows)
        total += value * len(rows)
        share = len(rows) / count
        sums = [x + share * float(g) for x, g in zip(sums, gradients, strict=True)]
    return total, sums


def trace(network: Network, loss: Loss, shape: Shape, backend: str, truncate: int | None = None) -> Program:
    """Return the program of a network and its loss for samples of a shape; what delayed synapses read is unrolled.

    Raises NotCompiled where the loss branches on data or gives no number, and what the loss raises.
    """
    plan, recording = network._planned(), Recording()
    if shape.steps is None:
        plan.check_step()
    weights = [(weight, recording.leaf(SHARED, weight.label)) for weight in plan.weights]
    operands: list[Any] = traced(recording, [slot for _, slot in weights])
    count = shape.steps or 1
    after = [f"[t={t}]" if shape.steps else "" for t in range(count)]
    given = [[recording.leaf(OWN, f"{neuron.label}{after[t]}") for neuron in plan.inputs] for t in range(count)]
    wanted = [
        [recording.leaf(OWN, f"t{i + 1}{after[t]}") for i in range(max(1, width))] if width is not None else []
        for t, width in enumerate(shape.targets)
    ]
    nothing, ones = [0.0] * len(plan.reads), [1.0] * len(plan.biases)
    tables = [[*operands, *nothing, *traced(recording, given[t]), *ones] for t in range(count)]

    def fire(t: int, instruction: Instruction, operands: tuple[Any, ...]) -> Any:
        y = instruction.row(*operands)
        if instruction.label:
            recording.labels.setdefault(recording.operand(y), f"{instruction.label}{after[t]}")
        return y

    plan.unroll(tables, fire, truncate)
    errors, outputs = [], []
    for t in range(count):
        width = shape.targets[t]
        if width is not None:
            found = list(plan.pick_outputs(tables[t]))
            outputs += [recording.operand(y) for y in found]
            target = traced(recording, wanted[t])
            errors.append(_loss(loss, found, target if width else target[0]))
    error = mean(len(errors))(*errors) if shape.steps else errors[0]
    inputs = [slot for step in (*given, *wanted) for slot in step]
    given_count = count * len(plan.inputs)
    kind = _KINDS.get(loss, ANY)
    return Program(recording, recording.operand(error), inputs, weights, backend, outputs, given_count, kind)


# What the targets of a loss must be: a program does not look at them. These are the kinds of autograd.program.arrays.
ANY, SIGNS, SHARES, PROBABILITIES = range(4)
_KINDS: dict[Any, int] = {hinge: SIGNS, binary_cross_entropy: SHARES, cross_entropy: PROBABILITIES}


def check_targets(loss: Loss, samples: Sequence[Sample], outputs: int) -> None:
    """Ask the loss, once for each different target, whether it takes it. Raises what the loss raises, with a note on the row."""
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
                error.add_note(f"in row {sample.row} of the targets")
                raise


def _loss(loss: Loss, outputs: list[Any], target: Any) -> Any:
    try:
        return loss(outputs, target)
    except DataDependentGraph as error:
        raise NotCompiled(f"the loss looks at numbers: {error}") from error
    except ValueError:  # the targets do not fit: so says the loss
        raise
    except Exception as error:  # whatever a loss of the user's own makes of an operand without a number
        raise NotCompiled(f"the loss takes no traced numbers ({error})") from error
