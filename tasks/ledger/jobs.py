"""One row of the journal: a listing version to be translated, and what became of it."""

from __future__ import annotations

import hashlib
import json
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import aliased

from tasks.ledger import clock
from tasks.ledger.leases import DEAD, DONE, PAUSED, QUEUED
from tasks.ledger.product import Product
from tasks.ledger.schema import JobRow
from tasks.ledger.upsert import insert

OVERTAKEN = "overtaken"


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


def insertion(db: Connection) -> Any:
    """Return an insert of rows that begins a known one afresh where ``Journal.add`` says so."""
    statement, later = insert(db, JobRow), aliased(JobRow)
    same: list[ColumnElement[bool]] = [
        later.seller_id == literal_column("excluded.seller_id"),
        later.document_id == literal_column("excluded.document_id"),
    ]
    newest = select(func.max(later.created)).where(*same)
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


def date(db: Connection, rows: Sequence[dict[str, Any]], lease_s: float) -> None:
    """Set the times of new rows: after all that their products have, whatever a clock says.

    Equal versions are decided by them, and a clock may have been set back.
    """
    now = clock.now(db)
    product = tuple_(JobRow.seller_id, JobRow.document_id)
    keys = list({(row["seller_id"], row["document_id"]) for row in rows})
    newest = select(JobRow.seller_id, JobRow.document_id, func.max(JobRow.created))
    late = newest.where(product.in_(keys), JobRow.created >= now).group_by(
        JobRow.seller_id, JobRow.document_id
    )
    known = {(seller, document): last for seller, document, last in db.execute(late)}
    for row in rows:
        key = (row["seller_id"], row["document_id"])
        known[key] = max(now, math.nextafter(known.get(key, 0.0), math.inf))
        row["created"] = known[key]
        row["due"] = now + lease_s


def row(document: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a document that is to be translated, without its times."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return {
        "id": uuid.uuid4().hex,
        "digest": hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        **Product.of(document).key,
        "version": document.get("version", 0),
        "markets": ",".join(document.get("markets", ())),
        "document": text,
        "state": QUEUED,
    }


def is_overtaken(db: Connection, job: Job) -> bool:
    """Tell whether there is a newer version of the document, for the same markets or for all."""
    document = job.document
    version = document.get("version", 0)
    same_but_later = and_(JobRow.version == version, JobRow.created > job.created)
    newer = select(JobRow.id).where(
        *Product.of(document).owns(JobRow),
        JobRow.markets.in_(("", ",".join(document.get("markets", ())))),
        JobRow.state.in_((QUEUED, DONE, PAUSED)),
        or_(JobRow.version > version, same_but_later),
    )
    return db.execute(newer.limit(1)).first() is not None


def get(db: Connection, job_id: str) -> Job | None:
    """Return a job, or None."""
    columns = (
        JobRow.document, JobRow.state, JobRow.attempts, JobRow.created, JobRow.result, JobRow.error,
    )  # fmt: skip
    found = db.execute(select(*columns).where(JobRow.id == job_id)).one_or_none()
    if found is None:
        return None
    shown = json.loads(found.result) if found.result else []
    document = json.loads(found.document)
    return Job(job_id, document, found.state, found.attempts, found.created, shown, found.error)
