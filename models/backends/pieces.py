"""Text to the pieces a model reads, and which texts it reads together: one rule for all engines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.errors import TextTooLong
from models.lines import lines

SEEN = "words.tsv"  # word, number of training pairs; beside models that read English words as well

_MARK = re.compile(r"</?s>|<unk>|<pad>|>>.*<<")


class Pieces:
    """A sentencepiece model that never lets a text forge a mark of the translation model.

    sentencepiece joins unknown characters into one piece, so ``</s>`` in a listing comes out as
    the piece ``</s>``, and would end the sentence there.
    """

    def __init__(self, path: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor = SentencePieceProcessor(model_file=str(path))

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each text."""
        return [
            ["<unk>" if _MARK.fullmatch(piece) else piece for piece in pieces]
            for pieces in self._processor.encode(list(texts), out_type=str)
        ]

    def decode(self, pieces: list[str]) -> str:
        """Return the text that pieces stand for, without spaces around it."""
        return str(self._processor.decode(pieces)).strip()


def seen_words(directory: Path) -> dict[str, int] | None:
    """Return how often a model saw each word in training; None where nothing tells."""
    path = directory / SEEN
    if not path.is_file():
        return None
    return {word: int(count) for word, _, count in (line.partition("\t") for line in lines(path))}


def group_by_length(counts: Sequence[int]) -> dict[int, list[int]]:
    """Return number of tokens → indices of the texts that have so many; empty texts are left out.

    Texts of one length need no padding. Padding changes the last bits of attention, int8 makes a
    whole step of them, and a text would come out differently in different company.

    >>> group_by_length([1, 0, 2, 1])
    {1: [0, 3], 2: [2]}
    """
    groups: dict[int, list[int]] = {}
    for index, count in enumerate(counts):
        if count:
            groups.setdefault(count, []).append(index)
    return groups


def refuse_too_long(counts: Iterable[int], limit: int) -> None:
    """Check that no text has more than ``limit`` tokens.

    Raises:
        TextTooLong: one has.
    """
    if (longest := max(counts, default=0)) > limit:
        raise TextTooLong(longest, limit)
