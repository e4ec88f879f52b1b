"""Files that are not Python, of this package or another one, and how a page is put together from them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r" ?([{};,]|:(?= )) ?")
_REMARK = re.compile(r"(^|\s)// .*$")
_PLACE = re.compile(r"\{\{(\w+)\}\}")


@cache
def resource(name: str, package: str = __package__) -> str:
    """Return a file of a package; of a script or a style sheet without indentation and comments."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        return text
    if name.endswith(".css"):
        text = _BLANK.sub(r"\1", _COMMENT.sub("", text))
    lines = (_REMARK.sub("", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def filled(name: str, parts: dict[str, str], package: str = __package__) -> str:
    """Return a file with ``{{name}}`` replaced by its part. Every place is filled once: a part may hold braces of its own."""
    return _PLACE.sub(lambda place: parts[place[1]], resource(name, package))
