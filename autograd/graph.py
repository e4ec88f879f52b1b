"""Walking a graph: anything whose nodes have `.inputs`, or whose neighbours a function can name. No recursion anywhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from .errors import CycleError

Node = TypeVar("Node", bound=Hashable)


def topological(output: Any) -> list[Any]:
    """Return every node that ``output`` was made from, inputs before users, ``output`` last.

    The order is the same at every call. A recorded graph has no cycles: its nodes existed before their users.

    >>> from autograd import Value
    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> [node.label for node in topological(a * b)]
    ['a', 'b', '']
    """
    order: list[Any] = []
    seen: set[Any] = set()
    stack: list[Any] = [output]
    while stack:
        node = stack.pop()
        if node is None:  # everything below the node under this mark is in the order
            order.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            inputs = node.inputs
            if inputs:
                stack += (node, None)
                stack += inputs[::-1]
            else:
                order.append(node)
    return order


def sorted_by(roots: Iterable[Node], inputs: Callable[[Node], Sequence[Node]], name: Callable[[Node], str] = str) -> list[Node]:
    """Return all nodes that the roots depend on, inputs before users, for a graph that may turn out to be cyclic.

    Raises CycleError, naming the nodes of one cycle, where there is no such order.

    >>> sorted_by(["c"], {"a": "", "b": "a", "c": "ab"}.__getitem__)
    ['a', 'b', 'c']
    >>> sorted_by(["a"], {"a": "b", "b": "a"}.__getitem__)
    Traceback (most recent call last):
    autograd.errors.CycleError: these depend on each other in a circle: a -> b -> a
    """
    order: list[Node] = []
    finished: set[Node] = set()
    path: dict[Node, None] = {}  # the nodes that are being visited, in order
    for root in roots:
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                del path[node]
                finished.add(node)
                order.append(node)
            elif node in path:
                circle = [*list(path)[list(path).index(node) :], node][::-1]
                names = " -> ".join(map(name, circle))
                raise CycleError(f"these depend on each other in a circle: {names}", list(circle))
            elif node not in finished:
                path[node] = None
                stack.append((node, True))
                stack += [(below, False) for below in reversed(inputs(node)) if below not in finished]
    return order
