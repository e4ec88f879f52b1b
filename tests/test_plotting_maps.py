"""Maps that have learned and networks that settle: what is drawn is what they hold."""

from typing import Any

import pytest

from nn import rules, updates, zoo
from nn.network import Network
from nn.plotting import plot_energy, plot_map
from nn.plotting.maps import sheet


def chart() -> Network:
    """A map of two rows and three columns, whose weights are its positions, the last column far off."""
    network = zoo.build("kn", inputs=2, rows=2, columns=3, seed=0)
    for cell in network.cells:
        row, column = cell["distance"].position or (0.0, 0.0)
        for synapse, x in zip(cell["distance"].incoming, (column if column < 2 else 5.0, row), strict=True):
            synapse.weight = x
    return network


def test_a_sheet_knows_weights_and_neighbours() -> None:
    """Those next to each other in a row or a column, and how far apart their weights are."""
    laid = sheet(chart())
    assert [(0, 1), (0, 3), (1, 2), (1, 4), (2, 5), (3, 4), (4, 5)] == laid.neighbours
    assert [[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [0.0, 1.0], [1.0, 1.0], [5.0, 1.0]] == laid.weights
    assert [1.0, 2.0, 2.5, 1.0, 2.0, 2.5] == laid.distances()
    assert ["x1", "x2"] == [source.label for source in laid.sources]


def test_who_has_no_map_is_told_so() -> None:
    """No positions, or neurons that hear different things; a single neuron is a map without neighbours."""
    with pytest.raises(ValueError, match="the network has no map"):
        sheet(zoo.build("ff", seed=0))
    network = chart()
    network.cells[1]["distance"].incoming[0].remove()
    with pytest.raises(ValueError, match="the neurons of a map hear the same"):
        sheet(network)
    assert [0.0] == sheet(zoo.build("kn", inputs=1, rows=1, columns=1, seed=0)).distances()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_is_drawn_among_the_rows(theme: str) -> None:
    """Every neuron where its weights are, a line for every pair of neighbours, and a square for every neuron."""
    pytest.importorskip("matplotlib")
    figure = plot_map(chart(), [[0.5, 0.5], [4.0, 0.2]], [0, 1], theme=theme)
    left, right = figure.axes[:2]
    pairs = [line for line in left.lines if len(line.get_xdata()) == 2]
    assert 7 == len(pairs)
    neurons = left.lines[-1]
    assert [(0, 0), (1, 0), (5, 0), (0, 1), (1, 1), (5, 1)] == list(zip(neurons.get_xdata(), neurons.get_ydata(), strict=True))
    squares = {(bar.get_x() + 0.5, bar.get_y() + 0.5): bar.get_facecolor() for bar in right.patches}
    assert {(float(c), float(r)) for r in range(2) for c in range(3)} == set(squares)
    assert squares[2.0, 0.0] == squares[2.0, 1.0] != squares[0.0, 0.0]
    assert ("x1", "x2") == (left.get_xlabel(), left.get_ylabel())


def test_a_chain_is_drawn_along_itself() -> None:
    """Of one input there is no plane."""
    pytest.importorskip("matplotlib")
    network = zoo.build("kn", inputs=1, rows=1, columns=4, seed=0)
    line = plot_map(network, [[0.5]]).axes[0].lines[-1]
    weights = [synapse.weight.data for synapse in network.synapses if synapse.trainable]
    assert ([0.0, 1.0, 2.0, 3.0], weights) == (list(line.get_xdata()), list(line.get_ydata()))


def test_what_does_not_fit_is_refused() -> None:
    """Axes, rows and classes."""
    for settings, message in (
        ({"axes": (0, 2)}, "the map hears 2 inputs"),
        ({"rows": [[1.0]]}, "rows must have 2 numbers"),
        ({"rows": [[1.0, 2.0]], "classes": [0, 1]}, "classes one for each row"),
    ):
        given: Any = settings
        with pytest.raises(ValueError, match=message):
            plot_map(chart(), **given)
    with pytest.raises(ValueError, match="there is no energy to be drawn"):
        plot_energy([])
    with pytest.raises(ValueError, match="there is no energy to be drawn"):
        plot_energy(updates.settle(zoo.build("ff", seed=0), [1.0, 1.0]))


def test_energies_are_drawn_turn_by_turn() -> None:
    """One line for each that settles."""
    pytest.importorskip("matplotlib")
    network = zoo.build("hn", neurons=6)
    rules.Hebb().learn(network, [[1, 1, 1, -1, -1, -1]], progress=False)
    several = [updates.settle(network, [1, -1, 1, -1, -1, -1], updates.Asynchronous(seed)) for seed in range(2)]
    lines = plot_energy(several).axes[0].lines[::2]
    assert [one.energies for one in several] == [list(line.get_ydata()) for line in lines]
    assert 1 == len(plot_energy(several[0]).axes[0].lines[::2])
