"""The map of a large graph: a dot for each chapter, and one for each leaf that several chapters share.

It shows where the reader is, what is computed, and how far the gradient has come. A dot says which chapter it is by its id,
``c3``; `map.js` sets its state and that of the wires that leave it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from ..layout import Link
from ..layout.columns import assign_columns
from .chapters import Chapter

_ACROSS, _DOWN, _MARGIN = 56, 22, 10  # between two columns, between two dots, around all of it


def draw_map(chapters: Sequence[Chapter], names: Sequence[str]) -> str:
    """Return the map as SVG, or nothing where there is one chapter. ``names`` are those of the values."""
    if len(chapters) == 1:
        return ""
    home = {node: i for i, chapter in enumerate(chapters) for node in chapter.made}
    uses = Counter(node for chapter in chapters for node in chapter.given if node not in home)
    shared = {node: len(chapters) + i for i, node in enumerate(node for node, count in uses.items() if count > 1)}
    places = home | shared
    wires = {(places[node], target): None for target, chapter in enumerate(chapters) for node in chapter.given if node in places}
    dots = _placed(len(chapters) + len(shared), list(wires))
    lines = [f'<path class="w{source}" d="M{dots[source]}L{dots[target]}"/>' for source, target in wires]
    circles = [
        f'<g id="c{i}" class="dot"><title>{escape(chapter_name(chapter, names))}</title><circle {dots[i].attributes} r="7"/></g>'
        for i, chapter in enumerate(chapters)
    ]
    leaves = [
        f'<g class="leaf"><title>{escape(names[node])}</title><circle {dots[i].attributes} r="5"/></g>'
        for node, i in shared.items()
    ]
    width, height = max(dot.x for dot in dots) + _MARGIN, max(dot.y for dot in dots) + _MARGIN
    return f'<svg viewBox="0 0 {width:g} {height:g}" role="img">{"".join([*lines, *circles, *leaves])}</svg>'


def chapter_name(chapter: Chapter, names: Sequence[str]) -> str:
    """Return what a chapter is called: by the values that it hands on."""
    listed = [names[root] for root in chapter.roots]
    return ", ".join(listed) if len(listed) <= 3 else f"{listed[0]}, {listed[1]}, … {listed[-1]}"


class _Dot(NamedTuple):
    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:g} {self.y:g}"

    @property
    def attributes(self) -> str:
        return f'cx="{self.x:g}" cy="{self.y:g}"'


def _placed(count: int, wires: Sequence[tuple[int, int]]) -> list[_Dot]:
    """Return where the dots are: columns from left to right, centred, as networks are drawn."""
    # Not `lay_out`: that seeks few crossings for 2 s in two full layers of 16, where there is nothing to be found.
    column = assign_columns(count, [Link(source, target, 0) for source, target in wires])
    height = Counter(column)
    tallest = max(height.values())
    filled: Counter[int] = Counter()
    dots = []
    for place in column:
        y = _MARGIN + _DOWN * (filled[place] + (tallest - height[place]) / 2)
        dots.append(_Dot(_MARGIN + _ACROSS * place, y))
        filled[place] += 1
    return dots
