"""Grids: neurons that lie side by side in one, two or more dimensions, and how a window moves over them.

A **grid** holds channels; in each, one neuron lies at every place of the same shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from operator import index
from typing import Any

from autograd import Family, Operation

from .neuron import AbstractNeuron, InputNeuron, Neuron

Places = tuple[int, ...]
# A number for all dimensions, or one for each.
Extent = int | Sequence[int]


@dataclass(frozen=True)
class Grid:
    """Neurons in channels, each of which fills the same ``shape``: in rows, the last dimension fastest.

    Raises ValueError unless every channel has a neuron for each place.

    >>> grid = Grid([[InputNeuron(f"x{i}{j}") for i in range(2) for j in range(3)]], (2, 3))
    >>> grid.at(1, 2)
    InputNeuron('x12')
    """

    channels: Sequence[Sequence[AbstractNeuron]]
    shape: Places

    def __post_init__(self) -> None:
        if not self.channels:
            raise ValueError("a grid needs at least one channel")
        for channel in self.channels:
            if len(channel) != prod(self.shape):
                raise ValueError(f"a channel of shape {by(self.shape)} needs {prod(self.shape)} neurons, got {len(channel)}")

    @classmethod
    def of_inputs(cls, shape: Extent, channels: int = 1) -> Grid:
        """Return a grid of new input neurons, one after the other as in a row of inputs: channel by channel.

        >>> len(Grid.of_inputs((8, 8), channels=3).neurons)
        192
        """
        places = extent("shape", shape, least=1)
        return cls([[InputNeuron() for _ in range(prod(places))] for _ in range(channels)], places)

    @property
    def neurons(self) -> list[Any]:
        """All neurons, channel by channel."""
        return [neuron for channel in self.channels for neuron in channel]

    def at(self, *place: int, channel: int = 0) -> AbstractNeuron:
        """Return the neuron at a place, counted from 0 in each dimension."""
        return self.channels[channel][_flat(place, self.shape)]


class Moves:
    """How a window moves over a grid: which place and offset of the large grid belong to which place of the small one."""

    def __init__(self, size: Places, stride: Extent = 1, padding: Extent = 0) -> None:
        self.size = size
        self.stride = extent("stride", stride, len(size), least=1)
        self.padding = extent("padding", padding, len(size), least=0)
        if any(p >= k for p, k in zip(self.padding, size, strict=True)):
            raise ValueError(f"a padding of {by(self.padding)} would let the window of {by(size)} lie outside altogether")

    def fitting(self, shape: Places) -> Places:
        """Return the shape of the small grid: at how many places the window fits into the large one."""
        self._check(shape)
        room = [n + 2 * p - k for n, p, k in zip(shape, self.padding, self.size, strict=True)]
        if min(room) < 0:
            raise ValueError(
                f"a window of {by(self.size)} does not fit into a grid of {by(shape)}: make it smaller, or add padding"
            )
        return tuple([free // s + 1 for free, s in zip(room, self.stride, strict=True)])

    def covered(self, shape: Places) -> Places:
        """Return the shape of the least large grid that has the window at so many places."""
        self._check(shape)
        large = [s * (n - 1) + k - 2 * p for n, s, k, p in zip(shape, self.stride, self.size, self.padding, strict=True)]
        if min(large) < 1:
            raise ValueError(f"a padding of {by(self.padding)} leaves nothing of a grid of {by(shape)} under {by(self.size)}")
        return tuple(large)

    def joined(self, large: Places, small: Places) -> Iterator[tuple[int, int, int]]:
        """Yield (place of the small grid, place of the large one, offset), wherever the offset lies inside."""
        offsets = list(product(*map(range, self.size)))
        for number, place in enumerate(product(*map(range, small))):
            corner = [p * s - q for p, s, q in zip(place, self.stride, self.padding, strict=True)]
            for k, offset in enumerate(offsets):
                there = tuple([c + o for c, o in zip(corner, offset, strict=True)])
                if all(0 <= t < n for t, n in zip(there, large, strict=True)):
                    yield number, _flat(there, large), k

    def _check(self, shape: Places) -> None:
        if len(shape) != len(self.size):
            raise ValueError(f"a window of {by(self.size)} cannot move over a grid of {by(shape)}: as many dimensions, please")


def new_grid(channels: int, shape: Places, activation: str | Operation | Family, combine: str | Family = "weighted_sum") -> Grid:
    """Return a grid of new neurons."""
    neurons = [[Neuron(activation=activation, combine=combine) for _ in range(prod(shape))] for _ in range(channels)]
    return Grid(neurons, shape)


def extent(name: str, given: Extent, dimensions: int | None = None, *, least: int) -> Places:
    """Return one whole number for each dimension. Raises ValueError for one below ``least`` or too few or many."""
    try:
        numbers = tuple(map(index, given)) if isinstance(given, Iterable) else (index(given),) * (dimensions or 1)
    except TypeError:
        wanted = f"{name} must be a whole number of {least} or more, or a list of them"
        raise TypeError(f"{wanted}, got {type(given).__name__} {given!r}") from None
    if not numbers or min(numbers) < least or (dimensions is not None and len(numbers) != dimensions):
        count = f" of {dimensions}" if dimensions is not None else ""
        raise ValueError(f"{name} must be a whole number of {least} or more, or a list{count} of them, got {given!r}")
    return numbers


def _flat(place: Sequence[int], shape: Places) -> int:
    flat = 0
    for p, n in zip(place, shape, strict=True):
        if not 0 <= p < n:
            raise IndexError(f"there is no place {tuple(place)} in a grid of {by(shape)}")
        flat = flat * n + p
    return flat


def by(shape: Iterable[int]) -> str:
    """Return a shape for a message, such as 8 x 8."""
    return " x ".join(map(str, shape))
