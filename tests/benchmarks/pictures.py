"""How long the picture of a large graph takes, against one pass backward through it and against Graphviz's dot.

Run by hand: ``python -m tests.benchmarks pictures``.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator

import nn
from autograd import Value, draw
from autograd.drawing.engines import render

from .measuring import Figure, taking_turns


def figures() -> Iterator[Figure]:
    """Measure the pictures that the size policy makes: cards of groups, panels, and the nearest values."""
    for what, graph, most in (
        ("2-16-16-1, nn's neurons", of_network([2, 16, 16, 1]), 60),
        ("2-16-16-1 in plain + and *", lecture_network([16, 16, 1]), 60),
        ("13 rows of 2-16-16-1", of_network([2, 16, 16, 1], 13), 60),
        ("2-64-64-64-1", of_network([2, 64, 64, 64, 1]), 60),
        ("2-6-6-1, on panels", of_network([2, 6, 6, 1]), 300),
        ("a chain", chain(25_000), 60),
    ):
        drawing = draw(graph)
        picture = drawing.picture
        jobs = {"ours": lambda graph=graph: draw(graph).svg(), "backward": graph.backward}
        if shutil.which("dot") and picture.total < 10_000:
            jobs["dot"] = lambda source=drawing.source: render(source, "svg", "dot")
        taken = taking_turns(jobs, rounds=3)
        ours = taken["ours"]
        by_dot = f", dot {taken['dot'] / ours:.1f} times that" if "dot" in taken else ""
        yield Figure(
            f"picture of {what}: {picture.total:,} values",
            f"{len(picture.cards)} cards, {1e3 * ours:.0f} ms{by_dot}",
            f"at most {most} cards, 500 ms",
            len(picture.cards) <= most and ours < 0.5,
        )
        yield Figure("  against a pass backward", f"{ours / taken['backward']:.1f} times as long")


def of_network(sizes: list[int], rows: int = 1) -> Value:
    """Return the loss of a network over some rows."""
    network = nn.feed_forward(sizes, seed=0)
    errors = [nn.mean_squared_error(network([0.1 * i + row for i in range(sizes[0])]), 0.5) for row in range(rows)]
    return sum(errors[1:], errors[0])


def lecture_network(sizes: list[int]) -> Value:
    """Return the output of a network as lectures write it, without labels."""
    dice = random.Random(0)
    layer = [Value(1.0), Value(-1.0)]
    for size in sizes:
        layer = [sum((Value(dice.uniform(-1, 1)) * x for x in layer), Value(0.1)).relu() for _ in range(size)]  # type: ignore[union-attr]
    return layer[0]


def chain(length: int) -> Value:
    """Return the end of a chain without functions."""
    value = Value(1.0, "x")
    for _ in range(length):
        value = value * 1.0001 + 0.5
    return value
