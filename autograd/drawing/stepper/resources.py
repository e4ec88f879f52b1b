"""The files of this package that are not Python, and how a page is put together from them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r" ?([{};,]|:(?= )) ?")
_PLACE = re.compile(r"\{\{(\w+)\}\}")


@cache
def resource(name: str) -> str:
    """Return a file of this package; of a script or a style sheet without indentation and comments of whole lines."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        return text
    if name.endswith(".css"):
        text = _BLANK.sub(r"\1", _COMMENT.sub("", text))
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def filled(name: str, parts: dict[str, str]) -> str:
    """Return a file with ``{{name}}`` replaced by its part. Every place is filled once: a part may hold braces of its own."""
    return _PLACE.sub(lambda place: parts[place[1]], resource(name))
