"""Convolution: weights that every place of a grid shares, in either direction.

A **kernel** holds the shared weights, one Value for each pair of channels and each offset. `convolve` leads from a grid to the
grid of places where the kernel fits; `transpose` leads with the same kernel the other way. Both are only wiring: everything
here could be written out with Neuron and Synapse.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import nan, prod
from operator import index

from autograd import Family, Operation, Value
from autograd.operations import frozen

from .grids import Extent, Grid, Moves, by, extent, new_grid
from .neuron import BiasNeuron
from .synapse import Synapse, uninitialised


class Kernel:
    """Weights to be shared: ``weights[target][source]`` holds one Value for each offset of ``size``, the last dimension fastest.

    ``sources`` and ``targets`` count the channels that a convolution leads from and to. The first network over one of its
    synapses draws the weights; ``values``, nested lists in the same order, are their first numbers instead.

    >>> kernel = Kernel(3, values=[[[0.5, 1.0, 0.5]]])
    >>> [weight.data for weight in kernel.weights[0][0]], kernel.weights[0][0][2].label
    ([0.5, 1.0, 0.5], 'k[2]')
    """

    def __init__(
        self,
        size: Extent,
        sources: int = 1,
        targets: int = 1,
        *,
        values: Sequence[Sequence[Sequence[float]]] | None = None,
        label: str = "k",
    ) -> None:
        self.size = extent("size", size, least=1)
        self.sources, self.targets = _count("sources", sources), _count("targets", targets)
        self.weights: list[list[list[Value]]] = []
        offsets = list(product(*map(range, self.size)))
        for j in range(self.targets):
            self.weights.append([])
            for i in range(self.sources):
                number = "".join(str(n + 1) for n, of in ((j, self.targets), (i, self.sources)) if of > 1)
                names = [f"{label}{number}[{','.join(map(str, offset))}]" for offset in offsets]
                self.weights[j].append([new_weight(name) for name in names])
        if values is not None:
            self._assign(values)

    def _assign(self, values: Sequence[Sequence[Sequence[float]]]) -> None:
        shape = (self.targets, self.sources, prod(self.size))
        if len(values) != shape[0] or any(len(v) != shape[1] or any(len(w) != shape[2] for w in v) for v in values):
            raise ValueError(f"the values of this kernel are nested lists of {by(shape)} numbers (targets, sources, offsets)")
        self.weights = [
            [
                [Value(x, w.label) for w, x in zip(weights, numbers, strict=True)]
                for weights, numbers in zip(row, given, strict=True)
            ]
            for row, given in zip(self.weights, values, strict=True)
        ]

    def __repr__(self) -> str:
        return f"Kernel({by(self.size)}, sources={self.sources}, targets={self.targets})"


def convolve(
    grid: Grid,
    kernel: Kernel,
    *,
    stride: Extent = 1,
    padding: Extent = 0,
    bias: bool = True,
    activation: str | Operation | Family = "linear",
) -> Grid:
    """Return a grid of new neurons, in each of which the kernel looks at another place of ``grid``.

        x_j[p] = b_j + sum_i sum_k w_ji[k] y_i[stride p + k - padding]

    Places outside count as 0: there are no synapses there. A dimension of n places becomes (n + 2 padding - size) // stride + 1.
    As everywhere in the field this is the cross-correlation, the kernel is not mirrored. LeCun, Bottou, Bengio and Haffner,
    Gradient-based learning applied to document recognition, 1998.

    Raises ValueError where the channels do not fit, and where the kernel is larger than the grid.

    >>> from nn import Network
    >>> x = Grid.of_inputs(4)
    >>> y = convolve(x, Kernel(2, values=[[[-1.0, 1.0]]]), bias=False)
    >>> Network(x.neurons, y.neurons).predict([[1.0, 2.0, 4.0, 8.0]])
    [[1.0, 2.0, 4.0]]
    """
    _check_channels(grid, kernel.sources, f"from {kernel.sources}")
    moves = Moves(kernel.size, stride, padding)
    made = new_grid(kernel.targets, moves.fitting(grid.shape), activation)
    joined = list(moves.joined(grid.shape, made.shape))
    for j, channel in enumerate(made.channels):
        for i, sources in enumerate(grid.channels):
            for target, source, offset in joined:
                Synapse(sources[source], channel[target], weight=kernel.weights[j][i][offset])
    return _with_bias(made) if bias else made


def transpose(
    grid: Grid,
    kernel: Kernel,
    *,
    stride: Extent = 1,
    padding: Extent = 0,
    bias: bool = True,
    activation: str | Operation | Family = "linear",
) -> Grid:
    """Return a grid of new neurons that hears ``grid`` through the kernel backwards: what `convolve` would have led from.

        x_i[stride p + k - padding] += sum_j w_ji[k] y_j[p]

    It is the transpose of the linear map of `convolve` with the same settings: <convolve(a), b> = <a, transpose(b)>. A
    dimension of n places becomes stride (n - 1) + size - 2 padding, the least that leads there. Zeiler, Krishnan, Taylor and
    Fergus, Deconvolutional networks, 2010; Dumoulin and Visin, A guide to convolution arithmetic, 2016.

    Raises what `convolve` raises, and ValueError for a stride that leaves places without a synapse where there is no bias.

    >>> from nn import Network
    >>> x = Grid.of_inputs(2)
    >>> y = transpose(x, Kernel(3, values=[[[0.5, 1.0, 0.5]]]), stride=2, padding=1, bias=False)
    >>> Network(x.neurons, y.neurons).predict([[1.0, 5.0]])
    [[1.0, 3.0, 5.0]]
    """
    _check_channels(grid, kernel.targets, f"back from {kernel.targets}")
    moves = Moves(kernel.size, stride, padding)
    shape = moves.covered(grid.shape)
    joined = list(moves.joined(shape, grid.shape))
    if not bias and len({target for _, target, _ in joined}) < prod(shape):
        raise ValueError(
            f"with a stride of {by(moves.stride)} the kernel of {by(kernel.size)} leaves places between that would hear nothing: "
            "make it larger or the stride smaller, or give them a bias"
        )
    made = new_grid(kernel.sources, shape, activation)
    for i, channel in enumerate(made.channels):
        for j, sources in enumerate(grid.channels):
            for source, target, offset in joined:
                Synapse(sources[source], channel[target], weight=kernel.weights[j][i][offset])
    return _with_bias(made) if bias else made


def pool(grid: Grid, size: Extent | None = None, *, stride: Extent | None = None, combine: str | Family = "maximum") -> Grid:
    """Return a grid of new neurons, each the maximum (or what ``combine`` says) of a window, channel by channel.

    Windows lie side by side unless ``stride`` says otherwise; without a size one window is the whole grid. The synapses have the
    fixed weight 1.

    >>> from nn import Network
    >>> x = Grid.of_inputs((2, 4))
    >>> Network(x.neurons, pool(x, 2).neurons).predict([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]])
    [[6.0, 8.0]]
    """
    window = grid.shape if size is None else extent("size", size, len(grid.shape), least=1)
    moves = Moves(window, window if stride is None else stride)
    made = new_grid(len(grid.channels), moves.fitting(grid.shape), "linear", combine)
    one = Value(1.0, "1")
    one.operation = frozen
    for sources, targets in zip(grid.channels, made.channels, strict=True):
        for target, source, _ in moves.joined(grid.shape, made.shape):
            Synapse(sources[source], targets[target], weight=one)
    return made


def _with_bias(grid: Grid) -> Grid:
    """Give each channel a bias that all its neurons share."""
    source = BiasNeuron()
    for channel in grid.channels:
        first = Synapse(source, channel[0])
        for neuron in channel[1:]:
            Synapse(source, neuron, weight=first.weight)
    return grid


def new_weight(label: str = "") -> Value:
    """Return a weight that the first network over one of its synapses draws; several synapses may be given it."""
    weight = Value(nan, label)
    weight.operation = uninitialised
    return weight


def _check_channels(grid: Grid, wanted: int, leads: str) -> None:
    if len(grid.channels) != wanted:
        raise ValueError(f"the kernel leads {leads} channels, but the grid has {len(grid.channels)}")


def _count(name: str, given: int) -> int:
    if index(given) < 1:
        raise ValueError(f"{name} must be 1 channel or more, got {given!r}")
    return index(given)
