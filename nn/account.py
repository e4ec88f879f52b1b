"""How commands tell what they did: short blocks, a word in front, the facts aligned behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import wrap

WIDTH = 88  # of a line
_HEAD = 13


def block(head: str, *lines: str) -> str:
    """Return lines behind a word, and below it; a line that is too long goes on in the next one.

    >>> print(block("data", "90 flowers", "60 more"))
    data         90 flowers
                 60 more
    """
    parts = [part for line in lines for part in _folded(line)]
    return "\n".join(f"{head if i == 0 else '':<{_HEAD}}{part}" for i, part in enumerate(parts))


def _folded(line: str) -> list[str]:
    if len(line) <= WIDTH - _HEAD:
        return [line]
    return wrap(line, WIDTH - _HEAD, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def files(folder: object, meanings: Iterable[tuple[str, str]], *notes: str) -> str:
    """Return the block that names the files in a folder, with what each holds."""
    listed = list(meanings)
    width = max(_HEAD, *(len(name) + 2 for name, _ in listed))
    return block("files", f"in {folder}", *[f"{name:<{width}}{meaning}" for name, meaning in listed], *notes)


def counted(count: int, what: str) -> str:
    """Return a number of things.

    >>> counted(1, "row"), counted(1200, "synapse"), counted(2, "class")
    ('1 row', '1,200 synapses', '2 classes')
    """
    plural = "" if count == 1 else "es" if what.endswith("s") else "s"
    return f"{count:,} {what}{plural}"


def confusions(names: Sequence[str], wanted: Sequence[int], found: Sequence[int], most: int = 5) -> list[str]:
    """Return which classes were taken for which others, the most frequent first.

    >>> confusions(["cat", "dog"], [0, 0, 1, 1], [1, 1, 0, 1])
    ['2 cat taken for dog', '1 dog taken for cat']
    """
    wrong = Counter((names[t], names[y]) for t, y in zip(wanted, found, strict=True) if t != y)
    lines = [f"{count} {target} taken for {name}" for (target, name), count in wrong.most_common(most)]
    more = wrong.total() - sum(count for _, count in wrong.most_common(most))
    return [*lines, *([f"{more} more taken for others"] if more else [])]
