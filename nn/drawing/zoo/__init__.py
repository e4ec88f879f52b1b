"""Networks in the legend of the Neural Network Zoo: a glyph for each neuron, by what it is for and by how it behaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd.drawing import Drawing

from ...network import Network
from ...neuron import AbstractNeuron, BiasNeuron

__all__ = ["draw_zoo"]


def draw_zoo(
    network: Network,
    *,
    theme: str = "light",
    palette: str = "safe",
    labels: bool | str = False,
    positions: Mapping[Any, tuple[float, float]] | None = None,
    reconstructs: bool = False,
    title: str = "",
) -> Drawing:
    """Return a network's picture in the zoo's legend; `nn.draw` describes the options."""
    from autograd.drawing.palette import cell_palette

    from .picture import diagram_of, zoo_of

    if not isinstance(network, Network):
        raise TypeError(f"legend='zoo' draws a Network, got {type(network).__name__}")
    colours = cell_palette(theme, palette)
    shown = {True: "names", False: "none", "names": "names", "kinds": "kinds"}.get(labels)
    if shown is None:
        raise ValueError(f"there are no labels {labels!r}: choose True or 'names', 'kinds', or False")
    zoo = zoo_of(network, positions=_positions(network, positions or {}), reconstructs=reconstructs)
    diagram = diagram_of(zoo, labels=shown, title=title)  # type: ignore[arg-type] # one of the three
    summary = f"network of {', '.join(f'{count:,} {name}' for name, count in zoo.counts().items())}"

    def dot() -> str:
        from autograd.drawing.dot_diagram import write

        return write(diagram, colours)

    def svg() -> str:
        from autograd.drawing.svg_diagram import write

        return write(diagram, colours, f"{title}: {summary}" if title else f"A {summary}")

    return Drawing(diagram, dot=dot, svg=svg, layout="nop2", summary=summary)


def _positions(network: Network, given: Mapping[Any, tuple[float, float]]) -> dict[AbstractNeuron, tuple[float, float]]:
    """Return the places by neuron; a label stands for its neuron. Raises ValueError for who is not drawn, and for no place."""
    places = {}
    for who, spot in given.items():
        if who not in network or not isinstance(who, (str, AbstractNeuron)):
            raise ValueError(f"positions has {who!r}, which is no neuron of the network and no label of one")
        neuron = network[who] if isinstance(who, str) else who
        if isinstance(neuron, BiasNeuron):
            raise ValueError(f"positions has {neuron}, and bias neurons are not drawn: leave it out")  # noqa: TRY004 - it is a neuron
        try:
            column, row = (float(x) for x in spot)
        except (TypeError, ValueError):
            raise ValueError(f"the position of {neuron} must be two numbers, (column, row), got {spot!r}") from None
        if not abs(column) + abs(row) < 1e6:
            raise ValueError(f"the position of {neuron} must be two numbers of reasonable size, got {spot!r}")
        places[neuron] = (column, row)
    return places
