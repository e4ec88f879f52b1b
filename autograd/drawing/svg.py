"""SVG as text: elements, labels that may be anything, and the page around them.

What is written needs no program to be made and nothing to be shown: no script, no style sheet, no font, no link. Elements have
no references among them, so that a page may hold many pictures. Attributes come in the order in which they are given.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from .layout.model import number
from .text import clean, is_right_to_left

SANS = "Arial,Helvetica,'Liberation Sans',Arimo,sans-serif"
MONO = "ui-monospace,Menlo,Consolas,'Liberation Mono','Courier New',monospace"
_TOOLTIP = 1000  # characters of a line
_ISOLATED = ("\u2068", "\u2069")  # what is between them reads its own way and leaves its neighbours alone


def element(name: str, *content: str, **attributes: object) -> str:
    """Return an element. Numbers are coordinates, ``_`` in a name is ``-``, and what is None is left out.

    >>> element("rect", x=2.04, rx=9, class_="card", stroke_width=1.5, fill=None)
    '<rect x="2" rx="9" class="card" stroke-width="1.5"/>'
    """
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items() if value is not None
    )
    inner = "".join(content)
    return f"<{name}{words}>{inner}</{name}>" if inner else f"<{name}{words}/>"


def _attribute(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return escaped(str(value)).replace('"', "&quot;")


def escaped(text: str) -> str:
    """Return text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label(text: str) -> str:
    """Return a name, or a piece of a formula, so that it reads its own way without turning what is beside it around.

    >>> label("  a <b> ")
    ' a &lt;b&gt; '
    """
    shown = escaped(clean(text))
    if is_right_to_left(shown):
        shown = shown.join(_ISOLATED)
    return " " * text[:1].isspace() + shown + " " * text[-1:].isspace()


def tooltip(lines: Iterable[str]) -> str:
    """Return a title element, which browsers show when the pointer rests: lines, each of which may be anything."""
    return element("title", "\n".join(escaped(clean(line[:_TOOLTIP])) for line in lines))


def image(picture: str, name: str) -> str:
    """Return the HTML of a picture that carries its own file, as viewers want it who would take an SVG apart.

    >>> image("<svg/>", "a circle")
    '<img alt="a circle" style="max-width:100%" src="data:image/svg+xml;base64,PHN2Zy8+">'
    """
    data = b64encode(picture.encode("utf-8")).decode("ascii")
    return f'<img alt="{_attribute(name)}" style="max-width:100%" src="data:image/svg+xml;base64,{data}">'


def page(content: Iterable[str], box: tuple[float, float, float, float], colour: str, name: str) -> str:
    """Return a picture: ``box`` is its left, top, width and height. Where there is less room it shrinks.

    ``name`` is read out in place of the picture, as one image.
    """
    left, top, width, height = (float(number(side)) for side in box)
    return element(
        "svg",
        element("rect", x=left, y=top, width=width, height=height, fill=colour),
        "\n",
        *(f"{line}\n" for line in content),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=" ".join(map(number, (left, top, width, height))),
        style="max-width:100%;height:auto",
        role="img",
        aria_label=clean(name),
        font_family=SANS,
    )
