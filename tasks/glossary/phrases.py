"""The memory of accepted and corrected segments, as this process knows it.

Read beside the work: of a store that hangs, what was read last is used.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tasks.ledger import phrases
from tasks.ledger.database import engine
from tasks.ledger.phrases import PLATFORM, scope_of
from tasks.policy import DependencyDown

FRESH_S = 1.0  # what another process decides is seen after this
AWAY_S = 10.0  # a store that is down is asked no more often than this
BEARABLE_S = 0.25  # the longest wait of whoever looks, where something is known
AT_FIRST_S = 5.0  # the longest wait for a store that was never read
_OVERLAP_S = 5.0  # clocks of several machines differ, and transactions end late

log = structlog.get_logger()


class Phrases:
    """All segments of one store; safe to share among threads."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._known: dict[tuple[str, str, str], str] = {}
        self._newest, self._stale_at = 0.0, 0.0
        self._read = threading.Event()
        self._lock = threading.Lock()

    def find(self, seller_id: str, language: str, sources: Sequence[str]) -> Mapping[str, str]:
        """Return source → target of what is known; the shop's own words win."""
        self._look()
        if not self._known:
            return {}
        found = {}
        for source in sources:
            for scope in (scope_of(seller_id), PLATFORM):
                if said := self._known.get((scope, language, source)):
                    found[source] = said
                    break
        return found

    def own(self, seller_id: str, language: str, source: str) -> bool:
        """Tell whether a shop says a text in words of its own, as far as this has been read."""
        self._look()
        return bool(self._known.get((scope_of(seller_id), language, source.strip())))

    def catch_up(self) -> None:
        """Read what was decided since the last look, in this thread.

        Raises:
            SQLAlchemyError, DependencyDown: the store does not answer.
        """
        with engine(self._database).connect() as db:
            rows = list(phrases.since(db, self._newest - _OVERLAP_S))
        for at, each in rows:
            self._known[each.scope, each.language, each.source] = each.target
            self._newest = max(self._newest, at)
        self._stale_at = time.monotonic() + FRESH_S
        self._read.set()

    def _look(self) -> None:
        """Read what is out of date, and wait for it as long as a store takes that is well."""
        if time.monotonic() >= self._stale_at and self._lock.acquire(blocking=False):
            self._stale_at = time.monotonic() + AWAY_S
            looking = threading.Thread(target=self._refresh, name="phrases", daemon=True)
            looking.start()
            looking.join(BEARABLE_S)
        self._read.wait(AT_FIRST_S)

    def _refresh(self) -> None:
        try:
            self.catch_up()
        except (SQLAlchemyError, DependencyDown) as error:
            log.warning("memory not read", kind=type(error).__name__)
            self._read.set()  # nobody waits for it again
        finally:
            self._lock.release()
