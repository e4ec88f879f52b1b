"""Where the units stand: columns by depth, each centred, as on the poster; a circle where that would lay links over one another.

Places are in a grid: (0, 0) is the first column and the first row of the tallest. A **group** is what stands in one column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import ceil, cos, hypot, pi, sin

from ...directions import component_numbers
from ..nodes import depths_of, is_now
from .units import Unit, Units

MOST = 24  # units in a column
_EACH_END = 10  # units at either end of one that is too long
_SMALLEST_CIRCLE, _LARGEST_CIRCLE = 4, 24  # units
_LARGEST_MAP = 400
_CLEAR = 0.4  # rows between a unit and the line between its two neighbours on a circle
ROW, COLUMN = 44.0, 58.0  # points between the middles of neighbours
RADIUS = 0.31  # of a unit, in rows

Spot = tuple[float, float]  # column and row


@dataclass(slots=True)
class Group:
    """The units of one column. ``gap`` is where ``left_out`` of them are missing, ``middle`` the column of a circle's middle."""

    units: list[Unit]
    circle: bool
    middle: float
    complete: bool  # whether each is joined to each, in all of it or in runs
    block: dict[Unit, Spot]  # of a map, where each lies in it
    left_out: int = 0
    gap: Spot | None = None


def places_of(
    units: Units, first: Callable[[Unit], bool], last: Callable[[Unit], bool], positions: Mapping[Unit, Spot]
) -> tuple[dict[Unit, Spot], list[Group]]:
    """Return the place of every unit that is drawn, and the groups.

    ``first`` says of a unit that it stands in front, ``last`` that it belongs at the end if nothing follows it. ``positions`` are
    those that the user has chosen.

    Raises ValueError for two units at one place.
    """
    groups = [_group(column, units, positions) for column in _columns(units, first, last)]
    only = len(groups) == 1
    for group in groups:
        group.circle = _is_circle(group, units, only=only)
    extents = [_extent(group) for group in groups]
    tallest = max((high for _, high in extents), default=0.0)
    places: dict[Unit, Spot] = {}
    column = 0.0
    for group, (wide, high) in zip(groups, extents, strict=True):
        _place(group, column + wide / 2, tallest / 2, high, places)
        column += wide + 1.0
    for group in groups:
        if any(unit in positions for unit in group.units):
            group.gap, group.circle, group.block = None, False, {}
    places |= {unit: positions.get(unit, spot) for unit, spot in places.items()}
    _refuse_overlaps(places, positions)
    return places, groups


def _columns(units: Units, first: Callable[[Unit], bool], last: Callable[[Unit], bool]) -> list[list[Unit]]:
    """Return the units of each column: by the longest path without delays that leads there.

    Cells that listen to one another within a step stand in one column.
    """
    following: dict[Unit, dict[Unit, None]] = {unit: {} for unit in units.units}
    for synapses in units.links.values():
        for synapse in synapses:
            if is_now(synapse):
                following[units.of[synapse.source]][units.of[synapse.target]] = None
    depths = depths_of(units.units, following, first)
    end = max(depths.values(), default=0)
    columns: list[list[Unit]] = [[] for _ in range(end + 1)]
    for unit in units.units:
        columns[end if last(unit) and not following[unit] else depths[unit]].append(unit)
    return [column for column in columns if column]


def _group(column: list[Unit], units: Units, positions: Mapping[Unit, Spot]) -> Group:
    drawn, block = column, _block(column)
    if len(column) > (_LARGEST_MAP if block else MOST):
        kept = {*column[:_EACH_END], *column[-_EACH_END:], *positions}
        drawn = [unit for unit in column if unit in kept]
    left_out = len(column) - len(drawn)
    return Group(drawn, False, 0.0, _is_complete(column, units), {} if left_out else block, left_out)


def _block(column: Sequence[Unit]) -> dict[Unit, Spot]:
    """Return where the units of a map lie in it, from its left upper corner: nothing unless all have places of their own.

    A position is (row, column), or (row,); it is scaled so that the nearest neighbours are 1 apart.
    """
    places = [unit.position for unit in column]
    found = [(p[1] if len(p) > 1 else 0.0, p[0]) for p in places if p is not None and len(p) <= 2]
    if len(found) < len(column) or len(set(found)) < len(found):
        return {}
    left, top = min(x for x, _ in found), min(y for _, y in found)
    nearest = min((hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(found, 2)), default=1.0)
    return {unit: ((x - left) / nearest, (y - top) / nearest) for unit, (x, y) in zip(column, found, strict=True)}


def _within(column: Iterable[Unit], units: Units) -> list[tuple[Unit, Unit]]:
    """Return the links inside a column."""
    members = set(column)
    return [(source, target) for source, target in units.links if source in members and target in members]


def _is_complete(column: Sequence[Unit], units: Units) -> bool:
    """Whether a column consists of runs, in each of which each unit is joined to each, and no other links are inside it."""
    near: dict[Unit, set[Unit]] = {unit: set() for unit in column}
    for source, target in _within(column, units):
        near[source].add(target)
        near[target].add(source)
    runs = component_numbers(column, lambda unit: [*near[unit]])
    sizes = Counter(runs.values())
    in_order = [number for number, _ in groupby(runs[unit] for unit in column)]
    return any(near.values()) and len(in_order) == len(sizes) and all(len(near[unit]) == sizes[runs[unit]] - 1 for unit in column)


def _is_circle(group: Group, units: Units, *, only: bool) -> bool:
    """Whether so many links within a group would lie on one another in a column: a circle shows each of them.

    Where each is joined to each, a column says so well enough, as on the poster, and a few links bow around who is between.
    """
    if not _SMALLEST_CIRCLE <= len(group.units) <= _LARGEST_CIRCLE or group.left_out or group.block:
        return False
    if group.complete:
        return only
    return len(_within(group.units, units)) >= len(group.units)


def _circle_radius(count: int) -> float:
    """Return the radius of a circle, in rows, on which no unit stands on the line between its two neighbours."""
    return max(0.5 / sin(pi / count), _CLEAR / (1.0 - cos(2 * pi / count)))


def _extent(group: Group) -> Spot:
    """Return how wide and how high a group is, from the first place to the last."""
    if group.circle:
        across = 2 * _circle_radius(len(group.units))
        return across * ROW / COLUMN, across
    if group.block:
        return max(x for x, _ in group.block.values()), max(y for _, y in group.block.values())
    return 0.0, len(group.units) - 1.0 + (1.0 if group.left_out else 0.0)


def _place(group: Group, column: float, middle: float, high: float, places: dict[Unit, Spot]) -> None:
    count = len(group.units)
    if group.circle:
        group.middle = column
        radius = _circle_radius(count)
        for i, unit in enumerate(group.units):
            turn = 2 * pi * i / count
            places[unit] = (column - radius * cos(turn) * ROW / COLUMN, middle - radius * sin(turn))
        return
    row = middle - high / 2
    if group.block:
        left = column - max(x for x, _ in group.block.values()) / 2
        places.update({unit: (left + x, row + y) for unit, (x, y) in group.block.items()})
        return
    for i, unit in enumerate(group.units):
        if group.left_out and i == ceil(count / 2):
            group.gap = (column, row)
            row += 1.0
        places[unit] = (column, row)
        row += 1.0


def _refuse_overlaps(places: Mapping[Unit, Spot], positions: Mapping[Unit, Spot]) -> None:
    if not positions:
        return
    for (first, a), (second, b) in combinations(places.items(), 2):
        if hypot((a[0] - b[0]) * COLUMN / ROW, a[1] - b[1]) < 2 * RADIUS:
            raise ValueError(
                f"{first.label!r} at {_shown(a)} and {second.label!r} at {_shown(b)} would lie on one another: positions are "
                "(column, row), and neurons that you give none keep their place in the columns"
            )


def _shown(spot: Spot) -> str:
    return f"({spot[0]:g}, {spot[1]:g})"
