"""Regional words back into the mainland's, the longest at each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.regional.script import Script


class Lexicon:
    """Finds the words of a table in a text, the longest at each place, from left to right."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = dict(words)
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and replacement of every word found.

        >>> list(Lexicon({"單車": "自行车"}).find("兒童單車"))
        [(2, 4, '自行车')]
        """
        at = 0
        while at < len(text):
            sizes = (n for n in self._lengths.get(text[at], ()) if at + n <= len(text))
            size = next((n for n in sizes if text[at : at + n] in self.words), 0)
            if size:
                yield at, at + size, self.words[text[at : at + size]]
            at += size or 1


class Backward:
    """Writes Traditional Chinese in the mainland's characters and words."""

    def __init__(self, script: Script, words: Mapping[str, str]) -> None:
        self._script, self._lexicon = script, Lexicon(words)

    def convert(self, text: str) -> str:
        """Return the text in the mainland's characters and words."""
        whole = self._script.convert(text)
        aligned = len(whole) == len(text)  # nearly always: OpenCC works on characters
        parts, at = [], 0
        for start, end, word in (*self._lexicon.find(text), (len(text), len(text), "")):
            parts += [whole[at:start] if aligned else self._script.convert(text[at:start]), word]
            at = end
        return "".join(parts)
