"""The loop of a training: forward, loss, backward, w <- w - α dE/dw, repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, inf, isfinite
from random import Random
from time import perf_counter
from typing import Any, NoReturn

from autograd import Value, zero_gradients
from autograd.operation import number

from .clipping import gradient_norm
from .compiled_samples import CompiledSamples
from .divergence import Diverged, origin, origin_of_gradient
from .evaluation import Evaluation, evaluate, mean_loss
from .flat_steps import flat_steps
from .history import History
from .interruption import HeldInterrupt
from .network import Network
from .optimizers import Optimizer
from .passes import forget
from .progress import ProgressBar
from .resuming import EpochPart, TrainingState
from .samples import Sample

Loss = Callable[[Any, Any], Any]
Metric = Callable[[list[Any], list[Any]], float]
Callback = Callable[[History], Any]
Penalty = Callable[[Network], Value]
Schedule = Callable[[int, Sequence[float]], float]
Clip = Callable[[Iterable[Value]], Any]


@dataclass(kw_only=True)
class Training:
    """What one call of `train`, which says what all of this means, works with."""

    network: Network
    samples: list[Sample]
    validation: list[Sample]
    loss: Loss
    optimizer: Optimizer
    batch_size: int
    max_epochs: int
    target_loss: float
    patience: int | None
    metric: Metric | None
    penalties: list[Penalty]
    schedule: Schedule | None
    clip: Clip | None
    callbacks: list[Callback]
    history: History
    state: TrainingState
    random: Random
    truncate: int | None = None
    compiled: CompiledSamples | None = None
    compiled_validation: CompiledSamples | None = None
    interrupt: HeldInterrupt = field(default_factory=HeldInterrupt)
    bar: ProgressBar = field(default_factory=lambda: ProgressBar(0, 0, shown=False))
    best_weights: dict[Value, float] | None = None  # those of the epoch state.best
    seen_weights: dict[Value, float] | None = None  # the latest that the loss of the epoch at hand has seen

    def __post_init__(self) -> None:
        self.batch_count = ceil(len(self.samples) / self.batch_size)
        self.base_rate: float | None = getattr(self.optimizer, "learning_rate", None)

    def run(self, *, progress: bool) -> None:
        """Go through the epochs until there is a reason to stop, which the history then tells."""
        history, began, before = self.history, perf_counter(), self.history.seconds
        self._go_on_from(self.state)
        try:
            with HeldInterrupt() as self.interrupt, ProgressBar(self.max_epochs, self.batch_count, shown=progress) as self.bar:
                self.bar.skip(history.epochs * self.batch_count + (self.state.part.batches if self.state.part else 0))
                history.stopped = self._reason_to_stop() if history.epochs else ""
                while history.epochs < self.max_epochs and not history.stopped:
                    self.epoch()
                    history.seconds = before + perf_counter() - began
                    self.bar.epoch_done(history.epochs, f"{history.summary()}, on {history.backend.partition(':')[0]}")
                    history.stopped = self._reason_to_stop()
                    answers = [listener(history) for listener in self.callbacks]
                    if any(answer is True for answer in answers) and not history.stopped:
                        history.stopped = "callback"
        except KeyboardInterrupt:
            history.stopped = "interrupted"
        finally:
            if self.schedule is not None and self.base_rate is not None:
                self.optimizer.learning_rate = self.base_rate
            self.network.reset()
            if self.compiled is not None:
                forget(self.network._planned())  # a pass for a penalty, or of a batch that was recorded after all
            self._keep_the_best()
            history.seconds = before + perf_counter() - began
        history.stopped = history.stopped or "max_epochs"

    def _reason_to_stop(self) -> str:
        if self.history.losses[-1] <= self.target_loss:
            return "target_loss"
        if self.patience is not None and self.state.best and self.history.epochs - self.state.best >= self.patience:
            return "patience"
        return ""

    # ---- an epoch ---------------------------------------------------------------------------------------------------

    def epoch(self) -> None:
        """Go through all samples once, and note the loss and what else is to be told."""
        history, part = self.history, self.state.part or EpochPart(size=self.batch_size)
        self._set_learning_rate()
        parameters = self.network.parameters()
        weights = [synapse.weight for synapse in self.network.synapses]  # frozen ones have gradients as well
        self._note_random()
        flat = flat_steps(self, parameters)
        try:
            for k, batch in enumerate(self.batches()):
                if k < part.batches:
                    continue
                last = k == self.batch_count - 1 and self.patience is not None and not self.validation
                self.interrupt.let_through()
                if flat is None or not flat.learn_from(batch, part):
                    zero_gradients(weights)
                    self.learn_from(batch, part, parameters)
                if last:
                    self.seen_weights = self._weights() if flat is None else flat.weights()
                if flat is None or not flat.step():
                    self.optimizer.step(parameters)  # w <- w - α dE/dw
                part.batches = k + 1
                self.state.part = part
                self.bar.batch_done()
        finally:
            if flat is not None:
                flat.store()
        history.losses.append(part.loss / len(self.samples))
        history.gradient_norms.append(part.norm / self.batch_count)
        if self.penalties:
            history.penalties.append(part.penalty / self.batch_count)
        if self.metric is not None:
            history.metrics.append(number(self.metric(part.outputs, part.targets), "a number as the metric"))
        if self.base_rate is not None:
            history.learning_rates.append(self.optimizer.learning_rate)
        self.state.part = None
        self._note_random()
        if self.validation:
            self._validate()
        self._watch()

    def _note_random(self) -> None:
        if self.batch_count > 1:  # otherwise nothing is drawn
            self.state.random = self.random.getstate()

    def batches(self) -> Iterator[list[Sample]]:
        """Deal the samples into batches, in a new order each time unless one batch holds them all."""
        dealt = list(self.samples)
        if self.batch_count > 1:
            self.random.shuffle(dealt)
        for start in range(0, len(dealt), self.batch_size):
            yield dealt[start : start + self.batch_size]

    def learn_from(self, batch: list[Sample], part: EpochPart, parameters: list[Value]) -> None:
        """Add the gradients of a batch's mean loss, and of the penalties, to the weights; then note what it came to.

        Memory holds the graph of one sample, not of a batch. Nothing is noted of a batch that is interrupted.
        """
        loss, outputs, targets = part.loss, list[list[float]](), list[Any]()
        self.interrupt.let_through()
        found = self.compiled.learn(batch, with_outputs=self.metric is not None) if self.compiled is not None else None
        if found is not None:
            loss, outputs, targets = loss + found[0], found[1], found[2]
        for sample in batch if found is None else ():
            self.interrupt.let_through()
            error, steps = self.backward(sample, 1.0 / len(batch))
            loss += error
            if self.metric is not None:
                outputs += [numbers for numbers, _ in steps]
                targets += [target for _, target in steps]
        penalty = self._penalise()
        norm = gradient_norm(parameters)
        if not isfinite(norm):  # the length alone may be beyond a float: then look closer
            self._check_gradients(batch, parameters)
        if self.clip is not None:
            self.clip(parameters)
        part.loss, part.penalty, part.norm = loss, part.penalty + penalty, part.norm + norm
        part.outputs += outputs
        part.targets += targets

    def backward(self, sample: Sample, share: float) -> tuple[float, list[tuple[list[float], Any]]]:
        """Add one sample's gradients to the weights, and return its loss, and its outputs and targets as numbers."""
        try:
            steps = self.forward(sample)
            error = mean_loss(steps, self.loss)
            if not isfinite(error.data):
                self._diverged(f"the loss is {error.data!r} in epoch {self.history.epochs + 1} at row {sample.row}", error)
            error.backward(share)  # dE/dw, of the mean over the batch
        except Diverged:
            raise
        except Exception as problem:
            problem.add_note(f"in epoch {self.history.epochs + 1}, at row {sample.row}")
            raise
        return error.data, [([y.data for y in outputs], target) for outputs, target in steps]

    def forward(self, sample: Sample) -> list[tuple[list[Value], Any]]:
        """Return the outputs of each step that has a target, with that target; a plain row is one step."""
        if sample.is_sequence:
            steps = zip(self.network.run(sample.inputs, truncate=self.truncate), sample.target, strict=True)
            return [(outputs, target) for outputs, target in steps if target is not None]
        self.network.reset()
        return [(self.network(sample.inputs), sample.target)]

    def _penalise(self) -> float:
        total = 0.0
        for penalty in self.penalties:
            cost = penalty(self.network)
            if type(cost) is not Value:
                raise TypeError(f"a penalty must return a Value, got {type(cost).__name__} {cost!r}")
            if not isfinite(cost.data):
                self._diverged(f"the penalty is {cost.data!r} in epoch {self.history.epochs + 1}")
            cost.backward()
            total += cost.data
        return total

    def _set_learning_rate(self) -> None:
        if self.schedule is None or self.base_rate is None:
            return
        epoch = self.history.epochs
        factor = number(self.schedule(epoch, self.history.watched), "a number from the schedule")
        if not 0.0 <= factor < inf:
            raise ValueError(f"a schedule must return a factor of at least 0, and it returned {factor!r} for epoch {epoch}")
        self.optimizer.learning_rate = self.base_rate * factor

    # ---- rows that nothing is learned from, and the best weights --------------------------------------------------------

    def _validate(self) -> None:
        compiled = None if self.compiled_validation is None else self.compiled_validation.evaluate()
        found = evaluate(self.network, self.validation, self.loss) if compiled is None else Evaluation(*compiled)
        for sample, loss in zip(self.validation, found.losses, strict=True):
            if not isfinite(loss):
                error = mean_loss(self.forward(sample), self.loss)
                self._diverged(f"the validation loss is {loss!r} after epoch {self.history.epochs} at row {sample.row}", error)
        self.history.validation_losses.append(found.loss)
        if self.metric is not None:
            told = number(self.metric(found.outputs, found.targets), "a number as the metric")
            self.history.validation_metrics.append(told)

    def _watch(self) -> None:
        if self.patience is None:
            return
        watched, best = self.history.watched, self.state.best
        if not best or watched[-1] < watched[best - 1]:
            self.state.best = self.history.epochs
            # the loss of the rows to learn from was measured before the epoch's last step
            self.best_weights = self._weights() if self.validation else self.seen_weights

    def _weights(self) -> dict[Value, float]:
        return {synapse.weight: synapse.weight.data for synapse in self.network.synapses}

    def _go_on_from(self, state: TrainingState) -> None:
        """Put the weights back with which the training goes on, and keep the best ones that the network has been given."""
        if state.weights is not None:
            self.best_weights = self._weights() if state.best else None
            _assign(state.weights)
            state.weights = None
        elif state.best:  # the latest weights are the best ones
            self.best_weights = self._weights()
        if self.patience is None:
            state.best = 0

    def _keep_the_best(self) -> None:
        """Give the network its best weights, and the state those with which the training would go on."""
        if self.best_weights is not None and self.patience is not None:
            latest = self._weights()
            if latest != self.best_weights:
                self.state.weights = latest
                _assign(self.best_weights)

    # ---- what must not be learned from ----------------------------------------------------------------------------

    def _check_gradients(self, batch: list[Sample], parameters: list[Value]) -> None:
        """Raise Diverged, naming the row, the weight and the neuron, unless every gradient is finite."""
        culprit = next((weight for weight in parameters if not isfinite(weight.grad)), None)
        if culprit is None:
            return
        what = f"the gradient of {culprit.label} is {culprit.grad!r} in epoch {self.history.epochs + 1}"
        for sample in batch:  # once more, one by one: the neurons hold the latest pass only
            zero_gradients(parameters)
            self.backward(sample, 1.0 / len(batch))
            if not all(isfinite(weight.grad) for weight in parameters):
                where = origin_of_gradient(self.network)
                self._diverged(f"{what} at row {sample.row}{f': {where}' if where else ''}")
        self._diverged(what)

    def _diverged(self, what: str, error: Value | None = None) -> NoReturn:
        where = f": {origin(self.network, error)}" if error is not None else ""
        advice = "try a smaller learning rate, smaller first weights or standardised inputs"
        raise Diverged(f"{what}{where}; {advice}", self.history)


def _assign(weights: dict[Value, float]) -> None:
    for weight, data in weights.items():
        weight.data = data
