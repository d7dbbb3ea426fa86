"""Rows of a Parquet file: a few at a time, within a bound of memory that is told where it is met.

A dictionary holds a text once and the rows point at it, so that a small file may stand for more
than any memory holds: texts stay in their dictionaries until their row is known to be short.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.errors import InvalidDocument
from tasks.intake.cells import unpacked
from tasks.intake.delimited import LONGEST_LINE

LARGEST_GROUP = 2**30  # bytes of a row group, unpacked
_ROWS = 256
_DAMAGED = "damaged, or not a Parquet file"


def rows(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Yield the number and the object of every row, or what is wrong with it."""
    import pyarrow

    number = 0
    try:
        for number, row in _numbered(file):
            yield number, row
    except MemoryError:
        yield number + 1, InvalidDocument("too_large", "it does not fit into the memory there is")
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        hint = str(error).partition("\n")[0]
        yield number + 1, InvalidDocument("parquet", _DAMAGED, hint=hint)


def _numbered(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    from pyarrow import parquet

    known = parquet.ParquetFile(file)
    texts = [c.path for c in map(known.schema.column, range(len(known.schema.names)))
             if c.physical_type == "BYTE_ARRAY" and c.max_repetition_level == 0]  # fmt: skip
    opened = parquet.ParquetFile(file, metadata=known.metadata, read_dictionary=texts)
    number = 0
    for index in range(known.num_row_groups):
        group = known.metadata.row_group(index)
        size = sum(group.column(i).total_uncompressed_size for i in range(group.num_columns))
        if size > LARGEST_GROUP:
            message = f"a row group of {size} bytes; at most {LARGEST_GROUP}"
            hint = "write smaller row groups"
            yield number + 1, InvalidDocument("too_large", message, hint=hint)
            number += group.num_rows
            continue
        for batch in opened.iter_batches(_ROWS, row_groups=[index]):
            for row in _objects(batch):
                number += 1
                yield number, row


def _objects(batch: Any) -> Iterator[Any]:
    """Yield the rows of a batch, each alone where one of them is long or cannot be read."""
    longest = _widths(batch)
    if sum(longest) <= LONGEST_LINE:
        try:
            yield from map(unpacked, batch.to_pylist())
            return
        except (ValueError, OverflowError):
            pass  # a value that Python has no word for: its row is named
    for i, width in enumerate(longest):
        if width > LONGEST_LINE:
            message = f"more than {LONGEST_LINE} bytes in a row"
            yield InvalidDocument("too_long", message)
        else:
            yield _one(batch.slice(i, 1))


def _one(row: Any) -> Any:
    found = {}
    for name, column in zip(row.schema.names, row.columns, strict=True):
        try:
            found[name] = column[0].as_py()
        except (ValueError, OverflowError):
            message = f"no value of this kind can be read ({column.type})"
            hint = "write it as text; a time has whole microseconds, and a year up to 9999"
            return InvalidDocument("type", message, field=name, hint=hint)
    return unpacked(found)


def _widths(batch: Any) -> list[int]:
    """Return the bytes of text in each row, as far as columns of plain texts go."""
    import pyarrow
    from pyarrow import compute

    widths = [0] * batch.num_rows
    for column in batch.columns:
        if pyarrow.types.is_dictionary(column.type):
            of_texts = compute.binary_length(column.dictionary)
            lengths = of_texts.take(column.indices)
        elif pyarrow.types.is_string(column.type) or pyarrow.types.is_binary(column.type):
            lengths = compute.binary_length(column)
        else:
            continue
        widths = [a + (b or 0) for a, b in zip(widths, lengths.to_pylist(), strict=True)]
    return widths
