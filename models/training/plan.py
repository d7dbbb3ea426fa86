"""What a training learns from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from models.training.corpus import Portion

Direction = Literal["forwards", "backwards", "both"]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides what a training learns from.

    Attributes:
        portions: files of pairs and their weights.
        verticals: folders of :mod:`models.training.grammar`, and how many pairs each generates.
        copies: of the hand-written pairs of verticals; all but the first are varied.
        dev: pairs to look at; ``held_out``: files whose first column stays out as well.
        terms: source → target, hidden in some of the pairs that hold both.
        size: name, for a new model; ``base``: directory of the model to fine-tune instead.
        prefix: token before every source, for a base with several target languages.
        mask_share: of the pairs that may get placeholders.
        lexicon: files of words and glosses; ``switch_share``: of the pairs, in which a few words
            are exchanged for their glosses.
        direction: of the pairs as they are read, from target to source, or one after the other.
    """

    portions: tuple[Portion, ...]
    verticals: tuple[tuple[Path, int], ...] = ()
    copies: int = 1
    dev: Path | None = None
    held_out: tuple[Path, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    size: str = "small"
    base: Path | None = None
    prefix: str = ""
    mask_share: float = 0.75
    lexicon: tuple[Path, ...] = ()
    switch_share: float = 0.0
    direction: Direction = "forwards"
    seed: int = 1

    def origin(self, run: Path) -> Path:
        """Return the directory of the weights to begin with, given a run folder and a base."""
        assert self.base
        return run / "base" if (run / "base").exists() else self.base

    def describe(self) -> dict[str, object]:
        """Return a JSON form; two plans that differ have different ones."""
        return {
            "portions": [[str(p.path), p.weight] for p in self.portions],
            "verticals": [[str(folder), count] for folder, count in self.verticals],
            "copies": self.copies,
            "dev": str(self.dev),
            "held out": [str(path) for path in self.held_out],
            "terms": _digest(self.terms),
            "size": None if self.base else self.size,
            "base": str(self.base),
            "prefix": self.prefix,
            "mask share": self.mask_share,
            "lexicon": [str(path) for path in self.lexicon],
            "switch share": self.switch_share,
            "direction": self.direction,
            "seed": self.seed,
        }


def _digest(terms: Mapping[str, str]) -> str:
    text = json.dumps(terms, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
