"""Programs: a recorded graph, or a function, lowered once to a flat list of rows and run over whole batches."""

from __future__ import annotations

from .compiling import compile
from .errors import DataDependentGraph, NotFinite
from .program import Program

__all__ = ["DataDependentGraph", "NotFinite", "Program", "compile"]
