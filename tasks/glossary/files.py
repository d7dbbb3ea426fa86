"""Glossaries as the tables that people keep: CSV and TSV, in and out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Literal

from pipeline import language
from pipeline.errors import InvalidGlossary
from pipeline.glossary import KINDS, Entry
from pipeline.language import UnknownLanguage
from tasks.intake.document import clean

Form = Literal["csv", "tsv"]
COLUMNS = ("source", "target", "kind", "note", "language")
# Languages of DeepL's glossaries; a kind of our own is none of them.
_WRITTEN = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hu", "id", "it", "ja",
    "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi",
    "zh",
})  # fmt: skip
MOST_ENTRIES = 5_000

# A spreadsheet would run what begins with the first four; the others mean something else here.
_GUARDED = ("=", "+", "-", "@", "#", "'")


def entry(row: Iterable[str], *, line: int | None = None) -> Entry:
    """Return the entry of a row: source, target[, kind[, note[, language of the target]]].

    >>> entry(["奶油白", "cream white"]).kind
    'term'

    Raises:
        InvalidGlossary: the row cannot be used.
    """
    cells = _in_order([" ".join(clean(cell).split()) for cell in row])
    source, target, kind, note, code = (cells + [""] * len(COLUMNS))[: len(COLUMNS)]
    kind = kind or "term"
    if not source or (not target and kind not in ("keep", "forbidden")):
        raise InvalidGlossary("needs a source and a target", line=line)
    if max(map(len, (source, target, note))) > 200:
        raise InvalidGlossary("a term is longer than 200 characters", line=line)
    if kind not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise InvalidGlossary(f"unknown kind; known kinds: {known}", line=line)
    try:
        normal = language.normalize(code or "en")
    except UnknownLanguage as error:
        raise InvalidGlossary("unknown language of the target", line=line) from error
    return Entry(source, source if kind == "keep" else target, kind, note, normal)


def _in_order(cells: list[str]) -> list[str]:
    """Return the cells of a row in the order of ``COLUMNS``.

    DeepL's tables have source, target, source language, target language.
    """
    if len(cells) == 4 and cells[2].lower() not in KINDS and _are_codes(cells[2:]):
        return [*cells[:2], "", "", cells[3]]
    return cells


def _are_codes(codes: Iterable[str]) -> bool:
    try:
        return all(language.base(language.normalize(code)) in _WRITTEN for code in codes)
    except UnknownLanguage:
        return False


def read(text: str, form: Form) -> list[Entry]:
    """Return the entries of a table; a header and lines that begin with # are left out.

    Raises:
        InvalidGlossary: naming the line.
    """
    text = text.removeprefix("\ufeff")
    lines = (line.split("\t") for line in text.split("\n"))
    rows = lines if form == "tsv" else _checked(csv.reader(io.StringIO(text, newline="")))
    entries: list[Entry] = []
    for line, row in enumerate(rows, 1):
        if not any(map(str.strip, row)) or row[0].startswith("#") or _is_header(row):
            continue
        if len(entries) == MOST_ENTRIES:  # told before the rest of it is read
            raise InvalidGlossary(f"more than {MOST_ENTRIES} entries", line=line)
        entries.append(entry(map(_unguarded, row), line=line))
    return entries


def write(entries: Iterable[Entry], form: Form) -> str:
    """Return a table with a header; :func:`read` gives the same entries back."""
    rows = [(e.source, e.target, e.kind, e.note, e.language) for e in entries]
    table = [COLUMNS, *(tuple(map(_guarded, row)) for row in rows)]
    if form == "tsv":
        return "".join("\t".join(row) + "\n" for row in table)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()


def _checked(reader: Iterable[list[str]]) -> Iterable[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise InvalidGlossary(f"not CSV: {error}") from error


def _is_header(row: list[str]) -> bool:
    return [cell.strip().lower() for cell in row[:2]] == list(COLUMNS[:2])


def _guarded(cell: str) -> str:
    is_number = cell[:1] in ("+", "-") and cell[1:2].isdigit()
    runs = not is_number or any(mark in cell[1:] for mark in "=+*/!|(")
    return f"'{cell}" if cell.startswith(_GUARDED) and runs else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell
