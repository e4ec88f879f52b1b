"""Backpropagation: what gradients are, that they add, and that a pass that fails leaves no trace."""

import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support import bits, nodes

import autograd
from autograd import NotDifferentiable, Operation, Value, zero_gradients

ROOT = Path(__file__).parent.parent

# ---- what a gradient is -----------------------------------------------------------------------------------------------


def test_the_chain_rule_on_paper() -> None:
    """tanh(w x + b): dw = (1 - tanh^2) x, as computed by hand."""
    w, x, b = Value(0.5), Value(2.0), Value(0.25)
    y = (w * x + b).tanh()
    y.backward()
    slope = 1.0 - math.tanh(1.25) ** 2
    assert [1.0, pytest.approx(slope * 2.0), pytest.approx(slope * 0.5), pytest.approx(slope)] == [y.grad, w.grad, x.grad, b.grad]


def test_an_input_that_is_used_twice_receives_both_contributions() -> None:
    """A sum, a square, and a mean of one value three times."""
    x = Value(3.0)
    (x + x).backward()
    assert 2.0 == x.grad
    zero_gradients([x])
    (x * x).backward()
    assert 6.0 == x.grad
    zero_gradients([x])
    autograd.product(x, x, x).backward()
    assert 27.0 == x.grad


def test_a_diamond_adds_over_its_paths() -> None:
    """From x over a and b to a * b: the gradient of x is the sum over the two paths, and a and b are passed once each."""
    x = Value(2.0)
    a, b = x * 3, x + 1
    (a * b).backward()
    assert (3.0, 6.0, 3 * 3.0 + 6.0) == (a.grad, b.grad, x.grad)


def test_a_ladder_of_diamonds_takes_no_exponential_time() -> None:
    """Two hundred times x = x + x: 2**200 paths, 201 nodes."""
    x = y = Value(1.0)
    for _ in range(200):
        y = y + y
    y.backward()
    assert 2.0**200 == x.grad == y.data


def test_two_outputs_that_share_an_inner_node_add_in_the_leaves() -> None:
    """The shared node holds the gradient of the last pass, the leaf that of both."""
    x = Value(2.0)
    shared = x * x
    first, second = shared * 3, shared * 5
    first.backward()
    second.backward()
    assert (5.0, (3 + 5) * 4.0) == (shared.grad, x.grad)


@pytest.mark.parametrize("seed", [1.0, 0.1, -3, 1e-300, True])
def test_a_seed_scales_the_gradient(seed: float) -> None:
    """``backward(seed)`` propagates that number from the output."""
    x = Value(3.0)
    y = x * 7
    y.backward(seed)
    assert (float(seed), float(seed) * 7) == (y.grad, x.grad)


def test_backward_from_a_leaf_is_its_seed() -> None:
    """The derivative of x by x is 1, and a second call adds."""
    x = Value(3.0)
    x.backward()
    x.backward(0.5)
    assert 1.5 == x.grad


def graph_with_thirds() -> tuple[Value, list[Value]]:
    """Return an output whose gradients need rounding, with fan-out of three and more, and its leaves."""
    leaves = [Value(0.1 * k + 1 / 3) for k in range(4)]
    a = leaves[0] * leaves[1] + leaves[2]
    b = autograd.maximum(a, leaves[3]) + a.tanh() * a
    return (a * b + b / 3).exp() + autograd.weighted_sum(a, b, leaves[0], a, 0.1, b), leaves


def test_a_second_backward_adds_the_gradient_again() -> None:
    """Inner gradients start anew, so that twice gives exactly twice, to the bit."""
    output, leaves = graph_with_thirds()
    output.backward()
    once, inner = [x.grad for x in leaves], [x.grad for x in nodes(output) if x.inputs]
    output.backward()
    assert [2.0 * grad for grad in once] == [x.grad for x in leaves]
    assert inner == [x.grad for x in nodes(output) if x.inputs]


def test_backward_passes_over_constants() -> None:
    """A plain number in an expression needs no gradient, and a derivative that only it would need is not computed."""
    x = Value(-2.0)
    y = x * 3
    y.backward()
    assert (False, 0.0) == (y.inputs[1].reached, y.inputs[1].grad)
    z = autograd.pow(2.0, Value(3.0)) * autograd.xlogy(0.0, 0.0)
    z.backward()
    assert all(not node.reached for node in nodes(z) if node.operation is autograd.operations.constant)
    # d/dy of (-2)**y does not exist, but y is a constant here
    power = autograd.operations.OPERATIONS["pow"](x, 3.0)
    power.backward()
    assert 3.0 + 12.0 == x.grad


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_the_bits_do_not_depend_on_hashing(hash_seed: str) -> None:
    """Gradients are added in an order that the graph alone decides: the same bits in every process."""
    program = (
        "import sys; sys.path.insert(0, 'tests'); from test_backprop import graph_with_thirds; "
        "output, leaves = graph_with_thirds(); output.backward(); print(*[x.grad.hex() for x in leaves])"
    )
    output, leaves = graph_with_thirds()
    output.backward()
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert [bits(x.grad) for x in leaves] == result.stdout.split()


def test_separate_graphs_in_separate_threads_are_independent() -> None:
    """Eight threads at once find what one finds alone."""
    output, leaves = graph_with_thirds()
    output.backward()
    expected = [x.grad for x in leaves]
    found: list[list[float]] = []

    def work() -> None:
        for _ in range(20):
            mine, variables = graph_with_thirds()
            mine.backward()
            found.append([x.grad for x in variables])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [expected] * 160 == found


# ---- where there is no derivative -------------------------------------------------------------------------------------


def test_an_infinite_derivative_names_its_node() -> None:
    """At 0 sqrt has a value and no slope: the error holds the node, its name and what to do."""
    x = Value(0.0, label="distance")
    root = x.sqrt()
    with pytest.raises(NotDifferentiable, match=r"sqrt has no finite derivative at \(distance = 0.0\).*detach") as caught:
        (root * 3).backward()
    assert root is caught.value.node
    assert isinstance(caught.value, ArithmeticError)


def test_an_undefined_derivative_names_its_node() -> None:
    """(-2)**y has no derivative by y; by the base it has one."""
    x, y = Value(-2.0, label="base"), Value(3.0, label="exponent")
    z = x**y
    z.label = "z"
    with pytest.raises(NotDifferentiable, match=r"'z' = pow .*base = -2.0, exponent = 3.0.*by 'exponent'") as caught:
        z.backward()
    assert z is caught.value.node
    assert (False, False) == (x.reached, z.reached)


def test_a_derivative_that_is_no_finite_number_is_found_out() -> None:
    """A rule that returns infinity or nan without raising: 1 / x beyond the floats, and a careless one."""
    careless = Operation("careless", lambda x: x, lambda out, x: (x * math.inf,))
    for number, operation in ((1e-310, autograd.log), (0.0, careless), (1.0, careless)):
        x = Value(number, label="x")
        output = operation(x)
        for differentiate in (output.backward, lambda: autograd.gradient(output * 2, [x])):  # noqa: B023 - called at once
            with pytest.raises(NotDifferentiable, match=r"its derivative by 'x' is (inf|nan)") as caught:
                differentiate()
            assert output is caught.value.node
        assert (False, False) == (x.reached, output.reached)


def test_an_overflow_is_no_missing_derivative() -> None:
    """Where every local derivative is finite, infinity is what Python's multiplication gives."""
    x = Value(1e200)
    (x * 1e200 * 1e-200 * 1e200).backward(1e200)
    assert math.inf == x.grad


# ---- a pass that raises -----------------------------------------------------------------------------------------------


def interrupted(out: float, x: float) -> tuple[float]:
    """Stand for Ctrl-C in the middle of a pass."""
    raise KeyboardInterrupt(out, x)


def faulty(out: float, x: float) -> tuple[float]:
    """Stand for a rule with a bug."""
    raise LookupError("a bug", out, x)


@pytest.mark.parametrize(
    ("last", "error"),
    [
        (lambda x: (x * 0).sqrt(), NotDifferentiable),
        (Operation("stop", lambda x: x, interrupted), KeyboardInterrupt),
        (Operation("faulty", lambda x: x, faulty), LookupError),
        (Operation("miscounted", lambda x: x, lambda out, x: (1.0, 2.0)), TypeError),
        (Operation("wordy", lambda x: x, lambda out, x: ("1",)), TypeError),
    ],
    ids=["not differentiable", "Ctrl-C", "a bug", "wrong count", "no number"],
)
def test_a_backward_that_raises_leaves_every_gradient_as_it_was(
    last: Callable[[Value], Value], error: type[BaseException]
) -> None:
    """Leaves, inner nodes and constants, whether they had been reached before or not."""
    x, fresh = Value(2.0), Value(5.0)
    earlier = x * x
    earlier.backward()
    inner = last(earlier * fresh)
    output = inner + earlier * 3 + autograd.mean(earlier, x, fresh)
    before = {node: (node.grad, node.reached) for node in nodes(output)}
    with pytest.raises(error):
        output.backward()
    assert before == {node: (node.grad, node.reached) for node in nodes(output)}
    earlier.backward()
    assert 8.0 == x.grad


def test_a_rule_with_the_wrong_number_of_derivatives_is_told_so() -> None:
    """At one, two and three inputs; in backward and in gradient."""
    for count in (1, 2, 3):
        rule = Operation("wrong", lambda *xs: xs[0], lambda out, *xs: (1.0,) * (len(xs) + 1), arity=count)
        inputs = [Value(1.0) for _ in range(count)]
        for differentiate in (lambda y: y.backward(), lambda y: autograd.gradient(y, inputs)):  # noqa: B023 - called at once
            with pytest.raises(TypeError, match=f"wrong returned {count + 1} entries for {count} inputs"):
                differentiate(rule(*inputs))
