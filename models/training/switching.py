"""Put words of the target into training sources, so that a model learns to take them over.

At run time an agreed term, and a word that the model has hardly seen, go into the source as the
English that is wanted (Song et al. 2019, "Code-Switching for Enhancing NMT with Pre-Specified
Translation"; Dinu et al. 2019). The model then finds the form and the place that the sentence asks.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from models.glosses import Glosses
from models.training.example import Example
from models.training.lexicon import Found, shared

_MOST = 3  # words of a pair
_NAMED = 0.12  # of the words come as a name would, Each Word Capitalized, on both sides
_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True)
class Switcher:
    """Exchanges words of a share of the pairs.

    Attributes:
        lexicon: word → gloss.
        share: of all pairs, in which one to three words are exchanged for their glosses.
        backwards: for a model the other way: the word goes into the English instead.
    """

    lexicon: Glosses
    share: float = 0.2
    backwards: bool = False

    def switch(self, example: Example, rng: random.Random) -> Example:
        """Return a pair, Chinese first, with what chance exchanges in it, which may be nothing.

        >>> lexicon = Glosses({"手环": ("fitness band",)})
        >>> pair = Example("两个手环都好看", "Both fitness bands look great")
        >>> Switcher(lexicon, share=1).switch(pair, random.Random(3)).source
        '两个 fitness band 都好看'
        """
        if rng.random() >= self.share:
            return example
        found = list(shared(self.lexicon, example))
        chosen = _some(found, rng)
        return _returned(example, chosen) if self.backwards else _exchanged(example, chosen, rng)


def _some(found: list[Found], rng: random.Random) -> list[Found]:
    """Return a few of the words, in the order of the source, whose targets do not overlap."""
    chosen: list[Found] = []
    for each in rng.sample(found, min(len(found), rng.randint(1, _MOST))):
        if all(each.target[1] <= c.target[0] or c.target[1] <= each.target[0] for c in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda each: each.source)


def _exchanged(example: Example, chosen: list[Found], rng: random.Random) -> Example:
    source, target = example
    for each in reversed(chosen):
        gloss, (start, end) = each.gloss, each.target
        if rng.random() < _NAMED:
            gloss = _named(gloss)
            target = target[:start] + _named(target[start:end]) + target[end:]
        source = f"{source[: each.source[0]]} {gloss} {source[each.source[1] :]}"
    return Example(_SPACES.sub(" ", source).strip(), target)


def _returned(example: Example, chosen: list[Found]) -> Example:
    source, target = example
    for each in sorted(chosen, key=lambda each: each.target, reverse=True):
        word = source[slice(*each.source)]
        target = f"{target[: each.target[0]]} {word} {target[each.target[1] :]}"
    return Example(source, _SPACES.sub(" ", target).strip())


def _named(words: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words.split(" "))
