"""How many characters each caller had translated: in Redis for all replicas, or in this process."""

from __future__ import annotations

from collections import Counter

import redis.asyncio
from redis.exceptions import RedisError


class Usage:
    """Counts that only grow; a server that fails costs their accuracy, never an answer."""

    def __init__(self, client: redis.asyncio.Redis | None) -> None:
        self._client = client
        self._unsaved: Counter[str] = Counter()

    async def add(self, caller: str, chars: int) -> int:
        """Add characters and return the sum."""
        self._unsaved[caller] += chars
        try:
            if self._client:
                pending = self._unsaved[caller]
                total = int(await self._client.hincrby("haiyi:usage", caller, pending))
                self._unsaved[caller] -= pending
                return total
        except (RedisError, OSError):
            pass  # it stays unsaved, and is added next time
        return self._unsaved[caller]
