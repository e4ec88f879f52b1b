"""In which direction neurons go along a sequence: forwards where they read earlier steps, backwards where they read later ones.

Neurons that depend on each other, at whatever steps, form one **strongly connected component**: they have to go through the
sequence together, and so in one direction. A **turn** counts how often the direction changes before a neuron fires: the
neurons of turn 0 go forwards through the whole sequence, then those of turn 1 backwards, those of turn 2 forwards again. A
network that reads no later step has nothing but turn 0, which can be made step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from autograd import CycleError

from .neuron import AbstractNeuron

Node = TypeVar("Node", bound=Hashable)
Needs = Callable[[AbstractNeuron], Sequence[tuple[AbstractNeuron, int]]]  # what a neuron reads, and how many steps ago


def turns(neurons: Sequence[AbstractNeuron], given: Iterable[AbstractNeuron], needs: Needs) -> dict[AbstractNeuron, int]:
    """Return the turn of each neuron. What is ``given`` is known at all steps; the steps ago are negative for later ones.

    Raises CycleError, naming the neurons, where neurons that depend on each other read both earlier and later steps.
    """
    known = set(given)
    found: dict[AbstractNeuron, int] = {}

    def sources(neuron: AbstractNeuron) -> list[AbstractNeuron]:
        return [] if neuron in known else [source for source, _ in needs(neuron) if source not in known]

    for component in components(neurons, sources):
        members = set(component)
        signs = {(delay > 0) - (delay < 0): (neuron, source) for neuron in component for source, delay in needs(neuron)
                 if source in members and delay}  # fmt: skip
        if len(signs) > 1:
            names = ", ".join(neuron.label or repr(neuron) for neuron in component)
            raise CycleError(
                f"these neurons depend on each other both at earlier and at later steps: {names}; take the delay or the look "
                "ahead away from one of the synapses between them",
                list(component),
            )
        turn = 0
        for neuron in component:
            for source, delay in needs(neuron):
                if source not in members and source not in known:
                    # what goes the same way has been there already, except where it is read against the way
                    before = found[source]
                    turn = max(turn, before + (delay > 0 if before % 2 else delay < 0))
        if signs and (-1 in signs) != turn % 2:
            turn += 1
        found.update(dict.fromkeys(component, turn))
    return found


def components(nodes: Iterable[Node], sources: Callable[[Node], Sequence[Node]]) -> list[list[Node]]:
    """Return the strongly connected components of a graph, what the others depend on first (Tarjan 1972).

    >>> components("abcd", {"a": "b", "b": "a", "c": "a", "d": "c"}.__getitem__)
    [['a', 'b'], ['c'], ['d']]
    """
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    open_nodes: list[Node] = []
    is_open: set[Node] = set()
    done: list[list[Node]] = []
    for root in nodes:
        if root in number:
            continue
        _enter(root, number, lowest, open_nodes, is_open)
        stack = [(root, iter(sources(root)))]
        while stack:
            node, below = stack[-1]
            for source in below:
                if source not in number:
                    _enter(source, number, lowest, open_nodes, is_open)
                    stack.append((source, iter(sources(source))))
                    break
                if source in is_open:
                    lowest[node] = min(lowest[node], number[source])
            else:
                stack.pop()
                if stack:
                    lowest[stack[-1][0]] = min(lowest[stack[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    component = [open_nodes.pop()]
                    while component[-1] is not node:
                        component.append(open_nodes.pop())
                    is_open.difference_update(component)
                    done.append(component[::-1])
    return done


def component_numbers(nodes: Iterable[Node], leads_to: Callable[[Node], Sequence[Node]]) -> dict[Node, int]:
    """Return a number for each node, the same where each of two leads to the other; what is led to comes first.

    >>> component_numbers("abcd", {"a": "b", "b": "a", "c": "a", "d": "c"}.__getitem__)
    {'a': 0, 'b': 0, 'c': 1, 'd': 2}
    """
    return {node: i for i, component in enumerate(components(nodes, leads_to)) for node in component}


def _enter(node: Node, number: dict[Node, int], lowest: dict[Node, int], open_nodes: list[Node], is_open: set[Node]) -> None:
    number[node] = lowest[node] = len(number)
    open_nodes.append(node)
    is_open.add(node)
