"""The tables of words: what a word of the mainland is called in Hong Kong and Macau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
ONE_WAY = ">"  # ends the shelf of a word that is not turned back into the mainland's


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a vocabulary.

    Attributes:
        simplified: the word on the mainland.
        regional: the word in the market, in its characters.
        shelf: what kind of goods it stands on; a final ``>`` marks a word that is not turned back.
        source: where its use in the market can be seen, a code that the head of the file explains.
    """

    simplified: str
    regional: str
    shelf: str
    source: str


def rows(path: Path) -> list[list[str]]:
    """Return the fields of a tab-separated file; empty lines and comments are left out."""
    lines = path.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def read_vocabulary(path: Path) -> list[Entry]:
    """Return the entries of a vocabulary file."""
    return [Entry(*row) for row in rows(path)]


def read_shared(path: Path = DATA / "shared.txt") -> list[str]:
    """Return the words that are the same in all markets, and are not to be taken apart."""
    return [word for row in rows(path) for word in row[0].split()]


def forward(entries: Sequence[Entry]) -> dict[str, str]:
    """Return mainland → regional words; a later entry overrides an earlier one.

    A regional word that the source has already stays itself, unless the mainland means something
    else by it.
    """
    stay = {entry.regional: entry.regional for entry in entries if len(entry.regional) > 1}
    return stay | {entry.simplified: entry.regional for entry in entries}


def backward(entries: Sequence[Entry]) -> dict[str, str]:
    """Return regional → mainland words; the first of several stands.

    One-way words are left out, and single characters: they stand in too many other words.
    """
    words: dict[str, str] = {}
    for entry in entries:
        if len(entry.regional) > 1 and not entry.shelf.endswith(ONE_WAY):
            words.setdefault(entry.regional, entry.simplified)
    return words


def merged(*tables: Mapping[str, str]) -> dict[str, str]:
    """Return one table of several; a later one overrides."""
    return {word: kept for table in tables for word, kept in table.items()}
