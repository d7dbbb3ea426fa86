"""What becomes of a pair before it is learnt."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from models.glosses import Glosses
from models.training.example import Example, turned
from models.training.masking import Masker
from models.training.plan import Plan
from models.training.switching import Switcher


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
        return [self._altered(example, rng) for example in examples]

    def _altered(self, example: Example, rng: random.Random) -> Example:
        example = self.masker.mask(example, rng).example
        if self.switcher:
            example = self.switcher.switch(example, rng)
        return turned(example) if self.is_turned else example
