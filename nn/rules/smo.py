"""Sequential minimal optimisation: the widest margin between two classes, found two weights at a time.

Into an output lead a **kernel neuron** for each row, whose centre is that row, with weight c_i = a_i t_i, and a bias b:

    y(x) = b + sum_i c_i k(x_i, x)

The weights of the widest margin maximise, with t_i = -1 or 1 what is wanted of row i,

    sum_i |c_i| - 1/2 sum_ij c_i c_j k(x_i, x_j)      with sum_i c_i = 0,   0 <= t_i c_i <= C

(Cortes and Vapnik, Support-vector networks, Machine Learning 20, 1995, equation 25.) Let v_i = t_i - y(x_i) + b. While some c_i
can grow and some c_j can shrink with v_i > v_j, moving both by (v_i - v_j) / |phi_i - phi_j|^2, or as far as their bounds allow,
is the best step for the two alone. The rows whose weights are not 0 in the end are the **support vectors**.

Platt, Fast training of support vector machines using sequential minimal optimization, 1998; the pair is chosen as by Fan, Chen
and Lin, Working set selection using second order information, Journal of Machine Learning Research 6, 2005, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import fsum, inf, isinf
from operator import mul
from typing import Any

from autograd.operation import number

from ..neuron import BiasNeuron, Neuron
from ..readout import check_readout
from ..synapse import Synapse
from .lesson import Lesson
from .local import check_targets, targets_of
from .rule import Rule

_FLAT = 1e-12  # of the largest squared distance between rows: what counts as no distance
_TOUCHING = 1e-6  # of the largest distance between rows: how near the hulls of two classes count as touching
_UNLIKE = 1e-9  # of the largest number of a kernel: how far k(x, z) may be from k(z, x)


class SMO(Rule):
    """The widest margin between two classes, by sequential minimal optimisation; for each output by itself.

    Into each output lead a synapse from a kernel neuron for every row, in the order of the rows, and one from a bias; what the
    kernel is does not matter, as k(x_i, x_j) is what kernel neuron i says to row j. Targets are -1 and 1. ``C`` is the most that
    a weight may be: what a row on the wrong side costs, against the width of the margin; ``inf`` allows none. It is done when
    no pair of weights violates the conditions of Karush, Kuhn and Tucker by more than ``tolerance``.

    An epoch makes a step for each row. The figures are ``objective``, what is to be as large as possible, ``violation``,
    and ``support vectors``, how many weights are not 0, all of them summed over the outputs (the violation: the largest).

    Raises ValueError for C or a tolerance that are not above 0, unless a kernel neuron belongs to each row, for targets that are
    not -1 and 1 or all the same, and with C=inf for classes that cannot be parted.

    >>> from nn import datasets, zoo
    >>> rows, targets = datasets.xor()
    >>> network = zoo.build("svm", vectors=rows, kernel="polynomial", degree=2)
    >>> SMO().learn(network, rows, targets, progress=False).stopped
    'done'
    >>> [round(synapse.weight.data, 9) for synapse in network.outputs[0].incoming]
    [-0.125, 0.125, 0.125, -0.125, 0.0]
    """

    targets = "needed"

    def __init__(self, C: float = inf, tolerance: float = 1e-6, *, synapses: Iterable[Synapse] | None = None) -> None:
        super().__init__(synapses=synapses)
        self.C = _positive(C, "C")
        self.tolerance = _positive(tolerance, "tolerance")

    def check(self, lesson: Lesson) -> None:
        """Raise ValueError unless each output hears a kernel neuron for each row, and a bias, and the targets are two classes."""
        check_readout(lesson.network, lesson.synapses, "widest margin")
        check_targets(lesson, [(-1.0, 1.0)] * len(lesson.network.outputs))
        count, found = len(lesson.samples), set(lesson.synapses)
        for j, output in enumerate(lesson.network.outputs):
            missing = next((synapse for synapse in output.incoming if synapse not in found), None)
            if missing is not None:
                raise ValueError(f"SMO changes all weights into an output, and {missing} is frozen, or was not listed")
            if output.bias is None:
                raise ValueError(f"{output} has no bias, which SMO finds as well: give it one, BiasNeuron()")
            if len(output.incoming) - 1 != count:
                raise ValueError(
                    f"{output} hears {len(output.incoming) - 1} kernel neurons, and there are {count} rows: it needs one for "
                    "each, with that row as its centre"
                )
            wanted = {targets_of(sample.target)[j] for sample in lesson.samples}
            if len(wanted) < 2:
                raise ValueError(f"a margin lies between two classes, and all targets of {output} are {wanted.pop():g}")

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Make as many steps for each output as there are rows, until none is left to be made."""
        said = [lesson.fire(sample.inputs) for sample in lesson.samples]
        problems = [_Problem(lesson, said, j, self) for j in range(len(lesson.network.outputs))]
        while not all(problem.done for problem in problems):
            for problem in problems:
                problem.steps(len(said))
                problem.store(lesson)
            yield {
                "objective": fsum(problem.objective() for problem in problems),
                "violation": max(problem.violation for problem in problems),
                "support vectors": sum(problem.support() for problem in problems),
            }


class _Problem:
    """The margin of one output: its weights c, between ``low`` and ``high``, and v, what each row lacks without the bias."""

    def __init__(self, lesson: Lesson, said: list[list[float]], j: int, rule: SMO) -> None:
        self.output: Neuron = lesson.network.outputs[j]
        self.rule = rule
        wires = [synapse for synapse in self.output.incoming if not isinstance(synapse.source, BiasNeuron)]
        slots = [lesson.slot(synapse.source) for synapse in wires]
        self.kernel = [[numbers[slot] for slot in slots] for numbers in said]
        self._check_kernel(wires)
        self.targets = [targets_of(sample.target)[j] for sample in lesson.samples]
        self.low = [0.0 if t > 0.0 else -rule.C for t in self.targets]
        self.high = [rule.C if t > 0.0 else 0.0 for t in self.targets]
        self.c = [0.0] * len(self.targets)
        self.v = list(self.targets)
        self.nearest: tuple[list[float], list[float], float] | None = None  # points of both hulls: weights, kernel, distance^2
        self.places = lesson.places(wires)
        self.bias_place = next(lesson.place(s) for s in self.output.incoming if isinstance(s.source, BiasNeuron))
        diagonal = [row[i] for i, row in enumerate(self.kernel)]
        self.spread = max(
            diagonal[i] + diagonal[j] - 2.0 * self.kernel[i][j] for i in range(len(diagonal)) for j in range(len(diagonal))
        )
        self.violation = inf
        self.bias = 0.0
        self.done = False

    def _check_kernel(self, wires: list[Synapse]) -> None:
        most = max(abs(k) for row in self.kernel for k in row)
        for i, row in enumerate(self.kernel):
            for j in range(i):
                if not abs(row[j] - self.kernel[j][i]) <= _UNLIKE * most:
                    raise ValueError(
                        f"kernel neurons must lie at the rows, in their order: {wires[j].source} says {row[j]!r} to row {i}, and "
                        f"{wires[i].source} says {self.kernel[j][i]!r} to row {j}"
                    )

    def steps(self, count: int) -> None:
        """Make so many steps, or fewer where no pair is left."""
        for _ in range(count):
            if self.done or not self._step():
                break
        self._measure()

    def _step(self) -> bool:
        """Move the pair that promises most. Return whether there was one."""
        c, v, low, high = self.c, self.v, self.low, self.high
        i = max([i for i, x in enumerate(c) if x < high[i]], key=v.__getitem__)
        most, row, diagonal = v[i], self.kernel[i], self.kernel[i][i]
        best, j, least = 0.0, -1, _FLAT * self.spread
        for k, x in enumerate(c):
            gain = most - v[k]
            if gain > self.rule.tolerance and x > low[k]:
                promise = gain * gain / max(diagonal + self.kernel[k][k] - 2.0 * row[k], least)
                if promise > best:
                    best, j = promise, k
        if j < 0:
            return False
        curvature = diagonal + self.kernel[j][j] - 2.0 * row[j]
        room = min(high[i] - c[i], c[j] - low[j])
        if curvature <= least and room == inf:
            self._refuse(f"rows {min(i, j)} and {max(i, j)} are at the same place, and of different classes")
        move = min((most - v[j]) / max(curvature, least), room)
        c[i] = high[i] if move == high[i] - c[i] else c[i] + move  # a bound is met exactly, or a weight of 0 would be 1e-17
        c[j] = low[j] if move == c[j] - low[j] else c[j] - move
        self.v = [a - move * (k1 - k2) for a, k1, k2 in zip(v, row, self.kernel[j], strict=True)]
        if isinf(self.rule.C) and self._touching():
            self._refuse("their hulls touch")
        return True

    def _measure(self) -> None:
        """Find the bias, by how much the best pair violates the conditions, and whether that is little enough."""
        rows = list(zip(self.v, self.c, self.low, self.high, strict=True))
        most = max(v for v, c, _, high in rows if c < high)
        least = min(v for v, c, low, _ in rows if c > low)
        self.violation = max(most - least, 0.0)
        self.done = self.violation <= self.rule.tolerance
        self.bias = (most + least) / 2.0

    def _touching(self) -> bool:
        """Return whether a point is in the hulls of both classes: then no boundary parts them, and weights grow for ever.

        Weights that add up to 1 in each class stand for a point in each hull. Between the latest and the best so far lie others;
        of those the pair is kept whose points are nearest (Gilbert 1966). That goes round where the weights go round.
        """
        total = fsum(map(abs, self.c)) / 2.0
        c = [x / total for x in self.c]
        f = [(t - v) / total for t, v in zip(self.targets, self.v, strict=True)]
        squared = _dot(c, f)
        if self.nearest is not None:
            other, g, before = self.nearest
            across = before - _dot(c, g)
            between = before - 2.0 * _dot(c, g) + squared
            share = min(max(across / between, 0.0), 1.0) if between > 0.0 else 0.0
            c = [(1.0 - share) * b + share * a for a, b in zip(c, other, strict=True)]
            f = [(1.0 - share) * b + share * a for a, b in zip(f, g, strict=True)]
            squared = _dot(c, f)
        self.nearest = (c, f, squared)
        return squared <= _TOUCHING * _TOUCHING * self.spread

    def _refuse(self, why: str) -> Any:
        raise ValueError(
            f"the classes of {self.output} cannot be parted with this kernel: {why}; give C a number, which lets rows be on the "
            "wrong side at that cost"
        )

    def objective(self) -> float:
        """Return what is to be as large as possible."""
        return fsum([abs(c) - 0.5 * c * (t - v) for c, t, v in zip(self.c, self.targets, self.v, strict=True)])

    def support(self) -> int:
        """Return how many weights are not 0."""
        return len(self.c) - self.c.count(0.0)

    def store(self, lesson: Lesson) -> None:
        """Write the weights and the bias into the working copy."""
        for place, c in zip(self.places, self.c, strict=True):
            lesson.weights[place] = c
        lesson.weights[self.bias_place] = self.bias


def _dot(a: list[float], b: list[float]) -> float:
    return fsum(map(mul, a, b))


def _positive(given: Any, name: str) -> float:
    found = number(given, f"a number as {name}")
    if not found > 0.0:
        raise ValueError(f"{name} must be above 0, got {given!r}")
    return found
