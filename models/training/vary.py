"""Vary hand-written pairs, both sides alike, so that a model cannot learn them by heart.

A word that a lexicon has is exchanged for another of its slot, and the keywords of a title change
places or are left out. What comes out may be odd, but one side still says what the other does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.training.example import Example
from models.training.grammar import Vertical, Word

_FEWEST = 12  # words of a slot, or the same few would come again and again
_LONGEST = 7
_CHANCES = (0.45, 0.6, 0.6)  # of another title, of one exchanged word, of a second
_SENTENCE = re.compile(r"[。！？!?:：]|[.!?](?:\s|$)")
_ARTICLE = re.compile(r"\b([Aa])n? $")


@dataclass(frozen=True, slots=True)
class Place:
    """A word of a lexicon in a pair: where it stands on either side, and what may stand there."""

    source: tuple[int, int]
    target: tuple[int, int]
    is_plural: bool
    others: tuple[Word, ...]


class Variation:
    """Varies pairs with the words of some verticals."""

    def __init__(self, verticals: Iterable[Vertical]) -> None:
        self._slots: dict[str, tuple[tuple[Word, ...], ...]] = {}
        for vertical in verticals:
            for words in vertical.lexicon.values():
                for word in words if len(words) >= _FEWEST else ():
                    if len(word.zh) > 1:
                        self._slots[word.zh] = (*self._slots.get(word.zh, ()), words)

    def copies(self, example: Example, count: int, rng: random.Random) -> Iterator[Example]:
        """Yield a pair, and after it so many variations that there are ``count`` in all."""
        for copy in range(count):
            yield self.vary(example, rng) if copy else example

    def vary(self, example: Example, rng: random.Random) -> Example:
        """Return a pair with what chance changes in it, which may be nothing."""
        titled, *exchanged = _CHANCES
        if rng.random() < titled:
            example = rearranged(example, rng) or example
        for chance in exchanged:
            if rng.random() < chance:
                example = self.exchanged(example, rng) or example
        return example

    def exchanged(self, example: Example, rng: random.Random) -> Example | None:
        """Return a pair with one word exchanged, or None where no word is in the lexicons."""
        places = list(_places(example, self._slots))
        if not places:
            return None
        place = rng.choice(places)
        word = rng.choice(place.others)
        return None if word.zh in example.source else _put(example, place, word)


def rearranged(example: Example, rng: random.Random) -> Example | None:
    """Return a keyword title with its keywords in another order, or fewer of them.

    The first keyword is the product and stays. None where the sides do not have the same keywords.

    >>> rearranged(Example("毛线包 手工 小众", "Yarn bag, handmade, niche"), random.Random(0))
    Example(source='毛线包 小众 手工', target='Yarn bag, niche, handmade')
    """
    if _SENTENCE.search(example.source) or _SENTENCE.search(example.target):
        return None
    source, target = example.source.split(), example.target.split(", ")
    if not 3 <= len(source) == len(target):
        return None
    later = rng.sample(range(1, len(source)), rng.randint(1, len(source) - 1))
    order = [0, *(later if len(later) == len(source) - 1 else sorted(later))]
    return Example(" ".join(source[i] for i in order), ", ".join(target[i] for i in order))


def _places(example: Example, slots: Mapping[str, tuple[tuple[Word, ...], ...]]) -> Iterator[Place]:
    """Yield the words of a pair that each side has once, the longest where they overlap."""
    source, at = example.source, 0
    while at < len(source):
        ends = range(min(len(source), at + _LONGEST), at + 1, -1)
        end = next((end for end in ends if source[at:end] in slots), at)
        found = source[at:end]
        if found and source.count(found) == 1:
            for words in slots[found]:
                yield from _on_both_sides(example, (at, end), words)
        at = max(end, at + 1)


def _on_both_sides(
    example: Example, source: tuple[int, int], words: tuple[Word, ...]
) -> Iterator[Place]:
    for word in words:
        if word.zh == example.source[slice(*source)]:
            for form in dict.fromkeys((word.en, word.plural)):
                pattern = rf"(?<![A-Za-z-]){re.escape(form)}(?![A-Za-z-])"
                matches = list(re.finditer(pattern, example.target, re.IGNORECASE))
                if len(matches) == 1:
                    yield Place(source, matches[0].span(), form != word.en, words)


def _put(example: Example, place: Place, word: Word) -> Example:
    """Put a word in a place, with the article and the capital letter that it needs there."""
    before, after = example.target[: place.target[0]], example.target[place.target[1] :]
    shown = word.plural if place.is_plural else word.en
    if not place.is_plural and (article := _ARTICLE.search(before)):
        ending = "n " if shown[0].lower() in "aeiou" else " "
        before = before[: article.end(1)] + ending
    if not before:
        shown = shown[:1].upper() + shown[1:]
    source = example.source[: place.source[0]] + word.zh + example.source[place.source[1] :]
    return Example(source, before + shown + after)
