"""The list of products: what each has in every market, filtered, searched and paged."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_

from tasks.ledger import edits, shelf
from tasks.ledger.product import Product
from tasks.ledger.schema import ProductRow, SwitchRow
from tasks.ledger.upsert import upsert

State = Literal["held", "outdated", "review", "ok", "kept"]
_TITLE = 300  # characters
_WORDS = 90  # of them that are searched: an index row of PostgreSQL is short


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which products to list; what is empty excludes none.

    Attributes:
        seller_id: of one shop; None of all.
        state: that one of the markets has, or ``market`` where that is given.
        text: in the title, or the beginning of an id.
    """

    seller_id: str | None = None
    market: str = ""
    state: str = ""
    text: str = ""
    paused: bool | None = None


def refresh(db: Connection, product: Product) -> None:
    """Write down anew what a product has in every market, in the transaction that changed it."""
    standing: dict[str, dict[str, Any]] = {}
    title = ""
    for name in shelf.markets(db, product):
        if found := shelf.get(db, product, name):
            standing[name] = _stands(found.read(db))
            title = str(found.source.get("title") or found.source.get("body") or "")[:_TITLE]
    values = {
        "title": title,
        "updated": time.time(),
        "standing": json.dumps(standing),
        "states": _states(standing),
        "words": title.casefold()[:_WORDS],
    }
    upsert(db, ProductRow, product.key, values)


def listed(
    db: Connection, wanted: Wanted, limit: int, cursor: str = ""
) -> tuple[list[dict[str, Any]], str]:
    """Return a page of products, those that changed last first, and the cursor of the next page.

    Raises:
        ValueError: the cursor is none that an earlier page gave.
    """
    on = and_(
        SwitchRow.seller_id == ProductRow.seller_id, SwitchRow.document_id == ProductRow.document_id
    )
    columns = (
        ProductRow.document_id, ProductRow.seller_id, ProductRow.title, ProductRow.updated,
        ProductRow.standing, SwitchRow.paused,
    )  # fmt: skip
    order = (ProductRow.updated, ProductRow.seller_id, ProductRow.document_id)
    query = select(*columns).outerjoin(SwitchRow, on).where(*_conditions(wanted))
    if cursor:
        query = query.where(tuple_(*order) < tuple_(*_read(cursor)))
    rows = db.execute(query.order_by(*(each.desc() for each in order)).limit(limit + 1)).all()
    more = _cursor(rows[limit - 1]) if len(rows) > limit else ""
    return [_row(row) for row in rows[:limit]], more


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.seller_id is not None:
        found.append(ProductRow.seller_id == wanted.seller_id)
    if wanted.market or wanted.state:
        told = f",{wanted.market}={wanted.state}" if wanted.market else f"={wanted.state}"
        told += "," if wanted.state else ""
        found.append(ProductRow.states.contains(told, autoescape=True))
    if wanted.text:
        starts = ProductRow.document_id.startswith(wanted.text, autoescape=True)
        words = ProductRow.words.contains(wanted.text.casefold(), autoescape=True)
        found.append(or_(words, starts))
    if wanted.paused is not None:
        is_paused = SwitchRow.paused.is_(True)
        found.append(is_paused if wanted.paused else or_(SwitchRow.paused.is_(None), ~is_paused))
    return found


def _stands(shown: Mapping[str, Any]) -> dict[str, Any]:
    codes = {i["code"] for field in shown["fields"].values() for i in field["issues"]}
    is_outdated = edits.OUTDATED["code"] in codes and shown["status"] != "held"
    status = "outdated" if is_outdated else shown["status"]
    return {"status": status, "score": shown.get("score"), "version": shown["version"]}


def _states(standing: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what a filter looks through.

    >>> _states({"US": {"status": "held"}, "HK": {"status": "ok"}})
    ',HK=ok,US=held,'
    """
    return "".join(f",{name}={each['status']}" for name, each in sorted(standing.items())) + ","


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": row.document_id,
        "seller_id": row.seller_id,
        "title": row.title,
        "updated": row.updated,
        "state": "paused" if row.paused else "on",
        "markets": json.loads(row.standing),
    }


def _cursor(row: Any) -> str:
    place = json.dumps([row.updated, row.seller_id, row.document_id])
    return base64.urlsafe_b64encode(place.encode()).decode()


def _read(cursor: str) -> tuple[float, str, str]:
    try:
        updated, seller_id, document_id = json.loads(base64.urlsafe_b64decode(cursor))
        return float(updated), str(seller_id), str(document_id)
    except (TypeError, ValueError) as error:
        raise ValueError("no such cursor") from error
