"""What can be seen in a picture in the zoo's legend, looked at as one looks at the poster; and neurons to be looked at."""

import itertools
from typing import NamedTuple

from autograd.drawing.diagram import Diagram, Shape
from autograd.drawing.text import width
from nn import InputNeuron, Network, Neuron
from nn.drawing.routes import at
from nn.drawing.zoo.picture import zoo_of

Lines = set[frozenset[int]]


class Seen(NamedTuple):
    """What can be seen in a picture: the kinds in every column from the top, and which cells are joined by what."""

    columns: list[list[str]]
    lines: Lines
    loops: set[int]
    arcs: Lines


def cells_of(diagram: Diagram) -> list[Shape]:
    """The glyphs of neurons, without those of the legend below, by column."""
    return sorted((s for s in diagram.shapes if s.key.startswith("n")), key=lambda s: (round(s.centre[0], 3), s.centre[1]))


def kind_of(shape: Shape) -> str:
    return shape.tooltip[0].rpartition(": ")[2]


def seen_in(diagram: Diagram) -> Seen:
    """Look at a picture as one looks at the poster."""
    cells = cells_of(diagram)
    number = {cell.key: i for i, cell in enumerate(cells)}
    columns = [[kind_of(cell) for cell in group] for _, group in itertools.groupby(cells, lambda s: round(s.centre[0], 3))]
    lines: Lines = set()
    loops: set[int] = set()
    arcs: Lines = set()
    for path in diagram.paths:
        ends = sorted((number[path.source], number[path.target]))
        (x0, y0), (x1, y1), (x, y) = path.points[0], path.points[3], at(path.points, 0.5)
        if ends[0] == ends[1]:
            loops.add(ends[0])
        elif abs(x - (x0 + x1) / 2) + abs(y - (y0 + y1) / 2) > 0.1:
            arcs.add(frozenset(ends))
        elif abs(x1 - x0) < 0.1:  # within a column a line to a far cell lies on those between neighbours
            lines |= {frozenset(pair) for pair in itertools.pairwise(range(ends[0], ends[1] + 1))}
        else:
            lines.add(frozenset(ends))
    return Seen(columns, lines, loops, arcs)


def inputs(count: int) -> list[InputNeuron]:
    return [InputNeuron(f"x{i}") for i in range(count)]


def layer(name: str, count: int, activation: str = "linear", combine: str = "weighted_sum") -> list[Neuron]:
    return [Neuron(f"{name}{i}", activation, combine) for i in range(count)]


def kinds(network: Network, *, reconstructs: bool = False) -> dict[str, str]:
    """The kind of every neuron that is drawn."""
    zoo = zoo_of(network, reconstructs=reconstructs)
    return {unit.label: zoo.kinds[unit].name for unit in zoo.units.units}


def overlapping(picture: Diagram) -> list[tuple[str, str]]:
    """Glyphs, labels and names that lie on one another."""
    boxes = [(shape.key, shape.centre, (2 * shape.radius, 2 * shape.radius)) for shape in picture.shapes]
    boxes += [(chip.line.text, chip.centre, chip.size) for chip in picture.chips]
    for caption in picture.captions:
        wide = width(caption.line.text, caption.line.size, bold=caption.line.bold)
        x = caption.at[0] + {"left": wide / 2, "center": 0.0, "right": -wide / 2}[caption.anchor]
        boxes.append((caption.line.text, (x, caption.at[1]), (wide, caption.line.size)))
    return [
        (first, second)
        for (first, a, (w1, h1)), (second, b, (w2, h2)) in itertools.combinations(boxes, 2)
        if abs(a[0] - b[0]) < (w1 + w2) / 2 - 1e-6 and abs(a[1] - b[1]) < (h1 + h2) / 2 - 1e-6
    ]
