"""What a training needs, besides the weights, to go on as if it had never stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograd import Value

from .optimizers import Optimizer


@dataclass
class EpochPart:
    """An epoch that was begun: the size of its batches, how many of them are done, and what they have added up to.

    ``loss`` is the sum over samples, ``penalty`` and ``norm`` are sums over batches; ``outputs`` and ``targets`` are the rows
    that a metric waits for.
    """

    size: int
    batches: int = 0
    loss: float = 0.0
    penalty: float = 0.0
    norm: float = 0.0
    outputs: list[list[float]] = field(default_factory=list)
    targets: list[Any] = field(default_factory=list)


@dataclass
class TrainingState:
    """Where a training stands: `train` leaves it in ``history.state``, and takes it up with ``resume=history``.

    ``random`` is the state of the generator that deals the batches, before the epoch that comes next (or that was begun:
    ``part``). ``weights`` are those with which training goes on, where the network was given the best ones instead; ``best``
    is the epoch these come from, 0 where none were kept. ``validation`` are the rows that were held out, by their places.
    """

    optimizer: Optimizer
    random: tuple[Any, ...]
    weights: dict[Value, float] | None = None
    best: int = 0
    validation: tuple[int, ...] | None = None
    part: EpochPart | None = None
