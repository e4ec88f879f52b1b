"""Text in a picture: how wide it will be, and what a name may not do to it.

A **label** is what a user called a value or a neuron: any string at all. `clean` makes it one line of characters that every
format can hold, `cut` makes it fit. Widths are those of Arial (and its metric twins Helvetica, Liberation Sans, Arimo), read
from the font files; a monospace character is 0.6 em wide.
"""

from __future__ import annotations

import unicodedata

MONOSPACE = 0.6  # em; Courier New, Liberation Mono, Menlo, Consolas are 0.55 to 0.6
BOLD = 1.08  # bold letters are wider, on average
ELLIPSIS = "…"
_DEFAULT = 0.62  # em; Greek and Cyrillic letters are 0.5 to 0.9
_WIDTHS = {
    0.191: "'",
    0.222: "ijl",
    0.278: " !,./:;I[\\]ft|",
    0.333: '()-`r{}"·²³',
    0.389: "*",
    0.5: "^Jcksvxyz∂",
    0.556: "#$0123456789?L_abdeghnopqu",
    0.584: "+<=>~×−",
    0.611: "FTZΣ",
    0.667: "&ABEKPSVXY",
    0.722: "CDHNRUwΠ∞",
    0.778: "GOQ",
    0.833: "Mm",
    0.889: "%",
    0.944: "W",
    1.0: "@…→�",
}
_NEVER = "\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}


def width(text: str, size: float, *, bold: bool = False, monospace: bool = False) -> float:
    """Return about how wide ``text`` is when set at ``size``, in the unit of ``size``.

    >>> round(width("sepal length", 10.0))
    54
    """
    em = sum(_character(c) for c in text) if not monospace else MONOSPACE * len(text)
    return size * em * (BOLD if bold else 1.0)


def _character(character: str) -> float:
    known = _WIDTH.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0.0
    # Chinese, Japanese, Korean and emoji fill a square, and an emoji's font may be a little wider than that
    return 1.2 if unicodedata.east_asian_width(character) in "WF" else _DEFAULT


def clean(label: str) -> str:
    r"""Return a label as one line that every format can hold: white space becomes a space, what cannot be shown a ``�``.

    >>> clean("two\n  lines\0")
    'two lines�'
    """
    return "".join(c if _is_shown(c) else "�" for c in " ".join(label.split()))


def _is_shown(character: str) -> bool:
    # Controls, lone surrogates and two non-characters are no XML; overrides of the direction would reach beyond the label.
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in _NEVER


def cut(text: str, limit: float, size: float = 1.0, *, bold: bool = False) -> str:
    """Return ``text`` no wider than ``limit``: both ends are kept, since names differ at their ends, and the middle goes.

    >>> cut("activation of neuron 1 in layer 12", 10.0)
    'activation…n layer 12'
    """
    if width(text[:200], size, bold=bold) <= limit and len(text) <= 200:
        return text
    kept = 100  # characters at either end
    while kept > 1 and width(text[:kept] + ELLIPSIS + text[-kept:], size, bold=bold) > limit:
        kept -= 1
    return text[:kept].rstrip() + ELLIPSIS + text[-kept:].lstrip()


def is_right_to_left(text: str) -> bool:
    """Whether some of the text is written from right to left, so that what stands beside it might change sides."""
    return any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in text)
