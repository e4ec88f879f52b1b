"""Update schedules: in what order neurons fire when nothing says who comes first, and where that leads.

A network makes its steps in the order of its synapses: everybody hears what the others have said already, or, through a delay,
a step ago. Where neurons hear one another in circles there are other ways. Here all outputs stand on a **board**; a
**schedule** says in rounds which group of neurons fires next. A group fires together, from the board as it is, and writes its
outputs there at once; a **round** is over when every neuron has fired. `settle` goes on until nothing changes, on plain floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import index
from random import Random
from typing import ClassVar, NamedTuple

from .board import Board
from .network import Network
from .neuron import AbstractNeuron, Neuron

Groups = list[list[Neuron]]


class Updates:
    """Abstract: a schedule. ``repeats`` says whether a round is always the same, so that a state that comes again goes on so."""

    repeats: ClassVar[bool] = True

    def rounds(self, network: Network) -> Iterator[Groups]:
        """Yield for each round, without an end, the groups of neurons that fire, one after the other."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Topological(Updates):
    """The order of the network's own step: by depth, so that undelayed synapses carry what is new and delayed ones what was.

    >>> from nn import zoo
    >>> len(next(Topological().rounds(zoo.build("hn", neurons=3))))
    1
    """

    def rounds(self, network: Network) -> Iterator[Groups]:
        """Yield the neurons of each depth together."""
        depth: dict[AbstractNeuron, int] = {}
        fired = computed(network)
        inside = set(fired)
        for neuron in fired:
            before = [depth[s.source] for s in neuron.incoming if s.source in inside and not s.delay and not s.ahead]
            depth[neuron] = 1 + max(before, default=0)
        groups = [list(group) for _, group in groupby(sorted(fired, key=depth.__getitem__), depth.__getitem__)]
        while True:
            yield groups


class Synchronous(Updates):
    """All neurons at once, each from what the others have said before.

    >>> from nn import zoo
    >>> [len(group) for group in next(Synchronous().rounds(zoo.build("hn", neurons=3)))]
    [3]
    """

    def rounds(self, network: Network) -> Iterator[Groups]:
        """Yield all neurons as one group."""
        groups = [computed(network)]
        while True:
            yield groups


class Asynchronous(Updates):
    """One neuron after the other, in an order that is drawn anew for each round; the seed chooses it.

    >>> from nn import zoo
    >>> network = zoo.build("hn", neurons=3)
    >>> [[neuron.label for neuron in group] for group in next(Asynchronous(seed=1).rounds(network))]
    [['s2'], ['s3'], ['s1']]
    """

    repeats = False

    def __init__(self, seed: int | None = None) -> None:
        self.seed = None if seed is None else index(seed)

    def rounds(self, network: Network) -> Iterator[Groups]:
        """Yield the neurons one by one, every neuron once a round."""
        random, order = Random(self.seed), computed(network)
        while True:
            random.shuffle(order)
            yield [[neuron] for neuron in order]

    def __repr__(self) -> str:
        return f"Asynchronous(seed={self.seed})"


class Alternating(Updates):
    """Groups of neurons in turn, each group at once: hidden and visible neurons, the fields of a checkerboard.

    >>> from nn import zoo
    >>> network = zoo.build("hn", neurons=4)
    >>> halves = network.outputs[::2], network.outputs[1::2]
    >>> [len(group) for group in next(Alternating(halves).rounds(network))]
    [2, 2]
    """

    def __init__(self, groups: Iterable[Iterable[Neuron]]) -> None:
        self.groups = [list(group) for group in groups]

    def rounds(self, network: Network) -> Iterator[Groups]:
        """Yield the groups in their order. Raises ValueError unless every neuron that is computed is in one of them."""
        known = computed(network)
        listed = [neuron for group in self.groups for neuron in group]
        for neuron in listed:
            if neuron not in known:
                raise ValueError(f"{neuron} is in a group of the schedule, and is not computed in the network")
            if listed.count(neuron) > 1:
                raise ValueError(f"{neuron} is twice in the groups of the schedule")
        for neuron in known:
            if neuron not in listed:
                raise ValueError(f"{neuron} is in none of the groups of the schedule, so it would never fire")
        while True:
            yield self.groups

    def __repr__(self) -> str:
        return f"Alternating({len(self.groups)} groups)"


def computed(network: Network) -> list[Neuron]:
    """Return the neurons that fire, in the order of the network's own step."""
    return [passed.neuron for passed in network._planned().passed]


class Firing(NamedTuple):
    """One neuron's turn: its weighted input, what it said before and says now, and the energy after that, if there is one."""

    round: int
    neuron: Neuron
    weighted_input: float
    before: float
    after: float
    energy: float | None


@dataclass(eq=False)
class Settling:
    """Where a network went from a row, round by round.

    ``states`` are what the ``neurons``, those that are computed, said at the beginning (neurons that are not given begin with
    0) and after each round. ``energies`` is the energy at the beginning and after each group that fired, where the weights
    are symmetric, else it is empty. ``period`` is 1 where nothing changes any more (``converged``), k where the states of a
    schedule without chance come again after k rounds, 0 where neither was found. ``firings`` are all turns, if asked for.
    """

    neurons: list[Neuron]
    states: list[list[float]]
    energies: list[float] = field(default_factory=list)
    period: int = 0
    firings: list[Firing] = field(default_factory=list)

    @property
    def converged(self) -> bool:
        """Whether the last round changed nothing."""
        return self.period == 1

    @property
    def rounds(self) -> int:
        """How many rounds were made, the last one, which changed nothing, included."""
        return len(self.states) - 1

    @property
    def state(self) -> list[float]:
        """What the neurons said in the end."""
        return self.states[-1]

    def overlap(self, pattern: Sequence[float]) -> float:
        """Return how much the end is like a pattern: the mean of s_i p_i, 1 where numbers of -1 and 1 all agree.

        Raises ValueError for a pattern of another length.
        """
        if len(pattern) != len(self.neurons):
            raise ValueError(
                f"a pattern has {len(self.neurons)} numbers, one for each neuron that is computed, got {len(pattern)}"
            )
        return sum(s * p for s, p in zip(self.state, pattern, strict=True)) / len(self.state)

    def __repr__(self) -> str:
        how = {0: "not settled", 1: "converged"}.get(self.period, f"a cycle of {self.period} rounds")
        energy = f"; energy {self.energies[0]:.4g} → {self.energies[-1]:.4g}" if self.energies else ""
        return f"<Settling of {len(self.neurons)} neurons: {self.rounds} rounds, {how}{energy}>"


def settle(
    network: Network | Board,
    row: Iterable[float],
    updates: Updates | None = None,
    *,
    max_rounds: int = 100,
    firings: bool = False,
) -> Settling:
    """Let neurons fire, round by round, from what a row gives, until a round changes nothing, and return where that led.

    Inputs that are computed as well (they are fed back) begin with their number of the row, all other inputs keep theirs.
    ``updates`` says who fires when: Synchronous() unless something else is given. A synapse carries what its source has said
    last, whether it has a delay of 1 or none. ``firings=True`` keeps every turn of a neuron. No pass and no state is left
    behind. Whoever asks a network again and again makes a ``nn.board.Board(network)`` once and gives that: it has the weights of
    then.

    Raises ValueError for rows that do not fit, for longer delays, and for a number of rounds below 0.

    Asynchronously: Hopfield 1982; that a synchronous network of symmetric weights ends in a state or in a cycle of two: Goles
    and Olivos 1981.

    >>> from nn import rules, zoo
    >>> network = zoo.build("hn", neurons=6)
    >>> history = rules.Hebb().learn(network, [[1, 1, 1, -1, -1, -1]], progress=False)
    >>> settling = settle(network, [1, -1, 1, -1, -1, -1], Asynchronous(seed=0))
    >>> settling
    <Settling of 6 neurons: 2 rounds, converged; energy -5 → -15>
    >>> settling.overlap([1, 1, 1, -1, -1, -1])
    1.0
    """
    if index(max_rounds) < 0:
        raise ValueError(f"max_rounds must be 0 or more, got {max_rounds!r}")
    schedule = Synchronous() if updates is None else updates
    if not isinstance(schedule, Updates):
        raise TypeError(f"updates must be a schedule such as nn.updates.Asynchronous(seed=0), got {updates!r}")
    board = network if isinstance(network, Board) else Board(network)
    board.begin(row)
    neurons = board.neurons
    found = Settling(neurons, [board.state()])
    energy = board.energy() if board.asymmetry is None else None
    if energy is not None:
        found.energies.append(energy)
    seen = {tuple(found.state): 0} if schedule.repeats else {}
    places = {neuron: i for i, neuron in enumerate(neurons)}
    for groups in schedule.rounds(board.network):
        if found.rounds >= max_rounds:
            break
        for group in groups:
            turns = board.fire([places[neuron] for neuron in group])
            if energy is not None:
                energy = energy + board.change(turns[0]) if len(turns) == 1 else board.energy()
                found.energies.append(energy)
            if firings:
                number = found.rounds + 1
                found.firings += [Firing(number, neurons[i], x, before, after, energy) for i, x, before, after in turns]
        found.states.append(board.state())
        if found.states[-1] == found.states[-2]:
            found.period = 1
            break
        if schedule.repeats:
            key = tuple(found.state)
            if key in seen:
                found.period = found.rounds - seen[key]
                break
            seen[key] = found.rounds
    return found


def energy(network: Network, row: Iterable[float]) -> float:
    """Return the energy of a state, E = -1/2 sum_ij w_ij s_i s_j - sum_i b_i s_i, which no turn of a neuron can raise.

    The second sum is over synapses from biases and from inputs that are only given. Neurons that say one of two numbers by the
    sign of their weighted input never raise it one at a time.

    Raises ValueError, naming the synapse, where weights are not the same in both directions or neurons are no weighted sums,
    and for a row that does not fit.

    Hopfield 1982, equation 7.

    >>> from nn import rules, zoo
    >>> network = zoo.build("hn", neurons=3)
    >>> history = rules.Hebb().learn(network, [[1, 1, -1]], progress=False)
    >>> energy(network, [1, 1, -1]), energy(network, [1, 1, 1])
    (-3.0, 1.0)
    """
    board = Board(network)
    board.begin(row)
    if board.asymmetry is not None:
        raise ValueError(f"there is no energy: {board.asymmetry}")
    return board.energy()
