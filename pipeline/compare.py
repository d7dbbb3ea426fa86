"""Compare a finished field with its source as a whole: whatever the rooms before did to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from pipeline import language
from pipeline.document import Issue
from pipeline.field import FieldDraft
from pipeline.figures import said
from pipeline.guarded import Guarded, Range
from pipeline.markets import Market
from pipeline.protection import links
from pipeline.protection.span import Span
from pipeline.restore import Restored

_HAN = regex.compile(r"\p{Han}+")
_FIGURE = regex.compile(r"\d")
_NUMBER = regex.compile(r"^¥|(?<=\d)(?:°[CF]|℃)$")
_LONE_BRACES = regex.compile(r"\{[^{].*\p{Han}")


def compare(field: FieldDraft, restored: Restored, market: Market) -> Iterator[Issue]:
    """Yield what a restored field has lost of its source, and what its readers cannot read."""
    text = restored.text
    for segment in field.segments:
        for span in segment.piece.spans:
            yield from _span(span, text, market)
    if _FIGURE.search(text) or _FIGURE.search(restored.source):
        wanted = said(restored.source)
        yield from (Issue("figure_lost", figure) for figure in _lost(wanted, said(text)))
    if language.is_spaced(market.target) and (left := _unread(text, restored.kept)):
        yield Issue("leftover_source", left)


def _lost(wanted: Counter[str], got: Counter[str]) -> Iterator[str]:
    """Yield the figures that are not said; a bare number may have gained ¥ or °C."""
    missing = wanted - got
    if not missing:
        return
    more = Counter(_NUMBER.sub("", figure) for figure in (got - wanted).elements())
    for figure in missing.elements():
        if more[figure]:
            more[figure] -= 1
        else:
            yield figure


def _span(span: Span, text: str, market: Market) -> Iterator[Issue]:
    if span.value is None and span.text not in text and span.text != "[话题]":
        yield Issue("mark_lost", span.text[:80])
    if links.is_doubtful(span):
        yield Issue("doubtful_end", span.text[:80])
    lone = span.kind == "variable" and _LONE_BRACES.match(span.text)
    if lone and language.is_spaced(market.target):
        yield Issue("leftover_source", span.text[:80])


def _unread(text: str, kept: tuple[Range, ...]) -> str:
    """Return the first Chinese of a text outside what is kept, or ""."""
    guarded: Guarded | None = None
    for match in _HAN.finditer(text):
        guarded = guarded or Guarded.of(text, kept)
        if not guarded.touches(*match.span()):
            return match[0]
    return ""
