"""What can go wrong with a program that cannot go wrong with a recorded graph."""

from __future__ import annotations

from typing import NoReturn

from .source_line import caller


class DataDependentGraph(TypeError):
    """A function that is being traced asked for a number, such as in ``if x > 0``, and a traced operand has none.

    The program would hold one branch for all data. The message shows the line; ``where``, ``relu``, ``maximum`` and ``clip``
    choose by data inside a program.
    """


class NotFinite(ArithmeticError):
    """A value or a gradient of a program is infinite or nan. ``row`` is the sample, counted from 0, that made it so."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


def no_number(what: str) -> NoReturn:
    """Raise DataDependentGraph for ``what`` the line outside this project did with a traced operand."""
    place, line = caller()
    raise DataDependentGraph(
        f"{place}: {line!r} {what}, and that depends on the data: the program would do for every row what this one row asks for; "
        "choose with where(), less(), relu(), maximum() or clip(), or do not compile"
    )
