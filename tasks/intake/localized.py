"""Shopify's export for translators: a row for each text and language, to be filled in and imported.

Its columns are Type, Identification, Field, Locale, Market, Status, Default content and Translated
content. Nothing but the last is ever written, and only where it is empty.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import language
from pipeline.document import Translation
from tasks.intake import workbook

_HEADINGS = ("type", "identification", "field", "locale", "default content", "translated content")
# Parts of addresses: words of another language would break links to them.
_ADDRESSES = frozenset({"handle", "url", "src"})


@dataclass(frozen=True, slots=True)
class Places:
    """Where the columns are, from 0."""

    type: int
    identification: int
    field: int
    locale: int
    content: int
    translated: int


def places(header: Sequence[str]) -> Places | None:
    """Return where the columns of such an export are; None where it is none.

    >>> places(["Type", "Title"]) is None
    True
    """
    known = [heading.strip().casefold() for heading in header]
    return Places(*map(known.index, _HEADINGS)) if set(_HEADINGS) <= set(known) else None


def market_of(locale: str, languages: Mapping[str, str]) -> str | None:
    """Return the market that reads a locale: its own, or the first of that language.

    >>> both = {"US": "en-US", "HK": "zh-Hant-HK"}
    >>> market_of("en", both), market_of("zh-TW", both), market_of("de", both)
    ('US', 'HK', None)
    """
    try:
        wanted = language.normalize(locale)
    except language.UnknownLanguage:
        return None
    fits = [name for name, code in languages.items() if code == wanted]
    fits += [name for name, code in languages.items() if code.startswith(f"{wanted}-")]
    return next(iter(fits), None)


def listing(
    at: Places, cells: Sequence[Any], languages: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return the JSON object of a row; None where it is done, or for none of the markets."""
    written = [*map(workbook.text, cells), *[""] * len(_HEADINGS)]
    field, content = written[at.field].strip().casefold(), written[at.content]
    market = market_of(written[at.locale], languages)
    is_done = written[at.translated].strip() or field in _ADDRESSES
    if is_done or market is None or not content.strip():
        return None
    is_title = field == "title" and written[at.type].casefold().startswith("product")
    name = (written[at.type], written[at.identification], field, written[at.locale])
    return {
        "id": " ".join(name)[:200],
        "title" if is_title else "body": content,
        "markets": [market],
    }


class Filled:
    """Writes such an export again, byte for byte what another program is to read."""

    def __init__(self, at: Places, header: Sequence[Any], path: Path) -> None:
        self._at, self._width = at, len(header)
        self._book = workbook.Writer(["Sheet1"], path) if ".xlsx" in path.suffixes else None
        self._file = None if self._book else path.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file) if self._file else None
        self._put(header)

    def write(self, cells: Sequence[Any], done: Mapping[str, Translation]) -> None:
        """Write a row, with the one translation that it has."""
        full = [*cells, *[None] * (self._width - len(cells))]
        for made in done.values():
            full[self._at.translated] = made.document.title or made.document.body
        self._put(full)

    def close(self) -> None:
        """Finish the file."""
        if self._book:
            self._book.close()
        if self._file:
            self._file.close()

    def _put(self, cells: Sequence[Any]) -> None:
        if self._book:
            self._book.write("Sheet1", cells)
        if self._rows:
            self._rows.writerow([workbook.text(cell) for cell in cells])
