"""Documents and translations as JSON lines, CSV or Parquet: read by suffix, written by name."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Literal

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument
from tasks import intake

Format = Literal["jsonl", "csv", "parquet"]
Write = Callable[[Translation], None]

COLUMNS = (
    "id", "version", "market", "language", "source", "confidence", "title", "body", "attributes",
    "variants", "tags", "status", "fields", "route", "signature", "segments", "cached", "extra",
)  # fmt: skip
_NESTED = ("attributes", "variants", "tags", "markets", "glossary", "extra")
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(path: Path, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    """Yield the documents of a JSONL, CSV or Parquet file, and what is wrong with the others."""
    if path.suffix == ".csv":
        yield from _rows(_csv(path), markets, first=2)
    elif path.suffix == ".parquet":
        yield from _rows(_parquet(path), markets, first=1)
    else:
        yield from intake.read_path(path, markets)


def _csv(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    from pyarrow import parquet

    for batch in parquet.ParquetFile(path).iter_batches(batch_size=256):
        yield from batch.to_pylist()


def _rows(
    rows: Iterator[Mapping[str, Any]], markets: Collection[str], *, first: int
) -> Iterator[Document | InvalidDocument]:
    """Parse rows whose lists may be JSON in a cell."""
    seen: set[str] = set()
    for number, row in enumerate(rows, first):
        try:
            document = intake.parse(_nested(row), markets)
            if document.id in seen:
                raise InvalidDocument("duplicate", f"id {document.id!r} came before", field="id")
        except InvalidDocument as error:
            yield error.at(number)
        else:
            seen.add(document.id)
            yield document


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or value == "":
            continue
        if name in _NESTED and isinstance(value, str):
            try:
                value = json.loads(value)  # noqa: PLW2901
            except json.JSONDecodeError as error:
                raise InvalidDocument("json", "malformed JSON in a cell", field=name) from error
        found[name] = int(value) if name == "version" and str(value).isdigit() else value
    return found


def writer(file: IO[str] | Path, form: Format) -> tuple[Write, Callable[[], None]]:
    """Return what writes one translation, and what is to be called after the last one."""
    if form == "parquet":
        return _parquet_writer(Path(str(file)))
    out = file.open("w", encoding="utf-8", newline="") if isinstance(file, Path) else file
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
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


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
