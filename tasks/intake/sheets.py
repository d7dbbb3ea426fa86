"""A seller's table again, with the translations in their places: a workbook, or delimited text."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from pipeline import language
from pipeline.document import Translation
from tasks.intake import cells as own_cells
from tasks.intake import row, workbook
from tasks.intake.catalogue import Layout
from tasks.intake.columns import TRANSLATED
from tasks.intake.localized import Filled
from tasks.intake.tables import guarded

Arrangement = Literal["sheets", "columns"]
Cells = Sequence[Any]

STATUS = "haiyi"  # heading of the column that says what to look at
_ORIGINAL = "原文 source"


class Table(Protocol):
    """What rows are written to."""

    def write(self, sheet: str, values: Cells) -> None:
        """Append a row to a sheet."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class Rows(Protocol):
    """What takes the rows of a table with their translations by market."""

    def write(self, cells: Cells, done: Mapping[str, Translation]) -> None:
        """Append a row."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class Delimited:
    """A table as text, with the mark by which a spreadsheet knows UTF-8; it has one sheet."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file, delimiter="\t" if ".tsv" in path.suffixes else ",")

    def write(self, sheet: str, values: Cells) -> None:
        """Append a row."""
        del sheet
        self._rows.writerow([guarded(workbook.text(value)) for value in values])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class Sheets:
    """Writes the rows of a table, and what became of each for every market.

    ``sheets``: the table as it was, then one like it for each market. ``columns``: the table as it
    was, and beside each column that was translated one for each market.
    """

    def __init__(
        self, layout: Layout, markets: Sequence[str], path: Path, how: Arrangement
    ) -> None:
        self._layout, self._markets = layout, tuple(markets)
        is_book = ".xlsx" in path.suffixes
        self._is_wide = how == "columns" or not is_book
        names = [_ORIGINAL] if self._is_wide else [_ORIGINAL, *markets]
        self._table: Table = workbook.Writer(names, path) if is_book else Delimited(path)
        self._names = [column.heading for column in layout.columns]
        self._places = [
            c.index for c in layout.columns
            if (c.heading in own_cells.TEXTS if layout.is_native else c.role in TRANSLATED)
        ]  # fmt: skip
        self._head(layout)

    def write(self, cells: Cells, done: Mapping[str, Translation]) -> None:
        """Write a row: its cells, and its translations by market where it has any."""
        full = [*cells, *[None] * (len(self._layout.columns) - len(cells))]
        if self._is_wide:  # what stands past the last heading goes behind everything
            width = len(self._layout.columns)
            beside = self._beside(full[:width], done)
            self._table.write(_ORIGINAL, [*full[:width], *beside, *full[width:]])
            return
        self._table.write(_ORIGINAL, full)
        for market in self._markets:
            made = done.get(market)
            self._table.write(market, [*self._filled(full, made), _verdict(made)])

    def close(self) -> None:
        """Finish the file."""
        self._table.close()

    def _head(self, layout: Layout) -> None:
        for cells in layout.above:
            for name in (_ORIGINAL, *(() if self._is_wide else self._markets)):
                self._table.write(name, cells)
        header = list(layout.header)
        if self._is_wide:
            beside = [f"{layout.columns[i].heading} ({m})"
                      for m in self._markets for i in self._places]  # fmt: skip
            verdicts = [f"{STATUS} ({market})" for market in self._markets]
            self._table.write(_ORIGINAL, [*header, *beside, *verdicts])
            return
        self._table.write(_ORIGINAL, header)
        for market in self._markets:
            self._table.write(market, [*header, STATUS])

    def _beside(self, cells: Cells, done: Mapping[str, Translation]) -> list[Any]:
        texts: list[Any] = []
        for market in self._markets:
            made = done.get(market)
            filled = self._filled(cells, made) if made else [None] * len(cells)
            texts += [filled[i] if workbook.text(cells[i]).strip() else None for i in self._places]
        return [*texts, *(_verdict(done.get(market)) for market in self._markets)]

    def _filled(self, cells: Cells, made: Translation | None) -> list[Any]:
        if made is None:
            return list(cells)
        if self._layout.is_native:
            return own_cells.filled(self._names, cells, made.document)
        spaced = language.is_spaced(made.language)
        return row.filled(self._layout.columns, cells, made.document, spaced)


def opened(layout: Layout, markets: Sequence[str], path: Path, asked: str | None = None) -> Rows:
    """Return what writes a table like the one that was read; ``asked`` is its arrangement."""
    if layout.localized:
        return Filled(layout.localized, layout.header, path)
    return Sheets(layout, markets, path, arrangement(asked, path))


def arrangement(asked: str | None, out: Path) -> Arrangement:
    """Return how markets stand beside each other: in a workbook one sheet each."""
    return cast(Arrangement, asked) if asked else ("sheets" if out.suffix == ".xlsx" else "columns")


def _verdict(made: Translation | None) -> str:
    if made is None:
        return ""
    codes = dict.fromkeys(i.code for f in made.fields.values() for i in f.issues)
    return f"{made.status}: {', '.join(codes)}" if made.status == "review" else made.status
