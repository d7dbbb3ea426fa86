"""Compare a finished field with its source as a whole: whatever the rooms before did to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from models.placeholder import PATTERN
from pipeline import language
from pipeline.document import Issue
from pipeline.field import FieldDraft
from pipeline.figures import said
from pipeline.guarded import Guarded, Range
from pipeline.markets import Market
from pipeline.protection import links
from pipeline.protection.span import Span

_HAN = regex.compile(r"\p{Han}+")
_FIGURE = regex.compile(r"\d")
_NUMBER = regex.compile(r"^[¥<>≤≥≈±~-]+|(?<=\d)(?:°[CF]|℃)$")
_LONE_BRACES = regex.compile(r"\{[^{].*\p{Han}")


def compare(
    field: FieldDraft, text: str, kept: tuple[Range, ...], market: Market
) -> Iterator[Issue]:
    """Yield what a restored field has lost of its source, and what its readers cannot read.

    ``kept`` are the ranges of the text that stand as they were written, or were agreed on.
    """
    for segment in field.segments:
        for span in segment.piece.spans:
            yield from _span(span, text, market)
    loose = " ".join(_loose(field))
    if _FIGURE.search(text) or _FIGURE.search(loose):
        wanted = said(" ; ".join([loose, *(text[a:b] for a, b in kept)]))
        yield from (Issue("figure_lost", figure) for figure in _lost(wanted, said(text)))
    if language.is_spaced(market.target) and (left := _unread(text, kept)):
        yield Issue("leftover_source", left)


def _lost(wanted: Counter[str], got: Counter[str]) -> Iterator[str]:
    """Yield the figures that are not said; a bare number may have gained ¥, °C, or a mark before it."""
    missing = wanted - got
    if not missing:
        return
    more = Counter(_NUMBER.sub("", figure) for figure in (got - wanted).elements())
    for figure in missing.elements():
        if more[figure]:
            more[figure] -= 1
        else:
            yield figure


def _loose(field: FieldDraft) -> Iterator[str]:
    """Yield what of a field stands between its spans; those are kept, each in its place."""
    for segment in field.segments:
        piece = segment.piece
        if piece.role in ("attribute", "hashtag"):
            continue  # kept as a whole
        if segment.masked:
            yield PATTERN.sub(" ", segment.masked.text)
            continue
        at = 0
        for span in piece.spans:
            yield piece.text[at : span.start]
            at = span.end
        yield piece.text[at:]


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
