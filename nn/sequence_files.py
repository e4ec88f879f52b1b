"""Sequences in files: CSV with a step in each line, and JSON.

In a CSV file the lines that have the same word in one column, its **sequence column**, are the steps of one sequence, in
their order; without such a column the whole file is one. A step without a target has an empty cell there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, Any

from .sequences import Sequences
from .tables import MISSING, TableError, read_csv
from .tables.table import Table

Source = str | os.PathLike[str] | IO[str] | IO[bytes]


def read_sequences(
    path: Source,
    target: str | None = None,
    *,
    sequence: str | None = None,
    task: str | None = None,
    ignore: Iterable[str | int] = (),
    missing_values: Iterable[str] = MISSING,
    **reading: Any,
) -> Sequences:
    r"""Return the sequences of a CSV file, or of a JSON file (one whose name ends in .json).

    In CSV, ``target`` is the name of the column to learn and ``sequence`` that of the one that says which sequence a line belongs
    to; all others are inputs, numbers, except those in ``ignore``. Lines of a sequence need not stand together. Where the target
    is missing (one of ``missing_values``, or nothing) the step has none. ``task`` and the other arguments (``header``,
    ``delimiter``, ``decimal``, ``encoding``) are those of `read_csv`, which says what is found out without them.

    JSON holds a list of objects ``{"inputs": [[...], ...], "targets": [...]}``, or an object with that list as "sequences"
    and, if wanted, "input_names" and "target_names"; a target is a number, a list of numbers, or null.

    Raises TableError, one line that names the file and the place in it, for what cannot be read, a word or a gap among the
    inputs, and a sequence without any target; OSError where there is no such file.

    >>> from io import StringIO
    >>> read_sequences(StringIO("who,x,y\na,0.5,\na,1.5,0.25\nb,2.5,0.75\n"), "y", sequence="who")
    <Sequences: 2 of 1 to 2 steps of x; outputs: y>
    """
    if isinstance(path, (str, os.PathLike)) and os.fspath(path).lower().endswith(".json"):
        if target is not None or sequence is not None:
            raise ValueError("in a JSON file targets and sequences have their place: target and sequence are for CSV")
        return _read_json(path)
    if not isinstance(target, str):
        raise TypeError(f"target must be the name of a column, got {target!r}: read_sequences(path, 'price', sequence='day')")
    if not isinstance(sequence, str | None):
        raise TypeError(f"sequence must be the name of a column, got {sequence!r}: read_sequences(path, 'price', sequence='day')")
    if target == sequence:
        raise ValueError(f"the column {target!r} cannot be both the target and what says which sequence a line belongs to")
    again = _twice(path)
    shared = {"missing": "fill", "missing_values": tuple(missing_values), **reading}
    ignored: list[str | int] = [ignore] if isinstance(ignore, (str, int)) else list(ignore)
    goals = read_csv(again(), target, task=task, ignore=ignored, **shared)
    try:
        steps = read_csv(again(), ignore=[*ignored, target], categorical=[] if sequence is None else [sequence], **shared)
    except TableError as error:
        raise TableError(str(error).replace("unknown categorical column", "unknown sequence column")) from None
    return _grouped(steps, goals, sequence)


def _twice(path: Source) -> Any:
    """Return a function that gives the source from its beginning, also where it is a stream that can be read only once."""
    if isinstance(path, (str, os.PathLike)) or not hasattr(path, "read"):
        return lambda: path
    found = path.read()
    stream: Any = StringIO if isinstance(found, str) else BytesIO

    def again() -> Any:
        copy = stream(found)
        copy.name = getattr(path, "name", "the stream")
        return copy

    return again


def _grouped(steps: Table, goals: Table, sequence: str | None) -> Sequences:
    names = steps.input_names
    groups: Any = [""] * len(steps)
    columns = list(steps.columns)
    if sequence is not None:
        groups = columns.pop(names.index(sequence)).cells
        names = tuple([column.name for column in columns])
    if not columns:
        raise TableError(f"{steps.source}: there is no column of inputs beside the target and the sequence")
    for column in columns:
        if not column.is_number:
            raise TableError(
                f"{steps.source}: column {column.name!r} holds words, and a step is a row of numbers: leave it out with ignore=, "
                "or write a column of 0 and 1 for each word"
            )
        for i in column.missing():
            raise TableError(f"{steps.source}: line {steps.lines[i]}, column {column.name!r}: the value is missing")
    known = dict(zip(goals.lines, goals.targets, strict=True))
    rows: dict[str, list[Any]] = {}
    targets: dict[str, list[Any]] = {}
    for group, line, row in zip(groups, steps.lines, zip(*[column.cells for column in columns], strict=True), strict=True):
        if sequence is not None and not group:
            raise TableError(f"{steps.source}: line {line}: it does not say which sequence it belongs to")
        target = known.get(line)
        rows.setdefault(group, []).append(row)
        targets.setdefault(group, []).append(target if target is None else int(target) if goals.has_classes else (target,))
    for group, wanted in targets.items():
        if all(target is None for target in wanted):
            raise TableError(f"{steps.source}: no line of sequence {group!r} has a target")
    return Sequences(rows.values(), targets.values(), names, goals.classes or (goals.target,), steps.source)


def _read_json(path: str | os.PathLike[str]) -> Sequences:
    name = os.fspath(path)
    try:
        facts = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise TableError(f"{name}: this is no JSON in UTF-8: {error}") from None
    names: dict[str, Any] = {}
    if isinstance(facts, dict):
        unknown = set(facts) - {"sequences", "input_names", "target_names"}
        if unknown or "sequences" not in facts:
            what = f"has the unknown key {min(unknown)!r}" if unknown else 'has no "sequences"'
            raise TableError(f"{name}: the object {what}: it holds sequences, and perhaps input_names and target_names")
        names = {key: facts[key] for key in ("input_names", "target_names") if key in facts}
        facts = facts["sequences"]
    if not isinstance(facts, list):
        raise TableError(f"{name}: the sequences must be a list, got {type(facts).__name__}")
    for i, entry in enumerate(facts):
        if not isinstance(entry, dict) or set(entry) != {"inputs", "targets"}:
            raise TableError(f'{name}: sequence {i} must be an object with "inputs" and "targets"')
        if not isinstance(entry["inputs"], list) or not all(isinstance(step, list) for step in entry["inputs"]):
            raise TableError(f"{name}: the inputs of sequence {i} must be a list of steps, lists of numbers")
    try:
        return Sequences([entry["inputs"] for entry in facts], [entry["targets"] for entry in facts], **names, source=name)
    except (ValueError, TypeError) as error:
        raise TableError(f"{name}: {error}") from None
