"""People's corrections: laid over the machine's translation as long as their source stands."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from tasks.ledger.paths import text_at, with_text
from tasks.ledger.product import Product
from tasks.ledger.schema import EditRow
from tasks.ledger.upsert import upsert

EDITED = {"code": "edited"}
_NONE: dict[str, Any] = {"issues": []}
OUTDATED = {"code": "edit_outdated", "detail": "the source has changed since a person corrected it"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants a field to read, and the digest of the source text it was read for."""

    field: str
    text: str
    source: str
    created: float

    def is_for(self, source: Mapping[str, Any]) -> bool:
        """Tell whether the field still has the source text that the correction translates."""
        text = text_at(source, self.field)
        return text is not None and digest(text) == self.source


def digest(text: str) -> str:
    """Return what stands for a source text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def put(db: Connection, product: Product, market: str, edit: Edit) -> None:
    """Store a correction in place of an earlier one of the field."""
    values = {"text": edit.text, "source": edit.source, "created": edit.created}
    key = {**product.key, "market": market, "field": edit.field}
    upsert(db, EditRow, key, values)


def new(source: Mapping[str, Any], field: str, text: str) -> Edit:
    """Return a correction of a field that the source has."""
    return Edit(field, text, digest(text_at(source, field) or ""), time.time())


def drop(db: Connection, product: Product, market: str, field: str) -> bool:
    """Forget a correction; tell whether there was one."""
    of_market = (*product.owns(EditRow), EditRow.market == market)
    gone = delete(EditRow).where(*of_market, EditRow.field == field)
    return db.execute(gone).rowcount == 1


def of(db: Connection, product: Product, market: str) -> list[Edit]:
    """Return the corrections of a translation, by field."""
    return of_product(db, product).get(market, [])


def of_product(db: Connection, product: Product) -> dict[str, list[Edit]]:
    """Return the corrections of a product, by market and field."""
    columns = (EditRow.market, EditRow.field, EditRow.text, EditRow.source, EditRow.created)
    query = select(*columns).where(*product.owns(EditRow)).order_by(EditRow.field)
    found: dict[str, list[Edit]] = {}
    for market, field, text, source, created in db.execute(query):
        found.setdefault(market, []).append(Edit(field, text, source, created))
    return found


def lay_over(
    translation: Mapping[str, Any], source: Mapping[str, Any], edits: Iterable[Edit]
) -> dict[str, Any]:
    """Return a translation as people want it read.

    A field whose source has changed since shows the machine's text and is marked for review;
    the correction itself is kept.
    """
    shown = dict(translation)
    for edit in edits:
        if text_at(shown, edit.field) is None:
            continue  # the field is gone
        fits = edit.is_for(source)
        if fits:
            shown = with_text(shown, edit.field, edit.text)
        fields = shown["fields"]
        shown["fields"] = {**fields, edit.field: _told(fields.get(edit.field, _NONE), fits)}
    shown["status"] = _worst(shown["fields"]) if shown["fields"] else shown["status"]
    return shown


def _told(machine: Mapping[str, Any], fits: bool) -> dict[str, Any]:
    if fits:
        return {"status": "ok", "issues": [EDITED]}
    return {"status": "review", "issues": [*machine["issues"], OUTDATED]}


def _worst(fields: Mapping[str, Any]) -> str:
    """Return the status of a document whose fields are these, as the pipeline counts."""
    found = {field["status"] for field in fields.values()}
    return "review" if "review" in found else "kept" if found == {"kept"} else "ok"
