"""Activations and their derivatives: the five of the textbooks side by side, and a gallery of the whole table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import isfinite
from textwrap import wrap
from typing import Any

from autograd import Operation
from autograd.drawing.formula import textbook_signs
from autograd.drawing.numbers import short
from autograd.drawing.palette import Palette
from nn.lookup import activation_names, activation_row, spelling

from .figures import SMALL, TINY, drawing, open_axes
from .tracing import Trace, corners, derivative_formula, slope, trace, value_range

TEXTBOOK = ("step", "linear", "sigmoid", "tanh", "relu")


def plot_activations(
    activations: Iterable[str | Operation] = TEXTBOOK,
    *,
    low: float = -4.0,
    high: float = 4.0,
    formulas: bool = True,
    theme: str = "light",
) -> Any:
    """Return a matplotlib Figure of activations side by side on one scale: the functions above, their derivatives below.

    A jump is drawn as one, without a line through it: a filled dot is the value, a hollow one what the function comes near to. By
    default they are the five of the textbooks. Raises ValueError for an unknown activation, ImportError without matplotlib.
    """
    rows = _rows(activations)
    _check_interval(low, high)
    with drawing(1.95 * len(rows) + 0.5, 4.3 if formulas else 3.9, theme) as (figure, colours):
        panels = figure.subplots(2, len(rows), sharex=True, sharey="row", squeeze=False)
        functions = [trace(row.function, low, high, corners(row)) for row in rows]
        slopes = [trace(slope(row), low, high, corners(row)) for row in rows]
        for line, traces in zip(panels, (functions, slopes), strict=True):
            line[0].set_ylim(*_view(traces, 0.5 * low, 0.5 * high))
        for k, row in enumerate(rows):
            above, below = panels[0, k], panels[1, k]
            _draw(above, functions[k], colours.ink, colours, mark=_corners(row, slopes[k]))
            _draw(below, slopes[k], colours.gradient_line, colours)
            above.set_title(spelling(row) + (f"\n{_wrapped('y = ' + row.definition, 26)}" if formulas else ""), fontsize=SMALL)
            if formulas:
                below.set_title(_wrapped("y′ = " + derivative_formula(row), 26), fontsize=SMALL, color=colours.gradient)
            below.set_xlabel("x")
            above.set_xlim(low, high)
        panels[0, 0].set_ylabel("y")
        panels[1, 0].set_ylabel("dy/dx", color=colours.gradient)
        return figure


def plot_activation_gallery(
    activations: Iterable[str | Operation] | None = None,
    *,
    columns: int = 5,
    low: float = -4.0,
    high: float = 4.0,
    theme: str = "light",
) -> Any:
    """Return a matplotlib Figure of every activation there is, each with its derivative, its formulas and its range.

    The panels are what the table of operations holds: a row that is added to it appears by itself. Hatching covers where a
    function is not defined. ``activations`` chooses others: names, with parameters as in ``"leaky_relu(0.3)"``, or Operations of
    your own. Raises ValueError for an unknown one, ImportError without matplotlib.
    """
    rows = _rows(activation_names() if activations is None else activations)
    _check_interval(low, high)
    columns = min(max(1, columns), len(rows))
    lines = -(-len(rows) // columns)
    with drawing(2.3 * columns + 0.2, 2.25 * lines + 0.45, theme) as (figure, colours):
        panels = figure.subplots(lines, columns, squeeze=False)
        for k, axes in enumerate(panels.flat):
            if k >= len(rows):
                axes.set_visible(False)
                continue
            _panel(axes, rows[k], low, high, colours)
        lines_of = [panels[0, 0].get_lines()[0], next(x for x in panels[0, 0].get_lines() if x.get_linestyle() == "--")]
        figure.legend(lines_of, ["y, the function", "y′, its derivative"], loc="outside upper right", ncols=2)
        return figure


def _panel(axes: Any, row: Operation, low: float, high: float, colours: Palette) -> None:
    function, derivative = trace(row.function, low, high, corners(row)), trace(slope(row), low, high, corners(row))
    _draw(axes, function, colours.ink, colours, mark=_corners(row, derivative))
    _draw(axes, derivative, colours.gradient_line, colours, dashes="--")
    for a, b in function.gaps:
        axes.axvspan(a, b, facecolor="none", edgecolor=colours.hairline, hatch="////", linewidth=0.0, zorder=0.5)
    axes.set_xlim(low, high)
    axes.set_ylim(*_view([function, derivative], low, high))
    bottom, top = value_range(row)
    told = f"{short(bottom, 3)} to {short(top, 3)}"
    axes.set_title(spelling(row), fontsize=9.5, fontweight="bold")
    axes.set_title(told, fontsize=TINY, loc="right", color=colours.muted)
    above = _wrapped("y = " + row.definition, 38)
    below = _wrapped("y′ = " + derivative_formula(row), 38)
    axes.set_xlabel(above, fontsize=TINY, loc="left")
    under = -16.0 - 8.6 * (above.count("\n") + 1)  # points
    axes.annotate(
        below, (0.0, 0.0), xycoords="axes fraction", xytext=(0.0, under), textcoords="offset points", va="top",
        fontsize=TINY, color=colours.gradient, annotation_clip=False,
    )  # fmt: skip


def _corners(row: Operation, derivative: Trace) -> list[float]:
    """Return where the derivative jumps or is infinite, of the points that the table calls special."""
    smooth = {x for piece in derivative.pieces for x, _ in piece} - {dot.x for dot in derivative.dots}
    return [x for x in corners(row) if x not in smooth]


def _draw(axes: Any, found: Trace, ink: str, colours: Palette, *, dashes: str = "-", mark: Sequence[float] = ()) -> None:
    for piece in found.pieces:
        axes.plot([x for x, _ in piece], [y for _, y in piece], color=ink, linestyle=dashes, linewidth=1.5)
    for dot in found.dots:
        fill = ink if dot.filled else colours.page
        axes.plot([dot.x], [dot.y], "o", color=ink, markerfacecolor=fill, markersize=3.6, markeredgewidth=1.0, zorder=4)
    jumps = {dot.x for dot in found.dots}
    for x in mark:  # a corner
        here = next((y for piece in found.pieces for px, y in piece if px == x), None)
        if here is not None and x not in jumps:
            axes.plot([x], [here], "o", color=ink, markersize=3.0, markeredgewidth=0, zorder=4)
    for at in (axes.axhline, axes.axvline):
        at(0.0, color=colours.hairline, linewidth=0.8, zorder=0.6)
    axes.tick_params(labelsize=TINY, length=2)
    open_axes(axes, sides="bottom left")


def _view(traces: Sequence[Trace], low: float, high: float) -> tuple[float, float]:
    """Return what is shown of the vertical axis: all that is drawn, but no more than this far from 0."""
    most = max(abs(low), abs(high))
    numbers = [min(max(y, -most), most) for found in traces for piece in found.pieces for _, y in piece] or [0.0]
    bottom, top = min(*numbers, -0.25), max(*numbers, 1.25)
    margin = 0.06 * (top - bottom)
    return bottom - margin, top + margin


def _rows(activations: Iterable[str | Operation]) -> list[Operation]:
    listed = [activations] if isinstance(activations, (str, Operation)) else list(activations)
    if not listed:
        raise ValueError("there is no activation to draw")
    return [activation_row(each, "the figure") for each in listed]


def _check_interval(low: float, high: float) -> None:
    if not (isfinite(low) and isfinite(high) and low < high):
        raise ValueError(f"the interval must go from low to high, got {low!r} to {high!r}")


def _wrapped(formula: str, width: int) -> str:
    """Return a formula with the signs of a textbook, in lines."""
    text = re.sub(r"\b(x if .*)", r"\1", textbook_signs(formula))
    return "\n".join(wrap(text, width, break_long_words=False, break_on_hyphens=False))
