"""A network and its loss as programs, which run over batches without any objects and follow the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd import Operation, Value, zero_gradients
from autograd.changes import latest, token
from autograd.operations import mean, parameter
from autograd.program import Program

from .losses import cross_entropy, named
from .plan import Plan
from .samples import Sample, check_targets, make_samples
from .tracing import NotCompiled, Shape, trace

if TYPE_CHECKING:
    from .network import Network

Loss = Callable[[Any, Any], Any]
_MOST_SHAPES = 50  # programs for one network: so many lengths of sequences


class NetworkProgram:
    """A network with its loss, compiled: what `Network.compile` returns.

    It follows the network: weights that are assigned and structure that changes are seen at the next call.
    """

    def __init__(self, network: Network, loss: str | Loss, backend: str = "auto", truncate: int | None = None) -> None:
        self.network = network
        self.loss = named(loss)
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

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles take the network and the loss along, and compile anew."""
        return NetworkProgram, (self.network, self.loss, self._backend, self._truncate)

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
            if targets is None:
                raise TypeError("a program computes a loss: pass targets, one for each row, got None")
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
        if not (_is_array(inputs) and _is_array(targets) and inputs.ndim == 2 and len(inputs) == len(targets) > 0):
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

    def predict(self, inputs: Any) -> Any:
        """Return the outputs for each row: what `Network.predict` gives, to 1e-12, by the program. An array gives an array.

        Network.predict gives the numbers of a recorded pass to the bit, and loads nothing; this is for many rows (1,000 of
        2-16-16-1: 0.04 ms in an array, 1.7 in lists, 57 by Network.predict).

        Raises what Network.predict raises; sequences, and rows with a number that is not finite on the way, are left to it.
        """
        outputs, count = len(self.network.outputs), len(self.network.inputs)
        program = self.program(Shape(None, (outputs if outputs > 1 else 0,)))
        is_array = program.backend != "python" and _is_array(inputs) and inputs.ndim == 2 and inputs.shape[1] == count
        if is_array:
            rows = _with_zeros(inputs, outputs)
        elif isinstance(inputs, list) and all(isinstance(x, list) and len(x) == count and type(x[0]) is float for x in inputs):
            rows = program.prepare([row + [0.0] * outputs for row in inputs])  # a program reads targets, too
        else:
            return self.network.predict(inputs)
        found, suspicious = program.raw_outputs(rows)
        if suspicious:
            return self.network.predict(inputs)
        if not is_array:
            found = found if isinstance(found, list) else found.tolist()
            return found if outputs > 1 else [[x] for x in found]
        return found.reshape(-1, outputs)

    def inspect(self, inputs: Any, target: Any) -> Value:
        """Record one sample and return its loss as a Value: every neuron then has its weighted input, output and delta.

        Programs leave none behind. After this ``draw(network)`` shows this sample, and the gradients of the weights are its own.

        Raises what a pass, the loss and its backward pass raise.

        >>> from nn import feed_forward, mean_squared_error
        >>> network = feed_forward([1, 1], initialiser="zeros", bias=False)
        >>> program = network.compile(mean_squared_error, backend="python")
        >>> program.inspect([2.0], 1.0).data, network["y"].output.data, network["y"].delta
        (1.0, 0.0, -2.0)
        """
        (sample,) = make_samples([inputs], [target], input_count=len(self.network.inputs))
        zero_gradients(self.weights())
        if sample.is_sequence:
            outputs = self.network.run(sample.inputs, truncate=self._truncate)
            errors = [self.loss(ys, t) for ys, t in zip(outputs, sample.target, strict=True) if t is not None]
            error: Value = mean(len(errors))(*errors)
        else:
            self.network.reset()
            error = self.loss(self.network(sample.inputs), sample.target)
        error.backward()
        return error

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


def _is_array(thing: Any) -> bool:
    """Return whether all numbers of an array may be computed with; those under a mask are missing."""
    return hasattr(thing, "ndim") and not hasattr(thing, "mask")


def _with_zeros(inputs: Any, columns: int) -> Any:
    from autograd.program.arrays import np, side_by_side  # there are arrays

    return side_by_side(inputs, np.zeros((len(inputs), columns)), inputs.shape[1] + columns)
