"""Kohonen's rule: the neuron that is nearest to an input moves towards it, and takes its neighbours along.

    c = the j for which |x - w_j| is least        w_j <- w_j + a h_cj (x - w_j)        h_cj = exp(-|r_j - r_c|^2 / (2 s^2))

r_j is the position of neuron j, so neighbours on the map come to stand for neighbouring inputs: a map. The learning rate a and
the radius s shrink geometrically, from each row to the next, from their first numbers to their last: first the map unfolds,
then it settles. With a radius of 0 the winner moves alone, and there is no map.

Kohonen, Self-organized formation of topologically correct feature maps, Biological Cybernetics 43, 1982; with distances and a
Gaussian neighbourhood as in his Self-organizing maps, 1995.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import dist, exp, inf
from operator import index
from typing import Any, NamedTuple

from autograd.operation import number
from autograd.operations import squared_distance

from ..network import Network
from ..neuron import AbstractNeuron, Neuron
from ..synapse import Synapse
from .lesson import Lesson
from .rule import Rule


class Showing(NamedTuple):
    """What one row did: the winner, by its number among the neurons, and which share of the way every neuron went."""

    row: int
    winner: int
    rate: float
    radius: float
    shares: list[float]


class Kohonen(Rule):
    """Kohonen's self-organizing map, for neurons that have a position and combine by ``squared_distance``.

    The synapses that end at such neurons are the rule's; each of the neurons hears the same sources. ``epochs`` is how often
    every row is shown, in an order that the seed chooses anew each time; the rule is done then. ``learning_rate`` and ``radius``
    (in the units of the positions; None stands for half of the map's longest side) are those at the beginning,
    ``last_learning_rate`` and ``last_radius`` those at the end. No targets are asked for. The figures, measured at the end of
    an epoch, are ``quantization error``, the mean distance from a row to the nearest neuron's weights, and ``topographic
    error``, the share of rows whose two nearest neurons are no neighbours on the map (Kiviluoto 1996; diagonal ones count).

    Raises ValueError for neurons without a position or of another kind, and for numbers out of range.

    >>> from nn import zoo
    >>> network = zoo.build("kn", inputs=1, rows=1, columns=4, seed=0)
    >>> history = Kohonen(epochs=20).learn(network, [[i / 20] for i in range(21)], seed=0, progress=False)
    >>> history["topographic error"][-1], history.stopped
    (0.0, 'done')
    """

    targets = "none"

    def __init__(
        self,
        epochs: int = 20,
        *,
        learning_rate: float = 0.5,
        last_learning_rate: float = 0.02,
        radius: float | None = None,
        last_radius: float = 0.7,
        synapses: Iterable[Synapse] | None = None,
    ) -> None:
        super().__init__(synapses=synapses)
        self.epoch_count = index(epochs)
        self.learning_rate = _within("learning_rate", learning_rate, 1.0)
        self.last_learning_rate = _within("last_learning_rate", last_learning_rate, 1.0)
        self.radius = None if radius is None else _within("radius", radius, inf)
        self.last_radius = _within("last_radius", last_radius, inf)
        if self.epoch_count < 1:
            raise ValueError(f"epochs must be 1 or more, got {epochs!r}")

    def check(self, lesson: Lesson) -> None:
        """Raise ValueError unless the synapses end at neurons with positions that all hear the same by squared distance."""
        heard: dict[AbstractNeuron, set[AbstractNeuron]] = {}
        for synapse in lesson.synapses:
            target = synapse.target
            if not isinstance(target, Neuron) or target.combine is not squared_distance or target.position is None:
                raise ValueError(
                    f"{synapse} ends at {target!r}, and Kohonen's rule moves neurons of a map: they combine by squared_distance "
                    "and have a position; give the rule the synapses that lead there"
                )
            heard.setdefault(target, set()).add(synapse.source)
        (first, sources), *others = heard.items()
        for neuron, other in others:
            if other != sources:
                raise ValueError(f"{neuron} hears other neurons than {first}: all neurons of a map hear the same")
            if neuron.position is None or first.position is None or len(neuron.position) != len(first.position):
                raise ValueError(f"{neuron} has a position of another number of dimensions than {first}")

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Show every row in every epoch, with less and less of a move."""
        this = Map(lesson, self)
        for shown in this.showings():
            if shown is None:
                yield this.figures()

    def most_epochs(self) -> int:
        """Return the rule's number of epochs."""
        return self.epoch_count

    def quality(self, network: Network, inputs: Iterable[Any]) -> dict[str, float]:
        """Return the figures of a map as it is, without teaching it anything. Raises as `learn` does."""
        return Map(self.lesson(network, inputs), self).figures()

    def __repr__(self) -> str:
        return super().__repr__().replace("epoch_count=", "epochs=")


class Map:
    """A map that learns: its neurons, where they lie, and what the rows say to them.

    ``neurons`` are the targets of the synapses, ``weights[j]`` the working copy of those of neuron j.
    """

    def __init__(self, lesson: Lesson, rule: Kohonen) -> None:
        self.lesson, self.rule = lesson, rule
        by_target: dict[AbstractNeuron, list[Synapse]] = {}
        for synapse in lesson.synapses:
            by_target.setdefault(synapse.target, []).append(synapse)
        self.neurons = list(by_target)
        self.positions = [neuron.position or () for neuron in self.neurons]
        first = [synapse.source for synapse in by_target[self.neurons[0]]]
        groups = [sorted(group, key=lambda synapse: first.index(synapse.source)) for group in by_target.values()]
        self.synapses = groups
        self._places = [lesson.places(group) for group in groups]
        slots = [lesson.slot_read(synapse) for synapse in groups[0]]
        self.rows: list[list[float]] = []
        for sample in lesson.samples:
            fired = lesson.fire(sample.inputs)
            self.rows.append([fired[slot] for slot in slots])
        self._apart = [[sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) for q in self.positions] for p in self.positions]
        self._near = min((d for row in self._apart for d in row if d), default=1.0) * 2.0 + 1e-9  # squared: diagonals count

    @property
    def weights(self) -> list[list[float]]:
        """The working copy, neuron by neuron."""
        numbers = self.lesson.weights
        return [[numbers[place] for place in places] for places in self._places]

    @property
    def widest(self) -> float:
        """The radius at the beginning."""
        if self.rule.radius is not None:
            return self.rule.radius
        sides = [[position[k] for position in self.positions] for k in range(len(self.positions[0]))]
        return max(max(side) - min(side) for side in sides) / 2.0

    def showings(self) -> Iterator[Showing | None]:
        """Show the rows, one after the other, and yield what each did; None at the end of each epoch."""
        rule, count, widest = self.rule, len(self.rows), self.widest
        steps = max(rule.epoch_count * count - 1, 1)
        order = list(range(count))
        done = 0
        for _ in range(rule.epoch_count):
            self.lesson.random.shuffle(order)
            for row in order:
                part = done / steps
                rate = _between(rule.learning_rate, rule.last_learning_rate, part)
                yield self.show(row, rate, _between(widest, rule.last_radius, part) if widest else 0.0)
                done += 1
            yield None

    def show(self, row: int, rate: float, radius: float) -> Showing:
        """Let the neurons move towards one row."""
        x, numbers = self.rows[row], self.lesson.weights
        distances = [dist(x, weights) for weights in self.weights]
        winner = min(range(len(distances)), key=distances.__getitem__)
        shares = [rate * h for h in neighbourhood(self._apart[winner], radius)]
        for share, places in zip(shares, self._places, strict=True):
            if share > 1e-12:
                for place, xi in zip(places, x, strict=True):
                    numbers[place] += share * (xi - numbers[place])
        return Showing(row, winner, rate, radius, shares)

    def figures(self) -> dict[str, float]:
        """Return how far rows are from the nearest neuron, and of which share the two nearest are no neighbours."""
        weights, torn, far = self.weights, 0, 0.0
        for x in self.rows:
            distances = [dist(x, w) for w in weights]
            order = sorted(range(len(weights)), key=distances.__getitem__)
            far += distances[order[0]]
            torn += len(order) > 1 and self._apart[order[0]][order[1]] > self._near
        return {"quantization error": far / len(self.rows), "topographic error": torn / len(self.rows)}


def neighbourhood(apart: Sequence[float], radius: float) -> list[float]:
    """Return h for squared distances on the map: 1 at the winner, less the farther away; with a radius of 0 nothing elsewhere.

    >>> neighbourhood([0.0, 1.0, 4.0], 0.0)
    [1.0, 0.0, 0.0]
    """
    if radius == 0.0:
        return [float(d == 0.0) for d in apart]
    return [exp(-d / (2.0 * radius * radius)) for d in apart]


def _between(first: float, last: float, part: float) -> float:
    """Return what lies between two numbers, geometrically where neither is 0."""
    if first <= 0.0 or last <= 0.0:
        return first + (last - first) * part
    return float(first * (last / first) ** part)


def _within(name: str, given: float, most: float) -> float:
    x = number(given, f"a number as {name}")
    if not 0.0 <= x <= most or x == inf:
        raise ValueError(
            f"{name} must be from 0 to {most:g}, got {given!r}" if most < inf else f"{name} must be 0 or more, got {given!r}"
        )
    return x
