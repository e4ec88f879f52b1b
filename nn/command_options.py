"""What several commands take: how a CSV file is read, and arguments that are more than a word."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

STANDARD_INPUT = "-"
_ARGUMENT = re.compile(r"(?<!\.\.\., )\b(missing|task|encoding|decimal|delimiter)='([^']*)'")
_FLAGS = {
    "header=True": "--header",
    "with ignore": "with --ignore",
    "in ignore": "in --ignore",
    "in categorical": "in --categorical",
    "max_categories": "--max-categories",
}


def add_layout_options(parser: ArgumentParser) -> None:
    """Add the options that say how a CSV file is laid out; what is not given is found out."""
    group = parser.add_argument_group("how the file is laid out (found out where it is not said)")
    group.add_argument("--delimiter", metavar="CHAR", help="what parts the cells, such as , or ; or tab")
    group.add_argument("--decimal", choices=(".", ","), help="the mark before decimals")
    group.add_argument("--encoding", metavar="NAME", help="how characters are written, such as utf-8 or cp1252")
    header = group.add_mutually_exclusive_group()
    header.add_argument("--header", dest="header", action="store_true", default=None, help="the first line names the columns")
    header.add_argument("--no-header", dest="header", action="store_false", help="it does not: columns are x1, x2, ...")


def layout(options: Namespace) -> dict[str, Any]:
    """Return what was said about the layout, for `read_csv` and `read_records`."""
    return {name: getattr(options, name) for name in ("delimiter", "decimal", "encoding", "header")}


def for_the_shell(message: str) -> str:
    """Return a message of nn.tables, which names Python's arguments, with the options of the command in their place.

    >>> for_the_shell("values are missing: missing='drop' leaves such rows out")
    'values are missing: --missing drop leaves such rows out'
    """
    message = _ARGUMENT.sub(r"--\1 \2", message)
    for argument, option in _FLAGS.items():
        message = message.replace(argument, option)
    return message


def source(file: str) -> Any:
    """Return what to read from: standard input for ``-``, else the path of the file."""
    return getattr(sys.stdin, "buffer", sys.stdin) if file.strip() == STANDARD_INPUT else path(file)


def path(text: str) -> Path:
    """Return a path; the blank that keeps argparse from taking one for an option (see cli.py) does not belong to it."""
    return Path(text[1:] if text.startswith(" -") else text)


def word(text: str) -> str:
    """Return a word without the blank in front that keeps argparse from taking it for an option."""
    return text[1:] if text.startswith(" -") else text


def layers(text: str) -> tuple[int, ...]:
    """Return the sizes of hidden layers.

    >>> layers("8,8"), layers("16"), layers("0")
    ((8, 8), (16,), ())
    """
    if text.strip().lower() in {"", "0", "none"}:
        return ()
    try:
        sizes = tuple([int(size) for size in text.split(",")])
    except ValueError:
        sizes = (0,)
    if min(sizes) < 1:
        raise ArgumentTypeError(f"{text!r} are no sizes: write 8 for a layer of 8 neurons, 8,8 for two, 0 for none")
    return sizes


def whole(least: int) -> Callable[[str], int]:
    """Return a function that reads a whole number."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ArgumentTypeError(f"{text.strip()!r} is no whole number") from None
        if number < least:
            raise ArgumentTypeError(f"{number} is too small: it must be {least} or more")
        return number

    return read


def share(text: str) -> float | int:
    """Return a share of rows between 0 and 1, or, written as a whole number, how many rows; 0 for none.

    >>> share("0.25"), share("30"), share("0")
    (0.25, 30, 0)
    """
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (0.0 <= number < 1.0 or (number >= 1.0 and number.is_integer())):
        raise ArgumentTypeError(f"{text.strip()!r} is neither a share of the rows between 0 and 1 nor a number of rows")
    return int(number) if number == 0.0 or number >= 1.0 else number


def positive(text: str) -> float:
    """Return a positive number."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number < float("inf"):
        raise ArgumentTypeError(f"{text.strip()!r} is no positive number")
    return number
