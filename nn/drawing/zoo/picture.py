"""A network in the legend of the Neural Network Zoo, as a placed picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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
from .kinds import Kind, kind_of
from .legend import strip
from .lines import curves_of, handlebar
from .places import COLUMN, RADIUS, ROW, Group, Spot, places_of
from .units import Unit, Units, units_of

_LABEL, _LABELLED_ROW = 9.5, 56.0  # the size of a label, and the rows with one
_LONGEST_LABEL = 88.0
_TITLE = 14.0
_WIRE, _HANDLEBAR = 0.9, 1.25  # the widths of a link and of a loop
_FULL, _FAINTEST = 120, 0.25  # up to so many links are drawn in full; with their number they grow fainter, down to this opacity
_SLANT = 0.34  # how far columns of some height are apart: a steeper link would touch the neighbours of its ends
_TOLD = 6  # synapses of one link that its tooltip tells

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


@dataclass(frozen=True, slots=True)
class Body:
    """The drawn network by itself, and what it fills: left, top, right, bottom."""

    paths: list[Path]
    shapes: list[Shape]
    chips: list[Chip]
    captions: list[Caption]
    box: tuple[float, float, float, float]

    def moved(self, x: float, y: float, keys: str = "") -> Body:
        """Return the same at another place of the page, every key with ``keys`` before it."""

        def there(point: Point) -> Point:
            return point[0] + x, point[1] + y

        return Body(
            [
                replace(
                    path, source=keys + path.source, target=keys + path.target, points=(there(a), there(b), there(c), there(d))
                )
                for path in self.paths
                for a, b, c, d in [path.points]
            ],
            [replace(shape, key=keys + shape.key, centre=there(shape.centre)) for shape in self.shapes],
            [replace(chip, centre=there(chip.centre)) for chip in self.chips],
            [replace(caption, at=there(caption.at)) for caption in self.captions],
            (self.box[0] + x, self.box[1] + y, self.box[2] + x, self.box[3] + y),
        )


def diagram_of(zoo: Zoo, *, labels: Labels = "none", title: str = "") -> Diagram:
    """Return the picture of a zoo's member, or of any other network seen that way: with a title above and the legend below."""
    body = body_of(zoo, labels)
    left, top, right, bottom = body.box
    middle = (left + right) / 2
    head = [Caption((middle, top - 20.0), "center", Line(clean(title), _TITLE, bold=True))] if title else []
    legend = strip(zoo.kinds_from_left(), (middle, bottom + 16.0), right - left)
    remarks = tuple(LegendEntry("none", remark) for remark in remarks_on(zoo))
    return Diagram(
        panels=(),
        paths=tuple(body.paths),
        shapes=(*body.shapes, *legend.shapes),
        chips=tuple(body.chips),
        captions=(*body.captions, *head, *legend.captions),
        legend=(remarks,) if remarks else (),
        legend_at=(middle, legend.bottom),
    )


def body_of(zoo: Zoo, labels: Labels = "none") -> Body:
    """Return the glyphs and links of a network, without a title and a legend."""
    texts = {unit: cut(clean(_label(zoo, unit, labels)), _LONGEST_LABEL, _LABEL) for unit in zoo.places}
    widest = max((width(text, _LABEL) for text in texts.values()), default=0.0)
    across, down = _pitch(zoo, ROW if labels == "none" else _LABELLED_ROW, widest)
    radius = RADIUS * ROW
    centres = _centres(zoo, across, down)
    links = zoo.links
    opacity = max(min((_FULL / max(len(links), 1)) ** 0.5, 1.0), _FAINTEST)
    curves = curves_of(links, centres, radius, zoo.groups)
    paths = [_path(link, curve, (_WIRE, opacity), zoo.units.links[link]) for link, curve in zip(links, curves, strict=True)]
    for unit, synapses in zoo.units.loops.items():
        if unit in centres:
            paths.append(_path((unit, unit), handlebar(centres[unit], radius), (_HANDLEBAR, 1.0), synapses))
    chips = [
        Chip((x, y + radius + 8.0), (width(text, _LABEL) + 4.0, 12.0), Line(text, _LABEL), (unit.label,))
        for (unit, (x, y)), text in zip(centres.items(), texts.values(), strict=True)
        if text
    ]
    points = [*centres.values(), *(at(path.points, t) for path in paths for t in (0.25, 0.5, 0.75))]
    return Body(
        paths,
        [_shape(zoo, unit, centre, radius) for unit, centre in centres.items()],
        chips,
        [_gap(group, across, down) for group in zoo.groups if group.gap],
        (
            min(x for x, _ in points) - radius,
            min(y for _, y in points) - radius,
            max(x for x, _ in points) + radius,
            max(y for _, y in points) + radius + (12.0 if chips else 0.0),
        ),
    )


def _pitch(zoo: Zoo, down: float, widest: float) -> Point:
    """Return how far columns and rows are apart, whose labels may be so wide."""
    columns = [[zoo.places[unit][1] for unit in group.units] for group in zoo.groups if not group.circle]
    heights = [down * (max(rows) - min(rows)) for rows in columns]
    return max(COLUMN * down / ROW, widest + 10.0, *(_SLANT * height for height in heights)), down


def _centres(zoo: Zoo, across: float, down: float) -> dict[Unit, Point]:
    centres = {unit: (across * column, down * row) for unit, (column, row) in zoo.places.items()}
    for group in zoo.groups:  # a circle is one, however far the columns are apart
        for unit in group.units if group.circle else ():
            column, row = zoo.places[unit]
            centres[unit] = (across * group.middle + (column - group.middle) * COLUMN * down / ROW, down * row)
    return centres


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
    ends: tuple[Unit, Unit], curve: tuple[Point, Point, Point, Point], stroke: tuple[float, float], synapses: list[Synapse]
) -> Path:
    told = [_about_synapse(synapse) for synapse in synapses[:_TOLD]]
    more = [f"and {len(synapses) - _TOLD:,} synapses more"] if len(synapses) > _TOLD else []
    return Path(ends[0].key, ends[1].key, curve, 0.0, *stroke, dashed=False, arrow="none", tooltip=(*told, *more))


def _about_synapse(synapse: Synapse) -> str:
    steps = synapse.delay or synapse.ahead
    which = f", from {steps} step{'s' * (steps > 1)} {'before' if synapse.delay else 'ahead'}" if steps else ""
    return f"{synapse.source.label}→{synapse.target.label}{which}{'' if synapse.trainable else ', frozen'}"


def _gap(group: Group, across: float, down: float) -> Caption:
    column, row = group.gap or (0.0, 0.0)
    return Caption((across * column, down * row), "center", Line(f"{group.left_out:,} more", 10.0, "muted"))


def remarks_on(zoo: Zoo) -> list[str]:
    """Return what a picture has to say of itself: how much it leaves out."""
    left_out = sum(group.left_out for group in zoo.groups)
    return [f"{len(zoo.places):,} of {len(zoo.units.units):,} neurons drawn"] if left_out else []
