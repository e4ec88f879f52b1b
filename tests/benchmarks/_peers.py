"""The same network in other words: NumPy by hand, micrograd, PyTorch, jax.jit, CasADi, XAD; whichever is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

import nn

Layers = list[tuple[np.ndarray, np.ndarray]]
Jobs = dict[str, Callable[[], Any]]


def installed(name: str) -> bool:
    """Return whether a library is here."""
    return importlib.util.find_spec(name) is not None


def with_blas_threads(name: str, job: Callable[[], Any]) -> Jobs:
    """Return a job as it runs with one thread in NumPy's matrix products, and with two, where threadpoolctl can tell them."""
    if not installed("threadpoolctl"):
        return {name: job}

    def run(threads: int) -> Any:
        if _threads[0] != threads:
            _controller().limit(limits=threads)
            _threads[0] = threads
        return job()

    return {f"{name}, {threads} threads": partial(run, threads) for threads in (1, 2)}


_threads = [0]


@cache
def _controller() -> Any:
    import threadpoolctl

    return threadpoolctl.ThreadpoolController().select(internal_api="openblas")


def plain(found: tuple[Any, Any]) -> tuple[float, np.ndarray]:
    """Return a value and its gradient as a float and an array, whatever library they are of."""
    value, gradient = found
    return float(value), np.asarray(gradient, dtype=float)


def layers_of(network: nn.Network) -> Layers:
    """Return weights (one row a neuron) and biases of every layer."""
    layers = []
    for group in (*network.hidden, network.outputs):
        rows = [[s.weight.data for s in neuron.incoming if s is not neuron.bias] for neuron in group]
        layers.append((np.array(rows), np.array([neuron.bias.weight.data for neuron in group])))
    return layers


def flat(pairs: list[tuple[Any, Any]]) -> np.ndarray:
    """Return gradients in the order of network.parameters(): neuron by neuron, the bias last."""
    return np.concatenate([np.hstack([np.asarray(w), np.asarray(b).reshape(-1, 1)]).ravel() for w, b in pairs])


def numpy_by_hand(layers: Layers, inputs: np.ndarray, targets: np.ndarray, loss: str) -> Callable[[], Any]:
    """Return forward and backward as one writes them for exactly this network."""

    def job() -> Any:
        signals = [inputs]
        for k, (w, b) in enumerate(layers):
            x = signals[-1] @ w.T + b
            signals.append(np.maximum(x, 0.0) if k < len(layers) - 1 else x)
        y, count = signals[-1], len(inputs)
        if loss == "hinge":
            margin = 1.0 - targets * y
            value = np.maximum(margin, 0.0).sum() / count
            delta = np.where(margin > 0.0, -targets, 0.0) / count
        else:
            shifted = y - y.max(axis=1, keepdims=True)
            e = np.exp(shifted)
            total = e.sum(axis=1, keepdims=True)
            value = (np.log(total) - (shifted * targets).sum(axis=1, keepdims=True)).sum() / count
            delta = (e / total - targets) / count
        found = []
        for k in range(len(layers) - 1, -1, -1):
            found.append((delta.T @ signals[k], delta.sum(axis=0)))
            if k:
                delta = (delta @ layers[k][0]) * (signals[k] > 0.0)
        return value, flat(found[::-1])

    return job


def micrograd(layers: Layers, inputs: np.ndarray, targets: np.ndarray, _: str) -> Jobs:
    """Return the loop of its lecture, with a hinge loss."""
    if not installed("micrograd"):
        return {}
    from micrograd.engine import Value

    held = [([[Value(x) for x in row] for row in w.tolist()], [Value(x) for x in b.tolist()]) for w, b in layers]
    parameters = [p for w, b in held for row, bias in zip(w, b, strict=True) for p in (*row, bias)]

    def job() -> Any:
        for p in parameters:
            p.grad = 0.0
        total = Value(0.0)
        for row, (target,) in zip(inputs.tolist(), targets.tolist(), strict=True):
            signals = [Value(x) for x in row]
            for k, (w, b) in enumerate(held):
                signals = [sum((u * s for u, s in zip(ws, signals, strict=True)), bias) for ws, bias in zip(w, b, strict=True)]
                signals = [s.relu() for s in signals] if k < len(held) - 1 else signals
            total = total + (1 + -target * signals[0]).relu()
        loss = total * (1.0 / len(inputs))
        loss.backward()
        return loss.data, [p.grad for p in parameters]

    return {"micrograd": job}


def pytorch(layers: Layers, inputs: np.ndarray, targets: np.ndarray, loss: str) -> Jobs:
    """Return forward and backward, with one thread and with two."""
    if not installed("torch"):
        return {}
    import torch
    from torch.nn import functional

    held = [[torch.tensor(x, requires_grad=True) for x in layer] for layer in layers]
    parameters = [p for layer in held for p in layer]
    x, t = torch.tensor(inputs), torch.tensor(targets)
    index = t.argmax(dim=1)

    def job(threads: int) -> Any:
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        for p in parameters:
            p.grad = None
        y = x
        for k, (w, b) in enumerate(held):
            y = functional.linear(y, w, b)
            y = torch.relu(y) if k < len(held) - 1 else y
        value = torch.relu(1.0 - t * y).mean() if loss == "hinge" else functional.cross_entropy(y, index)
        value.backward()
        return Later(lambda: (value.detach().item(), flat([(w.grad.numpy(), b.grad.numpy()) for w, b in held])))

    return {f"PyTorch, {n} threads": partial(job, n) for n in (1, 2)}


class Later:
    """A result that becomes plain numbers when it is looked at, which is not timed."""

    def __init__(self, look: Callable[[], tuple[Any, Any]]) -> None:
        self.look = look

    def __iter__(self) -> Any:
        return iter(self.look())


def jax_jit(layers: Layers, inputs: np.ndarray, targets: np.ndarray, loss: str) -> Jobs:
    """Return the compiled value and gradient."""
    if not installed("jax"):
        return {}
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def f(held: Any, x: Any, t: Any) -> Any:
        y = x
        for k, (w, b) in enumerate(held):
            y = y @ w.T + b
            y = jnp.maximum(y, 0.0) if k < len(held) - 1 else y
        if loss == "hinge":
            return jnp.maximum(1.0 - t * y, 0.0).mean()
        return -(jax.nn.log_softmax(y, axis=1) * t).sum() / len(x)

    run = jax.jit(jax.value_and_grad(f))
    held = [(jnp.array(w), jnp.array(b)) for w, b in layers]
    x, t = jnp.array(inputs), jnp.array(targets)

    def job() -> Any:
        value, gradients = jax.block_until_ready(run(held, x, t))
        return Later(lambda: (value, flat(gradients)))

    return {"jax.jit": job}


def casadi(follow: Any, batch: np.ndarray, parameters: list[float]) -> Jobs:
    """Return value and gradient of a recipe as CasADi evaluates them, for every row of a batch, and their mean."""
    if not installed("casadi"):
        return {}
    import casadi as ca

    xs, ps = ca.SX.sym("x", batch.shape[1]), ca.SX.sym("p", len(parameters))
    output = follow(ca.vertsplit(xs), ca.vertsplit(ps), ca.tanh)
    function = ca.Function("f", [xs, ps], [output, ca.gradient(output, ps)])
    count = len(batch)
    rows = ca.DM(batch.T)
    numbers = ca.DM(parameters)
    if count == 1:
        # the buffer interface: without it, copying arguments would be most of the time
        buffer, evaluate = function.buffer()
        x, p, value, gradient = batch[0].copy(), np.array(parameters), np.zeros(1), np.zeros(len(parameters))
        buffer.set_arg(0, memoryview(x))
        buffer.set_arg(1, memoryview(p))
        buffer.set_res(0, memoryview(value))
        buffer.set_res(1, memoryview(gradient))
        held = (buffer, x, p)

        def job() -> Any:
            evaluate()
            return value[0], gradient, held

        return {"CasADi": lambda: job()[:2]}
    mapped = function.map(count)

    def many() -> Any:
        values, gradients = mapped(rows, numbers)
        return float(ca.sum2(values)) / count, np.asarray(ca.sum2(gradients)).ravel() / count

    return {"CasADi": many}


def xad(follow: Any, inputs: list[float], parameters: list[float]) -> Jobs:
    """Return value and gradient of a recipe on XAD's tape, which is recorded anew each time."""
    if not installed("xad"):
        return {}
    import xad.adj_1st as adjoint
    import xad.math

    tape = adjoint.Tape()

    def job() -> Any:
        tape.activate()
        try:
            ps = [adjoint.Real(x) for x in parameters]
            for p in ps:
                tape.registerInput(p)
            tape.newRecording()
            output = follow(list(inputs), ps, xad.math.tanh)
            tape.registerOutput(output)
            output.derivative = 1.0
            tape.computeAdjoints()
            return output.value, [p.derivative for p in ps]
        finally:
            tape.deactivate()

    return {"XAD": job}
