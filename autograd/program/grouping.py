"""Rows that can run together: the order in which a backend over whole batches works.

A **place** is where a slot lies in such a backend: one in the **shared** numbers, or one in the **lanes**, which hold a number
for each sample of a batch. Rows of one operation that are ready together make a **group**, whose results lie side by side.
Weighted sums over the same sources are a **dense** group, a matrix product; so are the derivatives by a layer's weights, a
**grid**. What is shared and read in the lanes is copied there once a call: a **broadcast**.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from ..operation import Operation
from ..operations import OPERATIONS
from .adjoints import Pair
from .chains import MINUS_ONE, ONE, ZERO, Chain, is_chained, terms
from .flat import Flat, Row
from .ordering import by_urgency

Slots = tuple[int, ...]
_SMALLEST_PRODUCT = 8  # weights: below that a matrix product costs more than its rows


class Group(NamedTuple):
    """Rows of one operation. Results lie from ``start`` on; ``operands`` has, for each input, the places of all rows."""

    operation: Operation
    start: int
    size: int
    operands: list[list[int]]


class Dense(NamedTuple):
    """Weighted sums over the same sources. ``weights`` has the places of a row's shared numbers, row by row."""

    start: int
    sources: list[int]
    weights: list[list[int]]


class Grid(NamedTuple):
    """Sums over the batch of left times right, for all pairs: they are added to the shared places ``targets``, left by left."""

    lefts: list[int]
    rights: list[int]
    targets: list[list[int]]


@dataclass
class Schedule:
    """A flat program in the order in which it runs over lanes."""

    shared: dict[int, int] = field(default_factory=dict)  # slot: place
    lanes: dict[int, int] = field(default_factory=dict)
    shared_size: int = 0
    lane_count: int = 0
    inputs: int = 0  # the place of the first
    before: list[Group] = field(default_factory=list)
    sample: list[Group | Dense | Chain] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    after: list[Group] = field(default_factory=list)
    broadcasts: list[tuple[int, int]] = field(default_factory=list)  # places in the lanes, and in the shared numbers


def schedule(flat: Flat, multiple: int = 1, *, chains: bool = False) -> Schedule:
    """Return the groups of a program, with ``chains`` or without. Dense groups get room for a multiple of ``multiple`` rows."""
    plan = Schedule()
    plan.shared = {slot: slot for slot in range(flat.parameters.stop)}
    plan.shared_size = flat.parameters.stop
    plan.before = _shared_groups(plan, flat.before)
    plan.inputs = 0
    plan.lanes = {slot: i for i, slot in enumerate(flat.inputs)}
    plan.lane_count = len(flat.inputs)
    own = flat.own
    if chains:
        for slot in (ZERO, ONE, MINUS_ONE):
            plan.shared[slot] = plan.shared_size
            plan.shared_size += 1
    for rows in by_urgency(flat.sample, chains=chains):
        if chains and is_chained(rows[0].operation):
            _place_chain(plan, rows)
            continue
        for dense in _dense_groups(rows, own):
            _place_dense(plan, *dense, multiple)
        for operation, members in _by_operation(row for row in rows if row.slot not in plan.lanes):
            start = plan.lane_count
            for i, row in enumerate(members):
                plan.lanes[row.slot] = start + i
            plan.lane_count += len(members)
            operands = [[_lane(plan, row.inputs[k]) for row in members] for k in range(operation.arity)]
            plan.sample.append(Group(operation, start, len(members), operands))
    for slot, _ in flat.reductions:
        plan.shared[slot] = plan.shared_size
        plan.shared_size += 1
    plan.grids = list(_grids(plan, flat))
    plan.after = _shared_groups(plan, flat.after)
    for slot in flat.outputs:
        _lane(plan, slot)
    return plan


def _lane(plan: Schedule, slot: int) -> int:
    """Return the place of a slot in the lanes; what is shared is broadcast to one."""
    place = plan.lanes.get(slot)
    if place is None:
        place = plan.lanes[slot] = plan.lane_count
        plan.lane_count += 1
        plan.broadcasts.append((place, plan.shared[slot]))
    return place


def _by_operation(rows: Iterable[Row]) -> Iterator[tuple[Operation, list[Row]]]:
    members: dict[Operation, list[Row]] = {}
    for row in rows:
        members.setdefault(row.operation, []).append(row)
    yield from members.items()


def _shared_groups(plan: Schedule, rows: Sequence[Row]) -> list[Group]:
    groups = []
    for layer in by_urgency(rows):
        for operation, members in _by_operation(layer):
            start = plan.shared_size
            operands = [[plan.shared[row.inputs[k]] for row in members] for k in range(operation.arity)]
            for i, row in enumerate(members):
                plan.shared[row.slot] = start + i
            plan.shared_size += len(members)
            groups.append(Group(operation, start, len(members), operands))
    return groups


# ---- matrix products ------------------------------------------------------------------------------------------------


def _pairs_of(row: Row, own: bytearray) -> tuple[Slots, Slots] | None:
    """Return sources and weights of a row that is a weighted sum with shared weights, or None."""
    operation = row.operation
    if operation.family != "weighted_sum" and operation is not OPERATIONS["multiply"]:
        return None
    first, second = row.inputs[0::2], row.inputs[1::2]
    sources, weights = [], []
    for x, y in zip(first, second, strict=True):
        if own[x] and own[y]:
            return None
        source, weight = (x, y) if own[x] else (y, x)
        sources.append(source)
        weights.append(weight)
    return tuple(sources), tuple(weights)


def _dense_groups(rows: list[Row], own: bytearray) -> Iterator[tuple[Slots, list[Row], list[Slots]]]:
    """Yield the sources, rows and weights of each matrix product in a layer."""
    by_sources: dict[Slots, tuple[list[Row], list[Slots]]] = {}
    for row in rows:
        pairs = _pairs_of(row, own)
        if pairs is not None:
            members, weights = by_sources.setdefault(pairs[0], ([], []))
            members.append(row)
            weights.append(pairs[1])
    for sources, (members, weights) in by_sources.items():
        if len(sources) * len(members) >= _SMALLEST_PRODUCT:
            yield sources, members, weights


def _place_dense(plan: Schedule, sources: Slots, members: list[Row], weights: list[Slots], multiple: int) -> None:
    start = plan.lane_count
    for i, row in enumerate(members):
        plan.lanes[row.slot] = start + i
    plan.lane_count += -(-len(members) // multiple) * multiple
    places = [_lane(plan, source) for source in sources]
    plan.sample.append(Dense(start, places, [[plan.shared[w] for w in row] for row in weights]))


def _place_chain(plan: Schedule, rows: list[Row]) -> None:
    """Give each row of a chain a place, and one more for every product after the second, which is added to what is there."""
    members = {row.slot for row in rows}
    found = [terms(row) for row in rows]
    for x in [ZERO, MINUS_ONE, *[x for products in found for pair in products for x in pair if x not in members]]:
        _lane(plan, x)  # what is broadcast has its place outside
    one = _lane(plan, ONE)
    start = plan.lane_count
    written: list[tuple[Pair, Pair]] = []
    for row, products in zip(rows, found, strict=True):
        first, second, *others = [(_lane(plan, x), _lane(plan, y)) for x, y in products]
        written.append((first, second))
        for pair in others:
            written.append(((start + len(written) - 1, one), pair))
        plan.lanes[row.slot] = start + len(written) - 1
    plan.lane_count += len(written)
    plan.sample.append(Chain(start, written))


def _grids(plan: Schedule, flat: Flat) -> Iterator[Grid]:
    by_left: dict[int, list[tuple[int, int]]] = {}
    for slot, pairs in flat.reductions:
        for left, right in pairs:
            by_left.setdefault(_lane(plan, left), []).append((_lane(plan, right), plan.shared[slot]))
    by_rights: dict[tuple[int, ...], list[int]] = {}
    for left, found in by_left.items():
        by_rights.setdefault(tuple([right for right, _ in found]), []).append(left)
    for rights, lefts in by_rights.items():
        yield Grid(lefts, list(rights), [[target for _, target in by_left[left]] for left in lefts])


# ---- chains ---------------------------------------------------------------------------------------------------------

_FEWEST_GROUPS = 100  # of sums of products: with fewer, batches of hundreds of rows would take a tenth longer
_SMALL = 8  # rows in a group, on average: below, a chain is faster


_LOOKED_AT = 2_000  # groups of a long program that tell what it is like: to schedule it twice takes a third longer


def schedule_quickest(flat: Flat, multiple: int) -> Schedule:
    """Return the groups of a program, with chains where it runs faster with them: where many groups of sums are small."""
    if len(flat.sample) < 10 * _LOOKED_AT:
        plan = schedule(flat, multiple)
        return schedule(flat, multiple, chains=True) if is_scattered(plan.sample) else plan
    own = flat.own
    sizes, dense = [], 0
    for rows in islice(by_urgency(flat.sample), _LOOKED_AT):
        if is_chained(rows[0].operation):
            products = [len(sources) * len(members) for sources, members, _ in _dense_groups(rows, own)]
            dense += sum(products)
            sizes += [] if products else [len(rows)]
    return schedule(flat, multiple, chains=_pays(sizes, dense))


def is_scattered(groups: Sequence[Group | Dense | Chain]) -> bool:
    """Return whether a program of these groups runs faster with chains."""
    sizes = [group.size for group in groups if isinstance(group, Group) and is_chained(group.operation)]
    return _pays(sizes, sum([len(group.weights) * len(group.sources) for group in groups if isinstance(group, Dense)]))


def _pays(sizes: Sequence[int], dense: int) -> bool:
    """Return whether chains are faster than groups of sums of these sizes, beside so many weights in matrix products."""
    return len(sizes) >= _FEWEST_GROUPS and sum(sizes) < _SMALL * len(sizes) and 4 * dense < sum(sizes)
