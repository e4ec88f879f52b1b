"""What several test files need: numbers and exceptions compared exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import Value
from autograd.backprop import local_derivatives
from autograd.graph import topological


def bits(x: float) -> str:
    """Return a float's spelling, in which -0.0 and 0.0 differ and nan equals nan."""
    return float(x).hex()


def outcome(compute: Callable[[], Any]) -> str | type[Exception]:
    """Return the bits of what is computed, or the kind of exception that it raises."""
    try:
        result = compute()
    except Exception as error:  # noqa: BLE001 - any kind: it is the answer
        return type(error)
    return bits(result.data if isinstance(result, Value) else result)


def nodes(output: Value) -> list[Value]:
    """Return every value that ``output`` was made from, found by the facts alone."""
    found: dict[Value, None] = {}
    stack = [output]
    while stack:
        node = stack.pop()
        if node not in found:
            found[node] = None
            stack += node.inputs
    return list(found)


def terms(output: Value) -> dict[Value, float]:
    """Return for every node how large the terms are of which its gradient is the sum: over all paths, without their signs."""
    found = {output: 1.0}
    for node in reversed(topological(output)):
        for x, local in zip(node.inputs, local_derivatives(node), strict=True):
            found[x] = found.get(x, 0.0) + abs(local) * found[node]
    return found
