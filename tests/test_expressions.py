"""Random expressions of all rows: what a Value promises holds for every one of them."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

from hypothesis import given, reject
from hypothesis import strategies as st
from support import bits, nodes, outcome, terms

from autograd import Dual, NotDifferentiable, Value, gradient
from autograd.graph import topological
from autograd.operations import rows

ROWS = rows()
# An expression: the numbers it starts from, and its operations. Each takes inputs from anywhere before it, the latest first, so
# that there is fan-out, and the last one is the output.
Expression = tuple[list[float], list[tuple[int, list[int]]]]
EXPRESSIONS = st.tuples(
    st.lists(st.floats(-10.0, 10.0), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.integers(0, len(ROWS) - 1), st.lists(st.integers(0, 7), min_size=10, max_size=10)), min_size=1, max_size=12
    ),
)


def compute(expression: Expression, make: Callable[[float], Any]) -> tuple[Any, list[Any]]:
    """Return the output of an expression and its leaves, for a kind of number. What the output does not need is left out."""
    numbers, operations = expression
    leaves = [make(x) for x in numbers]
    places = [
        [len(leaves) + k - 1 - i % (len(leaves) + k) for i in inputs[: ROWS[which].arity]]
        for k, (which, inputs) in enumerate(operations)
    ]
    needed = {len(leaves) + len(operations) - 1}
    for k in reversed(range(len(operations))):
        if len(leaves) + k in needed:
            needed.update(places[k])
    found = list(leaves)
    for k, (which, _) in enumerate(operations):
        found.append(ROWS[which](*[found[i] for i in places[k]]) if len(leaves) + k in needed else None)
    return found[-1], leaves


def recorded(expression: Expression) -> tuple[Value, list[Value]]:
    """Return an expression as a graph, if it has a value."""
    try:
        return compute(expression, Value)
    except (ValueError, ArithmeticError):
        reject()


def differentiated(expression: Expression) -> tuple[Value, list[Value]]:
    """Return an expression as a graph after backward, if it has finite derivatives."""
    output, leaves = recorded(expression)
    try:
        output.backward()
    except NotDifferentiable:
        reject()
    if not all(abs(x.grad) < 1e200 for x in nodes(output)):
        reject()
    return output, leaves


@given(EXPRESSIONS)
def test_values_compute_as_floats_do(expression: Expression) -> None:
    """The same bits, or the same kind of exception."""
    assert outcome(lambda: compute(expression, float)[0]) == outcome(lambda: compute(expression, Value)[0])


@given(EXPRESSIONS)
def test_gradient_is_what_backward_finds(expression: Expression) -> None:
    """By every node of the graph, to the bit."""
    output, _ = differentiated(expression)
    order = [node for node in nodes(output) if node.reached]
    assert [x.grad for x in order] == [slope.data for slope in gradient(output, order)]


@given(EXPRESSIONS)
def test_twice_is_twice(expression: Expression) -> None:
    """A second backward doubles the leaves to the bit and finds the same inside."""
    output, leaves = differentiated(expression)
    once = {node: node.grad for node in nodes(output)}
    output.backward()
    for node, grad in once.items():
        assert (2.0 * grad if node in leaves else grad) == node.grad


@given(EXPRESSIONS)
def test_forward_mode_agrees_with_reverse_mode(expression: Expression) -> None:
    """A Dual that moves along one leaf has that leaf's gradient as its tangent, to 1e-12 of the terms of the sum."""
    output, leaves = differentiated(expression)
    sizes = terms(output)
    for i, leaf in enumerate(leaves):
        moving = iter(range(len(leaves)))
        result, _ = compute(expression, lambda x: Dual(x, 1.0 if next(moving) == i else 0.0))  # noqa: B023 - called at once
        assert bits(output.data) == bits(result.primal)
        assert abs(result.tangent - leaf.grad) <= 1e-12 * sizes.get(leaf, 0.0) + 1e-300


@given(EXPRESSIONS)
def test_copies_and_recompute_keep_every_bit(expression: Expression) -> None:
    """deepcopy, pickle and recompute: data and gradients of all nodes, in the same graph."""
    output, _ = differentiated(expression)
    for same in (copy.deepcopy(output), pickle.loads(pickle.dumps(output)), output.recompute()):
        assert [(bits(x.data), bits(x.grad), x.operation) for x in topological(output)] == [
            (bits(x.data), bits(x.grad), x.operation) for x in topological(same)
        ]
    for x in topological(output):
        if not x.inputs:
            x.data = x.data
    output.recompute().backward()


@given(EXPRESSIONS, EXPRESSIONS, st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
def test_differentiation_is_linear(first: Expression, second: Expression, a: float, b: float) -> None:
    """d(a f + b g) = a df + b dg, with f and g of the same leaves."""
    numbers = first[0]
    (_, of_f), (_, of_g) = differentiated(first), differentiated((numbers, second[1]))
    leaves = [Value(x) for x in numbers]
    parts = []
    for operations in (first[1], second[1]):
        given_leaves = iter(leaves)
        parts.append(compute((numbers, operations), lambda _: next(given_leaves))[0])  # noqa: B023 - called at once
    output = parts[0] * a + parts[1] * b
    try:
        output.backward()
    except NotDifferentiable:  # a derivative is greater than any float
        reject()
    sizes = terms(output)
    for x, by_f, by_g in zip(leaves, of_f, of_g, strict=True):
        assert abs(x.grad - (a * by_f.grad + b * by_g.grad)) <= 1e-12 * sizes.get(x, 0.0) + 1e-300
