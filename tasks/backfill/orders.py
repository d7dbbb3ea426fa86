"""Chunks of a backfill on their way through the workers: a row each, which is short-lived.

The command writes a row before it sends the message, and deletes it once the result is in its
folder. So the input and the folder are the truth; all rows may be lost, and the next run that
resumes writes them again.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, select
from sqlalchemy import insert as insert_into

from tasks.ledger import clock
from tasks.ledger.leases import DEAD, DONE, NO_END, QUEUED, Leases
from tasks.ledger.schema import ChunkRow


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is to do.

    Attributes:
        signature: of the pipeline that the command has.
        documents: JSON forms.
    """

    id: str
    signature: str
    documents: list[dict[str, Any]]
    attempt: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it.

    Attributes:
        result: JSON form of what the worker gave; None where it gave nothing.
        error: why not; nothing where the workers that tried have died.
    """

    result: dict[str, Any] | None = None
    error: str = ""


class Chunks:
    """The rows of one store."""

    def __init__(self, engine: Engine, *, lease_s: float = 60, max_attempts: int = 3) -> None:
        self._engine = engine
        self._leases = Leases(ChunkRow, lease_s, max_attempts)

    def add(self, run: str, signature: str, documents: Sequence[Mapping[str, Any]]) -> str:
        """Write a row for documents, and return its id."""
        work = json.dumps(documents, ensure_ascii=False)
        row = {"id": uuid.uuid4().hex, "run": run, "signature": signature, "documents": work}
        with self._engine.begin() as db:
            due = clock.now(db) + self._leases.lease_s
            db.execute(insert_into(ChunkRow).values(**row, state=QUEUED, due=due))
        return row["id"]

    def begin(self, row_id: str) -> Order | None:
        """Count an attempt and return the order; None where there is nothing (more) to do."""
        with self._engine.begin() as db:
            attempt = self._leases.begin(db, row_id)
            if attempt is None:
                return None
            columns = select(ChunkRow.signature, ChunkRow.documents)
            signature, documents = db.execute(columns.where(ChunkRow.id == row_id)).one()
        return Order(row_id, signature, json.loads(documents), attempt)

    def finish(self, order: Order, result: Mapping[str, Any]) -> None:
        """Store a result; of two, the first counts."""
        text = json.dumps(result, ensure_ascii=False)
        with self._engine.begin() as db:
            db.execute(self._leases.open(order.id).values(state=DONE, result=text))

    def fail(self, order: Order, error: str, *, may_pass: bool) -> None:
        """Record why an attempt failed; what cannot pass, or was tried enough, is set aside."""
        wait = min(self._leases.lease_s, 2.0**order.attempt) * random.uniform(0.5, 1)
        with self._engine.begin() as db:
            values = self._leases.fail(db, order.attempt, error, wait if may_pass else None)
            db.execute(self._leases.open(order.id).values(**values))

    def overdue(self, limit: int = 500) -> list[str]:
        """Return rows past their time, the oldest first, and give them more of it."""
        with self._engine.begin() as db:
            return self._leases.overdue(db, limit)

    def answer(self, row_id: str) -> Answer | None:
        """Return what came of a row, or None as long as it is under way."""
        query = select(ChunkRow.state, ChunkRow.error, ChunkRow.result)
        with self._engine.connect() as db:
            row = db.execute(query.where(ChunkRow.id == row_id)).one_or_none()
        if row is None:
            return Answer(error="its row is gone")
        if row.state == DEAD:
            return Answer(error="" if row.error == NO_END else row.error)
        return Answer(json.loads(row.result)) if row.state == DONE else None

    def delete(self, row_id: str) -> None:
        """Delete a row."""
        self._delete(ChunkRow.id == row_id)

    def clear(self, run: str) -> None:
        """Delete all rows of a run."""
        self._delete(ChunkRow.run == run)

    def _delete(self, which: ColumnElement[bool]) -> None:
        with self._engine.begin() as db:
            db.execute(delete(ChunkRow).where(which))
