"""Training: the loop of every textbook, and what it says when it cannot go on.

Forward, loss, backward, w <- w - α dE/dw, repeat. A **sample** is one row of inputs with its target, or a sequence of them; a
**batch** is the samples between two steps of the optimizer; an **epoch** is all samples once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import ceil, isfinite
from operator import index
from random import Random
from time import perf_counter
from types import ModuleType
from typing import Any

from autograd import Value, zero_gradients
from autograd.operation import number
from autograd.operations import mean

from . import losses, metrics
from .history import History
from .interruption import HeldInterrupt
from .network import Network
from .neuron import AbstractNeuron
from .optimizers import Optimizer
from .progress import ProgressBar
from .samples import Sample, make_samples

Loss = Callable[[Any, Any], Any]
Metric = Callable[[list[Any], list[Any]], float]
Callback = Callable[[History], Any]


class Diverged(ArithmeticError):
    """The loss or a gradient became infinite or nan during training. ``history`` holds the epochs before."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


def train(
    network: Network,
    inputs: Iterable[Any],
    targets: Iterable[Any],
    *,
    loss: str | Loss,
    optimizer: Optimizer,
    max_epochs: int,
    target_loss: float | None = None,
    batch_size: int | None = None,
    metric: str | Metric | None = None,
    seed: int | None = None,
    progress: bool = True,
    callbacks: Iterable[Callback] = (),
) -> History:
    """Adjust the weights of ``network`` until an epoch's loss is at most ``target_loss``, or for ``max_epochs`` epochs.

    ``inputs`` and ``targets`` are as many rows: lists, arrays, anything iterable. Each row starts from a cleared state. A row of
    inputs that holds rows is a sequence; its target is a list with one for each step, None where a step has none, and its loss
    is the mean over the steps that have one.

    ``loss`` is a function of nn.losses, its name, or your own ``f(outputs, target)`` that returns a Value; the loss of a batch is
    the mean over its samples. ``batch_size`` samples make a batch, all of them where it is None; smaller batches are drawn
    anew in each epoch, in an order that follows from ``seed``. ``metric`` is a function of nn.metrics, its name, or your own
    ``f(outputs, targets)`` of an epoch's rows. ``progress`` shows a bar on standard error. Each of ``callbacks`` is called
    with the History after each epoch; one that returns True ends the training.

    Ctrl-C ends the training after the sample at hand: the weights are those of the last whole step, and the history says so.
    Afterwards the neurons hold the latest pass, and the weights the gradients of the latest batch.

    Raises Diverged, naming the epoch, the row and the first neuron concerned, when the loss or a gradient is infinite
    or nan; the weights are then those before that batch. Raises ValueError for no rows, for numbers that do not fit and for
    settings out of range, and what the network or the loss raises, with a note that says in which epoch and row.

    Gradient descent on backpropagated errors, by batch or after each sample: Rumelhart, Hinton and Williams 1986.

    >>> from nn import feed_forward
    >>> from nn.optimizers import GradientDescent
    >>> network = feed_forward([1, 1], initialiser="zeros")
    >>> rows, doubled = [[1.0], [2.0], [3.0]], [2.0, 4.0, 6.0]
    >>> descent = GradientDescent(learning_rate=0.1)
    >>> history = train(network, rows, doubled, loss="mean_squared_error", optimizer=descent, max_epochs=300, progress=False)
    >>> round(network.predict([[10.0]])[0][0], 2), history.epochs
    (20.0, 300)
    """
    samples = make_samples(inputs, targets, input_count=len(network.inputs))
    batch_size = _count("batch_size", len(samples) if batch_size is None else batch_size, least=1)
    max_epochs = _count("max_epochs", max_epochs, least=0)
    wanted = None if target_loss is None else number(target_loss, "a number as target_loss")
    training = _Training(
        network=network,
        samples=samples,
        loss=_function(loss, losses, "loss"),
        optimizer=_checked(optimizer),
        batch_size=min(batch_size, len(samples)),
        metric=None if metric is None else _function(metric, metrics, "metric"),
        random=Random(None if seed is None else index(seed)),
    )
    history, listeners, began = training.history, list(callbacks), perf_counter()
    try:
        with HeldInterrupt() as training.interrupt, ProgressBar(max_epochs, training.batch_count, shown=progress) as training.bar:
            while history.epochs < max_epochs and not history.stopped:
                training.epoch()
                history.seconds = perf_counter() - began
                training.bar.epoch_done(history.epochs, history.summary())
                if wanted is not None and history.losses[-1] <= wanted:
                    history.stopped = "target_loss"
                answers = [listener(history) for listener in listeners]
                if any(answer is True for answer in answers) and not history.stopped:
                    history.stopped = "callback"
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    finally:
        network.reset()
        history.seconds = perf_counter() - began
    history.stopped = history.stopped or "max_epochs"
    return history


@dataclass(kw_only=True)
class _Training:
    """What one call of `train` works with."""

    network: Network
    samples: list[Sample]
    loss: Loss
    optimizer: Optimizer
    batch_size: int
    metric: Metric | None
    random: Random
    history: History = field(default_factory=History)
    interrupt: HeldInterrupt = field(default_factory=HeldInterrupt)
    bar: ProgressBar = field(default_factory=lambda: ProgressBar(0, 0, shown=False))

    def __post_init__(self) -> None:
        self.batch_count = ceil(len(self.samples) / self.batch_size)
        self.history.metric = "" if self.metric is None else getattr(self.metric, "__name__", "metric")

    def epoch(self) -> None:
        """Go through all samples once, and note the loss and the metric."""
        total, outputs, targets = 0.0, list[list[float]](), list[Any]()
        parameters = self.network.parameters()
        weights = [synapse.weight for synapse in self.network.synapses]  # frozen ones have gradients as well
        for batch in self.batches():
            zero_gradients(weights)
            for sample in batch:
                self.interrupt.let_through()
                error, steps = self.learn_from(sample, 1.0 / len(batch))
                total += error
                if self.metric is not None:
                    outputs += [numbers for numbers, _ in steps]
                    targets += [target for _, target in steps]
            self.check_gradients(parameters)
            self.optimizer.step(parameters)  # w <- w - α dE/dw
            self.bar.batch_done()
        self.history.losses.append(total / len(self.samples))
        if self.metric is not None:
            self.history.metrics.append(number(self.metric(outputs, targets), "a number as the metric"))

    def learn_from(self, sample: Sample, share: float) -> tuple[float, list[tuple[list[float], Any]]]:
        """Add one sample's gradients to the weights, and return its loss, and its outputs and targets as numbers.

        Nothing recorded leaves this method: memory holds the graph of one sample, not of a batch.
        """
        try:
            steps = self.forward(sample)
            error = self.error(steps, sample)
            self.check(error, sample)
            error.backward(share)  # dE/dw, of the mean over the batch
        except Diverged:
            raise
        except Exception as problem:
            problem.add_note(f"in epoch {self.history.epochs + 1}, at row {sample.row}")
            raise
        return error.data, [([y.data for y in outputs], target) for outputs, target in steps]

    def batches(self) -> Iterator[list[Sample]]:
        """Deal the samples into batches, in a new order each time unless one batch holds them all."""
        dealt = list(self.samples)
        if self.batch_count > 1:
            self.random.shuffle(dealt)
        for start in range(0, len(dealt), self.batch_size):
            yield dealt[start : start + self.batch_size]

    def forward(self, sample: Sample) -> list[tuple[list[Value], Any]]:
        """Return the outputs of each step that has a target, with that target; a plain row is one step."""
        if sample.is_sequence:
            steps = zip(self.network.run(sample.inputs), sample.target, strict=True)
            return [(outputs, target) for outputs, target in steps if target is not None]
        self.network.reset()
        return [(self.network(sample.inputs), sample.target)]

    def error(self, steps: list[tuple[list[Value], Any]], sample: Sample) -> Value:
        """Return the loss of one sample, E."""
        errors = [self.loss(outputs, target) for outputs, target in steps]
        for error in errors:
            if type(error) is not Value:
                raise TypeError(
                    f"a loss must return a Value, got {type(error).__name__} {error!r}: compute it from the outputs themselves, "
                    "not from their .data"
                )
        average: Value = mean(len(errors))(*errors) if sample.is_sequence else errors[0]
        return average

    # ---- what must not be learned from ----------------------------------------------------------------------------

    def check(self, error: Value, sample: Sample) -> None:
        """Raise Diverged unless the loss is finite."""
        if isfinite(error.data):
            return
        culprit = next(filter(None, map(_not_finite, self.network.neurons)), "every neuron is finite, so it comes from the loss")
        self._diverged(f"the loss is {error.data!r} in epoch {self.history.epochs + 1} at row {sample.row}: {culprit}")

    def check_gradients(self, parameters: list[Value]) -> None:
        """Raise Diverged unless every gradient is finite."""
        if isfinite(sum([weight.grad for weight in parameters])):  # the sum alone may overflow: then look closer
            return
        for weight in parameters:
            if not isfinite(weight.grad):
                self._diverged(f"the gradient of {weight.label} is {weight.grad!r} in epoch {self.history.epochs + 1}")

    def _diverged(self, what: str) -> None:
        raise Diverged(f"{what}; try a smaller learning rate, smaller first weights or standardised inputs", self.history)


def _not_finite(neuron: AbstractNeuron) -> str:
    for synapse in neuron.incoming:
        if not isfinite(synapse.weight.data):
            return f"the weight {synapse.weight.label} is {synapse.weight.data!r}"
    for name, value in (("weighted input", neuron.weighted_input), ("output", neuron.output)):
        if value is not None and not isfinite(value.data):
            return f"the {name} of {neuron} is {value.data!r}"
    return ""


# ---- arguments ------------------------------------------------------------------------------------------------------


def _count(name: str, given: Any, *, least: int) -> int:
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise TypeError(f"{name} must be a whole number, got {type(given).__name__} {given!r}")
    if index(given) < least:
        raise ValueError(f"{name} must be {least} or more, got {given!r}")
    return index(given)


def _function(given: Any, module: ModuleType, kind: str) -> Callable[..., Any]:
    if callable(given):
        return given  # type: ignore[no-any-return]
    names = [
        name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__ and name[0] != "_"
    ]
    if isinstance(given, str) and given in names:
        return getattr(module, given)  # type: ignore[no-any-return]
    if not isinstance(given, str):
        raise TypeError(f"{kind} must be a function or its name, got {type(given).__name__} {given!r}")
    close = get_close_matches(given, names, n=1)
    raise ValueError(f"unknown {kind} {given!r}: " + (f"did you mean {close[0]!r}?" if close else f"there is {', '.join(names)}"))


def _checked(optimizer: Any) -> Optimizer:
    if isinstance(optimizer, type) or not callable(getattr(optimizer, "step", None)):
        raise TypeError(f"optimizer must be an object with step(), such as nn.optimizers.Adam(), got {optimizer!r}")
    return optimizer  # type: ignore[no-any-return]
