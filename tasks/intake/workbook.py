"""Workbooks: `.xlsx` and `.xls` in, `.xlsx` out; nothing in them is ever run or fetched."""

from __future__ import annotations

import contextlib
import datetime
import marshal
import math
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipeline.errors import InvalidDocument

LARGEST = 512 * 2**20  # bytes of a workbook, unpacked
LONGEST_CELL = 32_767  # characters that a spreadsheet takes
MOST_ROWS = 2**20
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_OLE = b"\xd0\xcf\x11\xe0"
_BLOCK = 2**20
_MACROS = ("vbaproject.bin", "macrosheets/")


def rows(file: BinaryIO) -> Iterator[tuple[int, Sequence[Any] | InvalidDocument]]:
    """Yield the row number and values of the first sheet that holds any; dates are text.

    What cannot be read safely is told in one row.
    """
    if problem := _problem(file):
        yield 1, problem
        return
    import python_calamine

    try:
        number, laid = _laid_aside(file)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        hint = f"open it in a spreadsheet and save it as .xlsx; {str(error)[:200]}"
        yield 1, InvalidDocument("workbook", "damaged, or no workbook", hint=hint)
        return
    with laid, contextlib.suppress(EOFError):
        while True:
            yield number, marshal.load(laid)
            number += 1


def _laid_aside(file: BinaryIO) -> tuple[int, BinaryIO]:
    """Return the number of the first row, and a nameless file of the rows.

    The library holds a whole sheet; a disk can hold it while what translates it is in memory.
    """
    import python_calamine

    laid = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - whoever reads it closes it
    book = python_calamine.CalamineWorkbook.from_filelike(file)
    number = 1
    for sheet in map(book.get_sheet_by_name, book.sheet_names):
        if sheet.total_height:
            number = 1 + (sheet.start[0] if sheet.start else 0)
            for cells in sheet.iter_rows():
                marshal.dump(_values(cells), laid)
            break
    laid.seek(0)
    return number, laid


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


def _problem(file: BinaryIO) -> InvalidDocument | None:
    head = file.read(4)
    file.seek(0)
    if head == _OLE:
        return _of_old(file)
    try:
        with zipfile.ZipFile(file) as packed:
            return _of_packed(packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        hint = f"save it as .xlsx without a password; {type(error).__name__}"
        return InvalidDocument("workbook", "damaged, or no workbook", hint=hint)
    finally:
        file.seek(0)


def _of_packed(packed: zipfile.ZipFile) -> InvalidDocument | None:
    """Return why an archive is not opened; sizes are measured, as what it says may be a lie."""
    left = LARGEST
    for entry in packed.infolist():
        if any(name in entry.filename.lower() for name in _MACROS):
            return InvalidDocument("macros", "the workbook holds macros", hint="save it as .xlsx")
        with packed.open(entry) as stream:
            while block := stream.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    message = f"more than {LARGEST // 2**20} MB when unpacked"
                    return InvalidDocument("too_large", message, hint="split the workbook")
    return None


def _of_old(file: BinaryIO) -> InvalidDocument | None:
    data = file.read(LARGEST // 4 + 1)
    file.seek(0)
    if len(data) > LARGEST // 4:
        message = f"more than {LARGEST // 4 // 2**20} MB"
        return InvalidDocument("too_large", message, hint="split the workbook, or save it as .xlsx")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        return InvalidDocument("macros", "the workbook holds macros", hint="save it as .xlsx")
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InvalidDocument("workbook", "it has a password", hint="save it without one")
    return None


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
