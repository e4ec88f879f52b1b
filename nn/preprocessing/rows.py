"""Where cells come from: a table, a dataset, the records of a file, or rows that a user passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nn.dataset import Dataset
from nn.tables import Records, Table, TableError
from nn.tables.cells import advice, listed, shown

from .codings import Cell


def rows_of(rows: Any, names: list[str]) -> Iterator[tuple[str, Sequence[Cell]]]:
    """Go through rows of cells in the order of ``names``, each with the place that a message is to name.

    Raises TableError for a row, or a file, in which a column is missing, TypeError for what is no row.

    >>> list(rows_of([[1, "red"], {"colour": "blue", "length": 2, "kind": "a"}], ["length", "colour"]))
    [('row 0', [1, 'red']), ('row 1', [2, 'blue'])]
    """
    if isinstance(rows, (Table, Dataset)):
        columns = inputs_of(rows)
        for name in names:
            if name not in columns:
                raise TableError(f"{name_of(rows)}: there is no column {shown(name)}: {advice(name, columns)}")
        yield from zip(places_of(rows), zip(*[columns[name] for name in names], strict=True), strict=True)
    elif isinstance(rows, Records):
        order = _order(rows, names)
        for line, cells in rows:
            yield f"{rows.source}: line {line}", [cells[i] for i in order]
    else:
        for i, row in enumerate(rows):
            yield f"row {i}", _row(row, names, f"row {i}")


def inputs_of(data: Table | Dataset) -> dict[str, Sequence[Any]]:
    """Return the cells of the inputs by column. Raises TableError where there are no rows."""
    if isinstance(data, Table):
        return {column.name: column.cells for column in data.columns}
    if not data.inputs:
        raise TableError("there are no rows to learn from")
    return dict(zip(data.input_names, zip(*data.inputs, strict=True), strict=True))


def targets_of(data: Table | Dataset) -> dict[str, Sequence[Any]]:
    """Return the targets by column: the names of classes, or numbers."""
    if data.has_classes:
        name, classes = (data.target, data.classes) if isinstance(data, Table) else ("class", data.target_names)
        return {name: [classes[i] for i in data.targets]}  # type: ignore[index] # classes are indices
    if isinstance(data, Table):
        return {data.target: data.targets} if data.target else {}
    return dict(zip(data.target_names, zip(*data.targets, strict=True), strict=True))


def name_of(data: Table | Dataset) -> str:
    """Return what a message calls the data: a table by its file."""
    return data.source if isinstance(data, Table) else "the dataset"


def classes_of(data: Table | Dataset) -> tuple[str, ...]:
    """Return the names of the classes, in their order."""
    return data.classes if isinstance(data, Table) else data.target_names


def places_of(data: Table | Dataset) -> Iterator[str]:
    """Go through the rows' places for messages: lines of a file, or the row counted from 0."""
    if isinstance(data, Table):
        return (f"{data.source}: line {line}" for line in data.lines)
    return (f"row {i}" for i in range(len(data.inputs)))


def _row(row: Any, names: list[str], place: str) -> Sequence[Cell]:
    """Return the cells of a row that a user passed, in the order of the names."""
    if isinstance(row, Mapping):
        for name in names:
            if name not in row:
                raise TableError(f"{place} has no {shown(name)}: {advice(name, map(str, row))}")
        return [row[name] for name in names]
    if isinstance(row, (str, bytes)) or not isinstance(row, Iterable):
        raise TypeError(f"{place} must be a list of cells, got {type(row).__name__} {shown(row)}")
    cells = list(row)
    if len(cells) != len(names):
        raise TableError(f"{place} has {len(cells)} cells, and must have {len(names)}: {listed(names)}")
    return cells


def _order(records: Records, names: list[str]) -> list[int]:
    """Return where the columns stand in a file. Without a header they may stand alone, in their order."""
    if not records.header and len(records.names) == len(names):
        return list(range(len(names)))
    for name in names:
        if name not in records.names and records.header:
            raise TableError(f"{records.source}: there is no column {shown(name)}: {advice(name, records.names)}")
        if name not in records.names:
            count = f"{len(records.names)} column{'' if len(records.names) == 1 else 's'}"
            raise TableError(
                f"{records.source}: there is no header, and {count} for the {len(names)} that are needed: {listed(names)}"
            )
    return [records.names.index(name) for name in names]
