"""The journal of edited glossaries: every edit is a row, and none is ever changed or deleted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, text

from tasks.ledger.schema import TermRow


def append(db: Connection, scope: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records of a scope, so that a row never turns up behind one that was read before."""
    if db.dialect.name == "postgresql":  # SQLite has one writer
        db.execute(text(f"LOCK TABLE {TermRow.__tablename__} IN EXCLUSIVE MODE"))
    rows = [
        {"at": time.time(), "scope": scope, "record": json.dumps(record, ensure_ascii=False)}
        for record in records
    ]
    if rows:
        db.execute(insert(TermRow), rows)


def since(db: Connection, number: int) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Yield number, scope and record of every row after one, in the order of the edits."""
    columns = select(TermRow.id, TermRow.scope, TermRow.record)
    for row in db.execute(columns.where(TermRow.id > number).order_by(TermRow.id)):
        yield row.id, row.scope, json.loads(row.record)
