"""Where the two sides of a pair hold a word of the lexicon and its gloss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.glosses import Glosses, forms
from models.training.example import Example


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a pair that both sides hold once.

    Attributes:
        source, target: where, as (start, end).
        gloss: as the lexicon has it; the target may hold it inflected.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    gloss: str


def shared(lexicon: Glosses, example: Example) -> Iterator[Found]:
    """Yield the words that both sides hold once, the target in any form of a gloss."""
    for start, end in lexicon.words(example.source):
        word = example.source[start:end]
        if example.source.count(word) == 1:
            for gloss in lexicon.senses[word]:
                places = [match.span() for match in forms(gloss).finditer(example.target)]
                if len(places) == 1:
                    yield Found((start, end), places[0], gloss)
                    break


def count(lexicon: Glosses, examples: Iterable[Example]) -> dict[str, int]:
    """Return in how many different sources each word of a lexicon stands, the commonest first."""
    found: Counter[str] = Counter()
    for source in {example.source for example in examples}:
        found.update({source[start:end] for start, end in lexicon.words(source)})
    return dict(found.most_common())
