"""The output folder of a backfill: what is in it is whole, or cut off by the next run."""

from __future__ import annotations

import fcntl
import json
import os
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.document import Translation
from pipeline.errors import InvalidDocument, PipelineError
from tasks.backfill_input import Chunk
from tasks.digests import Digests
from tasks.durable import append, write


class Refused(PipelineError):
    """A folder that this backfill must not write to."""


@dataclass(frozen=True, slots=True)
class Job:
    """What decides every byte of the output; the same in the run that is resumed."""

    fingerprint: str
    markets: tuple[str, ...] | None
    signature: str
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the manifest: a chunk, and how long the files are after it.

    Attributes:
        end: rows of the input up to and with this chunk; ``total``: documents among them.
        rows, size, sha256: of the part file.
        reasons: size of ``rejected.jsonl``, in bytes.
    """

    index: int
    end: int
    total: int
    documents: int
    rejected: int
    rows: int
    size: int
    sha256: str
    reasons: int


@dataclass(frozen=True, slots=True)
class Step:
    """What a chunk came to; seconds of the wall and of all cores."""

    done: Done
    seconds: float
    core_seconds: float
    segments: int
    cached: int
    review: int


class Folder:
    """The output of one backfill, held by one process at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest, self.rejected = path / "manifest.jsonl", path / "rejected.jsonl"
        self.ids, self.timings = path / "ids.bin", path / "timings.jsonl"

    @contextmanager
    def held(self, job: Job, *, resume: bool) -> Iterator[None]:
        """Hold the folder for a job.

        Raises:
            Refused: another process has it, or it holds another job or one to be resumed.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(f"{self.path}: another backfill is writing here") from None
            self._claim(json.loads(json.dumps(asdict(job))), resume)
            yield

    def _claim(self, job: Mapping[str, Any], resume: bool) -> None:
        path = self.path / "job.json"
        if not path.exists():
            if any(self.path.glob("part-*.jsonl")) or self.manifest.exists():
                raise Refused(f"{self.path} holds other files; give an empty folder")
            return write(path, json.dumps(job).encode())
        if not resume:
            raise Refused(f"{self.path} holds a backfill; add --resume, or give another folder")
        before = json.loads(path.read_bytes())
        if changed := [name for name in job if job[name] != before.get(name)]:
            names = ", ".join(changed)
            raise Refused(f"{self.path} was begun with another {names}; give another folder")
        return None

    def done(self) -> Iterator[Done]:
        """Yield the chunks whose line is whole and whose files are there."""
        ids, reasons = _size(self.ids), _size(self.rejected)
        with suppress(FileNotFoundError), self.manifest.open("rb") as file:
            for index, line in enumerate(file):
                if not line.endswith(b"\n"):
                    return
                done = Done(**json.loads(line))
                if done.index != index or _size(self.part(index)) != done.size:
                    return
                if 8 * done.total > ids or done.reasons > reasons:
                    return
                yield done

    def part(self, index: int) -> Path:
        """Return the file of a chunk."""
        return self.path / f"part-{index:08d}.jsonl"

    def recover(self) -> Done | None:
        """Cut off what follows the last whole chunk, and return that."""
        last, size = None, 0
        for last in self.done():
            size += len(_line(asdict(last)))
        _cut(self.manifest, size)
        _cut(self.rejected, last.reasons if last else 0)
        _cut(self.ids, 8 * last.total if last else 0)
        return last

    def digests(self, last: Done | None) -> Digests:
        """Return the ids of all documents up to a chunk."""
        return Digests(_digests(self.ids, last.total if last else 0))

    def keep(self, chunk: Chunk, results: Sequence[Translation], last: Done | None) -> Done:
        """Put a chunk on the disk, its line in the manifest after all else."""
        reasons = b"".join(_line(_reason(error)) for error in chunk.rejected)
        body = b"".join(_line(_row(result)) for result in results)
        append(self.rejected, reasons)
        append(self.ids, array("Q", chunk.digests).tobytes())
        write(self.part(chunk.index), body)
        done = Done(
            chunk.index, chunk.end, (last.total if last else 0) + len(chunk.documents),
            len(chunk.documents), len(chunk.rejected), len(results), len(body),
            sha256(body).hexdigest(), (last.reasons if last else 0) + len(reasons),
        )  # fmt: skip
        append(self.manifest, _line(asdict(done)))
        return done

    def time(self, step: Step) -> None:
        """Note how long a chunk took; a note that may be lost."""
        values = {n: v for n, v in asdict(step).items() if n != "done"}
        with self.timings.open("ab") as file:
            file.write(_line({"index": step.done.index, **values}))


def _cut(path: Path, size: int) -> None:
    with suppress(FileNotFoundError):
        os.truncate(path, size)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else -1


def _digests(path: Path, count: int) -> Iterator[int]:
    if count:
        with path.open("rb") as file:
            while block := file.read(2**16):
                yield from array("Q", block)


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _row(result: Translation) -> dict[str, Any]:
    """Return a row; how many segments the cache knew is chance, so it is left out."""
    return {name: value for name, value in result.to_json().items() if name != "cached"}


def _reason(error: InvalidDocument) -> dict[str, Any]:
    return {"line": error.line, "code": error.code, "field": error.field, "reason": str(error)}
