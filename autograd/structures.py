"""Nested arguments: numbers in lists, tuples and dicts, taken apart and put together again.

A **path** names a place in a structure the way Python would: ``[0]["w"]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .operation import Operand, number


def leaves(structure: Any, what: str = "arguments") -> list[Any]:
    """Return the numbers and operands of a structure, in order.

    Raises TypeError, naming the place, for anything else; ``what`` says in its message what the structure is.

    >>> leaves([1.0, {"a": 2.0, "b": (3.0,)}])
    [1.0, 2.0, 3.0]
    """
    return [leaf for _, leaf in walk(structure, what=what)]


def walk(structure: Any, path: str = "", what: str = "arguments") -> Iterator[tuple[str, Any]]:
    """Yield every leaf with its path."""
    if isinstance(structure, dict):
        for key, inner in structure.items():
            yield from walk(inner, f"{path}[{key!r}]", what)
    elif isinstance(structure, (list, tuple)):
        for i, inner in enumerate(structure):
            yield from walk(inner, f"{path}[{i}]", what)
    elif isinstance(structure, Operand):
        yield path, structure
    else:
        try:
            yield path, number(structure)
        except TypeError as error:
            place = f" at {path}" if path else ""
            raise TypeError(f"{what} are numbers or nested lists, tuples and dicts of numbers{place}: {error}") from None


def map_leaves(function: Callable[[Any], Any], structure: Any) -> Any:
    """Return the same structure with ``function`` applied to every leaf.

    >>> map_leaves(lambda x: -x, {"a": (1.0, 2.0)})
    {'a': (-1.0, -2.0)}
    """
    if isinstance(structure, dict):
        return {key: map_leaves(function, inner) for key, inner in structure.items()}
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):  # a named tuple takes its fields one by one
        return type(structure)(*[map_leaves(function, inner) for inner in structure])
    if isinstance(structure, (list, tuple)):
        return type(structure)([map_leaves(function, inner) for inner in structure])
    return function(structure)


def rebuild(structure: Any, new: list[Any]) -> Any:
    """Return the same structure with the leaves ``new`` in place of its own.

    >>> rebuild([0, (0, 0)], [1.0, 2.0, 3.0])
    [1.0, (2.0, 3.0)]
    """
    rest = iter(new)
    return map_leaves(lambda _: next(rest), structure)
