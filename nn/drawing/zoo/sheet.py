"""Several networks on one page, as on a poster: rows of panels with their names, one legend for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from autograd.drawing.diagram import Caption, Diagram, LegendEntry, Line
from autograd.drawing.palette import Role
from autograd.drawing.text import clean, cut, width

from .kinds import KINDS
from .legend import strip
from .picture import Body, Labels, Zoo, body_of, remarks_on

WIDE = 1060.0  # points: a row is no wider, unless a single panel is: then the others may be as wide
_BETWEEN, _BELOW = 56.0, 44.0  # panels, and rows
_NAME, _FULL_NAME, _HEAD = 15.0, 10.5, 46.0  # the sizes of a panel's two lines, and the room for them
_TITLE, _TITLE_ROOM = 22.0, 58.0
_ROLES: list[Role] = ["input", "hidden", "recurrent", "kernel", "output"]  # of the legend


class Panel(NamedTuple):
    """A network with its name and what it is called in full."""

    name: str
    full_name: str
    zoo: Zoo


def sheet_of(panels: Sequence[Panel], *, title: str = "", labels: Labels = "none") -> Diagram:
    """Return one picture of several networks, row by row in their order."""
    bodies = [body_of(panel.zoo, labels) for panel in panels]
    widths = [max(_wide(body), *_name_widths(panel)) for panel, body in zip(panels, bodies, strict=True)]
    rows = _rows(widths)
    across = max(sum(widths[i] for i in row) + _BETWEEN * (len(row) + 1) for row in rows)
    captions = [Caption((across / 2, -_TITLE_ROOM + 12.0), "center", Line(clean(title), _TITLE, bold=True))] if title else []
    placed: list[Body] = []
    y = 0.0
    for row in rows:
        high = max(_high(bodies[i]) for i in row)
        spare = across - sum(widths[i] for i in row)
        gap = spare / (len(row) + 1)
        x = gap
        for i in row:
            middle = x + widths[i] / 2
            captions += _head(panels[i], middle, y)
            left, top = middle - _wide(bodies[i]) / 2, y + _HEAD + (high - _high(bodies[i])) / 2
            placed.append(bodies[i].moved(left - bodies[i].box[0], top - bodies[i].box[1], f"p{i}"))
            x += widths[i] + gap
        y += _HEAD + high + _BELOW
    occurring = {kind for panel in panels for kind in panel.zoo.kinds.values()}
    kinds = sorted(occurring, key=lambda kind: (_ROLES.index(kind.role), KINDS.index(kind)))
    legend = strip(kinds, (across / 2, y), across, scale=1.25)
    remarks = tuple(LegendEntry("none", f"{panel.name}: {remark}") for panel in panels for remark in remarks_on(panel.zoo))
    return Diagram(
        panels=(),
        paths=tuple(path for body in placed for path in body.paths),
        shapes=(*(shape for body in placed for shape in body.shapes), *legend.shapes),
        chips=tuple(chip for body in placed for chip in body.chips),
        captions=(*captions, *(caption for body in placed for caption in body.captions), *legend.captions),
        legend=(remarks,) if remarks else (),
        legend_at=(across / 2, legend.bottom),
    )


def _rows(widths: Sequence[float]) -> list[list[int]]:
    """Return which panels stand in each row: as many as there is room for."""
    rows: list[list[int]] = []
    limit = max(WIDE, *widths)
    room = -1.0
    for i, wide in enumerate(widths):
        room -= wide + _BETWEEN
        if room < 0.0:
            rows.append([])
            room = limit - wide
        rows[-1].append(i)
    return rows


def _wide(body: Body) -> float:
    return body.box[2] - body.box[0]


def _high(body: Body) -> float:
    return body.box[3] - body.box[1]


def _lines(panel: Panel) -> list[Line]:
    return [
        Line(cut(clean(panel.name), 300.0, _NAME, bold=True), _NAME, bold=True),
        Line(cut(clean(panel.full_name), 300.0, _FULL_NAME), _FULL_NAME, "muted"),
    ]


def _name_widths(panel: Panel) -> list[float]:
    return [width(line.text, line.size, bold=line.bold) for line in _lines(panel)]


def _head(panel: Panel, middle: float, top: float) -> list[Caption]:
    return [Caption((middle, top + 8.0 + 17.0 * i), "center", line) for i, line in enumerate(_lines(panel))]
