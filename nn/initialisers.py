# ruff: noqa: ARG002 - one signature for all of them, whatever each needs of it
"""Initialisers: how a weight gets its first number.

An initialiser **draws** a number from a random generator, given the weight's fans: ``fan_in`` is how many synapses end at its
target, ``fan_out`` how many begin at its source, within the network and without those of biases. In a fully connected
layer these are the sizes of the two layers, as in the papers. All numbers come from Python's own ``random.Random(seed)``: the
same seed gives the same weights everywhere.

The weight of a bias starts at 0 for ``xavier``, ``he``, ``lecun`` and ``zeros``, as in the papers (and for a function of your
own); ``uniform`` and ``normal`` draw every weight from one distribution, those of biases as well.

>>> from random import Random
>>> uniform(-0.5, 0.5).draw(Random(0), fan_in=2, fan_out=3)
0.3444218515250481
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from math import isfinite, sqrt
from random import Random
from typing import ClassVar

from autograd.operation import number


class Initialiser:
    """Abstract: a distribution of first weights. Its subclasses are the initialisers that can be named by a string."""

    draws_biases: ClassVar[bool] = False  # otherwise they start at 0

    def draw(self, generator: Random, fan_in: int, fan_out: int) -> float:
        """Return the first number of one weight."""
        raise NotImplementedError

    def _check_finite(self) -> None:
        for field in fields(self):  # type: ignore[arg-type] # every subclass is a dataclass
            value = number(getattr(self, field.name), f"a number as {field.name} of {type(self).__name__}")
            if not isfinite(value):
                raise ValueError(f"{field.name} of {type(self).__name__} must be finite, got {value!r}")


# These are written like the functions they are used as: initialiser=nn.initialisers.uniform(-0.5, 0.5).


@dataclass(frozen=True)
class uniform(Initialiser):  # noqa: N801
    """Every weight, biases included, evenly between ``low`` and ``high``. Raises ValueError unless low < high."""

    low: float = -1.0
    high: float = 1.0
    draws_biases = True

    def __post_init__(self) -> None:
        self._check_finite()
        if not self.low < self.high:
            raise ValueError(f"uniform needs low < high, got {self.low!r} and {self.high!r}")

    def draw(self, generator: Random, fan_in: int, fan_out: int) -> float:
        """Return a number between low and high."""
        return generator.uniform(self.low, self.high)


@dataclass(frozen=True)
class normal(Initialiser):  # noqa: N801
    """Every weight, biases included, from a normal distribution. Raises ValueError unless deviation > 0."""

    mean: float = 0.0
    deviation: float = 1.0
    draws_biases = True

    def __post_init__(self) -> None:
        self._check_finite()
        if not self.deviation > 0.0:
            raise ValueError(f"normal needs a deviation above 0, got {self.deviation!r}")

    def draw(self, generator: Random, fan_in: int, fan_out: int) -> float:
        """Return a normally distributed number."""
        # Not gauss(): its cos and log differ in the last bit from one platform's library to another's. Here log only
        # decides which pair of uniform numbers is taken (Kinderman and Monahan 1977).
        return generator.normalvariate(self.mean, self.deviation)


@dataclass(frozen=True)
class xavier(Initialiser):  # noqa: N801
    """Evenly within gain * sqrt(6 / (fan_in + fan_out)) of 0, so that signals and gradients keep their size; biases 0.

    Made for activations that are linear around 0 with slope 1, such as tanh (Glorot and Bengio, Understanding the
    difficulty of training deep feedforward neural networks, 2010, equation 16). Raises ValueError unless gain > 0.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        self._check_finite()
        if not self.gain > 0.0:
            raise ValueError(f"xavier needs a gain above 0, got {self.gain!r}")

    def draw(self, generator: Random, fan_in: int, fan_out: int) -> float:
        """Return a number within the bound."""
        bound = self.gain * sqrt(6.0 / (fan_in + fan_out))
        return generator.uniform(-bound, bound)


@dataclass(frozen=True)
class he(Initialiser):  # noqa: N801
    """Normal with deviation sqrt(2 / ((1 + slope^2) fan_in)), for relu, or for leaky_relu with this slope; biases 0.

    He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015, equations 10 and 15. Raises ValueError unless slope is finite.
    """

    slope: float = 0.0

    def __post_init__(self) -> None:
        self._check_finite()

    def draw(self, generator: Random, fan_in: int, fan_out: int) -> float:
        """Return a normally distributed number."""
        return generator.normalvariate(0.0, sqrt(2.0 / ((1.0 + self.slope * self.slope) * fan_in)))


@dataclass(frozen=True)
class lecun(Initialiser):  # noqa: N801
    """Normal with deviation 1 / sqrt(fan_in), so that weighted inputs vary as much as the inputs do; biases 0.

    LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, equation 16.
    """

    def draw(self, generator: Random, fan_in: int, fan_out: int) -> float:
        """Return a normally distributed number."""
        return generator.normalvariate(0.0, sqrt(1.0 / fan_in))


@dataclass(frozen=True)
class zeros(Initialiser):  # noqa: N801
    """Every weight 0. The neurons of a layer then stay alike, which is worth seeing once."""

    def draw(self, generator: Random, fan_in: int, fan_out: int) -> float:
        """Return 0."""
        return 0.0


BY_NAME: dict[str, type[Initialiser]] = {kind.__name__: kind for kind in Initialiser.__subclasses__()}

Draw = Callable[[Random, int, int], float]


def resolve(initialiser: object) -> Initialiser | Draw:
    """Return the initialiser that is meant: by a name, an Initialiser, or a function f(generator, fan_in, fan_out).

    Raises ValueError for an unknown name, TypeError for anything else.

    >>> resolve("he")
    he(slope=0.0)
    """
    if isinstance(initialiser, Initialiser):
        return initialiser
    if isinstance(initialiser, str):
        if initialiser not in BY_NAME:
            raise ValueError(f"unknown initialiser {initialiser!r}: take {', '.join(BY_NAME)}, or a function of your own")
        return BY_NAME[initialiser]()
    if isinstance(initialiser, type) and issubclass(initialiser, Initialiser):  # initialisers.he for initialisers.he()
        return initialiser()
    if not callable(initialiser):
        raise TypeError(
            f"initialiser must be a name ({', '.join(BY_NAME)}), one of nn.initialisers, or a function "
            f"f(generator, fan_in, fan_out), got {type(initialiser).__name__} {initialiser!r}"
        )
    return initialiser


def first_number(initialiser: Initialiser | Draw, generator: Random, fan_in: int, fan_out: int, *, bias: bool) -> float:
    """Return the first number of a weight; ``bias`` says whether its synapse comes from a BiasNeuron."""
    if isinstance(initialiser, Initialiser):
        return initialiser.draw(generator, fan_in, fan_out) if initialiser.draws_biases or not bias else 0.0
    return 0.0 if bias else number(initialiser(generator, fan_in, fan_out), "a number as the result of an initialiser")
