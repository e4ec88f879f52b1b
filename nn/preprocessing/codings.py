"""A coding is what was learned about one column: how its cells become the numbers that a network works with.

A number is shifted and scaled; a category is one input for each of its words, 1 at the right one (one-hot); a class is its
index. A cell is a number, a text as it stands in a file, or missing: None, nan, or one of the marks of a missing value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar, Self

from autograd.operation import number
from nn.tables.cells import Marks, TableError, is_huge, listed, read_number, shown, write_number

from .standardiser import mean_and_deviation

Cell = str | float | None


class Reading:
    """How the texts of a file are read: its marks of a missing value, and the mark before decimals."""

    def __init__(self, is_missing: Marks, decimal: str = ".") -> None:
        self.is_missing, self.decimal = is_missing, decimal

    def is_gap(self, cell: Any) -> bool:
        """Return whether a value is missing."""
        return self.is_missing(cell) if isinstance(cell, str) else cell is None or cell != cell

    def number(self, cell: Any) -> float:
        """Return the number in a cell that is no gap. Raises TableError where there is none, or it is not finite."""
        x = read_number(cell, self.decimal) if isinstance(cell, str) else number(cell)
        if x is None:
            raise TableError(f"{shown(cell)} is no number")
        if not isfinite(x):
            raise TableError(f"{shown(cell)} is {'too large for a float' if is_huge(str(cell)) else 'not finite'}")
        return x


@dataclass(frozen=True)
class NumberCoding:
    """A number x becomes (x - shift) / scale; ``fill`` is the x to put where it is missing, None where it must not be.

    >>> coding = NumberCoding("length", shift=2.0, scale=0.5)
    >>> coding.decode(2.0)
    3.0
    """

    name: str
    shift: float = 0.0
    scale: float = 1.0
    fill: float | None = None
    kind: ClassVar[str] = "number"

    @classmethod
    def learned(cls, name: str, cells: Iterable[float], *, standardise: bool, fill: bool) -> Self:
        """Return the coding that gives the numbers mean 0 and deviation 1; those that never change are only shifted.

        Raises TableError where all are missing or one is infinite.
        """
        present = [x for x in cells if x == x]
        if not present:
            raise TableError(f"column {shown(name)} holds no value to learn from")
        if not isfinite(max(present)) or not isfinite(min(present)):
            raise TableError(f"column {shown(name)} holds infinite numbers")
        mean, deviation = mean_and_deviation(present)
        shift, scale = (mean, deviation or 1.0) if standardise else (0.0, 1.0)
        return cls(name, shift, scale, mean if fill else None)

    @property
    def names(self) -> tuple[str, ...]:
        """The name of the input."""
        return (self.name,)

    def code(self, cell: Cell, reading: Reading) -> tuple[float]:
        """Return the number of a cell, shifted and scaled. Raises TableError for a cell that has none."""
        if reading.is_gap(cell):
            if self.fill is None:
                raise TableError("the value is missing, and what to put there was not learned: all rows to learn from had one")
            cell = self.fill
        x = (reading.number(cell) - self.shift) / self.scale
        if not isfinite(x):
            raise TableError(f"{shown(cell)} is too far from the rows that were learned from")
        return (x,)

    def decode(self, output: float) -> float:
        """Return the number that was coded as ``output``."""
        return output * self.scale + self.shift


@dataclass(frozen=True)
class CategoryCoding:
    """A word becomes a 1 for its category and 0 for the others; ``fill`` is the word to put where it is missing.

    ``unseen`` says what becomes of a word that is none of the categories: an "error", or "zeros".
    """

    name: str
    categories: tuple[str, ...]
    fill: str | None = None
    unseen: str = "error"
    kind: ClassVar[str] = "category"

    @classmethod
    def learned(cls, name: str, cells: Iterable[str], *, fill: bool, unseen: str) -> Self:
        """Return the coding of the words that occur. Raises TableError where all are missing."""
        counts = Counter(word for word in cells if word)
        if not counts:
            raise TableError(f"column {shown(name)} holds no value to learn from")
        categories = in_order(counts)
        return cls(name, categories, max(categories, key=counts.__getitem__) if fill else None, unseen)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs, such as ``colour=red``."""
        return tuple([f"{self.name}={category}" for category in self.categories])

    def code(self, cell: Cell, reading: Reading) -> tuple[float, ...]:
        """Return a number for each category. Raises TableError for a word that is none, or missing, unless that was foreseen."""
        if reading.is_gap(cell):
            if self.fill is None:
                raise TableError("the value is missing, and what to put there was not learned: all rows to learn from had one")
            cell = self.fill
        place = find_word(cell, self.categories)
        if place is None and self.unseen == "error":
            raise TableError(f"{shown(cell)} is none of the categories that were learned: {listed(self.categories)}")
        return tuple([float(i == place) for i in range(len(self.categories))])


@dataclass(frozen=True)
class ClassCoding:
    """A class becomes its index."""

    name: str
    classes: tuple[str, ...]
    kind: ClassVar[str] = "class"

    @classmethod
    def learned(cls, name: str, cells: Iterable[str], classes: tuple[str, ...]) -> Self:
        """Return the coding of the classes, in their order. Raises TableError where only one of them occurs."""
        present = set(cells)
        if len(present) < 2:
            raise TableError(f"every row to learn from is of the class {listed(present)}: there is nothing to tell apart")
        return cls(name, classes)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the classes."""
        return self.classes

    def code(self, cell: Cell, reading: Reading) -> tuple[int]:
        """Return the index of a class. Raises TableError for one that is unknown."""
        if reading.is_gap(cell):
            raise TableError("the class is missing")
        place = find_word(cell, self.classes)
        if place is None:
            raise TableError(f"{shown(cell)} is none of the classes that were learned: {listed(self.classes)}")
        return (place,)

    def decode(self, outputs: Sequence[float]) -> str:
        """Return the class whose output is the largest; the sign of a single output tells two classes apart.

        >>> ClassCoding("kind", ("a", "b")).decode([0.1, 2.0]), ClassCoding("kind", ("a", "b")).decode([-3.0])
        ('b', 'a')
        """
        if len(outputs) == 1 and len(self.classes) == 2:
            return self.classes[outputs[0] > 0.0]
        if len(outputs) != len(self.classes):
            raise ValueError(f"there are {len(self.classes)} classes, so as many outputs, got {len(outputs)}")
        return self.classes[max(range(len(outputs)), key=outputs.__getitem__)]


Coding = NumberCoding | CategoryCoding | ClassCoding


def in_order(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in order: by their numbers where all of them are numbers.

    >>> in_order(["10", "9"]), in_order(["10", "9", "a"])
    (('9', '10'), ('10', '9', 'a'))
    """
    words = list(words)
    numbers = {word: read_number(word) for word in words}
    return tuple(sorted(words) if None in numbers.values() else sorted(words, key=lambda word: (numbers[word], word)))


def find_word(cell: Any, words: Sequence[str]) -> int | None:
    """Return the place of a cell among words, or None. A number is found however it is written.

    >>> find_word(" red", ["blue", "red"]), find_word(2.0, ["1", "2"]), find_word("green", ["blue", "red"])
    (1, 1, None)
    """
    word = cell.strip() if isinstance(cell, str) else str(cell) if isinstance(cell, bool) else write_number(number(cell))
    if word in words:
        return words.index(word)
    x = read_number(word)
    return next((i for i, known in enumerate(words) if x is not None and read_number(known) == x), None)
