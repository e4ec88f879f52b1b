"""Ctrl-C, held back until work can stop without leaving anything half done."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self


class HeldInterrupt:
    """While this context is open, Ctrl-C waits for ``let_through()``, which raises the KeyboardInterrupt.

    A second Ctrl-C does not wait. Where Ctrl-C means something else already (another handler, a thread that is not the main
    one) everything is left as it is. On leaving the context one that came in and was not let through is raised.

    >>> with HeldInterrupt() as interrupt:
    ...     interrupt.let_through()
    """

    def __init__(self) -> None:
        self._held = False
        self._before: Any = None

    def __enter__(self) -> Self:
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._hold)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        if error is None:
            self.let_through()

    def _hold(self, number: int, frame: FrameType | None) -> None:
        if self._held:
            signal.default_int_handler(number, frame)
        self._held = True

    def let_through(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C was pressed."""
        if self._held:
            self._held = False
            raise KeyboardInterrupt
