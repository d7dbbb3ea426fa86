"""Words with the English that a shop would say for each, and the forms that English takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from models.lines import lines
from models.words import Words

_GLOSS = re.compile(r"[A-Za-z][A-Za-z' -]*[A-Za-z]")
_LONGEST_GLOSS = 4  # words
_SHORTEST, _LONGEST = 2, 8  # characters of a word
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Glosses:
    """Words and their glosses, the first gloss the likeliest; several are several senses."""

    senses: dict[str, tuple[str, ...]]

    @classmethod
    def load(cls, paths: Iterable[Path]) -> Glosses:
        """Read TSV files of word, gloss[ / gloss]; of a word that comes twice the first counts.

        Comments begin with ``# ``. Words of one character, and glosses that are no words, are left
        out.
        """
        senses: dict[str, tuple[str, ...]] = {}
        for line in (line for path in paths for line in lines(path)):
            word, _, told = line.partition("\t")
            found = tuple(told.split(" / "))
            if all(map(is_gloss, found)) and _SHORTEST <= len(word) <= _LONGEST:
                senses.setdefault(word, found)
        return cls(senses)

    @cached_property
    def _words(self) -> Words:
        return Words(self.senses)

    def words(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where words that have glosses stand in a text, the longest at every place."""
        return self._words.find(text)


def is_gloss(text: str) -> bool:
    """Tell whether a text is a few English words and nothing else.

    >>> is_gloss("beef tallow"), is_gloss("No. 5"), is_gloss("one of a set of five things")
    (True, False, False)
    """
    return bool(_GLOSS.fullmatch(text)) and len(text.split()) <= _LONGEST_GLOSS


@lru_cache(maxsize=65_536)
def forms(gloss: str) -> re.Pattern[str]:
    """Return what finds a gloss as it is, or with its first or last word inflected."""
    first, *rest = gloss.split()
    ways = {gloss}
    ways |= {" ".join([form, *rest]) for form in inflected(first)}
    if rest:
        ways |= {" ".join([first, *rest[:-1], form]) for form in inflected(rest[-1])}
    pattern = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Za-z'-])(?:{pattern})(?![A-Za-z'-])", re.IGNORECASE)


def inflected(word: str) -> set[str]:
    """Return the regular forms that an English noun or verb may take.

    >>> sorted(inflected("box")), sorted(inflected("carry"))
    (['boxed', 'boxes', 'boxing'], ['carried', 'carries', 'carrying'])
    """
    last, before = word[-1:].lower(), word[-2:-1].lower()
    if last == "y" and before not in _VOWELS:
        return {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    if word.lower().endswith(("s", "x", "z", "ch", "sh")):
        return {word + "es", word + "ed", word + "ing"}
    if last == "e":
        return {word + "s", word + "d", word[:-1] + "ing"}
    found = {word + "s", word + "ed", word + "ing"}
    if last.isalpha() and last not in _VOWELS + "wy" and before in _VOWELS and len(word) < 6:
        found |= {word + last + "ed", word + last + "ing"}
    return found
