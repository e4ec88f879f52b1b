"""Samples: the rows of a training, brought into one form and checked before the first of them is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Sized
from math import isfinite
from numbers import Integral
from typing import Any, NamedTuple

from autograd import Value
from autograd.operation import number


class Sample(NamedTuple):
    """One row of inputs and its target, or a sequence of rows with a target for each step (None: none there).

    ``row`` is its place in the data, counted from 0. A target is a number, a whole number (a class index), or a list of floats.
    """

    row: int
    inputs: list[Any]
    target: Any
    is_sequence: bool


def make_samples(inputs: Iterable[Any], targets: Iterable[Any] | None, *, input_count: int, kind: str = "") -> list[Sample]:
    """Return the samples of as many rows of inputs as targets; arrays become lists, numbers floats, class indices int.

    ``kind`` is what messages call the rows, such as "validation". Without targets (None) every sample's target is None.

    Raises ValueError, naming the row, for numbers of rows or of inputs that do not fit, for nan and infinities, and for no
    rows at all; TypeError for what is no number or no row.

    >>> make_samples([[1, 2]], [0], input_count=2)
    [Sample(row=0, inputs=[1.0, 2.0], target=0, is_sequence=False)]
    """
    of = f"{kind} " if kind else ""
    rows = _listed(inputs, f"{of}inputs")
    wanted = [None] * len(rows) if targets is None else _listed(targets, f"{of}targets")
    if len(rows) != len(wanted):
        raise ValueError(f"each {of}row needs one target, got {len(rows)} rows of inputs and {len(wanted)} targets")
    if not rows:
        raise ValueError(f"there is nothing to {'measure' if kind else 'learn'} from: {of}inputs and targets have no rows")
    of_row = _sample if targets is not None else _without_target
    return [of_row(i, row, target, input_count, of) for i, (row, target) in enumerate(zip(rows, wanted, strict=True))]


def _without_target(i: int, inputs: Any, target: None, count: int, of: str) -> Sample:
    row = _plain(inputs)
    steps = len(list(row)) if _is_row(row) else 0
    sample = _sample(i, row, [0] * max(steps, 1), count, of)
    return sample._replace(target=target)


def _sample(i: int, inputs: Any, target: Any, count: int, of: str) -> Sample:
    row, target = _plain(inputs), _plain(target)
    if not _is_row(row):
        raise TypeError(
            f"row {i} of the {of}inputs must be a list of numbers, got {type(row).__name__} {row!r}: write [[...], ...]"
        )
    listed = [_plain(x) for x in row]
    if not (listed and _is_row(listed[0])):
        return Sample(
            i, _numbers(listed, f"row {i} of the {of}inputs", count), _target(target, f"{of}target {i}"), is_sequence=False
        )
    steps = [_numbers(step, f"step {t} of row {i} of the {of}inputs", count) for t, step in enumerate(listed)]
    if not _is_row(target) or len(target := list(target)) != len(steps):
        raise ValueError(f"row {i} is a sequence of {len(steps)} steps, so {of}target {i} must be a list with a target for each, "
                         f"None where there is none, got {target!r}")  # fmt: skip
    wanted = [None if step is None else _target(_plain(step), f"step {t} of {of}target {i}") for t, step in enumerate(target)]
    if all(step is None for step in wanted):
        raise ValueError(f"no step of {of}target {i} says what is wanted: all are None")
    return Sample(i, steps, wanted, is_sequence=True)


def amount(row: Sized) -> str:
    """Return how many numbers a row holds, in words: "1 number"."""
    return "1 number" if len(row) == 1 else f"{len(row)} numbers"


def _target(target: Any, what: str) -> Any:
    if _is_row(target):
        return _numbers(target, what)
    return int(target) if isinstance(target, Integral) else _numbers([target], what)[0]


def _numbers(row: Iterable[Any], what: str, count: int | None = None) -> list[float]:
    floats = [number(x, f"a number in {what}") for x in row]
    if count is not None and len(floats) != count:
        raise ValueError(f"{what} has {amount(floats)}, but the network has {count} inputs")
    for x in floats:
        if not isfinite(x):
            raise ValueError(f"{what} holds {x!r}: remove or replace it before training")
    return floats


def _listed(things: Any, what: str) -> list[Any]:
    things = _plain(things)
    if not _is_row(things):
        raise TypeError(f"{what} must be a list of rows, got {type(things).__name__} {things!r}")
    return list(things)


def _plain(thing: Any) -> Any:
    """Return an array of any library as nested lists, anything else as it is."""
    return thing.tolist() if hasattr(thing, "tolist") else thing


def _is_row(thing: Any) -> bool:
    return isinstance(thing, Iterable) and not isinstance(thing, (str, bytes))


def check_targets(loss: Callable[[Any, Any], Any], samples: Sequence[Sample], outputs: int) -> None:
    """Ask the loss, once for each different target, whether it takes it. Raises what the loss raises, with a note on the row."""
    seen: set[Any] = set()
    for sample in samples:
        for target in sample.target if sample.is_sequence else [sample.target]:
            key = tuple(target) if isinstance(target, list) else (type(target), target)
            if target is None or key in seen:
                continue
            seen.add(key)
            try:
                loss([Value(0.0) for _ in range(outputs)], target)
            except Exception as error:
                error.add_note(f"in row {sample.row} of the targets")
                raise
