"""The documents of a file: JSON lines, table or Parquet; a bad row is named and stops no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks.intake import catalogue, parquet
from tasks.intake import document as intake
from tasks.intake.catalogue import SUFFIXES, Catalogue, Layout
from tasks.intake.cells import refuse as _refuse
from tasks.intake.delimited import bad_byte

LONGEST_LINE = 16 * 2**20  # bytes
_NOT_TEXT = InvalidDocument("binary", "not a text file", hint="expected one JSON object a line")

# What a file holds: where, and either what is to be parsed or what is wrong with it.
Numbered = Iterator[tuple[int, Any]]


def read(file: BinaryIO, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    """Yield the document of every JSON line, or what is wrong with it.

    ``markets`` are the names that a document may ask for.
    """
    return _documents(_json_lines(file), markets)


def reader(
    suffix: str,
    asked: Mapping[str, str] | None = None,
    tell: Callable[[Layout], None] = lambda layout: None,
) -> Callable[[BinaryIO], Numbered]:
    """Return what reads the rows of a file: a table or Parquet by suffix, otherwise JSON lines.

    ``asked`` gives columns of a table a role by their heading; ``tell`` hears what was found.
    """
    if suffix in SUFFIXES:
        return lambda file: _table(catalogue.open_table(file, suffix, asked), tell)
    return {".parquet": parquet.rows}.get(suffix, _json_lines)


def read_path(
    path: Path,
    markets: Collection[str],
    asked: Mapping[str, str] | None = None,
    tell: Callable[[Layout], None] = lambda layout: None,
) -> Iterator[Document | InvalidDocument]:
    """Yield the documents of a file, whose form its suffix tells."""
    with path.open("rb") as file:
        yield from _documents(reader(path.suffix.lower(), asked, tell)(file), markets)


def _table(table: Catalogue, tell: Callable[[Layout], None]) -> Numbered:
    if table.problem:
        yield table.problem
    elif table.layout and table.layout.localized:
        hint = "`haiyi translate` fills it"
        yield 1, InvalidDocument("unknown", "each row is a text, not a product", hint=hint)
    elif table.layout:
        tell(table.layout)
        yield from ((line, row) for line, _, row in table.rows() if row is not None)


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
    return b"\0" in line or bad_byte(line.decode("utf-8", "surrogateescape")) is not None


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
