"""One file that holds everything: pictures, story, style and script."""

from __future__ import annotations

import json
from base64 import b64encode
from html import escape

from .chapter_map import chapter_name, draw_map
from .colours import colour_sheet
from .picture import draw_chapter, slim
from .resources import filled, resource
from .story import Story

# Inside of a script element, HTML looks for a tag and for a comment; older JavaScript takes the last two for line ends.
_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def write_page(story: Story, theme: str, title: str) -> str:
    """Return the page of a story."""
    from hashlib import sha256  # on first use: importing autograd loads no cryptography

    names: list[str] = story.tables["names"]
    homes = {node: i for i, chapter in enumerate(story.chapters) for node in chapter.made}
    tables = {
        **story.tables,
        "theme": theme,
        "homes": [homes.get(i, -1) for i in range(len(names))],
        "chapters": [chapter_name(chapter, names) for chapter in story.chapters],
    }
    pictures = [slim(draw_chapter(story, chapter)) for chapter in story.chapters]
    files = ["page.js", "walk.js", *(["outline.js"] if story.outline else ["map.js"] if story.chapters[1:] else []), "begin.js"]
    waiting = {f"chapter{i}": svg for i, svg in enumerate(pictures[:-1])}
    waiting |= {f"brief{i}": slim(draw_chapter(story, brief)) for i, brief in story.briefs.items()}
    script = "\n".join(resource(name) for name in files)
    heading = title or f"Backpropagation through {story.name}"
    overview = slim(story.outline.map) if story.outline else draw_map(story.chapters, names)
    brief = '<p id="left-out"></p>' if story.outline else ""
    style = resource("page.css") + (resource("outline.css") if story.outline else resource("map.css") if overview else "")
    return filled(
        "page.html",
        {
            "theme": theme,
            "digest": "sha256-" + b64encode(sha256(script.encode()).digest()).decode("ascii"),
            "title": escape(heading),
            "colours": colour_sheet(theme),
            "style": style,
            "map": f'<nav id="map" aria-label="Parts">{overview}<p id="part"></p></nav>{brief}' if overview else "",
            "account": '<h2 id="title"></h2><div id="account"></div>\n' if story.outline else "",
            "levels": filled("levels.html", {"word": escape(story.outline.word)}) if story.outline else "",
            "picture": pictures[-1],
            "chapters": "".join(f'<template id="{key}">{svg}</template>\n' for key, svg in waiting.items()),
            "story": json.dumps(tables, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED),
            "script": script,
        },
    )


def still(story: Story, theme: str) -> str:
    """Return the picture of the end of the story: the map of an outline; of a large graph, the part that ends in the output."""
    if story.outline:
        return story.outline.map.replace(">", f"><style>{colour_sheet(theme)}</style>", 1)
    svg = draw_chapter(story, story.chapters[-1], f"the part that ends in {story.name}" if story.chapters[1:] else "")
    return svg.replace(">", f"><style>{colour_sheet(theme)}</style>", 1)
