"""Training: the loop of every textbook, with what practice adds to it.

Forward, loss, backward, w <- w - α dE/dw, repeat. A **sample** is one row of inputs with its target, or a sequence of them; a
**batch** is the samples between two steps of the optimizer; an **epoch** is all samples once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from math import inf
from operator import index
from random import Random
from typing import Any

from autograd.operation import number

from . import losses, metrics
from .clipping import Clip, by_norm
from .compiled_samples import CompiledSamples, backend_for
from .compiling import NetworkProgram
from .divergence import Diverged
from .history import History
from .loop import Callback, Loss, Metric, Penalty, Schedule, Training
from .network import Network
from .optimizers import Optimizer
from .resuming import TrainingState
from .samples import Sample, make_samples
from .splitting import split_rows
from .tracing import NotCompiled

__all__ = ["Diverged", "train"]


def train(
    network: Network,
    inputs: Iterable[Any],
    targets: Iterable[Any],
    *,
    loss: str | Loss,
    optimizer: Optimizer,
    max_epochs: int,
    target_loss: float | None = None,
    patience: int | None = None,
    validation: float | Iterable[Any] | None = None,
    batch_size: int | None = None,
    metric: str | Metric | None = None,
    schedule: Schedule | None = None,
    clip: float | Clip | None = None,
    penalty: Penalty | Iterable[Penalty] | None = None,
    truncate: int | None = None,
    seed: int | None = None,
    progress: bool = True,
    callbacks: Iterable[Callback] = (),
    resume: History | None = None,
    compile: bool = True,
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

    ``validation`` are rows that nothing is learned from and whose loss is told after each epoch: a pair (inputs, targets), a
    Dataset, or a number or share of rows that are taken from the others by ``seed``, stratified where targets are classes.
    ``patience`` ends the training when their loss (without them, the loss itself) has not become lower for so many epochs;
    however the training ends, the network then has the weights of its best epoch. Early stopping: Prechelt 1998.

    ``schedule`` changes the learning rate from epoch to epoch (nn.schedules), ``clip`` bounds the gradients before each step
    (nn.clipping; a number bounds the norm), ``penalty`` is what weights cost (nn.penalties), one or several: its
    gradients are added to those of the loss, and the history tells it apart from the losses.

    ``truncate=k`` cuts off what flows back along a sequence at every k-th step: gradients reach the beginning of their stretch of
    k steps and no further, while the state goes on. Truncated backpropagation through time: Williams and Peng 1990.

    ``resume`` goes on where a history ends, as if the training had never stopped: to the bit, also from the middle of an
    epoch, with the weights, the optimizer and the settings that it had. ``max_epochs`` counts from the very beginning, and
    ``seed`` is not looked at. `nn.save` and `nn.load_saved` keep all that is needed in a file.

    ``compile`` runs the batches as a program (`Network.compile`) wherever there is one for network, loss and data; its gradients
    agree with the recorded ones to 1e-12 of their terms. ``history.backend`` says what ran, or why nothing could be compiled.
    Then no neuron holds a pass: call the network, or a loss of its outputs, to look at one. ``compile=False`` records every
    sample.

    Ctrl-C ends the training after the sample, or the compiled batch, at hand: the weights are those of the last whole step, and
    the history says so. Afterwards the weights hold the gradients of the latest batch, with penalties and clipped
    (``network.gradients()`` tells them by name), and, where nothing was compiled, the neurons the latest pass.

    Raises Diverged, naming the epoch, the row, the first neuron and its operation, when the loss or a gradient is infinite
    or nan; the weights are then those before that batch (with patience, the best ones). Raises ValueError for no rows, for
    numbers that do not fit and for settings out of range, and what the network or the loss raises, with a note that says in
    which epoch and row.

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
    network._planned().check_truncation(truncate)
    random = Random(None if seed is None else index(seed))
    history, state = _begun(resume, _checked(optimizer), random)
    samples, held_out, state.validation = _split(samples, validation, state.validation, network, seed)
    batch_size = min(_count("batch_size", len(samples) if batch_size is None else batch_size, least=1), len(samples))
    if state.part and state.part.size != batch_size:
        raise ValueError(
            f"the epoch that was begun had batches of {state.part.size} rows, so it cannot be ended with {batch_size}"
        )
    if schedule is not None and not hasattr(optimizer, "learning_rate"):
        raise TypeError(f"a schedule needs an optimizer with a learning_rate, and {type(optimizer).__name__} has none")
    learn_by, measure = losses.named(loss), None if metric is None else losses.by_name(metric, "metric", metrics.METRICS)
    history.metric = getattr(measure, "__name__", "metric") if measure else ""
    if metric == "accuracy" and learn_by is losses.binary_cross_entropy:
        measure = partial(metrics.accuracy, threshold=0.0)  # targets 0 and 1, and the sign of a logit tells them apart
    training = Training(
        network=network,
        samples=samples,
        validation=held_out,
        loss=learn_by,
        optimizer=optimizer,
        batch_size=batch_size,
        max_epochs=_count("max_epochs", max_epochs, least=0),
        target_loss=-inf if target_loss is None else number(target_loss, "a number as target_loss"),
        patience=None if patience is None else _count("patience", patience, least=1),
        metric=measure,
        penalties=[_called("penalty", each) for each in ([penalty] if callable(penalty) else penalty or ())],
        schedule=None if schedule is None else _called("schedule", schedule),
        clip=None if clip is None else _clip(clip),
        callbacks=[_called("callback", each) for each in callbacks],
        history=history,
        state=state,
        random=random,
        truncate=truncate,
    )
    history.backend = _compile(training) if compile else "eager"
    training.run(progress=progress)
    return history


def _compile(training: Training) -> str:
    """Give a training its programs, and return what runs it: the backend, or why there are none."""
    network, samples = training.network, training.samples
    program = NetworkProgram(network, training.loss, backend_for(network, samples), training.truncate)
    try:
        compiled = CompiledSamples(program, samples)
        held_out = CompiledSamples(program, training.validation) if training.validation else None
    except NotCompiled as reason:
        return f"eager: {reason}"
    training.compiled, training.compiled_validation = compiled, held_out
    return compiled.backend


def _begun(resume: History | None, optimizer: Optimizer, random: Random) -> tuple[History, TrainingState]:
    """Return the history and the state to begin with, a copy of those of an earlier training or new ones."""
    if resume is None:
        history = History(state=TrainingState(optimizer, random.getstate()))
    elif not isinstance(resume, History) or resume.state is None:
        raise TypeError(f"resume must be the History of a training, as train() returns it, got {resume!r}")
    else:
        copies: dict[str, Any] = {name: list(fact) for name, fact in vars(resume).items() if isinstance(fact, list)}
        part = resume.state.part
        if part is not None:
            part = replace(part, outputs=list(part.outputs), targets=list(part.targets))
        history = replace(resume, **copies, stopped="", state=replace(resume.state, optimizer=optimizer, part=part))
        random.setstate(resume.state.random)
    state = history.state
    assert state is not None  # noqa: S101 - for the type checker
    return history, state


def _split(
    samples: list[Sample], validation: Any, chosen: tuple[int, ...] | None, network: Network, seed: int | None
) -> tuple[list[Sample], list[Sample], tuple[int, ...] | None]:
    """Return the samples to learn from, those to validate with, and the places of the latter where they were taken from all."""
    if validation is None:
        return samples, [], None
    if not isinstance(validation, Iterable):
        if chosen is None:
            is_class = all(isinstance(sample.target, int) for sample in samples)
            groups = [sample.target if is_class else 0 for sample in samples]
            try:
                chosen = tuple(split_rows(groups, test=validation, seed=seed)[1])
            except ValueError as error:
                raise ValueError(str(error).replace("test must be", "validation must be")) from None
        elif chosen[-1] >= len(samples):
            raise ValueError(f"row {chosen[-1]} was among the validation rows, and there are only {len(samples)} rows now")
        apart = set(chosen)
        return [s for s in samples if s.row not in apart], [s for s in samples if s.row in apart], chosen
    pair = list(validation)
    if isinstance(validation, str) or len(pair) != 2:
        what = repr(validation) if isinstance(validation, str) else f"{len(pair)} things"
        raise ValueError(f"validation must be a share of rows, or a pair (inputs, targets), got {what}")
    return samples, make_samples(*pair, input_count=len(network.inputs), kind="validation"), None


# ---- arguments ------------------------------------------------------------------------------------------------------


def _count(name: str, given: Any, *, least: int) -> int:
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise TypeError(f"{name} must be a whole number, got {type(given).__name__} {given!r}")
    if index(given) < least:
        raise ValueError(f"{name} must be {least} or more, got {given!r}")
    return index(given)


def _called(role: str, given: Any) -> Any:
    if not callable(given) or isinstance(given, type):
        raise TypeError(f"a {role} must be a function or an object that can be called, got {given!r}")
    return given


def _clip(given: Any) -> Any:
    return _called("clip", given) if callable(given) else by_norm(number(given, "a number, or one of nn.clipping, as clip"))


def _checked(optimizer: Any) -> Optimizer:
    if isinstance(optimizer, type) or not callable(getattr(optimizer, "step", None)):
        raise TypeError(f"optimizer must be an object with step(), such as nn.optimizers.Adam(), got {optimizer!r}")
    return optimizer  # type: ignore[no-any-return]
