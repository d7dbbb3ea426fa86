"""Rows of work that several workers may begin and one gets: leases, attempts, what is overdue.

An attempt is counted before the work, so that a row that kills its worker stops after
``max_attempts``. It holds the row for ``lease_s`` seconds, twice as long each time up to eight
times; a row that is not done by then is overdue, and another attempt may begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Update, select, update

from tasks.ledger import clock

QUEUED, DONE, DEAD, PAUSED = "queued", "done", "dead", "paused"
NO_END = "no attempt came to an end"  # the error of a row that only ever killed its workers
ERROR_LENGTH = 255
_LONGEST = 8  # leases, of one attempt


@dataclass(frozen=True, slots=True)
class Leases:
    """The rules for the rows of one table; every method runs in its caller's transaction."""

    table: Any
    lease_s: float = 60
    max_attempts: int = 3

    def open(self, row_id: str) -> Update:
        """Return an update of a row that is still queued, and of no other."""
        return update(self.table).where(self.table.id == row_id, self.table.state == QUEUED)

    def begin(self, db: Connection, row_id: str) -> int | None:
        """Count an attempt and return its number; None where there is nothing (more) to do."""
        known = select(self.table.attempts, self.table.error).where(self.table.id == row_id)
        row = db.execute(known).one_or_none()
        if row is None:
            return None
        now = clock.now(db)
        free = self.open(row_id).where(self.table.attempts == row.attempts, self.table.leased < now)
        if row.attempts >= self.max_attempts:
            db.execute(free.values(state=DEAD, error=row.error or NO_END))
            return None
        lease = now + self.lease_s * min(2**row.attempts, _LONGEST)
        mine = free.values(attempts=row.attempts + 1, leased=lease, due=lease)
        return row.attempts + 1 if db.execute(mine).rowcount else None

    def fail(
        self, db: Connection, attempt: int, error: str, again_s: float | None
    ) -> dict[str, Any]:
        """Return the new values of a row whose attempt failed.

        It may be tried again after ``again_s`` seconds, or is set aside.
        """
        values = {"error": error[:ERROR_LENGTH], "leased": 0}
        if again_s is None or attempt >= self.max_attempts:
            return {**values, "state": DEAD}
        return {**values, "due": clock.now(db) + again_s}

    def overdue(self, db: Connection, limit: int = 500) -> list[str]:
        """Return queued rows past their time, the oldest first, and give them more of it."""
        now = clock.now(db)
        late = (self.table.state == QUEUED, self.table.due < now)
        query = select(self.table.id).where(*late).order_by(self.table.due).limit(limit)
        ids = list(db.scalars(query))
        if ids:
            later = update(self.table).where(self.table.id.in_(ids), *late)
            db.execute(later.values(due=now + self.lease_s))
        return ids
