"""The rows of a backfill: any of the formats, plain or packed, near or far, in constant memory."""

from __future__ import annotations

import gzip
import io
import tempfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import zstandard

from pipeline.errors import InvalidDocument
from tasks.intake import rows, zstd
from tasks.intake.catalogue import BOOKS, Layout
from tasks.policy import DependencyDown

_EDGE = 2**20  # bytes at either end of a file that go into its fingerprint
_TRACES = ("size", "mtime", "LastModified", "last_modified", "ETag", "etag", "md5Hash")
_PACKED = (".gz", ".zst")
_SEEKABLE = (".parquet", *BOOKS)
LARGEST = 4 * 2**30  # bytes of a packed file that is unpacked onto the disk
_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


class Source:
    """An input while it is open; ``size`` is that of the file, in bytes as stored."""

    def __init__(
        self,
        location: str,
        asked: Mapping[str, str] | None = None,
        tell: Callable[[Layout], None] = lambda layout: None,
    ) -> None:
        self.location, self._asked, self._tell = location, asked or {}, tell
        self._stack = ExitStack()
        self._raw, self.size, fingerprint = _open(location)
        roles = repr(sorted(self._asked.items())) if self._asked else ""
        self.fingerprint = _digest(f"{fingerprint}{roles}".encode()) if roles else fingerprint
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
        last = 0
        try:
            file = self._unpacked(packing, form in _SEEKABLE)
            for number, row in rows.reader(form, self._asked, self._tell)(file):
                last = number
                yield number, row
        except InvalidDocument as error:
            yield 1, error
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
        _copy(stream, whole)
        whole.seek(0)
        return cast(BinaryIO, whole)


def _copy(stream: BinaryIO, whole: IO[bytes]) -> None:
    """Unpack a file that must be read from its end, onto the disk."""
    while block := stream.read(2**20):
        whole.write(block)
        if whole.tell() > LARGEST:
            hint = "unpack it yourself, and write smaller files"
            raise InvalidDocument("too_large", f"more than {LARGEST} bytes unpacked", hint=hint)


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
