"""Rules and schedules in plain Python: a Hopfield network that settles against NumPy, the perceptron's rule against scikit-learn.

``python -m tests.benchmarks local_rules`` takes a quarter of a minute. Needs NumPy; the second part scikit-learn.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

import numpy as np

from nn import datasets, feed_forward, rules, zoo
from nn.board import Board
from nn.updates import Asynchronous, settle
from nn.zoo import hn

from .measuring import Figure, taking_turns

MOST = 20.0  # times as long as NumPy, one turn at a time, of 100 neurons


def figures() -> Iterator[Figure]:
    """Measure all."""
    yield from _settling()
    yield from _perceptron()


def _settling() -> Iterator[Figure]:
    yield Figure("two rounds of asynchronous turns", "ours : NumPy, row by row")
    for size in (30, 100, 300):
        random = Random(0)
        patterns = hn.draw_patterns(max(1, size // 20), size, random)
        network = hn.remember(zoo.build("hn", neurons=size), patterns)
        start, board = hn.flipped(patterns[0], 0.1, random), Board(network)
        whole = sum(np.outer(p, p) for p in patterns) - len(patterns) * np.eye(size)
        jobs = {
            "ours": partial(settle, board, start, Asynchronous(0), max_rounds=2),
            "numpy": partial(_with_arrays, whole, np.array(start), 0),
        }
        found = taking_turns(jobs, 9)
        times = found["ours"] / found["numpy"]
        told = " : ".join(f"{1e6 * seconds / (2 * size):.1f} us a turn" for seconds in found.values())
        wanted = f"at most {MOST:g} times, {times:.1f} found" if size == 100 else ""
        yield Figure(f"  {size} neurons", told, wanted, not wanted or times <= MOST)


def _with_arrays(weights: Any, state: Any, seed: int) -> Any:
    random, order = Random(seed), list(range(len(state)))
    state = state.copy()
    for _ in range(2):
        random.shuffle(order)
        for i in order:
            state[i] = np.sign(weights[i] @ state)
    return state


def _perceptron() -> Iterator[Figure]:
    try:
        from sklearn.linear_model import Perceptron
    except ImportError:
        yield Figure("the perceptron's rule", "left out: no scikit-learn here")
        return
    yield Figure("an epoch of the perceptron's rule, ten outputs", "ours : scikit-learn, compiled")
    data: Any = datasets.digits()
    rows, classes = data.inputs, data.targets
    targets = [[1.0 if digit == k else -1.0 for k in range(10)] for digit in classes]
    network = feed_forward([64, 10], output_activation="sign", initialiser="zeros")
    arrays = np.array(rows), np.array(classes)
    jobs = {
        "ours": partial(rules.Perceptron().learn, network, rows, targets, max_epochs=1, seed=0, progress=False),
        "theirs": partial(Perceptron(max_iter=1, tol=None, random_state=0).fit, *arrays),
    }
    found = taking_turns(jobs, 3)
    told = " : ".join(f"{1000 * seconds:.0f} ms" for seconds in found.values())
    yield Figure(f"  {len(rows):,} digits", told)
