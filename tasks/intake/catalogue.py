"""A seller's table: one product a row, under headings of any language; its rows as documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, BinaryIO

from pipeline.errors import InvalidDocument
from tasks.intake import columns, delimited, localized, row, unfit, workbook
from tasks.intake.cells import unpacked
from tasks.intake.columns import Column

BOOKS = (".xlsx", ".xls", ".xlsm")
TEXTS = (".csv", ".tsv")
SUFFIXES = (*BOOKS, *TEXTS)
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
        others: sheets of the workbook that are not read.
    """

    columns: tuple[Column, ...]
    above: tuple[Cells, ...] = ()
    header: Cells = ()
    is_native: bool = False
    localized: localized.Places | None = None
    others: tuple[str, ...] = ()


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
        if problem := unfit.row(names, cells):
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


def open_table(file: BinaryIO, suffix: str, asked: Mapping[str, str] | None = None) -> Catalogue:
    """Return the table of a file, its headings found; ``asked`` is heading → role."""
    records, others = _records(file, suffix, asked)
    above: list[Cells] = []
    for line, cells in records:
        if isinstance(cells, InvalidDocument):
            return Catalogue(records, problem=(line, cells))
        written = [workbook.text(cell) for cell in cells]
        if problem := unfit.heading(written):
            return Catalogue(records, problem=(line, problem))
        if _is_header(written, asked):
            header, rest = _fullest(cells, records, above, asked)
            found = _found(rest, header, above, asked)
            return replace(found, layout=found.layout and replace(found.layout, others=others))
        above.append(cells)
        if sum(any(map(str.strip, map(workbook.text, row))) for row in above) > _PREAMBLE:
            break
    return Catalogue(
        records, problem=(1, unfit.without_headings(above)) if any(map(any, above)) else None
    )


def _fullest(
    cells: Cells, records: Records, above: list[Cells], asked: Mapping[str, str] | None
) -> tuple[Cells, Records]:
    """Return the headings, and the rows behind them: a row of groups may stand over the headings.

    It is the row behind where that names more columns that hold text.
    """
    first = next(records, None)
    if first is None:
        return cells, records
    _, following = first
    if not isinstance(following, InvalidDocument) and not asked:
        now, then = ([workbook.text(c) for c in row] for row in (cells, following))
        if not columns.is_native(now) and columns.telling(then) > columns.telling(now):
            above.append(cells)
            return following, records
    return cells, chain([first], records)


def _is_header(written: Sequence[str], asked: Mapping[str, str] | None) -> bool:
    is_asked = bool(set(asked or ()) & set(written))
    return is_asked or columns.is_header(written) or localized.places(written) is not None


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


def _records(
    file: BinaryIO, suffix: str, asked: Mapping[str, str] | None
) -> tuple[Records, tuple[str, ...]]:
    if suffix in BOOKS:
        return workbook.opened(file, lambda written: _is_header(written, asked))
    stream = delimited.Ahead(file)
    form = delimited.form_of(stream.head, "\t" if suffix == ".tsv" else "")
    return delimited.records(stream, form), ()
