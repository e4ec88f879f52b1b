"""A table is what a person keeps: named columns of numbers or words, with gaps, and one column that is to be learned.

A dataset is what a network learns from: rows of numbers. `nn.preprocessing` learns from a table how to turn one into the other.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from nn.dataset import Dataset
from nn.splitting import split_rows

from .cells import Places, TableError, shown


@dataclass(frozen=True, eq=False, repr=False)
class Column:
    """One column of inputs: numbers, nan where one is missing, or words, "" where one is missing."""

    name: str
    cells: array[float] | list[str]

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers, not words."""
        return isinstance(self.cells, array)

    def missing(self) -> list[int]:
        """Return the rows without a value, counted from 0."""
        if isinstance(self.cells, array):
            if sum(self.cells) == sum(self.cells):  # nan is the only number that is not itself, and a sum keeps it
                return []
            return [i for i, x in enumerate(self.cells) if x != x]
        return [i for i, word in enumerate(self.cells) if not word]

    def take(self, rows: Sequence[int]) -> Column:
        """Return the column with these rows only."""
        cells = self.cells
        return Column(self.name, array("d", [cells[i] for i in rows]) if isinstance(cells, array) else [cells[i] for i in rows])

    def __repr__(self) -> str:
        kind = "numbers" if self.is_number else "words"
        return f"<Column {shown(self.name)}: {len(self.cells)} {kind}>"


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """The rows of a file: input columns, and the target of each row.

    ``columns`` are the inputs. ``target`` is the name of the column to learn, "" for a table without one. Where the targets are
    classes, ``classes`` are their names, in order, and ``targets`` hold their indices; otherwise ``targets`` are numbers.
    ``lines`` are the lines of the file at which the rows begin, and ``dropped`` those of the rows that were left out because a
    value was missing; ``ignored`` are the columns that were left out. ``gaps_allowed`` says that values may be missing,
    marked by one of ``missing_values``.

    Where all columns are numbers without gaps, a table unpacks as ``inputs, targets``, as a Dataset does; otherwise
    `nn.preprocessing.Preprocessing` makes datasets of it.
    """

    source: str
    columns: tuple[Column, ...]
    target: str
    targets: array[int] | array[float]
    classes: tuple[str, ...]
    lines: array[int]
    encoding: str
    delimiter: str
    decimal: str
    missing_values: tuple[str, ...]
    gaps_allowed: bool = False
    dropped: tuple[int, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the input columns."""
        return tuple([column.name for column in self.columns])

    @property
    def has_classes(self) -> bool:
        """Whether the targets are classes, not numbers."""
        return bool(self.classes)

    @property
    def task(self) -> str | None:
        """What is to be learned: "classification" or "regression", None without a target."""
        if not self.target:
            return None
        return "classification" if self.classes else "regression"

    def __len__(self) -> int:
        return len(self.lines)

    def __repr__(self) -> str:
        columns = ", ".join(column.name if column.is_number else f"{column.name} (words)" for column in self.columns)
        targets = f"classes of {self.target}: {', '.join(self.classes)}" if self.classes else f"target: {self.target or 'none'}"
        return f"<Table: {len(self)} row{'' if len(self) == 1 else 's'} of {columns}; {targets}>"

    def rows(self) -> Iterator[tuple[float | str, ...]]:
        """Go through the rows of inputs: numbers and words."""
        return zip(*[column.cells for column in self.columns], strict=True)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.dataset())

    def dataset(self) -> Dataset:
        """Return the rows as they are, as a Dataset.

        Raises TableError where a column holds words, a value is missing, or no column was named as the target: a
        `Preprocessing` codes words and fills gaps.
        """
        if not self.target:
            raise TableError(f"{self.source}: no column was named as the target")
        words = [column.name for column in self.columns if not column.is_number]
        if words:
            raise TableError(f"{self.source}: column {shown(words[0])} holds words: Preprocessing.fit learns to code them")
        for column in self.columns:
            for i in column.missing():
                raise TableError(f"{self.source}: line {self.lines[i]}, column {shown(column.name)}: the value is missing: "
                                 "Preprocessing.fit learns what to put there")  # fmt: skip
        rows: Any = self.rows()
        return Dataset(rows, self.targets, self.input_names, self.classes or (self.target,), self.source)

    @overload
    def split(self, test: float, *, seed: int | None = ..., stratified: bool | None = ...) -> tuple[Table, Table]: ...
    @overload
    def split(
        self, test: float, *, validation: float, seed: int | None = ..., stratified: bool | None = ...
    ) -> tuple[Table, Table, Table]: ...
    def split(
        self, test: float, *, validation: float | None = None, seed: int | None = None, stratified: bool | None = None
    ) -> tuple[Table, ...]:
        """Return (train, test), or (train, validation, test) where a validation part is asked for, as `Dataset.split` does."""
        if stratified is None:
            stratified = self.has_classes
        if stratified and not self.has_classes:
            raise ValueError("the targets of this table are numbers, not classes")
        groups = self.targets if stratified else [0] * len(self)
        return tuple([self.take(part) for part in split_rows(groups, test=test, validation=validation, seed=seed)])

    def take(self, rows: Sequence[int]) -> Table:
        """Return the table with these rows only, counted from 0."""
        return replace(
            self,
            columns=tuple([column.take(rows) for column in self.columns]),
            targets=array(self.targets.typecode, [self.targets[i] for i in rows]) if self.target else self.targets,
            lines=array("q", [self.lines[i] for i in rows]),
        )

    def places(self, column: Column, rows: list[int], tell: Callable[[int], str] | None = None) -> Places:
        """Return where in the file some cells of a column stand, the first few of them."""
        places = Places()
        texts = (f"line {self.lines[i]}, column {shown(column.name)}{tell(i) if tell else ''}" for i in rows)
        places.add_all(len(rows), texts)
        return places
