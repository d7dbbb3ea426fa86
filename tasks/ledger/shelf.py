"""What every document reads like in every market now: versions only ever go forward."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, tuple_

from tasks.ledger import edits
from tasks.ledger.product import Product
from tasks.ledger.schema import TranslationRow
from tasks.ledger.upsert import upsert


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document's translation for one market, as the machine made it.

    Attributes:
        created: when its publish came in, in Unix seconds; decides between equal versions.
        source: JSON form of the document; ``result``: of the translation.
    """

    source: dict[str, Any]
    result: dict[str, Any]
    created: float

    @property
    def product(self) -> Product:
        """Whose it is."""
        return Product.of(self.source)

    @property
    def market(self) -> str:
        """Name of the market."""
        return str(self.result["market"])

    def read(self, db: Connection) -> dict[str, Any]:
        """Return it as people want it read."""
        found = edits.of(db, self.product, self.market)
        return edits.lay_over(self.result, self.source, found)


def put(db: Connection, new: Shelved) -> bool:
    """Store a translation; tell whether that is news: neither overtaken nor known."""
    key = {**new.product.key, "market": new.market}
    known = get(db, new.product, new.market)
    if known and _identity(known) == _identity(new):
        return False
    values = {
        "version": new.result["version"],
        "created": new.created,
        "source": json.dumps(new.source, ensure_ascii=False),
        "result": json.dumps(new.result, ensure_ascii=False),
    }
    age = tuple_(TranslationRow.version, TranslationRow.created)
    older = age <= tuple_(values["version"], values["created"])
    return upsert(db, TranslationRow, key, values, older)


def get(db: Connection, product: Product, market: str) -> Shelved | None:
    """Return what a document reads like in a market, or None."""
    columns = (TranslationRow.source, TranslationRow.result, TranslationRow.created)
    query = select(*columns).where(*product.owns(TranslationRow), TranslationRow.market == market)
    row = db.execute(query).one_or_none()
    return Shelved(json.loads(row[0]), json.loads(row[1]), row[2]) if row else None


def markets(db: Connection, product: Product) -> list[str]:
    """Return the markets that a document has been translated for."""
    query = select(TranslationRow.market).where(*product.owns(TranslationRow))
    return list(db.scalars(query.order_by(TranslationRow.market)))


def _identity(shelved: Shelved) -> Mapping[str, Any]:
    """Return what makes a translation this one; how much the cache knew does not."""
    return {name: value for name, value in shelved.result.items() if name != "cached"}
