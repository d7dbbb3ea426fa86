"""Hide on both sides of a training pair what the model is to copy: numbers, names, terms.

At run time the same things are hidden by other rooms; a model that has seen a share of its pairs
like this copies the placeholders faultlessly.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.glosses import Glosses
from models.placeholder import COUNT, PATTERN, PLACEHOLDER
from models.training.converted import converted
from models.training.example import Example
from models.training.lexicon import shared

PLACEHOLDERS = tuple(PLACEHOLDER.format(i) for i in range(COUNT))

_LATIN = "A-Za-z0-9"
_NUMBER = re.compile(rf"(?<![{_LATIN}])[A-Za-z]{{0,6}}-?\d+(?:[.,:/×xX*~～\-–+]?[{_LATIN}]+)*[%℃]?")
_QUANTITY = re.compile(r"\d+(?:\.\d+)?(?:[-~～–]\d+(?:\.\d+)?)?")
_NAME = re.compile(rf"(?<![{_LATIN}])[A-Za-z][A-Za-z'&.\-]*[A-Za-z](?![{_LATIN}])")
_CURRENCY = "¥￥$€£"
_LONGEST_TERM = 12
_WORDS = 0.15  # of the pairs have words of the lexicon hidden

# Chinese unit → the same unit in English, as they follow a number.
_UNITS = tuple(
    (re.compile(zh), re.compile(rf"(?:{en})(?![A-Za-z])"))
    for zh, en in (
        ("元|块钱|块|人民币|RMB", " ?yuan| ?RMB"),
        ("厘米|公分|cm|CM", " ?cm| ?centimeters?"),
        ("毫米|mm", " ?mm| ?millimeters?"),
        ("毫升|ml|ML", " ?m[lL]| ?milliliters?"),
        ("升|L", " ?L| ?liters?"),
        ("毫克|mg", " ?mg"),
        ("公斤|千克|kg|KG", " ?kg| ?kilograms?"),
        ("克|g|G", " ?g| ?grams?"),
        ("米|m", " ?m| ?meters?"),
        ("英寸|寸", '"|-inch| ?inch(?:es)?| ?in'),
        ("斤", " ?jin"),
        ("度|℃|°C", " ?°C| degrees"),
        ("小时|h", " hours?|-hour"),
        ("分钟", " minutes?| min|-minute"),
        ("天", " days?|-day"),
        ("岁", " years? old| years?|-year-old"),
        ("瓦|W", " ?W| watts?"),
        ("%|％", "%"),
    )
)


@dataclass(frozen=True, slots=True)
class Shared:
    """Two stretches that say the same, as (start, end), and how often to hide them."""

    source: tuple[int, int]
    target: tuple[int, int]
    chance: float

    def meets(self, other: Shared) -> bool:
        """Tell whether the two overlap on either side."""
        return _overlap(self.source, other.source) or _overlap(self.target, other.target)


@dataclass(frozen=True, slots=True)
class MaskedExample:
    """A pair with placeholders, numbered by where they stand in the source.

    Attributes:
        slots: what stands behind ⟦i⟧, in the source and in the target.
    """

    example: Example
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Masker:
    """Hides shared stretches of pairs.

    Attributes:
        terms: source → target of terms to hide where a pair holds both.
        share: of the pairs that are looked at; the others stay as they are.
        lexicon: whose words are hidden as agreed terms are, in some of the pairs.
    """

    terms: Mapping[str, str] = field(default_factory=dict)
    share: float = 0.75
    lexicon: Glosses | None = None

    def mask(self, example: Example, rng: random.Random) -> MaskedExample:
        """Return the pair with some of what its sides share behind placeholders.

        A pair that already has placeholders, or would be nothing else, stays as it is.

        >>> Masker().mask(Example("长30厘米", "30 cm long"), random.Random(3)).example
        Example(source='长⟦0⟧', target='⟦0⟧ long')
        """
        if rng.random() >= self.share or any(map(PATTERN.search, example)):
            return MaskedExample(example)
        chosen: list[Shared] = []
        for each in self._shared(example, rng):
            if rng.random() < each.chance and not any(map(each.meets, chosen)):
                chosen.append(each)
        chosen = sorted(chosen, key=lambda s: s.source)[:COUNT]
        masked = _hide(example, chosen)
        bare = PATTERN.sub("", masked.example.source)
        return masked if any(map(str.isalnum, bare)) else MaskedExample(example)

    def _shared(self, example: Example, rng: random.Random) -> Iterator[Shared]:
        for source, target in converted(example):
            yield Shared(source, target, 0.9)
        yield from _numbers(example, with_units=rng.random() < 0.75)
        yield from _names(example)
        if self.terms and rng.random() < 0.4:
            yield from self._terms(example)
        if self.lexicon and rng.random() < _WORDS:
            for found in shared(self.lexicon, example):
                yield Shared(found.source, found.target, 0.35)

    def _terms(self, example: Example) -> Iterator[Shared]:
        source, target = example.source, example.target.lower()
        for size in range(min(_LONGEST_TERM, len(source)), 1, -1):
            for start in range(len(source) - size + 1):
                term = source[start : start + size]
                agreed = self.terms.get(term)
                if agreed and source.count(term) == 1 and (at := _only(agreed.lower(), target)):
                    yield Shared((start, start + size), at, 0.15)


def _numbers(example: Example, *, with_units: bool) -> Iterator[Shared]:
    source, target = example
    for match in _NUMBER.finditer(source):
        at = _only(match[0], target) if source.count(match[0]) == 1 else None
        if at is None:
            continue
        (start, end), (left, right) = match.span(), at
        if start and source[start - 1] in _CURRENCY and left and target[left - 1] in _CURRENCY:
            start, left = start - 1, left - 1
        elif with_units and _QUANTITY.fullmatch(match[0]):
            end, right = _through_unit(example, end, right)
        yield Shared((start, end), (left, right), 0.8)


def _through_unit(example: Example, end: int, right: int) -> tuple[int, int]:
    """Return both ends moved behind the unit that follows both numbers, if one does."""
    for source_unit, target_unit in _UNITS:
        before = source_unit.match(example.source, end)
        after = target_unit.match(example.target, right)
        if before and after:
            return before.end(), after.end()
    return end, right


def _names(example: Example) -> Iterator[Shared]:
    for match in _NAME.finditer(example.source):
        at = _only(match[0].lower(), example.target.lower())
        if at and example.source.count(match[0]) == 1:
            yield Shared(match.span(), at, 0.25)


def _only(word: str, text: str) -> tuple[int, int] | None:
    """Return where a word stands in a text, if it does so once and as a whole word."""
    start = text.find(word)
    end = start + len(word)
    if start < 0 or text.count(word) > 1:
        return None
    before, after = text[start - 1 : start], text[end : end + 1]
    return None if before.isalnum() or (after.isalnum() and after.isascii()) else (start, end)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _hide(example: Example, chosen: list[Shared]) -> MaskedExample:
    """Replace the chosen stretches, which are in the order of the source."""
    marks = list(zip(PLACEHOLDERS, chosen, strict=False))
    masked = Example(
        _replaced(example.source, [(shared.source, mark) for mark, shared in marks]),
        _replaced(example.target, [(shared.target, mark) for mark, shared in marks]),
    )
    slots = ((example.source[slice(*s.source)], example.target[slice(*s.target)]) for s in chosen)
    return MaskedExample(masked, tuple(slots))


def _replaced(text: str, marks: list[tuple[tuple[int, int], str]]) -> str:
    for (start, end), mark in sorted(marks, reverse=True):
        text = text[:start] + mark + text[end:]
    return text
