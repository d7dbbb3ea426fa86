"""Zstandard files as a stream."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

import zstandard

_LEAST, _MOST = 16, 1024  # packed bytes at a time: of a bomb, one is 32,000 unpacked
_ENOUGH = 2**18  # unpacked bytes at a time


class Frames(io.RawIOBase):
    """The content of all frames; unlike the library's reader, it tells when the last is cut off."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed, self._frame = packed, zstandard.ZstdDecompressor().decompressobj()
        self._data, self._begun, self._bite = memoryview(b""), False, _LEAST

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read as much as there is room for.

        Raises:
            EOFError: the end is missing.
            ZstdError: damaged.
        """
        packed = b""
        while not self._data:
            if self._frame.eof:
                packed, self._begun = self._frame.unused_data, False
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            packed = packed or self._packed.read(self._bite)
            if not packed and self._begun:
                raise EOFError
            if not packed:
                return 0
            self._begun, self._data = True, memoryview(self._frame.decompress(packed))
            packed = b""
            big = len(self._data) > _ENOUGH
            self._bite = max(_LEAST, self._bite // 8) if big else min(_MOST, 2 * self._bite)
        size = min(len(buffer), len(self._data))
        buffer[:size], self._data = self._data[:size], self._data[size:]
        return size
