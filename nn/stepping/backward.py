"""The stops of the backward phase: the loss, and of every neuron dE/dy_j, its delta dE/dx_j, and dE/dw_ij for each weight.

All numbers are those of `steps`: a row is one of its contributions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from autograd import Step
from autograd.drawing import numbers
from autograd.drawing.stepper.naming import fit
from autograd.drawing.stepper.outline import MANY, Mark, Row, Stop, Table

from . import formulas
from .forward import largest
from .parts import LOSS, Parts, number
from .recording import Moment

_SUM = "<mtext>sum so far</mtext>"


def backward_stops(parts: Parts) -> Iterator[Stop]:
    """Yield the stops in the order of the steps, each with the place of the step after which all that it tells is known."""
    before: Stop | None = None
    for part, run in groupby(parts.backward, key=lambda step: parts.part[step.node]):
        steps = list(run)
        for stop in [_loss(parts, part, steps)] if parts.parts[part].key == LOSS else _neuron(parts, part, steps, before):
            before = stop
            yield stop


def _neuron(parts: Parts, part: int, run: list[Step], before: Stop | None) -> Iterator[Stop]:
    moment = parts.maker[run[0].node]
    slopes = [step for step in run if step.node is moment.output]  # one, or one for each neuron that it competes with
    for step in slopes:
        if step is slopes[0]:
            arrived = parts.arrivals.get(moment.output, [])
            # What the loss alone has given is told where the loss is left.
            told = before is not None and [arrival.index + 1 for arrival in arrived] == list(before.steps)[-1:]
            if arrived and not (told and parts.carrier(arrived[0]) is None):
                yield _arrived(parts, part, step, moment, arrived)
        assert step.operand is not None  # noqa: S101 - a step of the backward phase
        shares = parts.arrivals[step.operand]
        if step is shares[-1]:
            of = parts.weighted_inputs[step.operand]
            yield _delta(parts, part, step, of) if len(shares) == 1 else _delta_of_rivals(parts, part, shares, of)
    weights = [step for step in run if parts.is_weight(step)]
    if weights:
        yield _weights(parts, part, moment, weights, run[-1].index + 1)


def _loss(parts: Parts, part: int, run: list[Step]) -> Stop:
    reached = dict.fromkeys(parts.outputs[x] for step in run if (x := step.operand) is not None and x in parts.outputs)
    marks: dict[Mark, list[str]] = {
        "now": [LOSS],
        "receiver": [parts.keys[moment.neuron] for moment in reached],
        "flow": parts.loss_wires(reached),
    }
    total = parts.told.output_name
    title = f"back from the loss: how {total} moves with what it was made from"
    places = [step.index + 1 for step in run]
    if len(run) == 1:
        return Stop(places[-1], part, "backward", title, run[0].sentence, places, marks=marks)
    outer, inner = formulas.partial(formulas.named(total), "<mi>v</mi>"), formulas.partial("<mi>v</mi>", "<mi>u</mi>")
    left = formulas.partial(formulas.named(total), "<mi>u</mi>")
    rows = [_row(parts, f"{step.name} to {step.operand_name}", step) for step in run]
    table = Table((inner, outer, left), rows, gradient=True, after=_SUM)
    names = ", ".join(parts.at(moment) for moment in list(reached)[:MANY])
    sentence = f"The chain rule goes from each value v to each u that it was made from, {len(run)} times, and reaches {names}."
    return Stop(
        places[-1], part, "backward", title, sentence, places, formulas.equal(left, formulas.times(inner, outer)), table, marks
    )


def _row(parts: Parts, name: str, step: Step) -> Row:
    """Return the row of a contribution."""
    upstream, local, contribution = _figures(step)
    about = (_local(step), f"∂{parts.told.output_name}/∂{step.name}")
    return Row(name, local, upstream, contribution, step.after, about)


def _figures(step: Step) -> tuple[float, float, float]:
    assert step.upstream is not None and step.local is not None and step.contribution is not None  # noqa: S101, PT018
    return step.upstream, step.local, step.contribution


def _local(step: Step) -> str:
    """Return what a local derivative is: its rule, or its name where that is but a number."""
    name, _, rule = step.formula.partition(" = ")
    return name if rule.strip("-").replace(".", "").isdigit() else rule


def _arrived(parts: Parts, part: int, step: Step, moment: Moment, arrived: Sequence[Step]) -> Stop:
    """The sum over outgoing synapses: every way in which E moves when this output does."""
    rows, notes = [], {}
    marks: dict[Mark, list[str]] = {"now": [], "receiver": [parts.keys[moment.neuron]], "flow": []}
    by_weight = True
    for arrival in arrived:
        upstream, local, contribution = _figures(arrival)
        brought, target = parts.carrier(arrival), parts.maker.get(arrival.node)
        if brought is None or target is None:
            name, key, wire = "the loss", LOSS, parts.keys.get((LOSS, moment.neuron), "")
            by_weight = False
        else:
            name, key, wire = parts.at(target), parts.keys[target.neuron], parts.keys[brought.synapse]
            by_weight &= local == brought.node.inputs[brought.weight].data
            notes[wire] = f"×{numbers.short(local, numbers.WIRE)}"
        marks["now"].append(key)
        marks["flow"].append(wire)
        rows.append(
            Row(name, local, upstream, contribution, None, (_local(arrival), f"∂{parts.told.output_name}/∂{arrival.name}"))
        )
    total, y = formulas.named(parts.told.output_name), formulas.named(parts.name(moment.output))
    user = "x" if all(arrival.node in parts.weighted_inputs for arrival in arrived) else "v"
    left, used = formulas.partial(total, y), formulas.indexed(user, "k")
    local_symbol = formulas.indexed("w", "k") if by_weight else formulas.partial(used, y)
    heads = (
        formulas.WEIGHT if by_weight else formulas.partial(f"<mi>{user}</mi>", "<mi>y</mi>"),
        formulas.partial(total, f"<mi>{user}</mi>"),
    )
    table = Table((*heads, formulas.times(*heads)), rows, (left, arrived[-1].after), gradient=True)
    total_name, label, count = parts.told.output_name, fit(moment.neuron.label), len(rows)
    ways = f"in {count} ways, which add up" if count > 1 else "in one way"
    return Stop(
        step.index,
        part,
        "backward",
        f"{parts.at(moment)}: how {total_name} moves with its output",
        f"When the output of {label} moves, {total_name} moves {ways}: {number(arrived[-1].after)} times as fast.{largest(rows)}",
        [arrival.index + 1 for arrival in arrived],
        formulas.equal(left, formulas.summed("k", formulas.times(local_symbol, formulas.partial(total, used)))),
        table,
        marks,
        notes,
    )


def _delta(parts: Parts, part: int, step: Step, moment: Moment) -> Stop:
    label, slope = fit(moment.neuron.label), f"the slope of {moment.neuron.activation.name} there, {number(step.local)}"
    return Stop(
        step.index + 1,
        part,
        "backward",
        f"{parts.at(moment)}: its δ, how {parts.told.output_name} moves with its weighted input",
        f"The δ of {label} is what arrived at its output, {number(step.upstream)}, times {slope}: {number(step.after)}.",
        [step.index + 1],
        marks={"now": [parts.keys[moment.neuron]]},
    )


def _delta_of_rivals(parts: Parts, part: int, shares: Sequence[Step], moment: Moment) -> Stop:
    """Tell the delta of a neuron that competes: its weighted input moves the outputs of all of them."""
    rows = [_row(parts, parts.at(parts.outputs[step.node]), step) for step in shares]
    total, x = formulas.named(parts.told.output_name), formulas.named(parts.name(moment.weighted_input))
    left, output = formulas.partial(total, x), formulas.indexed("y", "k")
    local, upstream = formulas.partial(formulas.OUTPUT, "<mi>x</mi>"), formulas.partial(total, formulas.OUTPUT)
    label, after = fit(moment.neuron.label), shares[-1].after
    return Stop(
        shares[-1].index + 1,
        part,
        "backward",
        f"{parts.at(moment)}: its δ, how {parts.told.output_name} moves with its weighted input",
        f"The weighted input of {label} moves the outputs of all {len(rows)} that compete: its δ adds up what arrived at each, "
        f"times how that output moves: {number(after)}.{largest(rows)}",
        [step.index + 1 for step in shares],
        formulas.equal(left, formulas.summed("k", formulas.times(formulas.partial(output, x), formulas.partial(total, output)))),
        Table((local, upstream, formulas.times(local, upstream)), rows, (left, after), gradient=True),
        {"now": [parts.keys[parts.outputs[step.node].neuron] for step in shares], "receiver": [parts.keys[moment.neuron]]},
    )


def _weights(parts: Parts, part: int, moment: Moment, steps: Sequence[Step], place: int) -> Stop:
    rows, flow, by_output, signals = [], [], True, False
    for step in steps:
        brought = parts.carrier(step)
        assert brought is not None  # noqa: S101 - the steps are those of weights
        by_output &= step.local == brought.node.inputs[brought.source].data
        signals |= brought.node is not moment.weighted_input
        flow.append(parts.keys[brought.synapse])
        rows.append(_row(parts, parts.source(brought) + ("" if brought.synapse.trainable else ", frozen"), step))
    total, user = formulas.named(parts.told.output_name), "s" if signals else "x"
    outer = formulas.partial(total, f"<mi>{user}</mi>")
    local = formulas.OUTPUT if by_output else formulas.partial(f"<mi>{user}</mi>", formulas.WEIGHT)
    w = formulas.indexed("w", "i")
    here = formulas.indexed("s", "i") if signals else formulas.named(parts.name(moment.weighted_input))
    factor = formulas.indexed("y", "i") if by_output else formulas.partial(here, w)
    label = fit(moment.neuron.label)
    each = f"Each weight into {label} gets" if len(rows) > 1 else f"The weight into {label} gets"
    what = (
        f"the output that it meets times the δ of {label}"
        if by_output and not signals
        else "what comes back times its local derivative"
    )
    adds = " A weight that is used more than once adds it up." if any(row.after != row.term for row in rows) else ""
    return Stop(
        place,
        part,
        "backward",
        f"{parts.at(moment)}: how {parts.told.output_name} moves with its weights",
        f"{each} {what}.{adds}{largest(rows)}",
        [step.index + 1 for step in steps],
        formulas.equal(formulas.partial(total, w), formulas.times(factor, formulas.partial(total, here))),
        Table((local, outer, formulas.partial(total, formulas.WEIGHT)), rows, gradient=True, after=_SUM),
        {"now": [parts.keys[moment.neuron]], "flow": flow},
    )
