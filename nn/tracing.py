"""From a network and its loss to a program: every topology is unrolled once.

A **shape** is what samples must have in common to run through one program: the number of steps (None for a plain row), and
what each step's target is made of. A plain network has one shape; sequences of different lengths have one program each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import DataDependentGraph
from autograd.operations import mean
from autograd.program import Program
from autograd.program.recording import OWN, SHARED, Recording, traced

from .instructions import Instruction
from .losses import binary_cross_entropy, cross_entropy, hinge

if TYPE_CHECKING:
    from .network import Network

Loss = Callable[[Any, Any], Any]


class Shape(NamedTuple):
    """What a program is made for: how many steps, and for each step how many numbers its target has.

    ``steps`` is None for a plain row. A count of 0 is a target that is a plain number, None a step without a target.
    """

    steps: int | None
    targets: tuple[int | None, ...]


class NotCompiled(Exception):
    """There is no program for this network, loss and data. The message says why."""


def trace(network: Network, loss: Loss, shape: Shape, backend: str, truncate: int | None = None) -> Program:
    """Return the program of a network and its loss for samples of a shape; what delayed synapses read is unrolled.

    Raises NotCompiled where the loss branches on data or gives no number, and what the loss raises.
    """
    plan, recording = network._planned(), Recording()
    if shape.steps is None:
        plan.check_step()
    weights = [(weight, recording.leaf(SHARED, weight.label)) for weight in plan.weights]
    operands: list[Any] = traced(recording, [slot for _, slot in weights])
    count = shape.steps or 1
    after = [f"[t={t}]" if shape.steps else "" for t in range(count)]
    given = [[recording.leaf(OWN, f"{neuron.label}{after[t]}") for neuron in plan.inputs] for t in range(count)]
    wanted = [
        [recording.leaf(OWN, f"t{i + 1}{after[t]}") for i in range(max(1, width))] if width is not None else []
        for t, width in enumerate(shape.targets)
    ]
    nothing, ones = [0.0] * len(plan.reads), [1.0] * len(plan.biases)
    tables = [[*operands, *nothing, *traced(recording, given[t]), *ones] for t in range(count)]

    def fire(t: int, instruction: Instruction, operands: tuple[Any, ...]) -> Any:
        y = instruction.row(*operands)
        if instruction.label:
            recording.labels.setdefault(recording.operand(y), f"{instruction.label}{after[t]}")
        return y

    plan.unroll(tables, fire, truncate)
    errors, outputs = [], []
    for t in range(count):
        width = shape.targets[t]
        if width is not None:
            found = list(plan.pick_outputs(tables[t]))
            outputs += [recording.operand(y) for y in found]
            target = traced(recording, wanted[t])
            errors.append(_loss(loss, found, target if width else target[0]))
    if not errors:
        raise NotCompiled("the samples have no targets, and a program computes the loss of some")
    error = mean(len(errors))(*errors) if shape.steps else errors[0]
    inputs = [slot for step in (*given, *wanted) for slot in step]
    given_count = count * len(plan.inputs)
    kind = next((kind for known, kind in _KINDS if known is loss), ANY)
    return Program(recording, recording.operand(error), inputs, weights, backend, outputs, given_count, kind)


# What the targets of a loss must be: a program does not look at them. These are the kinds of autograd.program.arrays.
ANY, SIGNS, SHARES, PROBABILITIES = range(4)
_KINDS = ((hinge, SIGNS), (binary_cross_entropy, SHARES), (cross_entropy, PROBABILITIES))


def _loss(loss: Loss, outputs: list[Any], target: Any) -> Any:
    try:
        return loss(outputs, target)
    except DataDependentGraph as error:
        raise NotCompiled(f"the loss looks at numbers: {error}") from error
    except ValueError:  # the targets do not fit: so says the loss
        raise
    except Exception as error:  # whatever a loss of the user's own makes of an operand without a number
        raise NotCompiled(f"the loss takes no traced numbers ({error})") from error
