"""A large graph with one card for each group: 983 values of a network are 38 cards.

Where these are still more than can be read, cards that are made from the same and used by the same become one: the 784 inputs of
a network, then the neurons of a layer. Where that is not enough either, those nearest to the output are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .graph import Card, Graph, Kind, Wire, card_of
from .grouping import Group, Web
from .numbers import full
from .selection import ALL
from .text import clean, cut

if TYPE_CHECKING:
    from ..value import Value

_TOLD = 12  # values of a card, and groups of one, that its tooltip tells


@dataclass(frozen=True, slots=True)
class _Part:
    """The values of one card. ``names`` are those of the groups in it, or of the one value or kind of value that it holds."""

    names: tuple[str, ...]
    members: tuple[int, ...]


def collapsed(output: Value, values: list[Value], groups: Sequence[Group], *, gradients: bool) -> Graph:
    """Return the facts of a picture with one card for each group."""
    web = Web(values)
    parts = _alone(web, groups)
    for kind in (_is_given, lambda web, part: not _is_given(web, part)):
        if len(parts) > ALL:
            parts = _twins(web, parts, kind)
    home = {node: i for i, part in enumerate(parts) for node in part.members}
    links = _links(web, home)
    chosen = _nearest(home[len(values) - 1], links, ALL) if len(parts) > ALL else set(range(len(parts)))
    kept = [i for i in range(len(parts)) if i in chosen]
    keys = {i: f"v{n}" for n, i in enumerate(kept)}
    cards = [_card(web, parts[i], keys[i], output, goes_on=any(t == i and s not in chosen for s, t in links)) for i in kept]
    wires: list[Wire] = []
    arrived: dict[int, int] = {}
    for (source, target), uses in links.items():
        if source in chosen and target in chosen:
            operand = arrived[target] = arrived.get(target, -1) + 1
            wires.append(Wire(keys[source], keys[target], operand, 0, 1, None, uses))
    left_out = sum(len(part.members) for i, part in enumerate(parts) if i not in chosen)
    return Graph(tuple(cards), tuple(wires), len(values), gradients, f"the {len(kept)} cards nearest to the output", (), left_out)


# ---- what shares a card -------------------------------------------------------------------------------------------------


def _alone(web: Web, groups: Sequence[Group]) -> list[_Part]:
    """Return the groups, and what is in none of them: single values, and leaves of one label and one purpose together."""
    parts = [_Part((group.name,), group.members) for group in groups]
    home: dict[int, Hashable] = {node: i for i, group in enumerate(groups) for node in group.members}
    together: dict[Hashable, list[int]] = {}
    for node, value in enumerate(web.values):
        if node not in home:
            leaf = not web.recorded(node) and value.label
            users = frozenset(home.get(user, ("alone", user)) for user in web.users[node])
            together.setdefault((value.label, users) if leaf else node, []).append(node)
    parts += [_Part((web.values[nodes[0]].label,), tuple(nodes)) for nodes in together.values()]
    return sorted(parts, key=lambda part: part.members[-1])


def _is_given(web: Web, part: _Part) -> bool:
    return not any(web.recorded(node) for node in part.members)


def _twins(web: Web, parts: list[_Part], belongs: Callable[[Web, _Part], bool]) -> list[_Part]:
    """Join the parts that are made from the same and used by the same."""
    home = {node: i for i, part in enumerate(parts) for node in part.members}
    sources: list[set[int]] = [set() for _ in parts]
    users: list[set[int]] = [set() for _ in parts]
    for source, target in _links(web, home):
        sources[target].add(source)
        users[source].add(target)
    found: dict[Hashable, list[_Part]] = {}
    for i, part in enumerate(parts):
        key = (frozenset(sources[i]), frozenset(users[i])) if belongs(web, part) else i
        found.setdefault(key, []).append(part)
    joined = [
        _Part(tuple(name for part in same for name in part.names), tuple(sorted(node for part in same for node in part.members)))
        for same in found.values()
    ]
    return sorted(joined, key=lambda part: part.members[-1])


def _links(web: Web, home: dict[int, int]) -> dict[tuple[int, int], int]:
    """Return from which part to which one values lead, and how many times one is used there, by target and operand."""
    links: dict[tuple[int, int], int] = {}
    place = {value: i for i, value in enumerate(web.values)}
    for node, value in enumerate(web.values):
        for x in value.inputs:
            below = place.get(x)
            if below is not None and home[below] != home[node]:
                pair = home[below], home[node]
                links[pair] = links.get(pair, 0) + 1
    return links


def _nearest(start: int, links: Iterable[tuple[int, int]], limit: int) -> set[int]:
    """Return the parts that are the fewest steps away from the output."""
    sources: dict[int, list[int]] = {}
    for source, target in links:
        sources.setdefault(target, []).append(source)
    queue = [start]
    for part in queue:
        queue += [x for x in dict.fromkeys(sources.get(part, ())) if x not in queue]
        if len(queue) > limit:
            break
    return set(queue[:limit])


# ---- cards --------------------------------------------------------------------------------------------------------------


def _card(web: Web, part: _Part, key: str, output: Value, *, goes_on: bool) -> Card:
    values = [web.values[node] for node in part.members]
    if len(values) == 1:
        return card_of(values[0], key, output, goes_on=goes_on)
    inside = set(part.members)
    ends = [node for node in part.members if not web.users[node] or not inside.issuperset(web.users[node])]
    end = web.values[ends[-1]]
    named = [name for name in dict.fromkeys(clean(name) for name in part.names) if name]
    label = ", ".join(named) if len(named) < 3 else f"{cut(named[0], 7.0)} … {cut(named[-1], 7.0)}"
    groups = f"{len(part.names):,} groups, " * (len(part.names) > 1 and not _is_given(web, part))
    told = [_about(value) for value in values[-_TOLD:]]
    return Card(
        key,
        _kind(web, part, output),
        label,
        (f"{groups}{len(values):,} values",),
        end.data,
        end.grad if end.reached else None,
        goes_on,
        len(values),
        several=len(ends) > 1,
        members=tuple([f"{len(values) - len(told):,} more, and", *told] if len(values) > len(told) else told),
    )


def _about(value: Value) -> str:
    name = clean(value.label) or (value.operation.name if value.operation else "value")
    return f"{name}: data {full(value.data)}" + (f", grad {full(value.grad)}" if value.reached else "")


def _kind(web: Web, part: _Part, output: Value) -> Kind:
    values = [web.values[node] for node in part.members]
    if values[-1] is output:
        return "output"
    if not _is_given(web, part):
        return "group"
    kinds = {card_of(value, "", output, goes_on=False).kind for value in values}
    return kinds.pop() if len(kinds) == 1 else "parameter"
