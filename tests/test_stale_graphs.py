"""A value that is assigned after it was recorded: an error names it, or the graph is run again. Never a mix of two points."""

import copy
import math
import pickle
from collections.abc import Callable

import pytest
from support import bits, nodes

import autograd
from autograd import StaleGraph, Value, gradient

DIFFERENTIATE = [
    pytest.param(lambda output, x: output.backward(), id="backward"),
    pytest.param(lambda output, x: gradient(output, [x]), id="gradient"),
]
COPY = [
    pytest.param(lambda output: output, id="itself"),
    pytest.param(copy.deepcopy, id="deepcopy"),
    pytest.param(lambda output: pickle.loads(pickle.dumps(output)), id="pickle"),
    pytest.param(lambda output: pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(output)))), id="pickled twice"),
]
Differentiate = Callable[[Value, Value], object]


def input_of(output: Value, label: str) -> Value:
    """Return the value of that name in the graph of ``output``, which may be a copy."""
    return next(node for node in nodes(output) if node.label == label)


@pytest.mark.parametrize("differentiate", DIFFERENTIATE)
@pytest.mark.parametrize("copied", COPY)
def test_a_leaf_that_was_assigned_makes_its_users_stale(copied: Callable[[Value], Value], differentiate: Differentiate) -> None:
    """The error names the leaf and the node that was recorded from it; nothing has changed."""
    x = Value(2.0, label="x")
    y = x * x
    y.label = "area"
    output = y + 1
    x.data = 3.0
    output = copied(output)
    x = input_of(output, "x")
    with pytest.raises(StaleGraph, match=r"^'x' was assigned after 'area' was recorded from it.*recompute") as caught:
        differentiate(output, x)
    assert caught.value.node is input_of(output, "area")
    assert (5.0, 0.0, False) == (output.data, x.grad, output.reached)


@pytest.mark.parametrize("differentiate", DIFFERENTIATE)
@pytest.mark.parametrize("copied", COPY)
def test_an_inner_value_that_was_assigned_is_stale_itself(copied: Callable[[Value], Value], differentiate: Differentiate) -> None:
    """Its data no longer comes from its inputs."""
    x = Value(2.0, label="x")
    y = x * x
    y.label = "area"
    y.data = 5.0
    output = copied(y * 2)
    with pytest.raises(StaleGraph, match=r"^'area' was assigned after it was recorded") as caught:
        differentiate(output, input_of(output, "x"))
    assert caught.value.node is input_of(output, "area")


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_staleness_is_seen_at_any_number_of_inputs(count: int) -> None:
    """A message that would list many inputs stays short."""
    inputs = [Value(float(i), label=f"x{i}") for i in range(count)]
    output = autograd.mean(*inputs)
    for x in inputs:
        x.data += 1.0
    with pytest.raises(StaleGraph, match=r"^'x0'.* was assigned after mean\(") as caught:
        output.backward()
    assert ("another of its inputs" in str(caught.value)) == (count > 4)


def test_assigning_the_same_number_makes_stale_as_well() -> None:
    """What counts is that it was assigned: nobody compares."""
    x = Value(2.0)
    y = x * 3
    x.data = 2.0
    with pytest.raises(StaleGraph, match=r"2\.0 was assigned after multiply at 2\.0, 3\.0 was recorded"):
        y.backward()


def test_a_value_that_was_assigned_before_it_was_recorded_is_fresh() -> None:
    """A training loop assigns its weights and then records the next graph."""
    w = Value(1.0)
    for _ in range(5):
        w.grad = 0
        loss = (w * 3 - 6) ** 2
        loss.backward()
        w.data -= 0.05 * w.grad
    assert pytest.approx(2.0, abs=1e-3) == w.data


def test_gradients_and_labels_may_be_assigned_at_any_time() -> None:
    """Only data takes part in what was computed."""
    x = Value(2.0)
    y = x * 3
    x.label, x.grad = "x", 1.0
    y.backward()
    assert 4.0 == x.grad


# ---- recompute --------------------------------------------------------------------------------------------------------


def test_recompute_runs_the_graph_again() -> None:
    """From the present data of the leaves, in place; gradients stay until a pass brings new ones."""
    x, y = Value(2.0), Value(3.0)
    inner = x * y
    output = inner.tanh() + x
    output.backward()
    before = x.grad
    x.data, y.data = -0.5, 0.25
    assert output is output.recompute()
    expected = (Value(-0.5) * 0.25).tanh() + Value(-0.5)
    assert (-0.125, bits(expected.data), before) == (inner.data, bits(output.data), x.grad)
    x.grad = 0
    output.backward()
    assert pytest.approx((1 - math.tanh(-0.125) ** 2) * 0.25 + 1) == x.grad


def test_recompute_gives_an_assigned_inner_value_its_computed_data_back() -> None:
    """An inner value belongs to its operation."""
    x = Value(2.0)
    inner = x * 3
    output = inner + 1
    inner.data = 100.0
    output.recompute()
    assert (6.0, 7.0) == (inner.data, output.data)
    output.backward()
    assert 3.0 == x.grad


@pytest.mark.parametrize("differentiate", DIFFERENTIATE)
def test_another_output_on_a_recomputed_value_is_stale(differentiate: Differentiate) -> None:
    """Its inner value moved under it; recomputing it as well makes it fresh."""
    x = Value(2.0, label="x")
    inner = x * 3
    inner.label = "inner"
    first, second = inner + 1, inner * inner
    x.data = 3.0
    first.recompute()
    differentiate(first, x)
    with pytest.raises(StaleGraph, match="'inner' was assigned after multiply"):
        differentiate(second, x)
    differentiate(second.recompute(), x)
    assert 81.0 == second.data


def test_another_output_on_a_value_that_recompute_did_not_move_stays_fresh() -> None:
    """A relu that was 0 and still is has not changed."""
    x = Value(-1.0)
    inner = x.relu()
    first, second = inner + 1, inner + 2
    x.data = -2.0
    first.recompute()
    second.backward()
    assert (0.0, True) == (x.grad, x.reached)


def test_recompute_sees_the_sign_of_zero() -> None:
    """-0.0 and 0.0 are equal and not the same number: atan2 tells them apart."""
    x = Value(1.0)
    zero = x * 0.0
    angle = autograd.atan2(zero, -1.0)
    x.data = -1.0
    assert (bits(-0.0), -math.pi) == (bits(angle.recompute().inputs[0].data), angle.data)


def test_a_recompute_that_raises_changes_nothing() -> None:
    """All is computed before anything is stored."""
    x = Value(2.0, label="x")
    first = x * 10
    output = first + (x - 3).square().log()
    before = [node.data for node in nodes(output)]
    x.data = 3.0
    with pytest.raises(ValueError, match="log has no value at"):
        output.recompute()
    assert [3.0 if node is x else data for node, data in zip(nodes(output), before, strict=True)] == [
        node.data for node in nodes(output)
    ]
    x.data = 4.0
    assert 40.0 == output.recompute().data


def test_recompute_of_a_fresh_graph_changes_no_bit() -> None:
    """It may be called at any time, on a leaf too; and twice."""
    x = Value(0.3)
    output = (x.exp() / 3 - x**7).tanh()
    before = bits(output.data)
    assert before == bits(output.recompute().data) == bits(output.recompute().data)
    output.backward()
    assert x is x.recompute()
