"""The perceptron's rule: where the answer is wrong, the weights move towards the input, or away from it.

    w_ij <- w_ij + a t_j y_i    where y_j is not t_j, and t_j is 1 or -1 (a neuron that steps says 1 or 0, and 0 counts as -1)

If a hyperplane through the origin parts the rows, with margin g at least (the bias is a coordinate that is 1), and no row is
longer than R, then from weights of 0 there are at most (R / g)^2 updates (Novikoff, On convergence proofs for perceptrons,
1962). Else it never ends.

Rosenblatt, The perceptron: a probabilistic model for information storage and organization in the brain, Psychological
Review 65, 1958.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf

from autograd.operation import number
from autograd.operations import weighted_sum

from ..lookup import spelling
from ..neuron import AbstractNeuron, Neuron
from ..synapse import Synapse
from .lesson import Lesson
from .local import LocalRule, check_targets, targets_of

_SIDES = {"sign": (-1.0, 1.0), "linear": (-1.0, 1.0), "step": (0.0, 1.0)}  # what each activation is asked to say


class Perceptron(LocalRule):
    """Rosenblatt's rule for neurons that decide by the side on which their weighted input lies.

    The synapses are those that end at outputs, which have the activation ``sign`` (targets -1 and 1), ``step`` (0 and 1), or
    ``linear``, whose sign decides (-1 and 1). An epoch shows every row once. The figures are ``errors``, the rows on which
    some output was wrong when it was their turn, and ``updates``, how often the weights of an output have moved. It is done
    when an epoch had no errors.

    Raises ValueError for a learning rate that is not above 0, for synapses that end elsewhere, and for other activations and
    targets.

    >>> from nn import datasets, zoo
    >>> network = zoo.build("p", inputs=2, activation="step", initialiser="zeros")
    >>> history = Perceptron().learn(network, [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1], seed=0, progress=False)
    >>> history.stopped, history["errors"][-1], network.predict([[1, 0], [1, 1]])
    ('done', 0, [[0.0], [1.0]])
    """

    targets = "needed"

    def __init__(self, learning_rate: float = 1.0, *, synapses: Iterable[Synapse] | None = None) -> None:
        super().__init__(synapses=synapses)
        self.learning_rate = number(learning_rate, "a number as learning_rate")
        if not 0.0 < self.learning_rate < inf:
            raise ValueError(f"learning_rate must be above 0, got {learning_rate!r}")

    def check(self, lesson: Lesson) -> None:
        """Raise ValueError unless every synapse ends at an output that decides, and targets are its sides."""
        outputs = set(lesson.network.outputs)
        for synapse in lesson.synapses:
            target = synapse.target
            if target not in outputs:
                raise ValueError(
                    f"{synapse} does not end at an output, and the perceptron's rule needs to know what was wanted: give the "
                    "rule the synapses that do, or learn by gradient"
                )
            if not isinstance(target, Neuron) or target.combine is not weighted_sum or _activation(target) not in _SIDES:
                raise ValueError(
                    f"{target} is {target!r}, and the perceptron's rule is for weighted sums with the activation sign or step "
                    "(or linear, of which it takes the sign)"
                )
        learning = {synapse.target for synapse in lesson.synapses}
        check_targets(lesson, [_SIDES[_activation(neuron)] if neuron in learning else None for neuron in lesson.network.outputs])

    def change(self, pre: float, post: float, target: float | None, _: float, /) -> float:
        """Return the step towards the input, or away from it, where the answer is wrong."""
        if target is None or post == target:
            return 0.0
        return self.learning_rate * pre if target > post else -self.learning_rate * pre

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Show the rows until none is wrong."""
        wires = self.wires(lesson)
        learning = sorted({output for *_, output in wires})
        outputs = [(i, lesson.slot(lesson.network.outputs[i])) for i in learning]
        linear = {i for i in learning if _activation(lesson.network.outputs[i]) == "linear"}
        order = list(lesson.samples)
        errors = -1
        while errors:
            lesson.random.shuffle(order)
            errors = updates = 0
            for sample in order:
                targets, slots = targets_of(sample.target), lesson.fire(sample.inputs)
                for i, slot in outputs:
                    if i in linear:
                        slots[slot] = float((slots[slot] > 0.0) - (slots[slot] < 0.0))
                wrong = {i for i, slot in outputs if slots[slot] != targets[i]}
                for place, pre, post, i in wires:
                    if i in wrong:
                        lesson.weights[place] += self.change(slots[pre], slots[post], targets[i], lesson.weights[place])
                errors += bool(wrong)
                updates += len(wrong)
            yield {"errors": errors, "updates": updates}


def _activation(neuron: AbstractNeuron) -> str:
    return spelling(neuron.activation) if isinstance(neuron, Neuron) and neuron.competition is None else ""
