"""Cut a field into pieces: what is translated as one unit, and the layout between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import regex

from pipeline.halves import LONGEST, halves
from pipeline.protection.span import Span
from pipeline.spans import Spans

Role = Literal["text", "hashtag", "attribute", "layout"]

_BORDER = frozenset({"tag", "emoji", "sticker", "mark"})
_HOIST = frozenset({"link", "mention", "entity"})
_BREAK = regex.compile(
    r"""
      (?=\s)(?<!\s)(?=[^\S\n]*+\n)\s++                # lines keep their breaks
    | (?=[•·●▪■◆►▶*>—\d(（-])(?<=(?:\A|\n)[ \t]{0,20})
      (?:[•·●▪■◆►▶*—-]++|>++|\d{1,2}[.、)）](?!\d)|[(（]\d{1,2}[)）])[ \t]*+
    | (?<=\p{Han}{1,6}/\p{Han}{1,6})/|(?<=\p{Han})/(?=\p{Han}{1,6}/\p{Han})   # 黑/白/米色
    | (?P<list>[(（]\d{1,2}[)）]\s*+(?=\p{Han})
        |(?<=\A|[\s；;。，,])(?:\d{1,2}|[一二三四五六七八九十])、(?=\p{Han}))
    | [【】〖〗｜|]\s*+                                # title brackets and bars
    | [。！？!?；;…]++[”’」』）)]*+(?P<stop>)\s*+      # a sentence keeps its stop and closing quote
    | (?<=[A-Za-z]{2}\.)(?P<dot>)\s++(?=[A-Z])      # an English sentence
    | [~～]++(?=\s|\p{Han}|\Z)                       # 好看~ is a stop as well
    """,
    regex.VERBOSE,
)
_NUMBERED = regex.compile(r"[(（]?[\d一二三四五六七八九十]")
_TAG_WORD = regex.compile(r"[\w·-]+")
_LOOSE = frozenset("，,、：:；;")


class Piece(NamedTuple):
    """A stretch of a field; the pieces of a field joined give the field back.

    Attributes:
        text: as written.
        role: ``text``, ``hashtag`` and ``attribute`` (of markup) may be translated, ``layout``
            never is.
        spans: protected spans, relative to this piece.
    """

    text: str
    role: Role
    spans: tuple[Span, ...] = ()


def split(text: str, spans: Sequence[Span], longest: int = LONGEST) -> list[Piece]:
    """Cut a field at lines, sentences, markup and emoji, never inside a span, losing nothing.

    ``spans`` are in order and do not overlap; ``longest`` is a piece, in characters.

    >>> [piece.text for piece in split("很好用！推荐。", [])]
    ['很好用！', '推荐。']
    >>> [piece.text for piece in split("容量1.5L，保温12小时！很好用！", [])]
    ['容量1.5L，保温12小时！', '很好用！']
    """
    pieces: list[Piece] = []
    index = Spans(spans, longest)
    for start, end, role in _regions(text, index):
        if start == end:
            continue
        if role == "layout":
            pieces.append(_piece(text, start, end, role, index))
        else:
            pieces.extend(_trim(text, start, end, role, index))
    return [piece for piece in pieces if piece.text]


def _piece(text: str, start: int, end: int, role: Role, index: Spans) -> Piece:
    inside = index.within(start, end)
    return Piece(text[start:end], role, tuple(s.moved(start) for s in inside) if inside else ())


def _regions(text: str, index: Spans) -> Iterator[tuple[int, int, Role]]:
    """Yield the regions between borders, and the borders themselves as layout."""
    at, tagged, role = 0, False, _text_role("")
    for start, end in [*_borders(text, index), (len(text), len(text))]:
        stop = _tag_end(text, at, start, index) if tagged else at
        yield at, stop, "hashtag"
        yield stop, start, role
        yield start, end, "layout"
        border = text[start:end]
        closes = tagged and stop == start  # #话题# closes; in #话题 你好 #话题 the second opens
        if border != "[话题]" or not closes:
            tagged = border in ("#", "＃") and not closes
        at, role = end, _text_role(border)


def _text_role(border: str) -> Role:
    """Return the role of what follows a border: a tag that ends in a quote waits for a value."""
    return "attribute" if border[-1:] in ("'", '"') and border[:1] in "<\"']" else "text"


def _tag_end(text: str, start: int, end: int, index: Spans) -> int:
    """Return where the word after a hash mark ends; a span it runs into belongs to it."""
    word = _TAG_WORD.match(text, start, end)
    stop = word.end() if word else start
    span = index.around(stop)
    return min(span.end, end) if span else stop


def _borders(text: str, index: Spans) -> list[tuple[int, int]]:
    """Return the ranges between translatable regions, in order and without overlap."""
    inner = Spans([s for s in index.all if s.kind not in _BORDER])
    ranges = [(s.start, s.end) for s in index.all if s.kind in _BORDER]
    taken = Spans([s for s in index.all if s.kind in _BORDER])
    breaks = list(_BREAK.finditer(text))
    is_list = sum(bool(_NUMBERED.match(match[0])) for match in breaks) > 1
    for match in breaks:
        if match.group("list") is not None and not is_list:
            continue
        start, end = _stop(match), match.end()
        low = start - (start > match.start() or match.group("dot") is not None)
        if not inner.are_cut(low, max(end, low + 1)) and not taken.are_cut(start, end):
            ranges.append((start, end))
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out


def _stop(match: regex.Match[str]) -> int:
    """Return where a break begins: behind the stop of a sentence, which stays with it."""
    return match.start("stop") if match.group("stop") is not None else match.start()


def _trim(text: str, start: int, end: int, role: Role, index: Spans) -> Iterator[Piece]:
    """Move spaces, commas and loose spans at the edges out of a region; halve what is too long."""
    inside = index.within(start, end)
    heads = {s.start: s.end if s.kind in _HOIST else s.start for s in inside}
    tails = {s.end: s.start if s.kind in _HOIST else s.end for s in inside}
    head, tail = start, end
    while head < tail and (head in heads or text[head].isspace() or text[head] in _LOOSE):
        if heads.get(head) == head:
            break  # a span that stays
        head = heads.get(head, head + 1)
    while head < tail and (tail in tails or text[tail - 1].isspace() or text[tail - 1] in _LOOSE):
        if tails.get(tail) == tail:
            break
        tail = tails.get(tail, tail - 1)
    if _is_bracketed(text, head, tail) and not index.are_cut(head + 1, tail - 1):
        head, tail = head + 1, tail - 1
    yield _piece(text, start, head, "layout", index)
    if head < tail:
        for low, high in halves(text, head, tail, index):
            yield _piece(text, low, high, role, index)
    yield _piece(text, tail, end, "layout", index)


def _is_bracketed(text: str, start: int, end: int) -> bool:
    """Tell whether a region is one pair of brackets and what it holds."""
    pair = text[start : start + 1] + text[end - 1 : end]
    if pair not in ("（）", "()") or end - start < 3:
        return False
    return not any(mark in text[start + 1 : end - 1] for mark in pair)
