"""The edited terms as this process knows them: read beside the work, which waits for no store.

Rows of the journal are read in a thread of their own. Who needs terms waits for them as long as a
store takes that is well; of one that hangs, the terms that were read last are used.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tasks.glossary.scope import Scope
from tasks.ledger import terms
from tasks.ledger.database import engine
from tasks.policy import DependencyDown

FRESH_S = 1.0  # what another process edits is seen after this
AWAY_S = 10.0  # a store that is down is asked no more often than this
BEARABLE_S = 0.25  # the longest wait for rows, where terms are known
AT_FIRST_S = 5.0  # and where none are

Row = tuple[int, str, Mapping[str, Any]]

log = structlog.get_logger()


class Memory:
    """The scopes of one store; its lock is of this memory, and never held while one waits."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.read = 0  # the last row of the journal that is known
        self._known = False  # the journal was read at least once
        self._scopes: Mapping[str, Scope] = {}  # replaced, never changed
        self._stale_at = self._patient_until = 0.0
        self._looking: threading.Event | None = None
        self._lock = threading.Lock()

    def scopes(self) -> Mapping[str, Scope] | None:
        """Return all scopes by name, the oldest first; None where the journal was never read."""
        look = self._look()
        if look:
            look.wait(max(0.0, self._patient_until - time.monotonic()))
        with self._lock:
            return self._scopes if self._known else None

    def forget_the_time(self) -> None:
        """Take what is known for out of date."""
        self._stale_at = 0.0

    def catch_up(self) -> None:
        """Read what was written since the last look, in this thread.

        Raises:
            SQLAlchemyError, DependencyDown: the store does not answer.
        """
        with engine(self.database).connect() as db:
            rows = list(terms.since(db, self.read))
        with self._lock:
            fresh = [row for row in rows if row[0] > self.read]  # another thread may be faster
            if fresh:
                self._scopes, self.read = _after(self._scopes, fresh), fresh[-1][0]
            self._stale_at, self._known = time.monotonic() + FRESH_S, True

    def _look(self) -> threading.Event | None:
        """Return what is set once a look at the store has ended; None where none is needed."""
        with self._lock:
            if self._looking or time.monotonic() < self._stale_at:
                return self._looking
            wait = BEARABLE_S if self._known else AT_FIRST_S
            self._patient_until = time.monotonic() + wait
            self._looking = ended = threading.Event()
        threading.Thread(target=self._refresh, args=(ended,), name="glossary", daemon=True).start()
        return ended

    def _refresh(self, ended: threading.Event) -> None:
        try:
            self.catch_up()
        except (SQLAlchemyError, DependencyDown) as error:
            log.warning("glossary journal not read", kind=type(error).__name__)
            self._stale_at = time.monotonic() + AWAY_S
        finally:
            self._looking = None
            ended.set()


def _after(scopes: Mapping[str, Scope], rows: Iterable[Row]) -> Mapping[str, Scope]:
    """Return the scopes after rows of the journal."""
    found = dict(scopes)
    for _, name, record in rows:
        if record["op"] == "drop":
            found.pop(name, None)
        else:
            found[name] = found.get(name, Scope(name)).after(record)
    return found
