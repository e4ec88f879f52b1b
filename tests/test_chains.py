"""Chains: sums of products that run one after the other, in graphs that hardly have two rows alike side by side."""

import math
import random

import pytest

import nn
from autograd import Value, atan2, compile, tanh
from autograd.program import grouping
from autograd.program.chains import Chain
from autograd.program.flat import Flat
from autograd.program.grouping import schedule

numba_backend = pytest.importorskip("autograd.program.numba_backend", exc_type=ImportError)


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every program without matrix products run with chains."""
    monkeypatch.setattr(grouping, "_FEWEST_GROUPS", 1)
    monkeypatch.setattr(grouping, "_SMALL", 1e9)


def scattered(count: int, seed: int = 0) -> tuple[Value, list[Value], list[Value]]:
    """Return a graph of so many operations on one another's results, its inputs and its parameters."""
    draw = random.Random(seed)
    inputs, parameters = [[Value(draw.uniform(-1, 1)) for _ in range(5)] for _ in range(2)]
    nodes = [*inputs, *parameters]
    for _ in range(count):
        x, y, z = draw.choices(nodes[-20:], k=3)
        nodes.append(draw.choice((x * y + z, x - y, -x * 0.5, x * x, tanh(x + y * z - 0.3 * z), x.sigmoid())))
    return sum(nodes[-5:], 0.0), inputs, parameters


def flat_of(program: object) -> Flat:
    """Return the flat program of value and gradients."""
    both: Flat = program._both.flat  # type: ignore[attr-defined]
    return both


@pytest.mark.parametrize("rows", [1, 3, 50, 1000])
def test_a_scattered_graph_runs_in_chains_and_gives_the_recorded_gradients(rows: int) -> None:
    """One row at a time, in lanes, in blocks of lanes, on threads: what the eager engine says of the same numbers."""
    output, inputs, parameters = scattered(1500)
    output.backward()
    program = compile(output, inputs, parameters, backend="numba")
    value, gradients = program.value_and_gradients([[x.data for x in inputs]] * rows)
    assert grouping.is_scattered(schedule(flat_of(program)).sample)
    assert value == pytest.approx(output.data, rel=1e-12)
    assert gradients == pytest.approx([p.grad for p in parameters], rel=1e-10, abs=1e-12)


@pytest.mark.usefixtures("always")
def test_small_graphs_of_every_shape_run_in_chains() -> None:
    """Two hundred random graphs of up to 40 operations, on batches of 1, 3 and 9 different rows."""
    for seed in range(200):
        draw = random.Random(seed)
        output, inputs, parameters = scattered(draw.randint(1, 40), seed)
        program = compile(output, inputs, parameters, backend="numba")
        plain = compile(output, inputs, parameters, backend="python")
        batch = [[draw.uniform(-2, 2) for _ in inputs] for _ in range(draw.choice((1, 3, 9)))]
        value, gradients = program.value_and_gradients(batch)
        expected, slopes = plain.value_and_gradients(batch)
        assert value == pytest.approx(expected, rel=1e-11, abs=1e-11), seed
        assert gradients == pytest.approx(slopes, rel=1e-10, abs=1e-10), seed
        assert program(batch) == pytest.approx(plain(batch), rel=1e-11, abs=1e-11), seed


def test_a_row_reads_what_the_row_before_it_gave() -> None:
    """A hundred products one after the other are one chain, where they would be a hundred groups."""
    x = Value(1.01, "x")
    y = x
    for _ in range(100):
        y = y * x
    program = compile(y, [x], [], backend="numba")
    program.value_and_gradients([[1.01]])
    (chain,) = [group for group in schedule(flat_of(program), chains=True).sample if isinstance(group, Chain)]
    assert len(chain.rows) == 100
    assert len(schedule(flat_of(program)).sample) == 100
    assert program([[1.01], [0.5]]) == pytest.approx([1.01**101, 0.5**101], rel=1e-13)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("rows", [1, 9])
@pytest.mark.parametrize("x", [0.0, -0.0])
def test_a_zero_keeps_its_sign(x: float, rows: int) -> None:
    """What stands beside a single product is -0.0, which changes no bit; atan2 tells zeros apart."""
    a, b = Value(x, "a"), Value(3.0, "b")
    output = atan2(a * b, Value(-1.0)) + atan2(-(a * b), Value(-1.0)) * 10.0
    assert compile(output, [a, b], [], backend="numba")([[x, 3.0]] * rows) == [output.data] * rows
    assert abs(output.data) == pytest.approx(9.0 * math.pi)


@pytest.mark.usefixtures("always")
def test_infinity_and_nan_stay_what_they_are() -> None:
    """Units of a chain multiply numbers that are no use to anybody; these must not become nan."""
    a, b = Value(1.0, "a"), Value(1.0, "b")
    output = (a * b - b) + a.tanh()
    program = compile(output, [a, b], [], backend="numba")
    assert program([[2.0, math.inf]])[0] != program([[2.0, math.inf]])[0]  # inf - inf
    assert program([[math.inf, 2.0]]) == [math.inf]
    assert program([[math.inf, 2.0], [1.0, 2.0]]) == pytest.approx([math.inf, math.tanh(1.0)])


def test_only_scattered_programs_have_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network of layers runs in products and groups; a long program is told by its first groups, whichever it is."""
    layers = nn.feed_forward([8, 16, 16, 1], seed=0).compile(nn.mean_squared_error, "numba")
    layers.value_and_gradients([[0.1] * 8], [[1.0]])
    (network,) = layers._programs.values()
    output, inputs, parameters = scattered(1500)
    graph = compile(output, inputs, parameters, backend="numba")
    graph.value_and_gradients([[x.data for x in inputs]])
    for looked_at in (2000, 200, 1):  # all of it, the beginning, too little to say
        monkeypatch.setattr(grouping, "_LOOKED_AT", looked_at)
        plans = [grouping.schedule_quickest(flat_of(program), 4) for program in (network, graph)]
        found = [any(isinstance(group, Chain) for group in plan.sample) for plan in plans]
        assert found == [False, looked_at > 1]
