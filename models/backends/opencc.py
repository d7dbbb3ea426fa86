"""Chinese script conversion: OpenCC for the characters, own tables for the words of a market.

From Simplified, :mod:`models.regional.converter` does the work; towards Simplified, the regional
words are looked up longest first, and replace what OpenCC made of the same characters.
Everything that is not Chinese passes untouched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version

from models.base import GREEDY, Decoding, Pair
from models.errors import NoModel, TextTooLong
from models.regional.converter import Converter
from models.regional.lexicon import Backward
from models.regional.tables import FILES, Tables
from models.regional.vocabulary import DATA, backward, read_vocabulary

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


class OpenCCTranslator:
    """Converts between the Chinese of the mainland and of Hong Kong or Macau."""

    def __init__(self, pair: Pair) -> None:
        """Name what a pair needs; the tables are read on first use.

        Raises:
            NoModel: the pair is not one of ``PAIRS``.
        """
        if pair not in _RECIPES:
            raise NoModel(pair.source, pair.target, tuple(sorted(map(str, PAIRS))))
        self.pair = pair
        self.max_tokens = 1_000_000
        self._config, self._files = _RECIPES[pair]
        self.revision = _revision((*self._files, *FILES))

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
        """Return the one thing there is to say for each text."""
        return [[text] for text in self.translate(texts, decoding)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of characters of each text."""
        return [len(text) for text in texts]

    @cached_property
    def _writer(self) -> Converter | Backward:
        import opencc

        script = opencc.OpenCC(self._config)
        if self.pair.target == "zh-Hans":
            entries = [entry for name in self._files for entry in read_vocabulary(DATA / name)]
            return Backward(script, backward(entries))
        return Converter(script, Tables.load(self._files))


def _revision(files: Sequence[str]) -> str:
    libraries = f"opencc {version('opencc')} rjieba {version('rjieba')}"
    digest = hashlib.sha256(libraries.encode())
    for name in files:
        digest.update(b"\0" + (DATA / name).read_bytes())
    return digest.hexdigest()[:16]
