"""For tests and benchmarks: drawn wires as polylines, how often they cross, and graphs to lay out.

A graph is given by the operands of each node, ``[[], [], [0, 1]]`` for a product; operands come before their users.
"""

import random
import re
from collections.abc import Iterable
from itertools import pairwise

from autograd.drawing.layout import Box, Link

Polyline = list[tuple[float, float]]
SAMPLES = 17  # of a curve; odd, since two mirrored curves meet in their middle, where no sample may be


def random_graph(seed: int, size: int | None = None) -> list[list[int]]:
    """Return a random graph of 10 to 60 values: a third are leaves, operands are mostly recent, some are used often."""
    dice = random.Random(seed)
    size = size or dice.randint(10, 60)
    graph: list[list[int]] = [[] for _ in range(max(2, size // 3))]
    unused = list(range(len(graph)))
    dice.shuffle(unused)
    while len(graph) < size:
        operands = []
        for _ in range(1 if dice.random() < 0.2 else 2):
            if unused and dice.random() < 0.75:
                operands.append(unused.pop(dice.randrange(max(0, len(unused) - 6), len(unused))))
            else:
                operands.append(dice.randrange(max(0, len(graph) - 20), len(graph)))
        graph.append(operands)
        unused.append(len(graph) - 1)
    return graph


def network_graph(sizes: list[int], *, plain: bool) -> list[list[int]]:
    """Return the graph of a network's loss, its neurons written with plain + and *, or each as one weighted sum."""
    graph: list[list[int]] = []

    def new(*operands: int) -> int:
        graph.append(list(operands))
        return len(graph) - 1

    signals = [new() for _ in range(sizes[0])]
    for size in sizes[1:]:
        outputs = []
        for _ in range(size):
            bias = new()
            if plain:
                total = bias
                for signal in signals:
                    total = new(total, new(signal, new()))
            else:
                total = new(*(operand for signal in signals for operand in (new(), signal)), bias)
            outputs.append(new(total))
        signals = outputs
    terms = [new(new(signal, new())) for signal in signals]
    total = terms[0]
    for term in terms[1:]:
        total = new(total, term)
    return graph


def boxes_of(graph: list[list[int]]) -> list[Box]:
    """Return a card for each node, with a port for each operand."""
    heights = [max(64.0, 18.0 * len(operands) + 10.0) for operands in graph]
    return [
        Box(118.0, height, tuple(height / 2 + 18.0 * (i - (len(operands) - 1) / 2) for i in range(len(operands))))
        for height, operands in zip(heights, graph, strict=True)
    ]


def links_of(graph: list[list[int]]) -> list[Link]:
    """Return a link for each use of a node."""
    return [Link(operand, node, port) for node, operands in enumerate(graph) for port, operand in enumerate(operands)]


def sampled(path: str) -> Polyline:
    """Return the polyline of an SVG path made of M, H, L and C, each curve in `SAMPLES` parts."""
    points: Polyline = []
    for command, text in re.findall(r"([MHLC])([^MHLC]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
        if command == "H":
            points.append((numbers[0], points[-1][1]))
        elif command in "ML":
            points.append((numbers[0], numbers[1]))
        else:
            for i in range(0, len(numbers), 6):
                points += bezier(points[-1], *zip(numbers[i : i + 6 : 2], numbers[i + 1 : i + 6 : 2], strict=True))
    return points


def bezier(start: tuple[float, float], *rest: tuple[float, float]) -> Polyline:
    """Return points on a cubic curve, its start not among them."""
    points = []
    for i in range(1, SAMPLES + 1):
        t = i / SAMPLES
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (sum(w * point[axis] for w, point in zip(weights, (start, *rest), strict=True)) for axis in (0, 1))
        points.append((x, y))
    return points


def touches(line: Polyline, boxes: Iterable[tuple[float, float, float, float]]) -> bool:
    """Return whether a wire runs through a box of left, top, right and bottom. Level runs have no samples between their ends."""
    return any(
        left < next_x and x < right and top < max(y, next_y) and min(y, next_y) < bottom
        for left, top, right, bottom in boxes
        for (x, y), (next_x, next_y) in pairwise(line)
    )


def crossings(polylines: list[Polyline]) -> int:
    """Return how often two different wires cross. Wires that touch, or share a part of their way, do not cross there."""
    parts = sorted(
        (min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1]), wire, a, b)
        for wire, line in enumerate(polylines)
        for a, b in pairwise(line)
    )
    count = 0
    active: list[tuple[float, float, float, float, int, tuple[float, float], tuple[float, float]]] = []
    for part in parts:
        left, _, top, bottom, wire, a, b = part
        active = [other for other in active if other[1] >= left]
        for _, _, other_top, other_bottom, other_wire, c, d in active:
            if other_wire != wire and other_top <= bottom and top <= other_bottom:
                count += _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0
        active.append(part)
    return count


def _side(start: tuple[float, float], end: tuple[float, float], point: tuple[float, float]) -> float:
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
