"""A long stretch of text, cut near its middle until every part is short enough."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import regex

from pipeline.spans import Spans

# A piece is cut at a comma or space near its middle when it is longer than this many characters.
LONGEST = 90
LONGEST_OF_LETTERS = 240  # where words are spelled
# ... or holds more spans than the placeholder grammar can number.
MOST_SPANS = 8

_SOFT = regex.compile(r"[，,、：:]\s*+|\s++")


def halves(text: str, start: int, end: int, index: Spans) -> Iterator[tuple[int, int]]:
    """Yield a region whole, or cut near its middle until every part is short enough."""
    if end - start <= index.longest and len(index.within(start, end)) <= MOST_SPANS:
        yield start, end
        return
    soft = [m.end() for m in _SOFT.finditer(text, start, end) if not index.around(m.end())]
    edges = [edge for s in index.within(start, end) for edge in (s.start, s.end)]
    waiting = [(start, end)]
    while waiting:
        low, high = waiting.pop()
        fits = high - low <= index.longest and len(index.within(low, high)) <= MOST_SPANS
        cut = None if fits else _middle(low, high, soft, edges, index)
        if cut is None:
            yield low, high
        else:
            waiting += [(cut, high), (low, cut)]


def _middle(
    low: int, high: int, soft: Sequence[int], edges: Sequence[int], index: Spans
) -> int | None:
    """Return the cut nearest the middle: at a comma or space, else anywhere outside a span."""
    middle = (low + high) // 2
    if (cut := _nearest(soft, middle, low, high)) is not None:
        return cut
    free = [] if index.around(middle) else [middle]
    near = _nearest(edges, middle, low, high)
    cuts = [*free, *([] if near is None else [near])]
    return min(cuts, key=lambda cut: abs(cut - middle), default=None)


def _nearest(cuts: Sequence[int], middle: int, low: int, high: int) -> int | None:
    """Return the one of some ordered cuts that lies nearest the middle and inside a range."""
    i = bisect_left(cuts, middle)
    near = [cut for cut in cuts[max(0, i - 1) : i + 1] if low < cut < high]
    return min(near, key=lambda cut: abs(cut - middle), default=None)
