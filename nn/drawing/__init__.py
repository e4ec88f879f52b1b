"""Pictures of networks, of single neurons and of single synapses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from autograd.drawing import Drawing, NothingToDraw, drawing_of
from autograd.drawing import show as show_drawn

from ..network import Network
from ..neuron import AbstractNeuron
from ..synapse import Synapse

if TYPE_CHECKING:
    from autograd.drawing.diagram import Diagram
    from autograd.drawing.palette import Palette

    from ..cells import Cell

__all__ = ["draw", "show"]


def draw(
    network: Network | AbstractNeuron | Synapse,
    *,
    gradients: bool | None = None,
    legend: bool | Literal["zoo"] | None = None,
    theme: str = "auto",
    palette: str = "safe",
    labels: bool | str = False,
    expand: bool | Iterable[Cell | str] = False,
    positions: Mapping[Any, tuple[float, float]] | None = None,
    reconstructs: bool = False,
    title: str = "",
) -> Drawing:
    """Return a picture of a network, of the computation in one neuron, or of one synapse.

    A network is drawn with its weights and the outputs of the latest pass: the colour of a synapse is the sign of its weight,
    its width the size. With ``gradients=True`` the same picture shows the latest backward pass instead: arrows from right
    to left, dE/dw on the synapses, delta in the neurons. In a group of more than 5 neurons each is a small disc whose colour is
    its output (or delta) on the same scale. Numbers that have no room stand in the tooltips. ``legend=False`` leaves the
    legend out. A cell, such as those of `lstm_layer`, is one square that shows its output, and the synapses between it and
    another are one grey line; ``expand=True`` draws all its neurons instead, ``expand=["lstm1"]`` those of some cells.

    A neuron is drawn as the graph of its latest pass: its inputs and weights, the weighted input, and the output, with their
    gradients unless ``gradients=False``. ``theme`` is "light", "dark", or "auto": as the reader's system or notebook is where
    the picture can follow it, and light on paper.

    A synapse is drawn between its neurons, with the two products of the textbook below it: the signal w_ij y_i, and after a
    backward pass dE/dw_ij = y_i dE/dx_j.

    ``legend="zoo"`` draws any network in the legend of the Neural Network Zoo (van Veen and Leijnen 2016, 2019): each neuron is a
    glyph whose colour says what it is for and whose symbol how it behaves, read off its synapses and weights; tooltips say
    why. Biases are left out, and an arc over a neuron is its connection to itself one step back. The other options belong to this
    legend: ``palette`` is "safe", colours that everybody can tell apart, or "poster"; ``labels`` writes below the
    glyphs their "names" (or True) or their "kinds"; ``expand`` opens cells here, too; ``positions``
    gives neurons and cells, or labels, a place of their own, (column, row); ``reconstructs=True`` says that the outputs are
    trained to equal the inputs; ``title`` stands above the picture.

    Raises NothingToDraw for gradients before a backward pass and for a neuron before a pass, TypeError for anything else than a
    network, a neuron or a synapse, ValueError for another theme, and for options that do not go together.

    >>> from nn import feed_forward
    >>> network = feed_forward([2, 3, 1], seed=0)
    >>> draw(network)
    <Drawing of 3-layer network, 13 synapses>
    >>> draw(network, legend="zoo")
    <Drawing of network of 2 input, 3 hidden, 1 output>
    """
    # On first use: importing nn should not take longer because it can draw.
    from autograd.drawing.palette import paper

    from .nodes import expanded_cells
    from .picture import picture_of

    if gradients not in (None, True, False):
        raise TypeError(f"gradients is True, False, or None for what is usual, got {gradients!r}")
    if legend == "zoo":
        from .zoo import draw_zoo

        if gradients:
            raise ValueError("legend='zoo' shows what neurons are, and no numbers: draw gradients without it")
        if isinstance(network, Synapse):
            raise TypeError("legend='zoo' draws a network, got a Synapse: draw it without a legend")
        return draw_zoo(
            network,
            theme=theme,
            palette=palette,
            labels=labels,
            expand=expand,
            positions=positions,
            reconstructs=reconstructs,
            title=title,
        )
    if (palette, labels, positions, reconstructs, title) != ("safe", False, None, False, ""):
        raise ValueError("palette, labels, positions, reconstructs and title are for the zoo's legend: add legend='zoo'")
    if legend not in (None, True, False):
        raise ValueError(f"there is no legend {legend!r}: choose True, False or 'zoo'")
    paper(theme)  # an unknown theme is told before anything is drawn
    if expand is not False and not isinstance(network, Network):
        raise ValueError(f"expand opens cells of a network, got {type(network).__name__}: draw the network that the cells are in")
    if isinstance(network, AbstractNeuron):
        return _draw_neuron(network, gradients=gradients is not False, theme=theme)
    if isinstance(network, Synapse):
        from .synapse import picture_of_synapse

        return _drawn(picture_of_synapse(network), f"synapse {network.source.label}→{network.target.label}", theme)
    if not isinstance(network, Network):
        raise TypeError(
            f"nn.draw takes a Network, a neuron or a synapse, got {type(network).__name__}; autograd.draw takes a Value"
        )
    expanded = expanded_cells(network, expand=expand)
    diagram = picture_of(network, gradients=gradients is True, legend=legend is not False, expanded=expanded)
    summary = f"{len(diagram.panels)}-layer network, {len(network.synapses):,} synapses"
    return _drawn(diagram, summary, theme, f"{'Gradients' if gradients else 'Weights'} of a {summary}")


def _drawn(diagram: Diagram, summary: str, theme: str, about: str = "") -> Drawing:
    """Return the drawing of a placed picture; ``about`` is read out in place of it."""
    from autograd.drawing.palette import paper

    colours = paper(theme)

    def dot() -> str:
        from autograd.drawing.dot_diagram import write

        return write(diagram, colours)

    def svg() -> str:
        return repaint(colours)

    def repaint(colours: Palette) -> str:
        from autograd.drawing.svg_diagram import write

        return write(diagram, colours, about or summary)

    return Drawing(diagram, dot=dot, svg=svg, layout="nop2", summary=summary, theme=theme, repaint=repaint)


def show(thing: Network | AbstractNeuron | Synapse) -> dict[str, str]:
    """Return what a notebook shows of a network, a neuron or a synapse: its picture, and its text where there is none."""
    return show_drawn(thing, draw)


def _draw_neuron(neuron: AbstractNeuron, *, gradients: bool, theme: str) -> Drawing:
    if neuron.output is None:
        raise NothingToDraw(
            f"{neuron} has no pass to draw: call its network with a row of inputs first (predict and load leave no pass behind)"
        )
    from autograd.drawing.reading import describe

    focus = [value for value in (neuron.weighted_input, neuron.output) if value is not None]
    graph = describe(neuron.output, gradients=gradients, local_derivatives=False, focus=focus)
    if any(
        synapse.delay == 0 for synapse in neuron.outgoing
    ):  # it hands its output on: the picture's output, but a hidden neuron
        hidden = tuple(replace(card, kind="hidden") if card.kind == "output" else card for card in graph.cards)
        graph = replace(graph, cards=hidden)
    return drawing_of(graph, theme)
