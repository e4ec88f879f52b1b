"""What we compute against what PyTorch computed: stored numbers always, and the PyTorch that is installed, where one is."""

import json
from typing import Any

import pytest
import torch_reference
from torch_reference import LOGITS, PLATEAU, ROWS, STEPS, STORED, TARGETS, compute, first_weights

from autograd import Value
from nn import Network, clipping, feed_forward, losses, optimizers, penalties, schedules
from nn.training import train

REFERENCE: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
SPACE = {**vars(optimizers), **vars(penalties), **vars(clipping), **vars(schedules)}


def made(expression: str) -> Any:
    """One of our objects, by the expression that stands in the reference, without the name of the setting before it."""
    return eval(expression.partition("=")[2] if expression.startswith(("penalty=", "clip=")) else expression, dict(SPACE))  # noqa: S307


def network() -> Network:
    """The reference's network before its first step."""
    found = feed_forward([2, 4, 1], activation="tanh", initialiser="zeros")
    weights = first_weights()
    for weight in found.parameters():
        weight.data = weights[weight.label]
    return found


def assert_follows(stored: Any, **settings: Any) -> None:
    """Weights after 1, 10 and 100 steps agree to 1e-10, and so do the losses on the way."""
    ours = network()
    chosen = {"optimizer": optimizers.GradientDescent(0.1)} | settings
    snapshots: dict[int, dict[str, float]] = {}

    def snapshot(history: Any) -> None:
        if history.epochs in STEPS:
            snapshots[history.epochs] = {weight.label: weight.data for weight in ours.parameters()}

    history = train(
        ours, ROWS, TARGETS, loss="mean_squared_error", max_epochs=max(STEPS), progress=False, callbacks=[snapshot], **chosen
    )
    for step in STEPS:
        theirs = stored[str(step)]
        assert theirs["weights"] == pytest.approx(snapshots[step], abs=1e-10, rel=1e-10)
        assert theirs["loss"] == pytest.approx(history.losses[step - 1], rel=1e-10)


@pytest.mark.parametrize("expression", REFERENCE["optimizers"])
def test_each_optimizer_reproduces_the_weights_of_pytorch(expression: str) -> None:
    """Over 100 steps."""
    assert_follows(REFERENCE["optimizers"][expression], optimizer=made(expression))


@pytest.mark.parametrize("expression", REFERENCE["penalties"])
def test_a_squared_penalty_is_the_weight_decay_of_pytorch(expression: str) -> None:
    """On all weights, biases as well, as there."""
    assert_follows(REFERENCE["penalties"][expression], penalty=made(expression))


@pytest.mark.parametrize("expression", REFERENCE["clipping"])
def test_clipping_by_value_is_that_of_pytorch(expression: str) -> None:
    """Clipping by norm is not compared: there 1e-6 is added to the norm."""
    assert_follows(REFERENCE["clipping"][expression], clip=made(expression))


@pytest.mark.parametrize("expression", REFERENCE["trained by a schedule"])
def test_training_by_a_schedule_reproduces_the_weights_of_pytorch(expression: str) -> None:
    """A cosine over the 100 steps."""
    assert_follows(REFERENCE["trained by a schedule"][expression], schedule=made(expression))


@pytest.mark.parametrize("expression", REFERENCE["schedules"])
def test_a_schedule_has_the_rates_of_pytorch(expression: str) -> None:
    """Epoch by epoch; PyTorch multiplies step by step, so the last digits may differ."""
    schedule, stored = made(expression), REFERENCE["schedules"][expression]
    assert stored == pytest.approx([schedule(epoch, PLATEAU[:epoch]) for epoch in range(len(stored))], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", REFERENCE["losses"])
def test_a_loss_and_its_derivative_are_those_of_pytorch(name: str) -> None:
    """At logits up to 1000 in size; ours keeps digits where PyTorch's derivative of an almost certain answer has lost them."""
    loss = getattr(losses, name.partition(" ")[0])
    assert LOGITS == [row[0] for row in REFERENCE["losses"][name]]
    for logit, target, value, slope in REFERENCE["losses"][name]:
        y = Value(logit)
        ours = loss([y], [target])
        ours.backward()
        assert (value, slope) == (pytest.approx(ours.data, rel=1e-12, abs=1e-16), pytest.approx(y.grad, rel=1e-12, abs=1e-16))


def test_the_stored_numbers_are_those_of_the_pytorch_at_hand() -> None:
    """The same script, run again, tells the same."""
    pytest.importorskip("torch")
    now = compute()
    flat_now, flat_stored = dict(_flat(now)), dict(_flat(REFERENCE))
    assert flat_stored.keys() == flat_now.keys()
    numbers = {path: x for path, x in flat_stored.items() if isinstance(x, float)}
    assert numbers == pytest.approx({path: flat_now[path] for path in numbers}, rel=1e-9, abs=1e-12)
    assert torch_reference.STORED.is_file()


def _flat(fact: Any, path: str = "") -> Any:
    if isinstance(fact, (dict, list)):
        for key, value in fact.items() if isinstance(fact, dict) else enumerate(fact):
            yield from _flat(value, f"{path}/{key}")
    else:
        yield path, fact
