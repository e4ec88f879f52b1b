"""The report of a check: a list of entries that reads as a table, in a terminal, in pytest and in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import NamedTuple

from .differences import Estimate

_GOOD = {"right", "kink", "jump", "unresolved", "not differentiable", "unchecked"}
_NOT_DIFFERENTIABLE = {"kink", "jump", "not differentiable"}
_EXPLAINED = {
    "kink": "not differentiable here: slopes {left:.6g} on the left and {right:.6g} on the right",
    "jump": "not differentiable here: the function jumps",
    "not differentiable": "not differentiable here: the derivative is infinite or undefined",
    "unresolved": "the error bar is as large as the derivative: the differences cannot tell",
    "unchecked": "the function has no values around this point: nothing to compare with",
}


class Entry(NamedTuple):
    """One derivative in question. ``verdict`` is one of right, wrong, kink, jump, not differentiable, unresolved, unchecked."""

    by: str
    mode: str
    analytic: float
    estimate: Estimate
    verdict: str
    reason: str = ""
    point: int = 0

    @property
    def numeric(self) -> float:
        """What the differences say."""
        return self.estimate.value

    @property
    def error(self) -> float:
        """How far the two are apart."""
        return abs(self.analytic - self.estimate.value)


class GradientReport:
    """The entries of a check, the verdict, and who is to blame.

    ``str(report)`` is a table; ``if report:`` asks whether it passed.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries: list[Entry] = []
        self.blame: list[str] = []
        self.points = 0

    def add(self, point: int, entries: Iterable[Entry], blame: Callable[[], Sequence[str]] | None = None) -> None:
        """Add the entries of one point, and the accused where an entry is wrong."""
        new = [entry._replace(point=point) for entry in entries]
        self.points = max(self.points, point + 1)
        self.entries += new
        if blame and any(entry.verdict == "wrong" for entry in new):
            self.blame += [line for line in blame() if line not in self.blame]

    @property
    def wrong(self) -> list[Entry]:
        """The entries that are wrong."""
        return [entry for entry in self.entries if entry.verdict not in _GOOD]

    @property
    def kinks(self) -> list[Entry]:
        """The entries at points where the function is not differentiable."""
        return [entry for entry in self.entries if entry.verdict in _NOT_DIFFERENTIABLE]

    @property
    def passed(self) -> bool:
        """Whether no entry is wrong."""
        return not self.wrong

    def __bool__(self) -> bool:
        return self.passed

    @property
    def summary(self) -> str:
        """The verdict in one line."""
        count = len(self.entries)
        if not count:
            return f"{self.name}: nothing to check, the function has no inputs"
        places = f" at {self.points} points" if self.points > 1 else ""
        kinks = f", {len(self.kinks)} at points that are not differentiable" if self.kinks else ""
        if self.passed:
            agree = "the derivative agrees" if count == 1 else f"all {count} derivatives agree"
            return f"{self.name}{places}: {agree} with differences{kinks}"
        return f"{self.name}{places}: {len(self.wrong)} of {count} derivatives disagree with differences{kinks}"

    def _table(self) -> tuple[list[str], list[list[str]]]:
        several = self.points > 1
        heads = (["point"] if several else []) + [
            "",
            "mode",
            "derivative",
            "differences",
            "apart by",
            "error bar",
            "step",
            "verdict",
        ]
        rows = []
        for entry in self.entries:
            e = entry.estimate
            row = [
                entry.by,
                entry.mode,
                f"{entry.analytic + 0.0:.10g}",  # + 0.0: no -0
                f"{e.value + 0.0:.10g}",
                f"{entry.error:.1e}",
                f"{e.error:.1e}",
                f"{e.step:.1e}",
                "WRONG" if entry.verdict == "wrong" else entry.verdict,
            ]
            rows.append(([str(entry.point + 1)] if several else []) + row)
        return heads, rows

    def _notes(self) -> list[str]:
        notes = []
        for entry in self.entries:
            if entry.verdict in _EXPLAINED:
                note = _EXPLAINED[entry.verdict].format(left=entry.estimate.left, right=entry.estimate.right)
                notes.append(f"{entry.by}: {note}")
        notes += [f"to blame: {line}" for line in self.blame]
        if self.wrong and not self.blame and any(entry.mode != "by hand" for entry in self.wrong):
            notes.append("every recorded operation agrees with its own differences: a path was lost between them "
                         "(.data, .detach() or float() cut the graph), or f is not the same at every call")  # fmt: skip
        return list(dict.fromkeys(notes))

    def __str__(self) -> str:
        heads, rows = self._table()
        if not rows:
            return self.summary
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        text = {i for i, head in enumerate(heads) if head in {"", "mode", "verdict"}}

        def line(cells: list[str]) -> str:
            cut = [cell.ljust(w) if i in text else cell.rjust(w) for i, (cell, w) in enumerate(zip(cells, widths, strict=True))]
            return "  ".join(cut).rstrip()

        return "\n".join([self.summary, line(heads), *map(line, rows), *self._notes()])

    def __repr__(self) -> str:
        return f"<GradientReport: {self.summary}>"

    def _repr_html_(self) -> str:
        heads, rows = self._table()
        head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
        marks = {"WRONG": ' style="color:#D55E00;font-weight:bold"'}
        body = "".join(
            "<tr>" + "".join(f"<td{marks.get(cell, '')}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"<div><p><b>{escape(self.summary)}</b></p>{table}{notes}</div>"
