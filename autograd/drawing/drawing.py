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

    ``picture`` holds the facts that are shown; it is what `describe` read off the engine's objects when the drawing was made,
    so a drawing does not change when they do.

    >>> from autograd import Value, draw
    >>> y = Value(3.0, label="x") ** 2
    >>> drawing = draw(y)
    >>> drawing.source.splitlines()[0]
    'digraph computation {'
    """

    def __init__(self, picture: Any, write: Callable[[], str], layout: str, summary: str) -> None:
        self.picture = picture
        self._write = write
        self._layout = layout
        self._summary = summary
        self._source: str | None = None

    @property
    def source(self) -> str:
        """The picture in Graphviz's language, the same bytes for the same graph."""
        if self._source is None:
            self._source = self._write()
        return self._source

    def svg(self) -> str:
        """Return the picture as SVG. Raises NoEngine where no Graphviz can be found."""
        return self._render("svg").decode("utf-8")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file and return its path; the suffix says the format: .dot, .gv, .svg, .png or .pdf.

        The first two are text and need nothing else; the others need Graphviz. The file is written whole or not at all.
        Raises ValueError for another suffix, NoEngine where Graphviz is missing, and OSError where the folder is.
        """
        from ..files import write_atomically

        suffix = Path(path).suffix.lower()
        if suffix not in TEXT + IMAGES:
            known = ", ".join(TEXT + IMAGES)
            raise ValueError(f"cannot tell a picture's format by the name {os.fspath(path)!r}: end it in one of {known}")
        return write_atomically(path, self.source if suffix in TEXT else self._render(suffix[1:]))

    def _render(self, format: str) -> bytes:
        from .engines import render

        return render(self.source, format, self._layout)

    def __repr__(self) -> str:
        return f"<Drawing of {self._summary}>"

    def _repr_svg_(self) -> str | None:
        return self._repr_mimebundle_().get("image/svg+xml")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the picture in a notebook; without an engine, say what is missing. A display never raises."""
        bundle = {"text/plain": repr(self)}
        try:
            bundle["image/svg+xml"] = self.svg()
        except Exception as error:  # noqa: BLE001 - a cell must show something
            bundle["text/plain"] += f" that cannot be shown here: {error}"
        return bundle
