"""The switch of each product, ``on`` or ``paused``: asked when work begins, and again at delivery.

What comes to its turn while a product is paused waits, and goes on when it is switched on.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, Update, select, update

from tasks.ledger import clock
from tasks.ledger.leases import PAUSED, QUEUED
from tasks.ledger.product import Product
from tasks.ledger.schema import DeliveryRow, JobRow, SwitchRow
from tasks.ledger.upsert import upsert


def is_paused(db: Connection, product: Product) -> bool:
    """Tell whether a product is paused; one that nobody switched is on."""
    return db.execute(_paused(product)).first() is not None


def hold(db: Connection, row: Update, product: Product) -> bool:
    """Pause a row whose product is paused, and tell if so; ``row`` is an update of it.

    Whoever switches the product on at this moment does so before or after, never in between.
    """
    paused = _paused(product)
    db.execute(paused.with_for_update())  # PostgreSQL; SQLite has one writer
    return bool(db.execute(row.where(paused.exists()).values(state=PAUSED)).rowcount)


def _paused(product: Product) -> Select[Any]:
    return select(SwitchRow.document_id).where(*product.owns(SwitchRow), SwitchRow.paused)


def turn(db: Connection, product: Product, *, paused: bool) -> tuple[list[str], list[str]]:
    """Pause a product or switch it on; return the jobs and deliveries that may go on."""
    upsert(db, SwitchRow, product.key, {"paused": paused})
    if paused:
        return [], []
    return _resume(db, JobRow, product), _resume(db, DeliveryRow, product)


def _resume(db: Connection, table: Any, product: Product) -> list[str]:
    waiting = (*product.owns(table), table.state == PAUSED)
    ids = list(db.scalars(select(table.id).where(*waiting)))
    db.execute(update(table).where(*waiting).values(state=QUEUED, due=clock.now(db)))
    return ids
