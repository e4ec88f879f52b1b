"""Rules that are local: a synapse changes by what its source and its target say, and by what was wanted of the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..neuron import AbstractNeuron
from ..synapse import Synapse
from .lesson import Lesson
from .rule import Rule

Wire = tuple[
    int, int, int, int
]  # the place of a weight; the slots of what its synapse carries, of its target; its output's number


class LocalRule(Rule):
    """Abstract: after each row every synapse changes by ``change(pre, post, target, weight)``. A subclass says how much that is.

    ``pre`` is what the synapse carries, the output of its source at the step it reads; ``post`` the output of its target;
    ``target`` what was wanted of that, None where nothing was said about it; ``weight`` is what the weight is now. An epoch
    shows every row once, in an order that the seed chooses anew each time (``shuffled = False``: as they come); weights that
    synapses share add up their changes. It is over when an epoch has changed nothing.

    >>> from nn import feed_forward
    >>> class Follow(LocalRule):
    ...     "Widrow and Hoff 1960, with a learning rate of 0.5."
    ...
    ...     def change(self, pre, post, target, weight):
    ...         return 0.5 * (target - post) * pre
    >>> network = feed_forward([1, 1], bias=False, initialiser="zeros")
    >>> Follow().learn(network, [[1.0]], [3.0], max_epochs=3, progress=False)
    <RuleHistory of Follow(): 3 epochs in 0.0 s; changes 1 → 1; stopped by max_epochs>
    >>> network.predict([[1.0]])
    [[2.625]]
    """

    shuffled = True

    def change(self, pre: float, post: float, target: float | None, weight: float, /) -> float:
        """Return what is added to the weight of a synapse."""
        raise NotImplementedError

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Show the rows, again and again, until nothing changes; the figures are the numbers of changes."""
        wires = self.wires(lesson)
        order = list(lesson.samples)
        changes = -1
        while changes:
            if self.shuffled:
                lesson.random.shuffle(order)
            changes = 0
            for sample in order:
                changes += self.show(lesson, wires, sample.inputs, targets_of(sample.target))
            yield {"changes": changes}

    def show(self, lesson: Lesson, wires: list[Wire], row: list[float], targets: list[float]) -> int:
        """Show one row: let the network fire, and change the working copy. Return how many weights changed."""
        slots, weights = lesson.fire(row), lesson.weights
        changed = 0
        for place, pre, post, output in wires:
            wanted = targets[output] if targets and output >= 0 else None
            change = self.change(slots[pre], slots[post], wanted, weights[place])
            if change:
                weights[place] += change
                changed += 1
        return changed

    def wires(self, lesson: Lesson) -> list[Wire]:
        """Return for each synapse the place of its weight, the slots of pre and post, and which output its target is."""
        outputs: dict[AbstractNeuron, int] = {neuron: i for i, neuron in enumerate(lesson.network.outputs)}
        return [wire(lesson, synapse, outputs.get(synapse.target, -1)) for synapse in lesson.synapses]


def wire(lesson: Lesson, synapse: Synapse, output: int) -> Wire:
    """Return where the numbers of a synapse lie."""
    return lesson.place(synapse), lesson.slot_read(synapse), lesson.slot(synapse.target), output


def targets_of(target: Any) -> list[float]:
    """Return the target of a row as a list with a number for each output; an empty one where there is none."""
    if target is None:
        return []
    return list(target) if isinstance(target, list) else [float(target)]


def check_targets(lesson: Lesson, allowed: Sequence[Sequence[float] | None] | None = None) -> None:
    """Raise ValueError, naming the row, for a target without a number for each output, or with one that an output cannot say.

    ``allowed`` has for each output what it can say, None for anything.
    """
    outputs = lesson.network.outputs
    for sample in lesson.samples:
        row = targets_of(sample.target)
        if sample.target is not None and len(row) != len(outputs):
            raise ValueError(
                f"target {sample.row} must have {len(outputs)} numbers, one for each output, got {sample.target!r}; "
                "of class indices Dataset.one_hot() makes such rows"
            )
        for x, neuron, known in zip(row, outputs, allowed or [None] * len(outputs), strict=False):
            if known is not None and x not in known:
                words = " or ".join(f"{x:g}" for x in known)
                raise ValueError(f"target {sample.row} must be {words}, what {neuron} can say, got {x!r}")
