"""What people decided on before: their words stand before any model's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from prometheus_client import Counter

from pipeline.draft import Draft
from pipeline.field import FieldDraft, Segment
from pipeline.segment import Piece

# Shop, language of the market, sources → what is known of them.
Memory = Callable[[str, str, Sequence[str]], Mapping[str, str]]

REMEMBERED = Counter("haiyi_memory_segments", "Segments said as people decided before", ["market"])


def no_memory(seller_id: str, language: str, sources: Sequence[str]) -> Mapping[str, str]:
    """Return what a store knows in which nobody ever decided anything."""
    return {}


def remembered(draft: Draft, memory: Memory) -> Draft:
    """Return a draft in which what the memory knows is asked of nobody.

    A field that is known as a whole is one segment; else each of its segments is looked up.
    """
    known = memory(draft.document.seller_id, draft.market.language, list(_sources(draft.fields)))
    if not known:
        return draft
    fields = tuple(_field(field, known) for field in draft.fields)
    said = sum(bool(segment.said) for field in fields for segment in field.segments)
    REMEMBERED.labels(draft.market.name).inc(said)
    return replace(draft, fields=fields)


def _sources(fields: Iterable[FieldDraft]) -> Iterable[str]:
    sources: dict[str, None] = {}
    for field in fields:
        if field.segments:
            sources[field.text.strip()] = None
            sources.update({segment.piece.text.strip(): None for segment in _asked(field)})
    return sources


def _asked(field: FieldDraft) -> list[Segment]:
    return [segment for segment in field.segments if segment.masked]


def _field(field: FieldDraft, known: Mapping[str, str]) -> FieldDraft:
    if not field.segments:
        return field
    if whole := known.get(field.text.strip()):
        segments: tuple[Segment, ...] = (Segment(Piece(field.text, "text"), said=whole),)
    else:
        segments = tuple(_segment(segment, known) for segment in field.segments)
    return replace(field, segments=segments, copies=None)


def _segment(segment: Segment, known: Mapping[str, str]) -> Segment:
    said = known.get(segment.piece.text.strip()) if segment.masked else None
    return segment._replace(is_asked=False, said=said) if said else segment
