"""A cell is the text between two delimiters: a number, a word, or a mark that says that a value is missing."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from re import compile as pattern

# What stands for a missing value, whatever the case of its letters.
MISSING = ("", "NA", "N/A", "#N/A", "NaN", "null", "?", "-")
_SHOWN = 5
# 1,234,567.8 and 1.234.567,8
_THOUSANDS = {
    ".": pattern(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?"),
    ",": pattern(r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?"),
}


class TableError(ValueError):
    """A file cannot be read as a table, or a row does not fit what was learned.

    The message is one line: the file, the place in it, what is wrong there, and what to do.
    """


def read_number(cell: str, decimal: str = ".") -> float | None:
    """Return the number that a cell holds, infinite where a float cannot hold it, or None where it holds no number.

    ``decimal`` is the mark before the decimals, a point or a comma; the other one may part thousands.

    >>> read_number(" 1e-3 "), read_number("12 cm"), read_number("2020_01")
    (0.001, None, None)
    >>> read_number("1,5"), read_number("1,500"), read_number("1,5", decimal=","), read_number("1.500", decimal=",")
    (None, 1500.0, 1.5, 1500.0)
    """
    if decimal == ",":
        if "." in cell and not _THOUSANDS[","].fullmatch(cell.strip()):
            return None
        cell = cell.replace(".", "").replace(",", ".")
    elif "," in cell and _THOUSANDS["."].fullmatch(cell.strip()):
        cell = cell.replace(",", "")
    if "_" in cell:  # Python reads 2020_01 as 202001
        return None
    try:
        return float(cell)
    except ValueError:
        return None


def write_number(x: float) -> str:
    """Return a number as a table would write it: a whole one without a point.

    >>> write_number(3.0), write_number(0.1)
    ('3', '0.1')
    """
    return str(int(x)) if abs(x) < 1e16 and x == int(x) else repr(x)


def is_huge(cell: str) -> bool:
    """Return whether an infinite cell is written in digits, and so beyond a float, and not as the word for infinity.

    >>> is_huge("1e400"), is_huge("-inf")
    (True, False)
    """
    return any(character.isdigit() for character in cell)


class Marks:
    """The marks of a missing value: called with a cell, tells whether it holds one, whatever the case of its letters.

    No text at all always is one. ``some_are_numbers`` tells whether a mark could be taken for a value, as -999 could.
    Raises TypeError for marks that are no texts.

    >>> is_missing = Marks(MISSING)
    >>> is_missing("nan"), is_missing(" "), is_missing("none")
    (True, True, False)
    """

    def __init__(self, marks: Iterable[str]) -> None:
        if isinstance(marks, str):
            raise TypeError(f"missing_values must be a list of texts, got the text {marks!r}: write [{marks!r}]")
        self.marks = tuple(marks)
        for mark in self.marks:
            if not isinstance(mark, str):
                raise TypeError(f"missing_values must be texts, as they stand in the file, got {type(mark).__name__} {mark!r}")
        self._known = frozenset(mark.strip().lower() for mark in self.marks) | {""}
        numbers = [read_number(mark) for mark in self.marks]
        self.some_are_numbers = any(x is not None and x == x for x in numbers)

    def __call__(self, cell: str) -> bool:
        """Return whether the cell holds a mark."""
        return cell.strip().lower() in self._known


def shown(cell: object) -> str:
    """Return a cell for a message: in quotes, on one line, and not too long.

    >>> shown("a very long cell that nobody wants to read to its very end")
    "'a very long cell that nobody wants ...'"
    """
    text = repr(cell)
    return text if len(text) <= 40 else f"{text[:36]}...{text[-1]}"


class Places:
    """The first few places where something is wrong, and how many there are.

    >>> places = Places()
    >>> for line in (7, 9, 12, 13, 14, 15, 20):
    ...     places.add(f"line {line}")
    >>> print(places)
    line 7, line 9, line 12, line 13, line 14 and 2 more
    """

    def __init__(self) -> None:
        self.count = 0
        self.first: list[str] = []

    def add(self, place: str) -> None:
        """Note one more place."""
        self.count += 1
        if self.wants_more:
            self.first.append(place)

    def add_all(self, count: int, places: Iterable[str]) -> None:
        """Note ``count`` more places, of which only the first few are asked for."""
        self.count += count
        for place in places:
            if not self.wants_more:
                break
            self.first.append(place)

    @property
    def wants_more(self) -> bool:
        """Whether the next place will be shown."""
        return len(self.first) < _SHOWN

    @property
    def more(self) -> str:
        """How many places are not shown, to be said after those that are."""
        return f" and {self.count - len(self.first)} more" if self.count > len(self.first) else ""

    def __str__(self) -> str:
        return f"{', '.join(self.first)}{self.more}"


def listed(names: Iterable[str], most: int = 10) -> str:
    """Return names for a message, the first few of many.

    >>> listed(["red", "green"])
    "'red', 'green'"
    """
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(shown, names[:most])) + more


def advice(name: str, names: Iterable[str]) -> str:
    """Return which of the names was probably meant, or all of them.

    >>> advice("speceis", ["species", "width"]), advice("age", ["species", "width"])
    ("did you mean 'species'?", "there is 'species', 'width'")
    """
    names = list(names)
    by_lower = {known.lower(): known for known in reversed(names)}
    close = get_close_matches(name.lower(), by_lower, n=1)
    return f"did you mean {by_lower[close[0]]!r}?" if close else f"there is {listed(names)}"
