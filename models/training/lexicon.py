"""A list of words with the English that a shop would say for each, and where pairs hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from models.training.corpus import lines
from models.training.example import Example

_GLOSS = re.compile(r"[A-Za-z][A-Za-z' -]*[A-Za-z]")
_LONGEST_GLOSS = 4  # words
_SHORTEST, _LONGEST = 2, 8  # characters of a word
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a pair that both sides hold once.

    Attributes:
        source, target: where, as (start, end).
        gloss: as the lexicon has it; the target may hold it inflected.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    gloss: str


@dataclass(frozen=True)
class Lexicon:
    """Words and their glosses, the first gloss the likeliest."""

    glosses: dict[str, tuple[str, ...]]

    @classmethod
    def load(cls, paths: Iterable[Path]) -> Lexicon:
        """Read TSV files of word, gloss[ / gloss]; of a word that comes twice the first counts."""
        glosses: dict[str, tuple[str, ...]] = {}
        for path in paths:
            for line in lines(path):
                word, _, told = line.partition("\t")
                usable = tuple(g for g in told.split(" / ") if _is_usable(g))
                if usable and _SHORTEST <= len(word) <= _LONGEST:
                    glosses.setdefault(word, usable)
        return cls(glosses)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.glosses), default=0)

    def words(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where words of the lexicon stand in a text, the longest at every place."""
        at = 0
        while at < len(text):
            ends = range(min(len(text), at + self._longest), at + 1, -1)
            end = next((end for end in ends if text[at:end] in self.glosses), 0)
            if end:
                yield at, end
            at = end or at + 1

    def shared(self, example: Example) -> Iterator[Found]:
        """Yield the words that both sides hold once, the target in any form of the gloss."""
        for start, end in self.words(example.source):
            word = example.source[start:end]
            if example.source.count(word) == 1:
                for gloss in self.glosses[word]:
                    places = [m.span() for m in _forms(gloss).finditer(example.target)]
                    if len(places) == 1:
                        yield Found((start, end), places[0], gloss)
                        break


def _is_usable(gloss: str) -> bool:
    return bool(_GLOSS.fullmatch(gloss)) and len(gloss.split()) <= _LONGEST_GLOSS


@lru_cache(maxsize=65_536)
def _forms(gloss: str) -> re.Pattern[str]:
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
    forms = {word + "s", word + "ed", word + "ing"}
    if last.isalpha() and last not in _VOWELS + "wy" and before in _VOWELS and len(word) < 6:
        forms |= {word + last + "ed", word + last + "ing"}
    return forms
