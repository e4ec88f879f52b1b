"""The derivatives of a network's loss by its weights, checked against differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import partial
from numbers import Real
from typing import Any

from autograd import GradientReport, Value, gradient
from autograd.blame import blame, noise_of
from autograd.check import RTOL, finish, validate
from autograd.comparison import Problem, Settings, compare
from autograd.operations import mean

from .losses import named
from .network import Network
from .samples import Sample, make_samples


def gradcheck(
    network: Network,
    inputs: Iterable[Any],
    targets: Any,
    loss: str | Callable[[Any, Any], Any],
    *,
    order: int = 1,
    rtol: float = RTOL,
    atol: float = 0.0,
    kinks: str = "report",
) -> GradientReport:
    """Compare dE/dw of every trainable weight with differences of the loss, and return a report that names synapses.

    ``inputs`` and ``targets`` are rows as for `train` (or one row and its target); E is the mean over them of ``loss``, which
    is a function or the name of one of nn.losses. Where a derivative is wrong, every row of the recorded graph is checked alone,
    and the neuron it belongs to is named. The network stays as it is: its weights, gradients, latest pass and state.
    ``order=2`` checks all second derivatives as well, whose number grows with the square of the number of weights. The other
    options are those of `autograd.gradcheck`, which says how a derivative is judged.

    Raises GradientMismatch with the report as its text where a derivative is wrong, ValueError for rows that do not fit
    and for an unknown loss.

    >>> from nn import feed_forward, mean_squared_error
    >>> network = feed_forward([2, 2, 1], activation="tanh", seed=0)
    >>> report = gradcheck(network, [[0.5, -1.0], [1.0, 2.0]], [1.0, -1.0], mean_squared_error)
    >>> report.passed, report.entries[0].by
    (True, '∂/∂w[x1→h1]')
    """
    validate(order, ("reverse",), kinks, rtol, atol)
    rows = list(inputs)
    if rows and isinstance(rows[0], Real):
        rows, targets = [rows], [targets]
    samples = make_samples(rows, targets, input_count=len(network.inputs))
    settings = Settings(order, ("reverse",), rtol, atol)
    measure = named(loss)
    problem = _problem(network, samples, measure)
    report = GradientReport(f"{getattr(measure, '__name__', 'loss')} of {network!r}")
    report.add(0, compare(problem, settings), partial(problem.blame, settings) if problem.blame else None)
    return finish(report, kinks)


def _problem(network: Network, samples: list[Sample], loss: Callable[[Any, Any], Any]) -> Problem:
    recorded, computed = deepcopy(network), deepcopy(network)  # so that the network itself stays as it is
    parameters, weights = recorded.parameters(), computed.parameters()
    error = _mean([_loss(loss, _recorded_steps(recorded, sample), sample) for sample in samples])

    def value(numbers: list[float]) -> float:
        for weight, number in zip(weights, numbers, strict=True):
            weight.data = number
        predictions = computed.predict([sample.inputs for sample in samples])
        errors = [
            _loss(loss, outputs if sample.is_sequence else [outputs], sample)
            for outputs, sample in zip(predictions, samples, strict=True)
        ]
        total = _mean(errors)
        return total.data if isinstance(total, Value) else float(total)

    def first() -> list[Any]:
        return list(gradient(error, parameters)) if isinstance(error, Value) else [0.0] * len(parameters)

    def second(i: int, j: int) -> Any:
        return gradient(first()[i], [parameters[j]])[0]

    return Problem(
        value,
        [parameter.label for parameter in parameters],
        [parameter.data for parameter in parameters],
        {"reverse": first},
        {"reverse": second},
        noise_of(error) if isinstance(error, Value) else 0.0,
        (lambda settings: blame(error, settings)) if isinstance(error, Value) else None,
    )


def _recorded_steps(network: Network, sample: Sample) -> list[list[Value]]:
    if sample.is_sequence:
        return network.run(sample.inputs)
    network.reset()
    return [network(sample.inputs)]


def _loss(loss: Callable[[Any, Any], Any], steps: list[Any], sample: Sample) -> Any:
    targets = sample.target if sample.is_sequence else [sample.target]
    return _mean([loss(outputs, target) for outputs, target in zip(steps, targets, strict=True) if target is not None])


def _mean(errors: list[Any]) -> Any:
    return errors[0] if len(errors) == 1 else mean(len(errors))(*errors)
