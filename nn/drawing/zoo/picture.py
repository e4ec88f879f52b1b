"""A network in the legend of the Neural Network Zoo, as a placed picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from autograd.drawing.diagram import Caption, Chip, Diagram, LegendEntry, Line, Path, Point, Shape
from autograd.drawing.text import clean, cut, width

from ...cells import Cell
from ...network import Network
from ...neuron import AbstractNeuron, Neuron, listing
from ...synapse import Synapse
from ..columns import activation_name
from ..routes import at
from .anatomy import Anatomy
from .kinds import KINDS, Kind, kind_of
from .lines import curves_of, handlebar
from .places import COLUMN, RADIUS, ROW, Group, Spot, places_of
from .units import Unit, Units, units_of

_LABEL, _LABELLED_ROW = 9.5, 56.0  # the size of a label, and the rows with one
_LONGEST_LABEL = 88.0
_TITLE, _TITLE_ROOM = 14.0, 26.0
_WIRE = 0.9  # the width of a link
_FULL, _FAINTEST = 120, 0.25  # up to so many links are drawn in full; with their number they grow fainter, down to this opacity
_SLANT = 0.34  # how far columns of some height are apart: a steeper link would touch the neighbours of its ends
_TOLD = 6  # synapses of one link that its tooltip tells
_STRIP_RADIUS, _STRIP_TEXT, _STRIP_ROW = 7.0, 10.5, 22.0  # of the legend
_STRIP_BETWEEN, _STRIP_WIDTH = 18.0, 300.0  # between its entries, and how wide it may be below a narrow picture

Labels = Literal["names", "kinds", "none"]


@dataclass(frozen=True, slots=True)
class Zoo:
    """A network in the zoo's legend: its units, what each of them is, and where it stands."""

    units: Units
    kinds: dict[Unit, Kind]
    places: dict[Unit, Spot]  # of the units that are drawn, in columns and rows
    groups: list[Group]

    @property
    def links(self) -> list[tuple[Unit, Unit]]:
        """The links between units that are drawn."""
        return [link for link in self.units.links if link[0] in self.places and link[1] in self.places]

    def kinds_from_left(self) -> list[Kind]:
        """Return the kinds that occur, in the order in which they are met from left to right."""
        drawn = sorted(self.places, key=lambda unit: self.places[unit][0])
        return list(dict.fromkeys(self.kinds[unit] for unit in (*drawn, *self.units.units)))

    def counts(self) -> dict[str, int]:
        """Return how many units there are of each kind."""
        found = Counter(self.kinds.values())
        return {kind.name: found[kind] for kind in self.kinds_from_left()}


def zoo_of(
    network: Network,
    *,
    expanded: Collection[Cell] = (),
    positions: Mapping[AbstractNeuron, Spot] | None = None,
    reconstructs: bool = False,
) -> Zoo:
    """Return what stands where, cells as one glyph unless they are ``expanded``.

    Raises ValueError for two units at one place.
    """
    units = units_of(network, expanded)
    anatomy = Anatomy(network, units, reconstructs=reconstructs)
    chosen = {units.of[neuron]: spot for neuron, spot in (positions or {}).items()}
    places, groups = places_of(units, anatomy.is_input, anatomy.is_output, chosen)
    return Zoo(units, {unit: kind_of(anatomy, unit) for unit in units.units}, places, groups)


def diagram_of(zoo: Zoo, *, labels: Labels = "none", title: str = "", legend: bool = True) -> Diagram:
    """Return the picture of a zoo's member, or of any other network seen that way."""
    texts = {unit: cut(clean(_label(zoo, unit, labels)), _LONGEST_LABEL, _LABEL) for unit in zoo.places}
    widest = max((width(text, _LABEL) for text in texts.values()), default=0.0)
    down = _LABELLED_ROW if labels != "none" else ROW
    rows = [[zoo.places[unit][1] for unit in group.units] for group in zoo.groups if not group.circle]
    across = max(COLUMN * down / ROW, widest + 10.0, *(_SLANT * down * (max(column) - min(column)) for column in rows))
    radius = RADIUS * ROW
    centres = {unit: (across * column, down * row) for unit, (column, row) in zoo.places.items()}
    for group in zoo.groups:  # a circle is one, however far the columns are apart
        for unit in group.units if group.circle else ():
            column, row = zoo.places[unit]
            centres[unit] = (across * group.middle + (column - group.middle) * COLUMN * down / ROW, down * row)
    shapes = [_shape(zoo, unit, centre, radius) for unit, centre in centres.items()]
    links = zoo.links
    curves = curves_of(links, centres, radius, zoo.groups)
    opacity = max(min((_FULL / max(len(links), 1)) ** 0.5, 1.0), _FAINTEST)
    paths = [
        _path(link, curve, _WIRE, opacity, zoo.units.links[link]) for link, curve in zip(links, curves, strict=True)
    ]  # fmt: skip
    for unit, synapses in zoo.units.loops.items():
        if unit in centres:
            paths.append(_path((unit, unit), handlebar(centres[unit], radius), 1.4 * _WIRE, 1.0, synapses))
    chips = [
        Chip((x, y + radius + 8.0), (width(text, _LABEL) + 4.0, 12.0), Line(text, _LABEL), (unit.label,))
        for (unit, (x, y)), text in zip(centres.items(), texts.values(), strict=True)
        if text
    ]
    captions = [_gap(group, across, down) for group in zoo.groups if group.gap]

    points = [*centres.values(), *(at(path.points, t) for path in paths for t in (0.25, 0.5, 0.75))]
    left, right = min(x for x, _ in points) - radius, max(x for x, _ in points) + radius
    top, bottom = min(y for _, y in points) - radius, max(y for _, y in points) + radius + (12.0 if labels != "none" else 0.0)
    middle = (left + right) / 2
    if title:
        captions.append(Caption((middle, top - _TITLE_ROOM + 6.0), "center", Line(clean(title), _TITLE, bold=True)))
    strip_bottom = bottom + 10.0
    if legend:
        strip_shapes, strip_captions, strip_bottom = strip(
            zoo.kinds_from_left(), (middle, bottom + 16.0), max(right - left, _STRIP_WIDTH)
        )
        shapes += strip_shapes
        captions += strip_captions
    remarks = _remarks(zoo)
    return Diagram(
        panels=(),
        paths=tuple(paths),
        shapes=tuple(shapes),
        chips=tuple(chips),
        captions=tuple(captions),
        legend=(tuple(LegendEntry("none", remark) for remark in remarks),) if remarks else (),
        legend_at=(middle, strip_bottom),
    )


def _label(zoo: Zoo, unit: Unit, labels: Labels) -> str:
    return {"names": unit.label, "kinds": zoo.kinds[unit].name, "none": ""}[labels]


def _shape(zoo: Zoo, unit: Unit, centre: Point, radius: float) -> Shape:
    kind = zoo.kinds[unit]
    return Shape(unit.key, False, centre, radius, kind.role, (), None, tuple(_about(unit, kind)), kind.symbol)


def _about(unit: Unit, kind: Kind) -> list[str]:
    lines = [f"{unit.label}: {kind.name}", f"it {kind.why}"]
    if unit.is_cell:
        return [*lines, f"a cell of {len(unit.members)} neurons: {listing([neuron.label for neuron in unit.members])}"]
    (neuron,) = unit.members
    return [*lines, f"{activation_name(neuron)} of its {neuron.combine.name}"] if isinstance(neuron, Neuron) else lines


def _path(
    ends: tuple[Unit, Unit], curve: tuple[Point, Point, Point, Point], wide: float, opacity: float, synapses: list[Synapse]
) -> Path:
    told = [_about_synapse(synapse) for synapse in synapses[:_TOLD]]
    more = [f"and {len(synapses) - _TOLD:,} synapses more"] if len(synapses) > _TOLD else []
    return Path(ends[0].key, ends[1].key, curve, 0.0, wide, opacity, dashed=False, arrow="none", tooltip=(*told, *more))


def _about_synapse(synapse: Synapse) -> str:
    steps = synapse.delay or synapse.ahead
    which = f", from {steps} step{'s' * (steps > 1)} {'before' if synapse.delay else 'ahead'}" if steps else ""
    return f"{synapse.source.label}→{synapse.target.label}{which}{'' if synapse.trainable else ', frozen'}"


def _gap(group: Group, across: float, down: float) -> Caption:
    column, row = group.gap or (0.0, 0.0)
    return Caption((across * column, down * row), "center", Line(f"{group.left_out:,} more", 10.0, "muted"))


def _remarks(zoo: Zoo) -> list[str]:
    left_out = sum(group.left_out for group in zoo.groups)
    return [f"{len(zoo.places):,} of {len(zoo.units.units):,} neurons drawn"] if left_out else []


def strip(kinds: Sequence[Kind], at: Point, wide: float) -> tuple[list[Shape], list[Caption], float]:
    """Return the legend: a glyph and its name for each kind, in rows no wider than ``wide``, and where it ends.

    ``at`` is the middle of its upper edge.
    """
    lines = {kind: Line(kind.name, _STRIP_TEXT, "muted") for kind in kinds}
    sizes = {kind: 2 * _STRIP_RADIUS + 5.0 + width(line.text, _STRIP_TEXT) for kind, line in lines.items()}
    rows: list[list[Kind]] = []
    room = -1.0
    for kind in kinds:
        room -= sizes[kind] + _STRIP_BETWEEN
        if room < 0.0:
            rows.append([])
            room = wide - sizes[kind]
        rows[-1].append(kind)
    shapes, captions = [], []
    y = at[1] + _STRIP_ROW / 2
    for row in rows:
        x = at[0] - (sum(sizes[kind] for kind in row) + _STRIP_BETWEEN * (len(row) - 1)) / 2
        for kind in row:
            centre = (x + _STRIP_RADIUS, y)
            about = (kind.name, f"drawn where a neuron {kind.why}")
            key = f"kind{KINDS.index(kind)}"
            shapes.append(Shape(key, False, centre, _STRIP_RADIUS, kind.role, (), None, about, kind.symbol))
            captions.append(Caption((x + 2 * _STRIP_RADIUS + 5.0, y), "left", lines[kind], about))
            x += sizes[kind] + _STRIP_BETWEEN
        y += _STRIP_ROW
    return shapes, captions, y
