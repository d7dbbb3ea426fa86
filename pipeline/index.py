"""Where the terms of one scope may stand in a text, by how they begin."""

from __future__ import annotations

from collections.abc import Iterable
from operator import add

from pipeline.entry import Entry, folded

_FIRST = 2  # characters by which terms are looked up


class Index:
    """Terms for one target language, found in folded texts.

    >>> index = Index([Entry("小米", "Xiaomi"), Entry("小米粥", "millet porridge")])
    >>> index.starts("喝小米粥"), index.longest("喝小米粥", 1)[0]
    ([1], '小米粥')
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Sort terms by their first two characters.

        The longest first; those of one character at the end of each list, and under it.
        """
        self._known: dict[str, list[tuple[str, Entry]]] = {}
        for entry in sorted(entries, key=lambda e: -len(e.source)):
            source = folded(entry.source)
            self._known.setdefault(source[:_FIRST], []).append((source, entry))
        self._lone = frozenset(start for start in self._known if len(start) == 1)
        for start in self._known:
            self._known[start] += self._known.get(start[0], ()) if len(start) > 1 else ()

    def starts(self, text: str) -> list[int]:
        """Return the places at which a term may begin."""
        known, lone = self._known, self._lone
        pairs = enumerate(map(add, text, text[1:] + "\0"))
        if lone.isdisjoint(text):
            return [at for at, pair in pairs if pair in known]
        return [at for at, pair in pairs if pair in known or pair[0] in lone]

    def longest(self, text: str, at: int) -> tuple[str, Entry] | None:
        """Return the longest term that begins at a place, and its folded source."""
        known = self._known.get(text[at : at + _FIRST]) or self._known.get(text[at], [])
        for source, entry in known:
            if text.startswith(source, at) and is_word(text, at, at + len(source)):
                return source, entry
        return None


def is_word(text: str, start: int, end: int) -> bool:
    """Tell whether no Latin word goes on at either end; between Chinese characters all are words.

    >>> is_word("喝小米", 1, 3), is_word("amuji", 1, 5), is_word("a muji", 2, 6)
    (True, False, True)
    """
    return not _goes_on(text, start) and not _goes_on(text, end)


def _goes_on(text: str, at: int) -> bool:
    pair = text[at - 1 : at + 1] if at else ""
    return len(pair) == 2 and pair.isascii() and pair.isalnum()
