"""The stepper page: how large it is, how long it takes to write, and how long a step takes in Chromium.

A step is timed in the page with ``performance.now``, from the click to the new layout, for every step of the story in turn, and
for jumps from one end of it to another. Run by hand: ``python -m tests.benchmarks stepper``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import nn
from autograd import Stepper, Value, step_through, tanh

from ..browser import browser, missing
from .measuring import Figure, timed

# Laying out what has changed is part of a step: asking for a size makes the browser do it now.
_STEPS = """
  const times = [], laid = () => document.body.getBoundingClientRect();
  const scrubber = document.getElementById("scrubber"), next = document.getElementById("next"), count = Number(scrubber.max);
  const timed = (go) => { const start = performance.now(); go(); laid(); times.push(performance.now() - start); };
  document.getElementById("first").click();
  laid();
  if (arguments[0]) for (let i = 0; i < 300; i++) timed(() => {
    scrubber.value = (i * 7919 + 13) % (count + 1);
    scrubber.dispatchEvent(new Event("input"));
  });
  else while (next.getAttribute("aria-disabled") !== "true") timed(() => next.click());
  return times;
"""


def seven_values() -> Value:
    """Return (a * b + c) * f: 7 values."""
    a, b, c, f = (Value(data, label=name) for data, name in [(2.0, "a"), (-3.0, "b"), (10.0, "c"), (-2.0, "f")])
    return (a * b + c) * f


def plain_network() -> Value:
    """Return the squared error of a 2-16-16-1 network written with + and *: 983 values."""
    layer = [Value(0.6, label="x1"), Value(-0.4, label="x2")]
    for size in (16, 16, 1):
        weights = [[Value(0.1 * (i - j)) for i in range(len(layer))] for j in range(size)]
        layer = [
            tanh(sum([w * x for w, x in zip(row[1:], layer[1:], strict=True)], row[0] * layer[0]) + Value(0.1)) for row in weights
        ]
    error = layer[0] - Value(1.0)
    return error * error


def network_of_neurons() -> nn.Network:
    """Return a 2-16-16-1 network of neurons: with a loss, 406 values."""
    return nn.feed_forward([2, 16, 16, 1], activation="tanh", seed=0)


STEPPERS: dict[str, tuple[Callable[[], Stepper], float]] = {
    "7 values": (lambda: step_through(seven_values()), 0.0),
    "406 values of a 2-16-16-1 network": (
        lambda: step_through(nn.mean_squared_error(network_of_neurons()([1.0, 2.0]), 0.5)),
        0.0,
    ),
    "the same network, neuron by neuron": (lambda: nn.step_through(network_of_neurons(), [1.0, 2.0], 0.5), 2.5e6),
    "983 values": (lambda: step_through(plain_network()), 2.5e6),
}


def figures() -> Iterator[Figure]:
    """Measure all; without Chromium, sizes and writing only."""
    with tempfile.TemporaryDirectory() as folder:
        pages = {}
        for name, (stepper, most) in STEPPERS.items():
            page, seconds = timed(lambda stepper=stepper: stepper().html())
            size = len(page.encode("utf-8"))
            wanted = f"< {most / 1e6:g} MB" if most else ""
            yield Figure(f"page of {name}", f"{size / 1e3:,.0f} kB in {seconds * 1e3:,.0f} ms", wanted, not most or size < most)
            pages[name] = Path(folder, f"{name}.html")
            pages[name].write_text(page, encoding="utf-8", newline="\n")
        if missing():
            yield Figure("a step in the browser", "left out", missing())
            return
        with browser(Path(folder, "profile")) as reader:
            for name, path in pages.items():
                for how, jump in {"step by step": False, "300 jumps": True}.items():
                    reader.open(path)
                    yield _figure(f"a step, {name}, {how}", reader.run(_STEPS, jump))


def _figure(what: str, times: list[Any]) -> Figure:
    middle, most = median(times), sorted(times)[int(0.95 * len(times))]
    return Figure(what, f"{middle:.1f} ms, 95 %: {most:.1f}", "< 50 ms", middle < 50)
