"""The terms that people edit: platform, seller and named glossaries.

An append-only journal in the store is the truth; a Redis hash is a copy for who cannot reach the
store at the moment. A flush of Redis loses nothing: whoever reads the journal fills it again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, cast

import redis
import structlog
from sqlalchemy.exc import SQLAlchemyError

from pipeline.glossary import Entry
from tasks.glossary.memory import FRESH_S, Memory
from tasks.glossary.scope import PLATFORM, Scope, seller_scope
from tasks.ledger import terms
from tasks.ledger.database import engine
from tasks.policy import DependencyDown

HASH = "haiyi:glossaries"
_HEAD = "@journal"  # field of the hash: the last row of the journal that it holds

_MOST_FETCHED = 1024  # scopes; any caller may name one

log = structlog.get_logger()


class Glossaries:
    """All scopes; safe to share among threads, and among processes of one store.

    Args:
        database: URL of the store, which is opened on first use and so after any fork.
        client: of the server that holds the copy, or None to have none.
    """

    def __init__(self, database: str, client: redis.Redis | None = None) -> None:
        self._memory, self._client = Memory(database), client
        self._fetched: dict[str, tuple[float, Scope]] = {}
        self._mirroring = threading.Lock()

    def terms(self, seller_id: str) -> tuple[Entry, ...]:
        """Return the edited terms for a seller: the platform's, then the seller's, which win."""
        own = self.scope(seller_scope(seller_id)).entries if seller_id else ()
        return self.scope(PLATFORM).entries + own

    @property
    def read(self) -> int:
        """The last row of the journal that is known here."""
        return self._memory.read

    def know(self, row: int) -> None:
        """Look at the store before terms are used, unless this row of its journal is known."""
        if self._memory.read < row:
            self._memory.forget_the_time()

    def scope(self, name: str) -> Scope:
        """Return a scope; one that nobody edited is empty."""
        known = self._memory.scopes()
        return self._fetch(name) if known is None else known.get(name, Scope(name))

    def scopes(self, prefix: str) -> list[Scope]:
        """Return the scopes of a kind, the oldest first."""
        known = self._memory.scopes() or {}
        return [scope for name, scope in known.items() if name.startswith(prefix)]

    def put(self, name: str, entries: Iterable[Entry], **facts: str) -> Scope:
        """Add or replace terms, and return the scope as it is then; it is stored by then.

        Raises:
            DependencyDown: the store cannot be reached; so do ``delete`` and ``drop``.
        """
        records: list[dict[str, Any]] = [{"op": "put", "entry": asdict(e)} for e in entries]
        return self._write(name, ([{"op": "name", "facts": facts}] if facts else []) + records)

    def delete(self, name: str, *terms: tuple[str, str]) -> Scope:
        """Take terms out, by source and language; one that is not there is no error."""
        gone = [{"op": "delete", "source": source, "language": code} for source, code in terms]
        return self._write(name, gone)

    def drop(self, name: str) -> None:
        """Take a whole scope out."""
        self._write(name, [{"op": "drop"}])

    def mirror(self) -> bool:
        """Fill the hash in Redis unless it holds the journal; tell whether that was done."""
        if self._client is None or not self._mirroring.acquire(blocking=False):
            return False  # whoever is at it fills it
        try:
            self._memory.catch_up()  # or what is older could go over what is newer
            return self._copy(self._client)
        except (redis.RedisError, SQLAlchemyError, DependencyDown) as error:
            log.warning("glossaries not mirrored", kind=type(error).__name__)
            return False
        finally:
            self._mirroring.release()

    def _copy(self, client: redis.Redis) -> bool:
        read, known = self._memory.read, self._memory.scopes() or {}
        if not read or client.hget(HASH, _HEAD) == str(read).encode():
            return False
        batch = client.pipeline()
        batch.delete(HASH)
        batch.hset(HASH, _HEAD, str(read))
        for scope in known.values():
            batch.hset(HASH, scope.name, scope.to_json())
        batch.execute()
        return True

    def _write(self, name: str, records: Iterable[Mapping[str, Any]]) -> Scope:
        try:
            with engine(self._memory.database).begin() as db:
                terms.append(db, name, records)
        except SQLAlchemyError as error:
            hint = "nothing was changed; start the database, then edit again"
            raise DependencyDown("glossary", type(error).__name__, hint) from error
        self._memory.forget_the_time()  # in case it cannot be read back now
        with suppress(SQLAlchemyError, DependencyDown):
            self._memory.catch_up()
        self.mirror()
        return self.scope(name)

    def _fetch(self, name: str) -> Scope:
        """Read a scope from Redis, or what was last read of it."""
        read_at, scope = self._fetched.get(name, (-FRESH_S, Scope(name)))
        if self._client is None or time.monotonic() - read_at < FRESH_S:
            return scope
        try:
            found = cast(list[bytes | None], self._client.hmget(HASH, [_HEAD, name]))
            if found[0] is not None:  # else it was flushed, and will be filled again
                scope = Scope.from_json(name, found[1].decode()) if found[1] else Scope(name)
        except redis.RedisError as error:
            log.warning("glossary not read", kind=type(error).__name__)
        if len(self._fetched) >= _MOST_FETCHED:
            self._fetched = {}
        self._fetched[name] = (time.monotonic(), scope)
        return scope
