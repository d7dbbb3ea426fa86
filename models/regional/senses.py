"""Words whose meaning depends on what stands beside them: a notebook is of paper, or a computer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from models.regional.vocabulary import DATA, rows

PLAIN = "-"  # in the market's characters only


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a word.

    Attributes:
        word: stands in every text that the pattern matches.
        pattern: matches the word; what stands before and behind is looked at.
        regional: the word of the market, which may take up a group of the match; ``-`` for none.
        cue: something in the text that must be there; None where nothing must.
    """

    word: str
    pattern: regex.Pattern[str]
    regional: str
    cue: regex.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of a text, and the word of the market.

    Attributes:
        regional: None leaves the word in the market's characters.
        is_far: what decided stands elsewhere in the text, or is a figure.
    """

    start: int
    end: int
    regional: str | None
    is_far: bool = False


def read(path: Path = DATA / "senses.tsv") -> list[Sense]:
    """Return the senses of a file, the first to be tried first."""
    return [
        Sense(word, _compiled(pattern), regional, _compiled(cue) if cue else None)
        for word, pattern, regional, cue in rows(path)
    ]


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.V1)


def find(text: str, senses: Sequence[Sense]) -> list[Reading]:
    """Return the words of a text that the senses know, in order and without overlap.

    >>> [(r.start, r.regional) for r in find("超薄笔记本", read())]
    [(2, '手提電腦')]
    """
    taken: dict[int, Reading] = {}
    for reading in _candidates(text, senses):
        if taken.keys().isdisjoint(range(reading.start, reading.end)):
            taken |= dict.fromkeys(range(reading.start, reading.end), reading)
    return sorted(set(taken.values()), key=lambda reading: reading.start)


def _candidates(text: str, senses: Sequence[Sense]) -> Iterator[Reading]:
    for sense in senses:
        if sense.word not in text:
            continue
        for match in sense.pattern.finditer(text):
            if sense.cue and not sense.cue.search(text):
                break
            word = None if sense.regional == PLAIN else match.expand(sense.regional)
            far = sense.cue is not None or any(map(str.isdigit, match[0]))
            yield Reading(*match.span(), word, far)
