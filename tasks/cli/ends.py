"""What a command says when it ends otherwise than it should."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path


def kept(arguments: Sequence[str]) -> str:
    """Return what a command that was stopped has kept, and how to go on."""
    command = next((word for word in arguments if not word.startswith("-")), "")
    return {
        "translate": "no file was written; the cache remembers what was translated",
        "publish": "the journal keeps what was sent; publish it again to wait for it",
        "backfill": "finished chunks are kept: the same command with --resume goes on",
        "train": "the last checkpoint is kept: the same command goes on from it",
    }.get(command, "nothing is lost")


def defect(error: Exception) -> str:
    """Return what to tell a person about an error of ours; its message may hold a listing."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}, line {frame.lineno}"
    hint = "run it again with HAIYI_TRACE=1, and report what it shows"
    return f"a defect: {type(error).__name__} in {where}; {hint}"
