"""All that is known of a market's Chinese, read from the files in ``models/data``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.regional import characters, senses
from models.regional.vocabulary import DATA, forward, read_shared, read_vocabulary, rows

FILES = ("characters.tsv", "variants.tsv", "senses.tsv", "shared.txt")


@dataclass(frozen=True)
class Tables:
    """What a converter needs.

    Attributes:
        words: mainland → regional words.
        senses: words that take one or the other by what stands beside them.
        characters: forms of characters that have several.
        variants: Traditional character → the one that shops print.
        shared: words that are not to be taken apart.
    """

    words: Mapping[str, str]
    senses: Sequence[senses.Sense]
    characters: characters.Characters
    variants: Mapping[int, str]
    shared: Sequence[str]

    @classmethod
    def load(cls, vocabularies: Iterable[str]) -> Tables:
        """Read the tables, and the vocabularies named; a later one overrides an earlier one."""
        entries = [entry for name in vocabularies for entry in read_vocabulary(DATA / name)]
        return cls(
            words=forward(entries),
            senses=senses.read(),
            characters=characters.read(),
            variants={ord(old): new for old, new in rows(DATA / "variants.tsv")},
            shared=read_shared(),
        )

    def dictionary(self) -> list[str]:
        """Return every word that the segmenter is to know."""
        return [*self.characters.words, *self.shared, *self.words]
