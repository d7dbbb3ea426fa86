"""Translate for many clients at once, off the event loop, and never promise more than can be kept.

A request waits in a bounded queue; whatever waits is translated together; identical requests are
one. A batch that fails is halved until the guilty one stands alone. A long document is translated
alone, and while it is, short ones pass it in a lane of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from time import monotonic

from pipeline.document import Document, Translation
from tasks.web import metrics
from tasks.web.door.refusal import Refused
from tasks.web.waiting import LONG, Limits, Work, take

_LOOK_S = 0.01  # for short documents, while a long one is being translated

Translate = Callable[[Sequence[Document]], list[Translation]]


@dataclass
class Engine:
    """The one place where requests become batches; lives in an event loop.

    Attributes:
        translate: the pipeline; blocks, so it runs in a thread.
        slots: batches translated at the same time.
    """

    translate: Translate
    limits: Limits = field(default_factory=Limits)
    slots: int = 1
    _queue: deque[Work] = field(default_factory=deque, init=False)
    _known: dict[str, Work] = field(default_factory=dict, init=False)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _pace_s: float = field(default=0.05, init=False)  # a running mean, for one document
    _runners: list[asyncio.Task[None]] = field(default_factory=list, init=False)
    _requests: int = field(default=0, init=False)
    _is_passed: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def start(self) -> None:
        """Begin to take work."""
        self._pool = ThreadPoolExecutor(self.slots + 1, thread_name_prefix="translate")
        lanes = [self._run() for _ in range(self.slots)]
        self._runners = [asyncio.create_task(lane) for lane in (*lanes, self._pass())]

    async def stop(self) -> None:
        """Give up what waits; what is being translated is finished and dropped."""
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        for work in self._known.values():
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
        works = self._admit(wanted)
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
        return len(self._queue)

    def _admit(self, documents: Sequence[Document]) -> list[Work]:
        keys = [repr(document) for document in documents]
        fresh = len({key for key in keys if key not in self._known})
        if fresh and self.depth and self.depth + fresh > self.limits.queue:
            wait = math.ceil(self.depth * self._pace_s / self.slots)
            raise Refused(
                503,
                "overloaded",
                "too many requests are waiting",
                retry_after=min(30, max(1, wait)),
            )
        works = [self._work(key, d) for key, d in zip(keys, documents, strict=True)]
        self._arrived.set()
        metrics.QUEUE.set(self.depth)
        return works

    def _work(self, key: str, document: Document) -> Work:
        work = self._known.get(key)
        if work is None:
            work = Work(key, document, asyncio.get_running_loop().create_future())
            self._known[key] = work
            self._queue.append(work)
            work.done.add_done_callback(lambda done: self._forget(key, done))
        work.waiting += 1
        return work

    def _forget(self, key: str, done: asyncio.Future[list[Translation]]) -> None:
        self._known.pop(key, None)
        if not done.cancelled():
            done.exception()  # seen, even if everybody has gone

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            if self._requests > 1 and self.depth < self.limits.batch:
                await asyncio.sleep(self.limits.linger_s)
            batch = self._take(longest=math.inf)
            if batch and batch[0].is_long:
                self._is_passed.set()
            if batch:
                await self._translate(batch)
            self._is_passed.clear()

    async def _pass(self) -> None:
        """Translate short documents while a long one is being translated."""
        while True:
            await self._is_passed.wait()
            if batch := self._take(longest=LONG):
                await self._translate(batch)
            else:
                await asyncio.sleep(_LOOK_S)

    def _take(self, longest: float) -> list[Work]:
        batch = take(self._queue, self.limits.batch, longest)
        if not self._queue:
            self._arrived.clear()
        metrics.QUEUE.set(self.depth)
        return batch

    async def _translate(self, batch: Sequence[Work]) -> None:
        began = monotonic()
        metrics.BATCH.observe(len(batch))
        try:
            results = await asyncio.get_running_loop().run_in_executor(
                self._pool, self.translate, [work.document for work in batch]
            )
        except Exception as error:  # noqa: BLE001 - every waiter must hear of it
            await self._blame(batch, error)
            return
        self._pace_s += 0.2 * ((monotonic() - began) / len(batch) - self._pace_s)
        rest = iter(results)
        for work in batch:
            mine = [next(rest) for _ in work.document.markets]
            with contextlib.suppress(asyncio.InvalidStateError):
                work.done.set_result(mine)

    async def _blame(self, batch: Sequence[Work], error: Exception) -> None:
        """Halve a batch that failed, until the guilty document stands alone."""
        if len(batch) == 1:
            with contextlib.suppress(asyncio.InvalidStateError):
                batch[0].done.set_exception(error)
            return
        middle = len(batch) // 2
        await self._translate(batch[:middle])
        await self._translate(batch[middle:])
