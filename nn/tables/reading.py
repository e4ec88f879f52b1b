"""From columns to a table: what is missing, what is to be learned."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import Any

from .cells import MISSING, Marks, Places, TableError, advice, listed, read_number, shown
from .columns import Numbers, read_columns
from .encoding import Source
from .records import Records, read_records
from .table import Column, Table

# Whole numbers are classes where there are so few of them, and each comes twice on average.
_MOST_CLASSES = 20


def read_csv(
    path: Source,
    target: str | int | None = None,
    *,
    task: str | None = None,
    ignore: Iterable[str | int] = (),
    categorical: Iterable[str | int] = (),
    missing: str = "error",
    missing_values: Iterable[str] = MISSING,
    header: bool | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Table:
    r"""Return the rows of a CSV file as a Table: input columns of numbers or words, and the column to learn.

    ``path`` is a file, or an open stream of text or bytes, such as ``sys.stdin.buffer``. ``target`` is the name of the column to
    learn, or its place, counted from 0 or from the end as -1; all others are inputs, except those in ``ignore``. Without a
    target all are inputs. A first column without a name that holds other words in each row, or counts the rows, is
    their name and left out.

    A column holds numbers where most of its cells do; then the others are errors. Otherwise, or where it is listed in
    ``categorical``, it holds words. Words to learn are classes; numbers are where they are whole and few (at most 20, each twice
    on average), unless ``task`` says "classification" or "regression".

    ``missing`` says what happens to a row in which a value is missing (one of ``missing_values``, whatever the case of the
    letters, or nothing): "error" names the places; "drop" leaves the row out; "fill" keeps it for a `Preprocessing`, which
    learns from the training part what to put there: the mean, or the most frequent word. A row without a target is then
    left out as well.

    ``header``, ``delimiter``, ``decimal`` (the mark before decimals) and ``encoding`` are found out where they are not given;
    the README of nn.tables says how.

    Raises TableError, one line that names the file and the place in it, for what cannot be read; OSError where there is no
    such file; TypeError or ValueError for arguments that make no sense.

    >>> from io import StringIO
    >>> read_csv(StringIO("length,colour,kind\n1.5,red,a\n2.5,blue,b\n1.0,red,a\n2.0,blue,b\n"), target="kind")
    <Table: 4 rows of length, colour (words); classes of kind: a, b>
    """
    _check_choice("task", task, (None, "classification", "regression"))
    _check_choice("missing", missing, ("error", "drop", "fill"))
    is_missing = Marks(missing_values)
    ignored, words = _listed(ignore, "ignore"), _listed(categorical, "categorical")
    names = [name for name in (target, *ignored, *words) if isinstance(name, str)]
    records = read_records(
        path, names=names, encoding=encoding, delimiter=delimiter, decimal=decimal, header=header, missing_values=is_missing.marks
    )
    aim = None if target is None else _find(records, target, "target")
    left_out = {_find(records, name, "column to ignore") for name in ignored}
    declared = {_find(records, name, "categorical column") for name in words} | ({aim} if aim is not None else set())
    if aim in left_out:
        raise TableError(f"{records.source}: the target {target!r} is among the columns to ignore")
    if aim is not None and not records.names[aim]:
        raise TableError(f"{records.source}: the target {target!r} is column 1, which has no name: name it in the header")

    unnamed = {i for i, name in enumerate(records.names) if not name} - left_out
    columns, lines = read_columns(
        records, [i for i in range(len(records.names)) if i not in left_out], declared | unnamed, is_missing
    )
    for i in unnamed:
        _check_row_names(records, columns.pop(i).cells)
    goal = None if aim is None else Column(records.names[aim], columns.pop(aim).cells)
    inputs = [Column(records.names[i], cells.cells) for i, cells in columns.items()]
    if not inputs:
        raise TableError(f"{records.source}: there is no column to learn from, only {listed(records.names)}")

    keep = _complete_rows(records.source, inputs, goal, lines, missing)
    kept, dropped = lines, set[int]()
    if len(keep) < len(lines):
        inputs, goal = [column.take(keep) for column in inputs], goal and goal.take(keep)
        kept = array("q", [lines[i] for i in keep])
        dropped = {*lines} - {*kept}
    targets, classes = (array("d"), ()) if goal is None else _targets(records, goal, kept, task)
    return Table(
        source=records.source,
        columns=tuple(inputs),
        target="" if goal is None else goal.name,
        targets=targets,
        classes=classes,
        lines=kept,
        encoding=records.encoding,
        delimiter=records.delimiter,
        decimal=records.decimal,
        missing_values=is_missing.marks,
        gaps_allowed=missing == "fill",
        dropped=tuple(sorted(dropped)),
        ignored=tuple([records.names[i] for i in sorted(left_out | unnamed)]),
    )


# ---- arguments ------------------------------------------------------------------------------------------------------


def _check_choice(name: str, given: object, choices: tuple[object, ...]) -> None:
    if given not in choices:
        raise ValueError(f"{name} must be {' or '.join(map(repr, choices))}, got {given!r}")


def _listed(names: Any, what: str) -> list[str | int]:
    if isinstance(names, (str, int)):
        raise TypeError(f"{what} must be a list of columns, got {type(names).__name__} {names!r}: write [{names!r}]")
    return list(names)


def _find(records: Records, name: str | int, role: str) -> int:
    """Return the place of a column, given by its name or its place. A text that is no name may be a whole number."""
    names, place = records.names, name
    if isinstance(name, str):
        tidy = " ".join(name.split())
        if tidy and tidy in names:
            return names.index(tidy)
        try:
            place = int(name)
        except ValueError:
            if not records.header:
                raise TableError(
                    f"{records.source}: there is no header, so no {role} {name!r}: give its place, counted from 0 "
                    "(or from the end, as -1), or header=True where the first line is one"
                ) from None
            raise TableError(f"{records.source}: unknown {role} {name!r}: {advice(tidy, filter(None, names))}") from None
    if isinstance(place, bool) or not isinstance(place, int):
        raise TypeError(f"a {role} must be a column's name, or its place as a whole number, got {type(name).__name__} {name!r}")
    if not -len(names) <= place < len(names):
        raise TableError(f"{records.source}: there is no {role} {name!r}: the places are 0 to {len(names) - 1}")
    return place % len(names)


# ---- rows -----------------------------------------------------------------------------------------------------------


def _check_row_names(records: Records, words: Iterable[Any]) -> None:
    """Raise TableError unless the words of a column without a name are the names of the rows, as R and pandas write them."""
    words = list(words)
    numbers = [read_number(word) for word in words]
    counts = all(x is not None and x == (numbers[0] or 0.0) + i for i, x in enumerate(numbers))
    if not counts and (len(set(words)) < len(words) or not any(x is None for x in numbers)):
        raise TableError(f"{records.source}: column 1 has no name, and does not name the rows: name it in the header")


def _complete_rows(source: str, inputs: list[Column], goal: Column | None, lines: array[int], missing: str) -> Sequence[int]:
    """Return the rows to keep. Raises TableError for missing values where they are errors, and where no row is left."""
    columns = [*inputs, *([goal] if goal else [])]
    gaps = {column.name: column.missing() for column in columns}
    for name, rows in gaps.items():
        if len(rows) == len(lines):
            raise TableError(f"{source}: column {shown(name)} holds no value in any row: leave it out with ignore")
    if missing == "error":
        places = Places()
        first = nsmallest(5, ((i, k) for k, rows in enumerate(gaps.values()) for i in rows[:5]))
        places.add_all(sum(map(len, gaps.values())), (f"line {lines[i]}, column {shown(columns[k].name)}" for i, k in first))
        if places.count:
            raise TableError(
                f"{source}: values are missing: {'; '.join(places.first)}{places.more}: missing='drop' leaves such rows out, "
                "missing='fill' puts the mean or the most frequent word of the training part there"
            )
    drop = {i for name, rows in gaps.items() if missing == "drop" or (goal and name == goal.name) for i in rows}
    keep = [i for i in range(len(lines)) if i not in drop] if drop else range(len(lines))
    if not keep:
        raise TableError(f"{source}: no row is left: each lacks a value (missing='fill' keeps them)")
    return keep


# ---- the target -----------------------------------------------------------------------------------------------------


def _targets(
    records: Records, goal: Column, lines: array[int], task: str | None
) -> tuple[array[int] | array[float], tuple[str, ...]]:
    """Return the targets, and the names of the classes if they are classes."""
    texts = [str(word) for word in goal.cells]
    numbers = {text: read_number(text, records.decimal) for text in dict.fromkeys(texts)}
    if task == "regression" or (task is None and not _are_classes(texts, numbers)):
        cells = Numbers(records.decimal, Marks([]))
        cells.extend(texts)
        cells.check(records.source, goal.name, lines)
        return cells.cells, ()
    keys: dict[str, Any] = {text: text for text in numbers} if None in numbers.values() else dict(numbers)
    names: dict[Any, str] = {}
    for text, key in keys.items():
        names.setdefault(key, text)  # 1 and 1.0 are one class
    places = {key: i for i, key in enumerate(sorted(names))}
    return array("q", [places[keys[text]] for text in texts]), tuple([names[key] for key in places])


def _are_classes(texts: list[str], numbers: dict[str, float | None]) -> bool:
    values = set(numbers.values())
    few = len(values) <= _MOST_CLASSES
    if None in values:
        words = sum(numbers[text] is None for text in texts)
        return few or 2 * words >= len(texts)
    return few and 2 * len(values) <= len(texts) and all(x is not None and x.is_integer() for x in values)
