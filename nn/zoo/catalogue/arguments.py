"""What a builder is given is what it asks for: numbers of neurons are whole and positive, and one layer may be one number.

A builder says in its signature what it takes: ``int`` is a number of neurons, ``Sequence[int]`` one for each of several layers,
``float`` a number, ``bool`` a choice. What is said otherwise, such as first weights, is left to those who know more of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from math import isfinite
from numbers import Real
from operator import index
from typing import Any

from ...lookup import activation_row
from ...network import Network


def checked(build: Callable[..., Network]) -> Callable[..., Network]:
    """Return a builder that refuses sizes that mean nothing, and takes one number for a list of one layer.

    It raises TypeError for what is no number, and ValueError for numbers that are too small, naming the size.

    >>> from nn import feed_forward
    >>> def build(hidden: Sequence[int] = (3,)) -> Network:
    ...     return feed_forward([2, *hidden, 1], seed=0)
    >>> checked(build)(4), checked(build)([4, 3])
    (Network(2-4-1, 17 synapses, 17 parameters), Network(2-4-3-1, 31 synapses, 31 parameters))
    """
    signature = inspect.signature(build)

    @wraps(build)
    def checked_build(*arguments: Any, **sizes: Any) -> Network:
        given = signature.bind(*arguments, **sizes)
        for name, value in given.arguments.items():
            given.arguments[name] = _meant(name, value, str(signature.parameters[name].annotation))
        return build(*given.args, **given.kwargs)

    return checked_build


def _meant(name: str, value: Any, wanted: str) -> Any:
    if wanted == "int":
        return _whole(name, value, 1)
    if wanted == "Sequence[int]":
        listed = [value] if _is_whole(value) else _listed(name, value, "a whole number for each layer")
        return tuple(_whole(f"each of {name}", one, 1) for one in listed)
    if wanted in {"int | Sequence[int]", "Extent"} and not _is_whole(value):
        return tuple(_whole(f"each {name}", one, 0) for one in _listed(name, value, "a whole number or a list of them"))
    if wanted == "int | Sequence[Sequence[float]]" and not _is_whole(value):
        rows = _listed(name, value, "how many there are, or a list of lists of numbers")
        return [
            [_number(f"each number of {name}", x) for x in _listed(f"each of {name}", row, "a list of numbers")] for row in rows
        ]
    if wanted.startswith("int | Sequence[Sequence"):
        return _whole(name, value, 1)
    if wanted.startswith("Sequence[tuple[") and value is not None:
        one = _number if "float" in wanted else lambda what, x: _whole(what, x, 0)
        return [_pair(name, pair, one) for pair in _listed(name, value, "a list of pairs")]
    if wanted == "float" or (wanted == "float | None" and value is not None):
        return _number(name, value)
    if wanted == "bool" and not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, got {type(value).__name__} {value!r}")
    if name in {"activation", "output_activation"}:
        activation_row(value, "a network of the zoo")  # also where this network happens to need none
    return value


def _is_whole(value: object) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _whole(name: str, value: Any, least: int) -> int:
    if not _is_whole(value):
        raise TypeError(f"{name} must be a whole number, got {type(value).__name__} {value!r}")
    if index(value) < least:
        raise ValueError(f"{name} must be {least} at least, got {value}")
    return index(value)


def _listed(name: str, value: Any, wanted: str) -> list[Any]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be {wanted}, got {type(value).__name__} {value!r}")
    return list(value)


def _pair(name: str, value: Any, one: Callable[[str, Any], float]) -> tuple[float, ...]:
    pair = _listed(f"each of {name}", value, "a pair of numbers")
    if len(pair) != 2:
        raise ValueError(f"each of {name} must be a pair of numbers, got {value!r}")
    return tuple(one(f"each number of {name}", x) for x in pair)


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, got {type(value).__name__} {value!r}")
    if not isfinite(value):
        raise ValueError(f"{name} must be a finite number, got {value}")
    return float(value)
