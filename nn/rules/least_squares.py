"""Least squares: the weights that lead to linear outputs are found at once, and all others stay as they are.

    minimise  sum_t |W h_t - d_t|^2 + r |W|^2

where h_t is what the synapses carry at step t and d_t what is wanted: W = D H' (H H' + r I)^-1, computed by singular values and
never by that inverse. It is how networks learn whose hidden part is random and stays so: the extreme learning machine and the
echo state network.

Hoerl and Kennard, Ridge regression, Technometrics 12, 1970; Jaeger, The "echo state" approach, GMD Report 148, 2001.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import index

from ..readout import check_readout, checked_ridge, solve_readout
from ..synapse import Synapse
from .lesson import Lesson
from .rule import Rule


class LeastSquares(Rule):
    """The weights into linear outputs by least squares, with a ridge: one epoch, and it is done.

    The synapses are by default the trainable ones that end at outputs. ``ridge`` makes the sum of their squares count as well,
    biases included, so that weights stay small where the rows hardly tell them; of several solutions without one the shortest is
    taken. Of each sequence the first ``washout`` steps do not count: a reservoir remembers for so long that it began with
    zeros. The one figure is ``error``, the root of the mean squared error over what counted.

    A network whose outputs are fed back learns with those listed as inputs as well, where it is given what they should have
    said (teacher forcing).

    Raises ValueError for a ridge or a washout below 0, for outputs that are no linear weighted sums, weights that are shared,
    synapses that end elsewhere, and for a washout that leaves nothing; ImportError where SciPy is not installed.

    >>> from nn import feed_forward
    >>> network = feed_forward([1, 1], seed=0)
    >>> LeastSquares().learn(network, [[1.0], [2.0], [3.0]], [3.0, 5.0, 7.0], progress=False).stopped
    'done'
    >>> [round(weight.data, 12) for weight in network.parameters()]
    [2.0, 1.0]
    """

    targets = "needed"
    sequences = True

    def __init__(self, ridge: float = 0.0, washout: int = 0, *, synapses: Iterable[Synapse] | None = None) -> None:
        super().__init__(synapses=synapses)
        self.ridge = checked_ridge(ridge)
        self.washout = index(washout)
        if self.washout < 0:
            raise ValueError(f"washout is a number of steps, 0 or more, got {washout!r}")

    def check(self, lesson: Lesson) -> None:
        """Raise ValueError unless the weights are a least-squares problem."""
        synapses = self._found(lesson)
        if not synapses:
            raise ValueError("least squares have no weights to find: no trainable synapse ends at an output of the network")
        check_readout(lesson.network, synapses)

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Find the weights."""
        synapses = self._found(lesson)
        solved, error = solve_readout(lesson.network, lesson.samples, synapses, self.ridge, self.washout)
        for synapse, weight in zip(synapses, solved, strict=True):
            lesson.weights[lesson.place(synapse)] = weight
        yield {"error": error}

    def _found(self, lesson: Lesson) -> list[Synapse]:
        if self.synapses is not None:
            return lesson.synapses
        outputs = set(lesson.network.outputs)
        return [synapse for synapse in lesson.synapses if synapse.target in outputs]
