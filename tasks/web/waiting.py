"""Documents that wait to be translated, and which of them go together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.document import Document, Translation

_ALONE = 2_000  # characters of a document that shares no batch
_BATCH_CHARS = 4_000  # a batch stays short of about half a second on one core

Translate = Callable[[Sequence[Document]], list[Translation]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much work is taken on.

    Attributes:
        queue: documents that may wait in a lane; beyond it requests are refused.
        batch: documents translated together.
        linger_s: wait for company, when other requests are on their way.
        timeout_s: a request that is not done by then is given up.
    """

    queue: int = 256
    batch: int = 16
    linger_s: float = 0.002
    timeout_s: float = 15.0


@dataclass(eq=False, slots=True)
class Work:
    """One document, and everybody who waits for it."""

    document: Document
    done: asyncio.Future[list[Translation]]
    waiting: int = 0

    @property
    def size(self) -> int:
        """Characters of all fields."""
        return sum(len(text) for _, text in self.document.fields())


@dataclass(eq=False, slots=True)
class Lane:
    """A queue, and what takes batches off it, one after the other.

    Attributes:
        translate: the pipeline; blocks, so it runs in a thread.
        known: work that waits or is being done, by all that could change its outcome.
        arrived: set while something waits.
        pace_s: seconds that a document takes, a running mean.
    """

    translate: Translate
    queue: deque[Work] = field(default_factory=deque)
    known: dict[str, Work] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    pace_s: float = 0.05

    @property
    def depth(self) -> int:
        """Documents waiting."""
        return len(self.queue)

    def put(self, key: str, document: Document) -> Work:
        """Return the work on a document: what there is already, or new work that waits."""
        work = self.known.get(key)
        if work is None:
            work = Work(document, asyncio.get_running_loop().create_future())
            self.known[key] = work
            self.queue.append(work)
            self.arrived.set()
            work.done.add_done_callback(lambda done: self._forget(key, done))
        work.waiting += 1
        return work

    def _forget(self, key: str, done: asyncio.Future[list[Translation]]) -> None:
        self.known.pop(key, None)
        if not done.cancelled():
            done.exception()  # seen, even if everybody has gone

    def take(self, most: int) -> list[Work]:
        """Take a batch off the queue, without those nobody waits for any more.

        It is one long document, or several short ones.
        """
        batch: list[Work] = []
        stay: list[Work] = []
        room = _BATCH_CHARS
        while self.queue and len(batch) < most and room > 0:
            work = self.queue.popleft()
            is_alone = work.size > _ALONE
            if work.waiting <= 0:
                work.done.cancel()
            elif is_alone and batch:
                stay.append(work)
            else:
                batch.append(work)
                room = 0 if is_alone else room - work.size
        self.queue.extendleft(reversed(stay))
        if not self.queue:
            self.arrived.clear()
        return batch
