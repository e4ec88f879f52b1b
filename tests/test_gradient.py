"""`gradient`: derivatives as graphs, of any order."""

import math
from fractions import Fraction

import pytest
from support import bits, nodes
from test_backprop import graph_with_thirds

import autograd
from autograd import NotDifferentiable, Value, gradient
from autograd.operations import OPERATIONS


def test_gradient_of_a_cube_at_every_order() -> None:
    """x**3: 27, 18, 6, 0 at 3, each the gradient of the one before."""
    x = Value(3.0)
    y = x**3
    for expected in (27.0, 18.0, 6.0, 0.0, 0.0):
        (y,) = gradient(y, [x])
        assert expected == y.data


def test_the_tenth_derivative_of_a_sine() -> None:
    """It is minus the sine: ten gradients of gradients."""
    x = Value(0.7)
    y = x.sin()
    for _ in range(10):
        (y,) = gradient(y, [x])
    assert pytest.approx(-math.sin(0.7), rel=1e-14) == y.data


def test_gradient_equals_backward_to_the_bit() -> None:
    """The same rules in the same order, at a fan-out where the order of additions decides the last bit."""
    output, leaves = graph_with_thirds()
    output.backward()
    inner = [node for node in nodes(output) if node.inputs]
    assert [bits(x.grad) for x in leaves + inner] == [bits(x.data) for x in gradient(output, leaves + inner)]


def test_the_order_of_additions_is_that_of_backward() -> None:
    """A leaf with many users of very different size: any other order would round differently."""
    x = Value(0.1)
    output = sum((x * 10.0 ** ((7 * k) % 17) / 3.0).tanh() * x + autograd.mean(x, x * k, x) for k in range(40))
    output.backward()
    (slope,) = gradient(output, [x])
    assert bits(x.grad) == bits(slope.data)


def test_gradient_changes_no_grad() -> None:
    """It only reads the graph."""
    output, leaves = graph_with_thirds()
    gradient(output, leaves)
    assert not any(node.reached for node in nodes(output))


def test_gradient_by_inner_values_and_by_the_output() -> None:
    """Any node of the graph may be asked for; what the output does not depend on has derivative 0."""
    x, other = Value(2.0), Value(5.0)
    inner = x * 3
    output = inner * inner + x
    found = gradient(output, [inner, output, other, x, x])
    assert [12.0, 1.0, 0.0, 37.0, 37.0] == [slope.data for slope in found]
    assert [] == gradient(output, [])


def test_a_mixed_second_derivative_is_symmetric() -> None:
    """Schwarz: d2/dx dy = d2/dy dx, here of x**3 sin(y)."""
    x, y = Value(1.3), Value(0.4)
    by_x, by_y = gradient(x**3 * y.sin(), [x, y])
    (xy,), (yx,) = gradient(by_x, [y]), gradient(by_y, [x])
    assert pytest.approx(3 * 1.3**2 * math.cos(0.4), rel=1e-15) == xy.data
    assert pytest.approx(xy.data, rel=1e-15) == yx.data


def test_a_gradient_is_differentiated_by_backward_too() -> None:
    """A penalty on a slope: backward through the gradient reaches the leaves."""
    x, w = Value(0.5), Value(2.0)
    (slope,) = gradient((w * x).tanh(), [x])
    (slope**2).backward()
    t = math.tanh(1.0)
    outer = 2 * (2.0 * (1 - t * t))
    assert pytest.approx(outer * ((1 - t * t) - 2.0 * t * (1 - t * t) * 2 * 0.5), rel=1e-13) == w.grad
    assert pytest.approx(outer * -2.0 * t * (1 - t * t) * 4.0, rel=1e-13) == x.grad


def test_a_gradient_is_no_alias_of_a_leaf() -> None:
    """d(a b)/da is b, as a value of its own: an update of b in a training loop must not move it."""
    a, b = Value(2.0), Value(3.0)
    by_a, by_b = gradient(a * b, [a, b])
    assert by_a is not b
    for parameter, slope in ((a, by_a), (b, by_b)):
        parameter.data -= 0.1 * slope.data
    assert (2.0 - 0.1 * 3.0, 3.0 - 0.1 * 2.0) == (a.data, b.data)


def test_a_gradient_is_a_graph_of_the_rows_of_the_table() -> None:
    """It holds the recorded values themselves, so its own derivatives reach through them."""
    x = Value(0.3)
    y = x.exp()
    (slope,) = gradient(y * 2, [x])
    assert {x, y} <= set(nodes(slope))
    assert {node.operation for node in nodes(slope) if node.inputs} <= {OPERATIONS["multiply"], OPERATIONS["exp"]}


def test_a_derivative_that_nobody_wants_is_not_computed() -> None:
    """(-2)**y has no derivative by y, and one by the base: only the base is asked for."""
    x, y = Value(-2.0), Value(3.0)
    (slope,) = gradient(x**y, [x])
    assert 12.0 == slope.data
    with pytest.raises(NotDifferentiable, match="pow"):
        gradient(x**y, [y])


def test_an_infinite_derivative_raises_and_names_its_node() -> None:
    """As backward does; of second derivatives too."""
    x = Value(0.0, label="x")
    root = x.sqrt()
    with pytest.raises(NotDifferentiable, match=r"sqrt has no finite derivative at \(x = 0.0\)") as caught:
        gradient(root * 2, [x])
    assert root is caught.value.node
    (slope,) = gradient(x**1.5, [x])
    with pytest.raises(NotDifferentiable, match="power"):
        gradient(slope, [x])


def test_the_square_of_a_kink_has_second_derivative_zero() -> None:
    """The convention |x|'(0) = 0, twice: write square(x) where the curvature at 0 matters."""
    x = Value(0.0)
    for write, curvature in ((lambda v: abs(v) ** 2, 0.0), (lambda v: v.square(), 2.0), (lambda v: v * v, 2.0)):
        (slope,) = gradient(write(x), [x])
        assert (0.0, curvature) == (slope.data, gradient(slope, [x])[0].data)


@pytest.mark.parametrize(
    ("output", "inputs", "message"),
    [
        (2.0, [], "takes Values, got float 2.0"),
        (Value(1.0), [2], "takes Values, got int 2"),
        (Value(1.0), Value(1.0), r"write gradient\(output, \[x\]\)"),
        (Value(1.0), [Fraction(1)], "takes Values"),
    ],
)
def test_anything_but_values_is_refused(output: object, inputs: object, message: str) -> None:
    """A TypeError that says what to write."""
    with pytest.raises(TypeError, match=message):
        gradient(output, inputs)
