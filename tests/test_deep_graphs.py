"""Depth is bounded by memory, not by a stack: chains that would need a hundred thousand nested calls, or a million."""

import copy
import gc
import pickle
import sys
import weakref
from collections.abc import Iterator

import pytest

from autograd import Value, gradient
from autograd.graph import topological

MILLION = 1_000_000
FACTORS = 30_000
DEEP = 100_000  # copies and gradients take several times the memory; tests/benchmarks does them at a million


@pytest.fixture(autouse=True)
def _ordinary_recursion_limit() -> Iterator[None]:
    assert sys.getrecursionlimit() <= 1000
    # The collector would walk the growing graph again and again; the benchmark runs with it on.
    gc.disable()
    yield
    gc.enable()


def chain(x: Value, operations: int) -> Value:
    """Return a value that many operations lie between it and ``x``, with derivative 1."""
    y = x
    for _ in range(operations // 2):
        y = (y - 1.0) + 1.0
    return y


def test_a_million_operations_run_forward_and_backward_and_are_freed() -> None:
    """Freed by reference counting: the collector is off, and the first value of the chain goes with the last."""
    x = Value(3.0)
    y = chain(x, MILLION)
    first = weakref.ref(next(node for node in topological(y) if x in node.inputs))
    y.backward()
    assert (1.0, True) == (x.grad, first() is not None)
    del y
    assert first() is None


def test_a_deep_graph_is_copied_and_pickled() -> None:
    """And the copies are freed as well."""
    x = Value(3.0)
    y = chain(x, DEEP)
    for copied in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        copied.backward()
        assert (y.data, 1.0) == (copied.data, topological(copied)[0].grad)
    assert 0.0 == x.grad


def test_a_deep_graph_is_recomputed() -> None:
    """From its one leaf to its end."""
    x = Value(3.0)
    y = chain(x, DEEP)
    x.data = 5.0
    assert 5.0 == y.recompute().data


def test_a_deep_graph_has_gradients_of_gradients() -> None:
    """The gradient of a product of many factors is such a chain itself."""
    x = Value(1.0)
    y = x
    for _ in range(FACTORS):
        y = y * x
    (slope,) = gradient(y, [x])
    (curvature,) = gradient(slope, [x])
    assert (FACTORS + 1, (FACTORS + 1) * FACTORS) == (slope.data, curvature.data)
