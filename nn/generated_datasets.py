"""Data sets that a rule makes: truth tables, and points along curves, moved by noise.

Points lie in the plane. Each curve is a class; each coordinate is moved by a normal deviate, and the order is shuffled. The same
seed gives the same points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import cos, pi, sin
from random import Random

from autograd.operation import number

from .dataset import Dataset

_MOST_BITS = 16

# From 0 to 1 along a curve: a point.
Curve = Callable[[float], tuple[float, float]]


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
    inputs, targets = parity(2, low, high)
    return Dataset(inputs, targets, ["x1", "x2"], ["x1 xor x2"], "the truth table")


def parity(n: int = 3, low: float = -1.0, high: float = 1.0) -> Dataset:
    """Return the 2^n rows of n inputs, low or high: the target is high where the number of high inputs is odd.

    ``parity(2)`` is the exclusive or. Changing any single input changes the target, so that no input, nor any group of fewer
    than n of them, says anything about it (Minsky and Papert, Perceptrons, 1969). Rows count upwards in binary, the first
    input the highest digit.

    Raises TypeError unless n is a whole number, ValueError unless it is 1 to 16 and low < high.

    >>> parity(3, 0, 1).targets
    ((0.0,), (1.0,), (1.0,), (0.0,), (1.0,), (0.0,), (0.0,), (1.0,))
    """
    if not 1 <= _whole("n", n, "inputs") <= _MOST_BITS:
        raise ValueError(f"n is a number of inputs from 1 to {_MOST_BITS}, since there are 2^n rows, got {n}")
    low, high = number(low), number(high)
    if not low < high:
        raise ValueError(f"low must be below high, got {low!r} and {high!r}")
    rows = list(product((low, high), repeat=n))
    targets = [[high if row.count(high) % 2 else low] for row in rows]
    return Dataset(rows, targets, [f"x{i + 1}" for i in range(n)], ["parity"], "the truth table")


def circles(n: int = 100, noise: float = 0.1, factor: float = 0.5, seed: int | None = None) -> Dataset:
    """Return n points around two circles, class 0 the outer one of radius 1, class 1 the inner one of radius ``factor``.

    Half of the points lie on each circle (the odd one inside), evenly spaced; each coordinate is then moved by a normal
    deviate of standard deviation ``noise``, and the order is shuffled. The same seed gives the same points. The classes are
    laid out as in scikit-learn's ``make_circles``.

    Raises ValueError unless n >= 2, noise >= 0 and 0 <= factor < 1.

    >>> circles(100, seed=0)
    <Dataset: 100 rows of x1, x2; classes: outer, inner>
    """
    if not 0.0 <= factor < 1.0:
        raise ValueError(f"factor is the radius of the inner circle, at least 0 and below 1, got {factor!r}")

    def circle(radius: float) -> Curve:
        return lambda t: (radius * cos(2.0 * pi * t), radius * sin(2.0 * pi * t))

    source = f"circles(n={n}, noise={noise!r}, factor={factor!r}, seed={seed!r})"
    return _points({"outer": circle(1.0), "inner": circle(float(factor))}, n, noise, seed, source, closed=True)


def two_moons(n: int = 100, noise: float = 0.1, seed: int | None = None) -> Dataset:
    """Return n points around two half circles of radius 1 that reach into one another: no straight line parts them.

    Class 0 is the upper one, around (0, 0), class 1 the lower one, around (1, 0.5). Half of the points lie on each (the odd
    one on the lower), evenly spaced; each coordinate is then moved by a normal deviate of standard deviation ``noise``, and the
    order is shuffled. The same seed gives the same points. They are laid out as in scikit-learn's ``make_moons``.

    Raises TypeError unless n is a whole number, ValueError unless n >= 2 and noise >= 0.

    >>> two_moons(100, seed=0)
    <Dataset: 100 rows of x1, x2; classes: upper, lower>
    """
    curves: dict[str, Curve] = {
        "upper": lambda t: (cos(pi * t), sin(pi * t)),
        "lower": lambda t: (1.0 - cos(pi * t), 0.5 - sin(pi * t)),
    }
    return _points(curves, n, noise, seed, f"two_moons(n={n}, noise={noise!r}, seed={seed!r})")


def spirals(n: int = 200, noise: float = 0.0, seed: int | None = None, turns: float = 1.5, arms: int = 2) -> Dataset:
    """Return n points on spirals wound around one another, one class for each arm: hard for a small network.

    Each arm makes ``turns`` turns anticlockwise while its radius grows evenly from 0.1 to 1; the arms are one spiral, rotated.
    Points are evenly spaced in angle, as many on each arm (the last arms have one more where n does not divide); each
    coordinate is then moved by a normal deviate of standard deviation ``noise``, and the order is shuffled. The same seed
    gives the same points. ``spirals(194, turns=3)`` is much like the problem of Lang and Witbrock (Learning to tell two
    spirals apart, Connectionist Models Summer School, 1988), whose spirals have the radius 6.5.

    Raises TypeError unless n and arms are whole numbers, ValueError unless 2 <= arms <= n, turns > 0 and noise >= 0.

    >>> spirals(300, noise=0.02, seed=0, arms=3)
    <Dataset: 300 rows of x1, x2; classes: arm 1, arm 2, arm 3>
    """
    if _whole("arms", arms, "spirals") < 2:
        raise ValueError(f"there must be at least 2 arms, one for each class, got {arms}")
    if not 0.0 < number(turns) < float("inf"):
        raise ValueError(f"turns must be above 0 and finite, got {turns!r}")

    def arm(k: int) -> Curve:
        def point(t: float) -> tuple[float, float]:
            radius, angle = 0.1 + 0.9 * t, 2.0 * pi * (turns * t + k / arms)
            return radius * cos(angle), radius * sin(angle)

        return point

    source = f"spirals(n={n}, noise={noise!r}, seed={seed!r}, turns={turns!r}, arms={arms})"
    return _points({f"arm {k + 1}": arm(k) for k in range(arms)}, n, noise, seed, source)


def _points(curves: dict[str, Curve], n: int, noise: float, seed: int | None, source: str, *, closed: bool = False) -> Dataset:
    """Return n points spread evenly over the curves, those with an end included (a closed curve has none), and moved."""
    if _whole("n", n, "points") < len(curves):
        raise ValueError(f"n must be at least {len(curves)}, one point for each class, got {n}")
    if not number(noise) >= 0.0:
        raise ValueError(f"noise is a standard deviation, so it must be at least 0, got {noise!r}")
    random = Random(seed)
    points: list[tuple[Sequence[float], int]] = []
    for label, curve in enumerate(curves.values()):
        count = (n + label) // len(curves)
        for k in range(count):
            x, y = curve(k / count if closed else k / max(count - 1, 1))
            points.append(((x + random.gauss(0.0, noise), y + random.gauss(0.0, noise)), label))
    random.shuffle(points)
    return Dataset([point for point, _ in points], [label for _, label in points], ["x1", "x2"], curves, source)


def _whole(name: str, given: object, what: str) -> int:
    if type(given) is not int:
        raise TypeError(f"{name} must be a whole number of {what}, got {given!r}")
    return given
