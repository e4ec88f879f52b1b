"""Walking graphs: an order in which everything comes after what it was made from."""

import random
from itertools import pairwise

import pytest

from autograd import CycleError, Value
from autograd.graph import sorted_by, topological


def random_graph(rng: random.Random, size: int) -> Value:
    """Return a graph in which every value has a few earlier ones as inputs."""
    values = [Value(1.0) for _ in range(3)]
    for _ in range(size):
        values.append(rng.choice(values[-8:]) + rng.choice(values) * 0.5)
    return values[-1]


def test_every_value_comes_after_its_inputs_and_once() -> None:
    """Whatever the graph looks like; the output is the last."""
    for seed in range(20):
        output = random_graph(random.Random(seed), 60)
        order = topological(output)
        place = {node: i for i, node in enumerate(order)}
        assert len(order) == len(place)
        assert output is order[-1]
        assert all(place[x] < place[node] for node in order for x in node.inputs)
        assert order == topological(output)


def test_a_leaf_is_a_graph_of_one() -> None:
    """Nothing lies below it."""
    x = Value(1.0)
    assert [x] == topological(x)


def test_what_depends_on_each_other_in_a_circle_has_no_order() -> None:
    """The error lists the circle, each the input of the next, and nothing that merely leads there."""
    inputs = {"start": ["a"], "a": ["b", "free"], "b": ["c"], "c": ["a"], "free": [], "alone": ["alone"]}
    with pytest.raises(CycleError, match=r"in a circle: a -> c -> b -> a$") as caught:
        sorted_by(["free", "start"], inputs.__getitem__)
    assert ["a", "c", "b", "a"] == caught.value.cycle
    assert all(before in inputs[after] for before, after in pairwise(caught.value.cycle))
    with pytest.raises(CycleError, match="alone -> alone"):
        sorted_by(["alone"], inputs.__getitem__)


def test_the_order_of_named_things_is_that_of_the_roots() -> None:
    """Shared parts come once, before their first user, in the order in which the roots ask for them."""
    inputs = {"y": ["b", "a"], "z": ["a", "c"], "a": [], "b": ["a"], "c": []}
    assert ["a", "b", "y", "c", "z"] == sorted_by(["y", "z"], inputs.__getitem__)


def test_a_deep_chain_is_sorted_without_recursion() -> None:
    """A hundred thousand names, each depending on the next."""
    last = 100_000
    assert list(range(last, -1, -1)) == sorted_by([0], lambda k: [k + 1] if k < last else [])
