"""Sequences that a rule makes: what is to be said depends on steps that lie far back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from random import Random

from autograd.operation import number

from .sequences import Sequences

_STEP = 0.1  # of the solver, in units of time
_BEGINNING = 1000  # units of time


def adding_problem(n: int = 100, length: int = 30, seed: int | None = None) -> Sequences:
    """Return n sequences of pairs (value, mark): at the end the sum of the two marked values is to be said.

    Values are even between 0 and 1; the mark is 1 at one step of the first half and one of the second, 0 elsewhere. Who always
    says 1 has a mean squared error of 1/6, the variance of the sum. The same seed gives the same sequences.

    Raises ValueError for n below 1 and for fewer than 2 steps, TypeError for what is no whole number.

    Hochreiter and Schmidhuber, Long short-term memory, Neural Computation 9, 1997, experiment 4, in the form of Le, Jaitly and
    Hinton 2015.

    >>> data = adding_problem(2, length=4, seed=0)
    >>> data
    <Sequences: 2 of 4 steps of value, mark; outputs: sum>
    >>> steps, targets = data.inputs[0], data.targets[0]
    >>> targets[-1][0] == sum(value for value, mark in steps if mark)
    True
    """
    for name, given, least in (("n", n, 1), ("length", length, 2)):
        if type(given) is not int:
            raise TypeError(f"{name} must be a whole number, got {type(given).__name__} {given!r}")
        if given < least:
            raise ValueError(f"{name} must be at least {least}, got {given}")
    random = Random(seed)
    inputs, targets = [], []
    for _ in range(n):
        values = [random.random() for _ in range(length)]
        marked = random.randrange(length // 2), random.randrange(length // 2, length)
        inputs.append([(value, float(t in marked)) for t, value in enumerate(values)])
        targets.append(values[marked[0]] + values[marked[1]])
    return Sequences(inputs, targets, ["value", "mark"], ["sum"], f"adding_problem(n={n}, length={length}, seed={seed!r})")


def mackey_glass(n: int = 1000, tau: float = 17.0, seed: int | None = None) -> Sequences:
    """Return one sequence of n steps of the Mackey-Glass series, a step for each unit of time; the target is the next step.

    It solves dx/dt = 0.2 x(t - tau) / (1 + x(t - tau)^10) - 0.1 x(t), from a constant past that the seed draws between 1.1 and
    1.3; the first 1,000 units of time are left out. From tau = 16.8 on it is chaotic. Solved by the method of Runge and Kutta
    of fourth order with steps of 0.1, with what lies between two of them on a straight line.

    Raises ValueError for n below 1 and tau below 0.1, TypeError for what is no number.

    Mackey and Glass, Oscillation and chaos in physiological control systems, Science 197, 1977.

    >>> data = mackey_glass(3, seed=0)
    >>> data
    <Sequences: 1 of 3 steps of x; outputs: x next>
    >>> inputs, targets = data.inputs[0], data.targets[0]
    >>> targets[0] == inputs[1], targets[1] == inputs[2]
    (True, True)
    """
    if type(n) is not int:
        raise TypeError(f"n must be a whole number, got {type(n).__name__} {n!r}")
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    delay = number(tau, "a number as tau")
    if not _STEP <= delay <= 1e6:
        raise ValueError(f"tau is a time from {_STEP} to a million, got {tau!r}")
    first = Random(seed).uniform(1.1, 1.3)
    series = list(islice(_series(round(delay / _STEP), first), _BEGINNING, _BEGINNING + n + 1))
    return Sequences([[[x] for x in series[:-1]]], [[[x] for x in series[1:]]], ["x"], ["x next"],
                     f"mackey_glass(n={n}, tau={tau!r}, seed={seed!r})")  # fmt: skip


def _series(delay: int, first: float) -> Iterator[float]:
    """Yield x once in every unit of time. ``delay`` counts the solver's steps."""
    past = deque([first] * (delay + 1))  # from t - tau to t
    each, h = round(1.0 / _STEP), _STEP
    t = 0
    while True:
        if t % each == 0:
            yield past[-1]
        x, early, late = past[-1], past[0], past[1]
        push0, push1 = 0.2 * early / (1.0 + early**10), 0.2 * late / (1.0 + late**10)
        middle = 0.5 * (early + late)
        push = 0.2 * middle / (1.0 + middle**10)
        k1 = push0 - 0.1 * x
        k2 = push - 0.1 * (x + 0.5 * h * k1)
        k3 = push - 0.1 * (x + 0.5 * h * k2)
        k4 = push1 - 0.1 * (x + h * k3)
        past.append(x + h * (k1 + 2.0 * k2 + 2.0 * k3 + k4) / 6.0)
        past.popleft()
        t += 1
