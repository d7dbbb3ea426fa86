"""A token bucket for each key, in Redis for all replicas; without Redis, one in this process."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio
from prometheus_client import Counter
from redis.exceptions import RedisError

FAILURES = Counter("haiyi_rate_limit_failures", "Times the shared bucket could not be asked")

# KEYS[1] bucket; ARGV tokens a second, size. Returns the seconds to wait, as text; 0 lets through.
# Time is the server's, so that clocks of replicas need not agree.
_LUA = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local rate, size = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or size
tokens = math.min(size, tokens + math.max(0, now - (tonumber(kept[2]) or now)) * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(size / rate * 1000) + 1000)
return tostring(wait)
"""
_REST_S = 2.0  # a server that failed is left alone for this long
_MOST_LOCAL = 10_000  # buckets in this process; the oldest go first


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a minute, and so many at once."""

    per_minute: int
    burst: int

    @property
    def per_second(self) -> float:
        """Tokens that flow into the bucket each second."""
        return self.per_minute / 60


@dataclass
class LocalBuckets:
    """The same rule in one process.

    >>> buckets = LocalBuckets()
    >>> [buckets.take("k", Rate(60, 2), now=0.0) for _ in range(3)]
    [0.0, 0.0, 1.0]
    """

    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, name: str, rate: Rate, *, now: float) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        tokens, at = self._buckets.pop(name, (float(rate.burst), now))
        tokens = min(rate.burst, tokens + (now - at) * rate.per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / rate.per_second
        self._buckets[name] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > _MOST_LOCAL:
            del self._buckets[next(iter(self._buckets))]
        return wait


class RateLimit:
    """Tells a caller to wait; never fails, and never for long."""

    def __init__(self, rate: Rate, client: redis.asyncio.Redis | None) -> None:
        self._rate, self._local, self._closed_until = rate, LocalBuckets(), 0.0
        self._client = client
        self._script: Any = client.register_script(_LUA) if client else None

    async def wait_s(self, name: str) -> int:
        """Return 0 to let a request through, or whole seconds to wait."""
        if not self._rate.per_minute:
            return 0
        return math.ceil(await self._take(name))

    async def _take(self, name: str) -> float:
        if self._script and time.monotonic() >= self._closed_until:
            try:
                args = [self._rate.per_second, self._rate.burst]
                return float(await self._script(keys=[f"haiyi:rate:{name}"], args=args))
            except (RedisError, OSError):
                FAILURES.inc()
                self._closed_until = time.monotonic() + _REST_S
        return self._local.take(name, self._rate, now=time.monotonic())
