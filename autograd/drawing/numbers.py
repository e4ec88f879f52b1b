"""How a number is written in a picture.

Cards show 4 significant digits, neurons 3, wires 2. Small and large numbers are scientific, below 1e-3 and from 1e5 on. No
number is longer than `WIDEST` characters, so a card keeps its size whatever flows through it; the full precision stands
in the tooltip.
"""

from __future__ import annotations

from math import isfinite

CARD, NEURON, WIRE = 4, 3, 2  # significant digits
WIDEST = 9  # characters: -0.001234, -1.234e-5
MINUS = "−"  # U+2212, as wide as a plus
UNREACHED = "·"  # a gradient that no backward pass has computed yet


def short(number: float, digits: int = CARD) -> str:
    """Return ``number`` with so many significant digits: ``0``, ``−2.5``, ``1.2e−5``, ``∞``.

    The whole part of a number below 1e5 is never rounded away. A true minus sign is used; `ascii_minus` undoes that.

    >>> [short(x) for x in (0.0, -2.5, 1.23456e-5, 12345.67, float("inf"))]
    ['0', '−2.5', '1.235e−5', '12346', '∞']
    """
    if number != number:
        return "nan"
    if not isfinite(number):
        return "∞" if number > 0 else MINUS + "∞"
    if number == 0.0:
        return "0"
    size = abs(number)
    sign = MINUS if number < 0.0 else ""
    rounded = float(f"{size:.{digits - 1}e}")
    if 1e-3 <= rounded < 1e5:
        if size >= 10.0 ** (digits - 1):
            return sign + str(round(size))
        return sign + f"{rounded:.8f}".rstrip("0").rstrip(".")
    while True:
        mantissa, _, exponent = f"{size:.{digits - 1}e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{sign}{mantissa}e{int(exponent)}".replace("-", MINUS)
        if len(text) <= WIDEST or digits == 1:
            return text
        digits -= 1


def full(number: float) -> str:
    """Return ``number`` with every digit it has, as Python reads it back."""
    return repr(number)


def ascii_minus(text: str) -> str:
    """Return the text with the minus of a keyboard, which every monospace face has.

    >>> ascii_minus("−2.5")
    '-2.5'
    """
    return text.replace(MINUS, "-")
