"""Traditional Chinese from Taiwan in the words of Hong Kong and Macau."""

from __future__ import annotations

from functools import cache

from models.regional.converter import Converter, Piece, converter
from models.regional.lexicon import Lexicon
from models.regional.script import Script
from models.regional.tables import TAIWAN
from models.regional.vocabulary import DATA, rows


class FromTaiwan:
    """Replaces words of Taiwan, and with them those that Taiwan and the mainland share.

    A text without a word of Taiwan's own stays byte for byte: it may be from Hong Kong, where the
    shared words are understood, and chosen.
    """

    def __init__(self, script: Script, simplified: Script, writer: Converter) -> None:
        """Take converters of characters: Taiwan's to Hong Kong's, and to Simplified ones."""
        self._script, self._simplified, self._writer = script, simplified, writer
        self._words = Lexicon({word: other for word, other in rows(DATA / TAIWAN)})

    def convert(self, text: str) -> str:
        """Return the text in the market's words."""
        simplified = self._simplified.convert(text)
        own = self._found(text, simplified)
        if not own:
            return text
        whole = self._writer.printed(self._script.convert(text))
        parts, at = [], 0
        for piece in (*own, Piece(len(text), len(text), "", "")):
            parts.append(self._between(whole, simplified, at, piece.start))
            parts.append(piece.text)
            at = piece.end
        return "".join(parts)

    def concerns(self, text: str) -> bool:
        """Tell whether a word of Taiwan's own is in a text."""
        return bool(self._found(text, self._simplified.convert(text)))

    def _found(self, text: str, simplified: str) -> list[Piece]:
        """Return the words of Taiwan that no other word reaches into."""
        if len(simplified) != len(text):
            return []
        found = [Piece(start, end, word, "") for start, end, word in self._words.find(text)]
        borders = {end for _, end in self._writer.words(simplified)} | {0} if found else set()
        return [p for p in found if p.start in borders and p.end in borders]

    def _between(self, whole: str, simplified: str, start: int, end: int) -> str:
        part = whole[start:end]
        return "".join(
            piece.text if piece.text != piece.plain else part[piece.start : piece.end]
            for piece in self._writer.pieces(simplified[start:end])
        )


@cache
def from_taiwan(target: str) -> FromTaiwan:
    """Return what turns Taiwan's Chinese into one market's."""
    import opencc

    return FromTaiwan(opencc.OpenCC("t2hk"), opencc.OpenCC("t2s"), converter(target))
