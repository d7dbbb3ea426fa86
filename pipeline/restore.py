"""Put a field together again: slots back in place, spaces where the target language wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline import figures, language
from pipeline.draft import Segment
from pipeline.markets import Market
from pipeline.mask import unmask
from pipeline.protection.span import Span
from pipeline.segment import Role

_WORDS = regex.compile(r"[\p{L}\p{N}]+(?:['’][\p{L}]+)?")
_OPENS = regex.compile(r"[\p{L}\p{N}@#$¥€£(\[“‘\"]|<(?!/)")
_CLOSES = regex.compile(r"[\p{L}\p{N}.,!?;:…%)\]”’\"#+]|>|[\p{So}\p{EMod}\uFE0F]")
_STARTS_SENTENCE = regex.compile(r"(?:\A|[.!?…\n。！？】\]|｜]|\p{So}\uFE0F?)\s*\Z")
_LOOK_BACK = 64  # characters behind which no sentence is looked for
_NEAR_SLOT = regex.compile(r"(?<=[A-Za-z])(?=⟦)|(?<=⟧)(?=[A-Za-z⟦])")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece in the target language; ``kept`` holds the ranges nothing may touch any more."""

    text: str
    role: Role
    is_new: bool = False
    kept: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """A whole field in the target language, and the character ranges nothing may touch."""

    text: str
    kept: tuple[tuple[int, int], ...]


def show(span: Span, market: Market) -> str:
    """Return what stands for a span: a term, a figure as buyers read it, or itself."""
    if isinstance(span.value, figures.Figure | figures.Date):
        return figures.write(span.value, market)
    return span.value if isinstance(span.value, str) else span.text


def part(segment: Segment, rendered: str | None, market: Market) -> Part:
    """Return a segment in the target language; ``rendered`` is None for what stays as written."""
    piece = segment.piece
    if rendered is None or segment.masked is None:
        return Part(piece.text, piece.role, kept=tuple((s.start, s.end) for s in piece.spans))
    is_new = rendered != segment.masked.text or any(s.value for s in segment.masked.slots)
    if is_new and "⟦" in rendered and language.is_spaced(market.target):
        rendered = _NEAR_SLOT.sub(" ", rendered)
    text, kept = unmask(rendered, segment.masked.slots, lambda span: show(span, market))
    return Part(text, piece.role, True, tuple(kept))


def join(parts: Sequence[Part], market: Market) -> Restored:
    """Join the parts of a field; languages with spaces get them where the source had none."""
    spaced = language.is_spaced(market.target)
    out, kept = "", []
    for i, this in enumerate(parts):
        before = parts[i - 1] if i else None
        shown = _fit_in(this, parts, i, out) if spaced else this
        if spaced and before and _wants_space(before, shown, parts, i):
            out += " "
        kept += [(start + len(out), end + len(out)) for start, end in shown.kept]
        out += shown.text
    return Restored(out, tuple(kept))


def _fit_in(this: Part, parts: Sequence[Part], i: int, before: str) -> Part:
    """Capitalize where a sentence starts; close up a hashtag that only a space would end."""
    if not this.is_new or not this.text:
        return this
    if this.role == "hashtag":
        following = parts[i + 1].text if i + 1 < len(parts) else ""
        if following.startswith(("#", "＃", "[话题]")) or " " not in this.text:
            return this
        words = _WORDS.findall(this.text)
        return Part("".join(w[:1].upper() + w[1:] for w in words), this.role, True)
    first = this.text.split(maxsplit=1)[0] if this.text.strip() else ""
    starts_kept = any(start == 0 for start, _ in this.kept)
    if (
        _STARTS_SENTENCE.search(before, max(0, len(before) - _LOOK_BACK))
        and re.fullmatch(r"[a-z]+[^A-Z]*", first)
        and not starts_kept
    ):
        return Part(this.text[:1].upper() + this.text[1:], this.role, True, this.kept)
    return this


def _wants_space(left: Part, right: Part, parts: Sequence[Part], i: int) -> bool:
    if not (left.is_new or right.is_new) or not left.text or not right.text:
        return False
    if right.role == "hashtag" or _is_opening(left, parts, i - 1):
        return False
    if right.role == "layout" and parts[i - 1].role == "hashtag" and right.text[0] in "#＃[":
        return False
    return bool(_CLOSES.match(left.text[-1]) and _OPENS.match(right.text))


def _is_opening(part: Part, parts: Sequence[Part], i: int) -> bool:
    """Tell whether a layout part belongs to what follows it: an opening mark, bracket or tag."""
    if part.text.endswith(("#", "＃")):
        return i + 1 < len(parts) and parts[i + 1].role == "hashtag"
    return part.text.startswith("<") and not part.text.startswith("</")
