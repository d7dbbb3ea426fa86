"""Tables as text: any delimiter, any of the encodings that sellers' programs write."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from pipeline.errors import InvalidDocument
from tasks.intake.encoding import SAMPLE, encoding_of

NOT_UTF8 = "save the file as UTF-8"
LONGEST_LINE = 16 * 2**20  # characters
MOST_CELLS = 1_000_000  # and lines, of a record
_DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written; ``sep`` tells that its first line only names the delimiter."""

    encoding: str
    delimiter: str
    has_sep: bool = False


class Ahead(io.RawIOBase):
    """A file that was looked into; closing it closes nothing.

    Attributes:
        head: its beginning.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.head = file, file.read(SAMPLE)
        self._rest = memoryview(self.head)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer, with what was looked at first."""
        block = self._rest[: len(buffer)] or self._file.read(len(buffer))
        self._rest = self._rest[len(block) :]
        buffer[: len(block)] = block
        return len(block)


def form_of(data: bytes, delimiter: str = "") -> Form:
    """Return how a file is written, from its beginning."""
    encoding = encoding_of(data)
    text = data.decode(encoding, "replace")
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip("\r")) == 5:
        return Form(encoding, first[4], has_sep=True)
    return Form(encoding, delimiter or _delimiter(text if rest else first))


def records(file: Ahead, form: Form) -> Iterator[tuple[int, Sequence[str] | InvalidDocument]]:
    """Yield the line number and cells of every record, or what is wrong with it."""
    csv.field_size_limit(LONGEST_LINE)
    errors = "surrogateescape" if form.encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(io.BufferedReader(file), form.encoding, errors=errors, newline="")
    if form.has_sep:
        text.readline(LONGEST_LINE)
    lines = _Lines(text, form.delimiter)
    reader = csv.reader(lines, delimiter=form.delimiter, strict=True)
    try:
        while True:
            number = lines.begin() + 1 + form.has_sep
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, InvalidDocument("csv", "malformed CSV", hint=str(error))
                if lines.is_endless:
                    return  # nobody knows where the next one begins
                continue
            yield number, cells
    finally:
        with contextlib.suppress(ValueError):  # closed by whoever opened it
            text.detach()


class _Lines:
    """The lines of a table, with a bound to what one record may hold of them.

    Attributes:
        is_endless: the record did not end with its first line, nor within the bound.
    """

    def __init__(self, text: io.TextIOWrapper, delimiter: str) -> None:
        self._text, self._delimiter = text, delimiter
        self._number = self._lines = self._characters = self._cells = 0
        self.is_endless = False

    def begin(self) -> int:
        """Begin a record, and return how many lines there were before it."""
        self._lines = self._characters = self._cells = 0
        return self._number

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = rest = self._text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        while len(rest) > LONGEST_LINE and not rest.endswith("\n"):
            rest = self._text.readline(LONGEST_LINE + 1)
        self._number, self._lines = self._number + 1, self._lines + 1
        self._characters += len(line)
        self._cells += 1 + line.count(self._delimiter)
        if self._characters > LONGEST_LINE or self._cells > MOST_CELLS:
            self.is_endless = self._lines > 1
            raise csv.Error(
                f"a record of more than {LONGEST_LINE} characters, or {MOST_CELLS} cells or lines"
            )
        return line


def bad_byte(text: str) -> int | None:
    r"""Return the first byte that was not UTF-8.

    >>> bad_byte(b"a\xff".decode("utf-8", "surrogateescape"))
    255
    """
    return next((ord(c) - 0xDC00 for c in text if "\udc80" <= c <= "\udcff"), None)


def _delimiter(text: str) -> str:
    """Return what parts the cells: the one that gives the first lines the same number, and most."""
    lines = text.splitlines()[:20]
    best, most = ",", 1
    for each in _DELIMITERS:
        try:
            widths = [len(cells) for cells in csv.reader(lines, delimiter=each) if cells]
        except csv.Error:
            continue
        steady = max(set(widths), key=widths.count) if widths else 0
        if steady > most and widths.count(steady) * 2 > len(widths):
            best, most = each, steady
    return best
