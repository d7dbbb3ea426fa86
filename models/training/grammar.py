"""Grow sentence pairs from a vertical's own lexicon and templates.

A vertical is a folder of three TSV files without header:

- ``hand.tsv``      zh, en                        pairs written by hand
- ``lexicon.tsv``   slot, zh, en[, en plural]     words that fill the slots
- ``templates.tsv`` zh, en                        sentences with slots in braces

A slot is ``{product}``; a second, different pick from the same lexicon is ``{product2}``. On the
English side ``{product:a}`` adds the article and ``{product:s}`` takes the plural. ``{n:2-12}`` on
the Chinese side is a number from 2 to 12, repeated as ``{n}`` on the English side.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from models.training.errors import TrainingError

SLOT = re.compile(r"\{([a-z_]+)(\d?)(?::([a-z]+|\d+-\d+))?\}")


class GrammarError(TrainingError):
    """A template names a slot that the lexicon does not have."""


@dataclass(frozen=True, slots=True)
class Word:
    """One lexicon entry; ``plural`` defaults to the English with an ``s``."""

    zh: str
    en: str
    plural: str


@dataclass(frozen=True)
class Vertical:
    """The templates and words of one product vertical."""

    name: str
    lexicon: dict[str, tuple[Word, ...]]
    templates: tuple[tuple[str, str], ...]
    hand: tuple[tuple[str, str], ...]

    @classmethod
    def folders(cls, folder: Path) -> list[Path]:
        """Return a folder that is a vertical, or else those in it that are."""
        inside = sorted(path.parent for path in folder.glob("*/hand.tsv"))
        return [folder] if (folder / "hand.tsv").exists() else inside

    @classmethod
    def load(cls, folder: Path) -> Vertical:
        """Read a vertical's files; one without templates has its hand-written pairs alone.

        Raises:
            GrammarError: a template names an unknown slot, or its sides name different slots.
        """
        lexicon: dict[str, list[Word]] = {}
        for slot, zh, en, *plural in _rows(folder / "lexicon.tsv", optional=True):
            lexicon.setdefault(slot, []).append(Word(zh, en, plural[0] if plural else en + "s"))
        templates = _rows(folder / "templates.tsv", optional=True)
        vertical = cls(
            name=folder.name,
            lexicon={slot: tuple(words) for slot, words in lexicon.items()},
            templates=tuple((zh, en) for zh, en, *_ in templates),
            hand=tuple((row[0], row[1]) for row in _rows(folder / "hand.tsv")),
        )
        vertical._validate()
        return vertical

    def _validate(self) -> None:
        for zh, en in self.templates:
            left = {m[1] + m[2] for m in SLOT.finditer(zh)}
            right = {m[1] + m[2] for m in SLOT.finditer(en)}
            unknown = {m[1] for m in SLOT.finditer(zh)} - self.lexicon.keys() - {"n"}
            if left != right or unknown:
                where = f"{self.name}: {zh!r}"
                raise GrammarError(f"{where}: unknown {unknown}, sides differ in {left ^ right}")

    @cached_property
    def size(self) -> int:
        """Number of lexicon entries."""
        return sum(len(words) for words in self.lexicon.values())

    def pairs(self, rng: random.Random) -> Iterator[tuple[str, str]]:
        """Yield endless random (Chinese, English) pairs; none where there are no templates."""
        while self.templates:
            zh, en = rng.choice(self.templates)
            yield self._fill(zh, en, rng)

    def _fill(self, zh: str, en: str, rng: random.Random) -> tuple[str, str]:
        chosen: dict[str, Word] = {}
        for match in SLOT.finditer(zh):
            slot, key = match[1], match[1] + match[2]
            if key in chosen:
                continue
            if slot == "n":
                low, high = (match[3] or "2-9").split("-")
                number = str(rng.randint(int(low), int(high)))
                chosen[key] = Word(number, number, number)
            else:
                taken = set(chosen.values())
                chosen[key] = rng.choice([w for w in self.lexicon[slot] if w not in taken])
        left = SLOT.sub(lambda m: chosen[m[1] + m[2]].zh, zh)
        right = SLOT.sub(lambda m: _english(chosen[m[1] + m[2]], m[3]), en)
        return left, right[:1].upper() + right[1:]


def sample(vertical: Vertical, count: int, seed: int = 7) -> list[tuple[str, str]]:
    """Return up to ``count`` different generated pairs, the same for the same seed."""
    rng = random.Random(seed)
    found: dict[str, str] = {}
    for _, (zh, en) in zip(range(count * 4), vertical.pairs(rng), strict=False):
        found.setdefault(zh, en)
        if len(found) == count:
            break
    return list(found.items())


def _english(word: Word, form: str | None) -> str:
    if form == "s":
        return word.plural
    if form == "a":
        return ("an " if word.en[:1].lower() in "aeiou" else "a ") + word.en
    return word.en


def _rows(path: Path, *, optional: bool = False) -> Iterator[list[str]]:
    if optional and not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):  # "#301 suits me" is a sentence
            yield line.split("\t")
