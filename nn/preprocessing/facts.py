"""Codings as plain facts that JSON can hold, and back: what is read is checked entry by entry, and nothing is executed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import inf, isfinite, nan
from typing import Any

from nn.tables.cells import listed, shown

from .codings import CategoryCoding, ClassCoding, Coding, NumberCoding


class PreprocessingError(ValueError):
    """What was read describes no preprocessing; the message names the entry."""


def to_dict(coding: Coding) -> dict[str, Any]:
    """Return what JSON can hold of a coding.

    >>> to_dict(CategoryCoding("colour", ("blue", "red")))
    {'kind': 'category', 'name': 'colour', 'categories': ['blue', 'red'], 'fill': None, 'unseen': 'error'}
    """
    facts = {key: list(fact) if isinstance(fact, tuple) else fact for key, fact in asdict(coding).items()}
    return {"kind": coding.kind, **facts}


def from_dict(facts: Any, place: str) -> Coding:
    """Return the coding that `to_dict` wrote. Raises PreprocessingError, naming the place, for anything else."""
    kind = facts.get("kind") if isinstance(facts, Mapping) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise PreprocessingError(
            f"{place} must be an object whose 'kind' is {' or '.join(map(repr, _KINDS))}, got {shown(facts)}"
        )
    made, checks = _KINDS[kind]
    check_keys(facts, ["kind", *checks], place)
    coding: Coding = made(**{key: check(facts[key], f"{place}.{key}") for key, check in checks.items()})
    if isinstance(coding, CategoryCoding) and coding.fill not in {None, *coding.categories}:
        raise PreprocessingError(f"{place}.fill must be one of the categories, got {shown(coding.fill)}")
    return coding


def check_keys(facts: Any, known: Sequence[str], place: str) -> None:
    """Raise PreprocessingError, naming the place, unless ``facts`` is an object with exactly the known keys."""
    if not isinstance(facts, Mapping):
        raise PreprocessingError(f"{place} must be an object, got {shown(facts)}")
    for key in facts:
        if key not in known:
            raise PreprocessingError(f"{place} has the unknown key {shown(key)}: it has {listed(known)}")
    for key in known:
        if key not in facts:
            raise PreprocessingError(f"{place} has no {key!r}")


def check_list(fact: Any, place: str) -> list[Any]:
    """Return a list. Raises PreprocessingError, naming the place, for anything else."""
    if not isinstance(fact, (list, tuple)):
        raise PreprocessingError(f"{place} must be a list, got {shown(fact)}")
    return list(fact)


def check_text(fact: Any, place: str) -> str:
    """Return a text. Raises PreprocessingError, naming the place, for anything else."""
    if not isinstance(fact, str):
        raise PreprocessingError(f"{place} must be a text, got {shown(fact)}")
    return fact


def check_number(fact: Any, place: str) -> float:
    """Return a finite number as a float. Raises PreprocessingError, naming the place, for anything else; true is no number."""
    try:
        x = float(fact) if type(fact) in {int, float} else nan
    except OverflowError:
        x = inf
    if not isfinite(x):
        raise PreprocessingError(f"{place} must be a finite number, got {shown(fact)}")
    return x


def _scale(fact: Any, place: str) -> float:
    x = check_number(fact, place)
    if not x > 0.0:
        raise PreprocessingError(f"{place} must be above 0, got {shown(fact)}")
    return x


def _name(fact: Any, place: str) -> str:
    if not check_text(fact, place):
        raise PreprocessingError(f"{place} must not be empty")
    return str(fact)


def _names(least: int) -> Callable[[Any, str], tuple[str, ...]]:
    def check(fact: Any, place: str) -> tuple[str, ...]:
        names = tuple([_name(name, f"{place}[{i}]") for i, name in enumerate(check_list(fact, place))])
        if len(names) < least:
            raise PreprocessingError(f"{place} must hold {least} or more names, got {len(names)}")
        name, count = Counter(names).most_common(1)[0]
        if count > 1:
            raise PreprocessingError(f"{place} holds {shown(name)} twice")
        return names

    return check


def _optional(check: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    return lambda fact, place: None if fact is None else check(fact, place)


def _unseen(fact: Any, place: str) -> str:
    if fact not in ("error", "zeros"):  # a list cannot be looked up in a set
        raise PreprocessingError(f"{place} must be 'error' or 'zeros', got {shown(fact)}")
    return str(fact)


# What each kind of coding holds, and the check of each entry.
_KINDS: dict[str, tuple[Callable[..., Coding], dict[str, Callable[[Any, str], Any]]]] = {
    "number": (NumberCoding, {"name": _name, "shift": check_number, "scale": _scale, "fill": _optional(check_number)}),
    "category": (CategoryCoding, {"name": _name, "categories": _names(1), "fill": _optional(_name), "unseen": _unseen}),
    "class": (ClassCoding, {"name": _name, "classes": _names(2)}),
}
