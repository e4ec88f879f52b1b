"""Maps that have learned, and networks that settle: the sheet laid over the data, what is far apart on it, and the energy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import dist
from typing import TYPE_CHECKING, Any, NamedTuple

from nn.network import Network
from nn.neuron import AbstractNeuron, BiasNeuron, Neuron

from .figures import SMALL, class_colour, colour_scale, drawing, open_axes

if TYPE_CHECKING:
    from nn.updates import Settling

_PLANE = 2


class Sheet(NamedTuple):
    """A map as numbers: its neurons, where they lie, the weights with which each hears the ``sources``, and the neighbours."""

    neurons: list[Neuron]
    positions: list[tuple[float, ...]]
    sources: list[AbstractNeuron]
    weights: list[list[float]]
    neighbours: list[tuple[int, int]]

    def distances(self) -> list[float]:
        """Return for every neuron how far its weights are from its neighbours', on average: high where the data have a gap."""
        apart: list[list[float]] = [[] for _ in self.neurons]
        for i, j in self.neighbours:
            for k in (i, j):
                apart[k].append(dist(self.weights[i], self.weights[j]))
        return [sum(numbers) / len(numbers) if numbers else 0.0 for numbers in apart]


def sheet(network: Network) -> Sheet:
    """Return the map of a network: its neurons with a position that have trainable weights. Neighbours are nearest on the map.

    Raises ValueError where there are none, and where they do not hear the same neurons.

    >>> from nn import zoo
    >>> sheet(zoo.build("kn", inputs=1, rows=1, columns=3, seed=0)).neighbours
    [(0, 1), (1, 2)]
    """
    found = [
        neuron for neuron in network.neurons
        if isinstance(neuron, Neuron) and neuron.position is not None and any(s.trainable for s in neuron.incoming)
    ]  # fmt: skip
    if not found:
        raise ValueError("the network has no map: none of its neurons has a position and trainable weights")
    sources = [s.source for s in found[0].incoming if not isinstance(s.source, BiasNeuron)]
    weights = []
    for neuron in found:
        heard = {s.source: s.weight.data for s in neuron.incoming}
        if any(source not in heard for source in sources):
            raise ValueError(f"{neuron} hears other neurons than {found[0]}: the neurons of a map hear the same")
        weights.append([heard[source] for source in sources])
    positions = [neuron.position or () for neuron in found]
    pairs = [(i, j) for j in range(len(found)) for i in range(j)]
    nearest = min((dist(positions[i], positions[j]) for i, j in pairs), default=0.0)
    near = [(i, j) for i, j in pairs if dist(positions[i], positions[j]) <= nearest * (1.0 + 1e-9)]
    return Sheet(found, positions, sources, weights, sorted(near))


def plot_map(
    network: Network,
    rows: Iterable[Sequence[float]] = (),
    classes: Sequence[int] = (),
    *,
    axes: tuple[int, int] = (0, 1),
    theme: str = "light",
) -> Any:
    """Return a matplotlib Figure of a map that has learned: the sheet laid over the data, and how far apart its neighbours are.

    On the left every neuron stands where its weights are, joined to its neighbours on the map, among the ``rows``, which are
    coloured by their ``classes``; ``axes`` are the two inputs that are shown (one input is shown along the chain). On the
    right is the map itself, dark where a neuron is far from its neighbours (Ultsch and Siemon 1990 call it the U-matrix).

    Raises ValueError for a network without a map, inputs that are not there, and rows that do not fit; ImportError where
    matplotlib is not installed.
    """
    laid = sheet(network)
    data = [list(row) for row in rows]
    count = len(laid.sources)
    if any(not 0 <= axis < count for axis in axes) and count > 1:
        raise ValueError(f"the map hears {count} inputs, counted from 0, got axes={axes!r}")
    if any(len(row) != count for row in data) or (classes and len(classes) != len(data)):
        raise ValueError(f"rows must have {count} numbers, as the map hears, and classes one for each row")
    with drawing(7.4, 3.5, theme) as (figure, colours):
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
        spots = [
            (w[axes[0]], w[axes[1]]) if count > 1 else (p[-1], w[0]) for w, p in zip(laid.weights, laid.positions, strict=True)
        ]
        if count > 1:
            for i, row in enumerate(data):
                colour = class_colour(theme, classes[i]) if classes else colours.muted
                left.plot(row[axes[0]], row[axes[1]], ".", color=colour, markersize=4, alpha=0.55)
        for i, j in laid.neighbours:
            left.plot(*zip(spots[i], spots[j], strict=True), color=colours.ink, linewidth=1.0)
        left.plot(*zip(*spots, strict=True), "o", color=colours.ink, markerfacecolor=colours.page, markersize=5)
        left.set_title("the map among the rows" if count > 1 else "the weights along the chain")
        left.set_xlabel(laid.sources[axes[0]].label if count > 1 else "position")
        left.set_ylabel(laid.sources[axes[1]].label if count > 1 else laid.sources[0].label)
        open_axes(left, sides="bottom left")
        _draw_distances(figure, right, laid, colours)
        return figure


def _draw_distances(figure: Any, axes: Any, laid: Sheet, colours: Any) -> None:
    along = [(p[-1], p[0] if len(p) >= _PLANE else 0.0) for p in laid.positions]
    apart = laid.distances()
    most, side = max(apart) or 1.0, min((dist(along[i], along[j]) for i, j in laid.neighbours), default=1.0)
    scale = colour_scale(colours.page, colours.page, colours.positive, 0.85)
    for (x, y), far in zip(along, apart, strict=True):
        axes.bar(x, side, side, y - side / 2, color=scale(0.5 + 0.5 * far / most), edgecolor=colours.page, linewidth=1.0)
    shown = axes.scatter([along[0][0]], [along[0][1]], c=[0.0], s=0.0, cmap=scale, vmin=-most, vmax=most)  # for the bar beside
    axes.set_aspect("equal")
    axes.set_xlim(min(x for x, _ in along) - side, max(x for x, _ in along) + side)
    axes.set_ylim(max(y for _, y in along) + side, min(y for _, y in along) - side)
    axes.set_title("distance to the neighbours")
    axes.set_xlabel("column")
    axes.xaxis.get_major_locator().set_params(integer=True)
    if len({y for _, y in along}) > 1:
        axes.set_ylabel("row")
        axes.yaxis.get_major_locator().set_params(integer=True)
    else:
        axes.set_yticks([])
    bar = figure.colorbar(shown, ax=axes, shrink=0.8)
    bar.ax.set_ylim(0.0, most)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=SMALL)
    open_axes(axes, sides="")


def plot_energy(settlings: Settling | Iterable[Settling], *, theme: str = "light") -> Any:
    """Return a matplotlib Figure of the energy of networks that settle, over the turns of their neurons.

    Raises ValueError for none, and for one that has no energy; ImportError where matplotlib is not installed.
    """
    several = [settlings] if hasattr(settlings, "energies") else list(settlings)
    if not several or not all(one.energies for one in several):
        raise ValueError("there is no energy to be drawn: weights must be the same in both directions")
    with drawing(5.6, 3.2, theme) as (figure, colours):
        axes = figure.subplots()
        for one in several:
            axes.plot(one.energies, color=colours.positive, drawstyle="steps-post", alpha=1.0 if len(several) == 1 else 0.6)
            axes.plot(len(one.energies) - 1, one.energies[-1], "o", color=colours.positive, markersize=4)
        axes.set_xlabel("turns of neurons")
        axes.set_title("energy")
        axes.grid(visible=True, axis="y")
        axes.xaxis.get_major_locator().set_params(integer=True)
        open_axes(axes)
        return figure
