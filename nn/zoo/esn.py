"""ESN: the echo state network, a reservoir of random recurrent neurons that stays as it is, read out by linear outputs.

What the reservoir says is an echo of what it has heard, which fades as long as its **spectral radius**, the size of the largest
eigenvalue of its weights W, is below 1 (or little above: Jaeger 2001). The outputs are learned at once, by least squares with a
ridge.

    h_t = f(W h_(t-1) + U x_t + b)        y_t = V h_t + c

W is sparse: each neuron hears so many others, itself perhaps among them, with weights between -1 and 1, scaled until W has the
spectral radius that is asked for. U is drawn between -s and s, the **input scaling**: a small one leaves the neurons nearly
linear, with a long memory, a large one bends them. All of these are frozen.

**Learning** is teacher forcing: the network hears the true sequence, step by step, and V and c are fitted to what comes next; the
first steps, the **washout**, do not count, since the reservoir begins with zeros (`rules.LeastSquares(ridge, washout)`).
**Running free** then means that each output is the next input (`free_run`). With a ``feedback_scaling`` the reservoir hears the
outputs as well, + F y_(t-1). It is then taught as ``Network([*network.inputs, *network.outputs], network.outputs)``: the same
neurons, with the outputs given what they should have said a step ago.

How much of its past a network knows is its **memory capacity**, the sum over k of the squared correlation between x_(t-k) and its
best linear read-out. It is never more than the number of its neurons (Jaeger, Short term memory in echo state networks, GMD
Report 152, 2001, proposition 2).

Jaeger and Haas, Harnessing nonlinearity: predicting chaotic systems and saving energy in wireless communication, Science 304,
2004; Jaeger, The "echo state" approach to analysing and training recurrent neural networks, GMD Report 148, 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt, tanh
from random import Random
from typing import Any

from ..generated_sequences import mackey_glass
from ..matrices import Matrices
from ..network import Network
from ..neuron import BiasNeuron, InputNeuron, Neuron
from ..reservoirs import memory_capacity, radius_of, spectral_radius
from ..rules.least_squares import LeastSquares
from ..synapse import Synapse
from ..wiring import connect
from .catalogue import Card, Result, Trial, each, figure, in_the_middle, taught
from .elm import POSTER_LINKS


def build(
    inputs: int = 1,
    reservoir: int = 30,
    outputs: int = 1,
    *,
    spectral_radius: float | None = 0.85,
    connectivity: float = 0.1,
    input_scaling: float = 1.0,
    bias_scaling: float = 0.2,
    feedback_scaling: float = 0.0,
    activation: str = "tanh",
    links: Sequence[tuple[int, int]] | None = None,
    seed: int | None = None,
) -> Network:
    """Return a reservoir of random neurons that all hear the inputs and a bias, and are all heard by the outputs.

    ``connectivity`` is the share of the reservoir that each neuron hears, one neuron at the least. ``spectral_radius=None``
    leaves the weights as they are drawn, between -1 and 1. With a ``feedback_scaling`` the reservoir hears the outputs of a step
    ago as well. ``links`` are pairs of who is joined to whom instead, counted from 0
    over the inputs, the reservoir and the outputs; within the reservoir they lead both ways.

    Raises ValueError for a radius below 0, a connectivity that is not above 0 and at most 1, and for links without a circle;
    ImportError for a radius where SciPy is not installed.
    """
    if not 0.0 < connectivity <= 1.0:
        raise ValueError(f"connectivity is a share of the reservoir, above 0 and at most 1, got {connectivity!r}")
    random = Random(seed)
    x: list[Any] = [InputNeuron() for _ in range(inputs)]
    h = [Neuron(f"r{i}", activation=activation) for i in range(1, reservoir + 1)]
    y = [Neuron() for _ in range(outputs)]
    if links is None:
        count = max(1, round(connectivity * reservoir))
        recurrent = [(source, target) for target in h for source in random.sample(h, count)]
        others = [*((source, target) for target in h for source in x), *((source, target) for target in y for source in h)]
    else:
        recurrent, others = _linked([*x, *h, *y], h, links)
    learned = set(y)
    for source, target in others:
        weight = None if target in learned else random.uniform(-input_scaling, input_scaling)
        Synapse(source, target, weight, trainable=target in learned)
    bias = BiasNeuron()
    for neuron in h:
        Synapse(bias, neuron, weight=random.uniform(-bias_scaling, bias_scaling), trainable=False)
    weights = [random.uniform(-1.0, 1.0) for _ in recurrent]
    scale = 1.0 if spectral_radius is None else _scale(h, recurrent, weights, spectral_radius)
    for (source, target), weight in zip(recurrent, weights, strict=True):
        Synapse(source, target, weight=scale * weight, delay=1, trainable=False)
    if feedback_scaling:
        for target in h:
            for source in y:
                weight = random.uniform(-feedback_scaling, feedback_scaling)
                Synapse(source, target, weight=weight, delay=1, trainable=False)
    connect(BiasNeuron(), y)
    return Network(x, y, seed=random.randrange(2**32) if seed is not None else None)


def _linked(neurons: list[Any], reservoir: list[Neuron], links: Sequence[tuple[int, int]]) -> tuple[list[Any], list[Any]]:
    """Return the pairs within the reservoir, both ways, and the others."""
    inside = set(reservoir)
    pairs = [(neurons[source], neurons[target]) for source, target in links]
    within = [pair for pair in pairs if inside.issuperset(pair)]
    return [*within, *((b, a) for a, b in within if a is not b)], [pair for pair in pairs if not inside.issuperset(pair)]


def _scale(reservoir: list[Neuron], pairs: list[Any], weights: list[float], radius: float) -> float:
    """Return by what weights have to be multiplied to have this spectral radius."""
    if not radius >= 0.0:
        raise ValueError(f"a spectral radius is 0 or more, got {radius!r}")
    found = radius_of(reservoir, [(*pair, weight) for pair, weight in zip(pairs, weights, strict=True)])
    if not found and radius:
        raise ValueError("the reservoir has no circle, so that its spectral radius is 0 and cannot be scaled: join more neurons")
    return radius / found if found else 1.0


# ---- tasks ----------------------------------------------------------------------------------------------------------------

HORIZON = 84
_LEARNED, _WASHOUT, _STARTS, _BETWEEN = 3000, 300, 50, 20


def _forecasts(network: Network, seed: int, ridge: float) -> Result:
    """Learn the next step of the Mackey-Glass series, tanh(x - 1), and measure 84 steps of free run from 50 later places."""
    last = _LEARNED + _STARTS * _BETWEEN
    data = mackey_glass(last + HORIZON + 1, tau=17, seed=seed)
    series = [tanh(x - 1.0) for [x] in data.inputs[0]]
    rows = [[x] for x in series]
    history = taught(LeastSquares(ridge, washout=_WASHOUT), network, [rows[:_LEARNED]], [rows[1 : _LEARNED + 1]])
    starts = list(range(_LEARNED, last, _BETWEEN))
    said = Matrices(network).run_free(rows, starts, HORIZON)[-1, 0].tolist()
    squares = [(y - series[t + HORIZON]) ** 2 for y, t in zip(said, starts, strict=True)]
    mean = fsum(series) / len(series)
    variance = fsum((x - mean) ** 2 for x in series) / len(series)
    largest = max(abs(weight.data) for weight in network.parameters())
    figures = {
        "NRMSE after 84 steps": sqrt(fsum(squares) / len(squares) / variance),
        "RMSE of one step": history["error"][0],
        "largest weight": largest,
    }
    return Result(figures, network)


def _autoregression(lags: int) -> Network:
    """Return a linear network of the latest values."""
    x, y = InputNeuron(), Neuron()
    for delay in range(lags):
        Synapse(x, y, delay=delay)
    Synapse(BiasNeuron(), y)
    return Network([x], [y])


def _remembers(network: Network, seed: int) -> Result:
    return Result(
        {"memory capacity": sum(memory_capacity(network, seed=seed)), "spectral radius": spectral_radius(network)}, network
    )


UNITS = 20

POSTER_PLACES = {  # in columns, as on the poster; without them it is a circle
    **{f"x{i}": (0, i - 0.5) for i in range(1, 4)},
    **{f"r{i}": (1 + (i - 1) // 4, (i - 1) % 4) for i in range(1, 13)},
    **{f"y{i}": (4, i) for i in range(1, 3)},
}

CARD = Card(
    full_name="echo state network",
    paper="Jaeger and Haas 2004",
    build=build,
    tasks=[
        Trial(
            "Mackey-Glass, tau = 17, 200 neurons: 84 steps of free run",
            lambda seed: _forecasts(build(reservoir=200, seed=seed), seed, 1e-9),
            in_the_middle(figure("NRMSE after 84 steps") < 0.05),
            seeds=5,
        ),
        Trial(
            "memory of 20 linear neurons, never above 20",
            lambda seed: _remembers(build(reservoir=UNITS, activation="linear", bias_scaling=0.0, seed=seed), seed),
            each((figure("memory capacity") <= UNITS) & (figure("memory capacity") >= 0.5 * UNITS)),
            seeds=10,
        ),
    ],
    controls=[
        Trial(
            "Mackey-Glass, linear autoregression of 20 lags",
            lambda seed: _forecasts(_autoregression(20), seed, 0.0),
            in_the_middle(figure("NRMSE after 84 steps") > 0.5),
            seeds=5,
        ),
        Trial(
            "memory of 20 neurons that do not hear one another",
            lambda seed: _remembers(build(reservoir=UNITS, spectral_radius=0.0, activation="linear", seed=seed), seed),
            each(figure("memory capacity") <= 0.5),
            seeds=10,
        ),
    ],
    poster={"inputs": 3, "reservoir": 12, "outputs": 2, "spectral_radius": None, "links": POSTER_LINKS},
    sizes=[
        {"inputs": 2, "reservoir": 5, "outputs": 2, "connectivity": 0.5, "feedback_scaling": 0.3},
        {"reservoir": 1, "activation": "sigmoid", "spectral_radius": 0.5},
    ],
    drawing={"positions": POSTER_PLACES},
    aliases=["reservoir computing", "reservoir"],
)
