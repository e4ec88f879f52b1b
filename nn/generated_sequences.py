"""Sequences that a rule makes: what is to be said depends on steps that lie far back."""

from __future__ import annotations

from random import Random

from .sequences import Sequences


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
