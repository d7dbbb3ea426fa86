"""What was asked for, durably: a row is written before its message is sent, and outlives it.

Celery on Redis loses a message when a worker dies between taking and recording it. So the message
only says "look at row n", and a sweeper sends it again when the row is overdue.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Update, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql
from sqlalchemy.dialects.sqlite import insert as sqlite

from tasks.store import JobRow

_T = TypeVar("_T")
QUEUED, DONE, DEAD = "queued", "done", "dead"
ERROR_LENGTH = 255
_PART = 500  # rows a statement: databases bound the number of parameters


@dataclass(frozen=True, slots=True)
class Job:
    """One row.

    Attributes:
        id: of the job.
        document: JSON form of the listing, with its markets.
        state: ``queued``, ``done`` or ``dead``.
        attempts: begun so far; counted before the work, so that a poison document stops.
        result: JSON forms of the translations; empty until done.
        error: name of what went wrong last.
    """

    id: str
    document: dict[str, Any]
    state: str
    attempts: int
    result: list[dict[str, Any]]
    error: str


class Journal:
    """The durable list of jobs.

    An attempt holds its job for ``lease_s`` seconds, twice as long each time; a job that is not
    done by then is overdue, and after ``max_attempts`` it is dead.
    """

    def __init__(self, engine: Engine, *, lease_s: float = 60, max_attempts: int = 3) -> None:
        self._engine, self._lease_s, self._max_attempts = engine, lease_s, max_attempts

    def add(self, documents: Iterable[dict[str, Any]]) -> list[str]:
        """Write a row for each document and return their ids; a known one keeps the id it has."""
        rows = [_row(document, self._lease_s) for document in documents]
        dialect = sqlite if self._engine.dialect.name == "sqlite" else postgresql
        insert = dialect(JobRow).on_conflict_do_nothing()
        ids: dict[str, str] = {}
        with self._engine.begin() as db:
            for part in _parts(rows):
                db.execute(insert, part)
                digests = [row["digest"] for row in part]
                query = select(JobRow.digest, JobRow.id).where(JobRow.digest.in_(digests))
                ids |= {digest: job_id for digest, job_id in db.execute(query)}
        return [ids[row["digest"]] for row in rows]

    def begin(self, job_id: str) -> Job | None:
        """Count an attempt and return the job; None where there is nothing (more) to do.

        Of several workers that begin one job, one gets it; the others may after its lease.
        """
        now = time.time()
        with self._engine.begin() as db:
            job = _get(db, job_id)
            if job is None:
                return None
            free = _open(job_id).where(JobRow.attempts == job.attempts, JobRow.leased < now)
            if job.attempts >= self._max_attempts:
                db.execute(free.values(state=DEAD, error=job.error or "no attempt came to an end"))
                return None
            lease = now + self._lease_s * 2**job.attempts
            mine = free.values(attempts=job.attempts + 1, leased=lease, due=lease)
            if db.execute(mine).rowcount == 0:
                return None
        return replace(job, attempts=job.attempts + 1)

    def finish(self, job_id: str, result: Sequence[dict[str, Any]]) -> bool:
        """Store the result, unless another worker was first; tell whether it was stored."""
        text = json.dumps(list(result), ensure_ascii=False)
        with self._engine.begin() as db:
            return db.execute(_open(job_id).values(state=DONE, result=text)).rowcount == 1

    def fail(self, job: Job, error: str, *, may_pass: bool) -> None:
        """Record why an attempt failed; what cannot pass, or was tried enough, is set aside."""
        wait = min(self._lease_s, 2.0**job.attempts) * random.uniform(0.5, 1)
        again = may_pass and job.attempts < self._max_attempts
        values = {"leased": 0, "due": time.time() + wait} if again else {"state": DEAD}
        with self._engine.begin() as db:
            db.execute(_open(job.id).values(error=error[:ERROR_LENGTH], **values))

    def overdue(self, limit: int = 500) -> list[str]:
        """Return queued jobs past their time, the oldest first, and give them more of it."""
        now = time.time()
        with self._engine.begin() as db:
            query = select(JobRow.id).where(JobRow.state == QUEUED, JobRow.due < now)
            ids = list(db.scalars(query.order_by(JobRow.due).limit(limit)))
            if ids:
                later = update(JobRow).where(JobRow.id.in_(ids), JobRow.state == QUEUED)
                db.execute(later.values(due=now + self._lease_s))
        return ids

    def get(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        with self._engine.connect() as db:
            return _get(db, job_id)

    def unfinished(self, ids: Sequence[str]) -> list[str]:
        """Return those of the jobs that are still queued, in order."""
        still: set[str] = set()
        with self._engine.connect() as db:
            for part in _parts(ids):
                query = select(JobRow.id).where(JobRow.state == QUEUED, JobRow.id.in_(part))
                still.update(db.scalars(query))
        return [job_id for job_id in ids if job_id in still]


def _row(document: dict[str, Any], lease_s: float) -> dict[str, Any]:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    now = time.time()
    return {
        "id": uuid.uuid4().hex,
        "digest": hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        "document_id": document["id"],
        "version": document.get("version", 0),
        "markets": ",".join(document.get("markets", ())),
        "document": text,
        "state": QUEUED,
        "created": now,
        "due": now + lease_s,
    }


def _get(db: Connection, job_id: str) -> Job | None:
    columns = (JobRow.document, JobRow.state, JobRow.attempts, JobRow.result, JobRow.error)
    row = db.execute(select(*columns).where(JobRow.id == job_id)).one_or_none()
    if row is None:
        return None
    document, state, attempts, result, error = row
    shown = json.loads(result) if result else []
    return Job(job_id, json.loads(document), state, attempts, shown, error)


def _open(job_id: str) -> Update:
    """Return an update of a job that is not done and not dead, which it leaves to the caller."""
    return update(JobRow).where(JobRow.id == job_id, JobRow.state == QUEUED)


def _parts(rows: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (rows[i : i + _PART] for i in range(0, len(rows), _PART))
