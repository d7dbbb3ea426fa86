"""Whether this process can translate: it has done so, and the parts it leans on are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from pipeline.document import Document
from tasks.ledger.database import ping
from tasks.servers import broker
from tasks.web import metrics
from tasks.web.door.admission import Door
from tasks.web.door.aside import Aside
from tasks.web.door.refusal import refusal

log = structlog.get_logger()

_PROOF = Document("readiness", title="纯手工编织毛线包")
_PING_S = 0.5
_AGAIN_S = 10.0  # between two attempts to load a model that is not there


@dataclass
class Readiness:
    """What is ready, part by part.

    Attributes:
        model: ``ready``, or why not; nothing else keeps previews from being answered.
        client: of the server that replicas share; without it answers are slower, not wrong.
    """

    door: Door
    client: redis.asyncio.Redis | None
    model: str = "loading"
    _warmer: asyncio.Task[None] | None = field(default=None, init=False)

    def start(self) -> None:
        """Load the models in the background, so that the door opens at once."""
        self._warmer = asyncio.create_task(self._warm())

    async def stop(self) -> None:
        """Give up loading."""
        if self._warmer:
            self._warmer.cancel()
            await asyncio.gather(self._warmer, return_exceptions=True)

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Return whether requests can be answered, and the state of every part."""
        cache, store, broker = await asyncio.gather(self._cache(), self._store(), self._broker())
        servers = {"cache": cache, "store": store, "broker": broker}
        parts = {"model": self.model, **servers, "queue": self.door.engine.depth}
        return self.model == "ready", {"ready": self.model == "ready", "parts": parts}

    async def _warm(self) -> None:
        while self.model != "ready":
            began = perf_counter()
            try:
                (((proof, *_),)) = await self.door.engine([_PROOF], ["US"])
                self.model = "ready" if proof.route != "none" else "no model from zh to en"
            except Exception as error:  # noqa: BLE001 - a door; the reason is told at /readyz
                self.model = refusal(error).code
                log.warning("model not ready", kind=type(error).__name__)
            if self.model != "ready":
                await asyncio.sleep(_AGAIN_S)
            metrics.MODEL_LOAD.set(perf_counter() - began)

    async def _store(self) -> str:
        database = self.door.settings.database
        if await _answers(self.door.store, lambda: ping(database)):
            return "ready"
        return "down: no publishes, no corrections, glossaries as last read"

    async def _broker(self) -> str:
        url = self.door.settings.broker
        if url is None:
            return "off"
        if await _answers(self.door.broker, lambda: broker.ping(url, _PING_S)):
            return "ready"
        return "down: publishes wait in the store"

    async def _cache(self) -> str:
        if self.client is None:
            return "off"
        try:
            await self.client.ping()
        except (RedisError, OSError):
            return "down: answers are slower"
        return "ready"


async def _answers(server: Aside, question: Callable[[], None]) -> bool:
    try:
        await server(question, _PING_S)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told at /readyz
        log.warning("does not answer", error=type(error).__name__)
        return False
    return True
