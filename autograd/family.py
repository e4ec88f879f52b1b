"""What a family of operations is.

A **family** is an entry of the table that needs a number or a count before it is a row: ``power(2.0)``, ``weighted_sum(3)``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

from .operation import Operation, number


class Family:
    """A table entry that becomes a row once its number or its count is known; rows are made once and cached.

    ``build`` takes the parameters and returns an Operation. ``parameters`` names them with their defaults (None: must be
    given). With ``inputs_per_count`` the one parameter is a count, and stands for that many inputs each. ``samples`` lists
    parameters that deserve a test.

    Calling a family with its parameters gives the row. Raises TypeError for a parameter that is missing or no number,
    ValueError for a count below 1.

    >>> from autograd.operations import power
    >>> power(2) is power(2.0)
    True
    >>> power(2)(3.0)
    9.0
    """

    def __init__(
        self,
        name: str,
        build: Callable[..., Operation],
        parameters: dict[str, float | None],
        samples: Sequence[Any],
        *,
        inputs_per_count: int = 0,
        summary: str = "",
    ) -> None:
        self.name = name
        self.build = build
        self.parameters = parameters
        self.inputs_per_count = inputs_per_count
        self.summary = summary
        self.samples = tuple(sample if isinstance(sample, tuple) else (sample,) for sample in samples)
        self._module = sys._getframe(1).f_globals.get("__name__", "")
        # Bounded, so that a loop over a million different exponents does not keep a million rows. A row that is held elsewhere,
        # by a graph, stays the one for its parameters.
        self._alive: WeakValueDictionary[tuple[str, ...], Operation] = WeakValueDictionary()
        self._cached = lru_cache(maxsize=4096)(self._make)
        # nan is unequal to itself and -0.0 equal to 0.0: as keys of a cache they go by their spelling.
        self._cached_by_spelling = lru_cache(maxsize=64)(lambda *spelled: self._make(*map(float.fromhex, spelled)))

    @property
    def counts(self) -> bool:
        """Whether the parameter is a count of inputs, as in ``mean(3)``."""
        return self.inputs_per_count > 0

    def __call__(self, *parameters: Any) -> Operation:
        """Return the row for these parameters. Raises ValueError for a count below 1, TypeError for what is no number."""
        defaults = list(self.parameters.values())
        given = list(parameters) + defaults[len(parameters) :]
        if len(given) != len(defaults) or None in given:
            raise TypeError(f"{self.name} takes the parameters {', '.join(self.parameters)}, got {parameters}")
        if self.counts:
            (count,) = given
            if isinstance(count, bool) or not isinstance(count, int) or count < 1:
                raise ValueError(f"{self.name} needs a count of at least 1, got {count!r}")
            return self._cached(count)
        key = tuple(
            number(value, f"a number as {name} of {self.name}") for name, value in zip(self.parameters, given, strict=True)
        )
        if 0.0 in key or any(value != value for value in key):
            return self._cached_by_spelling(*map(float.hex, key))
        return self._cached(*key)

    def _make(self, *parameters: Any) -> Operation:
        key = tuple(map(repr, parameters))
        held = self._alive.get(key)
        if held is not None:
            return held
        row = self.build(*parameters)
        row.name = row.family = self.name
        row.parameter = parameters if len(parameters) > 1 else parameters[0]
        row._module = self._module
        row.summary = row.summary or self.summary
        return self._alive.setdefault(key, row)

    @property
    def rows(self) -> list[Operation]:
        """The rows of the sample parameters."""
        return [self(*sample) for sample in self.samples]

    def __repr__(self) -> str:
        return f"Family({self.name})"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _family, (self._module, self.name)


def _family(module: str, name: str) -> Any:
    import importlib

    return getattr(importlib.import_module(module), name)
