"""Networks in the legend of the Neural Network Zoo: a glyph for each neuron, by what it is for and by how it behaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from autograd.drawing import Drawing, NothingToDraw

from ...cells import Cell
from ...network import Network
from ...neuron import AbstractNeuron, BiasNeuron

if TYPE_CHECKING:
    from autograd.drawing.diagram import Diagram
    from autograd.drawing.palette import Palette

    from .picture import Labels, Zoo

__all__ = ["draw_sheet", "draw_zoo"]


def draw_zoo(
    network: Network | AbstractNeuron,
    *,
    theme: str = "auto",
    palette: str = "safe",
    labels: bool | str = False,
    expand: bool | Iterable[Cell | str] = False,
    positions: Mapping[Any, tuple[float, float]] | None = None,
    reconstructs: bool = False,
    title: str = "",
) -> Drawing:
    """Return a network's picture in the zoo's legend; `nn.draw` describes the options."""
    from autograd.drawing.palette import cell_palette

    from .picture import diagram_of

    if not isinstance(network, Network):
        raise TypeError(f"legend='zoo' draws a Network, got {type(network).__name__}")
    colours, shown = cell_palette(theme, palette), _labels(labels)
    zoo = _zoo(network, expand=expand, positions=positions, reconstructs=reconstructs)
    diagram = diagram_of(zoo, labels=shown, title=title)
    summary = f"network of {', '.join(f'{count:,} {name}' for name, count in zoo.counts().items())}"
    return _drawing(diagram, colours, theme, summary, f"{title}: {summary}" if title else f"A {summary}")


def draw_sheet(
    networks: Sequence[tuple[str, str, Network, Mapping[str, Any]]],
    *,
    theme: str = "auto",
    palette: str = "safe",
    labels: bool | str = False,
    title: str = "",
) -> Drawing:
    """Return a picture of several networks, (name, full name, network, options), row by row, with one legend.

    The options of each are ``expand``, ``positions`` and ``reconstructs`` of `nn.draw`.
    """
    from autograd.drawing.palette import cell_palette

    from .sheet import Panel, sheet_of

    if not networks:
        raise NothingToDraw("there are no networks to draw")
    colours, shown = cell_palette(theme, palette), _labels(labels)
    panels = [Panel(name, full_name, _zoo(network, **options)) for name, full_name, network, options in networks]
    diagram = sheet_of(panels, title=title, labels=shown)
    summary = f"{len(panels)} network{'s' * (len(panels) > 1)}"
    return _drawing(diagram, colours, theme, summary, f"{title or 'Networks'}: {', '.join(panel.name for panel in panels)}")


def _labels(labels: object) -> Labels:
    if isinstance(labels, bool):
        return "names" if labels else "none"
    if labels == "names":
        return "names"
    if labels == "kinds":
        return "kinds"
    raise ValueError(f"there are no labels {labels!r}: choose True or 'names', 'kinds', or False")


def _zoo(
    network: Network,
    *,
    expand: bool | Iterable[Cell | str] = False,
    positions: Mapping[Any, tuple[float, float]] | None = None,
    reconstructs: bool = False,
) -> Zoo:
    from ..nodes import expanded_cells
    from .picture import zoo_of

    places = _positions(network, positions or {})
    return zoo_of(network, expanded=expanded_cells(network, expand=expand), positions=places, reconstructs=reconstructs)


def _drawing(diagram: Diagram, colours: Palette, theme: str, summary: str, name: str) -> Drawing:
    def dot() -> str:
        from autograd.drawing.dot_diagram import write

        return write(diagram, colours)

    def svg() -> str:
        return repaint(colours)

    def repaint(page: Palette) -> str:
        from autograd.drawing.svg_diagram import write

        return write(diagram, replace(page, roles=colours.roles), name)  # cells have their colours on any page

    return Drawing(diagram, dot=dot, svg=svg, layout="nop2", summary=summary, theme=theme, repaint=repaint)


def _positions(network: Network, given: Mapping[Any, tuple[float, float]]) -> dict[AbstractNeuron, tuple[float, float]]:
    """Return the places by neuron; a label stands for its neuron. Raises ValueError for who is not drawn, and for no place."""
    if not isinstance(given, Mapping):
        raise TypeError(
            f"positions must be a mapping from neurons or labels to (column, row), got {type(given).__name__} {given!r}"
        )
    places = {}
    cells = {cell.label: cell.output for cell in network.cells}
    for who, spot in given.items():
        named = cells.get(who) if isinstance(who, str) else who.output if isinstance(who, Cell) else who
        neuron = named if named is not None or who not in network else network[who]
        if not isinstance(neuron, AbstractNeuron) or neuron not in network:
            raise ValueError(f"positions has {who!r}, which is no neuron or cell of the network and no label of one")
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
