"""Pictures in several parts: each is laid out alone, and the parts stand on shelves, in the order of their first boxes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .model import Layout, Link, Point, Route

Part = tuple[list[int], list[int], Layout]  # numbers of boxes and of links, and where they are

_SHAPE = 1.6  # a screen is that much wider than high


def split(count: int, links: Sequence[Link]) -> list[tuple[list[int], list[int]]]:
    """Return the numbers of the boxes, and of the links, of every part that no wire joins to another.

    >>> split(3, [Link(0, 2, 0)])
    [([0, 2], [0]), ([1], [])]
    """
    parent = list(range(count))

    def root(box: int) -> int:
        while parent[box] != box:
            parent[box] = parent[parent[box]]
            box = parent[box]
        return box

    for source, target, *_ in links:
        first, second = sorted((root(source), root(target)))
        parent[second] = first
    parts: dict[int, tuple[list[int], list[int]]] = {}
    for box in range(count):
        parts.setdefault(root(box), ([], []))[0].append(box)
    for i, link in enumerate(links):
        parts[root(link.source)][1].append(i)
    return list(parts.values())


def pack(parts: Sequence[Part], boxes: int, links: int, gap: float) -> Layout:
    """Return the parts on shelves, one below the other, as one layout."""
    corners: list[Point] = [(0.0, 0.0)] * boxes
    routes: list[Route] = [Route((0.0, 0.0), (), (0.0, 0.0))] * links
    area = sum((part.width + gap) * (part.height + gap) for _, _, part in parts)
    limit = max([math.sqrt(_SHAPE * area), *(part.width for _, _, part in parts)])
    x = y = width = shelf = 0.0
    for members, inner, part in parts:
        if x > 0.0 and x + part.width > limit:
            x, y, shelf = 0.0, y + shelf + gap, 0.0
        for box, (left, top) in zip(members, part.corners, strict=True):
            corners[box] = (left + x, top + y)
        for link, route in zip(inner, part.routes, strict=True):
            routes[link] = moved(route, x, y)
        x += part.width + gap
        width, shelf = max(width, x - gap), max(shelf, part.height)
    return Layout(corners, routes, width, y + shelf)


def moved(route: Route, x: float, y: float) -> Route:
    """Return a route that runs elsewhere."""
    if x == y == 0.0:
        return route
    bends = tuple(bend._replace(left=bend.left + x, right=bend.right + x, y=bend.y + y) for bend in route.bends)
    return Route((route.start[0] + x, route.start[1] + y), bends, (route.end[0] + x, route.end[1] + y))
