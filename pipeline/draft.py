"""Prepare a document for one market: detect, route, segment and mask each of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import regex

from models.base import Detection, Pair
from pipeline import hongkong, language, route
from pipeline.budget import Budget
from pipeline.detection.han import chinese_variant, count_foreign_to_japanese
from pipeline.document import Document
from pipeline.field import FieldDraft, Segment, cut
from pipeline.glossary import Entry, Glossary
from pipeline.markets import Market
from pipeline.protection.fold import fold
from pipeline.route import Route

__all__ = [
    "Detector",
    "Draft",
    "FieldDraft",
    "Segment",
    "detect",
    "detect_fields",
    "draft",
    "scoped",
]

_LETTER = regex.compile(r"\p{L}")
_HAN = regex.compile(r"\p{Han}")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}ー]+")
_HAN_WRITTEN = frozenset({"zh", "ja", "ko"})
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
class Draft:
    """A document ready to be translated for one market."""

    document: Document
    market: Market
    source: Detection
    route: Route
    glossary: Glossary
    fields: tuple[FieldDraft, ...]
    budget: Budget


@dataclass(frozen=True, slots=True)
class Plan:
    """What a document is drafted for, and with."""

    market: Market
    glossary: Glossary
    pairs: frozenset[Pair]
    budget: Budget


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
    if document.source or not _is_foreign("\n".join(texts), source.language):
        return [source] * len(texts)
    alien = [text for text in texts if _is_foreign(text, source.language)]
    own = dict(zip(alien, detector.detect(alien), strict=True)) if alien else {}
    return [own[text] if text in own and own[text].language != "und" else source for text in texts]


def _is_foreign(text: str, code: str) -> bool:
    if code == "und":
        return True
    return bool(_FOREIGN.get(language.base(code), _FOREIGN_TO_LATIN).search(text))


def draft(document: Document, source: Detection, own: Sequence[Detection], plan: Plan) -> Draft:
    """Plan every field of a document for a market.

    ``source`` is the language of the document, ``own`` that of each field in order.
    """
    fields = []
    for (path, text), detection in zip(document.fields(), own, strict=True):
        with plan.budget.spending():
            fields.append(_field(path, text, detection, plan))
    joined = "\n".join(text for _, text in document.fields())
    main = hongkong.settled(joined, _plan(source.language, plan.market.target, plan.pairs))
    return Draft(document, plan.market, source, main, plan.glossary, tuple(fields), plan.budget)


def _field(path: str, text: str, source: Detection, plan: Plan) -> FieldDraft:
    way = hongkong.settled(text, _plan(source.language, plan.market.target, plan.pairs))
    if not _LETTER.search(text) and (fold(text) == text or not way.steps):
        return FieldDraft(path, text, source, Route(source.language, plan.market.target))
    stretches = None if way.steps else _stretches(text, source.language, plan)
    chosen = stretches or way
    if not chosen.steps or plan.budget.is_spent:
        return FieldDraft(path, text, source, way, is_overdue=bool(chosen.steps))
    found = cut(text, chosen, plan.glossary, mixed=bool(stretches))
    return FieldDraft(path, text, source, way, found.segments, stretches, copies=found.copies)


def _stretches(text: str, source: str, plan: Plan) -> Route | None:
    """Return the route of the Chinese in a text of another language, if it has any."""
    own = language.base(source)
    if not _HAN.search(text) or (own in _HAN_WRITTEN and not _is_half_chinese(text, own)):
        return None
    variant = chinese_variant(text)
    way = _plan("zh-Hant" if variant == "Hant" else "zh-Hans", plan.market.target, plan.pairs)
    return way if way.steps else None


def _is_half_chinese(text: str, own: str) -> bool:
    """Tell Chinese beside a name in kana or Hangul (ドラえもん玩偶) from Japanese and Korean."""
    if own != "ja":
        return own == "ko" and len(_HAN.findall(text)) > 1
    runs = _KANA.findall(text)
    return bool(count_foreign_to_japanese(text)) or (0 < len(runs) < 3 and min(map(len, runs)) > 2)


_plan = lru_cache(maxsize=1024)(route.plan)


def scoped(platform: Glossary, shop: Sequence[Entry], document: Document) -> Glossary:
    """Return the glossary of one document: platform, then shop, then the listing's own terms."""
    if not shop and not document.glossary:
        return platform
    own = _of_shop(platform, tuple(shop)) if shop else platform
    return own.with_terms(document.glossary) if document.glossary else own


@lru_cache(maxsize=64)
def _of_shop(platform: Glossary, shop: tuple[Entry, ...]) -> Glossary:
    return platform.extended(shop)
