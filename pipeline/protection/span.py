"""A stretch of text that must survive, and how lists of such stretches are joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

SpanKind = Literal[
    "tag", "entity", "code", "link", "file", "variable", "mention", "sticker", "emoji", "mark",
    "term", "figure", "price", "name", "number", "sign", "literal",
]  # fmt: skip


class Span(NamedTuple):
    """A stretch of text that must survive.

    Attributes:
        start, end: offsets in characters into the text it was found in.
        text: as written.
        value: what stands for it in the target, where that differs from ``text`` (a glossary
            target, a :data:`pipeline.figures.Figure`); None means copy.
    """

    start: int
    end: int
    kind: SpanKind
    text: str
    value: object | None = None

    def moved(self, offset: int) -> Span:
        """Return the same span for a text that begins ``offset`` characters later."""
        return Span(self.start - offset, self.end - offset, self.kind, self.text, self.value)


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order; of two that overlap the earlier and longer one stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def merge(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """Join two ordered lists; where they overlap, ``first`` wins."""
    if not first or not second:
        return [*first, *second]
    out, i = list(first), 0
    for span in second:
        while i < len(first) and first[i].end <= span.start:
            i += 1
        if i == len(first) or first[i].start >= span.end:
            out.append(span)
    return sorted(out, key=lambda s: s.start)
