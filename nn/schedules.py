# ruff: noqa: ARG002 - one signature for all of them, whatever each needs of it
"""Schedules: learning rates that change from epoch to epoch.

A schedule is a function ``f(epoch, losses)`` that returns the factor by which the optimizer's learning rate is multiplied
in an epoch. ``epoch`` counts from 0, and ``losses`` holds the loss of every epoch before (those of the validation rows
where there are any). A function of your own will do: ``schedule=lambda epoch, losses: 0.95**epoch``.

>>> [step(every=2, factor=0.5)(epoch, []) for epoch in range(5)]
[1.0, 1.0, 0.5, 0.5, 0.25]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import cos, inf, pi
from operator import index

from autograd.operation import number

Factor = Callable[[int, Sequence[float]], float]

# These are written like the functions they are used as: schedule=nn.schedules.cosine(100).


@dataclass(frozen=True)
class constant:  # noqa: N801
    """The same learning rate in every epoch: the optimizer's, times ``factor``.

    >>> constant()(7, [])
    1.0
    """

    factor: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 < number(self.factor, "a number as factor") < inf:
            raise ValueError(f"factor must be positive and finite, got {self.factor!r}")

    def __call__(self, epoch: int, losses: Sequence[float]) -> float:
        """Return the factor of an epoch."""
        return self.factor


@dataclass(frozen=True)
class step:  # noqa: N801
    """The rate multiplied by ``factor`` after ``every`` so many epochs: factor^(epoch // every).

    As ``torch.optim.lr_scheduler.StepLR``.
    """

    every: int
    factor: float = 0.1

    def __post_init__(self) -> None:
        _check_epochs("every", self.every)
        _check_factor("factor", self.factor)

    def __call__(self, epoch: int, losses: Sequence[float]) -> float:
        """Return the factor of an epoch."""
        return float(self.factor ** (epoch // self.every))


@dataclass(frozen=True)
class exponential:  # noqa: N801
    """The rate multiplied by ``factor`` after every epoch: factor^epoch.

    >>> exponential(0.5)(3, [])
    0.125
    """

    factor: float = 0.95

    def __post_init__(self) -> None:
        _check_factor("factor", self.factor)

    def __call__(self, epoch: int, losses: Sequence[float]) -> float:
        """Return the factor of an epoch."""
        return float(self.factor**epoch)


@dataclass(frozen=True)
class cosine:  # noqa: N801
    """Half a cosine from 1 down to ``lowest`` over ``epochs``, where it stays: lowest + (1 - lowest) (1 + cos(pi t)) / 2.

    Loshchilov and Hutter, SGDR, 2017, equation 5, without restarts; t = epoch / epochs.

    >>> [round(cosine(4)(epoch, []), 3) for epoch in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """

    epochs: int
    lowest: float = 0.0

    def __post_init__(self) -> None:
        _check_epochs("epochs", self.epochs)
        _check_factor("lowest", self.lowest, zero=True)

    def __call__(self, epoch: int, losses: Sequence[float]) -> float:
        """Return the factor of an epoch."""
        if epoch >= self.epochs:
            return self.lowest
        return self.lowest + (1.0 - self.lowest) * 0.5 * (1.0 + cos(pi * epoch / self.epochs))


@dataclass(frozen=True)
class warm_up:  # noqa: N801
    """A straight line up to 1 over the first ``epochs``, (epoch + 1) / epochs, and the schedule ``then`` from there on.

    What follows counts its epochs from where the line ends. Goyal et al., Accurate, large minibatch SGD, 2017, section 2.2.

    >>> [round(warm_up(4, then=exponential(0.5))(epoch, []), 3) for epoch in range(6)]
    [0.25, 0.5, 0.75, 1.0, 1.0, 0.5]
    """

    epochs: int
    then: Factor = field(default_factory=constant)

    def __post_init__(self) -> None:
        _check_epochs("epochs", self.epochs)
        if not callable(self.then):
            raise TypeError(f"then must be a schedule, such as cosine(100), got {type(self.then).__name__} {self.then!r}")

    def __call__(self, epoch: int, losses: Sequence[float]) -> float:
        """Return the factor of an epoch."""
        if epoch < self.epochs:
            return (epoch + 1) / self.epochs
        return self.then(epoch - self.epochs, losses[self.epochs :])


@dataclass
class on_plateau:  # noqa: N801
    """The rate multiplied by ``factor`` whenever the loss has not become lower for more than ``patience`` epochs.

    Lower means below (1 - ``threshold``) times the lowest so far. The factor never goes below ``lowest``. As
    ``torch.optim.lr_scheduler.ReduceLROnPlateau`` with its defaults.

    >>> losses = [3.0, 2.0, 2.0, 2.0, 2.0, 2.0]
    >>> [on_plateau(factor=0.5, patience=1)(epoch, losses[:epoch]) for epoch in range(7)]
    [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.25]
    """

    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    lowest: float = 0.0
    _seen: tuple[int, float, float, int, float] = field(default=(0, inf, inf, 0, 1.0), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_factor("factor", self.factor)
        _check_epochs("patience", self.patience, least=0)
        _check_factor("threshold", self.threshold, zero=True)
        _check_factor("lowest", self.lowest, zero=True)

    def __call__(self, epoch: int, losses: Sequence[float]) -> float:
        """Return the factor of an epoch: it follows from the losses alone, those that were seen before are not read again."""
        count, last, best, waited, factor = self._seen
        if count > len(losses) or (count and losses[count - 1] != last):  # another training
            count, last, best, waited, factor = 0, inf, inf, 0, 1.0
        for loss in losses[count:]:
            last = loss
            if loss < best * (1.0 - self.threshold):
                best, waited = loss, 0
            else:
                waited += 1
            if waited > self.patience:
                factor, waited = max(factor * self.factor, self.lowest), 0
        self._seen = len(losses), last, best, waited, factor
        return factor


# ---- arguments ------------------------------------------------------------------------------------------------------


def _check_epochs(name: str, given: int, *, least: int = 1) -> None:
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise TypeError(f"{name} must be a whole number of epochs, got {type(given).__name__} {given!r}")
    if index(given) < least:
        raise ValueError(f"{name} must be {least} or more epochs, got {given!r}")


def _check_factor(name: str, given: float, *, zero: bool = False) -> None:
    x = number(given, f"a number as {name}")
    if not (0.0 <= x < 1.0 if zero else 0.0 < x <= 1.0):
        raise ValueError(f"{name} must be {'at least 0 and below 1' if zero else 'above 0 and at most 1'}, got {given!r}")
