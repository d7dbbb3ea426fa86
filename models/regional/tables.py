"""All that is known of a market's Chinese, read from the files in ``models/data``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.regional import characters, senses
from models.regional.vocabulary import DATA, Entry, forward, read_shared, read_vocabulary, rows

# Market's Chinese → its vocabularies; a later one overrides an earlier one.
VOCABULARIES = {"zh-Hant-HK": ("hk.tsv",), "zh-Hant-MO": ("hk.tsv", "mo.tsv")}
TAIWAN = "tw.tsv"
FILES = ("characters.tsv", "variants.tsv", "senses.tsv", "shared.txt")


@dataclass(frozen=True)
class Tables:
    """What a converter needs.

    Attributes:
        words: mainland → regional words.
        senses: words that take one or the other by what stands beside them.
        characters: forms of characters that have several.
        variants: Traditional character → the one that shops print.
    """

    words: Mapping[str, str]
    senses: Sequence[senses.Sense]
    characters: characters.Characters
    variants: Mapping[int, str]

    @classmethod
    def load(cls, target: str) -> Tables:
        """Read the tables of one market's Chinese, such as ``zh-Hant-HK``."""
        return cls(
            words=forward(_entries(VOCABULARIES[target])),
            senses=senses.read(),
            characters=characters.read(),
            variants={ord(old): new for old, new in rows(DATA / "variants.tsv")},
        )


def dictionary() -> list[str]:
    """Return every word that the segmenter is to know, of all markets together."""
    import opencc

    files = {name for names in VOCABULARIES.values() for name in names}
    own = [*characters.read().words, *read_shared(), *forward(_entries(sorted(files)))]
    simplified = opencc.OpenCC("t2s").convert
    return own + [str(simplified(word)) for word, _ in rows(DATA / TAIWAN)]


def _entries(names: Iterable[str]) -> list[Entry]:
    return [entry for name in names for entry in read_vocabulary(DATA / name)]
