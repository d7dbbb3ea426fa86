"""What people did to a translation, and when: rows that are never changed."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select

from tasks.ledger.product import Product
from tasks.ledger.schema import HistoryRow

_SHOWN = 200  # rows of one product


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did.

    Attributes:
        action: ``edited``, ``accepted``, ``reverted``, ``paused`` or ``resumed``.
        market, field: where; a switch has neither, an acceptance no field.
        at: Unix seconds; 0 means now.
    """

    action: str
    who: str = ""
    market: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    at: float = 0


def record(db: Connection, product: Product, deed: Deed) -> None:
    """Write down what somebody did, in the transaction that does it."""
    row = {**asdict(deed), "at": deed.at or time.time(), **product.key}
    db.execute(insert(HistoryRow).values(**row))


def of(db: Connection, product: Product) -> list[Deed]:
    """Return what was done to a product, the newest first."""
    columns = (getattr(HistoryRow, name) for name in Deed.__dataclass_fields__)
    mine = select(*columns).where(*product.owns(HistoryRow)).order_by(HistoryRow.id.desc())
    return [Deed(*row) for row in db.execute(mine.limit(_SHOWN))]
