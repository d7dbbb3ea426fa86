"""What becomes of a pair before it is learnt."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.glosses import Glosses
from models.training.example import Example, turned
from models.training.masking import Masker
from models.training.plan import Plan
from models.training.switching import Switcher

_SHORT = 30  # characters of a pair that is put behind another
_CHAINED = 0.25  # of the short pairs with a figure: a model must keep many placeholders apart
_DIGIT = re.compile(r"\d")
_STOP = "。.!！;；"


@dataclass(frozen=True)
class Alteration:
    """What becomes of a pair before it is learnt: masked, a word exchanged, turned round."""

    masker: Masker
    switcher: Switcher | None
    is_turned: bool

    @classmethod
    def of(cls, plan: Plan, *, is_turned: bool, maskable: bool) -> Alteration:
        """Return what a plan asks for, in one direction."""
        lexicon = Glosses.load(plan.lexicon)
        masker = Masker(plan.terms, plan.mask_share if maskable else 0.0, lexicon)
        switcher = Switcher(lexicon, plan.switch_share, is_turned) if plan.switch_share else None
        return cls(masker, switcher, is_turned)

    def examples(self, examples: Sequence[Example], seed: int) -> list[Example]:
        """Return pairs as they are learnt; the seed decides all that chance does."""
        rng = random.Random(seed)
        counted = [e for e in examples if len(e.source) <= _SHORT and _DIGIT.search(e.source)]
        return [self._altered(_chained(example, counted, rng), rng) for example in examples]

    def _altered(self, example: Example, rng: random.Random) -> Example:
        example = self.masker.mask(example, rng).example
        if self.switcher:
            example = self.switcher.switch(example, rng)
        return turned(example) if self.is_turned else example


def _chained(example: Example, counted: Sequence[Example], rng: random.Random) -> Example:
    """Return a pair with a figure with another behind it, now and then; else as it is."""
    if len(example.source) > _SHORT or not _DIGIT.search(example.source):
        return example
    if rng.random() >= _CHAINED:
        return example
    other = rng.choice(counted)
    return Example(
        f"{example.source.rstrip(_STOP)}；{other.source}",
        f"{example.target.rstrip(_STOP)}; {other.target}",
    )
