"""Workbooks: `.xlsx` and `.xls` in, `.xlsx` out; nothing in them is ever run or fetched."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import marshal
import math
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipeline.errors import InvalidDocument
from tasks.intake import allocator, refused

LONGEST_CELL = 32_767  # characters that a spreadsheet takes
MOST_ROWS = 2**20
_LOOKED_AT = 12  # rows, for headings
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML


Records = Iterator[tuple[int, Sequence[Any] | InvalidDocument]]


def opened(
    file: BinaryIO, is_header: Callable[[Sequence[str]], bool]
) -> tuple[Records, tuple[str, ...]]:
    """Return row numbers and values of the first sheet that has headings, and the sheets left out.

    Sheets that are hidden are not looked at; where none has headings, the first is read. Dates are
    text. What cannot be read safely is told in one row.
    """
    if wrong := refused.problem(file):
        return iter([(1, wrong)]), ()
    import python_calamine

    try:
        laid, others = _laid_aside(file, is_header)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        hint = f"open it in a spreadsheet and save it as .xlsx; {str(error)[:200]}"
        wrong = InvalidDocument("workbook", "damaged, or no workbook", hint=hint)
        return iter([(1, wrong)]), ()
    allocator.hand_back()
    return _read(laid), others


def _read(laid: BinaryIO) -> Records:
    with laid, contextlib.suppress(EOFError):
        for number in itertools.count(1):
            yield number, marshal.load(laid)


def _laid_aside(
    file: BinaryIO, is_header: Callable[[Sequence[str]], bool]
) -> tuple[BinaryIO, tuple[str, ...]]:
    """Return a nameless file of a sheet's rows, and the names of the other sheets that hold any.

    The library holds a whole sheet; a disk can hold it while what translates it is in memory.
    """
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(file)
    visible = python_calamine.SheetVisibleEnum.Visible
    shown = [meta.name for meta in book.sheets_metadata if meta.visible == visible]
    full = [name for name in shown or book.sheet_names if book.get_sheet_by_name(name).height]
    names = (name for name in full if _has_headings(book.get_sheet_by_name(name), is_header))
    chosen = next(names, full[0] if full else None)
    laid = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - whoever reads it closes it
    for cells in _rows(book.get_sheet_by_name(chosen)) if chosen else ():
        marshal.dump(cells, laid)
    laid.seek(0)
    return laid, tuple(name for name in full if name != chosen)


def _has_headings(sheet: Any, is_header: Callable[[Sequence[str]], bool]) -> bool:
    return any(is_header([*map(text, row)]) for row in itertools.islice(_rows(sheet), _LOOKED_AT))


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Yield rows from the first, and cells from the first column, as the sheet has them."""
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    return (margin + _values(cells) for cells in sheet.iter_rows())


def _values(cells: Sequence[Any]) -> list[Any]:
    return [c.isoformat(" ") if isinstance(c, datetime.datetime) else
            c.isoformat() if isinstance(c, datetime.date | datetime.time) else
            str(c) if isinstance(c, datetime.timedelta) else c for c in cells]  # fmt: skip


def text(value: Any) -> str:
    """Return a value as a person reads it in its cell.

    >>> text(12.0), text("007"), text(None), text(1.5)
    ('12', '007', '', '1.5')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


class Writer:
    """Writes sheets row by row, in constant memory; every text stays a text."""

    def __init__(self, names: Sequence[str], path: Path) -> None:
        from xlsxwriter import Workbook

        self._book = Workbook(str(path), {"constant_memory": True})
        self._sheets = {name: self._book.add_worksheet(name[:31]) for name in names}
        self._next = dict.fromkeys(names, 0)

    def write(self, sheet: str, values: Sequence[Any]) -> None:
        """Append a row to a sheet.

        Raises:
            InvalidDocument: it has as many as a spreadsheet takes.
        """
        line = self._next[sheet]
        if line >= MOST_ROWS:
            message = f"a sheet holds {MOST_ROWS} rows"
            raise InvalidDocument("too_large", message, hint="split the table, or write .csv")
        for column, value in enumerate(values):
            self._cell(self._sheets[sheet], line, column, value)
        self._next[sheet] = line + 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    @staticmethod
    def _cell(sheet: Any, line: int, column: int, value: Any) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(line, column, value)
        elif isinstance(value, int | float) and math.isfinite(value):
            sheet.write_number(line, column, value)
        elif value not in (
            None,
            "",
        ):  # neither a formula, a link nor a number, whatever it looks like
            sheet.write_string(line, column, _UNWRITABLE.sub("", str(value))[:LONGEST_CELL])
