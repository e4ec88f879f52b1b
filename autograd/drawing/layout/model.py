"""What a layout is made from and what it is: plain geometry, no values, no colours.

A **box** is placed as a whole; wires leave it at one of its **exits**, on its right side, and arrive at its **ports**, on its
left side. A **link** asks for a wire from one box to a port of another. A **route** is that wire, drawn: level runs and
S-shaped **bends**. Lengths are in one unit, pixels say; x grows to the right and y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle to be placed. ``ports`` are heights on its left side, measured from its top, from top to bottom.

    ``exits`` are heights on its right side, the middle where there are none. A box on a **rim** stands in the first or the last
    column, whatever its wires say.
    """

    width: float
    height: float
    ports: tuple[float, ...] = ()
    exits: tuple[float, ...] = ()
    rim: Literal["", "left", "right"] = ""

    def exit(self, number: int) -> float:
        """Return the height of an exit below the top."""
        return self.exits[number] if self.exits else self.height / 2


class Link(NamedTuple):
    """A wire to be drawn from an exit of box number ``source`` to port number ``port`` of box number ``target``."""

    source: int
    target: int
    port: int
    exit: int = 0


@dataclass(frozen=True, slots=True)
class Spacing:
    """The distances to keep."""

    boxes: float = 16.0  # between two boxes, one above the other
    wires: float = 10.0  # between two wires that pass a column
    beside: float = 12.0  # between a wire and a box that it passes
    channel: float = 48.0  # between two columns, at least: what a bend has
    lead: float = 14.0  # a wire is level so far before a port
    pieces: float = 36.0  # between parts of the picture that no wire joins


class Bend(NamedTuple):
    """A wire changes to the height ``y`` between ``left`` and ``right``, level at both ends."""

    left: float
    right: float
    y: float


class Route(NamedTuple):
    """A wire: from ``start`` level to the first bend, from bend to bend, and level to ``end``.

    >>> Route((0.0, 0.0), (Bend(10.0, 30.0, 8.0),), (40.0, 8.0)).svg()
    'M0 0H10C20 0 20 8 30 8H40'
    """

    start: Point
    bends: tuple[Bend, ...]
    end: Point

    def svg(self, short: float = 0.0, *, start: float | None = None) -> str:
        """Return the ``d`` of an SVG path that ends ``short`` of the end, and begins at ``start``, somewhere in a level run."""
        x, y = self.start[0] if start is None else start, number(self.start[1])
        bends = [bend for bend in self.bends if bend.left >= x]
        if len(bends) < len(self.bends):
            y = number(self.bends[-len(bends) - 1].y)
        words = [f"M{number(x)} {y}"]
        for left, right, height in bends:
            level = number(height)
            if level == y:
                continue
            if left > x:
                words.append(f"H{number(left)}")
            middle = number((left + right) / 2)
            words.append(f"C{middle} {y} {middle} {level} {number(right)} {level}")
            x, y = right, level
        if self.end[0] - short > x:
            words.append(f"H{number(self.end[0] - short)}")
        return "".join(words)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: the left upper corner of each box, the route of each link, and the size of the whole."""

    corners: list[Point]
    routes: list[Route]
    width: float
    height: float


def number(value: float) -> str:
    """Return a coordinate as text, to a tenth.

    >>> number(2.04), number(-0.04)
    ('2', '0')
    """
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
