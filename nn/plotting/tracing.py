"""Following a function of one number honestly: where it jumps, where it has a corner, and where it ends.

A **trace** is what a pen would draw between two numbers: **pieces**, each a line without a jump, and **dots**, the ends at a jump
or at an edge of the domain, filled where the function has that value and hollow where it only comes near.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf, isfinite, nan
from typing import NamedTuple

from autograd import Operation, Symbol, derivative
from autograd.formulas import written_number

Function = Callable[[float], float]
_POINTS = 320
_TINY = 1e-12  # how near a jump is approached, as a share of the interval


class Dot(NamedTuple):
    """A point at a jump or an edge; it is ``filled`` where the function has that value there."""

    x: float
    y: float
    filled: bool


@dataclass
class Trace:
    """What is drawn of a function: pieces of line, the dots at their ends, and the stretches where it is not defined."""

    pieces: list[list[tuple[float, float]]] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)


def trace(function: Function, low: float, high: float, corners: Sequence[float] = (), limit: float = 1e3) -> Trace:
    """Return the trace of a function between two numbers.

    ``corners`` are points to go through exactly. Jumps are found by halving: where the difference between two neighbours does not
    shrink with their distance. Dots beyond ``limit`` are left out: there the function goes off to infinity.

    >>> from autograd import step
    >>> found = trace(step, -1.0, 1.0)
    >>> len(found.pieces), found.dots
    (2, [Dot(x=0.0, y=0.0, filled=True), Dot(x=0.0, y=1.0, filled=False)])
    """
    f = _safe(function)
    points = sorted({low + (high - low) * i / _POINTS for i in range(_POINTS + 1)} | {c for c in corners if low <= c <= high})
    values = [f(x) for x in points]
    finite = [abs(y) for y in values if y == y]
    suspicious = min(max(finite, default=0.0), 4.0) / 40.0
    tiny = _TINY * (high - low)
    made, piece = Trace(), list[tuple[float, float]]()

    def close() -> None:
        nonlocal piece
        if piece:
            made.pieces.append(list(dict.fromkeys(piece)))
        piece = []

    for i, (x, y) in enumerate(zip(points, values, strict=True)):
        if i:
            left, right = (points[i - 1], values[i - 1]), (x, y)
            if (left[1] == left[1]) != (y == y):
                inside, outside = (left, x) if left[1] == left[1] else ((x, y), left[0])
                edge = _edge(f, inside, outside, tiny)
                if inside == left:
                    piece.append(edge)
                    close()
                else:
                    close()
                    piece.append(edge)
                exact = f(round(edge[0], 9))
                made.dots += [Dot(round(edge[0], 9), edge[1], exact == exact)] if abs(edge[1]) < limit else []
            elif y == y and abs(y - left[1]) > suspicious:
                jump = _jump(f, left, right, tiny)
                if jump is not None:
                    before, after = jump
                    piece.append(before)
                    close()
                    made.dots += _ends(f, before, after, limit)
                    piece.append(after)
        if y == y:
            piece.append((x, y))
    close()
    made.dots = list(dict.fromkeys(made.dots))
    made.gaps = _gaps(points, values, made)
    return made


def _safe(function: Function) -> Function:
    def f(x: float) -> float:
        try:
            y = function(x)
        except (ValueError, ArithmeticError):
            return nan
        return y if isfinite(y) else nan

    return f


def _edge(f: Function, inside: tuple[float, float], outside: float, tiny: float) -> tuple[float, float]:
    """Return the last point of a piece that ends between a point with a value and one without."""
    while abs(outside - inside[0]) > tiny:
        x = 0.5 * (inside[0] + outside)
        y = f(x)
        if y == y:
            inside = x, y
        else:
            outside = x
    return inside


def _jump(
    f: Function, left: tuple[float, float], right: tuple[float, float], tiny: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the points on both sides of a jump, or None where there is none."""
    height = abs(right[1] - left[1])
    while right[0] - left[0] > tiny:
        x = 0.5 * (left[0] + right[0])
        y = f(x)
        if y != y:
            return None
        if abs(y - left[1]) >= abs(right[1] - y):
            right = x, y
        else:
            left = x, y
        if abs(right[1] - left[1]) < 0.4 * height:  # smooth: it shrinks with the distance
            return None
    return left, right


def _ends(f: Function, before: tuple[float, float], after: tuple[float, float], limit: float) -> list[Dot]:
    if max(abs(before[1]), abs(after[1])) > limit:
        return []
    x = round(0.5 * (before[0] + after[0]), 9) + 0.0
    value = f(x)
    ends = [Dot(x, y, abs(y - value) < 1e-6) for y in (before[1], after[1])]
    return ends if value != value or any(dot.filled for dot in ends) else [*ends, Dot(x, value, filled=True)]


def _gaps(points: Sequence[float], values: Sequence[float], made: Trace) -> list[tuple[float, float]]:
    gaps, start = [], None
    for i, (x, y) in enumerate(zip(points, values, strict=True)):
        if y != y and start is None:
            start = x if i == 0 else points[i - 1]
        if start is not None and (y == y or i == len(points) - 1):
            gaps.append((start, x))
            start = None
    ends = [end[0] for piece in made.pieces for end in (piece[0], piece[-1])]
    # to the edge itself, instead of to the next point that was tried; a gap that is one point has no width to show
    step = points[-1] - points[0]
    exact = [
        tuple(min([x, *ends], key=lambda end: (abs(end - x) > step / _POINTS * 1.01, end == x)) for x in gap) for gap in gaps
    ]
    return [(a, b) for a, b in exact if b - a > step / _POINTS * 2.5]


# ---- what a row of the table tells -------------------------------------------------------------------------------------


def slope(row: Operation) -> Function:
    """Return the derivative of a row with one input, as a function of numbers; nan where it has none."""
    return _safe(derivative(row))


def corners(row: Operation) -> list[float]:
    """Return where the table says that a row has a corner, a jump or a steep point."""
    return [] if row.domain is None else sorted({x for (x,) in (*row.domain.kinks, *row.domain.steep)})


def derivative_formula(row: Operation) -> str:
    """Return the derivative of a row with one input as text: its rule, run with Symbols; y stands for the result.

    >>> from autograd.operations import OPERATIONS
    >>> derivative_formula(OPERATIONS["tanh"]), derivative_formula(OPERATIONS["sqrt"])
    ('4 * sigmoid(2 * x) * sigmoid(-2 * x)', '0.5 / y')
    """
    (entry,) = row.entries(Symbol("y"), [Symbol("x")])
    computed = entry() if callable(entry) else entry
    return written_number(float(computed)).text if isinstance(computed, (int, float)) else str(computed)


def value_range(row: Operation) -> tuple[float, float]:
    """Return the lowest and the highest number that a row with one input comes to, or comes as near as a float can tell.

    The row is asked on a fine grid, at the points of its domain, ever farther out and ever nearer to the edges of its domain;
    what keeps growing there is taken for infinite.

    >>> from autograd.operations import OPERATIONS
    >>> [value_range(OPERATIONS[name]) for name in ("tanh", "relu", "log", "floor")]
    [(-1.0, 1.0), (0.0, inf), (-inf, inf), (-inf, inf)]
    """
    f = _safe(row.function)
    low, high = row.domain.box[0] if row.domain is not None else (-inf, inf)
    points = [-12.0 + i / 100.0 for i in range(2401)]
    if row.domain is not None:
        points += [x for kind in (row.domain.samples, row.domain.kinks, row.domain.steep) for (x,) in kind]
    found = [y for y in map(f, points) if y == y]
    for side, end in ((-1.0, low), (1.0, high)):
        if isfinite(end):
            ladder = [end - side * 10.0**-k * max(1.0, abs(end)) for k in (5, 10, 15)] + [end]
        else:
            ladder = [side * 10.0**k for k in (100, 200, 300)]
        values = [y for y in map(f, ladder) if y == y]
        found += values
        for before, after in pairwise(values):
            if abs(after - before) > 2.0 or (not isfinite(end) and abs(after) > 100.0):
                found.append(inf if after > before else -inf)
    return _ended(min(found)), _ended(max(found))


def _ended(y: float) -> float:
    """Return a bound as a reader would write it: what is huge is infinite, and -0 is 0."""
    return (inf if y > 0.0 else -inf) if abs(y) > 1e4 else round(y, 5) + 0.0
