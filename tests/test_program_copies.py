"""Copies and pickles of programs of recorded graphs: made anew, with the numbers that the program had."""

import copy
import pickle
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pytest

from autograd import Value, compile, maximum
from autograd.program.backends import BACKENDS
from autograd.program.program import Program

WAYS: list[Callable[[Any], Any]] = [copy.copy, copy.deepcopy, lambda program: pickle.loads(pickle.dumps(program))]
on_every_backend = pytest.mark.parametrize(
    "backend", ["python", *[name for name, module in (("numpy", "numpy"), ("numba", "numba")) if find_spec(module)]]
)
every_way = pytest.mark.parametrize("way", WAYS, ids=["copy", "deepcopy", "pickle"])


def program_of(backend: str) -> tuple[Program, Value]:
    """Return a program with slopes, partial rows and a fused sum, and its parameter."""
    w, x, y = Value(2.0, "w"), Value(1.0, "x"), Value(1.0, "y")
    return compile((w * x + y).tanh() * w + maximum(y, 0.5).log(), [x, y], [w], backend=backend), w


@every_way
@on_every_backend
def test_a_copy_computes_the_same(backend: str, way: Callable[[Any], Any]) -> None:
    """Before and after the first gradient, values and gradients to the bit, and the same equations."""
    program, _ = program_of(backend)
    rows = [[0.3, 2.0], [-1.0, 0.7]]
    early = way(program)
    value, (gradient,) = program.value_and_gradients(rows)
    for twin in (early, way(program), way(way(program))):
        found, (slope,) = twin.value_and_gradients(rows)
        assert (found, slope) == (value, gradient)
        assert twin(rows) == program(rows)
        assert (twin.backend, twin.source) == (backend, program.source)
        with pytest.raises(TypeError, match="a list of rows"):
            twin(3.0)


@every_way
@on_every_backend
def test_a_copy_has_numbers_of_its_own(backend: str, way: Callable[[Any], Any]) -> None:
    """It begins with the program's, stored or not; from then on neither changes the other's."""
    program, w = program_of(backend)
    program.data[0] = 3.0
    twin = way(program)
    assert list(twin.data) == [3.0]
    twin.data[0] = 9.0
    assert (list(program.data), w.data) == ([3.0], 2.0)
    twin.parameters[0].data = 5.0  # its parameter, unless the copy is shallow
    twin.value_and_gradients([[1.0, 1.0]])
    assert list(twin.data) == [5.0]
    assert w.data == (5.0 if way is copy.copy else 2.0)


def test_asking_for_the_source_leaves_a_program_as_it_is() -> None:
    """Every time it is the same text, and no rows are added to what is kept."""
    program, _ = program_of("auto")
    program.value_and_gradients([[1.0, 1.0]])
    count = len(program._parts.recording.operations)
    assert len({program.source for _ in range(3)}) == 1
    assert len(program._parts.recording.operations) == count


def test_a_pickle_runs_where_less_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fastest backend that is there takes the place of one that is not."""
    program, _ = program_of("auto")
    text = pickle.dumps(program)

    def missing(_: Any) -> Any:
        raise ModuleNotFoundError("No module named 'numpy'")

    for name in ("numpy", "numba"):
        monkeypatch.setitem(BACKENDS, name, missing)
    assert pickle.loads(text).backend == "python"
    assert pickle.loads(text)([[1.0, 1.0]]) == pytest.approx(list(program([[1.0, 1.0]])), rel=1e-12)


def test_a_long_program_is_pickled_without_recursion() -> None:
    """A chain of 20,000 operations."""
    x = Value(0.999, "x")
    y = x
    for _ in range(10_000):
        y = y * x + x
    program = compile(y, [], [x])
    expected = program.value_and_gradients()
    value, (gradient,) = pickle.loads(pickle.dumps(program)).value_and_gradients()
    assert (value, gradient) == (expected[0], expected[1][0])
