"""Figures of matplotlib in the colours of our pages: the one file that knows matplotlib.

A **figure** made here belongs to whoever asked for it: no list of open figures holds it, no window opens, and neither the
settings (rcParams) of the user nor the backend are looked at or changed. It shows itself in a notebook.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from autograd.drawing.palette import Palette, mix, palette
from autograd.files import write_atomically

BODY, SMALL, TINY = 9.0, 8.0, 7.0  # points
# Where classes have to be told apart: seven colours, and a mark of its own for each, for print. The first two are the sign
# scale's; magenta is not among them, since it means gradient. Any two are 20 apart for every kind of colour blindness
# (CIE76), which hues alone cannot be: some are light, some dark.
_CLASSES = {
    "light": ("#D55E00", "#0072B2", "#063B2A", "#C07860", "#604800", "#6414C8", "#00003C"),
    "dark": ("#F0894A", "#56B4E9", "#B9F2C8", "#F0F048", "#489060", "#8C64F0", "#50F0F0"),
}
MARKS = "osD^vPXp*h<>d"
# settings of matplotlib that say nothing of the look
_NO_LOOK = ("backend", "interactive", "toolbar", "timezone", "webagg", "keymap", "tk.", "datapath", "docstring", "_internal")


def is_available() -> bool:
    """Return whether matplotlib is installed."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def class_colour(theme: str, place: int) -> str:
    """Return the colour of a class, by its place."""
    colours = _CLASSES[theme]
    return colours[place % len(colours)]


@contextmanager
def drawing(width: float, height: float, theme: str = "light") -> Iterator[tuple[Any, Palette]]:
    """Give a new figure of so many inches, and the colours of the theme; inside, everything is drawn in our style.

    Raises ImportError, saying what to install, where matplotlib is not there, and ValueError for an unknown theme.
    """
    colours, look = palette(theme), _look(theme)
    made = figure_class()
    with look_of(look):
        yield made(look, width, height), colours


@contextmanager
def look_of(look: dict[str, Any]) -> Iterator[None]:
    """Use these settings of matplotlib for a while; the user's are back at the end."""
    import matplotlib as mpl

    settings: Any = mpl.rc_context
    with settings(look):
        yield


@cache
def figure_class() -> Any:
    """Return a subclass of matplotlib's Figure that keeps its look, its bytes and its peace. Raises ImportError without it."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError('figures are drawn by matplotlib: pip install "chainrule[plot]"') from error

    base: Any = Figure

    def begin(figure: Any, look: dict[str, Any], width: float, height: float) -> None:
        figure._look = look
        base.__init__(figure, figsize=(width, height), layout="constrained")

    def draw(figure: Any, renderer: Any) -> None:
        with look_of(figure._look):
            base.draw(figure, renderer)

    def savefig(figure: Any, fname: Any, **settings: Any) -> None:
        """Write the figure to a file, whole or not at all; the same bytes for the same figure as .svg, .png and .pdf."""
        named = isinstance(fname, (str, os.PathLike))
        kind = settings.setdefault("format", (Path(fname).suffix[1:].lower() if named else "") or "png")
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
        settings.setdefault("metadata", undated)
        with look_of(figure._look):
            if not named:
                base.savefig(figure, fname, **settings)
                return
            data = BytesIO()
            base.savefig(figure, data, **settings)
        write_atomically(fname if Path(fname).suffix else f"{os.fspath(fname)}.{kind}", data.getvalue())

    def show(figure: Any) -> tuple[bytes, dict[str, int]]:
        """A picture for a notebook, sharp on fine screens, whatever backend is chosen."""
        data, (width, height) = BytesIO(), figure.get_size_inches()
        figure.savefig(data, format="png", dpi=192)
        return in_256_colours(data), {"width": round(96 * width), "height": round(96 * height)}

    names = {"__doc__": base.__doc__, "__init__": begin, "draw": draw, "savefig": savefig, "_repr_png_": show}
    return type("Figure", (base,), names)


def in_256_colours(picture: BytesIO) -> bytes:
    """Return a PNG of 256 colours with a third of the bytes: 98 of 100 pixels are as they were, the others all but so."""
    from PIL import Image  # matplotlib writes its PNG files with it

    small = BytesIO()
    with Image.open(picture) as image:
        # other methods make smaller files of a plot, but tint its greys
        chosen = image.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        chosen.save(small, "PNG", optimize=True)
    return small.getvalue()


@cache
def _defaults() -> dict[str, Any]:
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise ImportError('figures are drawn by matplotlib: pip install "chainrule[plot]"') from error

    return {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(_NO_LOOK)}


def _look(theme: str) -> dict[str, Any]:
    """Return all settings, so that none of the user's shows through."""
    c = palette(theme)
    return _defaults() | {
        "figure.facecolor": c.page,
        "figure.dpi": 100,
        "savefig.dpi": 200,
        "svg.hashsalt": "chainrule",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "font.family": ["sans-serif", "DejaVu Sans"],  # the second has what the first lacks, such as ∂
        "font.sans-serif": ["Arial", "Helvetica", "Liberation Sans", "DejaVu Sans"],
        "font.monospace": ["Courier New", "Liberation Mono", "DejaVu Sans Mono"],
        "font.size": BODY,
        "text.color": c.ink,
        "figure.constrained_layout.h_pad": 0.07,
        "figure.constrained_layout.w_pad": 0.07,
        "axes.facecolor": c.page,
        "axes.edgecolor": c.muted,
        "axes.labelcolor": c.ink,
        "axes.labelsize": BODY,
        "axes.titlesize": 10.5,
        "axes.titlelocation": "left",
        "axes.titlecolor": c.ink,
        "axes.linewidth": 0.8,
        "axes.axisbelow": True,
        "axes.formatter.useoffset": False,
        "grid.color": c.hairline,
        "grid.linewidth": 0.8,
        "xtick.color": c.muted,
        "ytick.color": c.muted,
        "xtick.labelcolor": c.ink,
        "ytick.labelcolor": c.ink,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.major.size": 3,
        "ytick.major.size": 3,
        "xtick.minor.size": 1.5,
        "ytick.minor.size": 1.5,
        "legend.frameon": False,
        "legend.fontsize": SMALL,
        "legend.labelcolor": c.ink,
        "hatch.color": c.hairline,
        "hatch.linewidth": 0.8,
        "lines.linewidth": 1.6,
        "lines.solid_capstyle": "round",
    }


def open_axes(axes: Any, *, sides: str = "bottom") -> None:
    """Leave only some of the four sides of the frame, by their names."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in sides)


def colour_scale(page: str, below: str, above: str, strength: float) -> Any:
    """Return a colour map from one colour, through the page's, to another; ``strength`` is their share at the ends."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("chainrule", [mix(page, below, strength), page, mix(page, above, strength)])


def rows_and_columns(count: int, columns: int | None) -> tuple[int, int]:
    """Return how many rows and columns so many panels take: as many columns as are wanted, else three or four.

    >>> rows_and_columns(8, None), rows_and_columns(2, None), rows_and_columns(7, 2)
    ((2, 4), (1, 2), (4, 2))
    """
    wide = (4 if count in {4, 7, 8} or count > 9 else 3) if columns is None else max(1, columns)
    wide = min(wide, count)
    return -(-count // wide), wide
