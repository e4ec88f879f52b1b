"""A learning rule: how synapses change, given what a network is shown.

A **rule** is an object on synapses. It goes through a lesson **epoch** by epoch, and all rules share what surrounds them: the
checks, the seed, the bar, callbacks, Ctrl-C, and the history. What is the rule's own is one generator, `Rule.epochs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from operator import index
from random import Random
from time import perf_counter
from typing import Any, ClassVar

from ..interruption import HeldInterrupt
from ..network import Network
from ..neuron import listing
from ..progress import ProgressBar
from ..samples import Sample, make_samples
from ..synapse import Synapse
from .history import RuleHistory
from .lesson import Lesson


class Rule:
    """Abstract: a way to learn. A subclass says what changes in an epoch, in `epochs`, and what it asks for, in `check`.

    ``synapses`` are those whose weights change; None stands for all trainable ones of the network that is taught.

    >>> from nn import feed_forward
    >>> class Forget(Rule):
    ...     "Halve every weight, until all of them are small."
    ...
    ...     def epochs(self, lesson):
    ...         while max(map(abs, lesson.weights)) > 0.1:
    ...             for place in lesson.places(lesson.synapses):
    ...                 lesson.weights[place] /= 2.0
    ...             yield {"largest weight": max(map(abs, lesson.weights))}
    >>> Forget().learn(feed_forward([2, 1], initialiser=lambda fan_in, fan_out, random: 0.8), [[0.0, 0.0]], progress=False)
    <RuleHistory of Forget(): 3 epochs in 0.0 s; largest weight 0.4 → 0.1; done>
    """

    targets: ClassVar[str] = "optional"  # whether the rule asks for targets: "needed", "optional" or "none"
    sequences: ClassVar[bool] = False  # whether it takes samples that are sequences

    def __init__(self, *, synapses: Iterable[Synapse] | None = None) -> None:
        self.synapses = None if synapses is None else _listed(synapses)

    # ---- what a subclass says -------------------------------------------------------------------------------------------

    def check(self, lesson: Lesson) -> None:
        """Raise ValueError, naming the neuron, synapse or row, unless the rule can learn this. Nothing has changed yet."""

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Move ``lesson.weights``; yield the figures of each epoch when it is done, and return when there is no more to learn.

        After each figures the weights of the network get the numbers of the working copy; an epoch that is not finished, since
        something was raised or Ctrl-C was pressed twice, changes nothing.
        """
        raise NotImplementedError

    def most_epochs(self) -> int | None:
        """Return how many epochs there are at the most, where the rule knows; the bar shows it."""
        return None

    # ---- what all of them do --------------------------------------------------------------------------------------------

    def learn(
        self,
        network: Network,
        inputs: Iterable[Any],
        targets: Iterable[Any] | None = None,
        *,
        max_epochs: int = 1000,
        seed: int | None = None,
        progress: bool = True,
        callbacks: Iterable[Callable[[RuleHistory], Any]] = (),
    ) -> RuleHistory:
        """Change the rule's synapses until it has no more to learn or ``max_epochs`` are done, and return how it went.

        ``inputs`` are rows, and ``targets`` what is wanted for each, where the rule asks for it. ``seed`` chooses the order of
        rows and whatever else is drawn: the same seed gives the same weights, to the bit. ``progress`` shows a bar on standard
        error. Each of ``callbacks`` is called with the history after every epoch; one that returns True ends the learning.
        Ctrl-C ends it after the epoch at hand, and the history says so; pressed twice it ends at once, and the weights are
        those of the last whole epoch.

        Raises ValueError for rows that do not fit, for targets that are missing or not asked for, for synapses that are not
        the network's or are frozen, and for neurons with which the rule does not work; TypeError for what is no network.
        Then nothing has changed.
        """
        lesson = self._lesson(network, inputs, targets, max_epochs, seed)
        listeners = list(callbacks)
        for listener in listeners:
            if not callable(listener):
                raise TypeError(f"a callback must be a function of the history, got {listener!r}")
        history = RuleHistory(repr(self))
        began = perf_counter()
        try:
            with HeldInterrupt() as interrupt, ProgressBar(self._expected(lesson), 1, shown=progress) as bar:
                told = self.epochs(lesson)
                while not history.stopped:
                    if history.epochs == lesson.max_epochs:
                        history.stopped = "max_epochs"
                        break
                    figures = next(told, None)
                    if figures is None:
                        history.stopped = "done"
                        break
                    _refuse_infinite(self, lesson)
                    lesson.store()
                    history.figures.append(dict(figures))
                    history.seconds = perf_counter() - began
                    bar.batch_done()
                    bar.epoch_done(history.epochs, history.summary())
                    answers = [listener(history) for listener in listeners]
                    if any(answer is True for answer in answers):
                        history.stopped = "callback"
                    interrupt.let_through()
        except KeyboardInterrupt:
            history.stopped = "interrupted"
        finally:
            history.seconds = perf_counter() - began
        return history

    def lesson(
        self, network: Network, inputs: Iterable[Any], targets: Iterable[Any] | None = None, *, seed: int | None = None
    ) -> Lesson:
        """Return a lesson as `learn` makes it, checked, for whoever goes through it step by step. Raises as `learn` does."""
        return self._lesson(network, inputs, targets, 1000, seed)

    def _expected(self, lesson: Lesson) -> int:
        most = self.most_epochs()
        return lesson.max_epochs if most is None else min(most, lesson.max_epochs)

    def _lesson(self, network: Any, inputs: Any, targets: Any, max_epochs: Any, seed: int | None) -> Lesson:
        if not isinstance(network, Network):
            raise TypeError(f"a rule teaches a Network, got {type(network).__name__} {network!r}")
        if isinstance(max_epochs, bool) or not hasattr(max_epochs, "__index__"):
            raise TypeError(f"max_epochs must be a whole number, got {type(max_epochs).__name__} {max_epochs!r}")
        if index(max_epochs) < 0:
            raise ValueError(f"max_epochs must be 0 or more, got {max_epochs!r}")
        if not self.sequences:
            network._planned().check_step()
        samples = self._samples(network, inputs, targets)
        synapses = self._chosen(network)
        lesson = Lesson(network, synapses, samples, Random(None if seed is None else index(seed)), index(max_epochs))
        self.check(lesson)
        return lesson

    def _samples(self, network: Network, inputs: Any, targets: Any) -> list[Sample]:
        name = type(self).__name__
        if targets is None and self.targets == "needed":
            raise ValueError(
                f"{name} learns from what is wanted, so it needs a target for each row: learn(network, inputs, targets)"
            )
        if targets is not None and self.targets == "none":
            raise ValueError(f"{name} asks for no targets, got some: learn(network, inputs)")
        samples = make_samples(inputs, targets, input_count=len(network.inputs))
        if not self.sequences:
            for sample in samples:
                if sample.is_sequence:
                    raise ValueError(f"{name} learns from rows, and row {sample.row} is a sequence")
        return samples

    def _chosen(self, network: Network) -> list[Synapse]:
        if self.synapses is None:
            found = [synapse for synapse in network.synapses if synapse.trainable]
            if not found:
                raise ValueError(f"{type(self).__name__} has nothing to change: the network has no trainable synapses")
            return found
        members = set(network.synapses)
        for synapse in self.synapses:
            if synapse not in members:
                raise ValueError(f"{synapse} is none of the network's: {type(self).__name__} was given synapses of another one")
            if not synapse.trainable:
                raise ValueError(f"{synapse} is frozen: set its trainable to True, or leave it out")
        return list(self.synapses)

    def __repr__(self) -> str:
        facts = [f"{name}={fact!r}" for name, fact in vars(self).items() if name[0] != "_" and name != "synapses"]
        if self.synapses is not None:
            facts.append(f"synapses=[{listing([f'{s.source.label}→{s.target.label}' for s in self.synapses])}]")
        return f"{type(self).__name__}({', '.join(facts)})"


def _listed(synapses: Any) -> list[Synapse]:
    if isinstance(synapses, Synapse) or not isinstance(synapses, Iterable):
        raise TypeError(f"synapses must be a list of them, got {synapses!r}: write synapses=[...]")
    found = list(dict.fromkeys(synapses))
    for synapse in found:
        if not isinstance(synapse, Synapse):
            raise TypeError(f"synapses must be a list of synapses, got {type(synapse).__name__} {synapse!r} in it")
    if not found:
        raise ValueError("a rule needs at least one synapse to change, got none: leave synapses out to change all trainable ones")
    return found


def _refuse_infinite(rule: Rule, lesson: Lesson) -> None:
    """Raise OverflowError where an epoch has moved a weight beyond all numbers; the weights are then those before it."""
    for synapse in lesson.synapses:
        if not isfinite(lesson.weights[lesson.place(synapse)]):
            found = lesson.weights[lesson.place(synapse)]
            raise OverflowError(f"{rule!r} has moved the weight of {synapse} to {found!r}: try a smaller learning rate")
