"""OpenDocument texts, tables and slides: every stretch of text in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tasks.files import archive

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_PARTS = ("content.xml", "styles.xml")  # styles hold headers and footers

Put = Callable[[str], None]


class OpenDocument:
    """One file; ``texts`` are its stretches in reading order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        parts = archive.opened(data)
        self._roots = {n: archive.parsed(parts[n]) for n in _PARTS if n in parts}
        self._stretches = [s for root in self._roots.values() for s in _stretches(root)]
        self.texts: Sequence[str] = [text for text, _ in self._stretches]

    def write(self, said: Sequence[str]) -> bytes:
        """Return the file with other words, one for each of ``texts``."""
        for (_, put), words in zip(self._stretches, said, strict=True):
            put(words)
        new = {name: archive.serialized(root) for name, root in self._roots.items()}
        return archive.packed(self._data, new)


def _stretches(root: Any) -> Iterator[tuple[str, Put]]:
    for paragraph in root.iter(*_PARAGRAPHS):
        for node in paragraph.iter():
            if not isinstance(node.tag, str):
                continue
            if node.tag not in _PARAGRAPHS or node is paragraph:
                yield from _stretch(node, "text")
            if node is not paragraph and node.tag not in _PARAGRAPHS:
                yield from _stretch(node, "tail")


def _stretch(node: Any, place: str) -> Iterator[tuple[str, Put]]:
    text = getattr(node, place)
    if text and text.strip():
        yield text, lambda words: setattr(node, place, words)
