"""Compare a finished field with its source as a whole: whatever the rooms before did to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from pipeline import figures, language
from pipeline.document import Issue
from pipeline.field import FieldDraft
from pipeline.guarded import Guarded, Range
from pipeline.markets import Market
from pipeline.protection import links
from pipeline.protection.fold import fold
from pipeline.protection.span import Span

_HAN = regex.compile(r"\p{Han}+")
_FIGURE = regex.compile(r"\d")
_NUMBER = regex.compile(r"^¥|(?<=\d)(?:°[CF]|℃)$")
_LONE_BRACES = regex.compile(r"\{[^{].*\p{Han}")


def compare(
    field: FieldDraft, text: str, kept: tuple[Range, ...], market: Market
) -> Iterator[Issue]:
    """Yield what a restored field has lost of its source, and what its readers cannot read.

    ``kept`` are the ranges of the text that stand as they were written, or were agreed on.
    """
    spans = [span for segment in field.segments for span in segment.piece.spans]
    for span in spans:
        yield from _span(span, text, market)
    if _FIGURE.search(text) or _FIGURE.search(field.text):
        source = language.base(field.way.source)
        wanted = figures.expected(fold(field.text), market, source)
        yield from (
            Issue("figure_lost", figure) for figure in _lost(wanted, figures.said(fold(text)))
        )
    if language.is_spaced(market.target) and (left := _unread(text, kept)):
        yield Issue("leftover_source", left)


def _lost(wanted: Counter[str], said: Counter[str]) -> Iterator[str]:
    """Yield the figures that are not said; a bare number may have gained ¥ or °C."""
    missing = wanted - said
    if not missing:
        return
    more = Counter(_NUMBER.sub("", figure) for figure in (said - wanted).elements())
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
