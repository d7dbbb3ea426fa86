"""Files that outlast a power cut, and that are the files of their folder: no link is followed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any


def opened(path: Path, mode: str) -> IO[Any]:
    """Open a file of a folder.

    Raises:
        OSError: such as ELOOP, where the name is a link.
    """
    return open(path, mode, opener=_unfollowed)


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and wait for the disk."""
    part = path.with_name(f"{path.name}.tmp")
    part.unlink(missing_ok=True)  # of a run that died; or a link, which goes itself
    with opened(part, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def append(path: Path, data: bytes) -> None:
    """Append to a file, and wait for the disk."""
    with opened(path, "ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def cut(path: Path, size: int) -> None:
    """Cut off what a file has beyond a size; one that is not there stays away."""
    with suppress(FileNotFoundError), opened(path, "r+b") as file:
        file.truncate(size)


def _unfollowed(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NOFOLLOW, 0o666)
