"""What was set aside: jobs, deliveries and chunks that failed too often, looked at by people."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, select, update

from tasks.ledger.leases import DEAD, QUEUED
from tasks.ledger.schema import ChunkRow, DeliveryRow, JobRow

TABLES: Mapping[str, Any] = {"jobs": JobRow, "deliveries": DeliveryRow, "chunks": ChunkRow}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of work; ``about`` names the shop, the document, the receiver or the backfill."""

    kind: str
    id: str
    about: str
    state: str
    attempts: int
    error: str


def rows(engine: Engine, kind: str, state: str = DEAD, limit: int = 100) -> list[Row]:
    """Return rows of a kind in a state, the longest waiting first."""
    table = TABLES[kind]
    columns = (table.id, table.state, table.attempts, table.error, *_about(kind))
    query = select(*columns).where(table.state == state).order_by(table.due).limit(limit)
    with engine.connect() as db:
        return [
            Row(kind, row[0], " → ".join(str(part) for part in row[4:] if part != ""), *row[1:4])
            for row in db.execute(query)
        ]


def retry(engine: Engine, kind: str, ids: Sequence[str]) -> list[str]:
    """Queue rows afresh, and return those there are."""
    afresh = {"state": QUEUED, "attempts": 0, "leased": 0, "due": time.time(), "error": ""}
    return _each(engine, update(TABLES[kind]).values(**afresh), kind, ids)


def drop(engine: Engine, kind: str, ids: Sequence[str]) -> list[str]:
    """Forget rows, and return those there were."""
    return _each(engine, delete(TABLES[kind]), kind, ids)


def _each(engine: Engine, change: Any, kind: str, ids: Sequence[str]) -> list[str]:
    """Change the rows that are set aside; what is under way is left alone."""
    table = TABLES[kind]
    with engine.begin() as db:
        return [
            row_id
            for row_id in ids
            if db.execute(change.where(table.id == row_id, table.state == DEAD)).rowcount
        ]


def _about(kind: str) -> tuple[Any, ...]:
    if kind == "deliveries":
        return (*_product(DeliveryRow), DeliveryRow.market, DeliveryRow.receiver)
    return (*_product(JobRow), JobRow.version) if kind == "jobs" else (ChunkRow.run,)


def _product(table: Any) -> tuple[Any, ...]:
    return table.seller_id, table.document_id
