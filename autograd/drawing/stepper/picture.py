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
# Of the texts on cards: what page.css says as well.
_SET = re.compile(
    r"""(?<=<text)(?: class="(\w+)")?( x="[^"]*" y="[^"]*")"""
    r"""(?: font-family="ui-[^"]*" text-anchor="end" font-size="12"| font-size="10.5") fill="[^"]*"(?=>)"""
)


def draw_chapter(story: Story, chapter: Chapter, caption: str = "") -> str:
    """Return the picture of a chapter at the end of the story: SVG, its colours variables. A caption counts what is left out."""
    made, shown = set(chapter.made), set(chapter.cards)
    cards, wires = [], []
    for i in chapter.cards:
        inputs = [(operand, x) for operand, x in story.inputs[i] if x in shown] if i in made else []
        cards.append(replace(story.cards[i], goes_on=bool(story.inputs[i]) and i not in made))
        wires += [
            Wire(story.cards[x].key, story.cards[i].key, operand, place, len(inputs), None)
            for place, (operand, x) in enumerate(inputs)
        ]
    total = len(story.cards) if caption else len(cards)
    return write(Graph(tuple(cards), tuple(wires), total, gradients=True, which=caption), variable_palette())


def slim(picture: str) -> str:
    """Return a picture without tooltips, which change with the steps, and without what the page's style sheet says.

    The first is a fifth of a large page, the second a third of what is left of a picture.
    """
    bare = _SET.sub(lambda text: f' class="{text[1]}"{text[2]}' if text[1] else text[2], _TITLE.sub("", picture))
    return bare.replace(' fill="var(--wire)" stroke="none"', "")
