"""Everything that was learned about the columns of a table, in one object that goes into the file with the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from nn.dataset import Dataset
from nn.tables import MISSING, Records, Table, TableError
from nn.tables.cells import Marks, listed, shown

from .codings import CategoryCoding, Cell, ClassCoding, NumberCoding, Reading
from .facts import PreprocessingError, check_keys, check_list, check_text, from_dict, to_dict
from .rows import classes_of, inputs_of, name_of, places_of, rows_of, targets_of


@dataclass(frozen=True)
class Preprocessing:
    r"""How rows of cells become the numbers that a network works with, and how its outputs are turned back.

    ``columns`` are the codings of the columns of inputs, ``targets`` those of the targets: one of classes, or one for each
    output that is a number, or none. `fit` learns them from the training part of a table; `to_dict` is what is kept with
    the network. Called with a table (any part of it), it gives the Dataset to train or to test with.

    Raises ValueError where two inputs would have one name, or targets are mixed.

    >>> from io import StringIO
    >>> from nn.tables import read_csv
    >>> table = read_csv(StringIO("length,colour,kind\n1,red,a\n2,blue,b\n3,red,a\n4,blue,b\n"), target="kind")
    >>> training, test = table.take([0, 1, 2]), table.take([3])
    >>> preprocessing = Preprocessing.fit(training)
    >>> preprocessing(test)
    <Dataset: 1 row of length, colour=blue, colour=red; classes: a, b>
    >>> preprocessing.inputs([["2", "blue"], {"colour": "red", "length": 2}])
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    >>> preprocessing.decode([[0.1, 0.9]])
    ['b']
    """

    columns: tuple[NumberCoding | CategoryCoding, ...]
    targets: tuple[NumberCoding | ClassCoding, ...] = ()
    missing_values: tuple[str, ...] = MISSING

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("there must be a column of inputs, got none")
        for names in ([coding.name for coding in self.columns], self.input_names, [coding.name for coding in self.targets]):
            name, count = Counter(names).most_common(1)[0] if names else ("", 1)
            if count > 1:
                raise ValueError(f"the name {shown(name)} would stand for {count} columns: rename one")
        if len(self.targets) > 1 and not all(isinstance(coding, NumberCoding) for coding in self.targets):
            raise ValueError("the targets must be the classes of one column, or numbers")

    # ---- learning ---------------------------------------------------------------------------------------------------

    @classmethod
    def fit(
        cls,
        data: Table | Dataset,
        *,
        standardise: bool = True,
        unseen: str = "error",
        max_categories: int = 100,
        fill: bool | None = None,
    ) -> Self:
        """Learn from ``data``, which should be the training part only, so that the other parts tell the truth.

        Numbers, targets among them, are shifted and scaled to mean 0 and standard deviation 1, unless ``standardise`` is False.
        Columns of words become one input for each word. A word that was not there is an error where ``unseen`` is "error"; where
        it is "zeros" all inputs of its column are 0. ``fill`` learns what to put where a value is missing, the mean or the
        most frequent word; None does so where the table was read with missing="fill".

        Raises TableError for a column without a value, for columns with more than ``max_categories`` different words (a name is
        no category), for classes of which only one is there, and for infinite numbers.
        """
        if unseen not in {"error", "zeros"}:
            raise ValueError(f"unseen must be 'error' or 'zeros', got {unseen!r}")
        if fill is None:
            fill = isinstance(data, Table) and data.gaps_allowed
        columns: list[NumberCoding | CategoryCoding] = []
        targets: list[NumberCoding | ClassCoding] = []
        try:
            for name, cells in inputs_of(data).items():
                if all(isinstance(cell, str) for cell in cells[:1]):
                    columns.append(CategoryCoding.learned(name, cells, fill=fill, unseen=unseen))
                else:
                    columns.append(NumberCoding.learned(name, cells, standardise=standardise, fill=fill))
            for name, cells in targets_of(data).items():
                if data.has_classes:
                    targets.append(ClassCoding.learned(name, cells, classes_of(data)))
                else:
                    targets.append(NumberCoding.learned(name, cells, standardise=standardise, fill=False))
            _check_counts(columns, targets, max_categories)
            return cls(tuple(columns), tuple(targets), data.missing_values if isinstance(data, Table) else MISSING)
        except TableError as error:
            raise TableError(f"{name_of(data)}: {error}") from None

    # ---- applying what was learned ----------------------------------------------------------------------------------

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the network's inputs, such as ``length`` and ``colour=red``."""
        return tuple([name for coding in self.columns for name in coding.names])

    @property
    def target_names(self) -> tuple[str, ...]:
        """The names of the network's outputs: the classes, or the columns of numbers."""
        return tuple([name for coding in self.targets for name in coding.names])

    @property
    def has_classes(self) -> bool:
        """Whether the targets are classes."""
        return any(isinstance(coding, ClassCoding) for coding in self.targets)

    def __call__(self, data: Table | Dataset) -> Dataset:
        """Return the rows of a table with their targets, coded.

        Raises TableError, naming the line and the column, for a cell that does not fit what was learned, for a column that is not
        there, and where there are no targets.
        """
        cells = targets_of(data)
        if len(cells) != len(self.targets) or not cells:
            wanted, got = (listed(names) or "none" for names in ([coding.name for coding in self.targets], cells))
            raise TableError(f"{name_of(data)}: the target must be {wanted}, got {got}: inputs() needs none")
        reading = self._reading()
        rows = zip(*cells.values(), strict=True)
        coded = [_coded(self.targets, row, reading, place) for place, row in zip(places_of(data), rows, strict=True)]
        targets = [row[0] for row in coded] if self.has_classes else coded
        return Dataset(self.inputs(data), targets, self.input_names, self.target_names, data.source)

    def inputs(self, rows: Table | Dataset | Records | Iterable[Any]) -> list[list[float]]:
        """Return rows of cells as rows of inputs for the network.

        ``rows`` are a table, the `Records` of a file, or rows of texts or numbers: lists in the order of ``columns``, or mappings
        by name. Where there are names, other columns are passed over.

        Raises TableError, naming the row (its line, or its place counted from 0) and the column, for a cell that does not
        fit what was learned; TypeError for what is no row or no cell.
        """
        reading = self._reading(rows.decimal if isinstance(rows, Records) else ".")
        names = [coding.name for coding in self.columns]
        return [_coded(self.columns, cells, reading, place) for place, cells in rows_of(rows, names)]

    def decode(self, outputs: Iterable[Sequence[float]]) -> list[Any]:
        """Return what rows of outputs stand for: the names of classes, or numbers in the unit of the target column.

        With several targets it is a list of numbers for each row. Raises ValueError for rows of another length.
        """
        return [self._decoded(row) for row in outputs]

    def _decoded(self, row: Sequence[float]) -> Any:
        first = self.targets[0] if self.targets else None
        if isinstance(first, ClassCoding):
            return first.decode(row)
        if len(row) != len(self.targets):
            raise ValueError(f"there are {len(self.targets)} targets, so as many outputs, got {len(row)}")
        numbers = [coding.decode(y) for coding, y in zip(self.targets, row, strict=True) if isinstance(coding, NumberCoding)]
        return numbers[0] if len(numbers) == 1 else numbers

    def _reading(self, decimal: str = ".") -> Reading:
        return Reading(Marks(self.missing_values), decimal)

    # ---- as JSON ----------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Return all that was learned, as JSON can hold it; numbers read back to the last bit.

        >>> Preprocessing((NumberCoding("length", shift=2.0, scale=0.5),)).to_dict()["inputs"]
        [{'kind': 'number', 'name': 'length', 'shift': 2.0, 'scale': 0.5, 'fill': None}]
        """
        return {
            "inputs": [to_dict(coding) for coding in self.columns],
            "targets": [to_dict(coding) for coding in self.targets],
            "missing_values": list(self.missing_values),
        }

    @classmethod
    def from_dict(cls, facts: Any, place: str = "preprocessing") -> Self:
        """Return what `to_dict` wrote. Raises PreprocessingError, one line that names the entry, for anything else."""
        check_keys(facts, ["inputs", "targets", "missing_values"], place)
        columns, targets = (
            [from_dict(entry, f"{place}.{key}[{i}]") for i, entry in enumerate(check_list(facts[key], f"{place}.{key}"))]
            for key in ("inputs", "targets")
        )
        for key, codings, wrong in (("inputs", columns, ClassCoding), ("targets", targets, CategoryCoding)):
            for i, coding in enumerate(codings):
                if isinstance(coding, wrong):
                    raise PreprocessingError(f"{place}.{key}[{i}] must not be of the kind {coding.kind!r}")
        marks = [
            check_text(mark, f"{place}.missing_values[{i}]")
            for i, mark in enumerate(check_list(facts["missing_values"], f"{place}.missing_values"))
        ]
        try:
            return cls(tuple(columns), tuple(targets), tuple(marks))  # type: ignore[arg-type] # the kinds were checked
        except ValueError as error:
            raise PreprocessingError(f"{place}: {error}") from None


def _coded(codings: Sequence[Any], cells: Sequence[Cell], reading: Reading, place: str) -> list[Any]:
    coded: list[Any] = []
    for coding, cell in zip(codings, cells, strict=True):
        try:
            coded += coding.code(cell, reading)
        except (TableError, TypeError) as error:
            raise type(error)(f"{place}, column {shown(coding.name)}: {error}") from None
    return coded


def _check_counts(columns: Sequence[Any], targets: Sequence[Any], most: int) -> None:
    """Raise TableError for more words than categories, or classes, can reasonably be."""
    many = [c for c in columns if isinstance(c, CategoryCoding) and len(c.categories) > most]
    if many:
        counted = ", ".join(f"{shown(coding.name)} ({len(coding.categories)})" for coding in many)
        raise TableError(
            f"more than {most} different words stand in {counted}: leave such columns out with ignore, or raise max_categories"
        )
    for coding in targets:
        if isinstance(coding, ClassCoding) and len(coding.classes) > most:
            raise TableError(f"the target {shown(coding.name)} has {len(coding.classes)} classes, more than {most}: "
                             "say task='regression' if it is a number, or raise max_categories")  # fmt: skip
