"""A seller's table: one product a row, under headings of any language; its rows as documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from pipeline.errors import InvalidDocument
from tasks.intake import columns, delimited, localized, row, workbook
from tasks.intake.cells import unpacked
from tasks.intake.columns import Column
from tasks.intake.delimited import NOT_UTF8, bad_byte

BOOKS = (".xlsx", ".xls", ".xlsm")
TEXTS = (".csv", ".tsv")
SUFFIXES = (*BOOKS, *TEXTS)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_PREAMBLE = 5  # rows that may stand above the headings
Cells = Sequence[Any]
Records = Iterator[tuple[int, "Cells | InvalidDocument"]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings are, and what they say.

    Attributes:
        above: rows over the headings, as they are; header: the headings.
        is_native: the columns are the fields of our own format, lists and objects as JSON.
        localized: a row is a text for one language, not a product.
    """

    columns: tuple[Column, ...]
    above: tuple[Cells, ...] = ()
    header: Cells = ()
    is_native: bool = False
    localized: localized.Places | None = None


@dataclass(slots=True)
class Catalogue:
    """An open table; read once, from top to bottom.

    Attributes:
        layout: None where no row names a column that holds text.
        problem: why nothing can be read.
        languages: of the markets, by their names; needed where rows are for one language each.
        by_row: rows may say for which markets they are.
    """

    records: Records
    layout: Layout | None = None
    problem: tuple[int, InvalidDocument] | None = None
    languages: Mapping[str, str] = field(default_factory=dict)
    by_row: bool = False
    _seen: set[int] = field(default_factory=set)

    def rows(self) -> Iterator[tuple[int, Cells, Any]]:
        """Yield line, cells, and the JSON object of each row: None where nothing is to translate.

        What is wrong with a row stands in the place of its object.
        """
        assert self.layout
        is_first = True
        for line, cells in self.records:
            if isinstance(cells, InvalidDocument):
                yield line, (), cells
                continue
            found = self._object(line, cells)
            if is_first and isinstance(found, dict) and self._repeats(cells):
                found = None
            yield line, cells, found
            is_first = False

    def _repeats(self, cells: Cells) -> bool:
        assert self.layout
        written = [workbook.text(cell) for cell in cells]
        is_other = self.layout.is_native or self.layout.localized
        return not is_other and columns.repeats(self.layout.columns, written)

    def _object(self, line: int, cells: Cells) -> Any:
        assert self.layout
        names = [column.heading for column in self.layout.columns]
        if problem := _problem(names, cells):
            return problem
        if self.layout.is_native:
            return unpacked(dict(zip(names, cells, strict=False))) or None
        if at := self.layout.localized:
            text = localized.listing(at, cells, self.languages)
            return text and self._named(line, text)
        found = row.listing(self.layout.columns, cells)
        if not any(found.get(name) for name in ("title", "body", "attributes", "variants", "tags")):
            return None
        return self._named(line, found)

    def _named(self, line: int, found: dict[str, Any]) -> dict[str, Any]:
        """Give a row an id of its own; several rows may tell of one product."""
        name = found.setdefault("id", f"row {line}")
        key = hash((found.get("seller_id", ""), name))
        if key in self._seen:
            found["id"] = f"{name[:200]}#{line}"
        self._seen.add(key)
        return found


def _problem(names: Sequence[str], cells: Cells) -> InvalidDocument | None:
    if len(cells) > len(names) and any(workbook.text(c).strip() for c in cells[len(names) :]):
        return InvalidDocument("csv", f"{len(cells)} cells, but {len(names)} columns")
    for name, cell in zip(names, cells, strict=False):
        bad = bad_byte(cell) if isinstance(cell, str) else None
        if bad is not None:
            message = f"not UTF-8: byte 0x{bad:02x}"
            return InvalidDocument("encoding", message, field=name, hint=NOT_UTF8)
    return None


def open_table(file: BinaryIO, suffix: str, asked: Mapping[str, str] | None = None) -> Catalogue:
    """Return the table of a file, its headings found; ``asked`` is heading → role."""
    records = _records(file, suffix)
    above: list[Cells] = []
    for line, cells in records:
        if isinstance(cells, InvalidDocument):
            return Catalogue(records, problem=(line, cells))
        written = [workbook.text(cell) for cell in cells]
        if problem := _unreadable(written):
            return Catalogue(records, problem=(line, problem))
        if any(map(str.strip, written)):
            if _is_header(written, asked):
                return _found(records, cells, above, asked)
            above.append(cells)
            if len(above) > _PREAMBLE:
                break
    return Catalogue(records, problem=(1, _no_heading(above)) if above else None)


def _is_header(written: Sequence[str], asked: Mapping[str, str] | None) -> bool:
    is_asked = bool(set(asked or ()) & set(written))
    return is_asked or columns.is_header(written) or localized.places(written) is not None


def _unreadable(written: Sequence[str]) -> InvalidDocument | None:
    joined = "".join(written)
    if (bad := bad_byte(joined)) is not None:
        return InvalidDocument("encoding", f"not UTF-8: byte 0x{bad:02x}", hint=NOT_UTF8)
    if _CONTROL.search(joined):
        return InvalidDocument("binary", "not a text file", hint=NOT_UTF8)
    return None


def _found(
    records: Records,
    cells: Cells,
    above: Sequence[Cells],
    asked: Mapping[str, str] | None,
) -> Catalogue:
    written = [workbook.text(cell) for cell in cells]
    line, is_native = 1 + len(above), not asked and columns.is_native(written)
    try:
        if is_native and len(set(written)) < len(written):
            raise InvalidDocument("duplicate", "two columns have the same name")
        known = columns.read(written, asked)
    except InvalidDocument as error:
        return Catalogue(records, problem=(line, error))
    at = None if asked else localized.places(written)
    layout = Layout(known, tuple(above), cells, is_native, at)
    return Catalogue(records, layout, by_row=at is not None)


def _records(file: BinaryIO, suffix: str) -> Records:
    if suffix in BOOKS:
        return workbook.rows(file)
    stream = delimited.Ahead(file)
    form = delimited.form_of(stream.head, "\t" if suffix == ".tsv" else "")
    return delimited.records(stream, form)


def _no_heading(above: Sequence[Cells]) -> InvalidDocument:
    seen = next(([workbook.text(c) for c in cells] for cells in above if any(cells)), [])
    hint = (
        f"found: {', '.join(h for h in seen if h.strip())[:200] or 'nothing'}; expected headings "
        "such as 货号, 商品标题, 描述, 颜色, 材质, 标签 or id, title, description; "
        "name yours with --map 'HEADING=title'"
    )
    return InvalidDocument("missing", "no heading is known", field="title", hint=hint)
