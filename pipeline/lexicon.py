"""Words of shops in two languages: what of a text's meaning stands in its translation."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from models.placeholder import without
from models.words import Words
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
        source, output = without(source), without(output)
        said = _content(output)
        stems, characters = set(said), 0
        accounted = set(agreed := _content(source))  # Latin words of a source are to be said so
        known, found = len(agreed), float(sum(stem in stems for stem in agreed))
        for start, end in self._words.find(source):
            characters += end - start
            ways, every = self._stems(source[start:end])
            accounted |= every
            if ways:
                known += 1
                found += max([len(way & stems) / len(way) for way in ways])
        han = len(_HAN.findall(source)) or 1
        strange = sum(stem not in accounted for stem in said)
        return Coverage(known, found, min(1.0, characters / han), len(said), strange)

    @cached_property
    def _words(self) -> Words:
        return Words({word for word in self.entries if len(word) <= _LONGEST})

    def _stems(self, word: str) -> tuple[tuple[frozenset[str], ...], frozenset[str]]:
        """Return the stems of each gloss that has any, and of all of them."""
        if word not in self._known:
            ways = [frozenset(_content(each)) for each in self.entries[word]]
            self._known[word] = tuple(way for way in ways if way), frozenset().union(*ways)
        return self._known[word]

    @cached_property
    def _known(self) -> dict[str, tuple[tuple[frozenset[str], ...], frozenset[str]]]:
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
    words = [word for word in _LATIN.findall(text.lower()) if word not in _EMPTY]
    stems: list[str] = _stemmer().stemWords(words) if words else words
    return stems


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")
