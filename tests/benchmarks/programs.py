"""Programs: networks of neurons and synapses, compiled, against micrograd, NumPy by hand, PyTorch, jax.jit, CasADi and XAD.

Whatever is installed takes part, in one run, in float64, and takes turns; what counts are ratios of medians. Every way is
checked against NumPy, or against the recorded gradients, before it is timed. Run by hand:
``python -m tests.benchmarks programs``, or ``python -m tests.benchmarks.programs`` for the table as it grows.
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median
from typing import Any, NamedTuple

import numpy as np

import autograd
import nn
from autograd import Value
from autograd.program.threads import thread_count

from . import _peers as peers
from .measuring import ROOT, Figure, allocated, timed


class Case(NamedTuple):
    """A network, a batch size and a loss, and how many times faster than PyTorch and jax.jit the numba backend is to be."""

    sizes: list[int]
    batch: int
    loss: str
    torch: float
    jax: float


class Comparison(NamedTuple):
    """The seconds that each way took, and how many times faster than its peers one of ours is to be: (ours, peer): times."""

    what: str
    times: dict[str, float]
    wanted: dict[tuple[str, str], float]


CASES = [
    Case([2, 16, 16, 1], 1, "hinge", 50, 8),
    Case([2, 16, 16, 1], 50, "hinge", 25, 5),
    Case([2, 16, 16, 1], 1000, "hinge", 2, 1),
    Case([2, 64, 64, 1], 1000, "hinge", 1.5, 1),
    Case([64, 32, 10], 1797, "cross_entropy", 1.2, 1),
]
OURS = ("eager", "python", "numpy", "numba")
PEERS = ("PyTorch", "jax.jit", "CasADi", "XAD")


def figures() -> Iterator[Figure]:
    """Measure everything, one line after the other."""
    for comparison in comparisons():
        yield from lines(comparison)
    yield from first_gradient()
    yield from growth()


def comparisons() -> Iterator[Comparison]:
    """Measure every network and graph, on every backend and with every peer that is here."""
    yield from map(network_case, CASES)
    for what, recipe in (
        ("recurrent network, 16 neurons, 20 steps", unrolled()),
        ("random graph, 10,000 operations", sparse_graph(10_000)),
    ):
        for batch in (1, 100):
            yield graph_case(what, batch, *recipe)


def lines(comparison: Comparison) -> Iterator[Figure]:
    """Return a line for each way, the fastest first."""
    times = comparison.times
    for name in sorted(times, key=times.__getitem__):
        ratios = [f"{times[peer] / times[name]:.3g} x {peer}" for peer in PEERS if peer in times and name in OURS]
        limits = {peer: limit for (ours, peer), limit in comparison.wanted.items() if ours == name and peer in times}
        wanted = ", ".join(f">= {limit:g} x {peer}" for peer, limit in limits.items())
        holds = all(times[peer] >= limit * times[name] for peer, limit in limits.items())
        yield Figure(f"{comparison.what}: {name}", f"{spelled(times[name])} {' '.join(ratios)}", wanted, holds)


# ---- networks ---------------------------------------------------------------------------------------------------------


def network_case(case: Case) -> Comparison:
    """Measure value and gradient of one mean loss: every backend, and every peer that is here."""
    network = nn.feed_forward(case.sizes, activation="relu", seed=0)
    draw = np.random.default_rng(0)
    inputs = draw.normal(size=(case.batch, case.sizes[0]))
    outputs = case.sizes[-1]
    targets = (
        np.sign(draw.normal(size=(case.batch, 1))) if outputs == 1 else np.eye(outputs)[draw.integers(0, outputs, case.batch)]
    )
    layers = peers.layers_of(network)
    by_hand = peers.numpy_by_hand(layers, inputs, targets, case.loss)
    value, gradient = by_hand()
    jobs: dict[str, Callable[[], Any]] = peers.with_blas_threads("NumPy by hand", by_hand)
    for backend in ("python", "numpy", "numba"):
        if backend == "python" and case.batch * len(network.synapses) >= 100_000:
            continue
        for threads in (1, thread_count()) if backend == "numba" else (1,):
            os.environ["CHAINRULE_THREADS"] = str(threads)
            program = network.compile(getattr(nn.losses, case.loss), backend)
            program.value_and_gradients(inputs, targets)
            del os.environ["CHAINRULE_THREADS"]

            def job(program: Any = program) -> Any:
                return program.value_and_gradients(inputs, targets)

            jobs |= peers.with_blas_threads("numpy", job) if backend == "numpy" else {f"{backend}, {threads} threads": job}
    if case.batch <= 50:
        jobs["eager"] = eager(network, case.loss, inputs.tolist(), targets.tolist())
    for name, make in (("micrograd", peers.micrograd), ("PyTorch", peers.pytorch), ("jax.jit", peers.jax_jit)):
        if name != "micrograd" or case.batch == 1:
            jobs |= make(layers, inputs, targets, case.loss)
    for name, job in jobs.items():
        found, slopes = peers.plain(job())
        if abs(found - value) > 1e-10 * max(1.0, abs(value)) or np.abs(slopes - gradient).max() > 1e-10:
            raise ArithmeticError(f"{name} does not compute the same gradients")
    wanted = {("numba", "PyTorch"): case.torch, ("numba", "jax.jit"): case.jax, ("numpy", "PyTorch"): 1.0}
    return Comparison(f"{'-'.join(map(str, case.sizes))}, batch {case.batch:,}", best_threads(rounds(jobs)), wanted)


def eager(network: nn.Network, loss: str, rows: list[Any], targets: list[Any]) -> Callable[[], Any]:
    """Return the textbook's loop over recorded samples."""
    parameters, function = network.parameters(), getattr(nn.losses, loss)

    def job() -> Any:
        autograd.zero_gradients(parameters)
        total = 0.0
        for row, target in zip(rows, targets, strict=True):
            error = function(network(row), target)
            error.backward(1.0 / len(rows))
            total += error.data
        return total / len(rows), [w.grad for w in parameters]

    return job


def rounds(jobs: Mapping[str, Callable[[], Any]], least: float = 0.002, count: int = 15) -> dict[str, float]:
    """Return the median time of each job: they take turns, and one that is quick is repeated for ``least`` seconds a turn."""
    repeats = {}
    for name, job in jobs.items():
        job()
        _, once = timed(job)
        repeats[name] = max(1, int(least / max(once, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in jobs}
    gc.collect()
    for _ in range(count):
        for name, job in jobs.items():
            if sum(times[name]) > 5.0:
                continue  # a slow one has been seen often enough
            time.sleep(0.03)  # threads of the way before wait in a loop for this long: they would take the processor
            job()  # bring its numbers back into the cache
            start = time.perf_counter()
            for _ in range(repeats[name]):
                job()
            times[name].append((time.perf_counter() - start) / repeats[name])
    return {name: median(found) for name, found in times.items()}


def best_threads(times: dict[str, float]) -> dict[str, float]:
    """Return one time for each way: what was measured with several counts of threads keeps its best."""
    best: dict[str, float] = {}
    for name, found in times.items():
        way = name.partition(",")[0]
        best[way] = min(found, best.get(way, found))
    return best


def spelled(seconds: float) -> str:
    """Write a time in microseconds."""
    return f"{seconds * 1e6:,.1f} us" if seconds < 1e-3 else f"{seconds * 1e6:,.0f} us"


# ---- graphs -------------------------------------------------------------------------------------------------------------


def sparse_graph(count: int) -> tuple[Callable[[list[Any], list[Any], Any], Any], list[float], list[float]]:
    """Return a recipe of so many operations on each other's results, and numbers for its inputs and parameters.

    The recipe is given inputs, parameters, and a tanh: so any library can follow it.
    """
    draw = random.Random(0)
    steps = [(draw.choice("+*st"), draw.random(), draw.random()) for _ in range(count)]

    def follow(inputs: list[Any], parameters: list[Any], tanh: Any) -> Any:
        nodes = [*inputs, *parameters]
        for kind, i, j in steps:
            # mostly recent results, so that the graph is deep and few of them are dead
            x, y = nodes[-1 - int(i * min(len(nodes), 60))], nodes[-1 - int(j * min(len(nodes), 60))]
            nodes.append(x + y if kind == "+" else x * y if kind == "*" else x - y if kind == "s" else tanh(x))
            if kind != "t":
                nodes[-1] = tanh(nodes[-1]) if kind == "*" else nodes[-1] * 0.5
        return sum(nodes[-30:], 0.0)

    return follow, [draw.uniform(-1, 1) for _ in range(20)], [draw.uniform(-1, 1) for _ in range(40)]


def unrolled(neurons: int = 16, steps: int = 20) -> tuple[Callable[[list[Any], list[Any], Any], Any], list[float], list[float]]:
    """Return a recurrent network over a sequence, written out, and numbers for it."""
    draw = random.Random(1)

    def follow(inputs: list[Any], parameters: list[Any], tanh: Any) -> Any:
        rest = iter(parameters)
        own = [next(rest) for _ in range(neurons)]
        across = [[next(rest) for _ in range(neurons)] for _ in range(neurons)]
        out = [next(rest) for _ in range(neurons)]
        state: list[Any] = [0.0] * neurons
        error: Any = 0.0
        for t in range(steps):
            before = state
            state = []
            for j in range(neurons):
                total = own[j] * inputs[t]
                for w, y in zip(across[j], before, strict=True):
                    total = total + w * y
                state.append(tanh(total))
            y = out[0] * state[0]
            for w, x in zip(out[1:], state[1:], strict=True):
                y = y + w * x
            error = error + (y - inputs[steps + t]) * (y - inputs[steps + t])
        return error

    return follow, [draw.gauss(0, 1) for _ in range(2 * steps)], [draw.gauss(0, 0.3) for _ in range(neurons * (neurons + 2))]


def graph_case(what: str, count: int, follow: Any, inputs: list[float], parameters: list[float]) -> Comparison:
    """Measure value and gradient of a recipe over so many samples, with every backend and the peers for graphs."""
    xs, ps = [Value(x) for x in inputs], [Value(p) for p in parameters]
    output = follow(xs, ps, autograd.tanh)
    output.backward()
    gradient = np.array([p.grad for p in ps])
    batch = np.array([inputs] * count)
    jobs: dict[str, Callable[[], Any]] = {}
    for backend in ("python", "numpy", "numba")[count > 1 :]:
        program = autograd.compile(output, xs, ps, backend=backend)
        jobs[backend] = lambda program=program: program.value_and_gradients(batch)
    jobs |= peers.casadi(follow, batch, parameters)
    if count == 1:
        jobs |= peers.xad(follow, inputs, parameters)
    for name, job in jobs.items():
        value, slopes = peers.plain(job())
        size = np.abs(gradient).max()
        if abs(value - output.data) > 1e-9 * max(1.0, abs(output.data)) or np.abs(slopes - gradient).max() > 1e-9 * size:
            raise ArithmeticError(f"{name} does not compute the same gradients")
    return Comparison(f"{what}, batch {count}", best_threads(rounds(jobs, count=9)), {("numba", "CasADi"): 2.5})


# ---- from nothing, and with growing size ----------------------------------------------------------------------------------

_FIRST = """
import nn
network = nn.feed_forward([2, 16, 16, 1], activation="relu", seed=0)
program = network.compile(nn.losses.hinge, "{backend}")
program.value_and_gradients([[1.0, 2.0]] * 50, [[1.0]] * 50)
"""


def first_gradient() -> Iterator[Figure]:
    """Measure a fresh process up to its first gradient: import, trace, lower, run; with kernels to compile, and without.

    What counts is the time of the processor: on a busy machine the clock tells what others do.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        for state, backend, most in (("cold", "numba", 12.0), ("warm", "numba", 1.5), ("", "numpy", 0.0), ("", "python", 0.0)):
            command = [sys.executable, "-c", _FIRST.format(backend=backend)]
            spent, clock = [], []
            for _ in range(1 if state == "cold" else 3):
                before = os.times()
                subprocess.run(command, cwd=ROOT, check=True, env=environment, capture_output=True)
                after = os.times()
                spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
                clock.append(after.elapsed - before.elapsed)
            found = median(spent)
            name = f"first gradient of a process: {backend}{f', {state} cache' if state else ''}"
            told = f"{found:.2f} s, {median(clock):.2f} by the clock"
            yield Figure(name, told, f"< {most:g} s" if most else "", not most or found < most)


def growth() -> Iterator[Figure]:
    """Measure how the cost of compiling and of a gradient grows with the graph."""
    for count in (1_000, 10_000, 100_000, 1_000_000):
        x = Value(0.999)
        y = x
        for _ in range(count // 2):
            y = y * x + x
        held: list[Any] = []
        _, seconds = timed(lambda y=y, x=x, held=held: held.append(autograd.compile(y, [], [x], backend="python")))
        program = held[0]
        _, first = timed(program.value_and_gradients)
        _, again = timed(program.value_and_gradients)
        each = (seconds + first - again) / count * 1e6
        told = f"{seconds + first - again:.2f} s ({each:.1f} us a node), then {again * 1e3:,.1f} ms"
        yield Figure(f"graph of {count:,} operations, compiled", told)
        if count == 100_000:
            size = allocated(lambda y=y, x=x: _compiled(y, x)) / count
            yield Figure("  its program", f"{size:.0f} bytes a node")


def _compiled(y: Value, x: Value) -> autograd.Program:
    program = autograd.compile(y, [], [x], backend="python")
    program.value_and_gradients()
    return program


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.what:<58} {figure.found:<48} {figure.wanted}{'' if figure.holds else '   <- falls short'}", flush=True)
