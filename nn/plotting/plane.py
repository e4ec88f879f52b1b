"""What a network answers over the plane of two of its inputs, as plain numbers.

A **plane** is the part of that plane which is shown: which two inputs it belongs to, from where to where, and what the other
inputs are held at. A **score** is one number for each point and class, above 0 where the network's answer is that class, so that
its zero line is the boundary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan
from typing import Any

from autograd import Operation
from autograd.operation import number
from nn.network import Network
from nn.neuron import listing
from nn.prediction import compute
from nn.samples import amount

Interval = tuple[float, float]
Grid = list[list[float]]  # [i][k] belongs to the i-th number upwards and the k-th to the right


@dataclass(frozen=True)
class Plane:
    """Two inputs, the intervals they run over, and the row that holds what all inputs are elsewhere."""

    places: tuple[int, int]
    names: tuple[str, str]
    across: Interval
    up: Interval
    row: tuple[float, ...]

    def ticks(self, resolution: int) -> tuple[list[float], list[float]]:
        """Return the numbers to the right and upwards at which the network is asked."""
        steps = [i / (resolution - 1) for i in range(resolution)]
        return [_between(self.across, s) for s in steps], [_between(self.up, s) for s in steps]

    def held(self, network: Network) -> str:
        """Return what the other inputs are held at, in words; nothing where there are none."""
        inputs = zip(network.inputs, self.row, strict=True)
        return listing([f"{neuron.label} = {x:.3g}" for i, (neuron, x) in enumerate(inputs) if i not in self.places])


def _between(interval: Interval, share: float) -> float:
    low, high = interval
    return low * (1.0 - share) + high * share


def plane(network: Network, rows: Sequence[Sequence[float]], along: Sequence[str] | None, extent: Any) -> Plane:
    """Return the plane to show. Raises ValueError, saying what to do, where the network has not two inputs to choose from."""
    labels = [neuron.label for neuron in network.inputs]
    if along is None:
        if len(labels) == 1:
            raise ValueError(
                f"a decision boundary is drawn over two inputs, and the network has one, {labels[0]!r}: "
                "plot network.predict over it instead"
            )
        if len(labels) != 2:
            raise ValueError(
                f"a decision boundary is drawn over two inputs, and the network has {len(labels)} ({listing(labels)}): "
                f"choose two, along=({labels[0]!r}, {labels[1]!r}); the others are then held at their mean"
            )
        along = labels
    names = tuple(along)
    unknown = [name for name in names if name not in labels]
    if len(names) != 2 or names[0] == names[1] or unknown:
        raise ValueError(f"along must be two different inputs of {listing(labels)}, got {along!r}")
    places = (labels.index(names[0]), labels.index(names[1]))
    means = tuple(sum(row[i] for row in rows) / len(rows) if rows else 0.0 for i in range(len(labels)))
    if extent is None:
        across, up = (around([row[i] for row in rows]) for i in places)
    else:
        across, up = intervals(extent)
    return Plane(places, (names[0], names[1]), across, up, means)


def around(numbers: Sequence[float]) -> Interval:
    """Return an interval around numbers, with a margin; (-2, 2) where there are none."""
    if not numbers:
        return -2.0, 2.0
    low, high = min(numbers), max(numbers)
    margin = 0.12 * (high - low) or 1.0
    return low - margin, high + margin


def intervals(extent: Any) -> tuple[Interval, Interval]:
    """Return the two intervals that a caller gave. Raises ValueError for anything else."""
    try:
        (a, b), (c, d) = extent
        pairs = (number(a), number(b)), (number(c), number(d))
    except (TypeError, ValueError):
        raise ValueError(f"extent must be two intervals such as ((-1, 1), (-1, 1)), got {extent!r}") from None
    for low, high in pairs:
        if not -inf < low < high < inf:
            raise ValueError(f"extent must be two intervals, low before high, got {extent!r}")
    return pairs


# ---- what the network answers ---------------------------------------------------------------------------------------


def answers(network: Network, weights: Sequence[float], plane: Plane, resolution: int) -> list[Grid]:
    """Return a grid for each output; nan where the network has no value. No neuron's latest pass is touched.

    Raises what the network raises, or ValueError, where there is no number anywhere.
    """
    plan = network._planned()
    right, upwards = plane.ticks(resolution)
    row, (i, k) = list(plane.row), plane.places
    grids: list[Grid] = [[] for _ in network.outputs]
    problem: Exception | None = None
    for y in upwards:
        for grid in grids:
            grid.append([])
        for x in right:
            row[i], row[k] = x, y
            try:
                (found,) = compute(plan, list(weights), [row])
            except (ValueError, ArithmeticError) as error:
                problem, found = error, [nan] * len(grids)
            for grid, z in zip(grids, found, strict=True):
                grid[-1].append(z if isfinite(z) else nan)
    if not any(z == z for grid in grids for line in grid for z in line):
        _explain(network, weights, problem)
    return grids


def _explain(network: Network, weights: Sequence[float], problem: Exception | None) -> None:
    lost = [w.label for w, x in zip(network._planned().weights, weights, strict=True) if not isfinite(x)]
    why = f"these weights are not finite: {listing(lost)}" if lost else str(problem or "its outputs are not finite")
    raise ValueError(f"there is no decision boundary to draw, since the network gives no number anywhere: {why}")


def scores(grids: Sequence[Grid], threshold: float) -> list[Grid]:
    """Return a score for each class: with one output for the upper class alone, else by how much each output leads."""
    if len(grids) == 1:
        return [[[z - threshold for z in line] for line in grids[0]]]
    found: list[Grid] = []
    for k, grid in enumerate(grids):
        others = [other for i, other in enumerate(grids) if i != k]
        found.append([[z - max(other[i][j] for other in others) for j, z in enumerate(line)] for i, line in enumerate(grid)])
    return found


def middle(activation: Operation) -> float:
    """Return the number halfway between the ends of an activation: 0.5 for sigmoid and step, 0 for tanh; 0 where it has no end.

    >>> from autograd.operations import OPERATIONS
    >>> [middle(OPERATIONS[name]) for name in ("sigmoid", "tanh", "relu", "step", "exp")]
    [0.5, 0.0, 0.0, 0.5, 0.0]
    """
    low, high = span(activation)
    return 0.5 * (low + high) if isfinite(low) and isfinite(high) else 0.0


def span(activation: Operation) -> Interval:
    """Return the numbers that an activation approaches far to the left and to the right; infinite where it does not settle."""
    ends = []
    for far in (-1e9, 1e9):
        try:
            first, second = activation.function(far), activation.function(10.0 * far)
        except (ValueError, ArithmeticError):
            first, second = 0.0, inf
        ends.append(float(second) if abs(second - first) < 1e-6 else inf)
    return min(ends), max(ends)


# ---- what is wanted -------------------------------------------------------------------------------------------------


def wanted_classes(targets: Iterable[Any], outputs: int) -> list[int]:
    """Return the class of each target. With one output 1 is the upper of two numbers; with several, an index or the largest.

    Raises ValueError for targets that are no classes.
    """
    listed = [list(t) if isinstance(t, Iterable) else t for t in (t.tolist() if hasattr(t, "tolist") else t for t in targets)]
    if outputs > 1:
        found = [max(range(len(t)), key=t.__getitem__) if isinstance(t, list) and t else t for t in listed]
        for t, c in zip(listed, found, strict=True):
            fits = not isinstance(t, list) or len(t) == outputs
            if isinstance(c, list) or c != c or int(c) != c or not 0 <= c < outputs or not fits:
                raise ValueError(f"a target must be a class from 0 to {outputs - 1}, or {outputs} numbers, got {t!r}")
        return [int(c) for c in found]
    plain = [number(t[0] if isinstance(t, list) and len(t) == 1 else t) for t in listed]
    kinds = sorted(set(plain))
    if len(kinds) > 2:
        raise ValueError(
            f"with one output the targets must be two numbers, one for each class, got {len(kinds)} different ones "
            f"({listing([f'{k:g}' for k in kinds])}): leave targets out to draw the output alone"
        )
    return [int(t == kinds[1] if len(kinds) == 2 else t > 0.0) for t in plain]


def rows_and_classes(network: Network, inputs: Any, targets: Any) -> tuple[list[list[float]], list[int]]:
    """Return the rows as floats and their classes; empty lists where none are given. Raises ValueError where they do not fit."""
    if inputs is None:
        if targets is not None:
            raise ValueError("targets need the inputs that they belong to")
        return [], []
    rows = [[number(x) for x in row] for row in inputs]
    if not rows:
        raise ValueError("there are no rows to draw: leave inputs out, and say where to look with extent=((-1, 1), (-1, 1))")
    for i, row in enumerate(rows):
        if len(row) != len(network.inputs):
            raise ValueError(f"row {i} has {amount(row)}, but the network has {len(network.inputs)} inputs")
        if not all(map(isfinite, row)):
            raise ValueError(f"row {i} holds a number that is not finite: {row}")
    if targets is None:
        return rows, []
    classes = wanted_classes(targets, len(network.outputs))
    if len(classes) != len(rows):
        raise ValueError(f"each row needs one target, got {len(rows)} rows and {len(classes)} targets")
    return rows, classes
