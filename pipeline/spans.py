"""The spans of a text, in order and apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.protection.span import Span


class Spans:
    """Spans found by where they stand.

    Attributes:
        all: in order.
        longest: piece that the text may be cut into, in characters.
    """

    def __init__(self, spans: Sequence[Span], longest: int = 0) -> None:
        """Take spans that are in order and do not overlap."""
        self.all, self.longest = spans, longest
        self._starts = [span.start for span in spans]
        self._ends = [span.end for span in spans]

    def within(self, start: int, end: int) -> Sequence[Span]:
        """Return the spans that lie in a range."""
        if not self.all:
            return ()
        return self.all[bisect_left(self._starts, start) : bisect_right(self._ends, end)]

    def around(self, at: int) -> Span | None:
        """Return the span that a cut at this place would divide."""
        if not self.all:
            return None
        i = bisect_right(self._ends, at)
        return self.all[i] if i < len(self.all) and self._starts[i] < at else None

    def are_cut(self, start: int, end: int) -> bool:
        """Tell whether a range takes a part of a span only."""
        if not self.all:
            return False
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        return first <= last and (self._starts[first] < start or self._ends[last] > end)
