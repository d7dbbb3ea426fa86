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

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from tasks.ledger import outbox, shelf, switches
from tasks.ledger.leases import DEAD, DONE, PAUSED, QUEUED, Leases
from tasks.ledger.schema import JobRow
from tasks.ledger.shelf import Shelved
from tasks.ledger.upsert import insert

__all__ = ["DEAD", "DONE", "OVERTAKEN", "PAUSED", "QUEUED", "Job", "Journal"]

_T = TypeVar("_T")
OVERTAKEN = "overtaken"
_PART = 500  # rows a statement: databases bound the number of parameters


@dataclass(frozen=True, slots=True)
class Job:
    """One row.

    Attributes:
        id: of the job.
        document: JSON form of the listing, with its markets.
        state: ``queued``, ``done``, ``dead``, ``paused`` by its product's switch, or ``overtaken``
            by a newer version of the document.
        attempts: begun so far; counted before the work, so that a poison document stops.
        created: Unix seconds.
        result: JSON forms of the translations; empty until done.
        error: name of what went wrong last.
    """

    id: str
    document: dict[str, Any]
    state: str
    attempts: int
    created: float
    result: list[dict[str, Any]]
    error: str


class Journal:
    """The durable list of jobs; ``receivers`` are told what becomes of them."""

    def __init__(
        self,
        engine: Engine,
        *,
        lease_s: float = 60,
        max_attempts: int = 3,
        receivers: Sequence[str] = (),
    ) -> None:
        self._engine, self._receivers = engine, tuple(receivers)
        self._leases = Leases(JobRow, lease_s, max_attempts)

    def add(self, documents: Iterable[dict[str, Any]]) -> list[str]:
        """Write a row for each document and return their ids; a known one keeps the id it has.

        A known one is done again where its last attempt failed, or where the document has been
        another since: a seller who takes a change back gets the words from before it.
        """
        rows = [_row(document, self._leases.lease_s) for document in documents]
        ids: dict[str, str] = {}
        with self._engine.begin() as db:
            for part in _parts(list({row["digest"]: row for row in rows}.values())):
                db.execute(_insert(db), part)
                digests = [row["digest"] for row in part]
                query = select(JobRow.digest, JobRow.id).where(JobRow.digest.in_(digests))
                ids |= {digest: job_id for digest, job_id in db.execute(query)}
        return [ids[row["digest"]] for row in rows]

    def begin(self, job_id: str) -> Job | None:
        """Count an attempt and return the job; None where there is nothing (more) to do.

        Of several workers that begin one job, one gets it; the others may after its lease.
        """
        with self._engine.begin() as db:
            job = _get(db, job_id)
            if job is None or job.state != QUEUED:
                return None
            row = self._leases.open(job_id)
            if switches.hold(db, row, job.document["id"]):
                return None
            if _is_overtaken(db, job):
                db.execute(row.values(state=OVERTAKEN))
                return None
            attempt = self._leases.begin(db, job_id)
        return replace(job, attempts=attempt) if attempt else None

    def finish(self, job: Job, results: Sequence[dict[str, Any]]) -> list[str] | None:
        """Store the results, and return the deliveries that tell of them.

        None where another worker was first; one result that a newer version has overtaken, or
        that is known already, is told to nobody.
        """
        with self._engine.begin() as db:
            shelved = [Shelved(job.document, result, job.created) for result in results]
            text = json.dumps([one.read(db) for one in shelved], ensure_ascii=False)
            if not db.execute(self._leases.open(job.id).values(state=DONE, result=text)).rowcount:
                return None
            return self._shelve(db, shelved)

    def keep(self, job: Job, results: Sequence[dict[str, Any]]) -> list[str]:
        """Store the results of some markets of a job that has failed for others."""
        with self._engine.begin() as db:
            return self._shelve(db, [Shelved(job.document, r, job.created) for r in results])

    def _shelve(self, db: Connection, shelved: Iterable[Shelved]) -> list[str]:
        """Store translations, and return the deliveries that tell of what is news."""
        news = [one.result for one in shelved if shelf.put(db, one)]
        return [
            delivery
            for result in news
            for delivery in outbox.announce(db, result["id"], result["market"], self._receivers)
        ]

    def fail(self, job: Job, error: str, *, may_pass: bool) -> None:
        """Record why an attempt failed; what cannot pass, or was tried enough, is set aside."""
        wait = min(self._leases.lease_s, 2.0**job.attempts) * random.uniform(0.5, 1)
        values = self._leases.fail(job.attempts, error, wait if may_pass else None)
        with self._engine.begin() as db:
            db.execute(self._leases.open(job.id).values(**values))

    def overdue(self, limit: int = 500) -> list[str]:
        """Return queued jobs past their time, the oldest first, and give them more of it."""
        with self._engine.begin() as db:
            return self._leases.overdue(db, limit)

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


def _insert(db: Connection) -> Any:
    statement, later = insert(db, JobRow), aliased(JobRow)
    document_id: ColumnElement[str] = literal_column("excluded.document_id")
    newest = select(func.max(later.created)).where(later.document_id == document_id)
    has_newer = JobRow.created < newest.scalar_subquery()
    afresh = {"state": QUEUED, "attempts": 0, "leased": 0}
    times = {"created": statement.excluded.created, "due": statement.excluded.due}
    return statement.on_conflict_do_update(
        index_elements=["digest"],
        set_=afresh | times,
        where=or_(
            JobRow.state == DEAD,
            JobRow.state == OVERTAKEN,
            and_(JobRow.state == DONE, has_newer),
        ),
    )


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


def _is_overtaken(db: Connection, job: Job) -> bool:
    """Tell whether there is a newer version of the document, for the same markets or for all."""
    document = job.document
    version = document.get("version", 0)
    same_but_later = and_(JobRow.version == version, JobRow.created > job.created)
    newer = select(JobRow.id).where(
        JobRow.document_id == document["id"],
        JobRow.markets.in_(("", ",".join(document.get("markets", ())))),
        JobRow.state.in_((QUEUED, DONE, PAUSED)),
        or_(JobRow.version > version, same_but_later),
    )
    return db.execute(newer.limit(1)).first() is not None


def _get(db: Connection, job_id: str) -> Job | None:
    columns = (
        JobRow.document, JobRow.state, JobRow.attempts, JobRow.created, JobRow.result, JobRow.error,
    )  # fmt: skip
    row = db.execute(select(*columns).where(JobRow.id == job_id)).one_or_none()
    if row is None:
        return None
    shown = json.loads(row.result) if row.result else []
    document = json.loads(row.document)
    return Job(job_id, document, row.state, row.attempts, row.created, shown, row.error)


def _parts(rows: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (rows[i : i + _PART] for i in range(0, len(rows), _PART))
