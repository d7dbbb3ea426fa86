"""How many characters each caller had translated: in Redis for all replicas, or in this process."""

from __future__ import annotations

import time
from collections import Counter

import redis.asyncio
from redis.exceptions import RedisError

_REST_S = 2.0  # a server that failed is left alone for this long


class Usage:
    """Counts that only grow; a server that fails costs their accuracy, never an answer."""

    def __init__(self, client: redis.asyncio.Redis | None) -> None:
        self._client, self._closed_until = client, 0.0
        self._unsaved: Counter[str] = Counter()

    async def add(self, caller: str, chars: int) -> int:
        """Add characters and return the sum."""
        self._unsaved[caller] += chars
        try:
            if self._client and time.monotonic() >= self._closed_until:
                pending = self._unsaved[caller]
                total = int(await self._client.hincrby("haiyi:usage", caller, pending))
                self._unsaved[caller] -= pending
                return total
        except (RedisError, OSError):
            self._closed_until = time.monotonic() + _REST_S  # unsaved, and added next time
        return self._unsaved[caller]
