"""Compare a model's output with its input: nothing damaged goes further than this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import regex

from models.loops import find_loop
from models.placeholder import without
from pipeline import counting, faithful, hongkong, language, limits
from pipeline.document import Issue
from pipeline.figures.spelt import may_say
from pipeline.mask import placeholders

_DIGITS = regex.compile(r"\d+")
_DIGIT = regex.compile(r"\d")
_CONTACT = regex.compile(r"https?://|www\.|@\w|\b\w+\.(?:com|cn|net|org)\b", regex.IGNORECASE)
_ARTEFACT = regex.compile(
    r"subtitles? by|sync(?:ed|hronized)?,? (?:and )?correct|elderman|opensubtitles|transcript by",
    regex.IGNORECASE,
)
_UNKNOWN = regex.compile(r"⁇|<unk>|\uFFFD")
# What a model invents, and what of it stands in any such text, in lower case.
_INVENTIONS = (
    ("invented_contact", _CONTACT, ("@", "://", "www.", ".com", ".cn", ".net", ".org")),
    ("artefact", _ARTEFACT, ("subt", "correct", "elderman", "transcr")),
    ("unknown_token", _UNKNOWN, ("⁇", "<unk>", "\ufffd")),
)
_SOURCE_SCRIPT = {
    "zh": regex.compile(r"[\p{Han}]"),
    "ja": regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]"),
    "ko": regex.compile(r"\p{Hangul}"),
}
# Latin letters for one Chinese character: the middle of real pairs is 3.4, 99.9 % lie below 12.
_LONGEST = 12.0
_SHORT = 60  # characters of an output that is never too long


def check(masked: str, rendered: str, source: str, target: str) -> tuple[Issue, ...]:
    """Return all that is wrong with an output; empty means it may be shown and remembered.

    >>> [i.to_json() for i in check("买⟦0⟧个", "Buy", "zh", "en")]
    [{'code': 'placeholder_lost', 'detail': '⟦0⟧'}]
    >>> [i.code for i in check("缓缓走来", "Come on, come on, come on, come on", "zh", "en")]
    ['loop']
    """
    return tuple(_issues(masked, rendered, source, target))


def _issues(masked: str, rendered: str, source: str, target: str) -> Iterable[Issue]:
    if not rendered.strip():
        yield Issue("empty")
        return
    yield from _placeholders(masked, rendered)
    yield from hongkong.issues(masked, rendered, source, target)
    if language.base(source) == language.base(target):
        return  # script conversion has no way to invent, loop or leave out
    yield from _numbers(without(masked), without(rendered))
    yield from _invented(masked, rendered)
    if (loop := find_loop(rendered)) and not find_loop(masked):
        yield Issue("loop", loop)
    if language.base(source) == "zh" and language.is_spaced(target):
        yield from faithful.lost(masked, rendered)
        yield from counting.lost(masked, rendered)
        yield from limits.lost(masked, rendered)
        yield from _length(masked, rendered)
    pattern = _SOURCE_SCRIPT.get(language.base(source))
    if pattern and language.base(target) not in ("zh", "ja") and (left := pattern.search(rendered)):
        yield Issue("leftover_source", left[0])


def _placeholders(masked: str, rendered: str) -> Iterable[Issue]:
    wanted, got = placeholders(masked), placeholders(rendered)
    if wanted == got:
        return
    for number in (Counter(wanted) - Counter(got)).elements():
        yield Issue("placeholder_lost", f"⟦{number}⟧")
    for number in (Counter(got) - Counter(wanted)).elements():
        yield Issue("placeholder_added", f"⟦{number}⟧")


def _numbers(before: str, after: str) -> Iterable[Issue]:
    """Digits all hide behind placeholders: one here is new unless the source says it in words."""
    if not (_DIGIT.search(before) or _DIGIT.search(after)):
        return
    wanted, got = Counter(_DIGITS.findall(before)), Counter(_DIGITS.findall(after))
    for number in wanted - got:
        yield Issue("number_lost", number)
    for number in got - wanted:
        if not may_say(before, number):
            yield Issue("number_added", number)


def _invented(masked: str, rendered: str) -> Iterable[Issue]:
    folded = rendered.casefold()
    for code, pattern, clues in _INVENTIONS:
        if (
            any(clue in folded for clue in clues)
            and (match := pattern.search(rendered))
            and not pattern.search(masked)
        ):
            yield Issue(code, match[0])


def _length(masked: str, rendered: str) -> Iterable[Issue]:
    if len(rendered) <= _SHORT:
        return
    before, after = (len(without(text, "").strip()) for text in (masked, rendered))
    if after > _SHORT and after > _LONGEST * before:
        yield Issue("overlong", f"{before} → {after}")
