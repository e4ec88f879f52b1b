"""What a loss, and a metric, say of rows that nothing is learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from autograd import Value
from autograd.operations import mean

from .network import Network
from .plan import Plan
from .prediction import compute
from .samples import Sample


class Evaluation(NamedTuple):
    """The loss of each sample, and, step by step, outputs and targets for a metric."""

    losses: list[float]
    outputs: list[list[float]]
    targets: list[Any]

    @property
    def loss(self) -> float:
        """The mean over the samples."""
        return sum(self.losses) / len(self.losses)


def evaluate(network: Network, samples: Iterable[Sample], loss: Callable[[Any, Any], Any]) -> Evaluation:
    """Return the loss of each sample, computed with nothing recorded: gradients and the neurons' latest pass stay.

    Raises what the network or the loss raises, with a note that says in which row.
    """
    plan = network._planned()
    weights = [weight.data for weight in plan.weights]
    result = Evaluation([], [], [])
    for sample in samples:
        sequence = sample.inputs if sample.is_sequence else [sample.inputs]
        try:
            if not sample.is_sequence:
                plan.check_step()
            steps = _computed(network, plan, weights, sequence)
            pairs = [
                (outputs, target)
                for outputs, target in zip(steps, sample.target if sample.is_sequence else [sample.target], strict=True)
                if target is not None
            ]
            # a loss of your own may need Values: the outputs are leaves, so only the loss is recorded
            error = mean_loss([([Value(y) for y in outputs], target) for outputs, target in pairs], loss)
        except Exception as problem:
            problem.add_note(f"in the validation rows, at row {sample.row}")
            raise
        result.losses.append(error.data)
        result.outputs.extend(outputs for outputs, _ in pairs)
        result.targets.extend(target for _, target in pairs)
    return result


def _computed(network: Network, plan: Plan, weights: list[float], sequence: list[Any]) -> list[list[float]]:
    try:
        return compute(plan, weights, sequence)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise network._recorded_error(plan, sequence, error) from None  # which names the neuron


def mean_loss(steps: list[tuple[list[Value], Any]], loss: Callable[[Any, Any], Any]) -> Value:
    """Return the loss of one sample, E: the mean over the steps that have a target. Raises TypeError for what is no Value."""
    errors = [loss(outputs, target) for outputs, target in steps]
    for error in errors:
        if type(error) is not Value:
            raise TypeError(
                f"a loss must return a Value, got {type(error).__name__} {error!r}: compute it from the outputs themselves, "
                "not from their .data"
            )
    average: Value = errors[0] if len(errors) == 1 else mean(len(errors))(*errors)
    return average
