"""What a backfill writes down: the job, every chunk that is done, and how long it took."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError


class Refused(PipelineError):
    """A folder that this backfill must not write to, or cannot read from."""


@dataclass(frozen=True, slots=True)
class Job:
    """What decides every byte of the output; the same in the run that is resumed.

    Attributes:
        since: state of the earlier output whose documents are left out.
    """

    fingerprint: str
    markets: tuple[str, ...] | None
    signature: str
    limit: int | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the manifest: a chunk, and how long the files are after it.

    Attributes:
        end: rows of the input up to and with this chunk; ``total``: translated documents.
        documents, unchanged, rejected: in this chunk.
        rows, size, sha256: of the part file.
        marks: documents in ``digests.bin``.
        reasons: size of ``rejected.jsonl``, in bytes.
    """

    index: int
    end: int
    total: int
    documents: int
    unchanged: int
    rejected: int
    rows: int
    size: int
    sha256: str
    marks: int
    reasons: int


NOTHING = Done(-1, 0, 0, 0, 0, 0, 0, 0, "", 0, 0)  # before the first chunk


@dataclass(frozen=True, slots=True)
class Step:
    """What a chunk came to.

    Attributes:
        seconds: since the chunk before; ``work_seconds``: of its translation, ``core_seconds``
            on all cores.
    """

    done: Done
    seconds: float
    work_seconds: float
    core_seconds: float
    segments: int
    cached: int
    review: int


def decoded(path: Path, text: bytes) -> dict[str, Any]:
    """Return the JSON object that a file of ours holds.

    Raises:
        Refused: it holds none.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(f"{path} is damaged; give another folder")
    return found


def done_of(path: Path, index: int, line: bytes) -> Done:
    """Return the chunk that a line of the manifest says is done.

    Raises:
        Refused: the line is damaged.
    """
    hint = "what follows is done again once that line and those after it are deleted"
    try:
        done = Done(**json.loads(line))
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused(f"{path}, line {index + 1}: damaged; {hint}") from error
    if not all(isinstance(value, int) for name, value in asdict(done).items() if name != "sha256"):
        raise Refused(f"{path}, line {index + 1}: damaged; {hint}")
    return done
