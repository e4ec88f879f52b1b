"""The two modes of differentiation, by name, for tests that combine them in every way."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from autograd import derivative, grad

Function = Callable[..., Any]

MODES: dict[str, Callable[[Function], Function]] = {"forward": derivative, "reverse": grad}
PAIRS, TRIPLES, FOURS = [list(product(MODES, repeat=count)) for count in (2, 3, 4)]


def nested(f: Function, modes: tuple[str, ...]) -> Function:
    """Differentiate once for each mode, the first one innermost."""
    for mode in modes:
        f = MODES[mode](f)
    return f
