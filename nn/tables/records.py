"""A record is one row of cells as they stand in the file, with the line it begins at.

`read_records` finds out how the file is laid out from its first hundred records: which character parts the cells, whether the
first record names the columns, whether 1,5 is a number. The records themselves are read when they are asked for.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import islice
from re import IGNORECASE
from re import compile as pattern

from .cells import MISSING, Marks, Places, TableError, read_number, shown
from .encoding import Source, Text, read_text

_SAMPLE = 100
# A comma comes last: it stands inside numbers and sentences as well.
_DELIMITERS = ("\t", ";", "|", ",")
# A first line by which spreadsheets say it.
_SAID = pattern(rb"sep=([ -~\t])\r?\n")
_SPELLED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "space": " "}
# 1,5 and 1.5; but 1,234 and 1.234 may each be a whole number
_MARKED = {mark: pattern(rf"[-+]?[\d{other}]*\d[{mark}]\d+(e[-+]?\d+)?", IGNORECASE) for mark, other in (",.", ".,")}
_UNCLEAR = {",": pattern(r"[-+]?[1-9]\d{0,2}(,\d{3})+"), ".": pattern(r"[-+]?[1-9]\d{0,2}(\.\d{3})+")}


@dataclass(frozen=True, eq=False, repr=False)
class Records:
    """The records of a file, all as long as there are ``names``; iterating over them gives pairs (line, cells).

    ``source`` is what the file is called in messages; a file without a header has the names x1, x2, ... Blank lines, records
    whose cells are all empty, and empty cells beyond the last column are skipped. Cells are as they stand in the file.

    Iterating raises TableError for quotes that do not match, and after the last record where some were too short or too long,
    naming the lines: what came before is to be used only then.
    """

    source: str
    names: tuple[str, ...]
    encoding: str
    delimiter: str
    decimal: str
    header: bool
    sample: tuple[list[str], ...]
    _data: bytes
    _skipped: int

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width, wrong = len(self.names), Places()
        for line, cells in islice(_records(self.source, self._data, self.delimiter), self._skipped, None):
            if len(cells) != width:
                if len(cells) < width or any(map(str.strip, cells[width:])):
                    wrong.add(f"line {line} has {_count(len(cells), 'cell')}")
                    continue
                del cells[width:]
            yield line, cells
        if wrong.count:
            where = "the header names" if self.header else "most lines have"
            raise TableError(
                f"{self.source}: {where} {_count(width, 'column')}, but {wrong} "
                f"(cells are parted by {_called(self.delimiter)}; one that holds it must stand in double quotes)"
            )

    def __repr__(self) -> str:
        return f"<Records of {self.source}: {', '.join(self.names)}>"


def read_records(
    source: Source,
    *,
    names: Iterable[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
    missing_values: Iterable[str] = MISSING,
) -> Records:
    r"""Return the records of a CSV file: a path, or an open stream of text or bytes.

    What is not given is found out. ``names`` are columns that are expected: a first record that holds one of them is a header.
    Otherwise it is one where it holds no number and no mark of a missing value, and either numbers stand below it or none of
    its words comes again in its column.

    Raises TableError, naming the file and the line, for what is no table; OSError where the file cannot be read; ValueError
    for a delimiter or a decimal mark that is none.

    >>> from io import StringIO
    >>> records = read_records(StringIO("length;colour\n1,5;red\n2,5;blue\n"))
    >>> records.names, records.delimiter, records.decimal, list(records)
    (('length', 'colour'), ';', ',', [(2, ['1,5', 'red']), (3, ['2,5', 'blue'])])
    """
    delimiter = None if delimiter is None else _checked_delimiter(delimiter)
    if decimal not in {None, ".", ","}:
        raise ValueError(f"decimal must be '.' or ',', got {decimal!r}")
    text = read_text(source, encoding)
    said = _SAID.match(text.data)
    if delimiter is None:
        delimiter = said[1].decode() if said else _find_delimiter(text)
    first = list(islice(_records(text.name, text.data, delimiter), bool(said), _SAMPLE))
    sample = [cells for _, cells in first]
    if not sample:
        raise TableError(f"{text.name}: the file is empty")
    if header is None:
        header = _has_header(sample, {*names}, missing_values)
    below = sample[int(header) :]
    columns = _names(f"{text.name}: line {first[0][0]}", sample[0]) if header else _numbered(_width(sample))
    if not below:
        raise TableError(f"{text.name}: there are no rows below the header")
    return Records(
        text.name,
        columns,
        text.encoding,
        delimiter,
        decimal or _find_decimal(text.name, below, delimiter),
        header,
        tuple([cells for cells in below if len(cells) >= len(columns)]),
        text.data,
        bool(said) + header,
    )


def _records(name: str, data: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Read the records that are not empty, each with the number of the line it begins at."""
    lines = TextIOWrapper(BytesIO(data), encoding="utf-8", newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    before = 0
    try:
        for record in reader:
            if any(record) and (record[0].strip() or any(map(str.strip, record))):
                yield before + 1, record
            before = reader.line_num
    except csv.Error as error:
        first, last = before + 1, reader.line_num
        place = f"line {first}" if last <= first else f"lines {first} to {last}"
        raise TableError(f"{name}: {place}: {_explained(error)}") from None


def _explained(error: csv.Error) -> str:
    text = str(error)
    if "unexpected end" in text:
        return "a quote is opened and never closed"
    if "field limit" in text:
        return f"a cell has more than {csv.field_size_limit()} characters: is a quote opened and never closed?"
    if "expected after" in text:
        return 'a quoted cell goes on after its closing quote: write "" for a quote inside it'
    return text


def _checked_delimiter(delimiter: str) -> str:
    if not isinstance(delimiter, str):
        raise TypeError(f"delimiter must be one character, got {type(delimiter).__name__} {delimiter!r}")
    character = _SPELLED.get(delimiter, delimiter)
    if len(character) != 1 or character in '"\r\n':
        raise ValueError(f"delimiter must be one character, such as ',' or ';' or 'tab', got {delimiter!r}")
    return character


def _called(delimiter: str) -> str:
    names = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar", " ": "a space"}
    return names.get(delimiter, shown(delimiter))


def _find_delimiter(text: Text) -> str:
    """Return the character by which most records have as many cells, more than one, as the first."""
    shares = {delimiter: _agreement(text, delimiter) for delimiter in _DELIMITERS}
    best = max(shares, key=shares.__getitem__)
    if shares[best] == 0.0:
        return " " if _agreement(text, " ") == 1.0 else ","
    return best


def _agreement(text: Text, delimiter: str) -> float:
    widths = []
    try:
        for _, cells in islice(_records(text.name, text.data, delimiter), _SAMPLE):
            widths.append(_trimmed(cells))
    except TableError:
        widths.append(0)  # quotes that do not match here: not the delimiter, or the file is broken
    if not widths or widths[0] < 2:
        return 0.0
    return widths.count(widths[0]) / len(widths)


def _trimmed(cells: list[str]) -> int:
    """Return how many cells there are, one empty one at the end not counted: a delimiter may end the line."""
    return len(cells) - (not cells[-1].strip())


def _width(sample: list[list[str]]) -> int:
    """Return how many columns there are where no header says it."""
    widths = Counter(map(len, sample))
    width, _ = widths.most_common(1)[0]
    return width - all(not cells[-1].strip() for cells in sample if len(cells) == width)


def _has_header(sample: list[list[str]], expected: set[str], missing_values: Iterable[str]) -> bool:
    first, below = [" ".join(cell.split()) for cell in sample[0]], sample[1:]
    places = {str(i) for i in range(-len(first), len(first))}  # a target of 2 is a place
    if expected.difference(places).intersection(first):
        return True
    is_missing = Marks(missing_values)
    if any(cell and (is_missing(cell) or _is_number(cell)) for cell in first):
        return False
    columns = [[cells[i].strip() for cells in below if i < len(cells)] for i in range(len(first))]
    if any(sum(map(_is_number, column)) * 2 > len(column) for column in columns):
        return True
    return not any(cell in column for cell, column in zip(first, columns, strict=True) if cell)


def _is_number(cell: str) -> bool:
    return read_number(cell) is not None or read_number(cell, ",") is not None


def _names(place: str, cells: list[str]) -> tuple[str, ...]:
    """Return the names in a header. Only the first may be empty: that column holds the names of the rows."""
    names = [" ".join(cell.split()) for cell in cells]
    while not names[-1]:
        names.pop()
    for i, column in enumerate(names):
        if not column and i:
            raise TableError(f"{place}: column {i + 1} has no name: a header names each column")
        if column in names[:i]:
            raise TableError(
                f"{place}: columns {names.index(column) + 1} and {i + 1} are both called {shown(column)}: rename one"
            )
    return tuple(names)


def _numbered(count: int) -> tuple[str, ...]:
    return tuple([f"x{i + 1}" for i in range(count)])


def _find_decimal(name: str, rows: Iterable[list[str]], delimiter: str) -> str:
    """Return ',' where numbers have a comma before their decimals and none has a point there, '.' elsewhere."""
    if delimiter == ",":
        return "."
    cells = [cell.strip() for row in rows for cell in row]
    marked = {mark: [cell for cell in cells if shape.fullmatch(cell)] for mark, shape in _MARKED.items()}
    clear = {mark for mark, shape in _UNCLEAR.items() if not all(map(shape.fullmatch, marked[mark]))}
    if clear or not marked[","]:
        return "," if clear == {","} else "."
    cell = marked[","][0]
    raise TableError(
        f"{name}: {shown(cell)} may be {cell.replace(',', '')} or {cell.replace(',', '.')}: "
        "say which mark stands before the decimals, decimal=',' or decimal='.'"
    )


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
