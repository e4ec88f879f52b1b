"""The line on which a single neuron is undecided: w1 x1 + w2 x2 + b = 0."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot, isfinite
from typing import Any, NamedTuple

from autograd.drawing.numbers import MINUS, short
from autograd.drawing.palette import mix
from autograd.operation import number
from nn.neuron import BiasNeuron, Neuron

from .figures import MARKS, SMALL, class_colour, drawing
from .plane import Interval, around, intervals, wanted_classes


class DecisionLine(NamedTuple):
    """A neuron's line, with the labels of its two sources: it fires where ``w1 x1 + w2 x2 + bias`` is above 0."""

    names: tuple[str, str]
    w1: float
    w2: float
    bias: float

    @property
    def equation(self) -> str:
        """The line as it is written in a book.

        >>> DecisionLine(("x1", "x2"), 1.0, -2.5, 0.5).equation
        'x1 − 2.5 x2 + 0.5 = 0'
        """
        terms = [(w, name) for w, name in ((self.w1, self.names[0]), (self.w2, self.names[1]), (self.bias, "")) if w != 0.0]
        text = ""
        for w, name in terms:
            size = short(abs(w), 3)
            sign = (f" {MINUS} " if w < 0.0 else " + ") if text else (MINUS if w < 0.0 else "")
            text += sign + (name if name and size == "1" else f"{size} {name}".strip())
        return f"{text or '0'} = 0"

    def ends(self, across: Interval, up: Interval) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return where the line enters and leaves a rectangle, or None where it does not go through it.

        >>> DecisionLine(("x1", "x2"), 1.0, 1.0, -1.0).ends((0.0, 1.0), (0.0, 1.0))
        ((0.0, 1.0), (1.0, 0.0))
        """
        a, b, c = self.w1, self.w2, self.bias
        found = []
        if b:
            found += [(x, -(a * x + c) / b) for x in across]
        if a:
            found += [(-(b * y + c) / a, y) for y in up]
        # a corner may be missed by the last digit
        slack_x, slack_y = 1e-12 * (across[1] - across[0]), 1e-12 * (up[1] - up[0])
        inside = sorted(
            (x, y)
            for x, y in found
            if across[0] - slack_x <= x <= across[1] + slack_x and up[0] - slack_y <= y <= up[1] + slack_y
        )
        return (inside[0], inside[-1]) if inside and inside[0] != inside[-1] else None


def decision_line(neuron: Neuron) -> DecisionLine:
    """Return the line of a neuron with two synapses besides its bias.

    Raises ValueError, saying what is there, for another number of them and for a neuron that does not add up, TypeError for what
    is no Neuron.

    >>> from nn import InputNeuron, Neuron, Synapse
    >>> x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y", activation="step")
    >>> synapses = Synapse(x1, y, weight=1.0), Synapse(x2, y, weight=1.0), Synapse(BiasNeuron(), y, weight=-1.5)
    >>> decision_line(y).equation
    'x1 + x2 − 1.5 = 0'
    """
    if not isinstance(neuron, Neuron):
        raise TypeError(
            f"expected a Neuron, got {type(neuron).__name__}: of a network take one, network.outputs[0] or network['h1']"
        )
    if neuron.combine.name != "weighted_sum":
        raise ValueError(f"{neuron} combines by {neuron.combine.name}: only a weighted sum is 0 on a line")
    given = [synapse for synapse in neuron.incoming if not isinstance(synapse.source, BiasNeuron)]
    if len(given) != 2:
        raise ValueError(
            f"{neuron} has {len(given)} incoming synapses besides its bias, and a line needs two: "
            "draw the whole network with plot_decision_boundary"
        )
    bias = sum(s.weight.data for s in neuron.incoming if isinstance(s.source, BiasNeuron))
    first, second = given
    names = (first.source.label or "x1", second.source.label or "x2")
    return DecisionLine(names, first.weight.data, second.weight.data, bias)


def plot_decision_line(
    neuron: Neuron,
    inputs: Iterable[Iterable[float]] | None = None,
    targets: Iterable[Any] | None = None,
    *,
    extent: Any = None,
    theme: str = "light",
) -> Any:
    """Return a matplotlib Figure of the line on which a neuron's weighted input is 0, its two sides, and its weight vector.

    The arrow is the vector (w1, w2): it stands at right angles on the line and points to where the neuron fires. ``inputs`` are
    rows of two numbers, ``targets`` their classes, two numbers. ``extent`` is ((left, right), (bottom, top)), by default around
    the rows. Both axes have the same scale, so that right angles are right.

    Raises what `decision_line` raises, ValueError where a weight is not finite or both are 0; ImportError without matplotlib.
    """
    line = decision_line(neuron)
    if not all(map(isfinite, line[1:])) or not (line.w1 or line.w2):
        raise ValueError(f"{neuron} has no decision line: its weights are {line.w1!r} and {line.w2!r}, its bias {line.bias!r}")
    rows = [[number(x) for x in row] for row in inputs] if inputs is not None else []
    if any(len(row) != 2 for row in rows):
        raise ValueError("each row must have two numbers, one for each synapse of the neuron")
    classes = wanted_classes(targets, 1) if targets is not None else [-1] * len(rows)
    if len(classes) != len(rows):
        raise ValueError(f"each row needs one target, got {len(rows)} rows and {len(classes)} targets")
    across, up = (around([row[i] for row in rows]) for i in (0, 1)) if extent is None else intervals(extent)
    with drawing(4.8, 4.6, theme) as (figure, colours):
        axes = figure.subplots()
        ends = line.ends(across, up)
        corners = [[line.w1 * x + line.w2 * y + line.bias for x in across] for y in up]
        reach = max(abs(z) for row in corners for z in row) + 1.0
        tints = [mix(colours.page, class_colour(theme, k), 0.2) for k in (0, 1)]
        axes.contourf(across, up, corners, levels=[-reach, 0.0, reach], colors=tints)
        if ends is not None:
            axes.plot([x for x, _ in ends], [y for _, y in ends], color=colours.ink, linewidth=1.6, label="_line")
            foot = [0.5 * (a + b) for a, b in zip(*ends, strict=True)]
            size = 0.16 * min(across[1] - across[0], up[1] - up[0]) / hypot(line.w1, line.w2)
            tip = (foot[0] + size * line.w1, foot[1] + size * line.w2)
            axes.annotate(
                "", tip, xytext=foot, arrowprops={"arrowstyle": "-|>", "color": colours.ink, "shrinkA": 0, "shrinkB": 0}
            )
            axes.annotate("w", tip, xytext=(4, 2), textcoords="offset points", fontsize=SMALL, fontstyle="italic")
        for k in sorted(set(classes)):
            chosen = [row for row, c in zip(rows, classes, strict=True) if c == k]
            ink = class_colour(theme, k) if k >= 0 else colours.ink
            xs, ys = [x for x, _ in chosen], [y for _, y in chosen]
            axes.scatter(xs, ys, s=32.0, marker=MARKS[max(k, 0)], color=ink, edgecolors=colours.page, linewidths=0.6, zorder=3)
        axes.set_title(line.equation, fontsize=9.5)
        axes.set_xlabel(line.names[0])
        axes.set_ylabel(line.names[1])
        axes.set_aspect("equal")
        axes.set_xlim(*across)
        axes.set_ylim(*up)
        return figure
