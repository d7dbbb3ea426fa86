"""The door to all kinds of files: chosen by suffix, texts out, texts in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Protocol

from pipeline.errors import InvalidDocument
from tasks.files.exchange import FORMS, Exchange
from tasks.files.office import KINDS, Office
from tasks.files.opendocument import OpenDocument
from tasks.files.plain import Page, Plain, Subtitles


class File(Protocol):
    """A file whose texts may be replaced."""

    texts: Sequence[str]

    def write(self, said: Sequence[str]) -> bytes:
        """Return the file with other words, one for each of ``texts``."""
        ...


_OPEN: dict[str, Callable[[bytes], File]] = {
    ".txt": Plain,
    ".html": Page,
    ".htm": Page,
    ".srt": Subtitles,
    ".odt": OpenDocument,
    ".ods": OpenDocument,
    ".odp": OpenDocument,
    **{suffix: (lambda data, s=suffix: Office(data, s)) for suffix in KINDS},  # type: ignore[misc]
    **{suffix: (lambda data, s=suffix: Exchange(data, s)) for suffix in FORMS},  # type: ignore[misc]
}
SUFFIXES = tuple(_OPEN)


def open_file(name: str, data: bytes) -> File:
    """Return the file of a name; the suffix says its kind.

    Raises:
        InvalidDocument: the kind is unknown, or the file is damaged or too large.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in _OPEN:
        hint = f"one of {', '.join(SUFFIXES)}"
        raise InvalidDocument("unknown", f"{suffix or 'a file without a suffix'} is not read",
                              field="file", hint=hint)  # fmt: skip
    return _OPEN[suffix](data)
