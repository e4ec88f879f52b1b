"""The progress bar of a training: the one file that knows tqdm."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self


class ProgressBar:
    """Shows on standard error how far a training has come, and its loss; ``shown=False`` makes it do nothing.

    ``what`` is the word for the epochs, where something else than epochs is counted.

    >>> with ProgressBar(epochs=2, batches=1, shown=False) as bar:
    ...     bar.batch_done()
    """

    def __init__(self, epochs: int, batches: int, *, shown: bool, what: str = "epoch") -> None:
        self._epochs = epochs
        self._what = what
        self._total = epochs * batches
        self._shown = shown
        self._bar: Any = None

    def __enter__(self) -> Self:
        if self._shown:
            from tqdm import tqdm

            self._bar = tqdm(total=self._total, bar_format=self._layout(1, ""), dynamic_ncols=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

    def skip(self, batches: int) -> None:
        """Move on by batches that were done before, in another run."""
        if self._bar is not None and batches:
            self._bar.update(batches)
            self._bar.initial = batches  # so that the rate, and the time that remains, count this run only

    def batch_done(self) -> None:
        """Move on by one batch."""
        if self._bar is not None:
            self._bar.update()

    def epoch_done(self, epoch: int, summary: str) -> None:
        """Show that an epoch (counted from 1) is done, and a few words on what came out."""
        if self._bar is not None:
            self._bar.bar_format = self._layout(epoch, summary)  # the bar draws itself at its own pace

    def _layout(self, epoch: int, summary: str) -> str:
        count = f"{epoch:>{len(str(self._epochs))}}/{self._epochs}"
        words = summary.replace("{", "{{").replace("}", "}}")
        return f"{self._what} {count} {{percentage:3.0f}}% |{{bar}}| {words} [{{elapsed}}<{{remaining}}]"
