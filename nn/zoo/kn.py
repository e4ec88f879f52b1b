"""KN: the Kohonen network, a map on which what is alike lies side by side.

Each neuron of the map has a position, and answers to how near the input is to its weights; the nearest one wins. It moves towards
the input and takes its neighbours on the map along, so that a sheet of neurons lays itself over the data, and two neurons
side by side come to stand for inputs that are alike. Nobody says what is wanted.

    c = the j for which |x - w_j| is least        w_j <- w_j + a h_cj (x - w_j)        h_cj = exp(-|r_j - r_c|^2 / (2 s^2))

A neuron of the map is a cell of two: one combines its inputs by their squared distance from its weights; the other competes by
that, turned around, and says 1 where it wins. `nn.rules.Kohonen` is the rule.

Kohonen, Self-organized formation of topologically correct feature maps, Biological Cybernetics 43, 1982.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from ..cells import Cell
from ..datasets import iris
from ..groups import compete
from ..network import Network
from ..neuron import InputNeuron, Neuron
from ..rules import Kohonen
from ..synapse import Synapse
from .catalogue import Card, Result, Trial, each, figure, on_average, taught


def build(inputs: int = 4, rows: int = 4, columns: int = 4, *, rule: str = "hardmax", seed: int | None = None) -> Network:
    """Return a map of so many rows and columns; its first weights are drawn between 0 and 1. ``softmax`` shares the victory."""
    random = Random(seed)
    x = [InputNeuron() for _ in range(inputs)]
    winners = []
    for row in range(rows):
        for column in range(columns):
            distance, winner = Neuron(combine="squared_distance"), Neuron()
            for source in x:
                Synapse(source, distance, weight=random.random())
            Synapse(distance, winner, weight=-1.0, trainable=False)
            Cell(f"m{row + 1}.{column + 1}", {"distance": distance, "winner": winner})
            distance.position = winner.position = (row, column)
            winners.append(winner)
    compete(winners, rule)
    return Network(x, winners)


def _maps_irises(size: int, seed: int, max_epochs: int = 40, **settings: Any) -> Result:
    """Learn the irises, every column from 0 to 1; with 0 epochs, tell how a map is that has learned nothing."""
    columns = list(zip(*iris().inputs, strict=True))
    scaled = [[(x - min(column)) / (max(column) - min(column)) for x in column] for column in columns]
    flowers = [list(flower) for flower in zip(*scaled, strict=True)]
    network = build(len(columns), size, size, seed=seed)
    rule = Kohonen(**{"epochs": 40, "last_radius": 0.7, **settings})
    taught(rule, network, flowers, max_epochs=max_epochs, seed=seed)
    return Result(rule.quality(network, flowers), network)


def _orders_a_chain(seed: int, neurons: int = 10, **settings: Any) -> Result:
    """Learn points that are drawn evenly between 0 and 1, and count where the weights along the chain turn back."""
    random = Random(seed)
    points = [[random.random()] for _ in range(500)]
    network = build(1, 1, neurons, seed=seed)
    taught(Kohonen(epochs=10, **settings), network, points, seed=seed)
    places = [synapse.weight.data for synapse in network.synapses if synapse.trainable]
    steps = [after - before for before, after in pairwise(places)]
    turns = sum(first * second <= 0.0 for first, second in pairwise(steps))
    return Result({"turns": turns}, network)


CARD = Card(
    full_name="Kohonen network",
    paper="Kohonen 1982",
    build=build,
    tasks=[
        Trial("iris on a map of 4 x 4", lambda seed: _maps_irises(4, seed), each(figure("topographic error") < 0.05), 10),
        Trial("iris on a map of 6 x 6", lambda seed: _maps_irises(6, seed), each(figure("topographic error") < 0.05), 10),
        Trial("a chain of 10 on points between 0 and 1", _orders_a_chain, each(figure("turns") <= 0), 20),
    ],
    controls=[
        Trial(
            "iris on 4 x 4, nothing learned",
            lambda seed: _maps_irises(4, seed, max_epochs=0),
            on_average(figure("topographic error") > 0.5),
            seeds=20,
            fast=range(5),
        ),
        Trial(
            "iris on 6 x 6, nothing learned",
            lambda seed: _maps_irises(6, seed, max_epochs=0),
            on_average(figure("topographic error") > 0.5),
            seeds=20,
            fast=range(5),
        ),
        Trial(
            "iris on 4 x 4, no neighbourhood",
            lambda seed: _maps_irises(4, seed, radius=0.0, last_radius=0.0),
            each(figure("topographic error") > 0.3),
            seeds=10,
        ),
        Trial(
            "the chain, no neighbourhood",
            lambda seed: _orders_a_chain(seed, radius=0.0, last_radius=0.0),
            each(figure("turns") >= 1),
            seeds=20,
        ),
    ],
    poster={"inputs": 2, "rows": 3, "columns": 3},
    sizes=[{"inputs": 1, "rows": 1, "columns": 5}, {"inputs": 3, "rows": 2, "columns": 2, "rule": "softmax"}],
    aliases=["kohonen", "self-organizing map", "som"],
)
