"""One synapse as a placed picture: what it carries forward, and how its gradient comes about.

The textbook's two products stand below it: the signal w_ij y_i, and dE/dw_ij = y_i dE/dx_j (Rumelhart, Hinton and Williams
1986). The second is written as a product only where it is one to the bit: a weight that is shared, or has seen several passes,
holds a sum.
"""

from __future__ import annotations

from autograd.drawing import numbers
from autograd.drawing.diagram import Caption, Chip, Diagram, Line, Path, Shape, Tone
from autograd.drawing.text import clean, cut, width

from ..neuron import AbstractNeuron, Neuron
from ..synapse import Synapse
from .wires import about_synapse

_RADIUS, _APART, _NAME, _NUMBER = 38.0, 310.0, 13.0, 12.0  # points
_LONGEST = 170.0  # a neuron's name
_STROKE = 3.0


def picture_of_synapse(synapse: Synapse) -> Diagram:
    """Return the facts of a synapse's picture: its neurons, its weight, and after a pass the numbers that go through it."""
    left, right = (0.0, 0.0), (_APART, 0.0)
    shapes = (_shape("n0", synapse.source, left, from_here=True), _shape("n1", synapse.target, right, from_here=False))
    weight = synapse.weight.data
    start, end = _RADIUS if not shapes[0].square else _RADIUS * 0.7, _APART - _RADIUS
    third = (end - start) / 3
    points = ((start, 0.0), (start + third, 0.0), (end - third, 0.0), (end, 0.0))
    text = f"w = {numbers.short(weight, numbers.CARD)}"
    tone: Tone = "positive" if weight > 0.0 else "negative" if weight < 0.0 else "muted"
    size = (width(text, _NUMBER, monospace=True) + 8.0, 17.0)
    about = tuple(about_synapse(synapse, 1))
    names = [
        Caption((x, -_RADIUS - 14.0), "center", Line(cut(clean(neuron.label), _LONGEST, _NAME, bold=True), _NAME, bold=True))
        for neuron, (x, _) in ((synapse.source, left), (synapse.target, right))
    ]
    facts = [
        Caption((_APART / 2, _RADIUS + 22.0 + 19.0 * i), "center", Line(text, _NUMBER, tone, monospace=True))
        for i, (text, tone) in enumerate(_equations(synapse))
    ]
    return Diagram(
        panels=(),
        paths=(Path("n0", "n1", points, weight, _STROKE, 1.0, synapse._delay != 0, "forward", about),),
        shapes=shapes,
        chips=(Chip((_APART / 2, 0.0), size, Line(text, _NUMBER, tone, monospace=True), about),),
        captions=(*names, *facts),
        legend=(),
        legend_at=(_APART / 2, 0.0),
    )


def _shape(key: str, neuron: AbstractNeuron, centre: tuple[float, float], *, from_here: bool) -> Shape:
    """Return a neuron: the source with its output, the target with its weighted input and its delta."""
    square = neuron.fixed is not None
    hands_on = any(synapse.delay == 0 for synapse in neuron.outgoing)
    role = "bias" if square else "input" if not isinstance(neuron, Neuron) else "hidden" if hands_on else "output"
    lines = []
    value = neuron.output if from_here else neuron.weighted_input
    if square:
        lines.append(Line(f"{neuron.fixed:g}", _NAME))
    elif value is not None:
        lines.append(_set(f"{'y' if from_here else 'x'} {numbers.short(value.data, numbers.NEURON)}", "ink"))
    if not from_here and neuron.delta is not None:
        lines.append(_set(f"δ {numbers.short(neuron.delta, numbers.NEURON)}", "gradient"))
    radius = _RADIUS * 0.7 if square else _RADIUS
    return Shape(key, square, centre, radius, role, tuple(lines), None, (str(neuron),))  # type: ignore[arg-type]


def _set(text: str, tone: Tone) -> Line:
    room = 1.6 * _RADIUS
    return Line(text, min(_NUMBER, room / width(text, 1.0, monospace=True)), tone, monospace=True)


def _equations(synapse: Synapse) -> list[tuple[str, Tone]]:
    weight, output, delta = synapse.weight, synapse.source.output, synapse.target.delta
    told: list[tuple[str, Tone]] = []
    if synapse.delay:
        told.append((f"delay {synapse.delay}: y of {synapse.delay} step{'s' * (synapse.delay > 1)} before", "muted"))
    elif synapse.ahead:
        told.append((f"ahead {synapse.ahead}: y of {synapse.ahead} step{'s' * (synapse.ahead > 1)} later", "muted"))
    elif output is not None:
        signal = weight.data * output.data
        told.append((f"w y = {_number(weight.data)} × {_bracketed(output.data)} = {_number(signal)}", "ink"))
    if weight.reached:
        gradient = synapse.gradient
        if not synapse._delay and output is not None and delta is not None and output.data * delta == gradient:
            told.append((f"∂E/∂w = y δ = {_number(output.data)} × {_bracketed(delta)} = {_number(gradient)}", "gradient"))
        else:
            told.append((f"∂E/∂w = {_number(gradient)}, a sum over uses or passes", "gradient"))
    return told


def _number(x: float) -> str:
    return numbers.short(x, numbers.CARD)


def _bracketed(x: float) -> str:
    text = _number(x)
    return f"({text})" if text.startswith(numbers.MINUS) else text
