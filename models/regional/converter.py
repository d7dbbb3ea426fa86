"""Simplified text in the characters and words of a market: one conversion, then word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from models.regional import nets, senses
from models.regional.script import Script, to_hong_kong
from models.regional.segmenter import Range, Segmenter, segmenter
from models.regional.tables import Tables


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a source text and what became of it.

    Attributes:
        start, end: in characters of the source.
        text: in the market's characters and words.
        plain: in its characters only.
    """

    start: int
    end: int
    text: str
    plain: str


class Converter:
    """Writes Simplified Chinese as a market does.

    The general converter reads the whole text at once, which gives the characters between words
    their context; words of the dictionary are converted by themselves, so that no phrase reaches
    over a border; the table of characters decides where a character has several forms; and the
    vocabulary replaces whole words only.
    """

    def __init__(self, script: Script, tables: Tables, segmenter: Segmenter) -> None:
        self._script, self._tables, self._segmenter = script, tables, segmenter
        self._known = lru_cache(maxsize=65_536)(script.convert)
        self._settled = lru_cache(maxsize=65_536)(self._settle)
        self.pieces = lru_cache(maxsize=1024)(self._pieces)

    def convert(self, text: str) -> str:
        """Return the text in the market's characters and words."""
        return "".join(piece.text for piece in self.pieces(text))

    def cautious(self, text: str) -> str:
        """Return the text with only those words replaced of which no net has a doubt."""
        pieces = self.pieces(text)
        doubtful = {piece for piece, _ in self.split(text)}
        shown = [p.plain if p in doubtful else p.text for p in pieces]
        for i in range(len(pieces)):
            beside = "".join(shown[max(i - 1, 0) : i + 2])
            was = "".join(p.plain for p in pieces[max(i - 1, 0) : i + 2])
            if nets.doubled(was, beside):
                shown[i] = pieces[i].plain
        return "".join(shown)

    def words(self, text: str) -> list[Range]:
        """Return start and end of every word of a text."""
        return self._segmenter.words(text)

    def printed(self, text: str) -> str:
        """Return Traditional text with the characters that shops of the market print."""
        return text.translate(self._tables.variants)

    def plain(self, text: str) -> str:
        """Return the text in the market's characters, and the mainland's words."""
        return "".join(piece.plain for piece in self.pieces(text))

    def split(self, text: str) -> list[tuple[Piece, str]]:
        """Return the words replaced that take a part of a word of the bare dictionary, and that."""
        replaced = [piece for piece in self.pieces(text) if piece.text != piece.plain]
        if not replaced:
            return []
        over = {
            at: word for word in self._segmenter.bare(text) for at in range(word[0] + 1, word[1])
        }
        found = []
        for piece in replaced:
            for start, end in filter(None, (over.get(piece.start), over.get(piece.end))):
                if not (start <= piece.start and piece.end <= end):
                    found.append((piece, text[start:end]))
                    break
        return found

    def _pieces(self, text: str) -> tuple[Piece, ...]:
        """Return the words of a text and what becomes of each; together they are the whole text."""
        return tuple(self._read(text))

    def _read(self, text: str) -> Iterator[Piece]:
        whole: Sequence[str] = self._script.convert(text)
        if len(whole) != len(text):  # a phrase that grows: none of its words can be found in it
            whole = [self._known(character) for character in text]
        words = self._segmenter.words(text)
        found = senses.find(text, self._tables.senses)
        readings = {r.start: r for r in self._whole(found, words)} if found else {}
        at = 0
        for start, border in words:
            if start < at:
                continue  # inside a reading of several words
            reading = readings.get(start)
            at = reading.end if reading else border
            plain = self._write(text, start, at, whole)
            yield Piece(start, at, self._word(text, start, at, reading) or plain, plain)

    def far(self, text: str) -> list[senses.Reading]:
        """Return the words that cannot be understood once names and figures are hidden."""
        found = [r for r in senses.find(text, self._tables.senses) if r.is_far and r.regional]
        return self._whole(found, self._segmenter.words(text)) if found else []

    def _whole(self, found: list[senses.Reading], words: list[Range]) -> list[senses.Reading]:
        """Return the readings that begin and end where a word does."""
        borders = {end for _, end in words} | {0}
        return [r for r in found if r.start in borders and r.end in borders]

    def _word(self, text: str, start: int, end: int, reading: senses.Reading | None) -> str | None:
        if reading:
            return reading.regional
        word = self._tables.words.get(text[start:end])
        return None if word and _is_inside_latin(text, start, end) else word

    def _write(self, text: str, start: int, end: int, whole: Sequence[str]) -> str:
        """Return a word in the market's characters."""
        word = text[start:end]
        if end - start == 1:
            if word not in self._tables.characters.several:
                return self.printed(whole[start])
            known = whole[start]
        elif settled := self._settled(word):
            return settled
        else:
            known = self._known(word)
        table = self._tables.characters
        return self.printed(table.write(text, start, word, known, self._known))

    def _settle(self, word: str) -> str | None:
        """Return a word that no neighbour can change in the market's characters."""
        known = self._known(word)
        open_ = len(known) == len(word) and not self._tables.characters.several.isdisjoint(word)
        return None if open_ else self.printed(known)


def _is_inside_latin(text: str, start: int, end: int) -> bool:
    """Tell whether a word with a Latin letter at an end (U盘) stands in the middle of another."""
    return _joins(text, start) or _joins(text, end)


def _joins(text: str, at: int) -> bool:
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == 2 and around.isascii() and around.isalpha()


@cache
def converter(target: str) -> Converter:
    """Return the converter to one market's Chinese; the tables are read on first use."""
    return Converter(to_hong_kong(), Tables.load(target), segmenter())
