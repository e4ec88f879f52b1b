"""Plots of functions in the colours of the project: a curve, its tangents, where it rises and where it falls.

A plot is a figure that shows itself, with one panel or several; every other function here draws into one panel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd.drawing.palette import LIGHT
from nn.plotting.figures import colour_scale, drawing

# Of the palette in autograd.drawing: positive and negative, gradient, hidden neurons, ink, muted text.
BLUE, ORANGE, MAGENTA, GREEN = (
    LIGHT.positive,
    LIGHT.negative,
    LIGHT.gradient_line,
    LIGHT.roles["hidden"].stroke,
)
INK, MUTED = LIGHT.ink, LIGHT.muted
Function = Callable[[float], float]


def plot(*titles: str, height: float = 2.8, width: float = 7.2, rows: int = 1, share: bool = False) -> Any:
    """Return a figure with an empty panel for each title, from left to right, in one row or several: its ``panels``."""
    with drawing(width, height) as (figure, _):
        grid = figure.subplots(rows, -(-len(titles) // rows), squeeze=False, sharex="col" if share else False)
        figure.panels = list(grid.ravel())
        for panel, title in zip(figure.panels, titles, strict=True):
            panel.set_title(title)
            panel.grid(visible=True, linewidth=0.6)
            for side in ("top", "right"):
                panel.spines[side].set_visible(False)
    return figure


def between(low: float, high: float, count: int = 241) -> list[float]:
    """Return numbers from low to high, equally far apart.

    >>> between(0, 1, 3)
    [0.0, 0.5, 1.0]
    """
    return [low + (high - low) * i / (count - 1) for i in range(count)]


def curve(
    panel: Any,
    f: Function,
    low: float,
    high: float,
    *,
    colour: str = BLUE,
    label: str = "",
    **style: Any,
) -> None:
    """Draw f from low to high."""
    xs = between(low, high)
    panel.plot(xs, [float(f(x)) for x in xs], color=colour, linewidth=1.8, label=label or None, **style)


def slopes(
    panel: Any,
    f: Function,
    slope: Function,
    low: float,
    high: float,
    names: tuple[str, str] = ("rising", "falling"),
) -> None:
    """Draw f from low to high, blue where ``slope`` is positive and orange where it is negative."""
    xs = between(low, high)
    parts = [
        (names[0], BLUE, [slope(x) >= 0 for x in xs]),
        (names[1], ORANGE, [slope(x) <= 0 for x in xs]),
    ]
    for label, colour, wanted in parts:
        ys = [float(f(x)) if there else float("nan") for x, there in zip(xs, wanted, strict=True)]
        if sum(wanted) > 1:
            panel.plot(xs, ys, color=colour, linewidth=2.2, label=label)


def line(
    panel: Any,
    at: tuple[float, float],
    slope: float,
    reach: float,
    *,
    colour: str = MAGENTA,
    label: str = "",
) -> None:
    """Draw a straight line of this slope through a point, ``reach`` to either side."""
    x, y = at
    panel.plot(
        [x - reach, x + reach],
        [y - slope * reach, y + slope * reach],
        color=colour,
        linewidth=1.4,
        label=label or None,
    )


def tangent(
    panel: Any,
    f: Function,
    x: float,
    slope: float,
    reach: float,
    *,
    colour: str = MAGENTA,
    label: str = "",
) -> None:
    """Draw the line that touches f at x, with the point where it does."""
    line(panel, (x, float(f(x))), slope, reach, colour=colour, label=label)
    dots(panel, f, [x], colour=colour)


def dots(panel: Any, f: Function, xs: Iterable[float], *, colour: str = INK) -> None:
    """Draw points of f."""
    places = list(xs)
    panel.plot(places, [float(f(x)) for x in places], "o", color=colour, markersize=5)


def says(
    panel: Any,
    text: str,
    at: Sequence[float],
    beside: tuple[float, float] = (8, 8),
    *,
    colour: str = INK,
) -> None:
    """Write beside a point."""
    panel.annotate(text, tuple(at), xytext=beside, textcoords="offset points", color=colour, fontsize=9)


def legend(panel: Any, **options: Any) -> None:
    """Say what the colours are."""
    panel.legend(**{"frameon": False, "fontsize": 8.5, "labelcolor": INK} | options)


def image(panel: Any, pixels: Sequence[float], *, signed: bool = False) -> None:
    """Draw a square image, row by row: ink on paper, or, with ``signed``, blue for positive and orange for negative numbers."""
    side = round(len(pixels) ** 0.5)
    rows = [[float(x) for x in pixels[i : i + side]] for i in range(0, len(pixels), side)]
    largest = max(abs(x) for row in rows for x in row) or 1.0
    if signed:
        panel.imshow(rows, cmap=colour_scale(LIGHT.page, ORANGE, BLUE, 1.0), vmin=-largest, vmax=largest)
    else:
        panel.imshow(rows, cmap="gray_r", vmin=0.0, vmax=largest)
    panel.set_xticks([])
    panel.set_yticks([])
    panel.grid(visible=False)
    for spine in panel.spines.values():
        spine.set_visible(True)


def bars(panel: Any, names: Sequence[str], numbers: Sequence[float], colours: Sequence[str]) -> None:
    """Draw a bar for each number, from the top down, with its name."""
    places = range(len(names))
    panel.barh(places, [float(x) for x in numbers], color=list(colours), height=0.7)
    panel.set_yticks(list(places), list(names))
    panel.invert_yaxis()
    panel.axvline(0, color=MUTED, linewidth=0.8)
    panel.grid(visible=False, axis="y")
