"""The learning curve as a figure: the one file that knows matplotlib."""

from __future__ import annotations

import os
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd.files import write_atomically

if TYPE_CHECKING:
    from .history import History

# Of the light palette of autograd.drawing: what is learned from, what is only watched, ink and muted text.
LEARNING, WATCHED, INK, MUTED, HAIRLINE = "#0072B2", "#D55E00", "#1F2933", "#566270", "#D5DBE1"


def learning_curve(history: History) -> Any:
    """Return a matplotlib Figure of the losses over the epochs, with the metric below where there is one.

    A line marks the best epoch where validation rows were watched. A loss that falls by more than a factor of 100 is shown on a
    logarithmic scale. Raises ImportError where matplotlib is not installed, ValueError before the first epoch.
    """
    if not history.epochs:
        raise ValueError("there is no learning curve before the first epoch")
    figure_of_matplotlib = _figure_class()
    panels = [("loss", history.losses, history.validation_losses)]
    if history.metrics:
        panels.append((history.metric, history.metrics, history.validation_metrics))
    figure = figure_of_matplotlib(figsize=(6.4, 2.7 * len(panels) + 0.5), layout="constrained")
    for axes, (name, learned, watched) in zip(
        figure.subplots(len(panels), sharex=True, squeeze=False)[:, 0], panels, strict=True
    ):
        _draw_panel(axes, name.replace("_", " "), learned, watched)
        if watched:
            axes.axvline(history.best_epoch, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)))
    if history.validation_losses:
        first = figure.axes[0]
        first.legend(frameon=False, fontsize=9, labelcolor=INK, loc="lower right", bbox_to_anchor=(1.0, 0.98), ncols=2)
        axes.annotate(
            f"best: epoch {history.best_epoch}",
            (history.best_epoch, 0.04),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if history.best_epoch > history.epochs / 2 else 4, 0),
            textcoords="offset points",
            ha="right" if history.best_epoch > history.epochs / 2 else "left",
            color=MUTED,
            fontsize=9,
        )
    axes.set_xlabel("epoch")
    return figure


def save_learning_curve(history: History, path: str | os.PathLike[str]) -> Path:
    """Write the learning curve to a file, ``.svg``, ``.png`` or ``.pdf``, the same bytes for the same history."""
    import matplotlib as mpl

    figure, data, kind = learning_curve(history), BytesIO(), Path(path).suffix.removeprefix(".")
    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    with mpl.rc_context(
        {"svg.hashsalt": "chainrule", "svg.fonttype": "none", "font.sans-serif": ["Arial", "Helvetica", "DejaVu Sans"]}
    ):
        figure.savefig(data, format=kind, metadata=undated)
    return write_atomically(path, data.getvalue())


def is_available() -> bool:
    """Return whether matplotlib is installed."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def _figure_class() -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError('the learning curve is drawn by matplotlib: pip install "chainrule[plot]"') from error

    return type("LearningCurve", (Figure,), {"__doc__": _show.__doc__, "_repr_png_": _show})


def _show(figure: Any) -> bytes:
    """A figure that shows itself in a notebook, whatever backend is chosen, and stands in no list of open figures."""
    data = BytesIO()
    figure.savefig(data, format="png", dpi=144)
    return data.getvalue()


def _draw_panel(axes: Any, name: str, learned: list[float], watched: list[float]) -> None:
    lines = [("learned from", learned, LEARNING), ("validation", watched, WATCHED)]
    for label, numbers, colour in lines:
        if numbers:
            alone = len(numbers) == 1
            axes.plot(
                range(1, len(numbers) + 1), numbers, color=colour, linewidth=1.6, marker="o" if alone else None, label=label
            )
    finite = [x for x in (*learned, *watched) if isfinite(x)]
    if finite and min(finite) > 0.0 and max(finite) > 100.0 * min(finite):
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:g}")
    axes.set_title(name, loc="left", color=INK, fontsize=11)
    axes.grid(visible=True, axis="y", color=HAIRLINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(which="both", colors=MUTED, labelcolor=INK, labelsize=9)
    axes.tick_params(length=3)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(MUTED)
    axes.margins(x=0.01)
    axes.xaxis.get_major_locator().set_params(integer=True)
