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

KINDS = ("edited", "accepted")
_NONE: dict[str, Any] = {"issues": []}
OUTDATED = {"code": "edit_outdated", "detail": "the source has changed since a person corrected it"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants a field to read, and the digest of the source text it was read for.

    Attributes:
        kind: ``edited``, or ``accepted`` where the machine's words were taken as they were.
        who: name of the key it came with.
    """

    field: str
    text: str
    source: str
    created: float
    kind: str = "edited"
    who: str = ""

    def is_for(self, source: Mapping[str, Any]) -> bool:
        """Tell whether the field still has the source text that the correction translates."""
        text = text_at(source, self.field)
        return text is not None and digest(text) == self.source


def digest(text: str) -> str:
    """Return what stands for a source text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def put(db: Connection, product: Product, market: str, edit: Edit) -> None:
    """Store a correction in place of an earlier one of the field."""
    values = {name: getattr(edit, name) for name in ("text", "source", "created", "kind", "who")}
    key = {**product.key, "market": market, "field": edit.field}
    upsert(db, EditRow, key, values)


def new(
    source: Mapping[str, Any], field: str, text: str, who: str = "", kind: str = "edited"
) -> Edit:
    """Return a correction of a field that the source has."""
    return Edit(field, text, digest(text_at(source, field) or ""), time.time(), kind, who)


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
    columns = (
        EditRow.field, EditRow.text, EditRow.source, EditRow.created, EditRow.kind, EditRow.who,
    )  # fmt: skip
    query = select(EditRow.market, *columns).where(*product.owns(EditRow)).order_by(EditRow.field)
    found: dict[str, list[Edit]] = {}
    for row in db.execute(query):
        found.setdefault(row[0], []).append(Edit(*row[1:]))
    return found


def lay_over(
    translation: Mapping[str, Any], source: Mapping[str, Any], edits: Iterable[Edit]
) -> dict[str, Any]:
    """Return a translation as people want it read.

    A field whose source has changed since shows the machine's text and is marked for review;
    the correction itself is kept.
    """
    shown, fields = dict(translation), dict(translation["fields"])
    for edit in edits:
        if text_at(shown, edit.field) is None:
            continue  # the field is gone
        fits = edit.is_for(source)
        if fits:
            shown = with_text(shown, edit.field, edit.text)
        fields[edit.field] = _told(fields.get(edit.field, _NONE), edit.kind if fits else "")
    return rated({**shown, "fields": fields})


def rated(translation: Mapping[str, Any]) -> dict[str, Any]:
    """Return a translation with the status and score that those of its fields come to."""
    shown, fields = dict(translation), translation["fields"].values()
    if fields:
        shown["status"] = _worst({field["status"] for field in fields})
    scores = [field["score"] for field in fields if "score" in field]
    shown.pop("score", None)
    return {**shown, "score": min(scores)} if scores else shown


def _told(machine: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return what is said of a field whose correction fits, or is of no kind that does."""
    if kind:
        return {"status": "ok", "issues": [{"code": kind}]}
    status = "held" if machine.get("status") == "held" else "review"
    return {**machine, "status": status, "issues": [*machine["issues"], OUTDATED]}


def _worst(found: set[str]) -> str:
    """Return the status of a document whose fields have these, as the pipeline counts."""
    return next((status for status in ("held", "review", "ok") if status in found), "kept")
