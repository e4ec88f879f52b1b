"""Which values are in one picture: of a large graph, one part at a time.

Up to `selection.ALL` values make one picture. A larger graph is told in **chapters**. A chapter is a value together with
everything that only it is made from. What is too large for that is cut at its **seams**, the results of functions such as tanh,
and where there are none at its largest branches; neighbours that would be tiny share a chapter. In a network this finds the
neurons from the graph's shape alone, also where they were written with plain ``+`` and ``*``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LARGEST = 80  # cards in a chapter: a neuron of 20 inputs, written with plain + and *
_SEAM = 8  # cards: what is less is not worth a seam
_TINY, _SHARED = 6, 40  # cards in a chapter that wants company, and in one that has it


@dataclass(frozen=True, slots=True)
class Chapter:
    """The numbers of the values that are made here, and of those that they are made from and that come from elsewhere.

    ``roots`` are those made here that others use; the last of them names the chapter.
    """

    made: tuple[int, ...]
    given: tuple[int, ...]
    roots: tuple[int, ...]

    @property
    def cards(self) -> list[int]:
        """The numbers of all values in the picture, inputs before users."""
        return sorted({*self.made, *self.given})


def divide(inputs: Sequence[Sequence[int]], seams: Collection[int], limit: int) -> list[Chapter]:
    """Return the chapters of a graph, inputs before users: one up to ``limit`` values.

    ``inputs`` lists those of every value, inputs stand before users, and the last value is the output.

    >>> divide([(), (), (0, 1), (2,), (3, 2)], set(), 60)
    [Chapter(made=(2, 3, 4), given=(0, 1), roots=(4,))]
    """
    recorded = [node for node, below in enumerate(inputs) if below]
    if len(inputs) <= limit or not recorded:
        return [_chapter(recorded or [len(inputs) - 1], inputs, set())]
    users: list[set[int]] = [set() for _ in inputs]
    for node in recorded:
        for below in inputs[node]:
            users[below].add(node)
    root = _roots(inputs, users, seams)
    groups: dict[int, list[int]] = {}
    for node in recorded:
        groups.setdefault(root[node], []).append(node)
    merged = _merged([groups[node] for node in recorded if node in groups], inputs)
    home = {node: number for number, group in enumerate(merged) for node in group}
    used = {node for node in recorded if any(home[user] != home[node] for user in users[node])}
    return [_chapter(group, inputs, used) for group in merged]


def _chapter(made: list[int], inputs: Sequence[Sequence[int]], used: set[int]) -> Chapter:
    inside = set(made)
    given = {below for node in made for below in inputs[node]} - inside
    roots = tuple(node for node in made if node in used) or (made[-1],)
    return Chapter(tuple(made), tuple(sorted(given)), roots)


def _roots(inputs: Sequence[Sequence[int]], users: Sequence[set[int]], seams: Collection[int]) -> list[int]:
    """Return for every recorded value the one that its chapter ends with."""
    whole = _joined(inputs, users, set())
    cards: dict[int, set[int]] = {}
    for node, root in enumerate(whole):
        if inputs[node]:
            cards.setdefault(root, set()).update(inputs[node], (node,))
    large = {root for root, found in cards.items() if len(found) > LARGEST}
    cut: set[int] = set()
    size = [1] * len(inputs)  # of what a value brings along: about the cards of its part
    for node, below in enumerate(inputs):
        if not below or whole[node] not in large:
            continue
        own = {x for x in below if inputs[x] and len(users[x]) == 1 and x not in cut}
        size[node] = 1 + sum(size[x] if x in own else 1 for x in set(below))
        for largest in sorted(own, key=lambda x: (-size[x], x)):
            if size[node] > LARGEST:
                cut.add(largest)
                size[node] -= size[largest] - 1
        if node in seams and size[node] > _SEAM:
            cut.add(node)
    return _joined(inputs, users, cut)


def _joined(inputs: Sequence[Sequence[int]], users: Sequence[set[int]], cut: set[int]) -> list[int]:
    """Return for every value the end of the longest way from user to user on which each is the only one."""
    root = list(range(len(inputs)))
    for node in reversed(root):
        if inputs[node] and len(users[node]) == 1 and node not in cut:
            root[node] = root[min(users[node])]
    return root


def _merged(groups: list[list[int]], inputs: Sequence[Sequence[int]]) -> list[list[int]]:
    """Join neighbours that are tiny. The groups stand inputs before users, and so they still do afterwards."""
    merged: list[list[int]] = []
    shared: set[int] = set()  # the cards of the latest, if it may have company
    for group in groups:
        cards = set(group).union(*(inputs[node] for node in group))
        tiny = len(cards) <= _TINY
        if tiny and shared and len(shared | cards) <= _SHARED:
            merged[-1] = sorted(merged[-1] + group)
            shared |= cards
        else:
            merged.append(group)
            shared = cards if tiny else set()
    return merged
