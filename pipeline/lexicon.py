"""Words of shops in two languages: what of a text's meaning stands in its translation."""

from __future__ import annotations

import gzip
import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from models.placeholder import without
from models.words import Words
from pipeline import glossary

WORDS = Path(__file__).parent / "data" / "lexicon.tsv.gz"
ATTESTED = Path(__file__).parent / "data" / "attested.tsv.gz"
PLACES = Path(__file__).parent / "data" / "places.tsv"

_LONGEST = 8  # characters of a word that is looked for
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z0-9]+")
_CERTAIN = 0.95  # of translations: a word that so many say is missed where it does not stand
_NAMED = 0.75  # a place that fewer say is another word as well, such as 包头
_USUAL, _MOST = 0.63, 0.99  # share of translations that say a word: of one never counted; at most
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
        dropped: how surprising it would be for a right output to lack what is missing, in nats.
    """

    known: int
    found: float
    characters: float
    words: int
    strange: int
    dropped: float = 0.0


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Chinese words and what they may be in English.

    Attributes:
        attested: word → share of real translations of it in which a gloss of it stands.
    """

    entries: Mapping[str, tuple[str, ...]]
    revision: str = ""
    attested: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def load(cls, *paths: Path, attested: Path | None = None) -> Lexicon:
        """Read TSV files of word, gloss[ / gloss ...]; of a word in several, all glosses count.

        A file may be compressed with gzip; further columns are not read. ``attested`` is one of
        word, share.
        """
        entries: dict[str, list[str]] = {}
        digest = hashlib.blake2b(digest_size=4)
        for path in paths:
            for word, gloss in _rows(path, digest):
                entries.setdefault(word, []).extend(gloss.split(" / "))
        shares = {w: float(share) for w, share in _rows(attested, digest)} if attested else {}
        whole = {word: tuple(found) for word, found in entries.items()}
        return cls(whole, digest.hexdigest(), shares)

    def coverage(self, source: str, output: str) -> Coverage:
        """Compare the words of a source with those of an output; placeholders are no words.

        >>> small = Lexicon({"毛线": ("yarn",), "包": ("bag",), "毛线包": ("yarn bag",)})
        >>> small.coverage("毛线包很好看", "A nice yarn bag")
        Coverage(known=1, found=1.0, characters=0.5, words=3, strange=1, dropped=0.0)
        """
        source, output = without(source), without(output)
        said = _content(output)
        stems, characters = set(said), 0
        accounted = set(agreed := _content(source))  # Latin words of a source are to be said so
        known, found = len(agreed), float(sum(stem in stems for stem in agreed))
        dropped = 0.0
        for start, end in self._words.find(source):
            characters += end - start
            ways, every = self._stems(source[start:end])
            accounted |= every
            if ways:
                share = max([len(way & stems) / len(way) for way in ways])
                known, found = known + 1, found + share
                dropped += (1 - share) * self._weight(source[start:end])
        han = min(1.0, characters / (len(_HAN.findall(source)) or 1))
        strange = sum(stem not in accounted for stem in said)
        return Coverage(known, found, han, len(said), strange, dropped)

    def said(self, source: str, output: str) -> Iterator[tuple[str, float]]:
        """Yield each known word of a source, and how much of a gloss of it the output says."""
        stems = set(_content(output))
        for start, end in self._words.find(source):
            ways, _ = self._stems(source[start:end])
            if ways:
                yield source[start:end], max([len(way & stems) / len(way) for way in ways])

    def missing(self, source: str, output: str) -> list[str]:
        """Return the words of a source that its translations always say, and this output does not.

        Of 2,500 pairs by people 1 % lack one; of 126 outputs judged right none does.

        >>> Lexicon({"口红": ("lipstick",)}, attested={"口红": 0.98}).missing("口红", "Nice")
        ['口红']
        """
        said = self.said(without(source), without(output))
        return [w for w, share in said if not share and self.attested.get(w, 0) >= _CERTAIN]

    def _weight(self, word: str) -> float:
        """Return how surprising it is that a translation does not say a word, in nats."""
        return -math.log(1 - min(_MOST, self.attested.get(word, _USUAL)))

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
    """Return the lexicon that comes with the package: shop words, the platform's terms, places."""
    found = Lexicon.load(WORDS, glossary.PLATFORM, PLACES, attested=ATTESTED)
    named = [name for name, ways in Lexicon.load(PLACES).entries.items()
             if len(set(found.entries[name])) == len(ways)]  # fmt: skip
    return replace(found, attested={**found.attested, **_certain(named, found.attested)})


def _certain(names: Iterable[str], attested: Mapping[str, float]) -> dict[str, float]:
    """Return certainty for names of places, but for those that are other words as well.

    Few pairs have one of them, and their share is still doubted.
    """
    return {name: _CERTAIN for name in names if attested.get(name, 1) >= _NAMED}


def _rows(path: Path, digest: Any) -> Iterator[tuple[str, str]]:
    data = path.read_bytes()
    digest.update(data)
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).decode().splitlines():
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
