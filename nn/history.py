"""What a training leaves behind besides the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .resuming import TrainingState


@dataclass(eq=False, repr=False)
class History:
    """How a training went, epoch by epoch.

    ``losses`` holds the loss of each finished epoch: the mean over its samples, each taken when it was the sample's turn, before
    the weights moved on. ``metrics`` holds the metric in the same way, if there was one, and ``metric`` its name.
    ``validation_losses`` and ``validation_metrics`` are those of the validation rows, with the weights at the end of the epoch.
    ``penalties`` holds what the weights cost, the mean over the epoch's batches, where there was a penalty: it is not part of the
    losses. ``gradient_norms`` holds the length of the gradient vector dE/dw before clipping, the mean over the batches, and
    ``learning_rates`` the rate of each epoch.

    ``stopped`` says why it ended: ``"target_loss"`` (reached), ``"patience"`` (the loss had not become lower for so many
    epochs), ``"max_epochs"``, ``"callback"`` (one returned True) or ``"interrupted"`` (Ctrl-C); it is empty while the
    training runs. ``state`` is what `train` needs to go on from here with ``resume=history``.

    >>> History(losses=[1.5, 0.25], stopped="max_epochs", seconds=2.0)
    <History: 2 epochs in 2.0 s; loss 1.5 → 0.25; stopped by max_epochs>
    """

    losses: list[float] = field(default_factory=list)
    metrics: list[float] = field(default_factory=list)
    metric: str = ""
    stopped: str = ""
    seconds: float = 0.0
    validation_losses: list[float] = field(default_factory=list)
    validation_metrics: list[float] = field(default_factory=list)
    penalties: list[float] = field(default_factory=list)
    gradient_norms: list[float] = field(default_factory=list)
    learning_rates: list[float] = field(default_factory=list)
    state: TrainingState | None = None
    backend = ""  # what computed the gradients: a backend of programs, or "eager" with the reason

    @property
    def epochs(self) -> int:
        """How many epochs were finished."""
        return len(self.losses)

    @property
    def watched(self) -> Sequence[float]:
        """The losses by which patience and schedules judge: those of the validation rows where there are any."""
        return self.validation_losses or self.losses

    @property
    def best_epoch(self) -> int:
        """The epoch, counted from 1, with the lowest of the ``watched`` losses, the first of equals; 0 before any.

        >>> History(losses=[1.5, 0.25, 0.5]).best_epoch
        2
        """
        return 1 + min(range(len(self.watched)), key=self.watched.__getitem__, default=-1)

    def rows(self) -> list[dict[str, float]]:
        """Return a row for each epoch, by name, of whatever was recorded: for a table, or a plot of your own.

        >>> History(losses=[1.5, 0.25], gradient_norms=[2.0, 1.0]).rows()
        [{'epoch': 1, 'loss': 1.5, 'gradient norm': 2.0}, {'epoch': 2, 'loss': 0.25, 'gradient norm': 1.0}]
        """
        columns = {name: numbers for name, numbers in self._columns() if numbers}
        return [
            {"epoch": i + 1, **{name: numbers[i] for name, numbers in columns.items() if i < len(numbers)}}
            for i in range(self.epochs)
        ]

    def _columns(self) -> list[tuple[str, list[float]]]:
        return [
            ("loss", self.losses),
            (self.metric, self.metrics),
            ("validation loss", self.validation_losses),
            (f"validation {self.metric}", self.validation_metrics),
            ("penalty", self.penalties),
            ("gradient norm", self.gradient_norms),
            ("learning rate", self.learning_rates),
        ]

    def plot(self, *, theme: str = "light") -> Any:
        """Return a Figure of matplotlib with the losses over the epochs, the metric, and the learning rate where it changed.

        It shows itself at the end of a notebook's cell; ``figure.savefig(path)`` writes it to a file. ``theme`` is "light" or
        "dark". Raises ImportError where matplotlib is not installed, ValueError before the first epoch and for another theme.
        """
        # by name: whoever draws stands above what is drawn, and only somebody who wants a picture loads it
        return import_module("nn.plotting").learning_curve(self, theme=theme)

    def summary(self) -> str:
        """Return the latest loss and metric in a few words, and those of the validation rows after a slash."""
        facts = []
        for name, numbers, validation in (
            ("loss", self.losses, self.validation_losses),
            (self.metric, self.metrics, self.validation_metrics),
        ):
            if numbers:
                facts.append(f"{name} {numbers[-1]:.4g}" + (f" / {validation[-1]:.4g}" if validation else ""))
        return ", ".join(facts)

    def __repr__(self) -> str:
        facts = [f"{self.epochs} epoch{'' if self.epochs == 1 else 's'} in {self.seconds:.1f} s"]
        for name, numbers in self._columns()[:4]:
            if numbers:
                facts.append(f"{name} {numbers[0]:.4g}" + (f" → {numbers[-1]:.4g}" if len(numbers) > 1 else ""))
        facts.append(f"stopped by {self.stopped}" if self.stopped else "still running")
        return f"<History: {'; '.join(facts)}>"
