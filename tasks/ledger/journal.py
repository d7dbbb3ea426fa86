"""What was asked for, durably: a row is written before its message is sent, and outlives it.

Celery on Redis loses a message when a worker dies between taking and recording it. So the message
only says "look at row n", and a sweeper sends it again when the row is overdue.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, select

from tasks.ledger import jobs, outbox, products, shelf, switches
from tasks.ledger.jobs import OVERTAKEN, Job
from tasks.ledger.leases import DEAD, DONE, PAUSED, QUEUED, Leases
from tasks.ledger.product import Product
from tasks.ledger.schema import JobRow
from tasks.ledger.shelf import Shelved

__all__ = ["DEAD", "DONE", "OVERTAKEN", "PAUSED", "QUEUED", "Job", "Journal"]

_T = TypeVar("_T")
_PART = 500  # rows a statement: databases bound the number of parameters


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
        rows = [jobs.row(document) for document in documents]
        ids: dict[str, str] = {}
        with self._engine.begin() as db:
            for part in _parts(list({row["digest"]: row for row in rows}.values())):
                jobs.date(db, part, self._leases.lease_s)
                db.execute(jobs.insertion(db), part)
                digests = [row["digest"] for row in part]
                query = select(JobRow.digest, JobRow.id).where(JobRow.digest.in_(digests))
                ids |= {digest: job_id for digest, job_id in db.execute(query)}
        return [ids[row["digest"]] for row in rows]

    def begin(self, job_id: str) -> Job | None:
        """Count an attempt and return the job; None where there is nothing (more) to do.

        Of several workers that begin one job, one gets it; the others may after its lease.
        """
        with self._engine.begin() as db:
            job = jobs.get(db, job_id)
            if job is None or job.state != QUEUED:
                return None
            row = self._leases.open(job_id)
            if switches.hold(db, row, Product.of(job.document)):
                return None
            if jobs.is_overtaken(db, job):
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
        news = [one for one in shelved if shelf.put(db, one)]
        for product in dict.fromkeys(one.product for one in news):
            products.refresh(db, product)
        return [
            delivery
            for one in news
            for delivery in outbox.announce(db, one.product, one.market, self._receivers)
        ]

    def fail(self, job: Job, error: str, *, may_pass: bool) -> None:
        """Record why an attempt failed; what cannot pass, or was tried enough, is set aside."""
        wait = min(self._leases.lease_s, 2.0**job.attempts) * random.uniform(0.5, 1)
        with self._engine.begin() as db:
            values = self._leases.fail(db, job.attempts, error, wait if may_pass else None)
            db.execute(self._leases.open(job.id).values(**values))

    def overdue(self, limit: int = 500) -> list[str]:
        """Return queued jobs past their time, the oldest first, and give them more of it."""
        with self._engine.begin() as db:
            return self._leases.overdue(db, limit)

    def get(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        with self._engine.connect() as db:
            return jobs.get(db, job_id)

    def unfinished(self, ids: Sequence[str]) -> list[str]:
        """Return those of the jobs that are still queued, in order."""
        still: set[str] = set()
        with self._engine.connect() as db:
            for part in _parts(ids):
                query = select(JobRow.id).where(JobRow.state == QUEUED, JobRow.id.in_(part))
                still.update(db.scalars(query))
        return [job_id for job_id in ids if job_id in still]


def _parts(rows: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (rows[i : i + _PART] for i in range(0, len(rows), _PART))
