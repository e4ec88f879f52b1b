"""The backends by name, and which of them is the fastest that is installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .flat import Flat
from .python_backend import PythonBackend
from .slopes import Kept


class Backend(Protocol):
    """What runs a flat program. A result comes with a flag: whether a number on the way is not finite and needs a closer look."""

    name: str
    flat: Flat
    kept: Kept  # the slopes it has formulas of its own for

    def array(self, numbers: Sequence[float]) -> Any:
        """Return the parameters in the form that this backend reads."""

    def batch(self, given: Any, width: int) -> Any:
        """Return a batch in the form that this backend reads; raises for one that does not fit."""

    def take(self, rows: Any, places: Sequence[int]) -> Any:
        """Return some rows of a batch."""

    def values(self, parameters: Any, rows: Any) -> tuple[Any, bool]:
        """Return a value for each row."""

    def value_and_gradients(self, parameters: Any, rows: Any) -> tuple[float, Any, bool]:
        """Return the mean value and its gradient."""

    def direct(self, parameters: Any, left: Any, right: Any, split: int, kind: int) -> tuple[float, Any] | None:
        """Return the same for rows that come as they are, in two arrays; None where it takes a look at them."""


def _python(flat: Flat) -> Backend:
    return PythonBackend(flat)


def _numpy(flat: Flat) -> Backend:
    from .numpy_backend import NumpyBackend

    return NumpyBackend(flat)


def _numba(flat: Flat) -> Backend:
    from .numba_backend import NumbaBackend

    return NumbaBackend(flat)


BACKENDS: dict[str, Callable[[Flat], Backend]] = {
    "python": _python,
    "numpy": _numpy,
    "numba": _numba,
}  # from the slowest to the fastest


def make(flat: Flat, name: str) -> Backend:
    """Return the backend of this name for a program; "auto" is the fastest that is installed.

    Raises ValueError for an unknown name, ImportError for one that is not installed.
    """
    if name == "auto":
        for known in reversed(BACKENDS):
            try:
                return BACKENDS[known](flat)
            except ImportError:
                continue
    if name not in BACKENDS:
        raise ValueError(f"unknown backend {name!r}: there is auto, {', '.join(BACKENDS)}")
    try:
        return BACKENDS[name](flat)
    except ModuleNotFoundError as error:
        raise ImportError(f'the {name} backend is not installed ({error}): pip install "chainrule[fast]"') from error
    except ImportError as error:
        raise ImportError(f"the {name} backend does not run here: {error}") from error
