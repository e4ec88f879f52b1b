"""Weights and gradients layer by layer, epoch by epoch, from what a `Recorder` noted."""

from __future__ import annotations

from math import log10, nan
from typing import Any

from autograd.drawing.numbers import short
from autograd.drawing.palette import Palette, mix

from .figures import TINY, drawing, open_axes, rows_and_columns
from .layers import decades
from .recorder import Recorder

# from which quantile to which, and how dark
_BANDS = (("all weights", 0, 6, 0.14), ("80 %", 1, 5, 0.3), ("half", 2, 4, 0.5))


def plot_gradients_over_training(recorder: Recorder, *, theme: str = "light") -> Any:
    """Return a matplotlib Figure of the sizes of gradients over the epochs: a line for each layer, the median of |dE/dw|.

    The lines go from light, next to the inputs, to dark, next to the outputs. A gradient of exactly 0 has no logarithm and leaves
    a gap; a layer that never had another is told below. Raises ValueError before the first epoch, ImportError without matplotlib.
    """
    epochs = _epochs(recorder)
    with drawing(6.4, 3.6, theme) as (figure, colours):
        axes = figure.subplots()
        dead, ends = list[str](), dict[str, float]()
        for k, layer in enumerate(recorder.layers):
            medians = [recorder.gradient_spreads[epoch][k].median for epoch in epochs]
            ink = _ramp(k, len(recorder.layers), colours)
            shown = [x if x > 0.0 else nan for x in medians]
            axes.plot(epochs, shown, color=ink, label=layer.name, marker="o" if len(epochs) == 1 else None, linewidth=1.5)
            if all(x == 0.0 for x in medians):
                dead.append(layer.name)
            elif shown[-1] == shown[-1]:
                ends[layer.name] = shown[-1]
        if len(dead) < len(recorder.layers):
            axes.set_yscale("log")
            drawn = [x for line in axes.lines for x in line.get_ydata() if x == x]
            low, high = decades(drawn)
            axes.set_yticks([10.0**k for k in range(low, high + 1, max(1, (high - low) // 6))])
            axes.yaxis.set_major_formatter(lambda x, _: short(x))
            axes.minorticks_off()
            axes.set_ylim(min(drawn) / 1.5, max(drawn) * 1.5)
            bottom, top = map(log10, axes.get_ylim())
            for name, height in _apart({name: (log10(y) - bottom) / (top - bottom) for name, y in ends.items()}).items():
                axes.text(1.01, height, name, transform=axes.transAxes, va="center", fontsize=TINY)
        axes.set_title("median |∂E/∂w| of each layer", color=colours.gradient)
        axes.set_xlabel("epoch" + (f" (gradients are 0 throughout: {', '.join(dead)})" if dead else ""))
        axes.grid(visible=True, axis="y")
        axes.margins(x=0.01)
        axes.xaxis.get_major_locator().set_params(integer=True)
        open_axes(axes)
        return figure


def plot_weights_over_training(recorder: Recorder, *, columns: int | None = None, theme: str = "light") -> Any:
    """Return a matplotlib Figure of each layer's weights over the epochs: the median, half, four fifths and all of them as bands.

    All panels have the same scale. Raises ValueError before the first epoch, ImportError without matplotlib.
    """
    epochs = _epochs(recorder)
    count = len(recorder.layers)
    lines, columns = rows_and_columns(count, columns)
    with drawing(2.6 * columns + 0.6, 1.8 * lines + 0.7, theme) as (figure, colours):
        panels = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
        ink = colours.roles["parameter"].stroke
        for k, axes in enumerate(panels.flat):
            if k >= count:
                axes.set_visible(False)
                continue
            told = [recorder.weight_spreads[epoch][k].quantiles for epoch in epochs]
            for name, low, high, share in _BANDS:
                lower, upper = [q[low] for q in told], [q[high] for q in told]
                axes.fill_between(epochs, lower, upper, color=mix(colours.page, ink, share), linewidth=0, label=name)
            marker = "o" if len(epochs) == 1 else None
            axes.plot(epochs, [q[3] for q in told], color=colours.ink, linewidth=1.3, marker=marker, label="median")
            axes.set_title(recorder.layers[k].name, fontsize=9.5)
            axes.grid(visible=True, axis="y")
            axes.margins(x=0.0)
            axes.tick_params(labelbottom=k + columns >= count)
            axes.set_xlabel("epoch" if k + columns >= count else "")
            axes.xaxis.get_major_locator().set_params(integer=True)
            open_axes(axes)
        panels[0, 0].set_ylabel("weight")
        figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower left", ncols=4)
        return figure


def _apart(heights: dict[str, float], least: float = 0.045) -> dict[str, float]:
    """Move labels up, from the lowest on, so that none covers the one below."""
    found: dict[str, float] = {}
    last = -least
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        last = found[name] = max(height, last + least)
    return found


def _epochs(recorder: Recorder) -> list[int]:
    epochs = sorted(recorder.weight_spreads)
    if not epochs:
        raise ValueError("nothing was recorded yet: train with callbacks=[recorder]")
    return epochs


def _ramp(place: int, count: int, colours: Palette) -> str:
    """Return a colour between the page's side and the ink's: every layer is told by how dark its magenta is."""
    share = place / max(count - 1, 1)
    pale, strong = mix(colours.page, colours.gradient_line, 0.4), mix(colours.gradient_line, colours.ink, 0.55)
    return mix(pale, colours.gradient_line, 2.0 * share) if share < 0.5 else mix(colours.gradient_line, strong, 2.0 * share - 1.0)
