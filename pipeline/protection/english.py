"""Names, numbers and prices of an English text: what a translation into Chinese copies.

Every sentence and every word of a title may begin with a capital, so that a capital alone makes no
name: figures in a word, a capital inside it, or a word that neither shops nor anybody else writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import cast

import regex

from pipeline.protection.span import Span, SpanKind

_DIGITS = r"\d++(?:[.,:/]\d++)*+"
# Signs of units stay with their number; units in full (inches, pieces) are left to the sentence.
_UNIT = (
    r"(?:[ -]?(?:mAh|lbs?|cm|mm|km|ml|mL|ML|kg|KG|mg|oz|ft|Wh|Hz|kHz|MHz|GHz|GB|TB|MB|dB|lm|nm|psi"
    r"|°[CF]|℃|℉|[gmLlWVAK])(?![A-Za-z])[²³]?|[%\"″”'′])"
)
_TIMES = r"\s?[-–~×xX*]\s?"
# Follow the name of a device, and belong to it.
_SERIES = r"(?:Pro|Max|Plus|Ultra|Mini|Air|Lite|Note|SE|FE|XL)"
_PATTERN = regex.compile(
    rf"""
      (?P<price>(?:US|HK|MOP|NT|A|C|S)?[$¥€£₩]\s?{_DIGITS}(?:\s?[-–~]\s?[$¥€£]?{_DIGITS})?+[kK]?+)
    | (?P<name>(?<![\p{{L}}\d])(?:\p{{L}}[\p{{L}}\d]*+|\d++(?!{_UNIT})(?=\p{{L}})[\p{{L}}\d]++)
        (?:[.&’'+_/-][\p{{L}}\d]++)*+\+?)
    | (?P<number>(?<![\p{{L}}\d])[+±-]?{_DIGITS}{_UNIT}?+(?:{_TIMES}{_DIGITS}{_UNIT}?+)*+)
    """,
    regex.VERBOSE,
)
_MORE = regex.compile(rf"(?:[ ](?:{_SERIES}(?![\w])|\d++(?![\w%\"-]|[.,:/]\d|{_UNIT})))++")
_POSSESSIVE = regex.compile(r"[’']s?$")
# Shares of all words, in centibels: one in 30,000, one in a million. Words in capitals that are
# rarer than the first, and capitalized ones that are rarer than the second, are names.
_RARE, _RAREST = 450, 600


def find(text: str) -> list[Span]:
    """Return the names, numbers and prices of an English text, in order.

    >>> [s.text for s in find("This Case fits iPhone 15 Pro, 25 cm x 3 cm, only $39.9. Buy 2!")]
    ['iPhone 15 Pro', '25 cm x 3 cm', '$39.9', '2']
    """
    return list(_spans(text))


def _spans(text: str) -> Iterator[Span]:
    shouts = text.isupper()
    at = 0
    while match := _PATTERN.search(text, at):
        start, at = match.span()
        kind = cast(SpanKind, match.lastgroup)
        if kind == "name":
            if not _is_name(match[0], shouts=shouts):
                continue
            at = start + len(_POSSESSIVE.sub("", match[0]))
            more = _MORE.match(text, at)
            at = more.end() if more else at
        yield Span(start, at, kind, text[start:at])


def _is_name(word: str, *, shouts: bool) -> bool:
    """Tell a name, a code or a foreign word from a word of a sentence."""
    bare = _POSSESSIVE.sub("", word)
    if any(map(str.isdigit, bare)) or "&" in bare:
        return True
    parts = regex.split(r"[’'+_/.-]", bare)
    if any(_has_inner_capital(part) for part in parts):
        return True
    if shouts:
        return not bare.isascii()
    if bare.isupper() and len(bare) > 1:
        return all(len(part) == 1 or _is_rare(part.lower()) for part in parts)  # USB-C
    capital = [part.lower() for part in parts if part[:1].isupper() and len(part) > 1]
    return not bare.isascii() or any(not is_word(part) for part in capital)


def _has_inner_capital(part: str) -> bool:
    return any(a.islower() and b.isupper() for a, b in pairwise(part))


def is_shop_word(lower: str) -> bool:
    """Tell whether shops use a word in lower case for a thing, as they do coach or champion."""
    from pipeline.terms import english_words

    return lower in english_words()


@lru_cache(maxsize=65_536)
def is_word(lower: str) -> bool:
    """Tell whether a word in lower case, or what it is an inflection of, is common English."""
    known = _known()
    return lower in known or any(
        lower.endswith(end) and lower[: -len(end)] + put in known
        for end, put in (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ies", "y"))
    )


def _is_rare(lower: str) -> bool:
    return not is_shop_word(lower) and lower not in _common(_RARE)


@cache
def _known() -> frozenset[str]:
    """Return the words of everyday English, and those of shops."""
    from pipeline.terms import english_words

    return english_words() | _common(_RAREST)


@cache
def _common(rarest: int) -> frozenset[str]:
    """Return the words of English down to a share, by the frequencies of ``wordfreq``."""
    import wordfreq

    bins = wordfreq.read_cBpack(wordfreq.available_languages("small")["en"])
    return frozenset(word for words in bins[: rarest + 1] for word in words)
