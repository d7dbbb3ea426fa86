"""The terms that people edit: platform, seller and named glossaries.

An append-only journal is the truth; a Redis hash carries it to workers on other machines. A flush
of Redis loses nothing: whoever sees the journal fills the hash again.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import redis
import structlog

from pipeline.glossary import Entry
from tasks.scope import PLATFORM, Scope, seller_scope

HASH = "haiyi:glossaries"
_HEAD = "@journal"  # field of the hash: bytes of the journal that it holds
_FRESH_S = 1.0  # a worker that reads from Redis asks no more often than this

log = structlog.get_logger()


class Glossaries:
    """All scopes; safe to share among threads, and among processes that see the journal."""

    def __init__(self, journal: Path, client: redis.Redis | None = None) -> None:
        self._path, self._client = journal, client
        self._scopes: dict[str, Scope] = {}
        self._read = 0  # bytes of the journal in ``_scopes``
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
        """Add or replace terms, and return the scope as it is then; it is on disk by then."""
        records: list[dict[str, Any]] = [{"op": "put", "entry": asdict(e)} for e in entries]
        return self._write(name, ([{"op": "name", "facts": facts}] if facts else []) + records)

    def delete(self, name: str, source: str, language: str) -> Scope:
        """Take a term out; one that is not there is no error."""
        return self._write(name, [{"op": "delete", "source": source, "language": language}])

    def drop(self, name: str) -> None:
        """Take a whole scope out."""
        self._write(name, [{"op": "drop"}])

    def mirror(self) -> bool:
        """Fill the hash in Redis if it holds less than the journal; tell whether that was done."""
        with self._lock:
            if self._client is None or not self._catch_up():
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
        lines = "".join(
            json.dumps({"at": int(time.time()), "scope": name, **record}, ensure_ascii=False) + "\n"
            for record in records
        )
        with self._lock:
            _append(self._path, lines.encode())
            scope = self.scope(name)
            self.mirror()
        return scope

    def _catch_up(self) -> bool:
        """Apply what was appended since the last look; False where there is no journal."""
        try:
            size = os.stat(self._path).st_size
        except FileNotFoundError:
            return False
        if size > self._read:
            with self._path.open("rb") as file:
                file.seek(self._read)
                for line in file:
                    if not line.endswith(b"\n"):
                        break  # another process is in the middle of it
                    self._read += len(line)
                    self._apply(line)
        return True

    def _apply(self, line: bytes) -> None:
        try:
            record = json.loads(line)
            name = record["scope"]
            if record["op"] == "drop":
                self._scopes.pop(name, None)
            else:
                self._scopes[name] = self._scopes.get(name, Scope(name)).after(record)
        except (ValueError, KeyError, TypeError):
            log.warning("unreadable line in the glossary journal", ends_at=self._read)

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


def _append(path: Path, lines: bytes) -> None:
    """Append under a lock and reach the disk; a line torn by a crash is ended first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n":
            file.write(b"\n")
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
