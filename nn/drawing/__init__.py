"""Pictures of networks and of single neurons."""

from __future__ import annotations

from autograd.drawing import Drawing, NothingToDraw
from autograd.drawing import draw as draw_value

from ..network import Network
from ..neuron import AbstractNeuron

__all__ = ["draw"]


def draw(
    network: Network | AbstractNeuron, *, gradients: bool | None = None, legend: bool | None = None, theme: str = "light"
) -> Drawing:
    """Return a picture of a network, or of the computation in one neuron.

    A network is drawn with its weights and the outputs of the latest pass: the colour of a synapse is the sign of its weight,
    its width the size. With ``gradients=True`` the same picture shows the latest backward pass instead: arrows from right
    to left, dE/dw on the synapses, delta in the neurons. In a group of more than 5 neurons each is a small disc whose colour is
    its output (or delta) on the same scale. Numbers that have no room stand in the tooltips. ``legend=False`` leaves the
    legend out.

    A neuron is drawn as the graph of its latest pass: its inputs and weights, the weighted input, and the output, with their
    gradients unless ``gradients=False``.

    Raises NothingToDraw for gradients before a backward pass and for a neuron before a pass, TypeError for anything else than a
    network or a neuron, ValueError for a theme other than "light" and "dark".

    >>> from nn import feed_forward
    >>> network = feed_forward([2, 3, 1], seed=0)
    >>> draw(network)
    <Drawing of 3-layer network, 13 synapses>
    """
    # On first use: importing nn should not take longer because it can draw.
    from autograd.drawing.palette import palette

    from .picture import picture_of

    colours = palette(theme)
    if isinstance(network, AbstractNeuron):
        return _draw_neuron(network, gradients=gradients is not False, theme=theme)
    if not isinstance(network, Network):
        raise TypeError(f"nn.draw takes a Network or a neuron, got {type(network).__name__}; autograd.draw takes a Value")
    diagram = picture_of(network, gradients=gradients is True, legend=legend is not False)

    summary = f"{len(diagram.panels)}-layer network, {len(network.synapses):,} synapses"

    def dot() -> str:
        from autograd.drawing.dot_diagram import write

        return write(diagram, colours)

    def svg() -> str:
        from autograd.drawing.svg_diagram import write

        return write(diagram, colours, f"{'Gradients' if gradients else 'Weights'} of a {summary}")

    return Drawing(diagram, dot=dot, svg=svg, layout="nop2", summary=summary)


def _draw_neuron(neuron: AbstractNeuron, *, gradients: bool, theme: str) -> Drawing:
    if neuron.output is None:
        raise NothingToDraw(
            f"{neuron} has no pass to draw: call its network with a row of inputs first (predict and load leave no pass behind)"
        )
    focus = [value for value in (neuron.weighted_input, neuron.output) if value is not None]
    return draw_value(neuron.output, gradients=gradients, focus=focus, theme=theme)
