"""From records to columns: which hold numbers and which words.

A column holds numbers where more than half of its cells do. What the first records say is tried first; where later ones say
otherwise, the file is read again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import isinf, nan

from .cells import Marks, Places, TableError, is_huge, read_number, shown
from .records import Records

# Records at a time: a million records of eleven cells need 0.2 GB so; all at once they need 1.1 GB, and twice the time.
_CHUNK = 4096


class Numbers:
    """The cells of a column of numbers: nan where one is missing, or is no number; then its row is noted."""

    def __init__(self, decimal: str, is_missing: Marks) -> None:
        self.cells = array("d")
        self.missing = 0
        self.others: dict[int, str] = {}
        self.infinite: dict[int, str] = {}
        self._decimal, self._is_missing = decimal, is_missing

    def extend(self, texts: Sequence[str]) -> None:
        """Read more cells."""
        for text in texts:
            x = read_number(text, self._decimal)
            if x is None or x != x or (self._is_missing.some_are_numbers and self._is_missing(text)):
                if self._is_missing(text):
                    self.missing += 1
                else:
                    self.others[len(self.cells)] = text
                x = nan
            elif isinf(x):
                self.infinite[len(self.cells)] = text
            self.cells.append(x)

    def fits(self) -> bool:
        """Return whether the column holds numbers, where it has been read to its end."""
        return not self.others or 2 * len(self.others) < len(self.cells) - self.missing

    def check(self, source: str, name: str, lines: Sequence[int]) -> None:
        """Raise TableError where a cell is no number, or is infinite."""
        if self.others:
            raise TableError(
                f"{source}: column {shown(name)} holds numbers, but not in {_places(self.others, lines)}: correct them, "
                "or name the column in categorical, or the marks of a missing value in missing_values"
            )
        if self.infinite:
            huge = any(map(is_huge, self.infinite.values()))
            what = "numbers too large for a float (1.8e308)" if huge else "infinite numbers"
            raise TableError(f"{source}: column {shown(name)} holds {what} in {_places(self.infinite, lines)}")


class Words:
    """The cells of a column of words: "" where one is missing. A word that comes again is kept once."""

    def __init__(self, decimal: str, is_missing: Marks) -> None:
        self.cells: list[str] = []
        self._decimal = decimal
        self._known = _Known(is_missing)

    def extend(self, texts: Sequence[str]) -> None:
        """Read more cells."""
        self.cells.extend(map(self._known.__getitem__, texts))

    def fits(self) -> bool:
        """Return whether the column holds words, where it has been read to its end."""
        numbers = {word for word in self._known.values() if word and read_number(word, self._decimal) is not None}
        if not numbers:
            return True
        return 2 * sum(map(numbers.__contains__, self.cells)) <= sum(map(bool, self.cells))


class _Known(dict[str, str]):
    def __init__(self, is_missing: Marks) -> None:
        self._is_missing = is_missing

    def __missing__(self, text: str) -> str:
        word = self[text] = "" if self._is_missing(text) else text.strip()
        return word


Cells = Numbers | Words


def read_columns(
    records: Records, wanted: Iterable[int], words: Iterable[int], is_missing: Marks
) -> tuple[dict[int, Cells], array[int]]:
    """Return the cells of the ``wanted`` columns, and the line at which each row begins; ``words`` are known to be words.

    Raises TableError as reading the records does, and where a column of numbers holds words, or numbers beyond a float.
    """
    declared = set(words)
    kinds: dict[int, type[Cells]] = {i: Words if i in declared else _guess(records, i, is_missing) for i in wanted}
    while True:
        columns: dict[int, Cells] = {i: kind(records.decimal, is_missing) for i, kind in kinds.items()}
        lines = _read(records, columns)
        wrong = [i for i, cells in columns.items() if i not in declared and not cells.fits()]
        if not wrong:
            break
        declared.update(wrong)
        kinds |= {i: Numbers if kinds[i] is Words else Words for i in wrong}
    for i, cells in columns.items():
        if isinstance(cells, Numbers):
            cells.check(records.source, records.names[i], lines)
    return columns, lines


def _guess(records: Records, i: int, is_missing: Marks) -> type[Cells]:
    cells = Numbers(records.decimal, is_missing)
    cells.extend([record[i] for record in records.sample])
    return Numbers if cells.fits() else Words


def _read(records: Records, columns: dict[int, Cells]) -> array[int]:
    lines = array("q")
    chunk: list[list[str]] = []

    def part() -> None:
        for i, texts in enumerate(zip(*chunk, strict=True)):
            if i in columns:
                columns[i].extend(texts)
        chunk.clear()

    for line, cells in records:
        lines.append(line)
        chunk.append(cells)
        if len(chunk) == _CHUNK:
            part()
    part()
    return lines


def _places(cells: dict[int, str], lines: Sequence[int]) -> Places:
    places = Places()
    places.add_all(len(cells), (f"line {lines[i]} ({shown(text)})" for i, text in cells.items()))
    return places
