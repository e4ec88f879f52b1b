"""What several test files need: numbers and exceptions compared exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import Value


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
