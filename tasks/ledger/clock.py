"""One clock for all machines that share a store: the store's own, where it has one."""

from __future__ import annotations

import time

from sqlalchemy import Connection, text

_OF_POSTGRESQL = text("SELECT extract(epoch FROM clock_timestamp())")


def now(db: Connection) -> float:
    """Return the time of a store, in Unix seconds; SQLite is on this machine, and so is its clock.

    A worker whose own clock is wrong begins nothing too early, and counts no attempt for it.
    """
    return float(db.scalar(_OF_POSTGRESQL)) if db.dialect.name == "postgresql" else time.time()
