"""The colours: a role each, for a light and a dark page.

A **role** says what a thing is (input, parameter, operation, hidden, output, bias) and has a `Paint`, the fill and stroke
of its shape. One **sign scale**, positive and negative, serves weights, activations and gradients where they have a width or
a fill; magenta means gradient and nothing else. Contrast and colour blindness are tested, not hoped for.

The cells of the Neural Network Zoo have their own colours: **safe** ones, which everybody can tell apart, or the **poster**'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["input", "parameter", "operation", "hidden", "output", "bias", "recurrent", "kernel"]
Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Paint:
    """The two colours of a shape, as ``#RRGGBB``, and that of a symbol in it, the stroke's where none is given."""

    fill: str
    stroke: str
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour that a picture may use on one kind of page."""

    page: str
    card: str
    ink: str
    muted: str
    wire: str
    hairline: str
    roles: dict[Role, Paint]
    positive: str
    negative: str
    gradient: str  # text
    gradient_line: str

    def by_sign(self, number: float) -> str:
        """Return the colour of a number's sign; 0 and nan have the wires' own."""
        return self.positive if number > 0.0 else self.negative if number < 0.0 else self.wire

    def sign_text(self, number: float) -> str:
        """Return the colour of a number's sign for small text."""
        # A little nearer to the ink: bare orange on white has a contrast of 3.9, and small text wants 4.5.
        return mix(self.by_sign(number), self.ink, 0.12) if number else self.muted


LIGHT = Palette(
    page="#FFFFFF",
    card="#FFFFFF",
    ink="#1F2933",
    muted="#566270",
    wire="#A3ADB8",
    hairline="#D5DBE1",
    roles={
        "input": Paint("#FFF3C4", "#B78A00"),
        "parameter": Paint("#DCEBFA", "#0072B2"),
        "operation": Paint("#F3F5F7", "#8693A1"),
        "hidden": Paint("#D3F0E4", "#00805C"),
        "output": Paint("#FBDDCB", "#D55E00"),
        "bias": Paint("#ECEFF3", "#7B8794"),
    },
    positive="#0072B2",
    negative="#D55E00",
    gradient="#A3286B",
    gradient_line="#C2418A",
)
DARK = Palette(
    page="#12161C",
    card="#1B222B",
    ink="#E6EAF0",
    muted="#93A0AF",
    wire="#5B6876",
    hairline="#323C47",
    roles={
        "input": Paint("#3B3314", "#E9C046"),
        "parameter": Paint("#12304A", "#56B4E9"),
        "operation": Paint("#232B35", "#7F8C9A"),
        "hidden": Paint("#0F3A2D", "#35C79A"),
        "output": Paint("#47250F", "#F08A4B"),
        "bias": Paint("#2A323C", "#8B97A5"),
    },
    positive="#56B4E9",
    negative="#F0894A",
    gradient="#DB94AF",
    gradient_line="#E57AB0",
)
PALETTES: dict[Theme, Palette] = {"light": LIGHT, "dark": DARK}

# The fills of cells, on either page. Any two of the safe ones are at least 28 apart (CIE76) for normal, protan, deutan and tritan
# sight; of the poster's, yellow and green are 8 apart for a protan, orange and green 7 for a deutan.
CELLS: dict[str, dict[Role, str]] = {
    "safe": {"input": "#F6DB3C", "hidden": "#76DDAA", "output": "#DE6238", "recurrent": "#5584E8", "kernel": "#C274AE"},
    "poster": {"input": "#FFCC00", "hidden": "#66CC00", "output": "#FF6600", "recurrent": "#0099FF", "kernel": "#FF99FF"},
}
_SYMBOL = DARK.page  # dark on every fill, on either page
_RIM: dict[Theme, tuple[str, float]] = {
    "light": (LIGHT.ink, 0.55),
    "dark": (DARK.ink, 0.45),
}  # what a fill's border is mixed with


def palette(theme: str) -> Palette:
    """Return the palette of a theme. Raises ValueError for any but "light" and "dark".

    >>> palette("dark").page
    '#12161C'
    """
    for name, colours in PALETTES.items():
        if name == theme:
            return colours
    raise ValueError(f"there is no theme {theme!r}: choose {' or '.join(map(repr, PALETTES))}")


def paper(theme: str) -> Palette:
    """Return the palette for what cannot follow its reader: "auto" is light on paper.

    Raises ValueError for any theme but "auto", "light" and "dark".

    >>> paper("auto").page
    '#FFFFFF'
    """
    if theme != "auto" and theme not in PALETTES:
        raise ValueError(f"there is no theme {theme!r}: choose 'auto', {' or '.join(map(repr, PALETTES))}")
    return LIGHT if theme == "auto" else palette(theme)


def cell_palette(theme: str, name: str) -> Palette:
    """Return the palette of a theme, as `paper` does, with the colours of cells in place of its roles'.

    Raises ValueError for a name other than "safe" and "poster", and for another theme.

    >>> cell_palette("light", "poster").roles["input"].fill
    '#FFCC00'
    """
    if name not in CELLS:
        raise ValueError(f"there is no palette {name!r}: choose {' or '.join(map(repr, CELLS))}")
    colours = paper(theme)
    other, share = _RIM["dark" if theme == "dark" else "light"]
    return replace(colours, roles={role: Paint(fill, mix(fill, other, share), _SYMBOL) for role, fill in CELLS[name].items()})


def mix(first: str, second: str, share: float) -> str:
    """Return the colour on the way from ``first`` to ``second``: 0 is the first, 1 the second.

    A colour that is a variable of CSS is mixed by whoever shows the picture.

    >>> mix("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    if not first.startswith("#"):
        return f"color-mix(in srgb,{second} {share:.0%},{first})"
    pairs = [(int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
