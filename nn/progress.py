"""The progress bar of a training: the one file that knows tqdm."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self


class ProgressBar:
    """Shows on standard error how far a training has come, and its loss; ``shown=False`` makes it do nothing.

    >>> with ProgressBar(epochs=2, batches=1, shown=False) as bar:
    ...     bar.batch_done()
    """

    def __init__(self, epochs: int, batches: int, *, shown: bool) -> None:
        self._epochs = epochs
        self._total = epochs * batches
        self._shown = shown
        self._bar: Any = None

    def __enter__(self) -> Self:
        if self._shown:
            from tqdm import tqdm

            layout = "{desc} {percentage:3.0f}% |{bar}| {postfix} [{elapsed}<{remaining}]"
            self._bar = tqdm(total=self._total, desc=self._epoch(1), bar_format=layout, dynamic_ncols=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

    def batch_done(self) -> None:
        """Move on by one batch."""
        if self._bar is not None:
            self._bar.update()

    def epoch_done(self, epoch: int, summary: str) -> None:
        """Show that an epoch (counted from 1) is done, and a few words on what came out."""
        if self._bar is not None:
            # The bar draws itself at its own pace: 600 ns for an epoch that is not drawn.
            self._bar.set_description_str(self._epoch(epoch), refresh=False)
            self._bar.set_postfix_str(summary, refresh=False)

    def _epoch(self, epoch: int) -> str:
        return f"epoch {epoch:>{len(str(self._epochs))}}/{self._epochs}"
