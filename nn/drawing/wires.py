"""What the wires of a network's picture show: colour, width and number, and what their tooltips say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autograd.drawing import numbers
from autograd.drawing.diagram import Chip, Line, Path, Point
from autograd.drawing.text import width

from ..synapse import Synapse
from .layout import Layout
from .modes import GRADIENTS, Mode, scale_of, share_of, shown_on
from .nodes import Node, Wire
from .routes import CHIP_AT, TITLE, Box, Curve, place_chips

_WIDTHS, _OPACITIES = (0.7, 5.0), (0.35, 1.0)
_FINE_WIDTHS, _FINE_OPACITIES = (0.5, 3.5), (0.14, 0.95)  # beside a crowded column, where wires lie over one another
_HEADLESS = 0.1  # of the largest: many faint arrow heads at one small neuron are a smudge
_CHIP = 10.5  # points
_TOLD = 12  # synapses of a wire that its tooltip tells


def paths_of(
    wires: Sequence[Wire],
    curves: Sequence[Curve],
    layout: Layout,
    keys: Mapping[Node, str],
    names: Mapping[Synapse, str],
    mode: Mode,
    *,
    uses: Counter[object],
) -> list[Path]:
    """Return the lines; a wire of several synapses is grey, as wide as its strongest."""
    largest = scale_of([shown_on(wire, mode) for wire in wires])
    paths = []
    for wire, curve in zip(wires, curves, strict=True):
        source, target = layout.places[wire.source], layout.places[wire.target]
        shown = shown_on(wire, mode)
        share = share_of(shown, largest)
        fine = source.crowded or target.crowded
        (thin, thick), (faint, opaque) = (_FINE_WIDTHS, _FINE_OPACITIES) if fine else (_WIDTHS, _OPACITIES)
        forward = target.column > source.column
        paths.append(
            Path(
                keys[wire.source],
                keys[wire.target],
                curve,
                0.0 if shown is None or wire.synapses[1:] else shown,
                thin + (thick - thin) * share,
                faint + (opaque - faint) * share ** (2.0 if source.crowded and target.crowded else 1.0),
                dashed=wire.delay + wire.ahead > 0,
                arrow="none"
                if forward and fine and share < _HEADLESS
                else mode.arrow
                if forward or mode is GRADIENTS
                else "forward",
                tooltip=tuple(_about(wire, uses)),
                key=names[wire.synapses[0]],
            )
        )
    return paths


def _about(wire: Wire, uses: Counter[object]) -> list[str]:
    first, *others = wire.synapses
    if not others:
        return about_synapse(first, uses[first.weight])
    lines = [f"{len(wire.synapses):,} synapses {wire.source.label}→{wire.target.label}"]
    for synapse in wire.synapses[:_TOLD]:
        gradient = f", ∂E/∂w = {numbers.short(synapse.gradient)}" if synapse.weight.reached else ""
        lines.append(f"{synapse.source.label}→{synapse.target.label}: w = {numbers.short(synapse.weight.data)}{gradient}")
    more = len(wire.synapses) - _TOLD
    return [*lines, *_when(first), *([f"and {more:,} more"] if more > 0 else [])]


def about_synapse(synapse: Synapse, uses: int) -> list[str]:
    """Return the lines about a synapse, whose weight has so many ``uses``."""
    weight = synapse.weight
    name = f"{synapse.source.label}→{synapse.target.label}"
    lines = [f"synapse {name}", f"weight {numbers.full(weight.data)}"]
    if weight.reached:
        lines.append(f"gradient ∂E/∂w = {numbers.full(synapse.gradient)}")
    lines += _when(synapse)
    if not synapse.trainable:
        lines.append("frozen: training leaves it alone")
    if uses > 1:
        lines.append(f"one weight shared by {uses} synapses")
    return lines


def _when(synapse: Synapse) -> list[str]:
    if synapse.delay:
        return [f"delay {synapse.delay}: it carries what the source's output was {synapse.delay} step(s) ago"]
    if synapse.ahead:
        return [f"ahead {synapse.ahead}: it carries what the source's output will be {synapse.ahead} step(s) later"]
    return []


def chips_of(
    wires: Sequence[Wire], curves: Sequence[Curve], layout: Layout, mode: Mode, names: Mapping[Synapse, str]
) -> list[Chip]:
    """Return the numbers on the wires, where neither end is crowded; on a wire of several synapses how many they are."""

    def is_open(wire: Wire) -> bool:
        return not (layout.places[wire.source].crowded or layout.places[wire.target].crowded)

    shown = [(wire, curve) for wire, curve in zip(wires, curves, strict=True) if is_open(wire)]
    lines = [_chip_line(wire, mode) for wire, _ in shown]
    sizes = [(width(line.text, _CHIP, monospace=True) + 7.0, 14.0) for line in lines]
    taken = [_around(place.centre, place.radius + 2.0) for place in layout.places.values()]
    taken += [_around(centre, TITLE) for _, centre in layout.titles]
    wanted = [CHIP_AT if layout.places[w.source].column < layout.places[w.target].column else 0.5 for w, _ in shown]
    centres = place_chips([curve for _, curve in shown], wanted, sizes, taken, [panel.box for panel in layout.panels])
    return [
        Chip(centre, size, line, (f"{wire.source.label}→{wire.target.label}",), names[wire.synapses[0]])
        for (wire, _), line, size, centre in zip(shown, lines, sizes, centres, strict=True)
        if centre is not None
    ]


def _around(centre: Point, radius: float) -> Box:
    return centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius


def _chip_line(wire: Wire, mode: Mode) -> Line:
    if wire.synapses[1:]:
        return Line(f"×{len(wire.synapses)}", _CHIP, "muted", monospace=True)
    shown = mode.synapse(wire.synapses[0])
    if shown is None or shown != shown or shown == 0.0:
        text = numbers.UNREACHED if shown is None else numbers.short(shown, numbers.WIRE)
        return Line(text, _CHIP, "muted", monospace=True)
    return Line(numbers.short(shown, numbers.WIRE), _CHIP, "positive" if shown > 0.0 else "negative", monospace=True)
