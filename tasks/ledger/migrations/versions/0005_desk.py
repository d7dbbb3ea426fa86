"""A row for each product, as the desk lists them, and the segments that people decided on."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_PAGE = 500  # translations in memory at a time


def upgrade() -> None:
    """Create them; what has been translated is listed as its machine translation stands."""
    op.create_table(
        "products",
        sa.Column("seller_id", sa.String(255), primary_key=True),
        sa.Column("document_id", sa.String(255), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("updated", sa.Float(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("states", sa.String(255), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
    )
    looked_at = ["updated", "seller_id", "document_id", "states", "words"]
    op.create_index("products_by_time", "products", looked_at)
    op.create_table(
        "phrases",
        sa.Column("scope", sa.String(255), primary_key=True),
        sa.Column("language", sa.String(35), primary_key=True),
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
    )
    _list()


def _list() -> None:
    table = sa.Table("translations", sa.MetaData(), autoload_with=op.get_bind())
    products = sa.Table("products", sa.MetaData(), autoload_with=op.get_bind())
    key = [table.c.seller_id, table.c.document_id, table.c.market]
    query, last = sa.select(table).order_by(*key).limit(_PAGE), None
    while rows := op.get_bind().execute(query if last is None else query.where(last)).all():
        for row in rows:
            _add(products, row)
        last = sa.tuple_(*key) > sa.tuple_(*(rows[-1]._mapping[column.name] for column in key))


def _add(products: sa.Table, row: sa.Row[tuple[object, ...]]) -> None:
    """Put a translation into the row of its product."""
    source, result = json.loads(row.source), json.loads(row.result)
    whose = (products.c.seller_id == row.seller_id, products.c.document_id == row.document_id)
    known = op.get_bind().execute(sa.select(products).where(*whose)).one_or_none()
    standing = json.loads(known.standing) if known else {}
    standing[row.market] = {name: result.get(name) for name in ("status", "score", "version")}
    title = (source.get("title") or source.get("body") or "")[:300]
    values = {
        "title": title,
        "updated": max(row.created, known.updated if known else 0.0),
        "standing": json.dumps(standing),
        "states": _states(standing),
        "words": title.casefold()[:90],
    }
    if known:
        op.get_bind().execute(sa.update(products).where(*whose).values(values))
        return
    key = {"seller_id": row.seller_id, "document_id": row.document_id}
    op.get_bind().execute(sa.insert(products).values(**key, **values))


def _states(standing: dict[str, dict[str, object]]) -> str:
    return "".join(f",{market}={each['status']}" for market, each in sorted(standing.items())) + ","


def downgrade() -> None:
    """Forget the list and the segments."""
    op.drop_table("phrases")
    op.drop_table("products")
