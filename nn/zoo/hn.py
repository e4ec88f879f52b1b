"""HN: the Hopfield network, a memory that is asked by a part of what it remembers.

Every neuron hears all others, with the same weight in both directions, and says 1 or -1. Patterns are stored in the weights by
Hebb's rule; a state that is near one falls into it, neuron by neuron, since each change of mind lowers the energy:

    w_ij = sum over p of s_i^p s_j^p, w_ii = 0        s_i <- sign(sum_j w_ij s_j)        E = -1/2 sum_ij w_ij s_i s_j

Each neuron is fed back: the row that the network is given is what its neurons said a step ago. One step lets all of them answer
at once; `nn.updates` lets one answer at a time, as the paper does. Up to about 0.138 patterns a neuron are remembered, beyond
that all are lost (Amit, Gutfreund and Sompolinsky, Storing infinite numbers of patterns in a spin-glass model of neural
networks, 1985). A neuron whose weighted input is exactly 0, as it happens with an even number of patterns, says 0 until it hears
more: that costs no energy, either.

Hopfield, Neural networks and physical systems with emergent collective computational abilities, PNAS 79, 1982.
"""

from __future__ import annotations

from random import Random

from autograd import Value

from ..board import Board
from ..network import Network
from ..neuron import Neuron
from ..rules import Hebb
from ..synapse import Synapse
from ..updates import Asynchronous, energy, settle
from .catalogue import Card, Result, Trial, each, figure, on_average, taught

Pattern = list[float]


def build(neurons: int = 100, *, activation: str = "sign", seed: int | None = None) -> Network:
    """Return a network of neurons that all hear one another, with nothing stored; a seed draws symmetric weights instead."""
    random = Random(seed)
    states = [Neuron(f"s{i + 1}", activation=activation) for i in range(neurons)]
    for i, first in enumerate(states):
        for second in states[:i]:
            weight = Value(0.0 if seed is None else random.normalvariate(0.0, neurons**-0.5))
            Synapse(second, first, weight, delay=1)
            Synapse(first, second, weight, delay=1)
    return Network(states, states)


def remember(network: Network, patterns: list[Pattern]) -> Network:
    """Store patterns of -1 and 1 in the weights, and nothing else."""
    for synapse in network.synapses:
        synapse.weight = 0.0
    taught(Hebb(), network, patterns)
    return network


def draw_patterns(count: int, size: int, random: Random) -> list[Pattern]:
    """Return random patterns of -1 and 1."""
    return [[random.choice((-1.0, 1.0)) for _ in range(size)] for _ in range(count)]


def flipped(pattern: Pattern, share: float, random: Random) -> Pattern:
    """Return a pattern with that share of its numbers turned around."""
    chosen = set(random.sample(range(len(pattern)), round(share * len(pattern))))
    return [-s if i in chosen else s for i, s in enumerate(pattern)]


def _recalls(network: Network, patterns: list[Pattern], random: Random) -> Result:
    """Ask for every pattern by a copy of which one number in ten is turned around."""
    overlaps, rises, steps = [], 0, 0
    board = Board(network)
    for pattern in patterns:
        settling = settle(board, flipped(pattern, 0.1, random), Asynchronous(random.randrange(2**32)))
        overlaps.append(settling.overlap(pattern))
        rises += sum(later > before for before, later in zip(settling.energies, settling.energies[1:], strict=False))
        rises += abs(settling.energies[-1] - energy(network, settling.state)) > 1e-9
        steps += len(settling.energies) - 1
    return Result({"overlap": sum(overlaps) / len(overlaps), "rises of the energy": rises, "updates": steps}, network)


def _energies(seed: int, size: int = 30, runs: int = 100) -> Result:
    """Let a network of random whole weights go from random states, and compute its energy anew whenever somebody changed."""
    random = Random(seed)
    network = build(size, seed=seed)
    for synapse in network.synapses:
        synapse.weight = float(random.randint(-9, 9))
    board = Board(network)
    rises, unsettled, changes = 0, 0, 0
    for _ in range(runs):
        (row,) = draw_patterns(1, size, random)
        settling = settle(board, row, Asynchronous(random.randrange(2**32)), firings=True)
        unsettled += not settling.converged
        board.begin(row)
        before = board.energy()
        places = {neuron: i for i, neuron in enumerate(settling.neurons)}
        for turn in settling.firings:
            if turn.after != turn.before:
                board.outputs[places[turn.neuron]] = turn.after
                now = board.energy()
                rises += now > before
                rises += now != turn.energy
                before = now
                changes += 1
    return Result({"rises of the energy": rises, "runs that did not settle": unsettled, "changes": changes}, network)


def _remembers(share: float, seed: int, size: int = 100) -> Result:
    random = Random(seed)
    patterns = draw_patterns(round(share * size), size, random)
    return _recalls(remember(build(size), patterns), patterns, random)


def _random_weights(seed: int) -> Result:
    random = Random(seed)
    patterns = draw_patterns(5, 100, random)
    return _recalls(build(seed=seed), patterns, random)


CARD = Card(
    full_name="Hopfield network",
    paper="Hopfield 1982",
    build=build,
    tasks=[
        Trial(
            "100 neurons, 5 patterns, 10 of 100 flipped",
            lambda seed: _remembers(0.05, seed),
            on_average((figure("overlap") >= 0.99) & (figure("rises of the energy") <= 0)),
            seeds=20,
        ),
        Trial(
            "100 runs from random states, 30 neurons, random whole weights",
            _energies,
            each((figure("rises of the energy") <= 0) & (figure("runs that did not settle") <= 0)),
            seeds=100,
        ),
    ],
    controls=[
        Trial(
            "25 patterns, beyond 0.138 a neuron",
            lambda seed: _remembers(0.25, seed),
            on_average((figure("overlap") <= 0.75) & (figure("rises of the energy") <= 0)),
            seeds=20,
        ),
        Trial("random symmetric weights", _random_weights, each(figure("overlap") <= 0.75), seeds=20),
    ],
    poster={"neurons": 8},
    sizes=[{"neurons": 3, "activation": "tanh"}, {"neurons": 2}],
    aliases=["hopfield", "associative memory", "hn"],
)
