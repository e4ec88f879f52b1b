"""The layout of graphs, against Graphviz's dot: how often wires cross in the drawn curves, and how long it takes.

Both draw the same cards. Operand order is kept: our wires arrive at ports, from top to bottom. dot is measured in two ways, both
with ``ordering=in``: with the same ports, and, easier for it, with wires that end wherever on a card dot likes. Run by hand:
``python -m tests.benchmarks layout``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

from autograd.drawing.layout import lay_out

from ..wires import bezier, boxes_of, crossings, links_of, network_graph, random_graph, sampled
from .measuring import Figure, timed

_MOST = 0.9  # of dot's crossings


def figures() -> Iterator[Figure]:
    """Measure all; without dot, our own figures only."""
    here = shutil.which("dot") is not None
    if not here:
        yield Figure("crossings of dot's drawings", "left out: no dot here")
    else:
        yield Figure("crossings of wires", "ours : dot's : at ports")
    graphs = [random_graph(seed) for seed in range(50)]
    sets = {f"{len(graphs)} random graphs of 10 to 60 values, together": graphs}
    for sizes in ([2, 3, 1], [4, 6, 3], [2, 3, 2, 1]):
        for plain in (False, True):
            name = f"a {'-'.join(map(str, sizes))} network of {'plain + and *' if plain else 'weighted sums'}"
            sets[name] = [network_graph(sizes, plain=plain)]
    for name, members in sets.items():
        ours = sum(_ours(graph) for graph in members)
        if here:
            free = sum(_dots(graph, ports=False) for graph in members)
            ports = sum(_dots(graph, ports=True) for graph in members)
            most = _MOST if len(members) > 1 else 1.0
            yield Figure(f"  {name}", f"{ours} : {free} : {ports}", f"at most {most:g} of {free}", ours <= most * free)
        else:
            yield Figure(f"  {name}", f"{ours}")
    yield from _times()


def _times() -> Iterator[Figure]:
    cases = {
        "60 values": (random_graph(1, 60), 0.0),
        "500 values": (random_graph(1, 500), 0.5),
        "983 values, a 2-16-16-1 network of + and *": (network_graph([2, 16, 16, 1], plain=True), 2.0),
        "a chain of 1,000": ([[], *([i] for i in range(999))], 0.0),
    }
    yield Figure("time to lay out", "the best of 3")
    for name, (graph, most) in cases.items():
        boxes, links = boxes_of(graph), links_of(graph)
        seconds = min(timed(lambda boxes=boxes, links=links: lay_out(boxes, links))[1] for _ in range(3))
        yield Figure(f"  {name}", f"{seconds:.2f} s", f"under {most:g} s" if most else "", not most or seconds < most)


def _ours(graph: list[list[int]]) -> int:
    layout = lay_out(boxes_of(graph), links_of(graph))
    return crossings([sampled(route.svg()) for route in layout.routes])


def _dots(graph: list[list[int]], *, ports: bool) -> int:
    lines = ["digraph { rankdir=LR ordering=in nodesep=0.28 ranksep=0.6 splines=spline node [shape=plain] edge [arrowhead=none]"]
    for node, box in enumerate(boxes_of(graph)):
        cells = "".join(
            f'<tr><td port="i{i}" width="8" height="{box.height / len(box.ports):.0f}"></td></tr>' for i in range(len(box.ports))
        )
        inner = (
            f'<td><table border="0" cellborder="0" cellspacing="0" cellpadding="0">{cells}</table></td>'
            if cells and ports
            else ""
        )
        size = f'width="{box.width - 8 * bool(inner):.0f}" height="{box.height:.0f}"'
        table = f'<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr>{inner}<td {size}></td></tr></table>'
        lines.append(f"v{node} [label=<{table}>]")
    for source, target, port, *_ in links_of(graph):
        lines.append(f"v{source}:e -> v{target}:i{port}:w" if ports else f"v{source} -> v{target}")
    command = ["dot", "-Tplain"]
    drawn = subprocess.run(command, input="\n".join([*lines, "}"]), capture_output=True, check=True, text=True).stdout
    polylines = []
    for line in drawn.splitlines():
        word, *rest = line.split()
        if word == "edge":
            numbers = [72 * float(number) for number in rest[3 : 3 + 2 * int(rest[2])]]
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            polyline = points[:1]
            for i in range(1, len(points), 3):
                polyline += bezier(polyline[-1], *points[i : i + 3])
            polylines.append(polyline)
    return crossings(polylines)


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.what:50} {figure.found:>24}   {figure.wanted}{'' if figure.holds else '   <- falls short'}", flush=True)
