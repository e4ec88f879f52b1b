"""Straight wires: the heights for which wires climb least.

A wire that climbs by d costs its strength times |d| + d²/2 · `_CURVE`: as in linear programming the first term makes most wires
exactly straight; the small second one puts a box in the middle where the first would leave it anywhere between its operands. The
items of a row must keep their distances. The cost is convex, and this is an active set method for it (of the kind that
Dwyer, Marriott and Stuckey, "Fast node overlap removal", 2005, use for squares alone).

A **block** is a set of items that move together, tied by a tree of straight wires and of distances that are just kept. A block
moves to its best height, or until it meets another one, or a wire becomes straight, which ties the two. Then the worst **tie** of
each block is cut: one at which the parts that it joins pull harder than a straight wire is worth, or that nothing presses
together any more. No move makes the cost higher, so it can be stopped at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .grid import Rows
from .heights import Distances, Spring

_CURVE = 0.003  # for each unit: at a climb of 333 the two terms pull alike
_PASSES = 40  # and fewer where there are many items: the last ones win a percent
_WORK = 20_000  # items looked at in all passes, or so
_MOVES = 4  # of one block in one pass
_NEAR = 1e-7
_HELD = 1e-4


class _Relation:
    """A wire, straight where ``below`` is ``offset`` below ``above``, or (strength 0) a distance: at least so far."""

    __slots__ = ("above", "below", "offset", "strength", "tied")

    def __init__(self, above: int, below: int, offset: float, strength: float) -> None:
        self.above, self.below, self.offset, self.strength = above, below, offset, strength
        self.tied = False


def straighten(rows: Rows, pulls: Sequence[Spring], room: Distances, y: list[float]) -> None:
    """Move the items of all rows, whose heights ``y`` keep the distances, so that wires climb less."""
    relations = [_Relation(left, right, offset, strength) for left, right, offset, strength in pulls]
    for row in rows:
        relations += [_Relation(a, b, room.between(a, b), 0.0) for a, b in pairwise(row)]
    blocks = _Blocks(relations, y)
    for _ in range(min(_PASSES, max(8, _WORK // (len(y) + 1)))):
        moved = blocks.move_all()
        if not blocks.cut_all() and not moved:
            return


class _Blocks:
    def __init__(self, relations: list[_Relation], y: list[float]) -> None:
        self._y = y
        self._of = list(range(len(y)))  # the name of each item's block: one of its members
        self._members = {item: [item] for item in range(len(y))}
        self._at: list[list[_Relation]] = [[] for _ in y]
        for relation in relations:
            self._at[relation.above].append(relation)
            self._at[relation.below].append(relation)

    def move_all(self) -> bool:
        """Move every block to its best place; say whether any has moved or met another."""
        moved = False
        for block in list(self._members):
            for _ in range(_MOVES):
                if block not in self._members or not self._move(block):
                    break
                moved = True
        return moved

    def _move(self, block: int) -> bool:
        """Move a block as far as that makes wires climb less, and tie it to what stops it."""
        for way in (1, -1):
            slope, growth, turns, room, stop = self._prospect(block, way)
            if slope < -1e-6:
                break
        else:
            return False
        far, met = _best(slope, growth, turns)
        if stop is not None and room <= far + _NEAR:
            far, met = room, stop
        if far > _NEAR:
            for item in self._members[block]:
                self._y[item] += way * far
        if met is not None and self._of[met.above] != self._of[met.below]:
            self._tie(met)
            return True
        return far > _NEAR

    def _prospect(
        self, block: int, way: int
    ) -> tuple[float, float, list[tuple[float, float, _Relation]], float, _Relation | None]:
        """Look one way, down (1) or up (-1).

        Return how fast the cost grows at the start of the way and how fast that grows; where wires become straight, with
        their strength; and how much room there is, with the distance that ends it.
        """
        y, of = self._y, self._of
        slope = growth = 0.0
        turns: list[tuple[float, float, _Relation]] = []
        room, stop = 0.0, None
        for item in self._members[block]:
            for relation in self._at[item]:
                lower = relation.below == item
                if of[relation.above if lower else relation.below] == block:
                    continue
                climb = y[relation.below] - y[relation.above] - relation.offset
                if not relation.strength:
                    if lower == (way < 0) and (stop is None or climb < room):
                        room, stop = max(climb, 0.0), relation
                    continue
                if lower == (way < 0):
                    climb = -climb
                growth += _CURVE * relation.strength
                slope += _CURVE * relation.strength * climb
                if climb < -_NEAR:
                    slope -= relation.strength
                    turns.append((-climb, relation.strength, relation))
                else:
                    slope += relation.strength
        return slope, growth, turns, room, stop

    def _tie(self, relation: _Relation) -> None:
        larger, smaller = self._of[relation.above], self._of[relation.below]
        if len(self._members[larger]) < len(self._members[smaller]):
            larger, smaller = smaller, larger
        for item in self._members[smaller]:
            self._of[item] = larger
        self._members[larger] += self._members.pop(smaller)
        relation.tied = True

    def cut_all(self) -> bool:
        """Cut in each block the tie that holds things together most against their will; say whether there was one."""
        cut = False
        for block in list(self._members):
            # it may have been tied to another one meanwhile
            tie = self._weakest(self._walk(block)) if len(self._members.get(block, ())) > 1 else None
            if tie is not None:
                tie.tied = False
                self._regroup(block)
                self._move(self._of[tie.above])
                self._move(self._of[tie.below])
                cut = True
        return cut

    def _weakest(self, ways: list[tuple[int, _Relation | None, int]]) -> _Relation | None:
        """Return the tie of a tree that the part beyond it pulls at hardest, or None if all can hold."""
        number = {item: i for i, (item, _, _) in enumerate(ways)}
        pull = [0.0] * len(ways)  # of an item and all beyond it: how the cost grows as they go down
        weakest, most = None, _HELD
        for i in range(len(ways) - 1, 0, -1):
            item, tie, before = ways[i]
            pull[i] += self._pull(item)
            pull[number[before]] += pull[i]
            if tie is not None and (excess := _excess(tie, item, pull[i])) > most:
                weakest, most = tie, excess
        return weakest

    def _walk(self, block: int) -> list[tuple[int, _Relation | None, int]]:
        """Return the tree of a block, or what is left of it, from its first item outwards: item, tie, and item before it."""
        first = self._members[block][0]
        ways: list[tuple[int, _Relation | None, int]] = [(first, None, first)]
        for item, came, _ in ways:
            ways += [
                (relation.above if relation.below == item else relation.below, relation, item)
                for relation in self._at[item]
                if relation.tied and relation is not came
            ]
        return ways

    def _pull(self, item: int) -> float:
        pull = 0.0
        for relation in self._at[item]:
            if relation.strength and not relation.tied:
                climb = self._y[relation.below] - self._y[relation.above] - relation.offset
                if abs(climb) > _NEAR:
                    force = relation.strength * ((1.0 if climb > 0.0 else -1.0) + _CURVE * climb)
                    pull += force if relation.below == item else -force
        return pull

    def _regroup(self, block: int) -> None:
        """Make a block of each part that ties still hold together."""
        rest = dict.fromkeys(self._members.pop(block))
        while rest:
            first = next(iter(rest))
            self._members[first] = [first]
            part = [item for item, _, _ in self._walk(first)]
            self._members[first] = part
            for item in part:
                self._of[item] = first
                del rest[item]


def _best(slope: float, growth: float, turns: list[tuple[float, float, _Relation]]) -> tuple[float, _Relation | None]:
    """Return how far to go, and the wire that is straight there if there is one."""
    far = 0.0
    for turn, strength, relation in sorted(turns, key=lambda turn: turn[0]):
        reach = far - slope / growth
        if reach < turn:
            return reach, None
        slope += growth * (turn - far) + 2 * strength
        far = turn
        if slope >= 0.0:
            return far, relation
    return (far - slope / growth if growth else far), None


def _excess(tie: _Relation, item: int, pull: float) -> float:
    """Return by how much the part of the tree that ``item`` begins pulls harder than its tie can hold."""
    if tie.strength:
        return abs(pull) - tie.strength
    return -pull if tie.below == item else pull
