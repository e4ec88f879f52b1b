"""Stepping through a network that settles: neuron after neuron answers, and the energy falls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograd import Value
from autograd.drawing.stepper.naming import fit
from autograd.drawing.stepper.outline import Row, Table

from ..board import Board
from ..network import Network
from ..neuron import AbstractNeuron
from ..updates import Asynchronous, Firing, Settling, Updates, settle
from . import formulas
from .parts import number
from .rule_picture import TOTAL, RulePicture, painted
from .tale import Tale

if TYPE_CHECKING:
    from autograd import Stepper

_STATE, _NEXT = "<mi>s</mi>", "<msup><mi>s</mi><mo>′</mo></msup>"
_MOVE = f"<mrow><mo>(</mo>{_NEXT}<mo>−</mo>{_STATE}<mo>)</mo></mrow>"
_X, _E = "<mi>x</mi>", "<mi>E</mi>"


def step_through_settling(
    network: Network,
    row: Iterable[float],
    updates: Updates | None = None,
    *,
    max_rounds: int = 20,
    theme: str = "auto",
    title: str = "",
) -> Stepper:
    """Return how a network settles from a row, one neuron at a time, to be stepped through in a notebook or a browser.

    It is what `nn.updates.settle` does: each neuron takes its weighted input from what the others have said last, answers, and
    the energy E moves by -(s' - s) x. The page shows the network, the neuron whose turn it is, the terms of its weighted input,
    and E; one level deeper (the key D) is every operation. ``updates`` says who answers when, Asynchronous(seed=0) without
    any. The network stays as it is.

    Raises ValueError for a network that has no energy (weights must be the same in both directions, and no neuron may hear
    itself), for a schedule in which several neurons answer at once, and for rows that do not fit; TooLarge above 5,000 values.

    Hopfield 1982.

    >>> from nn import rules, zoo
    >>> network = zoo.build("hn", neurons=5)
    >>> history = rules.Hebb().learn(network, [[1, 1, 1, -1, -1]], progress=False)
    >>> step_through_settling(network, [1, 1, -1, -1, -1])
    <Stepper through E: 50 steps forward>
    """
    from autograd import Stepper

    schedule = Asynchronous(seed=0) if updates is None else updates
    board = Board(network)
    if board.asymmetry is not None:
        raise ValueError(f"there is no energy to be told: {board.asymmetry}")
    given = list(row)
    settling = settle(board, given, schedule, max_rounds=max_rounds, firings=True)
    if len(settling.energies) != len(settling.firings) + 1:
        raise ValueError(f"{schedule} lets several neurons answer at once, and the story tells one at a time: use Asynchronous")
    board.begin(given)
    tale, energy = _told(network, board, settling)
    heading = title or f"A network settles: {len(settling.neurons)} neurons, {settling.rounds} rounds"
    return Stepper(energy, theme, heading, tale.outline, backward=False)


def _told(network: Network, board: Board, settling: Settling) -> tuple[Tale, Value]:
    """Record every turn as values, and note what is to be said of each."""
    picture = RulePicture(network, "E")
    end = "nothing changes any more" if settling.converged else "the story ends"
    tale = Tale(
        picture,
        "neuron",
        f"{len(settling.neurons)} neurons answer one at a time, round by round, until {end}. Each takes its weighted input x "
        f"from what the others have said last, and the energy E = −½ ∑ w s s, now {number(settling.energies[0])}, moves by "
        "−(s′ − s) x.",
        f"A network of {len(settling.neurons)} neurons that has settled",
    )
    begun = board.said()
    said = {neuron: Value(state, fit(neuron.label)) for neuron, state in begun.items()}
    weights = {synapse.weight: Value(synapse.weight.data, synapse.weight.label) for synapse in network.synapses}
    energy = Value(settling.energies[0], "E")
    for neuron, state in begun.items():
        if neuron in picture.keys:
            _show(tale, None, neuron, state)
    tale.show(None, TOTAL, energy.data, "energy E")
    for turn in settling.firings:
        if turn.round > len(tale.sheets):
            tale.sheets.append(f"round {turn.round} of {settling.rounds}")
        energy = _turn(tale, turn, said, weights, energy)
    return tale, energy


def _show(tale: Tale, value: Value | None, neuron: AbstractNeuron, state: float) -> None:
    tale.show(value, tale.picture.keys[neuron], state, "state s", painted(state))


def _turn(tale: Tale, turn: Firing, said: dict[AbstractNeuron, Value], weights: dict[Value, Value], energy: Value) -> Value:
    """Record one turn, tell it in two stops, and return the energy after it."""
    neuron, name = turn.neuron, fit(turn.neuron.label)
    pairs = [(synapse, weights[synapse.weight], said[synapse.source]) for synapse in neuron.incoming]
    x: Value = neuron.combine(len(pairs))(*[value for _, w, s in pairs for value in (w, s)])
    x.label = f"x[{name}]"
    before = said[neuron]
    after: Value = neuron.activation(x)
    after.label = name
    move = after - before
    moved = move * x
    later = energy - moved
    later.label = "E"
    said[neuron] = after
    key = tale.picture.keys[neuron]
    tale.part(name, [x, after, move, moved, later], key, [(w, s) for _, w, s in pairs])
    rows = [Row(fit(synapse.source.label), w.data, s.data, w.data * s.data, about=(w.label, s.label)) for synapse, w, s in pairs]
    left = formulas.named(x.label)
    wires = [tale.picture.wires[synapse] for synapse, _, _ in pairs if synapse in tale.picture.wires]
    tale.stop(
        x,
        f"{name}: its weighted input",
        f"It is {name}'s turn: what the others have said last adds up to {number(x.data)}.",
        formulas.equal(left, formulas.summed("j", f"{formulas.indexed('w', 'j')}{formulas.indexed('s', 'j')}")),
        Table((formulas.WEIGHT, _STATE, formulas.times(formulas.WEIGHT, _STATE)), rows, (left, x.data)),
        {"computed": [key], "inflow": wires},
    )
    tale.show(later, TOTAL, later.data, "energy E")
    _show(tale, after, neuron, after.data)
    change = (
        f"changes its mind, from {number(before.data)} to {number(after.data)}" if move.data else f"stays at {number(after.data)}"
    )
    falls = (
        f"The energy falls by {number(moved.data)} to {number(later.data)}."
        if moved.data
        else f"The energy stays at {number(later.data)}."
    )
    tale.stop(
        later,
        f"{name}: its answer, and the energy",
        f"{name} {change}: that is the {neuron.activation.name} of its weighted input. {falls}",
        formulas.equal(formulas.indexed("E", "next"), f"{_E}<mo>−</mo>{formulas.times(_MOVE, _X)}"),
        Table((_MOVE, _X, formulas.times(_MOVE, _X)), [Row(name, move.data, x.data, moved.data, later.data)], after=_E),
        {"computed": [key, TOTAL]},
    )
    return later
