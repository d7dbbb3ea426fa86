"""What an output must keep of its source: placeholders, numbers, agreed terms."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.placeholder import PATTERN

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many.

    >>> str(Share(311, 312)), str(Share(0, 0))
    ('99.7 % (311 of 312)', '–')
    """

    kept: int
    of: int

    def __str__(self) -> str:
        return f"{100 * self.kept / self.of:.1f} % ({self.kept} of {self.of})" if self.of else "–"


def keeps_placeholders(source: str, output: str) -> bool | None:
    """Tell whether an output has the placeholders of its source, each as often; None without any.

    >>> keeps_placeholders("买⟦0⟧个", "Buy ⟦0⟧"), keeps_placeholders("买⟦0⟧个", "Buy ⟦1⟧")
    (True, False)
    """
    wanted = Counter(PATTERN.findall(source))
    return Counter(PATTERN.findall(output)) == wanted if wanted else None


def keeps_numbers(source: str, output: str) -> bool | None:
    """Tell whether every number of a source stands in its output; None where there is none.

    >>> keeps_numbers("1000ml装 2个", "2 × 1,000 ml"), keeps_numbers("30厘米", "3 cm")
    (True, False)
    """
    wanted = _numbers(source)
    return not wanted - _numbers(output) if wanted else None


def _numbers(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", PATTERN.sub(" ", text))
    return Counter(number.replace(",", "") for number in _NUMBER.findall(plain))


def keeps_terms(
    source: str, output: str, references: Sequence[str], terms: Mapping[str, str]
) -> Share:
    """Return how many agreed terms an output keeps.

    A term counts where it stands in the source, no longer term covers it, and a reference uses
    what was agreed: elsewhere the word means something else.

    >>> keeps_terms("奶白色包", "milky bag", ["An off-white bag"], {"奶白色": "off-white"})
    Share(kept=0, of=1)
    """
    wanted = [term for term in _longest(source, terms) if _stands_in(terms[term], references)]
    return Share(sum(_stands_in(terms[term], [output]) for term in wanted), len(wanted))


def _longest(source: str, terms: Mapping[str, str]) -> list[str]:
    found = sorted((term for term in terms if term and term in source), key=len, reverse=True)
    kept = []
    for term in found:
        if term in source:
            kept.append(term)
            source = source.replace(term, "\0")
    return kept


def _stands_in(term: str, texts: Sequence[str]) -> bool:
    plural = "(?:e?s)?" if term[-1:].isalpha() else ""
    pattern = re.compile(rf"(?<!\w){re.escape(term)}{plural}(?!\w)", re.IGNORECASE)
    return any(map(pattern.search, texts))
