"""The documents of a file: JSON lines, CSV or Parquet; a bad row is named and stops no other."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks.intake import document as intake

LONGEST_LINE = 16 * 2**20  # bytes
_LISTS = ("tags", "markets")  # in a cell: JSON, or plain words with commas between
_NESTED = (*_LISTS, "attributes", "variants", "glossary", "extra")
_NOT_TEXT = InvalidDocument("binary", "not a text file", hint="expected one JSON object a line")
_NOT_UTF8 = "save the file as UTF-8"

# What a file holds: where, and either what is to be parsed or what is wrong with it.
Numbered = Iterator[tuple[int, Any]]


def read(file: BinaryIO, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    """Yield the document of every JSON line, or what is wrong with it.

    ``markets`` are the names that a document may ask for.
    """
    return _documents(_json_lines(file), markets)


def reader(suffix: str) -> Callable[[BinaryIO], Numbered]:
    """Return what reads the rows of a file: CSV or Parquet by its suffix, otherwise JSON lines."""
    return {".csv": _csv, ".parquet": _parquet}.get(suffix, _json_lines)


def read_path(path: Path, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    """Yield the documents of a file, whose form its suffix tells."""
    with path.open("rb") as file:
        yield from _documents(reader(path.suffix.lower())(file), markets)


def _documents(rows: Numbered, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows:
        try:
            if isinstance(row, InvalidDocument):
                raise row
            document = intake.parse(row, markets)
            product = (document.seller_id, document.id)
            if product in seen:
                message = f"id {document.id!r} was on line {seen[product]}"
                raise InvalidDocument("duplicate", message, field="id")
        except InvalidDocument as error:
            yield error.at(number)
        else:
            seen[product] = number
            yield document


def _json_lines(file: BinaryIO) -> Numbered:
    for number, line in enumerate(_lines(file), 1):
        if number == 1 and _is_binary(line):
            yield number, _NOT_TEXT
            return
        if line.strip():
            yield number, _json(line)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, the longest cut off just above the limit."""
    while line := file.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
        yield line


def _is_binary(line: bytes) -> bool:
    """Tell whether a file begins like none of ours: a picture, an archive, UTF-16."""
    if line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return False
    return b"\0" in line or _bad_byte(line.decode("utf-8", "surrogateescape")) is not None


def _json(line: bytes) -> Any:
    """Return the JSON value of a line, or what is wrong with it."""
    if len(line) > LONGEST_LINE:
        return InvalidDocument("too_long", f"more than {LONGEST_LINE} bytes in a line")
    if b"\0" in line:
        return _NOT_TEXT
    try:
        text = line.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
        return json.loads(text, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        hint = f"byte {error.start} is 0x{line[error.start]:02x}"
        return InvalidDocument("encoding", "not UTF-8", hint=hint)
    except (ValueError, RecursionError) as error:
        return InvalidDocument("json", "malformed JSON", hint=_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"column {error.colno}: {error.msg}"
    return "nested too deep" if isinstance(error, RecursionError) else str(error).split(":")[0]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _csv(file: BinaryIO) -> Numbered:
    csv.field_size_limit(LONGEST_LINE)
    text = (line.decode("utf-8", "surrogateescape") for line in _lines(file))
    reader = csv.reader((line.removeprefix("\ufeff") for line in text), strict=True)
    header: list[str] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, InvalidDocument("csv", "malformed CSV", hint=str(error))
            continue
        if header and cells:
            yield number, _record(header, cells)
        elif cells:
            header = cells
            if problem := _problem(header):
                yield number, problem
                return


def _problem(header: Sequence[str]) -> InvalidDocument | None:
    """Return what makes a whole CSV file useless."""
    bad = _bad_byte("".join(header))
    if bad is not None:
        return InvalidDocument("encoding", f"not UTF-8: byte 0x{bad:02x}", hint=_NOT_UTF8)
    if any("\0" in name for name in header):
        return InvalidDocument("binary", "not a text file", hint=_NOT_UTF8)
    if "id" not in header:
        return InvalidDocument("missing", "no column 'id' in the first line", field="id")
    if len(set(header)) < len(header):
        return InvalidDocument("duplicate", "two columns have the same name")
    return None


def _record(header: Sequence[str], cells: Sequence[str]) -> Any:
    """Return the row of a CSV record, or what is wrong with it."""
    if len(cells) > len(header):
        return InvalidDocument("csv", f"{len(cells)} cells, but {len(header)} columns")
    for name, cell in zip(header, cells, strict=False):
        bad = _bad_byte(cell)
        if bad is not None:
            message = f"not UTF-8: byte 0x{bad:02x}"
            return InvalidDocument("encoding", message, field=name, hint=_NOT_UTF8)
    return _unpacked(dict(zip(header, cells, strict=False)))


def _bad_byte(text: str) -> int | None:
    r"""Return the first byte that was not UTF-8.

    >>> _bad_byte(b"a\xff".decode("utf-8", "surrogateescape"))
    255
    """
    return next((ord(c) - 0xDC00 for c in text if "\udc80" <= c <= "\udcff"), None)


def _parquet(file: BinaryIO) -> Numbered:
    import pyarrow
    from pyarrow import parquet

    number = 0
    try:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=256):
            for row in batch.to_pylist():
                number += 1
                yield number, _unpacked(row)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        message = "damaged, or not a Parquet file"
        yield number + 1, InvalidDocument("parquet", message, hint=str(error).partition("\n")[0])


def _unpacked(row: Mapping[str, Any]) -> Any:
    """Return a row without its empty cells, lists and numbers read from text; or what is wrong."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value in (None, "") or (isinstance(value, float) and math.isnan(value)):
            continue
        try:
            found[name] = _value(name, value)
        except (ValueError, RecursionError):
            return InvalidDocument("json", "malformed JSON in a cell", field=name)
    return found


def _value(name: str, value: Any) -> Any:
    if name == "version" and isinstance(value, float) and value.is_integer():
        return int(value)  # a column of whole numbers with gaps
    if name == "version" and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if name not in _NESTED or not isinstance(value, str):
        return value
    if name in _LISTS and not value.lstrip().startswith("["):
        return [word.strip() for word in value.split(",") if word.strip()]
    return json.loads(value, parse_constant=_refuse)
