"""The stops of the forward phase: a neuron's weighted input, its output, and the loss."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from autograd import Step
from autograd.drawing.stepper.naming import fit
from autograd.drawing.stepper.outline import MANY, Row, Stop, Table

from . import formulas
from .parts import LOSS, Parts, number
from .recording import Moment

_FEW = 4  # operations of a loss that are told one by one


def forward_stops(parts: Parts) -> Iterator[Stop]:
    """Yield the stops in the order of the steps, each with the place of the step that makes what it tells."""
    for part, run in groupby(parts.forward, key=lambda step: parts.part[step.node]):
        steps = list(run)
        if parts.parts[part].key == LOSS:
            yield from (_loss(parts, part, step) for step in (steps if len(steps) <= _FEW else steps[-1:]))
            continue
        for step in steps:
            if step.node in parts.weighted_inputs:
                yield _weighted_input(parts, part, step, parts.weighted_inputs[step.node])
            elif step.node in parts.outputs:
                yield _output(parts, part, step, parts.outputs[step.node])


def _weighted_input(parts: Parts, part: int, step: Step, moment: Moment) -> Stop:
    neuron, combine = moment.neuron, moment.neuron.combine
    in_pairs = combine.inputs_per_count == 2
    rows = []
    for brought in moment.brought:
        weight, output = (brought.node.inputs[i] for i in (brought.weight, brought.source))
        term = combine(1).function(weight.data, output.data) if in_pairs else brought.node.data
        rows.append(Row(parts.source(brought), weight.data, output.data, term, about=(parts.name(weight), parts.name(output))))
    x = formulas.named(parts.name(moment.weighted_input))
    heads = (formulas.WEIGHT, formulas.OUTPUT, formulas.term(combine))
    is_product = all(row.term == row.first * row.second for row in rows)
    count = len(rows)
    how = "adds up" if formulas.adds_up(combine) else f"takes the {combine.name} of"
    bring = f"{how} what its {count} synapses bring" if count > 1 else "takes what its synapse brings"
    return Stop(
        step.index + 1,
        part,
        "forward",
        f"{parts.at(moment)}: its weighted input",
        f"{fit(neuron.label)} {bring}: its weighted input is {number(step.after)}.{largest(rows)}",
        [step.index + 1],
        formulas.equal(x, formulas.combined(combine)),
        Table(heads, rows, (x, step.after), is_product=is_product),
        {"computed": [parts.keys[neuron]], "inflow": [parts.keys[brought.synapse] for brought in moment.brought]},
    )


def _output(parts: Parts, part: int, step: Step, moment: Moment) -> Stop:
    neuron = moment.neuron
    rivals = "" if neuron.competition is None else ", among those of all that it competes with"
    answers = f"{fit(neuron.label)} answers with the {neuron.activation.name} of its weighted input{rivals}"
    return Stop(
        step.index + 1,
        part,
        "forward",
        f"{parts.at(moment)}: its output",
        f"{answers}: {number(step.after)}.",
        [step.index + 1],
        marks={"computed": [parts.keys[neuron]]},
    )


def _loss(parts: Parts, part: int, step: Step) -> Stop:
    used = dict.fromkeys(parts.outputs[x] for x in step.node.inputs if x in parts.outputs)
    return Stop(
        step.index + 1,
        part,
        "forward",
        f"the loss: {step.name}",
        step.sentence,
        [step.index + 1],
        marks={"computed": [LOSS], "inflow": parts.loss_wires(used)},
    )


def largest(rows: list[Row]) -> str:
    """Say of many terms which is the largest."""
    if len(rows) <= MANY:
        return ""
    most = max(rows, key=lambda row: abs(row.term))
    return f" Of {len(rows)} terms the largest is that of {most.name}, {number(most.term)}."
