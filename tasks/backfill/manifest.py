"""What a backfill writes down: the job, every chunk that is done, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass


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
