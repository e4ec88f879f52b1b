"""The layout places boxes and wires so that a graph can be read: checked on the geometry that is drawn."""

import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wires import Polyline, boxes_of, crossings, links_of, network_graph, random_graph, sampled

from autograd.drawing.layout import Box, Layout, Link, Spacing, lay_out
from autograd.drawing.layout.columns import assign_columns
from autograd.drawing.layout.crossings import crossings_of
from autograd.drawing.layout.grid import build, share
from autograd.drawing.layout.heights import distances, draft, springs
from autograd.drawing.layout.order import order
from autograd.drawing.layout.pieces import split
from autograd.drawing.layout.straighten import straighten
from autograd.errors import CycleError

GRAPHS: dict[str, list[list[int]]] = {
    "one": [[]],
    "three alone": [[], [], []],
    "chain": [[], [0], [1], [2]],
    "square": [[], [0, 0]],
    "lecture": [[], [], [0, 1], [], [2, 3], [], [4, 5]],
    "against the order": [[], [], [1, 0]],
    "two parts": [[], [], [0], [1], [3, 3]],
    "a skip": [[], [0], [1], [2], [3, 0]],
    "fan in": [*([[]] * 40), list(range(40))],
    "fan out": [[], *([[0]] * 40)],
    "recurrence": [[], [], *([i + 1, 0] for i in range(40))],
    "sums": network_graph([2, 3, 1], plain=False),
    "plain": network_graph([2, 3, 2, 1], plain=True),
    **{f"random {seed}": random_graph(seed) for seed in range(6)},
}
every_graph = pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
graphs = st.lists(st.lists(st.integers(0, 10**6), max_size=4), max_size=25).map(
    lambda drawn: [[number % node for number in operands] if node else [] for node, operands in enumerate(drawn)]
)


def laid_out(graph: list[list[int]]) -> Layout:
    return lay_out(boxes_of(graph), links_of(graph))


def wires(layout: Layout) -> list[Polyline]:
    return [sampled(route.svg()) for route in layout.routes]


def check(graph: list[list[int]]) -> None:
    """All that must hold for every layout."""
    boxes, links, layout = boxes_of(graph), links_of(graph), laid_out(graph)
    assert len(boxes) == len(layout.corners)
    check_boxes(boxes, layout)
    for link, line in zip(links, wires(layout), strict=True):
        check_wire(link, line, boxes, layout)


def check_boxes(boxes: list[Box], layout: Layout) -> None:
    """Boxes are within the picture and keep their distance."""
    spacing = Spacing()
    placed = sorted((x, y, box) for (x, y), box in zip(layout.corners, boxes, strict=True))
    for x, y, box in placed:
        assert x >= 0.0
        assert y >= 0.0
        assert x + box.width <= layout.width + 0.1
        assert y + box.height <= layout.height + 0.1
    for i, (x, y, box) in enumerate(placed):
        for right, below, other in placed[i + 1 :]:
            apart = right >= x + box.width or abs(below - y) >= spacing.boxes - 0.1 + (box if y < below else other).height
            assert apart, (x, y, right, below)


def check_wire(link: Link, line: Polyline, boxes: list[Box], layout: Layout) -> None:
    """A wire goes from its source to its port, only to the right, and stays clear of all other boxes."""
    (x, y), (to_x, to_y) = layout.corners[link.source], layout.corners[link.target]
    assert pytest.approx(line[0], abs=0.1) == (x + boxes[link.source].width, y + boxes[link.source].height / 2)
    assert pytest.approx(line[-1], abs=0.1) == (to_x, to_y + boxes[link.target].ports[link.port])
    assert all(before[0] <= after[0] for before, after in pairwise(line))
    for box, (left, top) in zip(boxes, layout.corners, strict=True):
        inside = [(x, y) for x, y in line if left < x < left + box.width and top - 5 < y < top + box.height + 5]
        assert not inside


@every_graph
def test_boxes_are_apart_and_wires_find_their_way(graph: list[list[int]]) -> None:
    """Nothing overlaps, data flows to the right, every wire ends at its port and touches no other card."""
    check(graph)


@settings(max_examples=60, deadline=None)
@given(graphs)
def test_any_graph_can_be_laid_out(graph: list[list[int]]) -> None:
    """Values without users, without operands, used twice by one user, in several parts: all hold the same rules."""
    check(graph)


@every_graph
def test_the_wires_drawn_cross_as_often_as_was_counted(graph: list[list[int]]) -> None:
    """Curves cross once or never, so what the order minimises is what the reader sees."""
    counted = 0
    for members, inner in split(len(graph), links_of(graph)):
        links = [Link(members.index(x), members.index(y), port) for x, y, port, *_ in (links_of(graph)[i] for i in inner)]
        grid = build(links, assign_columns(len(members), links))
        counted += crossings_of(grid, order(grid))
    assert counted == crossings(wires(laid_out(graph)))


def test_few_wires_cross() -> None:
    """What a search of this kind finds: twelve graphs cross 104 times in all (dot, with ordering=in: 135)."""
    assert sum(crossings(wires(laid_out(random_graph(seed)))) for seed in range(12)) <= 110
    assert crossings(wires(laid_out(GRAPHS["plain"]))) <= 12
    assert crossings(wires(laid_out(GRAPHS["sums"]))) <= 15


@every_graph
def test_every_step_of_a_wire_is_a_piece_of_the_grid(graph: list[list[int]]) -> None:
    """From its source through its own waypoints to its target, also where waypoints were joined."""
    grid = build(links_of(graph), assign_columns(len(graph), links_of(graph)))
    grid, rows = share(grid, order(grid))
    assert sorted(item for row in rows for item in row) == list(range(grid.count))
    for link, path in zip(links_of(graph), grid.paths, strict=True):
        assert (link.source, link.target) == (path[0], path[-1])
        assert all(before in grid.sources[after] for before, after in pairwise(path))
        assert {grid.owner[item][0] for item in path[:-1]} == {link.source}


@pytest.mark.parametrize(("rows", "joined"), [([[0], [4, 6, 1], [5, 7], [2, 3]], 2), ([[0], [4, 1, 6], [5, 7], [2, 3]], 0)])
def test_wires_of_one_value_are_joined_until_they_part(rows: list[list[int]], joined: int) -> None:
    """Where another thing has come between them they stay apart, even side by side further on."""
    grid = build([Link(0, 2, 0), Link(0, 3, 0)], [0, 1, 3, 3])
    fewer, shorter = share(grid, rows)
    assert grid.count - joined == fewer.count == sum(map(len, shorter))
    assert all(before in fewer.sources[after] for path in fewer.paths for before, after in pairwise(path))


def test_a_value_used_very_often_has_one_waypoint_in_a_column() -> None:
    """Or its wires would have 125,000 of them."""
    links = links_of([[], [], *([i + 1, 0] for i in range(500))])
    assert build(links, assign_columns(502, links)).count < 1100


def test_the_first_operand_arrives_on_top() -> None:
    """Wires of one target come in at its ports, in the order of the operands, even where the operands must cross."""
    graph = [[], [], [0, 1], [1, 0], [2, 3]]
    layout = laid_out(graph)
    arrivals: dict[int, list[float]] = {}
    for link, line in zip(links_of(graph), wires(layout), strict=True):
        arrivals.setdefault(link.target, []).append(line[-1][1])
    assert all(heights == sorted(heights) for heights in arrivals.values())
    assert [18.0] * 3 == [lower - upper for upper, lower in arrivals.values()]


def test_trees_are_drawn_without_a_crossing() -> None:
    """The operands of an expression that uses everything once stand in its order, whatever the order they were made in."""
    assert 0 == crossings(wires(laid_out([[], [], [], [], [3, 0], [1, 2], [5, 4]])))


def test_a_parameter_stands_beside_what_uses_it() -> None:
    """Leaves are in the column next to their first user, not all of them at the left."""
    assert [0, 0, 1, 1, 2, 2, 3] == assign_columns(7, links_of(GRAPHS["lecture"]))


def test_a_chain_is_a_straight_line() -> None:
    """A wire that can be straight is one."""
    assert {0.0} == {y for _, y in laid_out([[], *([i] for i in range(9))]).corners}


def test_a_long_wire_is_straight() -> None:
    """What passes many columns bends at its ends and nowhere else."""
    layout = laid_out(GRAPHS["recurrence"])
    assert max(len(route.bends) for route in layout.routes) <= 2


def test_a_box_stands_between_its_operands() -> None:
    """Where a user could be at the height of either operand it is in the middle."""
    first, second, user = laid_out([[], [], [0, 1]]).corners
    assert first[1] + second[1] == pytest.approx(2 * user[1], abs=0.1)


def test_straightening_finds_the_least_climb() -> None:
    """The heights are as good as those of a linear program, to 3 %: the rest is the pull towards the middle."""
    optimize = pytest.importorskip("scipy.optimize")
    sparse = pytest.importorskip("scipy.sparse")
    for graph in (GRAPHS["plain"], GRAPHS["random 1"], random_graph(11, 60)):
        grid = build(links_of(graph), assign_columns(len(graph), links_of(graph)))
        grid, rows = share(grid, order(grid))
        pulls, room = springs(grid, boxes_of(graph)), distances(grid, boxes_of(graph), Spacing())
        y = draft(rows, pulls, room)
        straighten(rows, pulls, room, y)
        found = sum(strength * abs(y[right] - y[left] - offset) for left, right, offset, strength in pulls)
        limits: list[tuple[dict[int, float], float]] = []
        for i, (left, right, offset, _) in enumerate(pulls):
            limits += [({right: s, left: -s, grid.count + i: -1.0}, s * offset) for s in (1.0, -1.0)]
        limits += [({a: 1.0, b: -1.0}, -room.between(a, b)) for row in rows for a, b in pairwise(row)]
        entries = [(value, i, column) for i, (line, _) in enumerate(limits) for column, value in line.items()]
        values, lines, columns = zip(*entries, strict=True)
        least = optimize.linprog(
            [0.0] * grid.count + [spring.strength for spring in pulls],
            A_ub=sparse.csr_matrix((values, (lines, columns))),
            b_ub=[limit for _, limit in limits],
            bounds=[(None, None)] * grid.count + [(0, None)] * len(pulls),
        ).fun
        assert least * (1 - 1e-6) <= found <= 1.03 * least


def test_parts_stand_on_shelves() -> None:
    """Many values without a wire make a page, not a column a mile high."""
    layout = lay_out([Box(118.0, 64.0)] * 300, [])
    assert 1.0 < layout.width / layout.height < 2.5
    assert len(set(layout.corners)) == 300


def test_boxes_may_have_any_size() -> None:
    """In a column all begin at the same place; the wires of narrow ones go on level to the end of the column."""
    boxes = [Box(50.0, 20.0), Box(300.0, 200.0), Box(10.0, 10.0, ports=(2.0, 8.0))]
    links = [Link(0, 2, 0), Link(1, 2, 1)]
    layout = lay_out(boxes, links)
    check_boxes(boxes, layout)
    for link, line in zip(links, wires(layout), strict=True):
        check_wire(link, line, boxes, layout)
    assert layout.corners[0][0] == layout.corners[1][0]


def test_two_links_may_ask_for_the_same_port() -> None:
    """Both are drawn, one upon the other."""
    layout = lay_out([Box(10.0, 10.0), Box(10.0, 10.0, (5.0,))], [Link(0, 1, 0)] * 2)
    assert layout.routes[0] == layout.routes[1]


@pytest.mark.parametrize("graph", [[], [[]]])
def test_nothing_and_one(graph: list[list[int]]) -> None:
    """The smallest layouts."""
    assert ([(0.0, 0.0)] * len(graph), []) == (laid_out(graph).corners, laid_out(graph).routes)


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param([[], *([i] for i in range(999))], id="a chain of 1,000"),
        pytest.param([*([[]] * 300), list(range(300))], id="a sum of 300"),
        pytest.param([[], *([[0]] * 300)], id="a value used 300 times"),
        pytest.param([[], [], *([i + 1, 0] for i in range(500))], id="a value used at each of 500 steps"),
        pytest.param(network_graph([2, 10, 10, 1], plain=True), id="a network of 437 values"),
    ],
)
def test_large_graphs_hold_the_same_rules(graph: list[list[int]]) -> None:
    """No recursion, and no time that grows with the square: each takes a second or so at most."""
    boxes, layout = boxes_of(graph), laid_out(graph)
    check_boxes(boxes, layout)
    links = links_of(graph)
    for link, line in list(zip(links, wires(layout), strict=True))[:: max(1, len(links) // 100)]:
        check_wire(link, line, boxes, layout)


def test_wires_in_a_circle_are_told() -> None:
    """A graph without a direction has no layout."""
    with pytest.raises(CycleError, match="0 -> 1 -> 0"):
        lay_out([Box(1.0, 1.0, (0.5,))] * 2, [Link(0, 1, 0), Link(1, 0, 0)])


@pytest.mark.parametrize("link", [Link(0, 2, 0), Link(-1, 1, 0), Link(0, 1, 1), Link(0, 1, -1)])
def test_links_to_nowhere_are_told(link: Link) -> None:
    """A box or a port that is not there is an error, not somebody else's."""
    with pytest.raises(ValueError, match="not there"):
        lay_out([Box(1.0, 1.0), Box(1.0, 1.0, (0.5,))], [link])


def test_the_same_graph_gives_the_same_layout() -> None:
    """To the bit, in every process, whatever the seed of Python's hashes is."""
    program = (
        "from wires import *; from autograd.drawing.layout import lay_out; import hashlib\n"
        "text = repr([lay_out(boxes_of(g), links_of(g)) for g in [random_graph(3), network_graph([2, 3, 1], plain=True)]])\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    printed = set()
    for seed in ("0", "1", "12345"):
        paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths}
        printed.add(subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True).stdout)
    assert len(printed) == 1


def test_a_picture_does_not_depend_on_what_is_far_away() -> None:
    """A layout is finite and without nan for boxes without height."""
    layout = lay_out([Box(0.0, 0.0), Box(0.0, 0.0, (0.0,))], [Link(0, 1, 0)])
    assert all(math.isfinite(number) for corner in layout.corners for number in corner)
