"""News on its way out: one row for each document, market and receiver.

A row says only that there is news; what goes out is read when it does. News that comes while
older news is unsent takes its place, and while older news is being sent, waits for that to end:
so nothing older ever arrives after something newer.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from tasks.ledger import clock, shelf, switches
from tasks.ledger.leases import DONE, QUEUED, Leases
from tasks.ledger.product import Product
from tasks.ledger.schema import DeliveryRow
from tasks.ledger.upsert import upsert

LONGEST_S = 24 * 3600.0  # between two attempts at a delivery


@dataclass(frozen=True, slots=True)
class News:
    """What one delivery is about.

    Attributes:
        row: id of the row; ``delivery``: of this piece of news, the same in every attempt.
        translation: JSON form, with people's corrections.
    """

    row: str
    delivery: str
    receiver: str
    attempt: int
    translation: dict[str, Any]


def announce(db: Connection, product: Product, market: str, receivers: Iterable[str]) -> list[str]:
    """Write a row for every receiver, in the transaction that made the news; return their ids."""
    ids = []
    for receiver in receivers:
        name = repr((*product.key.values(), market, receiver)).encode()
        ids.append(hashlib.blake2b(name, digest_size=16).hexdigest())
        key = {"id": ids[-1]}
        whose = {**product.key, "market": market, "receiver": receiver}
        fresh = {"delivery": uuid.uuid4().hex, "state": QUEUED, "attempts": 0, "error": ""}
        upsert(db, DeliveryRow, key, {**whose, **fresh, "due": clock.now(db) + 60})
    return ids


class Outbox:
    """The rows of one store; what fails is tried again after ``retry_s``, then twice that."""

    def __init__(
        self,
        engine: Engine,
        *,
        lease_s: float = 60,
        max_attempts: int = 12,
        retry_s: float = 30,
    ) -> None:
        self._engine, self._retry_s = engine, retry_s
        self._leases = Leases(DeliveryRow, lease_s, max_attempts)

    def begin(self, row_id: str) -> News | None:
        """Count an attempt and return the news; None where there is nothing (more) to do."""
        with self._engine.begin() as db:
            columns = (DeliveryRow.document_id, DeliveryRow.seller_id, DeliveryRow.market)
            row = db.execute(select(*columns).where(DeliveryRow.id == row_id)).one_or_none()
            if row is None:
                return None
            product = Product(row.document_id, row.seller_id)
            if switches.hold(db, self._leases.open(row_id), product):
                return None
            attempt = self._leases.begin(db, row_id)
            current = shelf.get(db, product, row.market) if attempt else None
            if attempt is None or current is None:
                return None
            named = select(DeliveryRow.delivery, DeliveryRow.receiver)
            delivery, receiver = db.execute(named.where(DeliveryRow.id == row_id)).one()
            return News(row_id, delivery, receiver, attempt, current.read(db))

    def delivered(self, news: News) -> bool:
        """Close a row; tell whether newer news came in the meantime and may now go out."""
        return self._end(news, {"state": DONE, "error": "", "leased": 0})

    def fail(self, news: News, error: str, again_s: float | None) -> bool:
        """Record why a delivery failed; tell whether newer news may now go out.

        ``again_s`` is the shortest time to the next attempt; None where none is of use.
        """
        wait = again_s
        if again_s is not None:
            backoff = min(LONGEST_S, self._retry_s * 2 ** (news.attempt - 1))
            wait = max(again_s, backoff * random.uniform(0.5, 1))
        with self._engine.connect() as db:
            values = self._leases.fail(db, news.attempt, error, wait)
        return self._end(news, values)

    def _end(self, news: News, values: dict[str, Any]) -> bool:
        of_row = update(DeliveryRow).where(DeliveryRow.id == news.row)
        mine = of_row.where(DeliveryRow.delivery == news.delivery, DeliveryRow.state == QUEUED)
        newer = of_row.where(DeliveryRow.delivery != news.delivery)
        with self._engine.begin() as db:
            if db.execute(mine.values(**values)).rowcount:
                return False
            return bool(db.execute(newer.values(leased=0, due=clock.now(db))).rowcount)

    def overdue(self, limit: int = 500) -> list[str]:
        """Return rows past their time, the oldest first, and give them more of it."""
        with self._engine.begin() as db:
            return self._leases.overdue(db, limit)
