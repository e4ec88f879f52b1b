"""Stepping through a map that learns from one row: who is nearest, and how far it and its neighbours go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd import Value
from autograd.drawing.stepper.naming import fit
from autograd.drawing.stepper.outline import Row, Table
from autograd.operations import squared_distance, weighted_sum

from ..network import Network
from ..rules.kohonen import Kohonen, Map, Showing
from . import formulas
from .parts import number
from .rule_picture import TOTAL, RulePicture, painted
from .tale import Tale

if TYPE_CHECKING:
    from autograd import Stepper

_W, _X, _D, _H = "<mi>w</mi>", "<mi>x</mi>", "<mi>d</mi>", "<mi>h</mi>"
_APART = f"<mrow><mo>(</mo>{_X}<mo>−</mo>{_W}<mo>)</mo></mrow>"
_SHARE = f"<mrow><mi>a</mi>{_H}</mrow>"
_FARTHEST = 1e-3  # of the way: who goes less far is not told


def step_through_map(
    network: Network,
    row: Sequence[float],
    rule: Kohonen | None = None,
    *,
    learning_rate: float | None = None,
    radius: float | None = None,
    theme: str = "auto",
    title: str = "",
) -> Stepper:
    """Return how one row teaches a map by Kohonen's rule, to be stepped through in a notebook or a browser.

    First every neuron of the map tells how far its weights are from the row, d = sum of (w - x)^2. The nearest one wins. Then
    the winner and its neighbours move, w' = w + a h (x - w), the nearest neighbours first; and in the end what the rule makes
    smaller, the sum of h d over the map, is compared with what it was. ``rule`` says which synapses learn, all trainable ones
    without any; ``learning_rate`` and ``radius`` are those of this row, else the rule's first. The network stays as it is.

    Raises ValueError for a network and a row that the rule cannot learn from; TooLarge above 5,000 values.

    Kohonen 1982; that the rule descends on this sum as long as the winner stays: Ritter and Schulten 1988.

    >>> from nn import zoo
    >>> step_through_map(zoo.build("kn", inputs=2, rows=2, columns=2, seed=0), [0.2, 0.9])
    <Stepper through D: 35 steps forward>
    """
    from autograd import Stepper

    chosen = rule if rule is not None else Kohonen()
    lesson = chosen.lesson(network, [list(row)])
    this = Map(lesson, chosen)
    before = this.weights
    rate = chosen.learning_rate if learning_rate is None else learning_rate
    shown = this.show(0, rate, this.widest if radius is None else radius)
    tale, total = _told(network, this, before, shown)
    heading = title or f"A map learns from one row: {len(this.neurons)} neurons"
    return Stepper(total, theme, heading, tale.outline, backward=False)


def _told(network: Network, this: Map, before: list[list[float]], shown: Showing) -> tuple[Tale, Value]:
    picture = RulePicture(network, "D")
    x = this.rows[shown.row]
    sources = [synapse.source for synapse in this.synapses[0]]
    tale = Tale(
        picture,
        "neuron",
        f"A row is shown to a map of {len(this.neurons)} neurons. Each tells how far it is from it, the nearest wins, and it and "
        f"its neighbours move towards the row: w′ = w + a h (x − w), with a learning rate a of {number(shown.rate)} and h from "
        f"the distance on the map, within a radius of {number(shown.radius)}.",
        f"A map of {len(this.neurons)} neurons that has learned from one row",
    )
    given = [Value(xi, fit(source.label)) for xi, source in zip(x, sources, strict=True)]
    for source, value in zip(sources, given, strict=True):
        tale.show(None, picture.keys[source], value.data, "output x", painted(value.data / (max(map(abs, x)) or 1.0)))
    weights = [
        [Value(w, synapse.weight.label) for w, synapse in zip(group, synapses, strict=True)]
        for group, synapses in zip(before, this.synapses, strict=True)
    ]
    names = [fit(neuron.cell.label if neuron.cell is not None else neuron.label) for neuron in this.neurons]
    keys = [picture.keys[neuron] for neuron in this.neurons]
    order = sorted(range(len(names)), key=lambda j: (j != shown.winner, -shown.shares[j]))  # the winner first, then by h
    h = {j: Value(shown.shares[j] / shown.rate if shown.rate else 0.0, f"h[{names[j]}]") for j in order}
    distances = {
        j: _distance(tale, names[j], keys[j], _wires(tale, this, j), list(zip(weights[j], given, strict=True)))
        for j in range(len(names))
    }
    first = _total(h, distances, order, "D before")
    _winner(tale, first, shown, names, keys, distances)
    moved: dict[int, Value] = {}
    for j in order:
        moved[j] = distances[j]
        if shown.shares[j] > _FARTHEST:
            share = Value(shown.shares[j], f"a h[{names[j]}]")
            moved[j] = _move(tale, names[j], keys[j], weights[j], given, share)
    after = _total(h, moved, order, "D after")
    gained = first - after
    gained.label = "D"
    tale.part("D", [after, gained], TOTAL)
    tale.show(after, TOTAL, after.data, "sum of h d")
    left = formulas.named("D")
    tale.stop(
        gained,
        "the whole neighbourhood: nearer by",
        f"The sum of h d over the map was {number(first.data)} and is now {number(after.data)}: nearer by {number(gained.data)}.",
        formulas.equal(left, formulas.summed("j", f"{formulas.indexed('h', 'j')}{formulas.indexed('d', 'j')}")),
        Table(
            (_H, _D, formulas.times(_H, _D)),
            [Row(names[j], h[j].data, moved[j].data, h[j].data * moved[j].data) for j in order],
            (left, after.data),
        ),
        {"computed": [TOTAL]},
    )
    return tale, gained


def _total(h: dict[int, Value], distances: dict[int, Value], order: Sequence[int], label: str) -> Value:
    total: Value = weighted_sum(len(order))(*[x for j in order for x in (h[j], distances[j])])
    total.label = label
    return total


def _distance(tale: Tale, name: str, key: str, wires: list[str], pairs: Sequence[tuple[Value, Value]]) -> Value:
    """Tell how far a neuron's weights are from the row."""
    d: Value = squared_distance(len(pairs))(*[x for pair in pairs for x in pair])
    d.label = f"d[{name}]"
    tale.part(name, [d], key)
    tale.show(d, key, d.data, "squared distance d", "")
    left = formulas.named(d.label)
    tale.stop(
        d,
        f"{name}: how far it is from the row",
        f"The weights of {name} are {number(d.data)} away from the row, in squares.",
        formulas.equal(
            left, formulas.summed("i", formulas.term(squared_distance, formulas.indexed("w", "i"), formulas.indexed("x", "i")))
        ),
        Table(
            (_W, _X, formulas.term(squared_distance, _W, _X)),
            [Row(x.label, w.data, x.data, (w.data - x.data) ** 2, about=(w.label, x.label)) for w, x in pairs],
            (left, d.data),
            is_product=False,
        ),
        {"computed": [key], "inflow": wires},
    )
    return d


def _wires(tale: Tale, this: Map, j: int) -> list[str]:
    return [tale.picture.wires[synapse] for synapse in this.synapses[j] if synapse in tale.picture.wires]


def _winner(
    tale: Tale, total: Value, shown: Showing, names: Sequence[str], keys: Sequence[str], distances: dict[int, Value]
) -> None:
    """Tell who is nearest, and how much every neuron is its neighbour."""
    tale.part("the winner", [total], keys[shown.winner])
    tale.show(total, TOTAL, total.data, "sum of h d")
    rows = [
        Row(
            name,
            share / shown.rate if shown.rate else 0.0,
            distances[j].data,
            (share / shown.rate if shown.rate else 0.0) * distances[j].data,
        )
        for j, (name, share) in enumerate(zip(names, shown.shares, strict=True))
    ]
    for row, key in zip(rows, keys, strict=True):
        tale.show(total, key, row.first, "neighbourhood h", painted(row.first))
    winner = names[shown.winner]
    tale.stop(
        total,
        f"{winner} wins",
        f"The nearest is {winner}, at {number(distances[shown.winner].data)}. It counts fully, h = 1, and others the less the "
        "farther away they lie on the map.",
        formulas.equal(formulas.named("D"), formulas.summed("j", f"{formulas.indexed('h', 'j')}{formulas.indexed('d', 'j')}")),
        Table((_H, _D, formulas.times(_H, _D)), rows, (formulas.named("D"), total.data)),
        {
            "computed": [keys[shown.winner]],
            "receiver": [key for row, key in zip(rows, keys, strict=True) if 0.1 < row.first < 1.0],
        },
    )


def _move(tale: Tale, name: str, key: str, weights: Sequence[Value], given: Sequence[Value], share: Value) -> Value:
    """Tell how a neuron's weights move towards the row, and return how far they are from it then."""
    rows, made = [], []
    later: list[Value] = []
    for w, x in zip(weights, given, strict=True):
        apart = x - w
        step = share * apart
        moved = w + step
        moved.label = w.label
        made += [apart, step, moved]
        later.append(moved)
        rows.append(Row(x.label, share.data, apart.data, step.data, moved.data, (share.label, f"{x.label} - {w.label}")))
    d: Value = squared_distance(len(given))(*[x for pair in zip(later, given, strict=True) for x in pair])
    d.label = f"d[{name}]"
    tale.part(name, [*made, d], key)
    tale.show(d, key, d.data, "squared distance d", painted(share.data))
    tale.stop(
        d,
        f"{name}: its weights move",
        f"{name} goes {number(share.data)} of the way to the row: it is {number(d.data)} away now, in squares.",
        formulas.equal(f"<msup>{_W}<mo>′</mo></msup>", f"{_W}<mo>+</mo>{formulas.times(_SHARE, _APART)}"),
        Table((_SHARE, _APART, formulas.times(_SHARE, _APART)), rows, after=f"<msup>{_W}<mo>′</mo></msup>"),
        {"computed": [key]},
    )
    return d
