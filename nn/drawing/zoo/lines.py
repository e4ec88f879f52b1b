"""How links run: thin straight lines from middle to middle, behind the units; around one that is in the way; a handlebar home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import hypot

from autograd.drawing.diagram import Point

from ..routes import Curve, at
from .places import Group
from .units import Unit

_MOST_BOWS = 400  # links that look for a way around others: each costs about 1 ms
_ROOM = 2.5  # points between a line and a unit that it passes
_BOWS, _STEPS = 9, 24  # how many bows are tried on either side, each by half a radius more, and where a bow is looked at


def curves_of(
    links: Sequence[tuple[Unit, Unit]], centres: Mapping[Unit, Point], radius: float, groups: Sequence[Group]
) -> list[Curve]:
    """Return how each link runs.

    Inside a run of units where each is joined to each, lines stay in the column, behind the units: they say "all of these".
    So they do across a map, whose units all hear the same.
    """
    number = {unit: i for i, group in enumerate(groups) for unit in group.units}
    crowd = [[(centres[unit], unit) for unit in group.units] for group in groups]
    upright = [len({spot[0] for spot, _ in group}) == 1 for group in crowd]
    everybody = [one for group in crowd for one in group]
    spans = [(min(x for (x, _), _ in group), max(x for (x, _), _ in group)) for group in crowd]
    as_columns = all(is_line or group.circle or group.block for is_line, group in zip(upright, groups, strict=True)) and all(
        before[1] < after[0] for before, after in pairwise(spans)
    )
    curves: dict[tuple[Unit, Unit], Curve] = {}
    bowed: list[tuple[Unit, Unit]] = []
    for source, target in links:
        first, last = sorted((number[source], number[target]))
        inside = first == last and groups[first].complete and not groups[first].circle
        if not as_columns:  # somebody has been given a place of its own
            between = everybody
        elif inside or (last - first == 1 and all(upright[i] or groups[i].block for i in (first, last))):
            between = []
        else:
            between = [one for group in crowd[first : last + 1] for one in group]
        blocked = any(
            other not in (source, target) and _distance(spot, centres[source], centres[target]) < radius + _ROOM
            for spot, other in between
        )
        if blocked and len(bowed) < _MOST_BOWS:
            bowed.append((source, target))
        else:
            curves[source, target] = _straight(centres[source], centres[target])
    middle = sum(y for _, y in centres.values()) / max(len(centres), 1)
    for source, target in bowed:
        obstacles = [spot for spot, unit in everybody if unit not in (source, target)]
        curves[source, target] = _around(centres[source], centres[target], radius, obstacles, middle)
    return [curves[link] for link in links]


def _straight(a: Point, b: Point) -> Curve:
    x, y = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
    return a, (a[0] + x, a[1] + y), (b[0] - x, b[1] - y), b


def _around(a: Point, b: Point, radius: float, obstacles: Sequence[Point], middle: float) -> Curve:
    """Return the smallest bow that touches nothing; straight behind what is in the way where only a far detour would do."""
    x, y = b[0] - a[0], b[1] - a[1]
    far = hypot(x, y)
    below = a[1] + b[1] > 2 * middle
    for i in range(1, _BOWS + 1):
        for side in (-1.0, 1.0) if below else (1.0, -1.0):  # outwards first, from left to right
            bow = side * i * radius / 2
            aside = (y / far * bow / 0.75, -x / far * bow / 0.75)
            second = (a[0] + 0.2 * x + aside[0], a[1] + 0.2 * y + aside[1])
            third = (b[0] - 0.2 * x + aside[0], b[1] - 0.2 * y + aside[1])
            curve = (a, second, third, b)
            way = [at(curve, t / _STEPS) for t in range(1, _STEPS)]
            if all(hypot(px - cx, py - cy) >= radius + _ROOM for cx, cy in obstacles for px, py in way):
                return curve
    return _straight(a, b)


def _distance(point: Point, a: Point, b: Point) -> float:
    """Return how far a point is from the line between two others."""
    x, y = b[0] - a[0], b[1] - a[1]
    share = ((point[0] - a[0]) * x + (point[1] - a[1]) * y) / ((x * x + y * y) or 1.0)
    share = min(max(share, 0.0), 1.0)
    return hypot(point[0] - a[0] - share * x, point[1] - a[1] - share * y)


def handlebar(centre: Point, radius: float) -> Curve:
    """Return the arc over a unit that says: it hears itself, one step back."""
    x, y = centre
    aside, foot, top = 0.78 * radius, 0.62 * radius, 2.0 * radius
    return (x - aside, y - foot), (x - 1.25 * aside, y - top), (x + 1.25 * aside, y - top), (x + aside, y - foot)
