"""The output folder of a backfill: what is in it is whole, or cut off by the next run."""

from __future__ import annotations

import fcntl
import json
import uuid
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from hashlib import blake2b, sha256
from pathlib import Path
from typing import IO, Any

from pipeline.errors import InvalidDocument
from tasks.backfill.chunks import Chunk
from tasks.backfill.digests import Digests
from tasks.backfill.durable import append, cut, opened, write
from tasks.backfill.manifest import NOTHING, Done, Job, Refused, Step, decoded, done_of
from tasks.backfill.work import Outcome

_MARK = 16  # bytes


class Folder:
    """The output of one backfill, held by one process at a time.

    ``digests.bin`` has the id and the content of each document that is done or left out, 8 bytes
    each; of one that failed, no content.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest, self.rejected = path / "manifest.jsonl", path / "rejected.jsonl"
        self.digests, self.timings = path / "digests.bin", path / "timings.jsonl"

    @contextmanager
    def held(self, job: Job, *, resume: bool) -> Iterator[str]:
        """Hold the folder for a job, and yield its name, the same in the run that is resumed.

        Raises:
            Refused: another process has it, it holds another job or one to be resumed, or what
                is in it is damaged, or a link.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        self._refuse_links()
        with opened(self.path / ".lock", "a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(f"{self.path}: another backfill is writing here") from None
            self._claim(json.loads(json.dumps(asdict(job))), resume)
            yield _name(lock)

    def _refuse_links(self) -> None:
        """Refuse names of ours that stand for files elsewhere."""
        ours = (self.manifest, self.rejected, self.digests, self.timings, self.path / "job.json",
                self.path / ".lock", *self.path.glob("part-*.jsonl"))  # fmt: skip
        for path in ours:
            if path.is_symlink():
                raise Refused(f"{path} is a link; give a folder of its own")

    def _claim(self, job: Mapping[str, Any], resume: bool) -> None:
        path = self.path / "job.json"
        if not path.exists():
            if any(self.path.glob("part-*.jsonl")) or self.manifest.exists():
                raise Refused(f"{self.path} holds other files; give an empty folder")
            return write(path, json.dumps(job).encode())
        if not resume:
            raise Refused(f"{self.path} holds a backfill; add --resume, or give another folder")
        before = decoded(path, path.read_bytes())
        if changed := [name for name in job if job[name] != before.get(name)]:
            names = ", ".join(changed)
            raise Refused(f"{self.path} was begun with another {names}; give another folder")
        return None

    def done(self) -> Iterator[Done]:
        """Yield the chunks whose line is whole and whose files are there."""
        digests, reasons = _size(self.digests), _size(self.rejected)
        with suppress(FileNotFoundError), opened(self.manifest, "rb") as file:
            for index, line in enumerate(file):
                if not line.endswith(b"\n"):
                    return
                done = done_of(self.manifest, index, line)
                if done.index != index or _size(self.part(index)) != done.size:
                    return
                if _MARK * done.marks > digests or done.reasons > reasons:
                    return
                yield done

    def part(self, index: int) -> Path:
        """Return the file of a chunk."""
        return self.path / f"part-{index:08d}.jsonl"

    def recover(self) -> Done:
        """Cut off what follows the last whole chunk, and return that, or a chunk of nothing."""
        last, size = NOTHING, 0
        for last in self.done():
            size += len(_line(asdict(last)))
        cut(self.manifest, size)
        cut(self.rejected, last.reasons)
        cut(self.digests, _MARK * last.marks)
        return last

    def ids(self) -> Digests:
        """Return the ids of all documents so far."""
        return Digests(_digests(self.digests, 0, _size(self.digests)))

    def contents(self) -> tuple[Digests, str]:
        """Return all documents whose translations are here or before, and a name for this state.

        Raises:
            Refused: this is not the output of a backfill.
        """
        if not (self.path / "job.json").exists():
            raise Refused(f"{self.path} is not the output of a backfill")
        last, state = NOTHING, blake2b(digest_size=16)
        for last in self.done():
            state.update(_line(asdict(last)))
        return Digests(_digests(self.digests, 1, _MARK * last.marks)), state.hexdigest()

    def keep(self, chunk: Chunk, outcome: Outcome, last: Done) -> Done:
        """Put a chunk on the disk, its line in the manifest after all else."""
        failed, body = dict(outcome.failed), outcome.body.encode()
        errors = [_failure(chunk.lines[at], kind) for at, kind in failed.items()]
        errors = sorted([*chunk.rejected, *errors], key=lambda error: error.line or 0)
        reasons = b"".join(_line(_reason(error)) for error in errors)
        marks = [(m.id, 0 if at in failed else m.content) for at, m in enumerate(chunk.marks)]
        marks += [(mark.id, mark.content) for mark in chunk.unchanged]
        append(self.rejected, reasons)
        append(self.digests, array("Q", (part for mark in marks for part in mark)).tobytes())
        write(self.part(chunk.index), body)
        count = len(chunk.documents) - len(failed)
        done = Done(
            chunk.index, chunk.end, last.total + count, count, len(chunk.unchanged), len(errors),
            outcome.rows, len(body), sha256(body).hexdigest(), last.marks + len(marks),
            last.reasons + len(reasons),
        )  # fmt: skip
        append(self.manifest, _line(asdict(done)))
        return done

    def time(self, step: Step) -> None:
        """Note how long a chunk took; a note that may be lost."""
        values = {n: v for n, v in asdict(step).items() if n != "done"}
        with opened(self.timings, "ab") as file:
            file.write(_line({"index": step.done.index, **values}))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else -1


def _digests(path: Path, column: int, size: int) -> Iterator[int]:
    if size <= 0:
        return
    with opened(path, "rb") as file:
        while block := file.read(min(2**12 * _MARK, size)):
            size -= len(block)
            yield from filter(None, array("Q", block)[column::2])


def _name(lock: IO[str]) -> str:
    lock.seek(0)
    if name := lock.read(32):
        return name
    lock.write(name := uuid.uuid4().hex)
    lock.flush()
    return name


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _failure(line: int, kind: str) -> InvalidDocument:
    return InvalidDocument("failed", f"not translated: {kind}", line=line)


def _reason(error: InvalidDocument) -> dict[str, Any]:
    return {"line": error.line, "code": error.code, "field": error.field, "reason": str(error)}
