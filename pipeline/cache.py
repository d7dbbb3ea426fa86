"""Remember segments in Redis; the cache may be empty, slow, full or gone, and the walk goes on."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import redis
from cachetools import LRUCache
from prometheus_client import Counter

from pipeline.packed import pack, unpack
from pipeline.translate import Outcome

PIPELINE_VERSION = 2
DAYS = 24 * 3600

LOOKUPS = Counter("haiyi_cache_lookups", "Segments looked up in the cache", ["result"])
FAILURES = Counter("haiyi_cache_failures", "Calls to the cache that failed", ["call"])

_PREFIX = b"h1"


@dataclass(frozen=True, slots=True)
class Signature:
    """All that could change the output for a masked text.

    >>> str(Signature("zh-en", "r1", "greedy", "g1"))
    'haiyi:2|route:zh-en|model:r1|decoding:greedy|glossary:g1'
    >>> str(Signature("zh-en", "r1", "greedy", "g1", "s1"))
    'haiyi:2|route:zh-en|model:r1|decoding:greedy|glossary:g1|score:s1'
    """

    route: str
    revision: str
    decoding: str
    glossary: str
    score: str = ""
    pipeline: int = PIPELINE_VERSION

    def __str__(self) -> str:
        return (
            f"haiyi:{self.pipeline}|route:{self.route}|model:{self.revision}"
            f"|decoding:{self.decoding}|glossary:{self.glossary}"
            f"{f'|score:{self.score}' if self.score else ''}"
        )

    @property
    def namespace(self) -> bytes:
        """Hash of the parts, each delimited as JSON, so that no two signatures share one."""
        parts = [self.pipeline, self.route, self.revision, self.decoding, self.glossary, self.score]
        return hashlib.blake2b(json.dumps(parts).encode(), digest_size=8).digest()


def key(signature: Signature, masked: str) -> bytes:
    """Return the cache key: prefix, 8 bytes of signature, 16 bytes of text."""
    return _key(signature.namespace, masked)


def _key(namespace: bytes, masked: str) -> bytes:
    return _PREFIX + namespace + hashlib.blake2b(masked.encode(), digest_size=16).digest()


@dataclass
class SegmentCache:
    """Outcomes by signature and masked text.

    Attributes:
        client: a Redis client with short timeouts and no retries, or None to do without.
        ttl_s: seconds an entry lives, give or take a tenth, so that entries do not end together.
        rest_s: seconds the cache is left alone after a failure.
        recent: entries that this process keeps at hand; they cannot be out of date, for whatever
            could change an output is in its signature.
    """

    client: redis.Redis | None
    ttl_s: int = 30 * DAYS
    rest_s: float = 2.0
    recent: int = 8192
    _closed_until: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._recent: LRUCache[tuple[bytes, str], Outcome] = LRUCache(self.recent)
        self._lock = threading.Lock()

    def recall(self, signature: Signature, masked: Sequence[str]) -> list[Outcome | None]:
        """Return what is known of each text, in order; a failing cache knows nothing."""
        namespace = signature.namespace
        with self._lock:
            known = {text: self._recent.get((namespace, text)) for text in masked}
        asked = [text for text, outcome in known.items() if outcome is None]
        found = self._fetch(namespace, asked)
        self._keep(namespace, found)
        known |= found
        hits = sum(known[text] is not None for text in masked)
        LOOKUPS.labels("hit").inc(hits)
        LOOKUPS.labels("miss").inc(len(masked) - hits)
        return [known[text] for text in masked]

    def _fetch(self, namespace: bytes, masked: Sequence[str]) -> dict[str, Outcome]:
        """Return what the server knows, in one round trip."""
        if not masked or not self.client or time.monotonic() < self._closed_until:
            return {}
        try:
            values = self.client.mget([_key(namespace, text) for text in masked])
        except redis.RedisError:
            self._fail("recall")
            return {}
        pairs = zip(masked, cast(list[bytes | None], values), strict=True)
        return {text: outcome for text, v in pairs if (outcome := unpack(v, text))}

    def _keep(self, namespace: bytes, outcomes: Mapping[str, Outcome]) -> None:
        if self.client:
            with self._lock:
                self._recent.update({(namespace, text): o for text, o in outcomes.items()})

    def remember(self, signature: Signature, outcomes: Mapping[str, Outcome]) -> None:
        """Store the good outcomes in one round trip; damaged ones are never remembered."""
        good = {text: outcome for text, outcome in outcomes.items() if outcome.is_good}
        namespace = signature.namespace
        self._keep(namespace, good)
        if not good or not self.client or time.monotonic() < self._closed_until:
            return
        batch = self.client.pipeline(transaction=False)
        for text, outcome in good.items():
            name = _key(namespace, text)
            batch.set(name, pack(outcome, text), ex=self._ttl(name))
        try:
            batch.execute()
        except redis.RedisError:
            self._fail("remember")

    def _ttl(self, name: bytes) -> int:
        return max(1, int(self.ttl_s * (0.9 + 0.2 * name[-1] / 255)))

    def _fail(self, call: str) -> None:
        FAILURES.labels(call).inc()
        self._closed_until = time.monotonic() + self.rest_s
