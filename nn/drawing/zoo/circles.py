"""Which nodes of a graph lead to one another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def circles(nodes: Iterable[Node], leads_to: Callable[[Node], Iterable[Node]]) -> dict[Node, int]:
    """Return a number for each node, the same where each of two leads to the other; what is led to comes first.

    Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1(2), 1972; without recursion.
    """
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    result: dict[Node, int] = {}
    path: list[Node] = []
    for root in nodes:
        if root in number:
            continue
        waiting = [(root, iter(leads_to(root)))]
        number[root] = lowest[root] = len(number)
        path.append(root)
        while waiting:
            here, ahead = waiting[-1]
            for after in ahead:
                if after not in number:
                    number[after] = lowest[after] = len(number)
                    path.append(after)
                    waiting.append((after, iter(leads_to(after))))
                    break
                if after not in result:
                    lowest[here] = min(lowest[here], number[after])
            else:
                waiting.pop()
                if waiting:
                    lowest[waiting[-1][0]] = min(lowest[waiting[-1][0]], lowest[here])
                if lowest[here] == number[here]:
                    while True:
                        last = path.pop()
                        result[last] = number[here]
                        if last is here:
                            break
    return result
