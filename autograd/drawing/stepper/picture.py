"""The picture of a chapter: the same facts as a drawing's, and the same writer."""

from __future__ import annotations

import re
from dataclasses import replace

from ..graph import Graph, Wire
from ..svg_graph import write
from .chapters import Chapter
from .colours import variable_palette
from .story import Story

_TITLE = re.compile(r"<title>[^<]*</title>")


def draw_chapter(story: Story, chapter: Chapter, caption: str = "") -> str:
    """Return the picture of a chapter at the end of the story: SVG, its colours variables. A caption counts what is left out."""
    made = set(chapter.made)
    cards, wires = [], []
    for i in chapter.cards:
        inputs = story.inputs[i] if i in made else []
        cards.append(replace(story.cards[i], goes_on=bool(story.inputs[i]) and i not in made))
        wires += [
            Wire(story.cards[x].key, story.cards[i].key, operand, place, len(inputs), None)
            for place, (operand, x) in enumerate(inputs)
        ]
    total = len(story.cards) if caption else len(cards)
    return write(Graph(tuple(cards), tuple(wires), total, gradients=True, which=caption), variable_palette())


def slim(picture: str) -> str:
    """Return a picture without tooltips, which change with the steps: a fifth of a large page."""
    return _TITLE.sub("", picture)
