"""Where things stand in a picture in the zoo's legend, and how its lines run."""

import itertools
import math
from typing import Any

import pytest
from seen import cells_of, kind_of, overlapping, seen_in
from zoo_networks import NETWORKS, reservoir

from nn import InputNeuron, Network, Neuron, Synapse, connect, draw, feed_forward
from nn.drawing.routes import at

every_network = pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)


@every_network
@pytest.mark.parametrize("labels", [False, "names", "kinds"])
def test_nothing_lies_on_something_else(make: Any, *, labels: bool | str) -> None:
    """Glyphs, labels, the title and the legend keep apart, whatever the neurons are called."""
    assert [] == overlapping(draw(make(), legend="zoo", labels=labels, title="a title").picture)


@every_network
def test_lines_go_around_neurons(make: Any) -> None:
    """No link runs over a third neuron, but inside a column where each is joined to each."""
    picture = draw(make(), legend="zoo").picture
    cells = {cell.key: cell for cell in cells_of(picture)}
    for path in picture.paths:
        if abs(path.points[0][0] - path.points[3][0]) < 0.1:
            continue
        points = [at(path.points, i / 20) for i in range(21)]
        for key, cell in cells.items():
            if key not in {path.source, path.target}:
                assert all((x - cell.centre[0]) ** 2 + (y - cell.centre[1]) ** 2 >= cell.radius**2 for x, y in points)


def test_columns_are_centred_and_equally_far_apart() -> None:
    """As on the poster."""
    cells = cells_of(draw(feed_forward([3, 4, 1, 2], seed=0), legend="zoo").picture)
    columns = [[cell.centre for cell in group] for _, group in itertools.groupby(cells, lambda cell: cell.centre[0])]
    assert [3, 4, 1, 2] == [len(column) for column in columns]
    assert 1 == len({round(sum(y for _, y in column) / len(column), 6) for column in columns})
    assert [58.0] * 3 == [b[0][0] - a[0][0] for a, b in itertools.pairwise(columns)]


def test_outputs_stand_in_the_last_column_unless_others_follow() -> None:
    """One that hears the input directly stands beside one that hears hidden neurons."""
    x, h, early, late, last = InputNeuron("x"), Neuron("h"), Neuron("early"), Neuron("late"), Neuron("last")
    connect(x, [h, early, late])
    connect([h, late], last)
    columns = seen_in(draw(Network([x], [early, late, last], seed=0), legend="zoo").picture).columns
    assert [["input"], ["output", "hidden"], ["output", "output"]] == [sorted(column, reverse=True) for column in columns]


def test_arcs_go_outwards_and_handlebars_over_their_cell() -> None:
    """The upper row's skip runs above it, the lower row's below; a loop reaches over the cell and not to the next one."""
    x, h, g, y = ([InputNeuron(), InputNeuron()], *([Neuron(), Neuron()] for _ in range(2)), [Neuron(), Neuron()])
    for before, layer in itertools.pairwise([x, h, g, y]):
        connect(before, layer)
    for source, target in zip(h, y, strict=True):
        Synapse(source, target)
    Synapse(h[1], h[1], delay=1)
    picture = draw(Network(x, y, seed=0), legend="zoo").picture
    rows = sorted({cell.centre[1] for cell in cells_of(picture)})
    heights = [at(path.points, 0.5)[1] for path in picture.paths if abs(path.points[0][0] - path.points[3][0]) > 100]
    assert min(heights) < rows[0]
    assert max(heights) > rows[1]
    (loop,) = [path for path in picture.paths if path.source == path.target]
    radius = cells_of(picture)[0].radius
    assert rows[0] + radius < at(loop.points, 0.5)[1] < rows[1] - radius


def test_lines_go_around_who_has_been_placed_between() -> None:
    """Three in one row: the line from the first to the last is not to be taken for two."""
    network = feed_forward([2, 1], seed=0)
    picture = draw(network, legend="zoo", positions={"x1": (0, 0), "x2": (1, 0), "y": (2, 0)}).picture
    ways = {path.source: at(path.points, 0.5)[1] for path in picture.paths}
    assert ways["n0"] < -20
    assert 0 == ways["n1"]
    picture = draw(feed_forward([1, 1, 1], seed=0), legend="zoo", positions={"x1": (0, 0), "h1": (2, 0), "y": (1, 0)}).picture
    assert [True, False] == [at(path.points, 0.5)[1] < -20 for path in picture.paths]


def test_a_position_in_a_circle_is_where_it_says() -> None:
    """Also where a long label has moved the columns apart: (20, 1) is twenty times as far as (1, 1)."""
    network = reservoir()
    network["y"].label = "a label that is long"
    picture = draw(network, legend="zoo", labels=True, positions={"h1": (20, 1), "h2": (1, 1)}).picture
    places = {cell.tooltip[0]: cell.centre for cell in cells_of(picture)}
    assert places["h1: recurrent"] == pytest.approx((20 * places["h2: recurrent"][0], 56.0))


@pytest.mark.parametrize("labels", [False, True])
def test_a_group_with_many_links_inside_stands_in_a_circle(*, labels: bool) -> None:
    """All at one distance from the middle, which is so long that a chord to the second next does not touch the next."""
    cells = cells_of(draw(reservoir(), legend="zoo", labels=labels).picture)
    ring = [cell.centre for cell in cells if kind_of(cell) == "recurrent"]
    middle = (sum(x for x, _ in ring) / 12, sum(y for _, y in ring) / 12)
    distances = [math.dist(centre, middle) for centre in ring]
    assert distances == pytest.approx([distances[0]] * 12)
    assert distances[0] * (1 - math.cos(math.tau / 12)) > cells[0].radius


@pytest.mark.parametrize("complete", [False, True])
def test_a_group_with_few_links_or_all_of_them_keeps_its_column(*, complete: bool) -> None:
    """Where each is joined to each the column says so; a single link bows around who is between."""
    x, h, y = InputNeuron(), [Neuron() for _ in range(5)], Neuron()
    connect(x, h)
    connect(h, y)
    if complete:
        connect(h, h, delay=1)
    else:
        Synapse(h[0], h[3], delay=1)
    seen = seen_in(draw(Network([x], [y], seed=0), legend="zoo").picture)
    assert [1, 5, 1] == [len(column) for column in seen.columns]
    assert ([] if complete else [frozenset({1, 4})]) == list(seen.arcs)
    assert (frozenset({1, 2}) in seen.lines) is complete


@pytest.mark.parametrize("shuffled", [False, True])
def test_two_runs_of_a_column_that_are_complete_each_keep_apart(*, shuffled: bool) -> None:
    """As the halves of a bidirectional network: no line between them. Shuffled into one another they stand in a circle."""
    x, h, y = InputNeuron(), [Neuron() for _ in range(6)], Neuron()
    connect(x, h)
    connect(h, y)
    for half in (h[::2], h[1::2]) if shuffled else (h[:3], h[3:]):
        connect(half, half, delay=1)
    seen = seen_in(draw(Network([x], [y], seed=0), legend="zoo").picture)
    assert shuffled == (len(seen.columns) > 3)
    if not shuffled:
        inside = [sorted(line) for line in seen.lines if not line & {0, 7}]
        assert [[1, 2], [2, 3], [4, 5], [5, 6]] == sorted(inside)


def test_neurons_that_feed_one_another_in_time_only_stand_behind_the_inputs() -> None:
    """Nothing but a delay leads to h; it is computed all the same."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    Synapse(x, h, delay=1)
    connect(h, y)
    assert [["input"], ["hidden"], ["output"]] == seen_in(draw(Network([x], [y], seed=0), legend="zoo").picture).columns


def test_positions_are_columns_and_rows() -> None:
    """By neuron or by label; whoever has none keeps the usual place."""
    network = feed_forward([2, 1], seed=0)
    picture = draw(network, legend="zoo", positions={"x1": (0, 3), network["y"]: (3, 0.5)}).picture
    places = {cell.tooltip[0]: cell.centre for cell in picture.shapes if cell.key.startswith("n")}
    assert {"x1: input": (0, 132), "x2: input": (0, 44), "y: output": (174, 22)} == places


@pytest.mark.parametrize(
    ("positions", "message"),
    [
        ({"z": (0, 0)}, "'z', which is no neuron or cell of the network"),
        ({3: (0, 0)}, "3, which is no neuron"),
        ({"b1": (0, 0)}, "bias neurons are not drawn"),
        ({"y": 3}, r"position of neuron 'y' must be two numbers, \(column, row\), got 3"),
        ({"y": (float("nan"), 0)}, "reasonable size"),
        ({"y": (0, 0)}, r"'x1' at \(0, 0\) and 'y' at \(0, 0\) would lie on one another"),
    ],
)
def test_positions_that_will_not_do(positions: Any, message: str) -> None:
    """The message says whose, and what to give."""
    with pytest.raises(ValueError, match=message):
        draw(feed_forward([2, 1], seed=0), legend="zoo", positions=positions)
