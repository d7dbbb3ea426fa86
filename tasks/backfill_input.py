"""The rows of a backfill: any of the formats, plain or packed, near or far, in constant memory."""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks import intake, rows, zstd
from tasks.digests import Digests
from tasks.policy import DependencyDown

MOST_ROWS = 64  # of a chunk: about a second of work
MOST_CHARACTERS = 65_536  # of a chunk of long notes
_EDGE = 2**20  # bytes at either end of a file that go into its fingerprint
_TRACES = ("size", "mtime", "LastModified", "last_modified", "ETag", "etag", "md5Hash")
_PACKED = (".gz", ".zst")
_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows of the input.

    Attributes:
        end: rows of the input up to and with this chunk.
        digests: of the documents' ids, in order.
        rejected: what is wrong with the other rows.
    """

    index: int
    end: int
    documents: tuple[Document, ...]
    digests: tuple[int, ...]
    rejected: tuple[InvalidDocument, ...]


class Source:
    """An input while it is open; ``size`` is that of the file, in bytes as stored."""

    def __init__(self, location: str) -> None:
        self.location = location
        self._stack = ExitStack()
        self._raw, self.size, self.fingerprint = _open(location)
        self._stack.callback(self._raw.close)

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def position(self) -> int:
        """Return how many bytes have been read, as stored."""
        return self._raw.tell()

    def rows(self) -> rows.Numbered:
        """Yield line numbers, and what is to be parsed or what is wrong with it."""
        name = Path(self.location.partition("?")[0].lower())
        packing = name.suffix if name.suffix in _PACKED else ""
        form = name.with_suffix("").suffix if packing else name.suffix
        file, last = self._unpacked(packing, form == ".parquet"), 0
        read = {".csv": rows._csv, ".parquet": rows._parquet}.get(form, rows._json_lines)
        try:
            for number, row in read(file):
                last = number
                yield number, row
        except _DAMAGED as error:
            hint = f"pack it again; {type(error).__name__}"
            yield last + 1, InvalidDocument("archive", "the packed file is damaged", hint=hint)

    def _unpacked(self, packing: str, seekable: bool) -> BinaryIO:
        if not packing:
            return self._raw
        stream: Any = (
            gzip.GzipFile(fileobj=self._raw)
            if packing == ".gz"
            else io.BufferedReader(zstd.Frames(self._raw))
        )
        if not seekable:
            return cast(BinaryIO, stream)
        whole = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        shutil.copyfileobj(stream, whole)
        whole.seek(0)
        return cast(BinaryIO, whole)


def chunks(
    numbered: rows.Numbered,
    markets: Collection[str],
    seen: Digests,
    *,
    index: int = 0,
    end: int = 0,
) -> Iterator[Chunk]:
    """Yield the chunks of an input, from ``index`` on, which begins after row ``end``.

    An id belongs to the first valid document that has it; ``seen`` holds those before ``end``.
    """
    rest = islice(numbered, end, None)
    while True:
        chunk = _chunk(rest, markets, seen, (index, end))
        if chunk.end == end:
            return
        yield chunk
        index, end = index + 1, chunk.end


def _chunk(
    rest: rows.Numbered, markets: Collection[str], seen: Digests, at: tuple[int, int]
) -> Chunk:
    documents: list[Document] = []
    digests: list[int] = []
    rejected: list[InvalidDocument] = []
    (index, end), characters = at, 0
    for number, row in islice(rest, MOST_ROWS):
        end += 1
        try:
            document = _document(row, markets)
            digest = Digests.of(document.id)
            if not seen.add(digest):
                raise InvalidDocument("duplicate", "an earlier row has this id", field="id")
        except InvalidDocument as error:
            rejected.append(error.at(number))
            continue
        documents.append(document)
        digests.append(digest)
        characters += sum(len(text) for _, text in document.fields())
        if characters >= MOST_CHARACTERS:
            break
    return Chunk(index, end, tuple(documents), tuple(digests), tuple(rejected))


def _document(row: Any, markets: Collection[str]) -> Document:
    if isinstance(row, InvalidDocument):
        raise row
    return intake.parse(row, markets)


def _open(location: str) -> tuple[BinaryIO, int, str]:
    """Return an open file, its size, and what changes when it does."""
    if "://" in location:
        return _open_url(location)
    path = Path(location)
    stat, file = path.stat(), path.open("rb")
    head = file.read(_EDGE)
    file.seek(max(0, stat.st_size - _EDGE))
    traces = repr((stat.st_size, stat.st_mtime_ns)).encode()
    fingerprint = _digest(traces + head + file.read())
    file.seek(0)
    return file, stat.st_size, fingerprint


def _open_url(location: str) -> tuple[BinaryIO, int, str]:
    try:
        fsspec: Any = import_module("fsspec")  # only for those who name an URL
        system, path = fsspec.core.url_to_fs(location)
    except (ImportError, ValueError) as error:
        reason = f"{type(error).__name__} for {location.partition('://')[0]}://"
        raise DependencyDown("fsspec", reason, "pip install fsspec and what it needs") from error
    info = system.info(path)
    traces = repr([str(info.get(name)) for name in _TRACES])
    return system.open(path, "rb"), int(info.get("size") or 0), _digest(traces.encode())


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
