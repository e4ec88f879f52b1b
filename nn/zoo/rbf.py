"""RBF: the radial basis function network, whose hidden neurons answer to how near the input is to their centre.

With a centre for each of N points it passes through all of them (the matrix of Gaussians is never singular: Micchelli 1986); with
fewer it smooths. The outputs are linear, so their weights are found at once, by least squares.

    phi_j = exp(-|x - c_j|^2 / (2 s^2))        y_k = b_k + sum_j v_jk phi_j

A hidden unit is a cell of two neurons: one combines its inputs by their squared distance from the centre c_j, which is its
weights; the other is the exponential of that times the weight -1 / (2 s^2).

Broomhead and Lowe, Multivariable functional interpolation and adaptive networks, Complex Systems 2, 1988.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sin
from random import Random
from typing import Any

from ..cells import Cell
from ..datasets import xor
from ..network import Network
from ..neuron import BiasNeuron, InputNeuron, Neuron
from ..readout import fit_readout
from ..synapse import Synapse
from ..wiring import connect, feed_forward
from .catalogue import Card, Result, Trial, each, figure


def build(
    inputs: int = 2,
    centres: int | Sequence[Sequence[float]] = 2,
    outputs: int = 1,
    *,
    width: float = 1.0,
    seed: int | None = None,
) -> Network:
    """Return a network of Gaussian units, ``width`` wide, around these centres, or around so many drawn between -1 and 1."""
    if not width > 0.0:
        raise ValueError(f"width must be above 0, got {width}")
    random = Random(seed)
    if isinstance(centres, int):
        centres = [[random.uniform(-1.0, 1.0) for _ in range(inputs)] for _ in range(centres)]
    x = [InputNeuron() for _ in range(inputs)]
    units = []
    for number, centre in enumerate(centres, start=1):
        if len(centre) != inputs:
            raise ValueError(f"a centre has a number for each of {inputs} inputs, got {len(centre)} in centre {number}")
        distance, unit = Neuron(combine="squared_distance"), Neuron(activation="exp")
        for source, place in zip(x, centre, strict=True):
            Synapse(source, distance, weight=place)
        Synapse(distance, unit, weight=-1.0 / (2.0 * width * width))
        Cell(f"h{number}", {"distance": distance, "gaussian": unit})
        units.append(unit)
    y = [Neuron() for _ in range(outputs)]
    connect([*units, BiasNeuron()], y)
    return Network(x, y, seed=random.randrange(2**32) if seed is not None else None)


def _solves(network: Network, inputs: Sequence[Any], targets: Sequence[Any]) -> Result:
    """Find the weights of the outputs by least squares, and tell the largest error."""
    fit_readout(network, inputs, targets)
    errors = [abs(y - t) for [y], [t] in zip(network.predict(inputs), targets, strict=True)]
    return Result({"largest error": max(errors)}, network)


def _solves_xor(network: Network) -> Result:
    data = xor()
    return _solves(network, data.inputs, data.targets)


def _interpolates_a_sine(count: int) -> Result:
    points = [[i / (count - 1)] for i in range(count)]
    network = build(1, points, width=1.0 / (count - 1))
    return _solves(network, points, [[sin(2.0 * pi * x)] for [x] in points])


CARD = Card(
    full_name="radial basis function network",
    paper="Broomhead and Lowe 1988",
    build=build,
    tasks=[
        Trial(
            "xor, Gaussians at two corners",
            lambda _: _solves_xor(build(2, [[-1, -1], [1, 1]])),
            each(figure("largest error") <= 1e-12),
        ),
        Trial(
            "20 centres through 20 points of a sine", lambda _: _interpolates_a_sine(20), each(figure("largest error") <= 1e-12)
        ),
    ],
    controls=[
        Trial(
            "xor, linear on the inputs",
            lambda seed: _solves_xor(feed_forward([2, 1], seed=seed)),
            each(figure("largest error") >= 1),
        ),
    ],
    poster={"inputs": 2, "centres": 2, "outputs": 1},
    sizes=[{"inputs": 3, "centres": 5, "outputs": 2, "width": 0.5}, {"inputs": 1, "centres": [[0.5]]}],
    aliases=["radial basis functions", "gaussian"],
)
