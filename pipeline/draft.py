"""Prepare a document for one market: detect, route, segment and mask each of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import regex

from models.base import Detection, Pair
from models.placeholder import PATTERN
from pipeline import figures, language, protect, route
from pipeline.document import Document
from pipeline.glossary import Entry, Glossary
from pipeline.markets import Market
from pipeline.mask import Masked, mask
from pipeline.protection.span import Span
from pipeline.route import Route
from pipeline.segment import Piece, split

_LETTER = regex.compile(r"\p{L}")
_OWN = r"\p{Latin}\p{Common}"
_FOREIGN = {
    "zh": regex.compile(rf"[\p{{L}}--[{_OWN}\p{{Han}}]]", regex.V1),
    "ja": regex.compile(rf"[\p{{L}}--[{_OWN}\p{{Han}}\p{{Hiragana}}\p{{Katakana}}]]", regex.V1),
    "ko": regex.compile(rf"[\p{{L}}--[{_OWN}\p{{Hangul}}]]", regex.V1),
    "ru": regex.compile(rf"[\p{{L}}--[{_OWN}\p{{Cyrillic}}]]", regex.V1),
    "th": regex.compile(rf"[\p{{L}}--[{_OWN}\p{{Thai}}]]", regex.V1),
}
_FOREIGN_TO_LATIN = regex.compile(rf"[\p{{L}}--[{_OWN}]]", regex.V1)


class Detector(Protocol):
    """Tells the language of texts; :mod:`pipeline.detection` has the one in use."""

    def detect(self, texts: Sequence[str], *, locale: str | None = None) -> list[Detection]:
        """Return one detection for each text, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a field, and its model input where it has one.

    Attributes:
        piece: as written.
        masked: with its slots out; None for what is shown as it stands.
        is_asked: something is left to translate once the slots are out.
    """

    piece: Piece
    masked: Masked | None = None
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """One field, ready to be translated."""

    path: str
    text: str
    source: Detection
    route: Route
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A document ready to be translated for one market."""

    document: Document
    market: Market
    source: Detection
    route: Route
    glossary: Glossary
    fields: tuple[FieldDraft, ...]


def detect(documents: Sequence[Document], detector: Detector) -> list[Detection]:
    """Return the language of each document; a given ``source`` is taken at its word."""
    joined = ["\n".join(text for _, text in d.fields()) for d in documents]
    found = detector.detect(joined)
    return [
        Detection(language.normalize(d.source), 1.0) if d.source else detection
        for d, detection in zip(documents, found, strict=True)
    ]


def detect_fields(document: Document, source: Detection, detector: Detector) -> list[Detection]:
    """Return the language of each field: the document's, unless the letters say otherwise."""
    texts = [text for _, text in document.fields()]
    alien = [text for text in texts if not document.source and _is_foreign(text, source.language)]
    own = dict(zip(alien, detector.detect(alien), strict=True)) if alien else {}
    return [own[text] if text in own and own[text].language != "und" else source for text in texts]


def _is_foreign(text: str, code: str) -> bool:
    if code == "und":
        return True
    return bool(_FOREIGN.get(language.base(code), _FOREIGN_TO_LATIN).search(text))


def draft(
    document: Document,
    sources: tuple[Detection, Sequence[Detection]],
    market: Market,
    glossary: Glossary,
    pairs: frozenset[Pair],
) -> Draft:
    """Plan every field of a document for a market.

    ``sources`` is the language of the document, and that of each field in order.
    """
    whole, own = sources
    fields = []
    for (path, text), source in zip(document.fields(), own, strict=True):
        way = _plan(source.language, market.target, pairs)
        if not _LETTER.search(text):
            way = Route(source.language, market.target)
        segments = _segments(text, way, glossary) if way.steps else ()
        fields.append(FieldDraft(path, text, source, way, segments))
    main = _plan(whole.language, market.target, pairs)
    return Draft(document, market, whole, main, glossary, tuple(fields))


_plan = lru_cache(maxsize=1024)(route.plan)


@lru_cache(maxsize=8192)
def _segments(text: str, way: Route, glossary: Glossary) -> tuple[Segment, ...]:
    known = glossary.find(text, way.target)
    known += [
        Span(found.start, found.end, "figure", text[found.start : found.end], found.figure)
        for found in figures.find(text, language.base(way.source))
    ]
    pieces = split(text, protect.find(text, known, language.base(way.source)))
    return tuple(_segment(piece, way, glossary) for piece in pieces)


def _segment(piece: Piece, way: Route, glossary: Glossary) -> Segment:
    if piece.role == "layout":
        return Segment(piece)
    if whole := glossary.whole(piece.text, way.target):
        piece = Piece(piece.text, piece.role, (whole,))
    masked = mask(piece.text, piece.spans)
    is_asked = language.has_letters(PATTERN.sub("", masked.text), way.source)
    return Segment(piece, masked, is_asked)


def scoped(platform: Glossary, shop: Sequence[Entry], document: Document) -> Glossary:
    """Return the glossary of one document: platform, then shop, then the listing's own terms."""
    if not shop and not document.glossary:
        return platform
    return _scoped(platform, tuple(shop), tuple(document.glossary.items()))


@lru_cache(maxsize=256)
def _scoped(
    platform: Glossary, shop: tuple[Entry, ...], listing: tuple[tuple[str, str], ...]
) -> Glossary:
    return platform.extended(shop).with_terms(dict(listing))
