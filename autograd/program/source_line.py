"""Whose line it was: the innermost one outside the engine."""

from __future__ import annotations

import linecache
import sys
from pathlib import Path

_ENGINE = str(Path(__file__).parent.parent)


def caller() -> tuple[str, str]:
    """Return where the innermost line outside the engine stands, and its text.

    >>> place, line = caller()
    >>> line
    'place, line = caller()'
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_ENGINE):
        frame = frame.f_back
    file, number = frame.f_code.co_filename, frame.f_lineno
    return f"line {number} of {Path(file).name}", linecache.getline(file, number, frame.f_globals).strip()
