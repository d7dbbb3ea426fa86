"""Translate for many clients at once, off the event loop, and never promise more than can be kept.

A request waits in a bounded queue; whatever waits is translated together; identical requests are
one. A batch that fails is halved until the guilty one stands alone. Requests for little and
requests for much have a lane each, so that nothing short ever waits for anything long.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic

from pipeline.document import Document, Translation
from tasks.web import metrics
from tasks.web.apart import is_long
from tasks.web.door.refusal import Refused
from tasks.web.waiting import Lane, Limits, Translate, Work


class Engine:
    """The one place where requests become batches; lives in an event loop.

    Args:
        translate: the pipeline; ``apart``: what takes long requests.
    """

    def __init__(
        self, translate: Translate, apart: Translate, limits: Limits | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._short, self._long = Lane(translate), Lane(apart)
        self._requests = 0

    def start(self) -> None:
        """Begin to take work."""
        lanes = (self._short, self._long)
        self._pool = ThreadPoolExecutor(len(lanes), thread_name_prefix="translate")
        self._runners = [asyncio.create_task(self._run(lane)) for lane in lanes]

    async def stop(self) -> None:
        """Give up what waits; what is being translated is finished and dropped."""
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        for lane in (self._short, self._long):
            for work in lane.known.values():
                work.done.cancel()
        await asyncio.to_thread(self._pool.shutdown)

    async def __call__(
        self, documents: Sequence[Document], markets: Sequence[str]
    ) -> list[list[Translation]]:
        """Return the translations of each document, one for each market, in order.

        Raises:
            Refused: 503, the queue is full; 504, not done in time.
            PipelineError, ModelError: as the pipeline raises them.
        """
        wanted = [replace(d, markets=tuple(markets)) for d in documents]
        works = self._admit(wanted, self._long if is_long(wanted) else self._short)
        self._requests += 1
        try:
            async with asyncio.timeout(self.limits.timeout_s):
                return [await asyncio.shield(work.done) for work in works]
        except TimeoutError as error:
            hint = "send fewer or shorter texts"
            raise Refused(504, "timeout", "not done in time", hint=hint) from error
        finally:
            self._requests -= 1
            for work in works:
                work.waiting -= 1

    @property
    def depth(self) -> int:
        """Documents waiting."""
        return self._short.depth + self._long.depth

    def _admit(self, documents: Sequence[Document], lane: Lane) -> list[Work]:
        keys = [repr(document) for document in documents]
        fresh = len({key for key in keys if key not in lane.known})
        if fresh and lane.depth and lane.depth + fresh > self.limits.queue:
            wait = min(30, max(1, math.ceil(lane.depth * lane.pace_s)))
            message = "too many requests are waiting"
            raise Refused(503, "overloaded", message, retry_after=wait)
        works = [lane.put(key, d) for key, d in zip(keys, documents, strict=True)]
        metrics.QUEUE.set(self.depth)
        return works

    async def _run(self, lane: Lane) -> None:
        while True:
            await lane.arrived.wait()
            if self._requests > 1 and lane.depth < self.limits.batch:
                await asyncio.sleep(self.limits.linger_s)
            batch = lane.take(self.limits.batch)
            metrics.QUEUE.set(self.depth)
            if batch:
                await self._translate(lane, batch)

    async def _translate(self, lane: Lane, batch: Sequence[Work]) -> None:
        began = monotonic()
        metrics.BATCH.observe(len(batch))
        try:
            results = await asyncio.get_running_loop().run_in_executor(
                self._pool, lane.translate, [work.document for work in batch]
            )
        except Exception as error:  # noqa: BLE001 - every waiter must hear of it
            await self._blame(lane, batch, error)
            return
        lane.pace_s += 0.2 * ((monotonic() - began) / len(batch) - lane.pace_s)
        rest = iter(results)
        for work in batch:
            mine = [next(rest) for _ in work.document.markets]
            with contextlib.suppress(asyncio.InvalidStateError):
                work.done.set_result(mine)

    async def _blame(self, lane: Lane, batch: Sequence[Work], error: Exception) -> None:
        """Halve a batch that failed, until the guilty document stands alone."""
        if len(batch) == 1:
            with contextlib.suppress(asyncio.InvalidStateError):
                batch[0].done.set_exception(error)
            return
        middle = len(batch) // 2
        await self._translate(lane, batch[:middle])
        await self._translate(lane, batch[middle:])
