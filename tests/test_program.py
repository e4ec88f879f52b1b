"""Programs: what is recorded, or traced, runs over batches and says the same as the eager engine."""

import gc
import inspect
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers

from autograd import Operation, StaleGraph, Value, exp, gradient, log, logaddexp, maximum, mean, relu, where, zero_gradients
from autograd.blame import noise_of
from autograd.operations import rows as table
from autograd.program import DataDependentGraph, NotFinite, compile
from autograd.program.adjoints import rule
from autograd.program.backends import BACKENDS

ROOT = Path(__file__).parent.parent
INSTALLED = []
for backend_name in BACKENDS:
    try:
        compile(Value(1.0), [], backend=backend_name)
    except ImportError:
        continue
    INSTALLED.append(backend_name)
on_every_backend = pytest.mark.parametrize("backend", INSTALLED)


def close(expected: float, actual: float, terms: float) -> bool:
    """Whether two numbers agree to 1e-12 of the accumulated terms; below 2.3e-308, to 4 units of 5e-324."""
    return expected == actual or abs(expected - actual) <= 1e-12 * terms + 2e-323


# ---- every row of the table --------------------------------------------------------------------------------------------


def check_row(row: Operation, backend: str) -> None:
    """Compare values and derivatives at all sample points and kinks with the eager engine's."""
    parameters = [Value(0.0, f"p{i}") for i in range(row.arity)]
    inputs = [Value(x, f"x{i}") for i, x in enumerate(row.domain.samples[0])]
    program = compile(row(*[p + x for p, x in zip(parameters, inputs, strict=True)]), inputs, parameters, backend=backend)
    points = [*row.domain.samples, *row.domain.kinks]
    values = program(points)
    for point, value in zip(points, values, strict=True):
        leaves = [Value(x) for x in point]
        output = row(*leaves)
        output.backward()
        mean_of_one, gradients = program.value_and_gradients([point])
        assert close(output.data, value, abs(output.data)), point
        assert close(output.data, mean_of_one, abs(output.data)), point
        for leaf, derivative in zip(leaves, gradients, strict=True):
            assert close(leaf.grad, derivative, abs(leaf.grad)), point


@on_every_backend
@pytest.mark.parametrize("row", table(), ids=lambda row: row.label)
def test_every_row_computes_and_differentiates_as_recorded(row: Operation, backend: str) -> None:
    """At all sample points and kinks, values and derivatives by each input are the eager engine's."""
    check_row(row, backend)


@pytest.mark.skipif("numpy" not in INSTALLED, reason="NumPy is not installed")
@pytest.mark.parametrize("row", table(), ids=lambda row: row.label)
def test_every_row_runs_on_arrays_without_a_spelling_of_its_own(row: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spelling is only faster: with none at all the functions of the table do the work."""
    from autograd.program import numpy_spellings

    monkeypatch.setattr(numpy_spellings, "SPELLINGS", {})
    monkeypatch.setattr(numpy_spellings, "SLOPES", {})
    check_row(row, "numpy")


@pytest.mark.skipif("numba" not in INSTALLED, reason="Numba is not installed")
@pytest.mark.parametrize("row", table(), ids=lambda row: row.label)
def test_every_row_runs_between_kernels_without_an_opcode(row: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that the kernels do not know, such as a user's, are run by Python in their place."""
    from autograd.program import numba_code

    monkeypatch.setattr(numba_code, "OPCODES", {})
    check_row(row, "numba")


@pytest.mark.skipif("numba" not in INSTALLED, reason="Numba is not installed")
def test_the_kernels_know_every_row_of_the_table() -> None:
    """No row of the table makes a program leave the kernels."""
    from autograd.program.numba_code import opcode

    assert [] == [row.label for row in table() if opcode(row) is None]


@on_every_backend
@pytest.mark.parametrize("row", [row for row in table() if row.domain.outside or row.domain.steep], ids=lambda row: row.label)
def test_where_the_eager_engine_raises_the_program_raises_the_same(row: Operation, backend: str) -> None:
    """Outside a domain, and where a derivative is infinite, error and message are those of the recorded graph."""
    parameters = [Value(0.0, f"p{i}") for i in range(row.arity)]
    inputs = [Value(x, f"x{i}") for i, x in enumerate(row.domain.samples[0])]
    program = compile(row(*[x + p for p, x in zip(parameters, inputs, strict=True)]), inputs, parameters, backend=backend)
    fine = row.domain.samples[0]
    for point in row.domain.outside:
        with pytest.raises((ValueError, ArithmeticError)) as eager:
            row(*[Value(x) for x in point])
        with pytest.raises(type(eager.value), match=row.name):
            program([fine, point, fine])
        with pytest.raises(type(eager.value), match=row.name) as compiled:
            program.value_and_gradients([fine, point])
        assert "in row 1 of the batch" in compiled.value.__notes__
    for point in row.domain.steep:
        assert close(row(*point), program([point])[0], abs(row(*point)))
        leaves = [Value(x) for x in point]
        with pytest.raises(ArithmeticError) as eager:
            row(*leaves).backward()
        with pytest.raises(type(eager.value), match="no finite derivative"):
            program.value_and_gradients([fine, point])


# ---- random graphs -----------------------------------------------------------------------------------------------------

TAME: list[Callable[..., Any]] = [
    lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / (2.0 + y * y), lambda x, y: -x,
    lambda x, y: x.tanh(), lambda x, y: x.sigmoid(), lambda x, y: relu(x), lambda x, y: abs(x), lambda x, y: x.softplus(),
    lambda x, y: exp(-(x * x)), lambda x, y: log(1.5 + x * x), maximum, lambda x, y: mean(x, y, x),
    lambda x, y: x**2, lambda x, y: 0.5 * x, lambda x, y: x.sin(), lambda x, y: where(relu(y), x, y), lambda x, y: x.gelu(),
    lambda x, y: x.leaky_relu(0.1), lambda x, y: 0.5 * logaddexp(x, y), lambda x, y: x.tanh() * 0.3 + y.tanh() * 0.7 + 0.1,
]  # fmt: skip


def random_graph(seed: int) -> tuple[Value, list[Value], list[Value]]:
    """Return an output, inputs and parameters: up to 40 operations on each other's results, tamed to size 1."""
    draw = random.Random(seed)
    sizes = (0.0, draw.uniform(-2, 2), draw.uniform(-2, 2), draw.uniform(-60, 60))  # at kinks, and where functions saturate
    inputs = [Value(draw.choice(sizes), f"x{i}") for i in range(draw.randint(1, 3))]
    parameters = [Value(draw.uniform(-1, 1), f"p{i}") for i in range(draw.randint(0, 4))]
    nodes: list[Value] = [*inputs, *parameters]
    for _ in range(draw.randint(1, 40)):
        node = draw.choice(TAME)(draw.choice(nodes), draw.choice(nodes))
        nodes.append(node if abs(node.data) < 10 else node * 0.01)
    return sum(nodes[-3:-1], nodes[-1]), inputs, parameters


@on_every_backend
@settings(max_examples=1000, deadline=None, derandomize=True, database=None)
@given(seed=integers(0, 2**32))
def test_random_graphs_give_the_eager_values_and_gradients(backend: str, seed: int) -> None:
    """A thousand graphs on batches of 1 to 9 rows: shared nodes, constants, kinks, saturations, parameters that nothing uses."""
    output, inputs, parameters = random_graph(seed)
    program = compile(output, inputs, parameters, backend=backend)
    draw = random.Random(seed)
    first = [x.data for x in inputs]
    batch = [first, *[[draw.choice((x, x + draw.uniform(-0.1, 0.1))) for x in first] for _ in range(draw.choice((0, 2, 8)))]]
    zero_gradients([*inputs, *parameters])
    total, size = 0.0, 0.0
    bounds = [0.0] * len(parameters)
    for row in batch:
        for x, number in zip(inputs, row, strict=True):
            x.data = number
        output.recompute().backward(1.0 / len(batch))
        noise = noise_of(output) + abs(output.data)
        total, size = total + output.data / len(batch), size + noise / len(batch)
        bounds = [bound + max(1.0, noise) / len(batch) for bound in bounds]
    value, gradients = program.value_and_gradients(batch)
    assert close(total, value, size)
    for parameter, derivative, bound in zip(parameters, gradients, bounds, strict=True):
        assert close(parameter.grad, derivative, bound * (1.0 + abs(parameter.grad))), parameter


@on_every_backend
def test_a_batch_gives_the_mean_of_its_rows(backend: str) -> None:
    """Values come row by row; value and gradients are means over the rows, whatever their number."""
    w, b, x, t = Value(0.7, "w"), Value(-0.2, "b"), Value(0.0, "x"), Value(0.0, "t")
    program = compile(((w * x + b).tanh() - t) ** 2 + 0.1 * w * w, [x, t], [w, b], backend=backend)
    draw = random.Random(7)
    for count in (1, 2, 3, 64, 65, 200):
        batch = [[draw.uniform(-2, 2), draw.uniform(-1, 1)] for _ in range(count)]
        singles = [program.value_and_gradients([row]) for row in batch]
        value, gradients = program.value_and_gradients(batch)
        assert [one for one, _ in singles] == pytest.approx(list(program(batch)), rel=1e-13)
        assert value == pytest.approx(math.fsum(one for one, _ in singles) / count, rel=1e-12)
        for i in range(2):
            assert gradients[i] == pytest.approx(math.fsum(both[i] for _, both in singles) / count, rel=1e-11, abs=1e-14)


@pytest.mark.skipif("numpy" not in INSTALLED, reason="NumPy is not installed")
@on_every_backend
def test_arrays_give_arrays_and_lists_lists(backend: str) -> None:
    """What comes out has the kind of the batch, and nobody writes into it later."""
    import numpy as np

    w, x = Value(2.0), Value(0.0)
    program = compile(w * x, [x], [w], backend=backend)
    kind = list if backend == "python" else np.ndarray
    first = program.value_and_gradients(np.array([[1.0], [2.0]]))[1]
    assert kind is type(first) is type(program(np.array([[1.0]])))
    program.value_and_gradients(np.array([[5.0]]))
    assert [1.5] == list(first)
    assert list is type(program.value_and_gradients([[1.0]])[1]) is type(program([[1.0]]))
    for batch in (np.array([[1, 2]], dtype=np.int32).T, np.array([[9.0, 1.0], [9.0, 2.0]])[:, 1:], np.array([1.0, 2.0])):
        assert [2.0, 4.0] == list(program(batch))
        assert 3.0 == program.value_and_gradients(batch)[0]


def test_python_gives_the_eager_numbers_to_the_bit() -> None:
    """One sample on the python backend adds in the eager order: no digit differs.

    Rows on parameters alone are the exception: their derivatives are added after those of the samples.
    """
    compared = 0
    for seed in range(150):
        output, inputs, parameters = random_graph(seed)
        zero_gradients(parameters)
        output.backward()
        program = compile(output, inputs, parameters, backend="python")
        value, gradients = program.value_and_gradients([[x.data for x in inputs]])
        assert output.data == value, seed
        if not program._both.flat.after:
            compared += 1
            assert [p.grad for p in parameters] == gradients, seed
    assert compared > 75


@pytest.mark.skipif("numba" not in INSTALLED, reason="Numba is not installed")
def test_threads_share_a_batch_and_give_the_same_bits_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums of the shares are added in their order; the guilty row is found in any share."""
    from autograd.program import numba_backend

    monkeypatch.setattr(numba_backend, "_THREAD_WORK", 1)
    w, v, x = Value(0.7, "w"), Value(-0.2, "v"), Value(1.0, "x")
    output = (w * x + v).tanh() * x.log() + w * w
    draw = random.Random(3)
    batch = [[draw.uniform(0.1, 2)] for _ in range(1000)]
    found = {}
    for threads in (1, 2, 3, 7):
        monkeypatch.setenv("CHAINRULE_THREADS", str(threads))
        program = compile(output, [x], [w, v], backend="numba")
        found[threads] = program.value_and_gradients(batch)
        assert [found[threads]] * 5 == [program.value_and_gradients(batch) for _ in range(5)]
        assert (threads > 1) == any(stride < 0 for stride in program._both.floats)  # numbers of other threads
        assert found[1][0] == pytest.approx(found[threads][0], rel=1e-14)
        assert found[1][1] == pytest.approx(found[threads][1], rel=1e-12)
        for row in (0, 400, 999):
            with pytest.raises(ValueError, match="log has no value") as caught:
                program.value_and_gradients([*batch[:row], [-1.0], *batch[row + 1 :]])
            assert [f"in row {row} of the batch"] == caught.value.__notes__
    monkeypatch.setenv("CHAINRULE_THREADS", "many")
    with pytest.raises(ValueError, match="CHAINRULE_THREADS must be a number of threads"):
        compile(output, [x], [w, v], backend="numba")


# ---- what is shared, constant, dead ---------------------------------------------------------------------------------------


@on_every_backend
def test_what_no_sample_changes_is_computed_once_a_call(backend: str) -> None:
    """A row on parameters alone is computed once for a batch, and its rule is run once on the mean."""
    calls = []
    counted = Operation("counted", lambda x: calls.append(x) or 2.0 * x, lambda out, x: (2.0,))
    w, x = Value(3.0), Value(1.0)
    program = compile(counted(w) * x, [x], [w], backend=backend)
    calls.clear()
    assert (12.0, [4.0]) == program.value_and_gradients([[1.0], [2.0], [3.0]])
    assert [3.0] == calls


def test_dead_code_and_known_numbers_take_no_rows() -> None:
    """What the output does not need is left out, and constants are computed while compiling."""
    x, w = Value(2.0, "x"), Value(3.0, "w")

    def f(x: Any) -> Any:
        x.exp()  # nobody uses it
        return x * (Value(2.0).sqrt() + 1.0)

    assert f"{math.sqrt(2.0) + 1.0!r}" in compile(f, 1.0, backend="python").source
    assert "exp" not in compile(f, 1.0, backend="python").source
    program = compile(w * x, [x], [w], backend="python")
    assert "inputs, 1 parameters, 1 operations" in repr(program)


def test_a_users_random_row_is_not_folded_into_a_constant() -> None:
    """A row that is not of the table may give another number at each call, so it is computed at each call."""
    draws = iter([1.0, 2.0, 3.0])
    noise = Operation("noise", lambda scale: scale * next(draws), lambda out, scale: (out / scale,))
    program = compile(noise(Value(10.0)), [], [], backend="python")
    assert [[20.0], [30.0]] == [program(), program()]


@on_every_backend
def test_parameters_and_inputs_that_nothing_uses_are_allowed(backend: str) -> None:
    """Their derivatives are 0, and an output may depend on nothing at all."""
    x, unused = Value(1.0), Value(2.0)
    assert (6.0, [0.0]) == compile(x * 3.0, [x], [unused], backend=backend).value_and_gradients([[2.0]])
    assert [5.0, 5.0] == list(compile(Value(5.0), [x], [unused], backend=backend)([[1.0], [2.0]]))
    assert (2.0, [1.0]) == compile(unused, [], [unused], backend=backend).value_and_gradients()
    assert [7.0, 8.0] == list(compile(x, [x], backend=backend)([7.0, 8.0]))


def test_plain_sums_of_products_become_weighted_sums() -> None:
    """A neuron written with + and * is one row, a partial sum that is used elsewhere stays, and no bit changes."""
    w, v, b, x = Value(0.1, "w"), Value(0.7, "v"), Value(0.3, "b"), Value(1.1, "x")
    partial = w * x + v * x
    output = (partial + b) * partial
    program = compile(output, [x], [w, v, b], backend="python")
    assert "3 parameters, 3 operations" in repr(program)
    assert "w * x + v * x" in program.source
    output.backward()
    assert (output.data, [w.grad, v.grad, b.grad]) == program.value_and_gradients([1.1])
    long = sum([w * x for _ in range(1000)], b * b)
    assert "4 operations" in repr(compile(long, [x], [w, b], backend="python"))
    assert [long.data] == compile(long, [x], [w, b], backend="python")([1.1])


# ---- tracing ------------------------------------------------------------------------------------------------------------


def test_a_branch_on_data_is_an_error_that_shows_the_line() -> None:
    """Comparing, asking for truth, and turning a traced number into a plain one name the line that did it."""
    for f, doing in (
        (lambda x: x if x > 0.0 else -x, "compares"),
        (lambda x: x + 1.0 if x else -x, "is true"),
        (lambda x: x if x == 0.0 else -x, "compares"),
        (lambda x: math.sin(x) + 1.0, "into a plain one"),
        (lambda x: Value(x.data), "reads the data"),
        (lambda x: max(x, 0.0), "compares"),
    ):
        with pytest.raises(DataDependentGraph, match=doing) as caught:
            compile(f, 1.0)
        assert "test_program.py" in str(caught.value)
        assert "lambda x:" in str(caught.value)


@on_every_backend
def test_a_function_of_structures_is_traced(backend: str) -> None:
    """The rows of a batch hold the numbers of the arguments in their order; parameters come from outside."""
    w = Value(3.0, "w")

    def f(point: dict[str, Any], scale: Any) -> Any:
        return w * point["x"] ** 2 + point["y"][0] * scale

    program = compile(f, ({"x": 1.0, "y": [2.0]}, 1.0), [w], backend=backend)
    assert [22.0] == list(program([[2.0, 5.0, 2.0]]))
    assert (22.0, [4.0]) == program.value_and_gradients([[2.0, 5.0, 2.0]])


def test_a_rule_that_branches_is_refused() -> None:
    """A derivative rule is ordinary arithmetic: one that asks for numbers cannot be written out."""
    branching = Operation("branching", math.fabs, lambda out, x: (1.0 if x > 0 else -1.0,))
    x = Value(1.0)
    with pytest.raises(DataDependentGraph, match=r"test_program\.py"):
        compile(branching(x), [], [x]).value_and_gradients()


def test_a_rule_writes_the_same_thing_once() -> None:
    """atan2 spells hypot(x, y) four times; two of its quotients share one row."""
    from autograd.operations import OPERATIONS

    names = [operation.name for _, operation, _, _ in rule(OPERATIONS["atan2"], (True, True)).rows if operation]
    assert 1 == names.count("hypot")


# ---- parameters -----------------------------------------------------------------------------------------------------------


@on_every_backend
def test_the_program_follows_assigned_parameters_and_writes_back(backend: str) -> None:
    """A call after an assignment reads the Values first; store writes numbers and gradients back."""
    w, x = Value(2.0, "w"), Value(0.0, "x")
    program = compile(w * x, [x], [w], backend=backend)
    assert [6.0] == list(program([3.0]))
    w.data = 5.0
    assert [15.0] == list(program([3.0]))
    program.data[0] = 7.0
    assert [21.0] == list(program([3.0]))
    assert (21.0, [3.0]) == program.value_and_gradients([3.0])
    assert (5.0, 0.0) == (w.data, w.grad)
    program.store()
    assert (7.0, 3.0) == (w.data, w.grad)
    assert type(w.data) is type(w.grad) is float
    assert [21.0] == list(program([3.0]))


def test_storing_what_has_not_changed_leaves_recorded_graphs_fresh() -> None:
    """Only a parameter that moved makes the graphs that use it stale."""
    w, x = Value(2.0), Value(3.0)
    y = w * x
    program = compile(y, [x], [w], backend="python")
    program.value_and_gradients([3.0])
    program.store()
    y.backward()
    assert 6.0 == w.grad  # 3 from the program, 3 from the pass


# ---- what is refused ---------------------------------------------------------------------------------------------------------


def test_wrong_arguments_are_refused_by_name() -> None:
    """Each message says what was given and what to pass."""
    x, w = Value(1.0, "x"), Value(2.0, "w")
    y = w * x
    for arguments, error, message in (
        ((y, [x], [y]), ValueError, "must be a leaf"),
        ((y, [x, x], [w]), ValueError, "listed twice"),
        ((y, [x], [w, w]), ValueError, "listed twice"),
        ((y, [w], [w]), ValueError, "listed twice"),
        ((y, x, [w]), TypeError, "write inputs="),
        ((y, [1.0], [w]), TypeError, "must be Values"),
        ((2.0, [x], [w]), TypeError, "a recorded Value or a function"),
        ((lambda x: [x, x], 1.0), TypeError, "returns one"),
        ((lambda x: "x", 1.0), TypeError, "one number, got str"),
        ((lambda x: None, 1.0), TypeError, "one number, got NoneType"),
    ):
        with pytest.raises(error, match=message):
            compile(*arguments)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown backend 'cuda'"):
        compile(y, [x], [w], backend="cuda")
    w.data = 4.0
    with pytest.raises(StaleGraph, match="'w' was assigned"):
        compile(y, [x], [w])


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_backend_that_is_not_installed_says_what_to_install(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name it is an ImportError; auto takes the next fastest, and python is always there."""

    def missing(_: Any) -> Any:
        raise ModuleNotFoundError("No module named 'numpy'")

    x = Value(1.0)
    for name in ("numpy", "numba"):
        monkeypatch.setitem(BACKENDS, name, missing)
    with pytest.raises(ImportError, match=rf"the {backend} backend is not installed .* pip install"):
        compile(x * x, [x], backend=backend)
    assert "python" == compile(x * x, [x]).backend


@on_every_backend
def test_a_batch_that_does_not_fit_is_refused(backend: str) -> None:
    """The row, its length and the program's inputs stand in the message."""
    x, y = Value(1.0, "x"), Value(2.0, "y")
    program = compile(x * y, [x, y], backend=backend)
    for batch, error, message in (
        ([[1.0, 2.0], [1.0]], ValueError, "row 1 of the batch has 1 numbers, but the program has 2 inputs"),
        ([1.0, 2.0], TypeError, "row 0 of the batch must be a list of 2 numbers"),
        (3.0, TypeError, "a list of rows"),
        ([["a", 1.0]], TypeError, "row 0 of the batch"),
        ("ab", TypeError, "a list of rows"),
    ):
        with pytest.raises(error, match=message):
            program(batch)
    with pytest.raises(ValueError, match="at least one row"):
        program.value_and_gradients([])
    assert [] == list(program([]))


@on_every_backend
def test_masked_numbers_are_missing_ones(backend: str) -> None:
    """What lies under the mask of an array must not be computed with; without a mask it is an array as others are."""
    np = pytest.importorskip("numpy")
    x, y = Value(1.0, "x"), Value(2.0, "y")
    program = compile(x * y, [x, y], backend=backend)
    with pytest.raises(TypeError, match="row 0 of the batch, got NoneType"):
        program(np.ma.masked_array([[1.0, 2.0]], [[0, 1]]))
    assert list(program(np.ma.masked_array([[1.0, 2.0]], [[0, 0]]))) == [2.0]


@on_every_backend
def test_what_is_not_finite_is_named(backend: str) -> None:
    """A result that overflows without an error names the row, the first node that overflowed and its operation."""
    w, x = Value(1e200, "w"), Value(0.0, "x")
    h = w * x
    h.label = "h"
    program = compile(h * h, [x], [w], backend=backend)
    with pytest.raises(NotFinite, match=r"in row 2 of the batch: multiply at 'h', 'h' is inf, the multiply of"):
        program.value_and_gradients([0.0, 1e-200, 2.0])
    assert [0.0, math.inf] == list(program([0.0, 1.0]))  # as a recorded graph gives it
    with pytest.raises(NotFinite, match="too large for a float"):
        compile(w * x, [x], [w], backend=backend).value_and_gradients([1e108, 1.5e108])


@on_every_backend
def test_an_error_names_the_neuron(backend: str) -> None:
    """The label of the node that could not be computed is in the error."""
    x = Value(1.0, "x")
    margin = x - 2.0
    margin.label = "margin"
    y = margin.exp()
    y.label = "y"
    with pytest.raises(OverflowError, match=r"'margin' = 998\.0"):
        compile(y, [x], backend=backend)([1.0, 1000.0])


# ---- reading -----------------------------------------------------------------------------------------------------------------


def test_the_source_shows_the_equations() -> None:
    """Lines are named after the nodes, and inspect shows them."""
    w, x = Value(0.5, "w[x→h1]"), Value(1.0, "x")
    h = (w * x).tanh()
    h.label = "y[h1]"
    program = compile(h * h, [x], [w], backend="python")
    assert "y_h1 = tanh(v6)\n" in program.source
    assert "dE_dy_h1 = y_h1 + y_h1\n" in program.source
    assert program.source == inspect.getsource(program.function)


def test_names_that_collide_or_are_keywords_stay_apart() -> None:
    """Labels may be equal, keywords, functions' names or no names at all: the equations are still right."""
    x, y, z, v = Value(1.0, "tanh"), Value(2.0, "tanh"), Value(3.0, "for"), Value(4.0, "→ 1")
    output = (x.tanh() - y) * z + v * 2.0
    assert [output.data] == compile(output, [x, y, z, v], backend="python")([[1.0, 2.0, 3.0, 4.0]])


def test_the_text_of_a_program_is_freed_with_it() -> None:
    """Thousands of programs leave nothing behind."""
    import linecache

    def programs() -> int:
        gc.collect()
        return len([file for file in linecache.cache if file.startswith("<program")])

    before = programs()
    x = Value(1.0)
    held = compile(x * x, [x], backend="python")
    assert before + 1 == programs()
    del held
    assert before == programs()


def test_long_and_wide_graphs() -> None:
    """A chain of 20,000 operations and a sum of 3,000 products run, and nothing recurses."""
    x = Value(1.0, "x")
    y = x
    for _ in range(10_000):
        y = y * 0.999 + x
    y.backward()
    for backend in INSTALLED[:2]:
        program = compile(y, [], [x], backend=backend)
        value, (by_x,) = program.value_and_gradients()
        assert value == pytest.approx(y.data, rel=1e-12)
        assert by_x == pytest.approx(x.grad, rel=1e-12)
    xs = [Value(float(i)) for i in range(3000)]
    wide = mean(*[a * a for a in xs]) + xs[0]
    for backend in INSTALLED:
        assert list(compile(wide, xs, backend=backend)([[a.data for a in xs]])) == pytest.approx([wide.data], rel=1e-12)
        many = compile(sum([x * a for a in xs[1:]], x * xs[0]), xs, [x], backend=backend)
        assert many.value_and_gradients([[1.0] * 3000]) == (3000.0, [3000.0])


def test_gradients_are_those_of_gradient() -> None:
    """The order is that of the parameters as listed."""
    a, b, x = Value(2.0), Value(5.0), Value(3.0)
    y = a * x + b * b
    assert [v.data for v in gradient(y, [b, a])] == compile(y, [x], [b, a], backend="python").value_and_gradients([3.0])[1]


# ---- threads ---------------------------------------------------------------------------------------------------------------


def test_jobs_are_done_together_and_their_errors_come_back() -> None:
    """One job is done here, the others on threads; an error is raised when nobody is at work, and the crew goes on."""
    from threading import get_ident

    from autograd.program.threads import together

    def job(i: int) -> Callable[[], None]:
        def work() -> None:
            found[i] = get_ident()
            if i == broken:
                raise ArithmeticError(f"job {i}")

        return work

    for broken in (None, 0, 2, None):
        found: dict[int, int] = {}
        if broken is None:
            together([job(i) for i in range(4)])
        else:
            with pytest.raises(ArithmeticError, match=f"job {broken}"):
                together([job(i) for i in range(4)])
        assert get_ident() == found[0]
        assert 4 == len(set(found.values()))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_forked_process_has_threads_of_its_own() -> None:
    """Threads do not survive a fork: a child begins with new ones instead of waiting for those of its parent."""
    code = (
        "import os; from autograd.program.threads import together\n"
        "together([int, int])\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    together([int, int]); os._exit(7)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    assert 7 == subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, timeout=60, check=False).returncode


# ---- kernels on disk ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif("numba" not in INSTALLED, reason="Numba is not installed")
def test_kernels_of_other_sources_are_not_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Any file that kernels are made of counts, so that neither an upgrade nor an edit runs what was compiled before."""
    from autograd.program import numba_kernels, numba_tools

    kept = numba_kernels.run._cache._cache_file
    assert numba_tools.sources_stamp() == kept._source_stamp
    assert numba_tools.is_on_disk(numba_kernels.run)
    monkeypatch.setattr(kept, "_source_stamp", "of another version")
    assert not numba_tools.is_on_disk(numba_kernels.run)
    stamps = set()
    for text in ("x = 1", "x = 2"):
        (tmp_path / "numba_tools.py").write_text("", encoding="utf-8")
        (tmp_path / "numba_functions.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(numba_tools, "__file__", str(tmp_path / "numba_tools.py"))
        stamps.add(numba_tools.sources_stamp.__wrapped__())
    assert 2 == len(stamps)
