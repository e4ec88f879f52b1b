"""The picture beside a story that is no backpropagation: the units of the zoo's legend, large enough for a number in each.

Neurons stand as `nn.draw(legend="zoo")` places them: a circle where all hear one another, a block where they lie on a map. Beside
them is a square for the one number that the story is about.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograd.drawing import numbers
from autograd.drawing.diagram import Diagram, Line, Path, Point, Shape
from autograd.drawing.palette import mix
from autograd.drawing.stepper.colours import variable_palette
from autograd.drawing.stepper.outline import Reading
from autograd.drawing.svg_diagram import write
from autograd.drawing.text import clean, cut, width

from ..drawing.layout import CHORD
from ..drawing.zoo.picture import zoo_of
from ..drawing.zoo.units import Unit
from ..network import Network
from ..neuron import AbstractNeuron
from ..synapse import Synapse

TOTAL = "total"  # the key of the square
_RADIUS, _APART = 25.0, 74.0  # points: of a unit, and from one to the next
_NAME, _NUMBER = 11.0, 11.0
_WIDEST = 5.0  # of a wire


class RulePicture:
    """Where the units of a network stand, and the keys under which a page knows them; ``total`` names the square."""

    def __init__(self, network: Network, total: str) -> None:
        self._zoo = zoo_of(network)
        self._total = total
        self.keys: dict[AbstractNeuron, str] = {neuron: unit.key for neuron, unit in self._zoo.units.of.items()}
        self.wires: dict[Synapse, str] = {}
        for i, synapses in enumerate(self._zoo.units.links.values()):
            self.wires |= dict.fromkeys(synapses, f"s{i}")
        self.names = {unit.key: cut(clean(f"{unit.label}: {self._zoo.kinds[unit].name}"), 60.0) for unit in self._zoo.units.units}
        self.names |= {self.wires[links[0]]: _told(links) for links in self._zoo.units.links.values()}
        self.names[TOTAL] = total

    def draw(self, readings: list[Reading], about: str) -> str:
        """Return the picture as SVG, at the end of the story, in colours that are variables."""
        latest = {reading.key: reading for reading in readings if reading.place == "shape"}
        centres = {unit: (_APART * column, _APART * row) for unit, (column, row) in self._zoo.places.items()}
        shapes = [self._shape(unit, centre, latest) for unit, centre in centres.items()]
        right, middle = max(x for x, _ in centres.values()), sum(y for _, y in centres.values()) / len(centres)
        square = (Line(self._total, 13.0, bold=True), _number(latest.get(TOTAL)))
        shapes.append(Shape(TOTAL, True, (right + 1.3 * _APART, middle), 1.1 * _RADIUS, "output", square, None, ()))
        picture = Diagram((), tuple(self._paths(centres)), tuple(shapes), (), (), (), (0.0, 0.0))
        return write(picture, variable_palette(), about)

    def _shape(self, unit: Unit, centre: Point, latest: Mapping[str, Reading]) -> Shape:
        name = clean(unit.label)
        lines = (Line(cut(name, 2 * CHORD * _RADIUS / 26.0, _NAME, bold=True), _NAME, bold=True), _number(latest.get(unit.key)))
        return Shape(unit.key, False, centre, _RADIUS, self._zoo.kinds[unit].role, lines, None, ())

    def _paths(self, centres: Mapping[Unit, Point]) -> list[Path]:
        links = {ends: synapses for ends, synapses in self._zoo.units.links.items() if ends[0] in centres and ends[1] in centres}
        largest = max((abs(synapses[0].weight.data) for synapses in links.values()), default=0.0) or 1.0
        paths = []
        for (first, second), synapses in links.items():
            w, a, b = synapses[0].weight.data, centres[first], centres[second]
            x, y = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
            points = (a, (a[0] + x, a[1] + y), (b[0] - x, b[1] - y), b)
            share = abs(w) / largest
            key = self.wires[synapses[0]]
            paths.append(
                Path(first.key, second.key, points, w, 0.6 + _WIDEST * share, 0.25 + 0.6 * share, False, "none", (), key)
            )
        return paths


def _number(reading: Reading | None) -> Line:
    text = numbers.short(reading.number, reading.digits) if reading is not None else "·"
    size = min(_NUMBER, 1.6 * _RADIUS / max(width(text, 1.0, monospace=True), 0.1))
    return Line(text, size, monospace=True)


def _told(synapses: list[Synapse]) -> str:
    first = synapses[0]
    both = "↔" if any(other.source is first.target for other in synapses) else "→"
    return f"{clean(first.source.label)}{both}{clean(first.target.label)}, weight {first.weight.data:.4g}"


def painted(share: float) -> str:
    """Return the colour of a number from -1 to 1 on the sign scale."""
    colours = variable_palette()
    return mix(colours.card, colours.by_sign(share), 0.12 + 0.6 * min(abs(share), 1.0)) if share else colours.card
