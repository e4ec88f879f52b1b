"""The object that users hold: a story that shows itself, as a page, in a notebook, as an animation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...steps import Steps
from ..errors import TooLarge
from ..selection import ALL

if TYPE_CHECKING:
    from ...value import Value
    from .outline import Plan

_SUFFIXES = (".html", ".htm", ".svg")
THEMES = ("auto", "light", "dark")


class Stepper:
    """The story of a graph, to be stepped through. It shows itself in a notebook, and ``save`` writes it to a file.

    ``steps`` are the facts that it shows, with the numbers and names that the values had when the stepper was made: neither
    page nor steps change when values do.

    >>> from autograd import Value, step_through
    >>> y = Value(3.0, label="x") ** 2
    >>> step_through(y)
    <Stepper through v1: 1 step forward, 1 backward>
    """

    def __init__(self, output: Value, theme: str, title: str, plan: Plan | None = None, *, backward: bool = True) -> None:
        from .naming import KeptSteps
        from .story import tell

        if theme not in THEMES:
            raise ValueError(f"there is no theme {theme!r}: choose {', '.join(map(repr, THEMES))}")
        self._story = tell(output, plan, backward=backward)
        self._backward = backward
        self._theme = theme
        self._title = title
        self.steps: Steps = KeptSteps(output)

    def html(self) -> str:
        """Return the page: one file that holds everything it needs."""
        from .page import write_page

        return write_page(self._story, self._theme, self._title)

    def svg(self) -> str:
        """Return the story as an animated SVG without a script. Raises TooLarge for a graph of more than 60 values."""
        from .animation import animate

        if len(self._story.cards) > ALL and len(self._story.chapters) > 1:
            raise TooLarge(
                f"an animation shows all values at once, and {len(self._story.cards):,} of them cannot be read: save the page "
                "(.html), which shows one part at a time, or step through a part of the graph"
            )
        return animate(self._story, self._theme)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page (.html) or the animation (.svg) to a file, by its suffix, and return its path.

        The file is written whole or not at all. Raises ValueError for another suffix, TooLarge for the animation of a large
        graph, and OSError where the folder is missing.
        """
        from ...files import write_atomically

        suffix = Path(path).suffix.lower()
        if suffix not in _SUFFIXES:
            known = ", ".join(_SUFFIXES)
            raise ValueError(f"cannot tell what to write by the name {os.fspath(path)!r}: end it in one of {known}")
        return write_atomically(path, self.svg() if suffix == ".svg" else self.html())

    def __repr__(self) -> str:
        forward = len(self.steps.forward)
        back = f", {len(self.steps.backward):,} backward" if self._backward else ""
        return f"<Stepper through {self.steps.output_name}: {forward:,} step{'s' * (forward != 1)} forward{back}>"

    def _repr_html_(self) -> str | None:
        return self._repr_mimebundle_().get("text/html")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the page in a notebook, and a picture where notebooks are only looked at. A display never raises."""
        bundle = {"text/plain": repr(self)}
        try:
            from .notebook import cell
            from .page import still

            bundle["text/html"] = cell(self.html(), still(self._story, self._theme), repr(self).strip("<>"))
        except Exception as error:  # noqa: BLE001 - a cell must show something
            bundle["text/plain"] += f" that cannot be shown here: {error}"
        return bundle
