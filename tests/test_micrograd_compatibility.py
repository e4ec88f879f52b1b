"""Code that was written for micrograd runs unchanged on our Value, and finds the same gradients.

micrograd (A. Karpathy, MIT licence, version 0.1.0) is a scalar engine of a hundred lines that many people learned from; its
README, its tests and the lecture about it fix what such code looks like. Where it is installed, every program here is run with
both; where not, with ours alone. Written for this test; nothing is taken from there.
"""

import importlib.util
import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd import Value

KINDS: list[Any] = [Value]
if importlib.util.find_spec("micrograd"):
    from micrograd.engine import Value as Peer

    KINDS.append(Peer)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__module__)
Program = Callable[..., Any]


def every_operator(a: Any, b: Any) -> Any:
    """Each operator that there is, numbers on either side of it, names that are added to, and much fan-out."""
    p, q = a - b, b * a + a**2
    p += 2 + p
    p += (-b) * 0.5 - p / 4
    q -= (a + b).relu() * 3
    q += 1 - (b - a).relu()
    r = p * q + 5.0 / q
    r += r / (a * a + 1) + (p - q) ** 3 / 100
    return r**2 - 7 * r


def relu_and_whole_numbers(x: Any) -> Any:
    """A relu on either side of 0, and one leaf in many places."""
    below = (x * 3 + 1).relu()
    above = (2 - x * x * -1).relu()
    return above * x + below + above / 2 + x


def a_neuron_by_hand(x1: Any, w1: Any, x2: Any, w2: Any, b: Any) -> Any:
    """Every node with a name, and tanh from exp, as a class with one more method has it."""
    x1w1 = x1 * w1
    x1w1.label = "x1 w1"
    n = x1w1 + x2 * w2 + b
    n.label = "n"
    e = (2 * n).exp()
    o = (e - 1) / (e + 1)
    o.label = "o"
    return o


PROGRAMS = [
    pytest.param(every_operator, (-1.5, 2.25), id="every operator"),
    pytest.param(every_operator, (3.0, -0.5), id="every operator, elsewhere"),
    pytest.param(relu_and_whole_numbers, (-4,), id="whole numbers"),
    pytest.param(a_neuron_by_hand, (2.0, -3.0, 0.5, 1.0, 6.7), id="a neuron"),
]


@pytest.mark.parametrize(("program", "numbers"), PROGRAMS)
def test_a_program_agrees_with_central_differences(program: Program, numbers: tuple[float, ...]) -> None:
    """The derivative by each leaf, from two more runs with that leaf moved a little."""
    leaves = [Value(x) for x in numbers]
    program(*leaves).backward()
    for i, leaf in enumerate(leaves):
        beside = [[Value(x + sign * 1e-5 * (k == i)) for k, x in enumerate(numbers)] for sign in (1, -1)]
        slope = (program(*beside[0]).data - program(*beside[1]).data) / 2e-5
        assert pytest.approx(slope, rel=1e-6) == leaf.grad


@pytest.mark.parametrize(("program", "numbers"), PROGRAMS[:-1])
def test_a_program_finds_the_same_with_both(program: Program, numbers: tuple[float, ...]) -> None:
    """The result and all gradients, to the last digits."""
    if len(KINDS) < 2:
        pytest.skip("micrograd is not installed")
    found = []
    for kind in KINDS:
        leaves = [kind(x) for x in numbers]
        output = program(*leaves)
        output.backward()
        found.append([output.data, output.grad, *(leaf.grad for leaf in leaves)])
    ours, theirs = found
    assert pytest.approx(theirs, rel=1e-13) == ours


def test_a_neuron_of_the_lecture() -> None:
    """The slope of tanh where its value is the root of 1/2: 1/2, so that all gradients are numbers one can say aloud."""
    x1, w1, x2, w2, b = leaves = [Value(x) for x in (2.0, -3.0, 0.0, 1.0, 6.0 + math.atanh(math.sqrt(0.5)))]
    o = a_neuron_by_hand(*leaves)
    o.backward()
    assert pytest.approx(math.sqrt(0.5)) == o.data
    assert [pytest.approx(slope) for slope in (-1.5, 1.0, 0.5, 0.0, 0.5)] == [x1.grad, w1.grad, x2.grad, w2.grad, b.grad]


# ---- walking the graph by hand ----------------------------------------------------------------------------------------


@EVERY_KIND
def test_a_graph_is_walked_and_backpropagated_by_hand(kind: Any) -> None:
    """A recursive order over ``_prev``, a gradient of 1 at the end, and one ``_backward()`` a node."""
    a, b = kind(2.0), kind(-3.0)
    f = a * b
    loss = f * a + b**2
    order: list[Any] = []
    visited: set[Any] = set()

    def build(v: Any) -> None:
        if v not in visited:
            visited.add(v)
            for child in v._prev:
                build(child)
            order.append(v)

    build(loss)
    loss.grad = 1.0
    for node in reversed(order):
        node._backward()
    assert (2 * 2.0 * -3.0, 2.0**2 + 2 * -3.0) == (a.grad, b.grad)
    assert {a, b} == f._prev
    assert (set(), "") == (a._prev, a._op)
    edges = {(child, node) for node in visited for child in node._prev}
    assert {(a, f), (b, f)} <= edges


@EVERY_KIND
def test_an_operation_shows_its_sign(kind: Any) -> None:
    """Drawing code writes ``_op`` into a box."""
    a, b = kind(2.0), kind(3.0)
    assert ("+", "*", "**2") == ((a + b)._op, (a * b)._op, (a**2)._op)
    assert "relu" == a.relu()._op.lower()
    assert "tanh" == Value(1.0).tanh()._op


@EVERY_KIND
def test_gradients_are_assigned_along_a_chain(kind: Any) -> None:
    """The manual passage: d L / d everything written down by hand, node by node."""
    a, b, c, f = kind(2.0), kind(-3.0), kind(10.0), kind(-2.0)
    e = a * b
    d = e + c
    loss = d * f
    loss.grad = 1.0
    d.grad, f.grad = f.data, d.data
    c.grad = e.grad = d.grad
    a.grad, b.grad = b.data * e.grad, a.data * e.grad
    by_hand = [x.grad for x in (a, b, c, d, e, f)]
    for x in (a, b, c, d, e, f, loss):
        x.grad = 0.0
    loss.backward()
    assert by_hand == [x.grad for x in (a, b, c, d, e, f)]


# ---- a network, as the lecture and the demo write it -------------------------------------------------------------------


class Module:
    """What has parameters."""

    def parameters(self) -> list[Any]:
        return []

    def zero_grad(self) -> None:
        for p in self.parameters():
            p.grad = 0


class Neuron(Module):
    """A weighted sum that starts from the bias, and a relu."""

    def __init__(self, kind: Any, rng: random.Random, count: int, nonlinear: bool) -> None:  # noqa: FBT001 - as written there
        self.w = [kind(rng.uniform(-1, 1)) for _ in range(count)]
        self.b = kind(0)
        self.nonlinear = nonlinear

    def __call__(self, x: list[Any]) -> Any:
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return act.relu() if self.nonlinear else act

    def parameters(self) -> list[Any]:
        return [*self.w, self.b]


class MLP(Module):
    """Layers of neurons; a single output comes bare."""

    def __init__(self, kind: Any, inputs: int, sizes: list[int]) -> None:
        rng = random.Random(1337)
        widths = [inputs, *sizes]
        self.layers = [
            [Neuron(kind, rng, widths[i], i < len(sizes) - 1) for _ in range(widths[i + 1])] for i in range(len(sizes))
        ]

    def __call__(self, x: list[Any]) -> Any:
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0] if len(x) == 1 else x

    def parameters(self) -> list[Any]:
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]


def train(kind: Any, steps: int) -> tuple[list[float], list[float]]:
    """Train on points of numpy with targets of numpy, as the demo does: hinge loss, a penalty, gradient descent."""
    rng = np.random.default_rng(0)
    inside = rng.uniform(-1, 1, size=(12, 2))
    targets = np.where(inside[:, 0] * inside[:, 1] > 0, 1, -1)
    model = MLP(kind, 2, [6, 6, 1])
    losses = []
    for step in range(steps):
        scores = [model(list(map(kind, row))) for row in inside]
        hinges = [(1 + -yi * score).relu() for yi, score in zip(targets, scores, strict=True)]
        data_loss = sum(hinges) * (1.0 / len(hinges))
        penalty = 1e-4 * sum(p * p for p in model.parameters())
        loss = data_loss + penalty
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * step / 100) * 0.1 * p.grad
        losses.append(loss.data)
        accuracy = [(yi > 0) == (score.data > 0) for yi, score in zip(targets, scores, strict=True)]
        assert 0 <= sum(accuracy) <= len(targets)
    return losses, [p.data for p in model.parameters()]


@EVERY_KIND
def test_the_training_loop_of_the_demo_learns(kind: Any) -> None:
    """Its loss falls; with both engines to the same weights."""
    losses, weights = train(kind, 20)
    assert losses[-1] < 0.7 * losses[0]
    expected_losses, expected_weights = train(Value, 20)
    assert pytest.approx(expected_losses, rel=1e-9) == losses
    assert pytest.approx(expected_weights, rel=1e-9, abs=1e-9) == weights


@EVERY_KIND
def test_a_squared_error_against_plain_and_numpy_targets(kind: Any) -> None:
    """``sum((yout - ygt)**2 for ...)`` from an int 0, with floats and with scalars of numpy."""
    for targets in ([1.0, -1.0], [1, -1], np.array([1.0, -1.0])):
        outputs = [kind(0.5), kind(0.25)]
        loss = sum((yout - ygt) ** 2 for ygt, yout in zip(targets, outputs, strict=True))
        loss.backward()
        assert (0.25 + 1.5625, -1.0, 2.5) == (loss.data, outputs[0].grad, outputs[1].grad)
