"""A text of which some parts must not change: what every rule of the fit room works on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A text and the character ranges in it that stay as they are; sorted, apart, not empty."""

    text: str
    keep: tuple[Range, ...] = ()

    @classmethod
    def of(cls, text: str, keep: Sequence[Range] = ()) -> Guarded:
        """Return a guarded text; overlapping ranges are joined, empty ones left out.

        >>> Guarded.of("abcdef", [(3, 5), (1, 2), (4, 6), (2, 2)]).keep
        ((1, 2), (3, 6))
        """
        if not keep:
            return cls(text)
        joined: list[Range] = []
        for start, end in sorted((s, e) for s, e in keep if s < e):
            if joined and start < joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            else:
                joined.append((start, end))
        return cls(text, tuple(joined))

    def __len__(self) -> int:
        return len(self.text)

    def touches(self, start: int, end: int) -> bool:
        """Tell whether a character of a range must stay."""
        at = bisect_left(self.keep, (end,)) - 1
        return at >= 0 and self.keep[at][1] > start

    def sub(self, pattern: re.Pattern[str], write: str | Callable[[re.Match[str]], str]) -> Guarded:
        """Return the text with every match rewritten that touches nothing to be kept.

        ``write`` is a template, or makes the new text of a match.

        >>> Guarded.of("a！b！", [(1, 2)]).sub(re.compile("！"), "! ")
        Guarded(text='a！b! ', keep=((1, 2),))
        """
        return self.edit(
            (*match.span(), match.expand(write) if isinstance(write, str) else write(match))
            for match in pattern.finditer(self.text)
            if not self.touches(*match.span())
        )

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> Guarded:
        """Return the text after replacements, in order; a kept range inside one goes with it."""
        parts: list[str] = []
        keep: list[Range] = []
        ranges, i, at, shift = self.keep, 0, 0, 0
        for start, end, new in edits:
            while i < len(ranges) and ranges[i][1] <= start:
                keep.append((ranges[i][0] + shift, ranges[i][1] + shift))
                i += 1
            while i < len(ranges) and ranges[i][0] < end:
                i += 1
            parts += [self.text[at:start], new]
            at, shift = end, shift + len(new) - (end - start)
        keep += ((start + shift, end + shift) for start, end in ranges[i:])
        return Guarded("".join([*parts, self.text[at:]]), tuple(keep))
