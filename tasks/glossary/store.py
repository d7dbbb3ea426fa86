"""The terms that people edit: platform, seller and named glossaries.

An append-only journal in the store is the truth; a Redis hash is a copy for who cannot reach the
store at the moment. A flush of Redis loses nothing: whoever reads the journal fills it again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast

import redis
import structlog
from sqlalchemy.exc import SQLAlchemyError

from pipeline.glossary import Entry
from tasks.glossary.scope import PLATFORM, Scope, seller_scope
from tasks.ledger import terms
from tasks.ledger.database import engine
from tasks.policy import DependencyDown

HASH = "haiyi:glossaries"
_HEAD = "@journal"  # field of the hash: the last row of the journal that it holds
_FRESH_S = 1.0  # what another process edits is seen after this
_AWAY_S = 10.0  # a store that is down is asked no more often than this

log = structlog.get_logger()


class Glossaries:
    """All scopes; safe to share among threads, and among processes of one store.

    Args:
        database: URL of the store, which is opened on first use and so after any fork.
        client: of the server that holds the copy, or None to have none.
    """

    def __init__(self, database: str, client: redis.Redis | None = None) -> None:
        self._database, self._client = database, client
        self._scopes: dict[str, Scope] = {}
        self._read = 0  # the last row of the journal in ``_scopes``
        self._stale_at = 0.0
        self._known = False  # the journal was read at least once
        self._fetched: dict[str, tuple[float, Scope]] = {}
        self._lock = threading.RLock()

    def terms(self, seller_id: str) -> tuple[Entry, ...]:
        """Return the edited terms for a seller: the platform's, then the seller's, which win."""
        own = self.scope(seller_scope(seller_id)).entries if seller_id else ()
        return self.scope(PLATFORM).entries + own

    def scope(self, name: str) -> Scope:
        """Return a scope; one that nobody edited is empty."""
        with self._lock:
            if self._catch_up():
                return self._scopes.get(name, Scope(name))
        return self._fetch(name)

    def scopes(self, prefix: str) -> list[Scope]:
        """Return the scopes of a kind, the oldest first."""
        with self._lock:
            self._catch_up()
            return [scope for name, scope in self._scopes.items() if name.startswith(prefix)]

    def put(self, name: str, entries: Iterable[Entry], **facts: str) -> Scope:
        """Add or replace terms, and return the scope as it is then; it is stored by then.

        Raises:
            DependencyDown: the store cannot be reached; so do ``delete`` and ``drop``.
        """
        records: list[dict[str, Any]] = [{"op": "put", "entry": asdict(e)} for e in entries]
        return self._write(name, ([{"op": "name", "facts": facts}] if facts else []) + records)

    def delete(self, name: str, source: str, language: str) -> Scope:
        """Take a term out; one that is not there is no error."""
        return self._write(name, [{"op": "delete", "source": source, "language": language}])

    def drop(self, name: str) -> None:
        """Take a whole scope out."""
        self._write(name, [{"op": "drop"}])

    def mirror(self) -> bool:
        """Fill the hash in Redis unless it holds the journal; tell whether that was done."""
        with self._lock:
            self._stale_at = 0.0  # or what is older could go over what is newer
            if self._client is None or not self._catch_up() or not self._read:
                return False
            try:
                if self._client.hget(HASH, _HEAD) == str(self._read).encode():
                    return False
                batch = self._client.pipeline()
                batch.delete(HASH)
                shown = {scope.name: scope.to_json() for scope in self._scopes.values()}
                batch.hset(HASH, _HEAD, str(self._read))
                for name, text in shown.items():
                    batch.hset(HASH, name, text)
                batch.execute()
            except redis.RedisError as error:
                log.warning("glossaries not mirrored", kind=type(error).__name__)
                return False
            return True

    def _write(self, name: str, records: Iterable[Mapping[str, Any]]) -> Scope:
        with self._lock:
            try:
                with engine(self._database).begin() as db:
                    terms.append(db, name, records)
            except SQLAlchemyError as error:
                hint = "nothing was changed; start the database, then edit again"
                raise DependencyDown("glossary", type(error).__name__, hint) from error
            self._stale_at = 0.0
            scope = self.scope(name)
            self.mirror()
        return scope

    def _catch_up(self) -> bool:
        """Apply what was written since the last look; False where the journal was never read."""
        if time.monotonic() < self._stale_at:
            return self._known
        try:
            with engine(self._database).connect() as db:
                for number, name, record in terms.since(db, self._read):
                    self._apply(name, record)
                    self._read = number
        except (SQLAlchemyError, DependencyDown) as error:
            log.warning("glossary journal not read", kind=type(error).__name__)
            self._stale_at = time.monotonic() + _AWAY_S
            return self._known
        self._stale_at, self._known = time.monotonic() + _FRESH_S, True
        return True

    def _apply(self, name: str, record: Mapping[str, Any]) -> None:
        if record["op"] == "drop":
            self._scopes.pop(name, None)
        else:
            self._scopes[name] = self._scopes.get(name, Scope(name)).after(record)

    def _fetch(self, name: str) -> Scope:
        """Read a scope from Redis, or what was last read of it."""
        read_at, scope = self._fetched.get(name, (-_FRESH_S, Scope(name)))
        if self._client is None or time.monotonic() - read_at < _FRESH_S:
            return scope
        try:
            found = cast(list[bytes | None], self._client.hmget(HASH, [_HEAD, name]))
            if found[0] is not None:  # else it was flushed, and will be filled again
                scope = Scope.from_json(name, found[1].decode()) if found[1] else Scope(name)
        except redis.RedisError as error:
            log.warning("glossary not read", kind=type(error).__name__)
        self._fetched[name] = (time.monotonic(), scope)
        return scope
