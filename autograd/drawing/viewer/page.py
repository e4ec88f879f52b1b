"""One file that holds everything: the picture, the colours, the style and the script."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from ..stepper.colours import colour_sheet
from ..stepper.resources import filled, resource

_HERE = __package__


def write_page(picture: str, title: str, theme: str) -> str:
    """Return the page of a picture, an SVG whose colours are variables of the palette where ``theme`` is "auto".

    With "light" or "dark" the page is so, whatever its reader prefers.
    """
    from hashlib import sha256  # on first use: importing autograd loads no cryptography

    script = resource("page.js", _HERE)
    return filled(
        "page.html",
        {
            "theme": theme,
            "follows": "yes" if theme == "auto" else "no",
            "digest": "sha256-" + b64encode(sha256(script.encode()).digest()).decode("ascii"),
            "title": escape(title),
            "colours": colour_sheet(theme),
            "style": resource("page.css", _HERE),
            "picture": picture,
            "script": script,
        },
        _HERE,
    )
