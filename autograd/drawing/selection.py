"""Which values of a graph are drawn.

A notebook column shows about 20 cards at full size and 60 with zoom, so readability ends long before speed does. Up to
`ALL` values are drawn all; of a larger graph the ones nearest to the output, or to the values in focus. `MOST` are drawn
where a depth is given, or where there are groups to find one's way; `depth=math.inf` asks for all, and is refused above that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..backprop import check_fresh, name
from ..graph import topological
from ..operations import constant
from .errors import TooLarge

if TYPE_CHECKING:
    from ..value import Value

ALL = 60
MOST = 300


def is_drawn(value: Value) -> bool:
    """Whether a value may have a card of its own; a constant is written into its user's formula."""
    return value.operation is not constant or bool(value.inputs)


def drawable(output: Value) -> list[Value]:
    """Return all values of a graph that may have cards, inputs before users; constants do not count.

    Raises StaleGraph if a value was assigned after it was recorded.
    """
    order = topological(output)
    check_fresh(order)
    return [node for node in order if is_drawn(node) or node is output]


def select(output: Value, values: list[Value], depth: float | None, focus: Sequence[Value], *, whole: bool) -> list[Value]:
    """Return the ``values`` to draw, inputs before users; up to 300 if the ``whole`` graph is to be seen.

    Raises TooLarge if more than 300 values were asked for, and ValueError for a focus that is no value of this graph.
    """
    if not focus and depth is None and len(values) <= (MOST if whole else ALL):
        return values
    _check_focus(focus, set(values), output)
    if focus and depth is None:
        depth = 1
    limit = ALL if depth is None else MOST if depth < math.inf else len(values)
    chosen = _nearest(dict.fromkeys(focus or [output]), depth, limit, values if focus else [])
    if len(chosen) > MOST:
        raise TooLarge(
            f"{name(output)} was made from {len(values):,} values, and a picture of {len(chosen):,} cannot be read: leave out "
            f"depth to draw its groups, or the {ALL} nearest to it, or a depth such as 3, or the few that matter as focus=[...]"
        )
    return [node for node in values if node in chosen]


def _nearest(start: dict[Value, None], depth: float | None, limit: int, order: Sequence[Value]) -> dict[Value, None]:
    """Go out from ``start`` step by step, to inputs and, where an order is given, to users, until the limit is met.

    A value's inputs are taken all or none of them, so that no card shows half of its operands; only the first step takes
    as many as there is room for.
    """
    chosen = dict(start)
    inputs, users = list(start), list(start)
    distance = 0
    while (inputs or users) and (depth is None or distance < depth):
        distance += 1
        below: list[Value] = []
        for node in inputs:
            fresh = [x for x in dict.fromkeys(node.inputs) if x not in chosen and is_drawn(x)]
            if len(chosen) + len(fresh) > limit and distance > 1:
                continue
            fresh = fresh[: max(limit - len(chosen), 0)]
            chosen.update(dict.fromkeys(fresh))
            below += fresh
        above: list[Value] = []
        if order and users:
            targets = set(users)
            above = [node for node in order if node not in chosen and not targets.isdisjoint(node.inputs)]
            above = above[: max(limit - len(chosen), 0)]
            chosen.update(dict.fromkeys(above))
        inputs, users = below, above
    return chosen


def _check_focus(focus: Sequence[Value], drawable: set[Value], output: Value) -> None:
    for value in focus:
        if value not in drawable:
            what = "a constant, which has no card of its own" if value.operation is constant else "not among its inputs"
            raise ValueError(f"focus: {name(value)} is {what}, in the graph of {name(output)}: give values that it was made from")
