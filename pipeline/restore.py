"""Put a field together again: slots back in place, spaces where the target language wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from models.placeholder import PATTERN
from pipeline import figures, language, spacing
from pipeline.field import Segment
from pipeline.figures.numerals import parse
from pipeline.guarded import Guarded, Range
from pipeline.markets import Market
from pipeline.mask import Masked, unmask
from pipeline.protection.span import Span
from pipeline.spacing import Part
from pipeline.typography import set_type

_STARTS_SENTENCE = regex.compile(r"(?:\A|[.!?…\n。！？】|｜]|\p{So}\uFE0F?)\s*\Z")
_LOOK_BACK = 64  # characters behind which no sentence is looked for
_PLAIN_WORD = re.compile(r"[a-z][^A-Z\s]*+(?![A-Z])")
# A letter and a slot stand apart, but for the plural of a term.
_NEAR_SLOT = regex.compile(r"(?<=[A-Za-z])(?=⟦)|(?<=⟧)(?!e?s\b)(?=[A-Za-z⟦])")
_LIST_MARK = re.compile(r"([0-9]{1,2}|[一二三四五六七八九十])、")


@dataclass(frozen=True, slots=True)
class Restored:
    """A whole field in the target language, and the character ranges nothing may touch.

    ``source`` is the field as written, with what stands for its spans in their places.
    """

    text: str
    kept: tuple[tuple[int, int], ...]
    source: str = ""


def show(span: Span, market: Market) -> str:
    """Return what stands for a span: a term, a figure as buyers read it, or itself."""
    if isinstance(span.value, figures.Figure | figures.Date):
        return figures.write(span.value, market)
    return span.value if isinstance(span.value, str) else span.text


def part(segment: Segment, rendered: str | None, market: Market) -> Part:
    """Return a segment in the target language; ``rendered`` is None for what stays as written."""
    piece = segment.piece
    if segment.said:
        return Part(segment.said, piece.role, True, ((0, len(segment.said)),))
    mark = _LIST_MARK.fullmatch(piece.text) if piece.role == "layout" else None
    if mark and language.is_spaced(market.target):
        return Part(f"{parse(mark[1]) or mark[1]}. ", piece.role)
    if rendered is None or segment.masked is None:
        kept = tuple((s.start, s.end) for s in piece.spans)
        return Part(piece.text, piece.role, kept=kept, source=piece.text)
    masked = segment.masked
    shown = [show(span, market) for span in masked.slots]
    text, ranges = _unmasked(masked, rendered, shown, market)
    if piece.role == "attribute":
        text = _quoted(text, market)
        ranges = [(0, len(text))]
    source = PATTERN.sub(lambda m: f" {shown[int(m[1])]} ", masked.text) if shown else masked.text
    return Part(text, piece.role, True, tuple(ranges), source)


def _unmasked(
    masked: Masked, rendered: str, shown: Sequence[str], market: Market
) -> tuple[str, list[Range]]:
    """Return a rendered text with what is shown for its slots, and where that stands."""
    if not masked.slots and "⟦" not in rendered:
        return rendered, []
    is_new = rendered != masked.text or any(s.value for s in masked.slots)
    if is_new and shown and language.is_spaced(market.target):
        rendered = _NEAR_SLOT.sub(" ", rendered)
    stands_for = {id(slot): text for slot, text in zip(masked.slots, shown, strict=True)}
    return unmask(rendered, masked.slots, lambda slot: stands_for[id(slot)])


def _quoted(text: str, market: Market) -> str:
    """Return the value of an attribute, in which no quote or angle may end it."""
    shown = set_type(Guarded(text), market.typography).text
    return shown.replace('"', "&quot;").replace("'", "&#39;").replace("<", "&lt;")


def join(parts: Sequence[Part], market: Market) -> Restored:
    """Join the parts of a field; languages with spaces get them where the source had none."""
    spaced = language.is_spaced(market.target)
    out, kept = "", []
    tagged = spaced and any(part.role == "hashtag" for part in parts)
    shown = list(spacing.hashtags(parts)) if tagged else parts
    opening = spacing.emphasis(shown) if spaced else {}
    for i, this in enumerate(shown):
        if spaced:
            this = _capitalized(this, out)  # noqa: PLW2901
            if i and spacing.is_wanted(shown, i, opening):
                out += " "
        kept += [(start + len(out), end + len(out)) for start, end in this.kept]
        out += this.text
    return Restored(out, tuple(kept), "".join(part.source for part in parts))


def _capitalized(this: Part, before: str) -> Part:
    """Capitalize where a sentence starts."""
    if not this.is_new or this.role == "hashtag" or not "a" <= this.text[:1] <= "z":
        return this
    starts_kept = any(start == 0 for start, _ in this.kept)
    if not starts_kept and _PLAIN_WORD.match(this.text) and _starts_sentence(before):
        return this._replace(text=this.text[:1].upper() + this.text[1:])
    return this


def _starts_sentence(before: str) -> bool:
    """Tell whether a sentence starts behind a text: only its last sign and spaces are looked at."""
    tail = before[-_LOOK_BACK:]
    last = len(before) - len(tail) + max(0, len(tail.rstrip()) - 2)
    return bool(_STARTS_SENTENCE.search(before, last))
