"""Cut a field into pieces: what is translated as one unit, and the layout between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from pipeline.protect import Span

Role = Literal["text", "hashtag", "layout"]

# A piece is cut at a comma or space near its middle when it is longer than this many characters.
LONGEST = 90
# ... or holds more spans than the placeholder grammar can number.
MOST_SPANS = 8

_BORDER = frozenset({"tag", "emoji", "sticker", "mark"})
_HOIST = frozenset({"link", "mention", "entity"})
_BREAK = regex.compile(
    r"""
      \s*\n\s*                                     # lines keep their breaks
    | (?<=\A|\n)[ \t]*(?:[•·●▪■◆►▶*—-]+|\d{1,2}[.、)）](?!\d)|[①-⑳]|[(（]\d{1,2}[)）])[ \t]*
    | [【】〖〗｜|]\s*                                # title brackets and bars
    | [。！？!?；;…]+[”’」』）)]*(?P<stop>)\K\s*      # a sentence keeps its stop and closing quote
    | [A-Za-z]{2}\.(?P<dot>)\K\s+(?=[A-Z])         # an English sentence
    """,
    regex.VERBOSE,
)
_TAG_WORD = regex.compile(r"[\w·-]+")
_SOFT = regex.compile(r"[，,、：:]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a field; the pieces of a field joined give the field back.

    Attributes:
        text: as written.
        role: ``text`` and ``hashtag`` may be translated, ``layout`` never is.
        spans: protected spans, relative to this piece.
    """

    text: str
    role: Role
    spans: tuple[Span, ...] = ()


def split(text: str, spans: Sequence[Span]) -> list[Piece]:
    """Cut a field at lines, sentences, markup and emoji, never inside a span, losing nothing.

    >>> [piece.text for piece in split("很好用！推荐。", [])]
    ['很好用！', '推荐。']
    >>> [piece.text for piece in split("容量1.5L，保温12小时！很好用！", [])]
    ['容量1.5L，保温12小时！', '很好用！']
    """
    pieces: list[Piece] = []
    for start, end, role in _regions(text, spans):
        if start == end:
            continue
        inside = [s for s in spans if start <= s.start and s.end <= end]
        if role == "layout":
            pieces.append(Piece(text[start:end], role, tuple(s.moved(start) for s in inside)))
        else:
            pieces.extend(_trim(text, start, end, inside, role))
    return [piece for piece in pieces if piece.text]


def _regions(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, Role]]:
    """Yield the regions between borders, and the borders themselves as layout."""
    at, tagged = 0, False
    for start, end in [*_borders(text, spans), (len(text), len(text))]:
        stop = _tag_end(text, at, start, spans) if tagged else at
        yield at, stop, "hashtag"
        yield stop, start, "text"
        yield start, end, "layout"
        closes = (
            tagged and stop == start
        )  # #话题# closes; in #话题 你好 #话题 the second mark opens
        if text[start:end] != "[话题]" or not closes:
            tagged = text[start:end] in ("#", "＃") and not closes
        at = end


def _tag_end(text: str, start: int, end: int, spans: Sequence[Span]) -> int:
    """Return where the word after a hash mark ends; a span it runs into belongs to it."""
    word = _TAG_WORD.match(text, start, end)
    stop = word.end() if word else start
    return next((s.end for s in spans if s.start < stop < s.end), stop)


def _borders(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the ranges between translatable regions, in order and without overlap."""
    inner = [s for s in spans if s.kind not in _BORDER]
    ranges = [(s.start, s.end) for s in spans if s.kind in _BORDER]
    ranges += [(m.start(), m.end()) for m in _BREAK.finditer(text) if not _cuts(m, inner)]
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out


def _cuts(match: regex.Match[str], spans: Sequence[Span]) -> bool:
    """Tell whether a break would fall into a span; a stop counts as one character to its left."""
    low = match.start() - (match.group("stop") is not None or match.group("dot") is not None)
    high = max(match.end(), low + 1)
    return any(s.start < high and low < s.end and not low <= s.start < s.end <= high for s in spans)


def _trim(text: str, start: int, end: int, spans: list[Span], role: Role) -> Iterator[Piece]:
    """Move spaces and loose spans at the edges out of a region, and halve what is too long."""
    loose = [s for s in spans if s.kind in _HOIST]
    heads, tails = {s.start: s.end for s in loose}, {s.end: s.start for s in loose}
    head, tail = start, end
    while head < tail and (text[head].isspace() or head in heads):
        head = heads.get(head, head + 1)
    while head < tail and (text[tail - 1].isspace() or tail in tails):
        tail = tails.get(tail, tail - 1)
    yield Piece(text[start:head], "layout", _within(spans, start, head))
    for low, high in _halves(text, head, tail, spans):
        yield Piece(text[low:high], role, _within(spans, low, high))
    yield Piece(text[tail:end], "layout", _within(spans, tail, end))


def _within(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple(s.moved(start) for s in spans if start <= s.start and s.end <= end)


def _halves(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield a region whole, or cut near its middle until every part is short enough."""
    inside = [s for s in spans if start <= s.start and s.end <= end]
    if end - start <= LONGEST and len(inside) <= MOST_SPANS:
        yield start, end
        return
    cut = _middle(text, start, end, inside)
    if cut is None:
        yield start, end
        return
    yield from _halves(text, start, cut, spans)
    yield from _halves(text, cut, end, spans)


def _middle(text: str, start: int, end: int, spans: Sequence[Span]) -> int | None:
    """Return the cut nearest the middle: at a comma or space, else anywhere outside a span."""
    middle = (start + end) // 2
    soft = [m.end() for m in _SOFT.finditer(text, start, end) if start < m.end() < end]
    edges = [e for s in spans for e in (s.start, s.end) if start < e < end]
    for cuts in (soft, [*edges, middle] if spans else [middle]):
        free = [c for c in cuts if not any(s.start < c < s.end for s in spans)]
        if free:
            return min(free, key=lambda c: abs(c - middle))
    return None
