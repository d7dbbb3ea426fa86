"""Words of shops in two languages: what of a text's meaning stands in its translation."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from models.placeholder import PATTERN
from pipeline import glossary

WORDS = Path(__file__).parent / "data" / "lexicon.tsv.gz"

_LONGEST = 8  # characters of a word that is looked for
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z0-9]+")
# Words that stand in almost any sentence prove nothing.
_EMPTY = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "in",
    "is", "it", "no", "not", "of", "off", "on", "or", "out", "really", "so", "that", "the", "to",
    "up", "very", "will", "with",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a lexicon finds of a source in an output.

    Attributes:
        known: words of the source that the lexicon has, with content.
        found: of them, how many have a translation in the output; half of one counts half.
        characters: of the source that belong to known words, as a share of its Han characters.
        words: with content, of the output; ``strange``: of them, those that nothing accounts for.
    """

    known: int
    found: float
    characters: float
    words: int
    strange: int


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Chinese words and what they may be in English."""

    entries: Mapping[str, tuple[str, ...]]
    revision: str = ""

    @classmethod
    def load(cls, *paths: Path) -> Lexicon:
        """Read TSV files of word, gloss[ / gloss ...]; of a word in several, all glosses count.

        A file may be compressed with gzip; further columns are not read.
        """
        entries: dict[str, list[str]] = {}
        digest = hashlib.blake2b(digest_size=4)
        for path in paths:
            data = path.read_bytes()
            digest.update(data)
            text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
            for word, gloss in _rows(text):
                entries.setdefault(word, []).extend(gloss.split(" / "))
        return cls({word: tuple(found) for word, found in entries.items()}, digest.hexdigest())

    def coverage(self, source: str, output: str) -> Coverage:
        """Compare the words of a source with those of an output; placeholders are no words.

        >>> small = Lexicon({"毛线": ("yarn",), "包": ("bag",), "毛线包": ("yarn bag",)})
        >>> small.coverage("毛线包很好看", "A nice yarn bag")
        Coverage(known=1, found=1.0, characters=0.5, words=3, strange=1)
        """
        source, output = PATTERN.sub(" ", source), PATTERN.sub(" ", output)
        said = _content(output)
        stems, characters = set(said), 0
        accounted = set(agreed := _content(source))  # Latin words of a source are to be said so
        known, found = len(agreed), float(sum(stem in stems for stem in agreed))
        for word in self._words(source):
            characters += len(word)
            ways = self._stems(word)
            accounted.update(*ways)
            if ways := tuple(way for way in ways if way):
                known += 1
                found += max(sum(stem in stems for stem in way) / len(way) for way in ways)
        han = len(_HAN.findall(source)) or 1
        strange = sum(stem not in accounted for stem in said)
        return Coverage(known, found, min(1.0, characters / han), len(said), strange)

    def _words(self, text: str) -> Iterator[str]:
        """Yield the longest word of the lexicon at each place, and go on behind it."""
        at = 0
        while at < len(text):
            for size in range(min(_LONGEST, len(text) - at), 1, -1):
                if text[at : at + size] in self.entries:
                    yield text[at : at + size]
                    at += size - 1
                    break
            at += 1

    def _stems(self, word: str) -> tuple[frozenset[str], ...]:
        if word not in self._known:
            self._known[word] = tuple(frozenset(_content(each)) for each in self.entries[word])
        return self._known[word]

    @cached_property
    def _known(self) -> dict[str, tuple[frozenset[str], ...]]:
        return {}


@cache
def packaged() -> Lexicon:
    """Return the lexicon that comes with the package: shop words, and the platform's terms."""
    return Lexicon.load(WORDS, glossary.PLATFORM)


def _rows(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        word, _, rest = line.partition("\t")
        if rest and not line.startswith("#"):
            yield word, rest.partition("\t")[0]


def _content(text: str) -> list[str]:
    return [_stem(word) for word in _LATIN.findall(text.lower()) if word not in _EMPTY]


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")
