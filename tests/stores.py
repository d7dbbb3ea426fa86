"""Stores without a row, made once a process and copied: migrations take longer than most tests."""

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from tasks.ledger.database import connect


@lru_cache(maxsize=1)
def _template():
    folder = tempfile.mkdtemp(prefix="haiyi-store-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    connect(f"sqlite:///{folder}/made.sqlite3").dispose()
    return Path(folder)


def fresh(folder):
    """Return the URL of a store in a folder: the one it has, or a new one with all its tables."""
    if not (Path(folder) / "store.sqlite3").exists():
        for path in _template().iterdir():  # the write-ahead log is part of it
            shutil.copy(path, Path(folder) / path.name.replace("made", "store"))
    return f"sqlite:///{folder}/store.sqlite3"
