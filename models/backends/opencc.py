"""Chinese script conversion: OpenCC for the characters, own tables for the words of a market.

From Simplified, :mod:`models.regional.converter` does the work; towards Simplified, the regional
words are looked up longest first, and replace what OpenCC made of the same characters.
Everything that is not Chinese passes untouched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import version

from models.base import GREEDY, Decoding, Pair
from models.errors import NoModel, TextTooLong
from models.regional.converter import Converter, converter
from models.regional.lexicon import Backward
from models.regional.tables import FILES, TAIWAN, VOCABULARIES
from models.regional.taiwan import FromTaiwan, from_taiwan
from models.regional.vocabulary import DATA, backward, read_vocabulary

_BACK = Pair("zh-Hant", "zh-Hans")
_SOURCES = ("zh-Hans", "zh", "zh-Hant")  # of unknown script: Simplified; Traditional: Taiwan's
PAIRS = frozenset({_BACK, *(Pair(source, to) for source in _SOURCES for to in VOCABULARIES)})


class OpenCCTranslator:
    """Converts between the Chinese of the mainland and of Hong Kong or Macau."""

    def __init__(self, pair: Pair) -> None:
        """Name what a pair needs; the tables are read on first use.

        Raises:
            NoModel: the pair is not one of ``PAIRS``.
        """
        if pair not in PAIRS:
            raise NoModel(pair.source, pair.target, tuple(sorted(map(str, PAIRS))))
        self.pair = pair
        self.max_tokens = 1_000_000
        self.seen: Mapping[str, int] | None = None
        files = ("hk.tsv",) if pair == _BACK else (*VOCABULARIES[pair.target], *FILES, TAIWAN)
        self.revision = _revision(files)

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return each text in the other script; ``decoding`` makes no difference.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` characters.
        """
        for text in texts:
            if len(text) > self.max_tokens:
                raise TextTooLong(len(text), self.max_tokens)
        return [self._writer.convert(text) for text in texts]

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Return each text, and again with only the words that are beyond doubt."""
        first = self.translate(texts)
        if not isinstance(self._writer, Converter):
            return [[text] for text in first]
        cautious = map(self._writer.cautious, texts)
        return [list(dict.fromkeys(each)) for each in zip(first, cautious, strict=True)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of characters of each text."""
        return [len(text) for text in texts]

    @cached_property
    def _writer(self) -> Converter | FromTaiwan | Backward:
        if self.pair == _BACK:
            return _backward()
        known = from_taiwan if self.pair.source == "zh-Hant" else converter
        return known(self.pair.target)


def _backward() -> Backward:
    import opencc

    return Backward(opencc.OpenCC("hk2s"), backward(read_vocabulary(DATA / "hk.tsv")))


def _revision(files: Sequence[str]) -> str:
    libraries = f"opencc {version('opencc')} rjieba {version('rjieba')}"
    digest = hashlib.sha256(libraries.encode())
    for name in files:
        digest.update(b"\0" + (DATA / name).read_bytes())
    return digest.hexdigest()[:16]
