"""Checks of what was read: each entry is what the format says, or a StorageError names it."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from .format import Keys, StorageError


def entry(facts: Any, where: str, keys: Keys) -> dict[str, Any]:
    """Return an object that has the keys it must have, no others, and facts of the right types."""
    if not isinstance(facts, dict):
        raise StorageError(f"{where} must be an object, got {short(facts)}")
    for key, fact in facts.items():
        if key not in keys:
            raise StorageError(f"{where} has the unknown key {short(key)}: it may have {', '.join(keys)}")
        types, _, wanted = keys[key]
        if type(fact) not in types:  # not isinstance: true is no number
            raise StorageError(f'"{key}" of {where} must be {wanted}, got {short(fact)}')
    for key, (_, required, _) in keys.items():
        if required and key not in facts:
            raise StorageError(f'{where} has no "{key}"')
    return facts


def finite(x: Any, what: str) -> float:
    """Return a finite number as a float.

    >>> finite(3, "a weight")
    3.0
    """
    if type(x) not in {int, float}:
        raise StorageError(f"{what} must be a number, got {short(x)}")
    try:
        number = float(x)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise StorageError(f"{what} must be a finite number, and this one is beyond the range of a float")
    return number


def whole(x: Any, what: str, *, least: int = 0, most: int | None = None) -> int:
    """Return a whole number within bounds."""
    if type(x) is not int or x < least or (most is not None and x > most):
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        raise StorageError(f"{what} must be a whole number, {bounds}, got {short(x)}")
    return x


def short(fact: Any) -> str:
    """Return a fact for a message: as JSON writes it, and not too long."""
    kinds: dict[type, str] = {dict: "an object", list: "a list"}
    text = kinds.get(type(fact)) or json.dumps(fact, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
