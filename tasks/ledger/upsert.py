"""Insert or replace a row, in the words of either database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as postgresql
from sqlalchemy.dialects.sqlite import insert as sqlite


def insert(db: Connection, table: Any) -> Any:
    """Return an insert that knows what to do about a conflict."""
    return (sqlite if db.dialect.name == "sqlite" else postgresql)(table)


def upsert(
    db: Connection, table: Any, key: Mapping[str, Any], values: Mapping[str, Any], where: Any = None
) -> bool:
    """Write a row, or over the row that has the key where that meets a condition; tell if so."""
    statement = insert(db, table).values(**key, **values)
    over = statement.on_conflict_do_update(index_elements=list(key), set_=dict(values), where=where)
    # Without the option PostgreSQL's answer to an insert is not kept.
    return bool(db.execute(over, execution_options={"preserve_rowcount": True}).rowcount)
