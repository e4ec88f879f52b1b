"""A picture that knows its facts and writes itself: as text, into a file, in a notebook."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

TEXT = (".dot", ".gv")
IMAGES = (".svg", ".png", ".pdf")


class Drawing:
    """A picture. It shows itself in a notebook, ``.save`` writes it to a file, and ``.source`` is its DOT text.

    ``picture`` holds the facts that are shown; it is what was read off the engine's objects when the drawing was made, so a
    drawing does not change when they do. ``dot`` and ``svg`` are its two writers, and ``layout`` is Graphviz's for the first.

    >>> from autograd import Value, draw
    >>> y = Value(3.0, label="x") ** 2
    >>> drawing = draw(y)
    >>> drawing.source.splitlines()[0]
    'digraph computation {'
    """

    def __init__(self, picture: Any, *, dot: Callable[[], str], svg: Callable[[], str], layout: str, summary: str) -> None:
        self.picture = picture
        self._dot, self._svg = dot, svg
        self._layout = layout
        self._summary = summary
        self._source: str | None = None
        self._drawn: str | None = None

    @property
    def source(self) -> str:
        """The picture in Graphviz's language, the same bytes for the same graph."""
        if self._source is None:
            self._source = self._dot()
        return self._source

    def svg(self) -> str:
        """Return the picture as SVG, the same bytes for the same graph. This needs no Graphviz.

        >>> from autograd import Value, draw
        >>> draw(Value(3.0, label="x")).svg().splitlines()[1][:60]
        '<g id="n0" class="node input"><title>x'
        """
        if self._drawn is None:
            self._drawn = self._svg()
        return self._drawn

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file and return its path; the suffix says the format: .dot, .gv, .svg, .png or .pdf.

        PNG and PDF need Graphviz, the others nothing. The file is written whole or not at all.
        Raises ValueError for another suffix, NoEngine where Graphviz is missing, and OSError where the folder is.
        """
        from ..files import write_atomically

        suffix = Path(path).suffix.lower()
        if suffix not in TEXT + IMAGES:
            known = ", ".join(TEXT + IMAGES)
            raise ValueError(f"cannot tell a picture's format by the name {os.fspath(path)!r}: end it in one of {known}")
        return write_atomically(path, self._as(suffix))

    def _as(self, suffix: str) -> str | bytes:
        if suffix in TEXT:
            return self.source
        if suffix == ".svg":
            return self.svg()
        from .engines import render

        return render(self.source, suffix[1:], self._layout)

    def __repr__(self) -> str:
        return f"<Drawing of {self._summary}>"

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the picture in a notebook, and say what it is where there are no pictures.

        As an ``<img>`` too: JupyterLab shows no image/svg+xml of a notebook that somebody else has run, and code-hosting sites
        take an SVG apart before they show it.
        """
        from .svg import image

        return {"text/plain": repr(self), "text/html": image(self.svg(), repr(self).strip("<>")), "image/svg+xml": self.svg()}
