"""Weights and gradients layer by layer, as they are now. Where gradients vanish, it is seen here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite, log10, nan
from typing import Any

from autograd.drawing.numbers import short
from autograd.drawing.palette import Palette, mix
from nn.network import Network

from .figures import TINY, drawing, open_axes
from .layers import Layer, Spread, decades, layers, shares, spread

_BINS_A_DECADE = 3
_TALL = 0.82  # of the distance between two layers: the tallest bar


def plot_weights(network: Network | Mapping[str, Network], *, biases: bool = False, bins: int = 30, theme: str = "light") -> Any:
    """Return a matplotlib Figure with a histogram of each layer's weights, the layer next to the inputs on top.

    All histograms have the same bins and show shares of their layer's weights, positive in one colour and negative in the other;
    a mark and a number tell the median of |w|. Several networks, by name, stand side by side. ``biases`` counts the weights of
    biases in. Raises ValueError where a network has no finite weight, ImportError without matplotlib.
    """
    networks = _named(network)
    sides = {
        name: [(layer, [w.data for w in layer.weights]) for layer in layers(net, biases=biases)] for name, net in networks.items()
    }
    finite = [x for side in sides.values() for _, numbers in side for x in numbers if isfinite(x)]
    if not finite:
        raise ValueError("there are no weights to draw: none is a finite number")
    most = max(map(abs, finite)) or 1.0
    edges = [most * (2.0 * i / bins - 1.0) for i in range(bins + 1)]

    def draw(axes: Any, place: int, numbers: list[float], tallest: float, colours: Palette) -> None:
        heights = shares(numbers, edges)
        inks = [colours.by_sign(edges[i] + edges[i + 1]) for i in range(bins)]
        _bars(axes, edges, [h / tallest for h in heights], place, inks=inks, page=colours.page)

    with _ridges(sides, theme, lambda numbers: shares(numbers, edges), draw) as (figure, panels, colours):
        for axes in panels:
            axes.set_xlim(-most * 1.02, most * 1.02)
            axes.set_xlabel("weight")
            axes.axvline(0.0, color=colours.muted, linewidth=0.6, zorder=0)
        return figure


def plot_gradients(
    network: Network | Mapping[str, Network], *, deltas: bool | None = None, biases: bool = False, theme: str = "light"
) -> Any:
    """Return a matplotlib Figure of the sizes of a network's gradients, layer by layer, the layer next to the inputs on top.

    Each layer has a histogram of |dE/dw| by powers of ten, with a mark and a number at the median; gradients that are exactly 0
    stand apart on the left. Where they become smaller and smaller on the way to the inputs, they vanish. ``deltas`` adds the
    sizes of the deltas |dE/dx| of the latest pass, a dot for each neuron (by default where one network is drawn and holds a
    pass). Several networks, by name, stand side by side on one scale.

    The gradients are what the weights hold: after ``loss.backward()`` those of that loss, after a training those of its last
    batch. Raises ValueError where no backward pass has come by, ImportError without matplotlib. Hochreiter 1991 is where
    vanishing gradients were first described; Glorot and Bengio 2010 show them layer by layer.
    """
    networks = _named(network)
    sides: dict[str, list[tuple[Layer, list[float]]]] = {}
    for name, net in networks.items():
        found = layers(net, biases=biases)
        if not any(w.reached for layer in found for w in layer.weights):
            of = f" of {name}" if name else ""
            raise ValueError(f"no backward pass has come by a weight{of}: make one, as in loss.backward(), or train the network")
        sides[name] = [(layer, [w.grad for w in layer.weights]) for layer in found]
        passed = any(neuron.delta is not None for layer in found for neuron in layer.neurons)
        if deltas and not passed:
            raise ValueError("the neurons hold no delta: call the network and a backward pass (a compiled training leaves none)")
        if passed and (deltas or (deltas is None and len(networks) == 1)):
            right = [(layer, [n.delta for n in layer.neurons if n.delta is not None]) for layer in found]
            sides[f"{name} delta".strip()] = right
    low, high = decades(x for side in sides.values() for _, numbers in side for x in numbers)
    edges = [low + i / _BINS_A_DECADE for i in range((high - low) * _BINS_A_DECADE + 1)]
    nought = low - 0.12 * (high - low) - 0.4  # where zeros stand, apart from the scale

    def heights(numbers: list[float]) -> list[float]:
        return shares([log10(abs(x)) if x and isfinite(x) else nan for x in numbers], edges) if numbers else [0.0]

    def draw(axes: Any, place: int, numbers: list[float], tallest: float, colours: Palette) -> None:
        if axes.get_gid() == "dots":
            drawn = [log10(abs(x)) if x else nought for x in numbers if isfinite(x)]
            axes.plot(
                drawn, [place + 0.16] * len(drawn), "o", color=colours.gradient_line, markersize=4.5, alpha=0.6,
                markeredgewidth=0, zorder=3,
            )  # fmt: skip
        else:
            tall = heights(numbers)
            inks = [colours.gradient_line] * len(tall)
            _bars(axes, edges, [h / tallest for h in tall], place, inks=inks, page=colours.page)
            width, none = 0.04 * (high - low), [sum(x == 0.0 for x in numbers) / max(len(numbers), 1)]
            _bars(axes, [nought - width, nought + width], none, place, inks=[colours.muted], page=colours.page)
        middle = spread(map(abs, numbers)).median
        if middle == middle:
            at = log10(middle) if middle else nought
            axes.plot([at, at], [place, place + 0.32], color=colours.ink, linewidth=1.5, solid_capstyle="butt", zorder=2.5)

    with _ridges(sides, theme, heights, draw) as (figure, panels, colours):
        step = max(1, -(-(high - low) // 6))
        ticks = list(range(low, high + 1, step))
        zeros = any(x == 0.0 for side in sides.values() for _, numbers in side for x in numbers)
        for axes, name in zip(panels, sides, strict=True):
            axes.set_xticks(
                [nought, *ticks] if zeros else ticks, ["0", *map(_power, ticks)] if zeros else list(map(_power, ticks))
            )
            axes.set_xlim(nought - 0.1 * (high - low) if zeros else low - 0.02 * (high - low), high + 0.02 * (high - low))
            axes.grid(visible=True, axis="x")
            axes.set_xlabel("delta, |∂E/∂x|" if name.endswith("delta") else "gradient, |∂E/∂w|", color=colours.gradient)
        return figure


def _power(exponent: int) -> str:
    return short(10.0**exponent)


def _named(network: Network | Mapping[str, Network]) -> dict[str, Network]:
    named = {"": network} if isinstance(network, Network) else dict(network)
    if not named:
        raise ValueError("there is no network to draw")
    for name, net in named.items():
        if not isinstance(net, Network):
            raise TypeError(f"expected a Network, or several by name, got {type(net).__name__} {name!r}")
    return named


Side = list[tuple[Layer, list[float]]]


@contextmanager
def _ridges(
    sides: dict[str, Side],
    theme: str,
    heights: Callable[[list[float]], Sequence[float]],
    draw: Callable[[Any, int, list[float], float, Palette], None],
) -> Iterator[tuple[Any, list[Any], Palette]]:
    """Give panels side by side, in each a row for every layer, which ``draw`` has filled."""
    rows = max(map(len, sides.values()))
    found = [heights(numbers) for side in sides.values() for _, numbers in side if numbers]
    tallest = max(map(max, found), default=0.0) or 1.0
    with drawing(max(5.2, 3.1 * len(sides) + 0.9), 0.42 * rows + 1.1, theme) as (figure, colours):
        same = len({tuple(layer.name for layer, _ in side) for side in sides.values()}) == 1
        panels = list(figure.subplots(1, len(sides), squeeze=False)[0])
        for i, (axes, (name, side)) in enumerate(zip(panels, sides.items(), strict=True)):
            if name.endswith("delta"):
                axes.set_gid("dots")
            for k, (_, numbers) in enumerate(side):
                axes.axhline(len(side) - 1 - k, color=colours.hairline, linewidth=0.8, zorder=1)
                draw(axes, len(side) - 1 - k, numbers, tallest, colours)
            _name_rows(axes, side, colours, labelled=not same or i == 0)
            axes.set_title("" if name in {"", "delta"} else name, fontsize=9.5)
        yield figure, panels, colours


def _name_rows(axes: Any, side: Side, colours: Palette, *, labelled: bool) -> None:
    """Write the layers' names on the left and what they come to on the right."""
    count = len(side)
    for k, (_, numbers) in enumerate(side):
        told, at = _told(spread(map(abs, numbers))), (1.03, count - 1 - k + 0.2)
        axes.text(*at, told, transform=axes.get_yaxis_transform(), va="center", fontsize=TINY, color=colours.ink)
    axes.text(1.03, 1.0, "median", transform=axes.transAxes, va="top", fontsize=TINY, color=colours.muted)
    names = [layer.name if labelled else "" for layer, _ in side]
    axes.set_yticks([count - 1 - k + 0.2 for k in range(count)], names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.05, count + 0.15)
    open_axes(axes)


def _told(found: Spread) -> str:
    """Return the median in a few words, and what a logarithm cannot show."""
    if not found.total:
        return "none"
    parts = [short(found.median, 2)] if found.total > found.not_finite and found.zeros < found.total else []
    if found.zeros == found.total:
        parts = ["all 0"]
    if found.not_finite:
        parts.append(f"{found.not_finite} not finite")
    return "\n".join(parts)


def _bars(axes: Any, edges: Sequence[float], heights: Sequence[float], place: int, *, inks: Sequence[str], page: str) -> None:
    bars = [(i, h) for i, h in enumerate(heights) if h > 0.0]
    axes.bar(
        [edges[i] for i, _ in bars],
        [_TALL * h for _, h in bars],
        [edges[i + 1] - edges[i] for i, _ in bars],
        bottom=place,
        align="edge",
        color=[mix(page, inks[i], 0.72) for i, _ in bars],
        edgecolor=page,
        linewidth=0.5,
        zorder=2,
    )
