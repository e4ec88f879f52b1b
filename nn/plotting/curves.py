"""The learning curve: losses, metrics and learning rate over the epochs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd.drawing.palette import Palette

from .figures import SMALL, drawing, open_axes

if TYPE_CHECKING:
    from nn.history import History


def learning_curve(history: History, *, theme: str = "light") -> Any:
    """Return a matplotlib Figure of the losses over the epochs; below, the metric, and the learning rate where it changed.

    A line marks the best epoch where validation rows were watched. What falls or grows by more than a factor of 100 is shown on a
    logarithmic scale. Raises ImportError where matplotlib is not installed, ValueError before the first epoch and for an
    unknown theme.

    >>> from nn import History
    >>> figure = learning_curve(History(losses=[1.0, 0.5, 0.25]))  # doctest: +SKIP
    >>> figure.savefig("curve.svg")  # doctest: +SKIP
    """
    if not history.epochs:
        raise ValueError("there is no learning curve before the first epoch")
    panels: list[tuple[str, Sequence[float], Sequence[float]]] = [("loss", history.losses, history.validation_losses)]
    if history.metrics:
        panels.append((history.metric, history.metrics, history.validation_metrics))
    if len(set(history.learning_rates)) > 1:
        panels.append(("learning rate", history.learning_rates, ()))
    with drawing(6.4, 2.3 * len(panels) + 0.7, theme) as (figure, colours):
        grid = figure.subplots(len(panels), sharex=True, squeeze=False)[:, 0]
        for axes, (name, learned, watched) in zip(grid, panels, strict=True):
            _draw_panel(axes, name.replace("_", " "), learned, watched, colours)
            if watched:
                axes.axvline(history.best_epoch, color=colours.muted, linewidth=0.8, linestyle=(0, (4, 3)))
        if history.validation_losses:
            _annotate(grid[0], history, colours)
        grid[-1].set_xlabel("epoch")
        return figure


def save_learning_curve(history: History, path: str | os.PathLike[str]) -> Path:
    """Write the learning curve to a file, ``.svg``, ``.png`` or ``.pdf``, the same bytes for the same history."""
    learning_curve(history).savefig(path)
    return Path(path)


def _annotate(axes: Any, history: History, colours: Palette) -> None:
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.98), ncols=2)
    late = history.best_epoch > history.epochs / 2
    axes.annotate(
        f"best: epoch {history.best_epoch}",
        (history.best_epoch, 0.04),
        xycoords=("data", "axes fraction"),
        xytext=(-4 if late else 4, 0),
        textcoords="offset points",
        ha="right" if late else "left",
        color=colours.muted,
        fontsize=SMALL,
    )


def _draw_panel(axes: Any, name: str, learned: Sequence[float], watched: Sequence[float], colours: Palette) -> None:
    # dashes, too, tell the two apart: for print, and for who sees no colours
    lines = [("learned from", learned, colours.positive, "-"), ("validation", watched, colours.negative, (0, (5, 1.5)))]
    for label, numbers, colour, dashes in lines:
        if numbers:
            marker = "o" if len(numbers) == 1 else None
            shown = [x if isfinite(x) else nan for x in numbers]  # a gap, and no axis without an end
            axes.plot(range(1, len(numbers) + 1), shown, color=colour, linestyle=dashes, marker=marker, label=label)
    finite = [x for x in (*learned, *watched) if isfinite(x)]
    if finite and min(finite) > 0.0 and max(finite) > 100.0 * min(finite):
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:g}")
    axes.set_title(name)
    axes.grid(visible=True, axis="y")
    open_axes(axes)
    axes.margins(x=0.01)
    axes.xaxis.get_major_locator().set_params(integer=True)
