"""The engine: a network written with plain + and *, as a peer runs it and as ours does; memory; depth; import."""

from __future__ import annotations

import copy
import importlib.util
import pickle
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import autograd
import nn
from autograd import Value, gradient
from autograd.graph import topological

from .measuring import Figure, allocated, import_seconds, taking_turns, timed

SIZES = [2, 16, 16, 1]
MILLION = 1_000_000


def figures() -> Iterator[Figure]:
    """Measure everything, one line after the other."""
    yield from against_micrograd()
    yield from memory()
    yield from depth()
    for module, found in import_seconds(["autograd", "nn"], rounds=9).items():
        yield Figure(f"import {module}", f"{found * 1000:.0f} ms", "< 100 ms", holds=found < 0.1)


# ---- 50 points through a 2-16-16-1 relu network, hinge loss, forward and backward ------------------------------------


def points() -> list[tuple[list[float], int]]:
    """Return the data: two numbers and a target of -1 or 1, fifty times."""
    rng = random.Random(1)
    return [([rng.uniform(-1, 1), rng.uniform(-1, 1)], rng.choice([-1, 1])) for _ in range(50)]


def numbers() -> list[list[tuple[list[float], float]]]:
    """Return the weights and the bias of every neuron, layer by layer."""
    rng = random.Random(2)
    return [[([rng.uniform(-1, 1) for _ in range(m)], 0.1) for _ in range(n)] for m, n in pairwise(SIZES)]


def plain(kind: Callable[[float], Any]) -> tuple[Callable[[], Any], list[Any]]:
    """Return the loss as a lecture writes it, with a class for values of any make, and the parameters."""
    layers = [[([kind(w) for w in weights], kind(bias)) for weights, bias in layer] for layer in numbers()]
    data = points()

    def loss() -> Any:
        losses = []
        for x, target in data:
            signals = [kind(number) for number in x]
            for depth, layer in enumerate(layers):
                signals = [sum((w * s for w, s in zip(weights, signals, strict=True)), bias) for weights, bias in layer]
                if depth < len(layers) - 1:
                    signals = [signal.relu() for signal in signals]
            losses.append((1 + -target * signals[0]).relu())
        return sum(losses) * (1.0 / len(losses))

    return loss, [p for layer in layers for weights, bias in layer for p in (*weights, bias)]


def neurons() -> tuple[Callable[[], Any], list[Value]]:
    """Return the same loss with a network of neurons, and its weights."""
    network = nn.feed_forward(SIZES, activation="relu")
    flat = iter([number for layer in numbers() for weights, bias in layer for number in (*weights, bias)])
    for neuron in [neuron for group in (*network.hidden, network.outputs) for neuron in group]:
        for synapse in sorted(neuron.incoming, key=lambda synapse: synapse is neuron.bias):
            synapse.weight.data = next(flat)
    data = points()
    return lambda: autograd.mean(*[nn.hinge(network(x), target) for x, target in data]), network.parameters()


def against_micrograd() -> Iterator[Figure]:
    """Compare with micrograd 0.1.0, whose reading of the chain rule is the best known."""
    ways: dict[str, tuple[Callable[[], Any], list[Any]]] = {"values": plain(Value), "neurons": neurons()}
    if importlib.util.find_spec("micrograd"):
        from micrograd.engine import Value as Peer

        ways["micrograd"] = plain(Peer)
    for loss, _ in ways.values():
        loss().backward()
    slopes = {name: sorted(p.grad for p in parameters) for name, (_, parameters) in ways.items()}
    for name, found in slopes.items():
        if max(abs(a - b) for a, b in zip(found, slopes["values"], strict=True)) > 1e-12:
            raise ArithmeticError(f"{name} does not compute the same gradients")

    def forward_and_backward(loss: Callable[[], Any]) -> Callable[[], None]:
        return lambda: loss().backward()

    jobs: dict[str, Callable[[], Any]] = {name: forward_and_backward(loss) for name, (loss, _) in ways.items()}
    times = taking_turns(jobs | {"forward": ways["values"][0]}, rounds=15)
    count = len(topological(ways["values"][0]()))
    each = times["values"] / count * 1e9
    yield Figure(f"network of + and *, {count:,} nodes", f"{times['values'] * 1000:.1f} ms, {each:.0f} ns a node")
    yield Figure("of this, forward", f"{times['forward'] * 1000:.1f} ms")
    yield Figure("the same as an nn.Network", f"{times['neurons'] * 1000:.1f} ms")
    if "micrograd" not in times:
        yield Figure("micrograd", "left out: it is not installed")
        return
    yield Figure("the same with micrograd 0.1.0", f"{times['micrograd'] * 1000:.1f} ms")
    for name, what, wanted in (("values", "+ and *", 3.5), ("neurons", "nn.Network", 8.0)):
        ratio = times["micrograd"] / times[name]
        yield Figure(f"{what}: times faster than micrograd", f"{ratio:.1f}", f">= {wanted}", holds=ratio >= wanted)


# ---- memory and depth -------------------------------------------------------------------------------------------------


def chain(x: Value, operations: int) -> Value:
    """Return a value with so many operations between it and ``x``."""
    y = x
    for _ in range(operations // 2):
        y = y * x + x
    return y


def memory() -> Iterator[Figure]:
    """Measure the bytes of a recorded operation: the Value, its tuple of inputs, its number."""
    x = Value(0.999)
    each = allocated(lambda: chain(x, 100_000)) / 100_000
    yield Figure("a recorded operation", f"{each:.0f} bytes", "<= 224 bytes", holds=each <= 224)
    y = chain(x, 100_000)
    yield Figure("its gradient", f"{allocated(y.backward) / 100_000:.0f} bytes")


def depth() -> Iterator[Figure]:
    """Measure a chain of a million operations, under the default recursion limit."""
    x = Value(0.999)
    took: dict[str, float] = {}
    y, took["forward"] = timed(lambda: chain(x, MILLION))
    _, took["backward"] = timed(y.backward)
    _, took["recompute"] = timed(y.recompute)
    copied, took["deepcopy"] = timed(lambda: [copy.deepcopy(y)])
    _, took["free"] = timed(copied.clear)
    written, took["pickle"] = timed(lambda: pickle.dumps(y))
    _, took["unpickle"] = timed(lambda: pickle.loads(written))
    _, took["gradient"] = timed(lambda: gradient(y, [x]))
    for name, found in took.items():
        yield Figure(f"chain of a million operations: {name}", f"{found:.2f} s")
    yield Figure("its pickle", f"{len(written) / MILLION:.0f} bytes an operation")
