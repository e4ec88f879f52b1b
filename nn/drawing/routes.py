"""How a synapse runs from neuron to neuron without running through a third, and where its number stands.

A route is a cubic Bézier curve between two borders. It is straight wherever it can be; a skip that would run through a neuron
bows around it, a connection within a column or backwards always bows, and a neuron's connection to itself is a loop. Of several
between the same two neurons, such as one at once and one a step later, each has a way of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, hypot, inf, radians, sin

from autograd.drawing.diagram import Point

from .layout import Layout, Place
from .nodes import Node, Wire

Curve = tuple[Point, Point, Point, Point]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Disc = tuple[Point, float]  # centre and radius: what a route has to keep away from

_CLEAR = 7.0  # points between a route and a neuron that it passes
_STEPS = 32  # points at which a curve is looked at
_SAMPLES = 40  # points of a curve that a chip looks for
_STEPS_OUT = 12  # bows that are tried on either side
_APART = 18.0  # points between the middles of two ways that join the same neurons: a number on either has room
_MOST_BOWS = 400  # synapses that look for a way around others: each costs about 1 ms
TITLE = 17.0  # the radius that a panel's title needs
CHIP_AT = 0.27  # of the way
_CHIP_PLACES = (0.27, 0.23, 0.31, 0.19, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.66, 0.72, 0.15)


def at(curve: Curve, t: float) -> Point:
    """Return the point of a curve at ``t`` from 0 to 1."""
    s = 1.0 - t
    weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    return sum(w * p[0] for w, p in zip(weights, curve, strict=True)), sum(w * p[1] for w, p in zip(weights, curve, strict=True))


def ways(wires: Sequence[Wire], layout: Layout) -> list[Curve]:
    """Return how each wire runs. Of several that join the same neurons the one that reads the latest step has the best way."""
    places = layout.places
    bowed = sum(places[s.target].column != places[s.source].column + 1 for s in wires)
    found: dict[Wire, Curve] = {}
    beside: dict[frozenset[Node], list[Curve]] = {}
    for wire in sorted(wires, key=lambda s: s.delay + s.ahead):
        source, target = places[wire.source], places[wire.target]
        taken = beside.setdefault(frozenset((wire.source, wire.target)), [])
        bows = target.column != source.column + 1 or bool(taken)
        obstacles: list[Disc] = []
        if bows and bowed <= _MOST_BOWS:
            crossed = range(min(source.column, target.column), max(source.column, target.column) + 1)
            between = [
                place for place in places.values() if place.column in crossed and place is not source and place is not target
            ]
            obstacles = [(place.centre, place.radius) for place in between]
            obstacles += [(centre, TITLE) for column, centre in layout.titles if column in crossed]
        found[wire] = route(source, target, obstacles, bows=bows, taken=taken)
        taken.append(found[wire])
    return [found[wire] for wire in wires]


def route(source: Place, target: Place, obstacles: Sequence[Disc], *, bows: bool, taken: Sequence[Curve] = ()) -> Curve:
    """Return the way from one neuron to another; ``bows`` says that it may have to leave the straight line.

    Others that join the same two have ``taken`` their ways already.
    """
    if source is target:
        return _loop(source, 1.0 + 0.5 * len(taken))
    straight = _bow(source, target, 0.0)
    if not bows:
        return straight
    forward = target.column > source.column
    distance = hypot(target.centre[0] - source.centre[0], target.centre[1] - source.centre[1])
    # within a column the ways to neighbours run inside of those that lead further
    share = 0.34 if target.column == source.column else 0.16
    first = 0.0 if forward else max(share * distance, 1.1 * max(source.radius, target.radius))
    step = max(16.0, 0.05 * distance)
    best, clearance = straight, -inf
    for i in range(_STEPS_OUT):
        for side in (1.0, -1.0):
            curve = _bow(source, target, side * (first + step * i))
            if any(_gap(curve, other) < _APART for other in taken):
                continue
            room = _room(curve, obstacles)
            if room >= _CLEAR:
                return curve
            if room > clearance:
                best, clearance = curve, room
    return best


def _gap(a: Curve, b: Curve) -> float:
    """Return how far the middles of two curves are from each other."""
    (x0, y0), (x1, y1) = at(a, 0.5), at(b, 0.5)
    return hypot(x1 - x0, y1 - y0)


def _bow(source: Place, target: Place, bow: float) -> Curve:
    """Return a curve that leaves the straight line by ``bow`` at its middle, to the left of who travels along it."""
    (x0, y0), (x1, y1) = source.centre, target.centre
    far = hypot(x1 - x0, y1 - y0)
    aside = ((y1 - y0) / far * bow / 0.75, -(x1 - x0) / far * bow / 0.75)
    second = (x0 + (x1 - x0) * 0.25 + aside[0], y0 + (y1 - y0) * 0.25 + aside[1])
    third = (x0 + (x1 - x0) * 0.75 + aside[0], y0 + (y1 - y0) * 0.75 + aside[1])
    first, last = _border(source, second), _border(target, third)
    if not bow:
        second, third = _between(first, last, 1 / 3), _between(first, last, 2 / 3)
    return first, second, third, last


def _loop(place: Place, size: float) -> Curve:
    (x, y), r = place.centre, place.radius
    aside, up = r * sin(radians(42.0)), r * cos(radians(42.0))
    wide, high = (1.0 + 1.5 * size) * aside, (1.0 + 1.9 * size) * up
    return (x + aside, y - up), (x + wide, y - high), (x - wide, y - high), (x - aside, y - up)


def _border(place: Place, towards: Point) -> Point:
    """Return the point of a neuron's border on the way to ``towards``."""
    x, y = towards[0] - place.centre[0], towards[1] - place.centre[1]
    far = (max(abs(x), abs(y)) if place.square else hypot(x, y)) or 1.0
    return place.centre[0] + x / far * place.radius, place.centre[1] + y / far * place.radius


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _room(curve: Curve, obstacles: Sequence[Disc]) -> float:
    """Return how far a curve stays away from what is nearest to it."""
    points = [at(curve, i / _STEPS) for i in range(_STEPS + 1)]
    return min((hypot(px - x, py - y) - radius for (x, y), radius in obstacles for px, py in points), default=inf)


def lowest(curves: Iterable[Curve]) -> float:
    """Return how far down the curves reach."""
    return max((at(curve, i / _STEPS)[1] for curve in curves for i in range(_STEPS + 1)), default=-inf)


# ---- chips ----------------------------------------------------------------------------------------------------------


def place_chips(
    curves: Sequence[Curve], wanted: Sequence[float], sizes: Sequence[Point], taken: Iterable[Box], panels: Sequence[Box]
) -> list[Point | None]:
    """Return where the chip of each curve stands: where it is ``wanted`` on its way, or elsewhere where there is more room.

    No chip covers another one or what is ``taken``; the best place covers few other curves and no border of a panel. None where
    there is no room at all.
    """
    full = list(taken)
    sampled = [[at(curve, i / _SAMPLES) for i in range(_SAMPLES + 1)] for curve in curves]
    chosen: list[Point | None] = []
    for i, (curve, size) in enumerate(zip(curves, sizes, strict=True)):
        best: Point | None = None
        least = inf
        for t in _CHIP_PLACES:
            centre = at(curve, t)
            box = _around(centre, size)
            if any(_overlap(box, other) for other in full):
                continue
            covered = sum(any(_inside(point, box) for point in other) for j, other in enumerate(sampled) if j != i)
            astride = any(_overlap(box, panel) and not _within(box, panel) for panel in panels)
            cost = covered + 0.5 * astride + 4.0 * abs(t - wanted[i])
            if cost < least:
                best, least = centre, cost
        chosen.append(best)
        if best is not None:
            full.append(_around(best, size))
    return chosen


def _around(centre: Point, size: Point) -> Box:
    return centre[0] - size[0] / 2, centre[1] - size[1] / 2, centre[0] + size[0] / 2, centre[1] + size[1] / 2


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _within(a: Box, b: Box) -> bool:
    return b[0] <= a[0] and a[2] <= b[2] and b[1] <= a[1] and a[3] <= b[3]


def _inside(point: Point, box: Box) -> bool:
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]
