"""The report of a check: a list of entries that reads as a table, in a terminal, in pytest and in a notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby
from math import isfinite
from typing import NamedTuple

from .differences import Estimate

# What a verdict means in the one line of a summary; only "wrong" fails a check.
_COUNTED = {
    "kink": "not differentiable here",
    "jump": "not differentiable here",
    "not differentiable": "not differentiable here",
    "unresolved": "not resolved by differences",
    "unchecked": "unchecked",
}
_NOT_DIFFERENTIABLE = {"kink", "jump", "not differentiable"}
_EXPLAINED = {
    "kink": "not differentiable here: slopes {left:.6g} on the left and {right:.6g} on the right",
    "jump": "not differentiable here: the function jumps; slopes {left:.6g} on the left and {right:.6g} on the right",
    "not differentiable": "not differentiable here: {reason}",
    "unresolved": "the error bar is too wide beside the derivative: differences cannot tell",
    "nothing": "no larger than the error bar: differences cannot tell it from 0",
    "stairs": "the function is a staircase of tiny steps: slope 0 on one, {right:.6g} over many",
    "unchecked": "the function has no values around this point: nothing to compare with",
    "wrong": "{reason}",
}
_WORDS = {"", "mode", "verdict"}  # columns of words; the others hold numbers
_TABLE_STYLE = 'style="border-collapse:collapse;font-variant-numeric:tabular-nums"'
_LONGEST = 40  # rows of a table; beyond that the ones that are right are counted instead


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
        self.places: list[str] = []

    def add(
        self, point: int, entries: Iterable[Entry], blame: Callable[[], Sequence[str]] | None = None, place: str = ""
    ) -> None:
        """Add the entries of one point, which ``place`` describes, and the accused where an entry is wrong."""
        new = [entry._replace(point=point) for entry in entries]
        self.places += [""] * (point - len(self.places)) + [place]
        self.entries += new
        if blame and any(entry.verdict == "wrong" for entry in new):
            self.blame += [line for line in blame() if line not in self.blame]

    @property
    def wrong(self) -> list[Entry]:
        """The entries that are wrong."""
        return [entry for entry in self.entries if entry.verdict == "wrong"]

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
        where = f"{self.name} at {len(self.places)} points" if len(self.places) > 1 else self.name
        verdicts = self._verdicts()
        count, wrong = len(verdicts), sum(verdict == "wrong" for verdict in verdicts)
        if not count:
            return f"{where}: nothing to check, the function has no inputs"
        others = Counter(_COUNTED[verdict] for verdict in verdicts if verdict in _COUNTED)
        listed = [f"{number} {meaning}" for meaning, number in others.items()]
        if wrong == count == 1:
            return f"{where}: the derivative disagrees with differences"
        if wrong:
            return ", ".join([f"{where}: {wrong} of {count} derivatives disagree with differences", *listed])
        if listed:
            right = [f"{count - others.total()} right"] if count > others.total() else []
            return f"{where}: no derivative is wrong: {', '.join(right + listed)}"
        return f"{where}: {'the derivative agrees' if count == 1 else f'all {count} derivatives agree'} with differences"

    def _verdicts(self) -> list[str]:
        """Return one verdict for each derivative, the gravest among its modes."""
        by_derivative: dict[tuple[int, str], str] = {}
        for entry in self.entries:
            key = (entry.point, entry.by)
            if by_derivative.get(key, "right") == "right" or entry.verdict == "wrong":
                by_derivative[key] = entry.verdict
        return list(by_derivative.values())

    # ---- writing ------------------------------------------------------------------------------------------------

    def _rows(self) -> list[list[Entry]]:
        """Return the entries of each row: modes that say the same share one."""
        same = groupby(self.entries, key=lambda e: (e.point, e.by, _number(e.analytic), e.estimate, e.verdict))
        return [list(entries) for _, entries in same]

    def _table(self) -> tuple[list[str], list[list[str]], str]:
        """Return the heads, the rows, and what is left out."""
        rows, hidden = self._rows(), ""
        shown = rows
        if len(rows) > _LONGEST:
            # sorting is stable: the wrong ones first, then what deserves a look, each in their order
            shown = sorted(rows, key=lambda row: {"wrong": 0, "right": 2}.get(row[0].verdict, 1))[:_LONGEST]
            if any(row[0].verdict != "right" for row in shown):
                shown = [row for row in shown if row[0].verdict != "right"]
            left_out = Counter(row[0].verdict for row in rows) - Counter(row[0].verdict for row in shown)
            hidden = ", ".join(f"{count} more: {verdict}" for verdict, count in left_out.items())
        cells = []
        for entries in shown:
            entry, e = entries[0], entries[0].estimate
            cells.append(
                [
                    str(entry.point + 1),
                    entry.by,
                    ", ".join(entry.mode for entry in entries),
                    _number(entry.analytic),
                    _seen(entry),
                    _small(entry.error),
                    _small(e.error),
                    _small(e.step) if e.step else "-",
                    "WRONG" if entry.verdict == "wrong" else entry.verdict,
                ]
            )
        heads = ["point", "", "mode", "derivative", "differences", "apart by", "error bar", "step", "verdict"]
        first = 0 if len(self.places) > 1 else 1  # one point needs no number
        return heads[first:], [row[first:] for row in cells], hidden

    def _notes(self, hidden: str) -> list[str]:
        notes = [f"... and {hidden}"] if hidden else []
        wrong_points = {entry.point for entry in self.wrong}
        if len(self.places) > 1:
            notes += [f"point {i + 1}: {_shortened(self.places[i])}" for i in sorted(wrong_points) if self.places[i]]
        explained: dict[str, list[str]] = {}
        for entry in self.entries:
            e = entry.estimate
            kind = entry.verdict
            if kind == "unresolved" and e.kind == "stairs":
                kind = "stairs"
            elif kind == "unresolved" and max(abs(e.value), abs(entry.analytic)) <= e.error:
                kind = "nothing"
            # of the first clause of a message: what to do about it is said where it is raised
            reason = entry.reason.partition("; " if kind == "wrong" else ": ")[0]
            note = _EXPLAINED.get(kind, "").format(left=e.left + 0.0, right=e.right + 0.0, reason=reason)
            place = f"{entry.by} at point {entry.point + 1}" if len(self.places) > 1 else entry.by
            if note and not any(place in places for places in explained.values()):
                explained.setdefault(note, []).append(place)
        notes += [f"{_listed(places)}: {note}" for note, places in explained.items()]
        notes += [f"to blame: {line}" for line in self.blame]
        if not self.blame and any(entry.mode != "by hand" and not entry.reason for entry in self.wrong):
            notes.append("every recorded operation agrees with its own differences: a path was lost between them "
                         "(.data, .detach() or float() cut the graph), or f is not the same at every call")  # fmt: skip
        notes = list(dict.fromkeys(notes))
        return notes if len(notes) <= _LONGEST else [*notes[:_LONGEST], f"... and {len(notes) - _LONGEST} notes more"]

    def __str__(self) -> str:
        heads, rows, hidden = self._table()
        if not rows:
            return self.summary
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        text = {i for i, head in enumerate(heads) if head in _WORDS}

        def line(cells: list[str]) -> str:
            cut = [cell.ljust(w) if i in text else cell.rjust(w) for i, (cell, w) in enumerate(zip(cells, widths, strict=True))]
            return "  ".join(cut).rstrip()

        return "\n".join([self.summary, line(heads), *map(line, rows), *self._notes(hidden)])

    def __repr__(self) -> str:
        return f"<GradientReport: {self.summary}>"

    def _repr_html_(self) -> str:
        heads, rows, hidden = self._table()
        styles = [f"text-align:{'left' if head in _WORDS else 'right'};padding:2px 10px" for head in heads]
        head = "".join(f'<th style="{style}">{escape(cell)}</th>' for cell, style in zip(heads, styles, strict=True))
        body = ""
        for row in rows:
            wrong = ";color:#D55E00;font-weight:bold" if "WRONG" in row else ""
            cells = "".join(f'<td style="{style}{wrong}">{escape(cell)}</td>' for cell, style in zip(row, styles, strict=True))
            body += f"<tr>{cells}</tr>"
        table = f"<table {_TABLE_STYLE}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
        notes = "<br>".join(map(escape, self._notes(hidden)))
        return f"<div><p><b>{escape(self.summary)}</b></p>{table}<p>{notes}</p></div>"


def _number(x: float) -> str:
    return f"{x + 0.0:.10g}" if isfinite(x) else "none"  # + 0.0: no -0


def _seen(entry: Entry) -> str:
    """Return what differences see; where a derivative is refused they may well see nothing that settles."""
    e = entry.estimate
    refused = not isfinite(entry.analytic) and e.error > max(0.1 * abs(e.value), 1e-6)
    return "none" if refused else _number(e.value)


def _small(x: float) -> str:
    return "0" if x == 0.0 else f"{x:.1e}" if isfinite(x) else "-"


def _listed(places: list[str]) -> str:
    return ", ".join(places if len(places) <= 4 else [*places[:3], f"and {len(places) - 3} more"])


def _shortened(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "..."
