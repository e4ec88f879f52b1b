"""Networks that learn without gradients: a reservoir in matrices against `predict`, and SMO in plain Python against LIBSVM.

``python -m tests.benchmarks rules`` takes half a minute. Needs NumPy; the second part scikit-learn.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

import numpy as np

from nn import Network, datasets, zoo
from nn.matrices import Matrices
from nn.rules import SMO, LeastSquares

from .measuring import Figure, taking_turns

STEPS = 300
LEAST = 5.0  # times as fast as predict


def figures() -> Iterator[Figure]:
    """Measure all."""
    yield from _reservoirs()
    yield from _margins()


def _reservoirs() -> Iterator[Figure]:
    yield Figure(f"{STEPS} steps of a reservoir", "matrices : predict : learning")
    draw = Random(0)
    for size in (50, 200):
        network = zoo.build("esn", reservoir=size, seed=0)
        sequence = [[draw.uniform(-1.0, 1.0)] for _ in range(STEPS)]
        jobs = {
            "matrices": partial(_run, network, sequence),
            "predict": partial(network.predict, [sequence]),
            "learning": partial(LeastSquares(1e-6).learn, network, [sequence], [sequence], progress=False),
        }
        found = taking_turns(jobs, 5)
        times = found["predict"] / found["matrices"]
        told = " : ".join(f"{1000 * seconds:.0f} ms" for seconds in found.values())
        wanted = f"{LEAST:g} times, {times:.0f} found" if size == 200 else ""
        yield Figure(f"  {size} tanh neurons, {size // 10} synapses each", told, wanted, not wanted or times >= LEAST)


def _run(network: Network, sequence: list[list[float]]) -> None:
    Matrices(network).run(sequence)


def _margins() -> Iterator[Figure]:
    try:
        from sklearn.svm import SVC
    except ImportError:
        yield Figure("the widest margin", "left out: no scikit-learn here")
        return
    yield Figure("the widest margin of two moons, Gaussian kernel", "ours : scikit-learn")
    for count in (100, 400):
        data: Any = datasets.two_moons(count, noise=0.3, seed=0).signed()
        machine = zoo.build("svm", vectors=data.inputs, kernel="gaussian", width=0.5)
        rows, sides = np.array(data.inputs), [t for (t,) in data.targets]
        jobs = {
            "ours": partial(SMO(1.0, 1e-3).learn, machine, *data, progress=False),
            "theirs": partial(SVC(C=1.0, gamma=2.0, tol=1e-3).fit, rows, sides),
        }
        found = taking_turns(jobs, 3)
        told = " : ".join(f"{1000 * seconds:.1f} ms" for seconds in found.values())
        yield Figure(f"  {count} rows", told)
