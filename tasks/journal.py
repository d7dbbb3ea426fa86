"""What was asked for, durably: a row is written before its message is sent, and outlives it.

Celery on Redis loses a message when a worker dies between taking and recording it. So the message
only says "look at row n", and a sweeper sends it again when the row is overdue.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update

from tasks.store import JobRow

ERROR_LENGTH = 255


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
    """The durable list of jobs."""

    def __init__(self, engine: Engine, *, lease_s: float = 60, max_attempts: int = 3) -> None:
        self._engine, self._lease_s, self._max_attempts = engine, lease_s, max_attempts

    def add(self, documents: Iterable[dict[str, Any]]) -> list[str]:
        """Write a row for each document and return their ids; a known one keeps the id it has."""
        rows = [self._row(document) for document in documents]
        with self._engine.begin() as db:
            known = self._known(db, rows)
            fresh = {self._business(row): row for row in rows if self._business(row) not in known}
            if fresh:
                db.execute(insert(JobRow), list(fresh.values()))
        ids = known | {business: row["id"] for business, row in fresh.items()}
        return [ids[self._business(row)] for row in rows]

    def begin(self, job_id: str) -> Job | None:
        """Count an attempt and return the job; None where there is nothing (more) to do."""
        with self._engine.begin() as db:
            job = self._get(db, job_id)
            if job is None or job.state != "queued":
                return None
            if job.attempts >= self._max_attempts:
                db.execute(self._where(job_id).values(state="dead"))
                return None
            lease = self._lease_s * 2**job.attempts
            db.execute(
                self._where(job_id).values(attempts=job.attempts + 1, due=time.time() + lease)
            )
        return job

    def finish(self, job_id: str, result: Sequence[dict[str, Any]]) -> bool:
        """Store the result, unless another worker was first; tell whether it was stored."""
        text = json.dumps(list(result), ensure_ascii=False)
        with self._engine.begin() as db:
            statement = self._where(job_id).where(JobRow.state == "queued")
            return db.execute(statement.values(state="done", result=text)).rowcount == 1

    def fail(self, job_id: str, error: str, *, may_pass: bool) -> None:
        """Record why an attempt failed; what cannot pass is set aside at once."""
        values: dict[str, Any] = {"error": error[:ERROR_LENGTH]}
        if not may_pass:
            values["state"] = "dead"
        with self._engine.begin() as db:
            db.execute(self._where(job_id).where(JobRow.state == "queued").values(**values))

    def overdue(self, limit: int = 500) -> list[str]:
        """Return queued jobs past their time, the oldest first, and give them a new lease."""
        now = time.time()
        with self._engine.begin() as db:
            query = select(JobRow.id).where(JobRow.state == "queued", JobRow.due < now)
            ids = list(db.scalars(query.order_by(JobRow.due).limit(limit)))
            if ids:
                lease = now + self._lease_s
                db.execute(update(JobRow).where(JobRow.id.in_(ids)).values(due=lease))
        return ids

    def get(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        with self._engine.connect() as db:
            return self._get(db, job_id)

    def unfinished(self, ids: Sequence[str]) -> list[str]:
        """Return those of the jobs that are still queued."""
        open_: list[str] = []
        with self._engine.connect() as db:
            for i in range(0, len(ids), 500):
                query = select(JobRow.id).where(JobRow.state == "queued")
                open_ += db.scalars(query.where(JobRow.id.in_(ids[i : i + 500])))
        return open_

    def _row(self, document: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
        return {
            "id": uuid.uuid4().hex,
            "document_id": document["id"],
            "version": document.get("version", 0),
            "digest": hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
            "document": text,
            "state": "queued",
            "attempts": 0,
            "due": time.time() + self._lease_s,
            "result": "",
            "error": "",
        }

    def _business(self, row: dict[str, Any]) -> tuple[str, int, str]:
        return row["document_id"], row["version"], row["digest"]

    def _known(self, db: Any, rows: Sequence[dict[str, Any]]) -> dict[tuple[str, int, str], str]:
        found: dict[tuple[str, int, str], str] = {}
        for i in range(0, len(rows), 500):
            names = [row["document_id"] for row in rows[i : i + 500]]
            columns = (JobRow.document_id, JobRow.version, JobRow.digest, JobRow.id)
            for *business, job_id in db.execute(
                select(*columns).where(JobRow.document_id.in_(names))
            ):
                found[business[0], business[1], business[2]] = job_id
        return found

    def _get(self, db: Any, job_id: str) -> Job | None:
        columns = (JobRow.document, JobRow.state, JobRow.attempts, JobRow.result, JobRow.error)
        row = db.execute(select(*columns).where(JobRow.id == job_id)).one_or_none()
        if row is None:
            return None
        document, state, attempts, result, error = row
        shown = json.loads(result) if result else []
        return Job(job_id, json.loads(document), state, attempts, shown, error)

    def _where(self, job_id: str) -> Any:
        return update(JobRow).where(JobRow.id == job_id)
