"""A picture that knows its facts and writes itself: as text, into a file, in a notebook."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .text import clean

if TYPE_CHECKING:
    from .palette import Palette

TEXT = (".dot", ".gv")
PAGES = (".html", ".htm")
IMAGES = (".svg", ".png", ".pdf")


class Drawing:
    """A picture. It shows itself in a notebook, ``.save`` writes it to a file, and ``.source`` is its DOT text.

    ``picture`` holds the facts that are shown; it is what was read off the engine's objects when the drawing was made, so a
    drawing does not change when they do. ``dot`` and ``svg`` are its two writers, and ``layout`` is Graphviz's for the first.
    Where a picture is to be light or dark as its reader is, ``repaint`` writes it in given colours.

    >>> from autograd import Value, draw
    >>> y = Value(3.0, label="x") ** 2
    >>> drawing = draw(y)
    >>> drawing.source.splitlines()[0]
    'digraph computation {'
    """

    def __init__(
        self,
        picture: Any,
        *,
        dot: Callable[[], str],
        svg: Callable[[], str],
        layout: str,
        summary: str,
        theme: str = "light",
        repaint: Callable[[Palette], str] | None = None,
    ) -> None:
        self.picture = picture
        self._dot, self._svg, self._repaint = dot, svg, repaint
        self._layout = layout
        self._summary = clean(summary)  # it may hold a label, which may be any text at all
        self._theme = theme
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

    def html(self) -> str:
        """Return a page with the picture in it, which can be moved and enlarged, and says what the pointer rests on.

        One file without a network: it needs nothing but a browser. With the theme "auto" it is light or dark as its reader is.

        >>> from autograd import Value, draw
        >>> draw(Value(3.0, label="x")).html().splitlines()[0]
        '<!DOCTYPE html>'
        """
        from .viewer import write_page

        return write_page(self._painted(), self._title, "auto" if self._follows else self._theme)

    @property
    def _follows(self) -> bool:
        return self._theme == "auto" and self._repaint is not None

    @property
    def _title(self) -> str:
        return repr(self).strip("<>")

    def _painted(self) -> str:
        """Return the SVG, with variables of CSS for colours where it is to follow its reader."""
        if self._repaint is None or self._theme != "auto":
            return self.svg()
        from .stepper.colours import variable_palette

        return self._repaint(variable_palette())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file and return its path; the suffix says the format: .svg, .html, .dot, .gv, .png or .pdf.

        PNG and PDF need Graphviz, the others nothing. The file is written whole or not at all.
        Raises ValueError for another suffix, NoEngine where Graphviz is missing, and OSError where the folder is.
        """
        from ..files import write_atomically

        suffix = Path(path).suffix.lower()
        if suffix not in TEXT + PAGES + IMAGES:
            known = ", ".join(TEXT + PAGES[:1] + IMAGES)
            raise ValueError(f"cannot tell a picture's format by the name {os.fspath(path)!r}: end it in one of {known}")
        return write_atomically(path, self._as(suffix))

    def _as(self, suffix: str) -> str | bytes:
        if suffix in TEXT:
            return self.source
        if suffix in PAGES:
            return self.html()
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

        As an ``<img>``, which its page replaces where scripts run: JupyterLab shows no image/svg+xml of a notebook that somebody
        else has run, and code-hosting sites take an SVG apart before they show it.
        """
        from .stepper.notebook import cell

        return {"text/plain": repr(self), "text/html": cell(self.html(), self._still(), self._title), "image/svg+xml": self.svg()}

    def _still(self) -> str:
        """Return the SVG for an image, which is light or dark as its reader is."""
        if not self._follows:
            return self.svg()
        from .stepper.colours import colour_sheet

        return self._painted().replace(">", f"><style>{colour_sheet('auto')}</style>", 1)
