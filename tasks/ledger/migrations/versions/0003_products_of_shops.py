"""Products belong to shops: what was kept by document id is kept by seller and id.

The seller of a row is read from the document that it came from. What several shops shared until
now is told apart as far as that can be known: a correction belongs to the shop whose text it was
made for, and a paused id is paused in every shop that has published it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_PAGE = 500  # rows in memory at a time
_SELLER = 255  # characters
_KEYS = {
    "translations": ("document_id", "market"),
    "edits": ("document_id", "market", "field"),
    "switches": ("document_id",),
}

_JOBS = sa.table("jobs", *map(sa.column, ("seller_id", "document_id", "document", "created")))
_SHOWN = sa.table("translations", *map(sa.column, ("seller_id", "document_id", "market")))

Row = dict[str, Any]


def _seller() -> sa.Column[str]:
    return sa.Column("seller_id", sa.String(_SELLER), nullable=False, server_default="")


def _table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _pages(table: sa.Table, key: tuple[str, ...]) -> Iterator[Row]:
    """Yield every row in the order of its key; rows may be written meanwhile."""
    columns = [table.c[name] for name in key]
    query, last = sa.select(table).order_by(*columns).limit(_PAGE), None
    while True:
        after = query if last is None else query.where(sa.tuple_(*columns) > sa.tuple_(*last))
        rows = [dict(row) for row in op.get_bind().execute(after).mappings()]
        yield from rows
        if len(rows) < _PAGE:
            return
        last = [rows[-1][name] for name in key]


def _seller_of(document: str) -> str:
    return str(json.loads(document).get("seller_id") or "")[:_SELLER]


def _again(name: str, whose: Callable[[Row], list[Row]]) -> None:
    """Make a table anew with the seller in its key; ``whose`` gives a row to its shops."""
    old, key = _table(name), _KEYS[name]
    columns = [
        sa.Column(c.name, c.type, primary_key=c.name in key, nullable=False) for c in old.columns
    ]
    seller = sa.Column("seller_id", sa.String(_SELLER), primary_key=True)
    op.rename_table(name, f"{name}_old")
    new = op.create_table(name, seller, *columns)
    for row in _pages(_table(f"{name}_old"), key):
        for owned in whose(row):
            op.get_bind().execute(sa.insert(new).values(owned))
    op.drop_table(f"{name}_old")


def _work(name: str, whose: Callable[[Row], Row]) -> None:
    """Give the rows of work their sellers; ``whose`` returns what changes in a row."""
    op.add_column(name, _seller())
    table = _table(name)
    for row in _pages(table, ("id",)):
        if changed := whose(row):
            op.get_bind().execute(sa.update(table).where(table.c.id == row["id"]).values(changed))


def _of_translation(row: Row) -> list[Row]:
    seller = _seller_of(row["source"])
    result = json.dumps(json.loads(row["result"]) | {"seller_id": seller}, ensure_ascii=False)
    return [row | {"seller_id": seller, "result": result}]


def _of_edit(row: Row) -> list[Row]:
    """Return a correction with the shop whose text it was made for, or that has the id now."""
    mine = sa.select(_JOBS.c.document).where(_JOBS.c.document_id == row["document_id"])
    for document in op.get_bind().scalars(mine.order_by(_JOBS.c.created.desc())):
        if _digest(json.loads(document), row["field"]) == row["source"]:
            return [row | {"seller_id": _seller_of(document)}]
    return [row | {"seller_id": _shown(row)}]


def _shown(row: Row) -> str:
    """Return the shop whose translation for a market an id has now."""
    of_market = (_SHOWN.c.document_id == row["document_id"], _SHOWN.c.market == row["market"])
    return str(op.get_bind().scalar(sa.select(_SHOWN.c.seller_id).where(*of_market)) or "")


def _digest(document: Any, path: str) -> str:
    """Return the digest of the text at a path, as corrections hold it."""
    found = document
    for step in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return ""
    return hashlib.blake2b(str(found).encode(), digest_size=16).hexdigest()


def _of_switch(row: Row) -> list[Row]:
    sellers = sa.select(_JOBS.c.seller_id).distinct()
    found = op.get_bind().scalars(sellers.where(_JOBS.c.document_id == row["document_id"])).all()
    return [row | {"seller_id": seller} for seller in found or [""]]


def _of_delivery(row: Row) -> Row:
    """Return the shop and the name of a delivery, which is made of what it is about."""
    seller = _shown(row)
    about = (seller, row["document_id"], row["market"], row["receiver"])
    name = hashlib.blake2b(repr(about).encode(), digest_size=16).hexdigest()
    return {"seller_id": seller, "id": name}


def upgrade() -> None:
    """Give every row the shop it belongs to."""
    _work("jobs", lambda row: {"seller_id": _seller_of(row["document"])})
    _again("translations", _of_translation)
    _again("edits", _of_edit)
    _again("switches", _of_switch)
    _work("deliveries", _of_delivery)
    _receivers(sa.Text())


def _receivers(kind: sa.types.TypeEngine[Any]) -> None:
    """Say how long the address of a receiver may be."""
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("receiver", type_=kind, existing_nullable=False)


def downgrade() -> None:
    """Keep by document id alone; of several shops that have one id, one stays."""
    for name, key in _KEYS.items():
        _without(name, key)
    _receivers(sa.String(255))
    for name in ("jobs", "deliveries"):
        with op.batch_alter_table(name) as table:
            table.drop_column("seller_id")


def _without(name: str, key: tuple[str, ...]) -> None:
    shared, old = set[tuple[Any, ...]](), _table(name)
    kept = [c for c in old.columns if c.name != "seller_id"]
    columns = [sa.Column(c.name, c.type, primary_key=c.name in key, nullable=False) for c in kept]
    op.rename_table(name, f"{name}_old")
    new = op.create_table(name, *columns)
    for row in _pages(_table(f"{name}_old"), ("seller_id", *key)):
        if (mine := tuple(row[part] for part in key)) not in shared:
            shared.add(mine)
            row.pop("seller_id")
            op.get_bind().execute(sa.insert(new).values(row))
    op.drop_table(f"{name}_old")
