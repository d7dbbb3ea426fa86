"""Known words, found where they stand in a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from operator import add

_FIRST = 2  # characters by which words are looked up; the fewest of a word


class Words:
    """Words of two characters or more, the longest at every place, whatever it holds.

    >>> text = "毛线包很好看"
    >>> [text[start:end] for start, end in Words({"毛线", "毛线包", "好看"}).find(text)]
    ['毛线包', '好看']
    """

    def __init__(self, words: Collection[str]) -> None:
        """Keep ``words`` themselves, whose ``in`` must be quick; shorter ones are never found."""
        self._words = words
        self._longest: dict[str, int] = {}
        for word in words:
            start = word[:_FIRST]
            self._longest[start] = max(self._longest.get(start, _FIRST), len(word))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where words stand in a text, and go on behind each."""
        longest, words, at = self._longest, self._words, 0
        begun = [i for i, start in enumerate(map(add, text, text[1:])) if start in longest]
        for start in begun:
            if start < at:
                continue
            end = min(len(text), start + longest[text[start : start + _FIRST]])
            while end > start + 1 and text[start:end] not in words:
                end -= 1
            if end > start + 1:
                yield start, end
                at = end
