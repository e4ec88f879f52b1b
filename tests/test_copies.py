"""Copies of graphs: deepcopy, copy and pickle keep the facts, and share what was shared."""

import copy
import pickle
import pickletools
from collections.abc import Callable
from itertools import pairwise

import pytest
from support import bits, nodes

import autograd
from autograd import Operation, Value
from autograd.operations import FAMILIES, OPERATIONS, constant, power, rows

cube = Operation("cube", lambda x: x * x * x, lambda out, x: (3 * x * x,))

WAYS = [
    pytest.param(copy.deepcopy, id="deepcopy"),
    *[
        pytest.param(lambda x, p=p: pickle.loads(pickle.dumps(x, p)), id=f"pickle {p}")
        for p in range(pickle.HIGHEST_PROTOCOL + 1)
    ],
]
Way = Callable[[object], object]


def graph() -> tuple[Value, Value]:
    """Return a graph with shared nodes, constants, labels, families, an operation of our own, and gradients; and its leaf."""
    x = Value(0.7, label="x")
    inner = x**2 * 3 - x
    inner.label = "inner"
    output = cube(inner).leaky_relu(0.2) + autograd.weighted_sum(inner, x, 0.1, x) + inner
    output.backward()
    return output, x


def facts(output: Value) -> list[tuple[object, ...]]:
    """Return everything a graph says of itself, node by node."""
    order = nodes(output)
    place = {node: i for i, node in enumerate(order)}
    return [
        (bits(node.data), bits(node.grad), node.reached, node.label, node.operation, tuple(place[x] for x in node.inputs))
        for node in order
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_tells_the_same_facts(way: Way) -> None:
    """Data, gradient, label, operation and inputs of every node; and none of the nodes themselves."""
    output, _ = graph()
    copied = way(output)
    assert facts(output) == facts(copied)
    assert not set(nodes(output)) & set(nodes(copied))


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_works_on(way: Way) -> None:
    """It backpropagates, recomputes and is built upon, and the original does not notice."""
    output, x = graph()
    before = facts(output)
    copied = way(output)
    leaf = next(node for node in nodes(copied) if node.label == "x")
    copied.backward()
    assert 2 * x.grad == leaf.grad
    leaf.data = 0.1
    copied.recompute()
    (copied * leaf).backward()
    assert before == facts(output)


@pytest.mark.parametrize("way", WAYS)
def test_leaves_stay_shared_inside_one_copy(way: Way) -> None:
    """Two outputs, their leaf, and a list that holds it: one leaf before, one leaf after."""
    x = Value(2.0)
    first, second, again = way([x * 3, x + 1, x])
    assert first.inputs[0] is second.inputs[0] is again


def test_a_deepcopy_shares_inner_values_too() -> None:
    """An inner value of two outputs is copied once; a pickle writes it with each of them."""
    x = Value(2.0)
    inner = x * 3
    first, second, alone = copy.deepcopy([inner + 1, inner + 2, inner])
    assert first.inputs[0] is second.inputs[0] is alone
    first, second = pickle.loads(pickle.dumps([inner + 1, inner + 2]))
    assert first.inputs[0] is not second.inputs[0]


def test_a_deepcopy_of_many_outputs_walks_their_graph_once() -> None:
    """Ten thousand values along one chain: quadratic work would take minutes."""
    chain = [Value(0.5)]
    for _ in range(10_000):
        chain.append(chain[-1] + 1)
    copied = copy.deepcopy(chain)
    assert all(after.inputs[0] is before for before, after in pairwise(copied))


def test_a_shallow_copy_is_another_value_with_the_same_inputs() -> None:
    """``copy.copy`` of one node: its gradient is its own."""
    x = Value(2.0, label="x")
    y = x * 3
    twin = copy.copy(y)
    assert (y.data, y.inputs, y.operation) == (twin.data, twin.inputs, twin.operation)
    twin.backward()
    assert (False, 3.0) == (y.reached, x.grad)
    leaf = copy.copy(x)
    leaf.data = 5.0
    assert ("x", 2.0, 3.0) == (leaf.label, x.data, leaf.grad)


@pytest.mark.parametrize("way", WAYS)
def test_what_kind_of_leaf_it_is_survives(way: Way) -> None:
    """A constant stays a constant, a parameter a parameter, and a value that was not reached is not reached."""
    weight = Value(1.0)
    weight.operation = autograd.operations.parameter
    copied = way(weight * 2)
    assert (autograd.operations.parameter, constant) == tuple(x.operation for x in copied.inputs)
    assert not copied.inputs[0].reached


# ---- operations -------------------------------------------------------------------------------------------------------


def test_rows_and_families_are_found_again() -> None:
    """A copy of a row is the row: a pickle holds its name, and a family's parameter."""
    for thing in [*rows(), *OPERATIONS.values(), *FAMILIES.values(), constant, cube]:
        assert thing is copy.deepcopy(thing) is copy.copy(thing) is pickle.loads(pickle.dumps(thing)), thing


def test_a_row_of_a_family_pickles_as_name_and_parameter() -> None:
    """Not as code: what stands in the pickle is 'power' and 2.5."""
    written = [argument for _, argument, _ in pickletools.genops(pickle.dumps(power(2.5)))]
    assert "power" in written
    assert 2.5 in written


def test_an_operation_that_no_module_knows_says_so() -> None:
    """Inside a function there is no name to find it by again."""
    local = Operation("local", lambda x: x, lambda out, x: (1.0,))
    with pytest.raises(pickle.PicklingError, match=r"'local' cannot be found again.*module-level variable of 'test_copies'"):
        pickle.dumps(local(Value(1.0)))


def test_equal_values_are_written_once_in_a_pickle_of_many() -> None:
    """A hundred nodes of one row name that row once, so that a pickle stays small."""
    x = Value(1.0)
    for _ in range(1000):
        x = x.tanh()
    assert 1 == pickle.dumps(x).count(b"tanh")
    assert len(pickle.dumps(x)) < 1000 * 16
    for _ in range(1000):
        x = x * 0.5
    assert len(pickle.dumps(x)) < 1000 * 16 + 1000 * 36  # a constant is a number in a list, and no object
