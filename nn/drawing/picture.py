"""A network as a placed picture: what its neurons and synapses show in each of two modes, and the legend that says so.

The first mode shows weights and outputs; data flow from left to right, so no arrows are needed. The second shows the latest
gradients: arrows from right to left, delta in the neurons. Never both directions in one picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from autograd.drawing import NothingToDraw, numbers
from autograd.drawing.diagram import Chip, Diagram, LegendEntry, Line, Path, Point, Shape, Tone
from autograd.drawing.palette import Role
from autograd.drawing.text import width

from ..network import Network
from ..neuron import AbstractNeuron, Neuron
from ..synapse import Synapse
from .columns import Column, activation_name, columns_of
from .layout import CHORD, Layout, lay_out
from .routes import CHIP_AT, TITLE, Box, Curve, lowest, place_chips, ways

MOST_SYNAPSES = 4000
_WIDTHS, _OPACITIES = (0.7, 5.0), (0.35, 1.0)
_FINE_WIDTHS, _FINE_OPACITIES = (0.5, 3.5), (0.14, 0.95)  # beside a crowded column, where wires lie over one another
_HEADLESS = 0.1  # of the largest: many faint arrow heads at one small neuron are a smudge
_NUMBER, _CHIP = 12.0, 10.5  # points


@dataclass(frozen=True, slots=True)
class Mode:
    """What is shown: a number for each synapse and each neuron, None where there is none yet."""

    synapse: Callable[[Synapse], float | None]
    neuron: Callable[[AbstractNeuron], float | None]
    tone: Tone
    arrow: Literal["none", "back"]
    symbol: str
    one: str
    fill: str
    numbers: str


def _output(neuron: AbstractNeuron) -> float | None:
    return None if neuron.output is None else neuron.output.data


WEIGHTS = Mode(
    synapse=lambda synapse: synapse.weight.data,
    neuron=_output,
    tone="ink",
    arrow="none",
    symbol="|w|",
    one="weight",
    fill="its output",
    numbers="",
)
GRADIENTS = Mode(
    synapse=lambda synapse: synapse.gradient if synapse.weight.reached else None,
    neuron=lambda neuron: neuron.delta,
    tone="gradient",
    arrow="back",
    symbol="|∂E/∂w|",
    one="∂E/∂w",
    fill="its δ",
    numbers="in the neurons: δ = ∂E/∂x",
)


def picture_of(network: Network, *, gradients: bool, legend: bool) -> Diagram:
    """Return the facts of a network's picture.

    Raises NothingToDraw when gradients are asked for and no backward pass has reached a weight.
    """
    mode = GRADIENTS if gradients else WEIGHTS
    synapses = network.synapses
    if gradients and not any(synapse.weight.reached for synapse in synapses):
        raise NothingToDraw(
            "there are no gradients to draw: call backward() on a loss that was made from this network's outputs, and draw the "
            "network before they are zeroed, or draw it without gradients=True"
        )
    columns = columns_of(network)
    layout = lay_out(columns)
    keys = {neuron: f"n{i}" for i, neuron in enumerate(layout.places)}
    shapes = _shapes(layout, columns, keys, mode)
    there = [synapse for synapse in synapses if synapse.source in keys and synapse.target in keys]
    drawn = _strongest(there, mode)
    curves = ways(drawn, layout)
    names = {synapse: f"s{i}" for i, synapse in enumerate(synapses)}
    return Diagram(
        panels=tuple(layout.panels),
        paths=tuple(_paths(drawn, curves, layout, keys, names, mode, uses=Counter(s.weight for s in synapses))),
        shapes=tuple(shapes),
        chips=tuple(_chips(drawn, curves, layout, mode, names)),
        captions=tuple(layout.captions),
        legend=tuple(_legend(columns, drawn, len(synapses), mode, shapes)) if legend else (),
        legend_at=((layout.box[0] + layout.box[2]) / 2, max(layout.box[3], lowest(curves)) + 24.0),
    )


def _scale(given: Sequence[float | None]) -> float:
    """Return the largest size among numbers, by which all are measured; 1 where there is none."""
    return max((abs(x) for x in given if x is not None and isfinite(x)), default=0.0) or 1.0


def _share(x: float | None, largest: float) -> float:
    return 0.0 if x is None or x != x else min(abs(x) / largest, 1.0)


def _strongest(synapses: list[Synapse], mode: Mode) -> list[Synapse]:
    """Return the synapses to draw, the strongest last, so that they lie on top; of too many the strongest ones."""
    in_order = sorted(synapses, key=lambda synapse: _share(mode.synapse(synapse), 1e308))
    return in_order[-MOST_SYNAPSES:]


# ---- neurons --------------------------------------------------------------------------------------------------------


def _shapes(layout: Layout, columns: list[Column], keys: dict[AbstractNeuron, str], mode: Mode) -> list[Shape]:
    filled = [neuron for neuron, place in layout.places.items() if place.crowded and not place.square]
    largest = _scale([mode.neuron(neuron) for neuron in filled])
    shapes = []
    for neuron, place in layout.places.items():
        role: Role = "bias" if place.square else columns[place.column].role
        shown = mode.neuron(neuron)
        lines = [place.name] if place.name else []
        if place.has_number and (shown is not None or mode is GRADIENTS):
            lines.append(_number(shown, mode))
        fill = None
        if place.crowded and not place.square and shown is not None:
            fill = max(-1.0, min(1.0, shown / largest)) if shown == shown else 0.0
        shapes.append(
            Shape(keys[neuron], place.square, place.centre, place.radius, role, tuple(lines), fill, tuple(_about_neuron(neuron)))
        )
    return shapes


def _number(shown: float | None, mode: Mode) -> Line:
    text = numbers.UNREACHED if shown is None else numbers.short(shown, numbers.NEURON)
    size = min(_NUMBER, CHORD / width(text, 1.0, monospace=True))
    return Line(text, size, mode.tone, monospace=True)


def _about_neuron(neuron: AbstractNeuron) -> list[str]:
    lines = [str(neuron)]
    if isinstance(neuron, Neuron):
        lines.append(f"{activation_name(neuron)} of its {neuron.combine.name}")
    if neuron.weighted_input is not None:
        lines.append(f"weighted input x = {numbers.full(neuron.weighted_input.data)}")
    if neuron.output is not None:
        lines.append(f"output y = {numbers.full(neuron.output.data)}")
    if neuron.delta is not None:
        by = "x" if neuron.weighted_input is not None else "y"
        lines.append(f"delta ∂E/∂{by} = {numbers.full(neuron.delta)}")
    return lines


# ---- synapses -------------------------------------------------------------------------------------------------------


def _paths(
    synapses: list[Synapse],
    curves: list[Curve],
    layout: Layout,
    keys: dict[AbstractNeuron, str],
    names: dict[Synapse, str],
    mode: Mode,
    *,
    uses: Counter[object],
) -> list[Path]:
    largest = _scale([mode.synapse(synapse) for synapse in synapses])
    paths = []
    for synapse, curve in zip(synapses, curves, strict=True):
        source, target = layout.places[synapse.source], layout.places[synapse.target]
        shown = mode.synapse(synapse)
        share = _share(shown, largest)
        fine = source.crowded or target.crowded
        (thin, thick), (faint, opaque) = (_FINE_WIDTHS, _FINE_OPACITIES) if fine else (_WIDTHS, _OPACITIES)
        forward = target.column > source.column
        paths.append(
            Path(
                keys[synapse.source],
                keys[synapse.target],
                curve,
                0.0 if shown is None else shown,
                thin + (thick - thin) * share,
                faint + (opaque - faint) * share ** (2.0 if source.crowded and target.crowded else 1.0),
                dashed=synapse.delay + synapse.ahead > 0,
                arrow="none"
                if forward and fine and share < _HEADLESS
                else mode.arrow
                if forward or mode is GRADIENTS
                else "forward",
                tooltip=tuple(about_synapse(synapse, uses[synapse.weight])),
                key=names[synapse],
            )
        )
    return paths


def about_synapse(synapse: Synapse, uses: int) -> list[str]:
    """Return the lines about a synapse, whose weight has so many ``uses``."""
    weight = synapse.weight
    name = f"{synapse.source.label}→{synapse.target.label}"
    lines = [f"synapse {name}", f"weight {numbers.full(weight.data)}"]
    if weight.reached:
        lines.append(f"gradient ∂E/∂w = {numbers.full(synapse.gradient)}")
    if synapse.delay:
        lines.append(f"delay {synapse.delay}: it carries what the source's output was {synapse.delay} step(s) ago")
    if synapse.ahead:
        lines.append(f"ahead {synapse.ahead}: it carries what the source's output will be {synapse.ahead} step(s) later")
    if not synapse.trainable:
        lines.append("frozen: training leaves it alone")
    if uses > 1:
        lines.append(f"one weight shared by {uses} synapses")
    return lines


def _chips(synapses: list[Synapse], curves: list[Curve], layout: Layout, mode: Mode, names: dict[Synapse, str]) -> list[Chip]:
    """Return the numbers on the wires, where neither end is crowded."""

    def is_open(synapse: Synapse) -> bool:
        return not (layout.places[synapse.source].crowded or layout.places[synapse.target].crowded)

    shown = [(synapse, curve) for synapse, curve in zip(synapses, curves, strict=True) if is_open(synapse)]
    lines = [_chip_line(mode.synapse(synapse)) for synapse, _ in shown]
    sizes = [(width(line.text, _CHIP, monospace=True) + 7.0, 14.0) for line in lines]
    taken = [_around(place.centre, place.radius + 2.0) for place in layout.places.values()]
    taken += [_around(centre, TITLE) for _, centre in layout.titles]
    wanted = [CHIP_AT if layout.places[s.source].column < layout.places[s.target].column else 0.5 for s, _ in shown]
    centres = place_chips([curve for _, curve in shown], wanted, sizes, taken, [panel.box for panel in layout.panels])
    return [
        Chip(centre, size, line, (f"{synapse.source.label}→{synapse.target.label}",), names[synapse])
        for (synapse, _), line, size, centre in zip(shown, lines, sizes, centres, strict=True)
        if centre is not None
    ]


def _around(centre: Point, radius: float) -> Box:
    return centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius


def _chip_line(shown: float | None) -> Line:
    if shown is None or shown != shown or shown == 0.0:
        text = numbers.UNREACHED if shown is None else numbers.short(shown, numbers.WIRE)
        return Line(text, _CHIP, "muted", monospace=True)
    return Line(numbers.short(shown, numbers.WIRE), _CHIP, "positive" if shown > 0.0 else "negative", monospace=True)


# ---- legend ---------------------------------------------------------------------------------------------------------


def _legend(
    columns: list[Column], drawn: list[Synapse], total: int, mode: Mode, shapes: list[Shape]
) -> list[tuple[LegendEntry, ...]]:
    largest = _scale([mode.synapse(synapse) for synapse in drawn])
    first = [
        LegendEntry("positive", f"positive {mode.one}"),
        LegendEntry("negative", f"negative {mode.one}"),
        LegendEntry("none", f"width: {mode.symbol}, up to {numbers.short(largest, numbers.NEURON)}"),
    ]
    second = [mode.numbers] if mode.numbers and any(_has_number(shape) for shape in shapes) else []
    if any(shape.fill is not None for shape in shapes):
        second.append(f"colour of a small neuron: {mode.fill}")
    if any(synapse.delay or synapse.ahead for synapse in drawn):
        when = [word for word, found in (("an earlier", "delay"), ("a later", "ahead")) if any(getattr(s, found) for s in drawn)]
        second.append(f"dashed: from {' or '.join(when)} step")
    third = [f"{column.title}: {len(column.neurons)} of {column.total:,} neurons drawn" for column in columns if column.left_out]
    if len(drawn) < total:
        third.append(f"{len(drawn):,} of {total:,} synapses drawn")
    lines = [tuple(first)] if drawn else []
    return [*lines, *[tuple(LegendEntry("none", text) for text in texts) for texts in (second, third) if texts]]


def _has_number(shape: Shape) -> bool:
    """Whether a neuron shows a number."""
    return any(line.monospace for line in shape.lines)
