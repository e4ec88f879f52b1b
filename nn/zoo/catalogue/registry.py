"""The registry: a module beside this package is a member of the zoo, and has a ``CARD``. Nothing else lists them."""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ...network import Network
from .card import Card

_ZOO = __name__.rsplit(".", 2)[0]


def names() -> list[str]:
    """Return the names of all members, in alphabetical order. No member is imported for it.

    >>> {"ff", "p", "rnn"} <= set(names())
    True
    """
    return sorted(module.name for module in iter_modules(import_module(_ZOO).__path__) if not module.ispkg)


def card(name: str) -> Card:
    """Return the card of a member, by its name, its full name or one of its aliases, in any case.

    Raises ValueError for a name that nobody has, with the nearest one; TypeError for what is no string.

    >>> card("ff").full_name
    'feed-forward network'
    """
    return _cards([resolve(name)])[0]


def resolve(name: str) -> str:
    """Return the name of the member that is meant. Raises what `card` raises.

    >>> resolve("Elman-Network")
    'rnn'
    """
    if not isinstance(name, str):
        raise TypeError(f"a member of the zoo is asked for by its name, got {type(name).__name__} {name!r}")
    listed, wanted = names(), _plain(name)
    if wanted in listed:
        return wanted
    known: dict[str, str] = {member: member for member in listed}
    for member, its in zip(listed, _cards(listed), strict=True):
        known.update((_plain(alias), member) for alias in (its.full_name, *its.aliases))
    if wanted in known:
        return known[wanted]
    close = get_close_matches(wanted, known, n=1)
    meant = f"did you mean {known[close[0]]!r}? " if close else ""
    raise ValueError(f"there is no {name!r} in the zoo: {meant}its members are {', '.join(listed)}")


def build(name: str, **sizes: Any) -> Network:
    """Return a new network of this architecture: an ordinary Network, of the sizes that are given.

    Which sizes there are differs: `help(nn.zoo.card(name).build)` tells. All have defaults; ``seed`` chooses the first weights.

    Raises ValueError for an unknown name, TypeError for a size that this architecture does not have, and what the
    architecture raises for sizes that do not fit.

    >>> build("rnn", inputs=1, hidden=[3], seed=0)
    Network(1-3-1, 19 synapses, 19 parameters)
    """
    make = card(name).build
    signature = inspect.signature(make)
    for size in sizes:
        if size not in signature.parameters:
            close = get_close_matches(size, signature.parameters, n=1)
            meant = f"did you mean {close[0]}? " if close else ""
            raise TypeError(f"{resolve(name)} has no size {size!r}: {meant}it takes {', '.join(signature.parameters)}")
    return make(**sizes)


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "").replace("_", "").replace(" ", "")


def _cards(members: list[str]) -> list[Card]:
    found = [import_module(f"{_ZOO}.{member}") for member in members]
    for module in found:
        if not isinstance(getattr(module, "CARD", None), Card):
            raise TypeError(f"{module.__name__} is in the zoo, so it must have a CARD = nn.zoo.Card(...)")
    return [module.CARD for module in found]
