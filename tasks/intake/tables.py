"""Translations as JSON lines, CSV or Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Literal

from pipeline.document import Translation

Format = Literal["jsonl", "csv", "parquet"]
Write = Callable[[Translation], None]

COLUMNS = (
    "id", "seller_id", "version", "market", "language", "source", "confidence", "title", "body",
    "attributes", "variants", "tags", "status", "fields", "route", "signature", "segments",
    "cached", "extra",
)  # fmt: skip
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def writer(file: IO[str] | Path, form: Format) -> tuple[Write, Callable[[], None]]:
    """Return what writes one translation, and what is to be called after the last one."""
    if form == "parquet":
        return _parquet_writer(Path(str(file)))
    encoding = "utf-8-sig" if form == "csv" else "utf-8"  # the mark by which Excel knows it
    out = file.open("w", encoding=encoding, newline="") if isinstance(file, Path) else file
    close = out.close if isinstance(file, Path) else out.flush
    if form == "csv":
        table = csv.writer(out)
        table.writerow(COLUMNS)
        return (lambda t: table.writerow([_cell(v) for v in flat(t)])), close
    return (lambda t: print(json.dumps(t.to_json(), ensure_ascii=False), file=out)), close


def flat(translation: Translation) -> list[Any]:
    """Return the values of ``COLUMNS``; lists and objects as JSON."""
    body = translation.to_json()
    values = [body.get(name, "") for name in COLUMNS]
    return [json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v for v in values]


def _cell(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> guarded("=1+1"), guarded("-20℃"), guarded("+86 138"), guarded("@小美")
    ("'=1+1", '-20℃', '+86 138', "'@小美")
    """
    if cell.startswith(("+", "-")) and cell[1:2].isdigit():
        return f"'{cell}" if any(mark in cell[1:] for mark in "=+*/!|(") else cell
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _parquet_writer(path: Path) -> tuple[Write, Callable[[], None]]:
    import pyarrow
    from pyarrow import parquet

    numbers = {"version": pyarrow.int64(), "segments": pyarrow.int64(), "cached": pyarrow.int64(),
               "confidence": pyarrow.float64()}  # fmt: skip
    schema = pyarrow.schema([(name, numbers.get(name, pyarrow.string())) for name in COLUMNS])
    table = parquet.ParquetWriter(path, schema)
    rows: list[list[Any]] = []

    def flush() -> None:
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS]
        table.write_table(pyarrow.table(columns, schema=schema))
        rows.clear()

    def write(translation: Translation) -> None:
        rows.append(flat(translation))
        if len(rows) >= 1024:
            flush()

    def close() -> None:
        flush()
        table.close()

    return write, close
