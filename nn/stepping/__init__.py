"""Stepping through a network, neuron by neuron, and one level deeper operation by operation.

>>> from nn import feed_forward, step_through
>>> network = feed_forward([2, 3, 1], activation="tanh", seed=0)
>>> stepper = step_through(network, [0.5, -1.0], 1.0)
>>> stepper
<Stepper through E: 9 steps forward, 27 backward>
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .. import losses
from ..network import Network

if TYPE_CHECKING:
    from autograd import Stepper

    from ..cells import Cell

__all__ = ["step_through"]


def step_through(
    network: Network,
    inputs: Iterable[Any],
    targets: Any,
    loss: str | Callable[[Any, Any], Any] = "mean_squared_error",
    *,
    theme: str = "auto",
    title: str = "",
    expand: bool | Iterable[Cell | str] | None = None,
) -> Stepper:
    """Return one sample's way through a network and back, to be stepped through in a notebook or a browser.

    The page tells it neuron by neuron beside the network's picture: the weighted input x_j and the output y_j, then the loss
    E, then dE/dy_j, the delta dE/dx_j, and dE/dw_ij = y_i dE/dx_j for every weight. One level deeper (the key D, or a
    button) are the operations, the same story as that of `autograd.step_through`. ``.save("page.html")`` writes the page,
    ``.steps`` are the facts.

    ``inputs`` is one row, as many numbers as the network has inputs, and ``targets`` what ``loss`` takes: a number, a list with
    one for each output, or a class index. A row of rows is a sequence, told through time; then ``targets`` has one for each
    step, None where there is none, and E is the mean over those that have one. ``loss`` is a function of nn.losses, its name,
    or your own f(outputs, target) that returns a Value. ``theme`` is "light", "dark" or "auto"; ``title`` the heading.
    A cell, such as those of `lstm_layer`, is drawn as one square, which stands for all its neurons when they fire, unless it is
    the only one; ``expand`` is True, False, or a list of the cells to be opened.

    The network stays as it is, its weights, gradients, latest pass and state, since it is a copy that is stepped through:
    delayed synapses read 0 at first, as in `predict` and `train`. ``steps`` refers to values of that copy.

    Raises ValueError for inputs and targets that do not fit, for an unknown loss, theme or cell, and for a loss that does not
    depend on the outputs; TypeError for what is no network, no row or no number; NotDifferentiable where a derivative is
    infinite; TooLarge above 5,000 values.

    >>> from nn import feed_forward
    >>> network = feed_forward([2, 3, 1], activation="tanh", seed=0)
    >>> stepper = step_through(network, [0.5, -1.0], 1.0, loss="huber")
    >>> [step.name for step in stepper.steps.forward][:3]
    ['x[h1]', 'y[h1]', 'x[h2]']
    >>> network["h1"].output is None
    True
    """
    # On first use: importing nn should not take longer because it can step.
    from autograd import Stepper

    from ..drawing.nodes import expanded_cells
    from .plan import plan_of
    from .recording import one_sample, record

    if not isinstance(network, Network):
        raise TypeError(f"nn.step_through takes a Network, got {type(network).__name__}; autograd.step_through takes a Value")
    expand = len(network.cells) == 1 if expand is None else expand
    opened = {cell.label for cell in expanded_cells(network, expand=expand)}
    recording = record(network, one_sample(network, inputs, targets), losses.named(loss))
    heading = title or f"A sample through a network, and back: {_sizes(network)}"
    return Stepper(recording.error, theme, heading, plan_of(recording, expand=opened))


def _sizes(network: Network) -> str:
    return "-".join(map(str, [len(network.inputs), *map(len, network.hidden), len(network.outputs)]))
