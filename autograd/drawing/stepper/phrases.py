"""Texts that say nearly the same, stored once.

A graph of a thousand values has some three thousand sentences and as many formulas, made after a few dozen patterns. A
**phrase** is a pattern, texts with gaps, and the **words** in its gaps; both stand once in a table, and the page puts
them together again. Nothing is lost: joining a phrase gives the text that was cut, to the character.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

Phrase = list[int]  # the number of a pattern, then those of the words in its gaps

_MATHML = re.compile(r"(<msub><mi>[^<]*</mi><mi>[^<]*</mi></msub>|<mi>[^<]*</mi>|<mn>[^<]*</mn>)")
_TEXT = re.compile(r"(?<![\w.])(-?\d[\w.+-]*\w|-?\d|[\w\u2068][^\s;:()*/]*[\w\]\u2069]|\w)")


class Phrases:
    """The tables: ``patterns``, each a tuple of the texts around its gaps, and ``words``.

    >>> phrases = Phrases()
    >>> phrases.cut("y moves 2 times as fast as x.", {"x", "y"})
    [0, 0, 1, 2]
    >>> phrases.cut("z moves 4 times as fast as y.", {"y", "z"})
    [0, 3, 4, 0]
    >>> phrases.join([0, 3, 4, 0])
    'z moves 4 times as fast as y.'
    """

    def __init__(self) -> None:
        self._patterns: dict[tuple[str, ...], int] = {}
        self._words: dict[str, int] = {}

    @property
    def patterns(self) -> list[tuple[str, ...]]:
        """The patterns in the order of their numbers."""
        return list(self._patterns)

    @property
    def words(self) -> list[str]:
        """The words in the order of their numbers."""
        return list(self._words)

    def cut(self, text: str, names: Container[str]) -> Phrase:
        """Take a text apart at its numbers and at these names, and return the phrase that it makes."""
        pattern, words, end = [], [], 0
        for token in _TEXT.finditer(text):
            if token[0] in names or token[0].strip("-")[:1].isdigit():
                pattern.append(text[end : token.start()])
                words.append(token[0])
                end = token.end()
        return self._phrase([*pattern, text[end:]], words)

    def cut_mathml(self, mathml: str) -> Phrase:
        """Take a formula apart at everything that is a name or a number."""
        pieces = _MATHML.split(mathml)  # text, gap, text, gap, ..., text
        return self._phrase(pieces[::2], pieces[1::2])

    def _phrase(self, pattern: Sequence[str], words: Iterable[str]) -> Phrase:
        return [self._patterns.setdefault(tuple(pattern), len(self._patterns)), *map(self.word, words)]

    def word(self, text: str) -> int:
        """Return the number of a word, a new one where it is new."""
        return self._words.setdefault(text, len(self._words))

    def join(self, phrase: Phrase) -> str:
        """Put a phrase together again."""
        return join(self.patterns, self.words, phrase)


def join(patterns: Sequence[Sequence[str]], words: Sequence[str], phrase: Phrase) -> str:
    """Put a phrase together again, as the page does."""
    first, *rest = patterns[phrase[0]]
    return first + "".join(words[word] + text for word, text in zip(phrase[1:], rest, strict=True))
