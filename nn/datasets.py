"""Small data sets to learn on, made or read on the spot; `dataset.py` says what a `Dataset` is."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from autograd.operation import number

from .dataset import Dataset

__all__ = ["Dataset", "circles", "iris", "xor"]


def xor(low: float = -1.0, high: float = 1.0) -> Dataset:
    """Return the four rows of the exclusive or: the target is high where exactly one of two inputs is.

    Inputs and targets both are ``low`` or ``high``; ``xor(0, 1)`` is the truth table. No single neuron with a monotonic
    activation can learn it (Minsky and Papert, Perceptrons, 1969). Raises ValueError unless low < high.

    >>> inputs, targets = xor()
    >>> for row, target in zip(inputs, targets):
    ...     print(row, target)
    (-1.0, -1.0) (-1.0,)
    (-1.0, 1.0) (1.0,)
    (1.0, -1.0) (1.0,)
    (1.0, 1.0) (-1.0,)
    """
    low, high = number(low), number(high)
    if not low < high:
        raise ValueError(f"low must be below high, got {low!r} and {high!r}")
    rows = [(a, b) for a in (low, high) for b in (low, high)]
    return Dataset(rows, [[high if a != b else low] for a, b in rows], ["x1", "x2"], ["x1 xor x2"], "the truth table")


def circles(n: int = 100, noise: float = 0.1, factor: float = 0.5, seed: int | None = None) -> Dataset:
    """Return n points around two circles, class 0 the outer one of radius 1, class 1 the inner one of radius ``factor``.

    Half of the points lie on each circle (the odd one inside), evenly spaced; each coordinate is then moved by a normal
    deviate of standard deviation ``noise``, and the order is shuffled. The same seed gives the same points. The classes are
    laid out as in scikit-learn's ``make_circles``.

    Raises ValueError unless n >= 2, noise >= 0 and 0 <= factor < 1.

    >>> circles(100, seed=0)
    <Dataset: 100 rows of x1, x2; classes: outer, inner>
    """
    if type(n) is not int:
        raise TypeError(f"n must be a whole number of points, got {n!r}")
    if n < 2:
        raise ValueError(f"n must be at least 2, one point for each circle, got {n}")
    if not noise >= 0.0:
        raise ValueError(f"noise is a standard deviation, so it must be at least 0, got {noise!r}")
    if not 0.0 <= factor < 1.0:
        raise ValueError(f"factor is the radius of the inner circle, at least 0 and below 1, got {factor!r}")
    random = Random(seed)
    points = []
    for label, radius, count in ((0, 1.0, n // 2), (1, float(factor), n - n // 2)):
        for k in range(count):
            angle = 2.0 * pi * k / count
            points.append(
                ([radius * cos(angle) + random.gauss(0.0, noise), radius * sin(angle) + random.gauss(0.0, noise)], label)
            )
    random.shuffle(points)
    source = f"circles(n={n}, noise={noise!r}, factor={factor!r}, seed={seed!r})"
    return Dataset([point for point, _ in points], [label for _, label in points], ["x1", "x2"], ["outer", "inner"], source)


def iris() -> Dataset:
    """Return Fisher's 150 irises: length and width of sepal and petal in cm; three species, 50 of each, in Fisher's order.

    Measured by Anderson (1935), published by Fisher (The use of multiple measurements in taxonomic problems, Annals of
    Eugenics 7, 1936). The numbers are Fisher's, which the UCI repository's copy has two rows wrong of: ``nn/data/README.md``.

    >>> flowers = iris()
    >>> flowers.inputs[0], flowers.target_names[flowers.targets[0]]
    ((5.1, 3.5, 1.4, 0.2), 'setosa')
    """
    import csv
    from importlib import resources

    text = resources.files("nn").joinpath("data", "iris.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    species = list(dict.fromkeys(row[-1] for row in rows))
    return Dataset(
        [[float(x) for x in row[:-1]] for row in rows],
        [species.index(row[-1]) for row in rows],
        header[:-1],
        species,
        "R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936",
    )
