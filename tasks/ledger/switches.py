"""The switch of each product, ``on`` or ``paused``: asked when work begins, and again at delivery.

What comes to its turn while a product is paused waits, and goes on when it is switched on.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Select, Update, select, update

from tasks.ledger.leases import PAUSED, QUEUED
from tasks.ledger.schema import DeliveryRow, JobRow, SwitchRow
from tasks.ledger.upsert import upsert


def is_paused(db: Connection, document_id: str) -> bool:
    """Tell whether a product is paused; one that nobody switched is on."""
    return db.execute(_paused(document_id)).first() is not None


def hold(db: Connection, row: Update, document_id: str) -> bool:
    """Pause a row whose product is paused, and tell if so; ``row`` is an update of it.

    Whoever switches the product on at this moment does so before or after, never in between.
    """
    paused = _paused(document_id)
    db.execute(paused.with_for_update())  # PostgreSQL; SQLite has one writer
    return bool(db.execute(row.where(paused.exists()).values(state=PAUSED)).rowcount)


def _paused(document_id: str) -> Select[Any]:
    return select(SwitchRow.document_id).where(
        SwitchRow.document_id == document_id, SwitchRow.paused
    )


def turn(db: Connection, document_id: str, *, paused: bool) -> tuple[list[str], list[str]]:
    """Pause a product or switch it on; return the jobs and deliveries that may go on."""
    upsert(db, SwitchRow, {"document_id": document_id}, {"paused": paused})
    if paused:
        return [], []
    return _resume(db, JobRow, document_id), _resume(db, DeliveryRow, document_id)


def _resume(db: Connection, table: Any, document_id: str) -> list[str]:
    waiting = (table.document_id == document_id, table.state == PAUSED)
    ids = list(db.scalars(select(table.id).where(*waiting)))
    db.execute(update(table).where(*waiting).values(state=QUEUED, due=time.time()))
    return ids
