"""From a table to a network that was tested: what `chainrule train` does, without its files and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from math import ceil, isfinite
from typing import Any

from .dataset import Dataset
from .history import History
from .losses import binary_cross_entropy, cross_entropy, mean_squared_error
from .metrics import accuracy, mean_absolute_error, r2
from .network import Network
from .optimizers import Adam, AdamW, GradientDescent, Optimizer, RMSProp
from .preprocessing import CategoryCoding, NumberCoding, Preprocessing
from .tables import Table, TableError
from .tables.cells import read_number, shown
from .training import train
from .wiring import feed_forward

# By the word of the command: how to make it, and a learning rate that suits standardised inputs and batches of 16.
OPTIMIZERS: dict[str, tuple[Callable[[float], Optimizer], float]] = {
    "adam": (Adam, 0.01),
    "adamw": (AdamW, 0.01),
    "rmsprop": (RMSProp, 0.003),
    "gradient-descent": (GradientDescent, 0.1),
    "momentum": (partial(GradientDescent, momentum=0.9), 0.02),
    "nesterov": (partial(GradientDescent, momentum=0.9, nesterov=True), 0.02),
}
SHARE = 0.2  # of the rows for the test, and of the rest for validation
FEW_ROWS = 40  # below, all rows are learned from unless parts are asked for
MANY_NAMES = 20  # rows, from which on a column of words that hardly ever repeat is taken for names
LEARNED = 0.01  # the loss at which a training without validation rows has learned enough


@dataclass(frozen=True)
class Settings:
    """How a network learns from a table; None is found out from the table, as `resolved` says."""

    hidden: tuple[int, ...] = (8,)
    activation: str = "tanh"
    optimizer: str = "adam"
    learning_rate: float | None = None
    epochs: int | None = None
    batch_size: int | None = None
    test: float | None = None
    validation: float | None = None
    patience: int = 20
    seed: int = 0
    unseen: str = "error"
    max_categories: int = 100

    def resolved(self, rows: int) -> Settings:
        """Return the settings for a table of so many rows.

        A share of 0.2 is kept for the test and 0.2 of the rest for validation, where there are 40 rows or more. Batches have 16
        rows; more, up to 256, where there are more than 8,000 rows. There are 200 epochs; more for a small table, so that there
        are 3,000 steps; fewer for a large one, down to 20, so that no more than a million rows are gone through.
        """
        apart = SHARE if rows >= FEW_ROWS else 0
        test = apart if self.test is None else self.test
        left = rows - (test if isinstance(test, int) else round(test * rows))
        validation = (round(SHARE * left) if apart else 0) if self.validation is None else self.validation
        batch_size = min(256, max(16, 1 << max(left // 250, 1).bit_length() - 1)) if self.batch_size is None else self.batch_size
        batches = max(1, ceil(left / batch_size))
        usual = min(max(200, ceil(3000 / batches)), max(20, 1_000_000 // max(left, 1)))
        _, rate = OPTIMIZERS[self.optimizer]
        return replace(
            self,
            test=test,
            validation=validation,
            batch_size=batch_size,
            epochs=usual if self.epochs is None else self.epochs,
            learning_rate=rate if self.learning_rate is None else self.learning_rate,
        )


@dataclass
class Lesson:
    """A table, taken apart and coded, and the network that is to learn from it."""

    table: Table
    settings: Settings
    parts: dict[str, Table]  # learn, validation, test: those that have rows
    data: dict[str, Dataset]
    preprocessing: Preprocessing
    network: Network
    loss: Callable[[Any, Any], Any]
    history: History = field(default_factory=History)

    @property
    def judged(self) -> str:
        """The part by which the network is judged: the test rows, or, where there are none, those it learned from."""
        return "test" if "test" in self.data else "learn"

    def learn(self, *, progress: bool = True, compile: bool = True) -> History:
        """Train the network; with validation rows until they are not done better, and with its best weights then."""
        settings, inputs_and_targets = self.settings, self.data["learn"]
        make, _ = OPTIMIZERS[settings.optimizer]
        validation = self.data.get("validation")
        self.history = train(
            self.network,
            *inputs_and_targets,
            loss=self.loss,
            optimizer=make(settings.learning_rate or 0.0),
            max_epochs=settings.epochs or 0,
            target_loss=None if validation else LEARNED,
            validation=None if validation is None else (validation.inputs, validation.targets),
            patience=settings.patience if validation and settings.patience else None,
            batch_size=settings.batch_size,
            metric=self.metric,
            seed=settings.seed,
            progress=progress,
            compile=compile,
        )
        return self.history

    @property
    def metric(self) -> str:
        """The name of the metric that is told on the way: accuracy, or r2 where every part has targets that differ."""
        if self.preprocessing.has_classes:
            return "accuracy"
        return "r2" if all(map(_differ, self.data.values())) else "mean_absolute_error"

    # ---- how good it is -------------------------------------------------------------------------------------------

    def outputs(self, part: str) -> list[Any]:
        """Return what the network computes for the rows of a part. Raises TableError as `predict_rows` does."""
        places = [f"{self.table.source}: line {line}" for line in self.parts[part].lines]
        return predict_rows(self.network, self.data[part].inputs, places)

    def scores(self, part: str) -> dict[str, float]:
        """Return how good the network is on a part, and how good guessing would be, by name.

        Distances are in the unit of the target column. The guess is the most frequent class, or the mean, of the rows
        that were learned from.
        """
        outputs, targets = self.outputs(part), list[Any](self.data[part].targets)
        if self.preprocessing.has_classes:
            usual, _ = Counter(self.data["learn"].targets).most_common(1)[0]
            right = accuracy(outputs, targets, threshold=0.0 if len(self.network.outputs) == 1 else None)
            return {"accuracy": right, "accuracy of guessing": targets.count(usual) / len(targets)}
        # R2 is the same for coded numbers, a distance is that of coded ones times their scale: neither overflows so
        (coding,) = [coding for coding in self.preprocessing.targets if isinstance(coding, NumberCoding)]
        scores = {"R2": r2(outputs, targets)} if _differ(self.data[part]) else {}
        return scores | {
            "mean absolute error": mean_absolute_error(outputs, targets) * coding.scale,
            "mean absolute error of guessing": mean_absolute_error([[0.0]] * len(targets), targets) * coding.scale,
        }

    def hardest(self, part: str) -> int:
        """Return the row of a part whose loss is the largest that is finite. Raises TableError where none is."""
        losses = [self.loss(row, target) for row, target in zip(self.outputs(part), self.data[part].targets, strict=True)]
        found = max((loss, -i) for i, loss in enumerate(losses) if isfinite(loss)) if any(map(isfinite, losses)) else None
        if found is None:
            raise TableError(f"{self.table.source}: the network's answers are so far off that no loss is a finite number")
        return -found[1]


def predict_rows(network: Network, inputs: Sequence[Sequence[float]], places: Sequence[str]) -> list[list[float]]:
    """Return the network's outputs for rows. Raises TableError, naming the place, for a row that it cannot compute."""
    try:
        return network.predict(inputs)
    except (ValueError, ArithmeticError):
        for row, place in zip(inputs, places, strict=True):
            try:
                network.predict([row])
            except (ValueError, ArithmeticError) as error:
                raise TableError(f"{place}: the network cannot compute this row: {error}") from None
        raise


def _differ(data: Dataset) -> bool:
    """Return whether numbers to learn differ, and by so much that their variance is above 0."""
    try:
        r2(data.targets, data.targets)  # type: ignore[arg-type] # rows of numbers here
    except ValueError:
        return False
    return True


def prepare(table: Table, settings: Settings) -> Lesson:
    """Take a table apart, learn its preprocessing from the rows to learn from, and build a network for it.

    Raises TableError, naming the file, where there is nothing to learn, ValueError for settings out of range.
    """
    settings = settings.resolved(len(table))
    _check_words(table)
    parts = _split(table, settings)
    if not table.has_classes and min(parts["learn"].targets) == max(parts["learn"].targets):
        raise TableError(
            f"{table.source}: every row to learn from has {parts['learn'].targets[0]:g} in the target column "
            f"{shown(table.target)}: there is nothing to learn"
        )
    preprocessing = Preprocessing.fit(parts["learn"], unseen=settings.unseen, max_categories=settings.max_categories)
    # a word that only a test row has is no reason not to test: its inputs are all 0 then
    lenient = with_unseen(preprocessing, "zeros")
    data = {name: lenient(part) for name, part in parts.items()}
    classes = len(preprocessing.target_names) if preprocessing.has_classes else 0
    network = feed_forward(
        [len(preprocessing.input_names), *settings.hidden, classes if classes > 2 else 1],
        activation=settings.activation,
        initialiser="he" if "relu" in settings.activation else "xavier",
        seed=settings.seed,
        labels=_labels(preprocessing, table.target),
    )
    loss = cross_entropy if classes > 2 else binary_cross_entropy if classes else mean_squared_error
    return Lesson(table, settings, parts, data, preprocessing, network, loss)


def _check_words(table: Table) -> None:
    """Raise TableError for a column that names the rows: what is learned of a word that never comes again helps nobody."""
    for column in table.columns:
        if not column.is_number and len(table) >= MANY_NAMES and len(set(column.cells)) > len(table) / 2:
            raise TableError(
                f"{table.source}: column {shown(column.name)} holds {len(set(column.cells))} different words in {len(table)} "
                "rows, so nothing can be learned from it: leave it out with ignore"
            )


def with_unseen(preprocessing: Preprocessing, unseen: str) -> Preprocessing:
    """Return a preprocessing that does this with words it has not seen: "error" or "zeros"."""
    columns = [replace(c, unseen=unseen) if isinstance(c, CategoryCoding) else c for c in preprocessing.columns]
    return replace(preprocessing, columns=tuple(columns))


def _split(table: Table, settings: Settings) -> dict[str, Table]:
    test, validation, seed = settings.test or 0, settings.validation or 0, settings.seed
    found: Sequence[Table]
    try:
        if test and validation:
            names, found = ["learn", "validation", "test"], table.split(test, validation=validation, seed=seed)
        elif test or validation:
            names, found = ["learn", "test" if test else "validation"], table.split(test or validation, seed=seed)
        else:
            names, found = ["learn"], [table]
    except ValueError as error:
        raise TableError(f"{table.source}: {error}") from None
    return dict(zip(names, found, strict=True))


def _labels(preprocessing: Preprocessing, target: str) -> dict[str, list[str]]:
    """Return labels for the network's inputs and outputs: the names of columns and classes, each once."""
    inputs = list(preprocessing.input_names)
    names = list(preprocessing.target_names)
    if preprocessing.has_classes:
        if any(read_number(name) is not None for name in names) or {*inputs} & {*names}:
            names = [f"{target}={name}" for name in names]
        names = names if len(names) > 2 else names[1:]  # the second class is the one that an output above 0 means
    taken = {*inputs}
    outputs = []
    for name in names:
        label = next(label for label in (name if i == 1 else f"{name} {i}" for i in count(1)) if label not in taken)
        taken.add(label)
        outputs.append(label)
    return {"inputs": inputs, "outputs": outputs}
