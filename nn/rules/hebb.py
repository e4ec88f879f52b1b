"""Hebb's rule: neurons that fire together wire together.

    w_ij <- w_ij + a y_i y_j        y_j is what was wanted of the target, where something was, else what it said

Shown P patterns s of -1 and 1 to hold, neurons that are fed back get w_ij = a sum over p of s_i^p s_j^p, the outer products.

Hebb, The organization of behavior, 1949; as the storage prescription of a network with feedback: Hopfield, Neural networks and
physical systems with emergent collective computational abilities, PNAS 79, 1982, equation 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite

from autograd.operation import number

from ..synapse import Synapse
from .lesson import Lesson
from .local import LocalRule, check_targets, targets_of


class Hebb(LocalRule):
    """Hebb's rule: each weight moves by the product of what its synapse carries and what its target says, or is to say.

    Every row is shown once, in one epoch, and the rule is done. Without targets the target of a neuron that is fed back is what
    it was given: the pattern is to hold itself. A weight that several synapses share moves once a row, by the mean of what
    they ask for. The figure is ``changes``, how many weights moved how often. ``learning_rate`` is the a of the equation;
    with 1 and patterns of -1 and 1 all weights are whole numbers. The rule adds to what the weights are: begin with zeros.

    Raises ValueError for a learning rate that is not finite and for targets that do not fit the outputs.

    >>> from nn import zoo
    >>> network = zoo.build("hn", neurons=4)
    >>> Hebb().learn(network, [[1, 1, -1, -1]], progress=False)
    <RuleHistory of Hebb(learning_rate=1.0): 1 epoch in 0.0 s; changes 6; done>
    >>> network.predict([[1, 1, -1, 1]])
    [[1.0, 1.0, -1.0, -1.0]]
    """

    def __init__(self, learning_rate: float = 1.0, *, synapses: Iterable[Synapse] | None = None) -> None:
        super().__init__(synapses=synapses)
        self.learning_rate = number(learning_rate, "a number as learning_rate")
        if not isfinite(self.learning_rate):
            raise ValueError(f"learning_rate must be finite, got {learning_rate!r}")

    def check(self, lesson: Lesson) -> None:
        """Raise ValueError for targets that do not have a number for each output."""
        check_targets(lesson)

    def most_epochs(self) -> int:
        """Return 1: every row is shown once."""
        return 1

    def change(self, pre: float, post: float, target: float | None, _: float, /) -> float:
        """Return the product of both sides."""
        return self.learning_rate * pre * (post if target is None else target)

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Show every row once."""
        wires = self.wires(lesson)
        sharing: dict[int, int] = {}
        for place, *_ in wires:
            sharing[place] = sharing.get(place, 0) + 1
        inputs = {neuron: i for i, neuron in enumerate(lesson.network.inputs)}
        held = [inputs.get(neuron, -1) for neuron in lesson.network.outputs]  # fed back: where their own row says what they are
        changes = 0
        for sample in lesson.samples:
            targets = targets_of(sample.target)
            slots = lesson.fire(sample.inputs)
            moves: dict[int, float] = {}
            for place, pre, post, output in wires:
                wanted = None
                if output >= 0:
                    wanted = targets[output] if targets else sample.inputs[held[output]] if held[output] >= 0 else None
                moves[place] = moves.get(place, 0.0) + self.change(slots[pre], slots[post], wanted, lesson.weights[place])
            for place, move in moves.items():
                if move:
                    lesson.weights[place] += move / sharing[place]
                    changes += 1
        yield {"changes": changes}
