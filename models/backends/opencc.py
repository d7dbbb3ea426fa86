"""Chinese script conversion: OpenCC for the characters, an own vocabulary for Hong Kong and Macau.

The vocabulary is looked up on the Simplified side, longest match first, and its words replace what
OpenCC made of the same characters. OpenCC reads the whole text, so that the words beside a match
keep their context. Everything that is not Chinese passes untouched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from models.base import GREEDY, Decoding, Pair
from models.errors import NoModel, TextTooLong

_DATA = Path(__file__).parent.parent / "data"
_TO_HONG_KONG = ("s2hk", ("hk.tsv",))
_TO_MACAU = ("s2hk", ("hk.tsv", "mo.tsv"))

# Pair → configuration of OpenCC, and the vocabularies that apply; a later one overrides.
_RECIPES = {
    Pair("zh-Hans", "zh-Hant-HK"): _TO_HONG_KONG,
    Pair("zh", "zh-Hant-HK"): _TO_HONG_KONG,
    Pair("zh-Hans", "zh-Hant-MO"): _TO_MACAU,
    Pair("zh", "zh-Hant-MO"): _TO_MACAU,
    Pair("zh-Hant", "zh-Hans"): ("hk2s", ("hk.tsv",)),
}
PAIRS = frozenset(_RECIPES)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@dataclass(frozen=True)
class Entry:
    """One line of a vocabulary.

    Attributes:
        simplified: the word on the mainland.
        regional: the word in the market, in its characters.
        kind: the shelf it stands on; ``guard`` keeps a longer word from being taken apart,
            ``variant`` replaces one of OpenCC's characters by the one shops print, and a final
            ``>`` marks a word that is not turned back.
    """

    simplified: str
    regional: str
    kind: str


def read_vocabulary(path: Path) -> list[Entry]:
    """Return the entries of a vocabulary file; empty lines and comments are left out."""
    lines = path.read_text("utf-8").splitlines()
    return [Entry(*line.split("\t")) for line in lines if line and not line.startswith("#")]


class Lexicon:
    """Finds the words of a table in a text, the longest at each place, from left to right."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = dict(words)
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and replacement of every word found; "" leaves a word alone.

        >>> list(Lexicon({"视频": "影片", "电视": ""}).find("看电视频道和视频"))
        [(6, 8, '影片')]
        """
        at = 0
        while at < len(text):
            size = next(
                (n for n in self._lengths.get(text[at], ()) if self._is_word(text, at, n)), 0
            )
            word = self.words.get(text[at : at + size], "")
            if word:
                yield at, at + size, word
            at += size or 1

    def _is_word(self, text: str, at: int, size: int) -> bool:
        """A Latin letter at either end (``U盘``) must not be the middle of a Latin word."""
        word = text[at : at + size]
        return (
            word in self.words
            and not (_latin(word[0]) and at and _latin(text[at - 1]))
            and not (_latin(word[-1]) and at + size < len(text) and _latin(text[at + size]))
        )


class OpenCCTranslator:
    """Converts between the Chinese of the mainland and of Hong Kong or Macau."""

    def __init__(self, pair: Pair) -> None:
        """Read the vocabulary of a pair.

        Raises:
            NoModel: the pair is not one of ``PAIRS``.
        """
        if pair not in _RECIPES:
            raise NoModel(pair.source, pair.target, tuple(sorted(map(str, PAIRS))))
        self.pair = pair
        self.max_tokens = 1_000_000
        self._config, files = _RECIPES[pair]
        paths = [_DATA / name for name in files]
        entries = [entry for path in paths for entry in read_vocabulary(path)]
        back = pair.target == "zh-Hans"
        self._lexicon = Lexicon(_backward(entries) if back else _forward(entries))
        self._variants = {} if back else _variants(entries)
        self.revision = _revision(paths)

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return each text in the other script; ``decoding`` makes no difference.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` characters.
        """
        for text in texts:
            if len(text) > self.max_tokens:
                raise TextTooLong(len(text), self.max_tokens)
        return [self._convert(text) for text in texts]

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Return the one thing there is to say for each text."""
        return [[text] for text in self.translate(texts, decoding)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of characters of each text."""
        return [len(text) for text in texts]

    @cached_property
    def _opencc(self) -> _Converter:
        import opencc

        converter: _Converter = opencc.OpenCC(self._config)
        return converter

    def _convert(self, text: str) -> str:
        whole = self._opencc.convert(text)
        aligned = len(whole) == len(
            text
        )  # so it is for nearly all text: OpenCC works on characters
        parts, at = [], 0
        for start, end, word in (*self._lexicon.find(text), (len(text), len(text), "")):
            between = whole[at:start] if aligned else self._opencc.convert(text[at:start])
            parts += [between.translate(self._variants), word]
            at = end
        return "".join(parts)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _forward(entries: Sequence[Entry]) -> dict[str, str]:
    """Return mainland → regional words; a regional word in the source already stays itself."""
    words, stay = {}, {}
    for entry in entries:
        if entry.kind != "variant":
            words[entry.simplified] = "" if entry.kind == "guard" else entry.regional
            stay[entry.regional] = "" if entry.kind == "guard" else entry.regional
    return {word: kept for word, kept in stay.items() if len(word) > 1} | words


def _backward(entries: Sequence[Entry]) -> dict[str, str]:
    """Return regional → mainland words; the first of several stands.

    One-way words are left out, and single characters: they stand in too many other words.
    """
    words: dict[str, str] = {}
    for entry in entries:
        if len(entry.regional) > 1 and entry.kind != "variant" and not entry.kind.endswith(">"):
            words.setdefault(entry.regional, "" if entry.kind == "guard" else entry.simplified)
    return words


def _variants(entries: Sequence[Entry]) -> dict[int, str]:
    return {ord(e.simplified): e.regional for e in entries if e.kind == "variant"}


def _revision(paths: Sequence[Path]) -> str:
    from importlib.metadata import version

    digest = hashlib.sha256(f"opencc {version('opencc')}".encode())
    for path in paths:
        digest.update(b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
