"""Which values belong together: the neurons of a network, the rows of a batch, whatever the user says.

A **group** is a set of values with a name; a value may belong to none. Whoever draws may say what the groups are. Otherwise
they are found, without a slot on the values and without a word from a network: where values that were computed have **labels**,
each label ends a group, and what is made for one group alone belongs to it. A function of a single labelled value takes it
along, so that ``x[h1]`` and ``y[h1] = tanh(x[h1])`` are one neuron. Where there are no labels the **shape** is looked at, as the
stepper does (`stepper/chapters.py`). Groups of one name become one, as for the rows of a batch, unless wires would then lead in a
circle, as they would for the steps of a recurrent network.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..value import Value

Grouping = Mapping["Value", str] | Callable[["Value"], "str | None"]

MOST = 200_000  # values in which groups are looked for: 2 s
_FEWEST = 3  # groups that are worth the name
_TYPICAL = 2 / 3  # of all parts end in a function, where they are neurons


@dataclass(frozen=True, slots=True)
class Group:
    """The values of a group, by their places in the graph, inputs before users. The name is that of the last one, or given."""

    name: str
    members: tuple[int, ...]


class Web:
    """The values of a graph by their places: what each was made from, and who uses it. Constants are left out."""

    def __init__(self, values: Sequence[Value]) -> None:
        self.values = values
        place = {value: i for i, value in enumerate(values)}
        self.inputs = [list(dict.fromkeys(place[x] for x in value.inputs if x in place)) for value in values]
        self.users: list[list[int]] = [[] for _ in values]
        for node, below in enumerate(self.inputs):
            for x in below:
                self.users[x].append(node)

    def recorded(self, node: int) -> bool:
        """Whether a value was computed from others that have a card."""
        return bool(self.inputs[node])


@dataclass(frozen=True, slots=True)
class _Parts:
    """For every value the end of its part; the names of those ends whose parts are groups; and the ends that nobody has named.

    Without names there are no groups.
    """

    root: list[int]
    names: dict[int, str]
    nameless: frozenset[int] = frozenset()


def groups_of(values: Sequence[Value], group: Grouping | None) -> list[Group]:
    """Return the groups of a graph: those that ``group`` says, else by labels, else by shape; none where there are none to see.

    They are disjoint, and wires between them lead in no circle. Raises TypeError for a group that has no name.
    """
    if group is None and len(values) > MOST:
        return []
    web = Web(values)
    if group is not None:
        return _merged(web, _given(web, group))
    for find in (_by_label, _by_shape):
        found = _merged(web, find(web))
        if found and 2 * len(found) <= sum(len(one.members) for one in found):
            return found
    return []


# ---- which value each group ends with ---------------------------------------------------------------------------------


def _given(web: Web, group: Grouping) -> _Parts:
    say = group if callable(group) else group.get
    names: dict[int, str] = {}
    for node, value in enumerate(web.values):
        name = say(value)
        if name is None:
            continue
        if not isinstance(name, str):
            raise TypeError(f"a group is told by its name, a string, or None; got {type(name).__name__} {name!r}")
        names[node] = name
    return _Parts(_roots(web, set(names)), names)


def _by_label(web: Web) -> _Parts:
    ends = {node for node, value in enumerate(web.values) if value.label and web.recorded(node) and not _taken_along(web, node)}
    if len(ends) < _FEWEST:
        return _Parts([], {})
    root = _roots(web, ends)
    found = {root[node] for node in range(len(root)) if web.recorded(node)}
    if 2 * len(ends) < len(found):
        return _Parts([], {})
    return _named(web, root, found)


def _taken_along(web: Web, node: int) -> bool:
    """Whether a labelled value is there for one function of it alone, which has a label, too."""
    users = web.users[node]
    return len(users) == 1 and len(web.values[users[0]].inputs) == 1 and bool(web.values[users[0]].label)


def _roots(web: Web, ends: set[int]) -> list[int]:
    """Return for every value the end of its group: its own place, or that of the one group that it is made for."""
    root = list(range(len(web.values)))
    for node in reversed(root):
        roots = {root[user] for user in web.users[node]}
        if node not in ends and len(roots) == 1:
            root[node] = roots.pop()
    return root


def _by_shape(web: Web) -> _Parts:
    from .stepper.chapters import divide

    functions = {node for node, value in enumerate(web.values) if len(value.inputs) == 1}
    parts = divide(web.inputs, functions, limit=1)
    ends = [part.roots[-1] for part in parts]
    root = list(range(len(web.values)))
    if len(parts) < _FEWEST or sum(end in functions for end in ends) < _TYPICAL * (len(parts) - 1):
        return _Parts([], {})
    for part, end in zip(parts, ends, strict=True):
        for node in part.made:
            root[node] = end
    return _named(web, root, set(ends))


def _named(web: Web, root: list[int], ends: set[int]) -> _Parts:
    values = web.values
    names = {end: values[end].label or getattr(values[end].operation, "name", "") for end in ends}
    return _Parts(root, names, frozenset(end for end in ends if not values[end].label))


# ---- one group for one name -------------------------------------------------------------------------------------------


def _merged(web: Web, parts: _Parts) -> list[Group]:
    """Return the groups; those of one name as one, unless wires would then lead in a circle."""
    names = parts.names
    if not names:
        return []
    key: dict[int, Hashable] = {end: end if end in parts.nameless else names.get(end, end) for end in set(parts.root)}
    home = _homes(web, parts, key)
    if not _is_acyclic(web, home):
        level = _levels(web, parts.root, key)
        home = _homes(web, parts, {end: (key[end], level[end]) for end in key})
        if not _is_acyclic(web, home):
            return []
    called = {home[end]: name for end, name in names.items()}
    members: dict[Hashable, list[int]] = {}
    for node, place in enumerate(home):
        if place in called:
            members.setdefault(place, []).append(node)
    return [Group(called[place], tuple(nodes)) for place, nodes in members.items()]


def _homes(web: Web, parts: _Parts, key: Mapping[int, Hashable]) -> list[Hashable]:
    """Return for every value where it belongs: what is used in one group alone, by several rows, say, belongs there too."""
    home = [key[end] for end in parts.root]
    for node in range(len(home) - 1, -1, -1):
        if parts.root[node] not in parts.names:
            homes = {home[user] for user in web.users[node]}
            home[node] = homes.pop() if len(homes) == 1 else ("alone", node)
    return home


def _is_acyclic(web: Web, home: Sequence[Hashable]) -> bool:
    users: dict[Hashable, set[Hashable]] = {place: set() for place in home}
    for node, below in enumerate(web.inputs):
        for x in below:
            users[home[x]].add(home[node])
    sorter = TopologicalSorter({place: found - {place} for place, found in users.items()})
    try:
        sorter.prepare()
    except CycleError:
        return False
    return True


def _levels(web: Web, root: Sequence[int], key: Mapping[int, Hashable]) -> dict[int, int]:
    """Return for every end how often the name changes on the way there: of one name and one level no wires lead in a circle."""
    sources: dict[int, set[int]] = {}
    for node, below in enumerate(web.inputs):
        sources.setdefault(root[node], set()).update(root[x] for x in below if root[x] != root[node])
    level: dict[int, int] = {}
    for end in sorted(sources):  # an end stands behind all that its group is made from
        level[end] = max((level.get(x, 0) + (key[x] != key[end]) for x in sources[end]), default=0)
    return level
