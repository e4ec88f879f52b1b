"""Reading a computation graph off the engine's objects: which cards and wires a picture of it has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..backprop import local_derivatives as derivatives_of
from ..errors import NotDifferentiable
from .collapse import collapsed
from .graph import Cluster, Graph, Wire, card_of
from .grouping import Group, Grouping, groups_of
from .selection import ALL, MOST, drawable, is_drawn, select
from .text import clean, cut

if TYPE_CHECKING:
    from ..value import Value


def describe(
    output: Value,
    *,
    gradients: bool,
    local_derivatives: bool,
    depth: float | None = None,
    focus: Value | Iterable[Value] | None = None,
    group: Grouping | None = None,
    collapse: bool | None = None,
) -> Graph:
    """Return the facts of the graph that ``output`` was made by. Raises what `selection.select` raises."""
    focused = _listed(focus)
    depth = _depth(depth)
    _check_group(group, collapse)
    values = drawable(output)
    part = depth is not None or bool(focused)
    if collapse and part:
        raise ValueError("collapse=True draws the whole graph, a card for each group: leave out depth and focus, or collapse")
    groups: list[Group] = []
    if collapse or group is not None or (len(values) > ALL and not part):
        groups = groups_of(values, group)
    if collapse is None:
        collapse = len(values) > MOST and not part
    if groups and collapse:
        return collapsed(output, values, groups, gradients=gradients)
    chosen = select(output, values, depth, focused, whole=bool(groups))
    if part and group is None and len(chosen) > ALL:
        groups = groups_of(values, None)
    keys = {node: f"v{i}" for i, node in enumerate(chosen)}
    cards, wires = [], []
    for node in chosen:
        drawn = [(i, x) for i, x in enumerate(node.inputs) if x in keys]
        local = _local(node) if local_derivatives and drawn else None
        cards.append(card_of(node, keys[node], output, goes_on=any(x not in keys and is_drawn(x) for x in node.inputs)))
        wires += [
            Wire(keys[x], keys[node], i, place, len(drawn), None if local is None else local[i])
            for place, (i, x) in enumerate(drawn)
        ]
    clusters = _clusters(groups, values, keys) if len(chosen) > ALL or group is not None else ()
    return Graph(tuple(cards), tuple(wires), len(values), gradients, _which(output, focused), clusters)


def _clusters(groups: list[Group], values: list[Value], keys: dict[Value, str]) -> tuple[Cluster, ...]:
    """Return the groups of which more than one value is drawn."""
    found = [(group.name, tuple(keys[values[i]] for i in group.members if values[i] in keys)) for group in groups]
    return tuple(Cluster(f"g{i}", name, cards) for i, (name, cards) in enumerate(found) if len(cards) > 1)


def _which(output: Value, focus: list[Value]) -> str:
    names = [cut(clean(value.label), 14.0) for value in focus or [output]]
    named = ", ".join(names) if all(names) and len(names) <= 3 else "the output" if not focus else f"{len(names)} values"
    return f"{named} and what is next to {'it' if len(names) == 1 else 'them'}" if focus else f"the nearest to {named}"


def _local(node: Value) -> list[float]:
    try:
        return derivatives_of(node)
    except NotDifferentiable:
        return [math.nan] * len(node.inputs)


def _depth(depth: float | None) -> float | None:
    if depth is None or depth == math.inf:
        return depth
    if isinstance(depth, int) and not isinstance(depth, bool) and depth >= 0:
        return depth
    raise ValueError(f"depth is how many steps to go back from the output: a whole number from 0, or math.inf; got {depth!r}")


def _listed(focus: Value | Iterable[Value] | None) -> list[Value]:
    from ..value import Value

    if focus is None:
        return []
    listed = [focus] if isinstance(focus, Value) or not isinstance(focus, Iterable) else list(focus)
    for value in listed:
        if not isinstance(value, Value):
            raise TypeError(f"focus is a Value of the graph or a list of them, got {type(value).__name__}")
    if not listed:
        raise ValueError("focus is an empty list: give the values to look at, or leave it out")
    return listed


def _check_group(group: object, collapse: object) -> None:
    if group is not None and not callable(group) and not isinstance(group, Mapping):
        raise TypeError(
            "group says which group each value belongs to: a dict from Values to names, or a function; "
            f"got {type(group).__name__}"
        )
    if collapse not in {None, True, False}:
        raise TypeError(f"collapse is True, False, or None for what the size suggests; got {collapse!r}")
