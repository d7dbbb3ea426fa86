"""Office Open XML: documents, presentations and workbooks, text in place, layout kept.

A paragraph is a list of runs. Runs that look alike are one sentence to a reader, whatever the
program made of them, so they are taken out together and put back into the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.files import archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where the texts of a kind of file are.

    Attributes:
        parts: names of the parts that hold text.
        paragraph, run, text, look: the names of elements; ``look`` is how a run is formatted.
    """

    parts: re.Pattern[str]
    paragraph: tuple[str, ...]
    run: str
    text: str
    look: str


KINDS = {
    ".docx": Kind(
        re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
        (f"{_W}p",), f"{_W}r", f"{_W}t", f"{_W}rPr",
    ),
    ".pptx": Kind(
        re.compile(r"ppt/(?:slides|notesSlides)/[^/]+\.xml|ppt/comments/[^/]+\.xml"),
        (f"{_A}p",), f"{_A}r", f"{_A}t", f"{_A}rPr",
    ),
    ".xlsx": Kind(
        re.compile(r"xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml"),
        (f"{_S}si", f"{_S}is"), f"{_S}r", f"{_S}t", f"{_S}rPr",
    ),
}  # fmt: skip


class Office:
    """One file; ``texts`` are its sentences in reading order."""

    def __init__(self, data: bytes, suffix: str) -> None:
        self._data, self._kind = data, KINDS[suffix]
        self._roots = {
            name: archive.parsed(part)
            for name, part in archive.opened(data).items()
            if self._kind.parts.fullmatch(name)
        }
        self._groups = [g for root in self._roots.values() for g in self._of(root)]
        self.texts: Sequence[str] = ["".join(n.text or "" for n in g) for g in self._groups]

    def write(self, said: Sequence[str]) -> bytes:
        """Return the file with other words, one for each of ``texts``."""
        for group, words in zip(self._groups, said, strict=True):
            first, *others = group
            first.text = words
            first.set(_SPACE, "preserve")
            for node in others:
                node.text = ""
        new = {name: archive.serialized(root) for name, root in self._roots.items()}
        return archive.packed(self._data, new)

    def _of(self, root: Any) -> Iterator[list[Any]]:
        for paragraph in root.iter(*self._kind.paragraph):
            group: list[Any] = []
            look: bytes | None = None
            for node, seen in self._nodes(paragraph):
                if node is None or (group and seen != look):
                    yield from _worth(group)
                    group = []
                if node is not None:
                    group, look = [*group, node], seen
            yield from _worth(group)

    def _nodes(self, paragraph: Any) -> Iterator[tuple[Any, bytes]]:
        """Yield the text nodes of a paragraph and how each looks; None where a line ends."""
        from lxml import etree

        for child in paragraph.iter():
            if child.tag in self._kind.paragraph and child is not paragraph:
                continue  # a paragraph of a text box has its own turn
            if child.tag == self._kind.text and _owner(child, self._kind) is paragraph:
                run = child.getparent()
                look = run.find(self._kind.look) if run.tag == self._kind.run else None
                yield child, b"" if look is None else etree.tostring(look)
            elif isinstance(child.tag, str) and child.tag.rpartition("}")[2] in ("br", "tab", "cr"):
                yield None, b""


def _owner(node: Any, kind: Kind) -> Any:
    while node is not None and node.tag not in kind.paragraph:
        node = node.getparent()
    return node


def _worth(group: list[Any]) -> Iterator[list[Any]]:
    if any((node.text or "").strip() for node in group):
        yield group
