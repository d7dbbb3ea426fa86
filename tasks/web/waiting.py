"""Documents that wait to be translated, and which of them go together."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from pipeline.document import Document, Translation

LONG = 2_000  # characters of a document that others pass
_BATCH_CHARS = 4_000  # a batch stays short of about half a second on one core


@dataclass(frozen=True, slots=True)
class Limits:
    """How much work is taken on.

    Attributes:
        queue: documents that may wait; beyond it requests are refused.
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

    key: str
    document: Document
    done: asyncio.Future[list[Translation]]
    waiting: int = 0

    @property
    def size(self) -> int:
        """Characters of all fields."""
        return sum(len(text) for _, text in self.document.fields())

    @property
    def is_long(self) -> bool:
        """Tell whether others pass it."""
        return self.size > LONG


def take(queue: deque[Work], most: int, longest: float) -> list[Work]:
    """Take a batch off a queue, without those nobody waits for any more.

    It is one long document, or several short ones; what is longer than ``longest`` stays.
    """
    batch: list[Work] = []
    stay: list[Work] = []
    room: float = _BATCH_CHARS
    while queue and len(batch) < most and room > 0:
        work = queue.popleft()
        if work.waiting <= 0:
            work.done.cancel()
        elif work.size > (LONG if batch else longest):
            stay.append(work)
        else:
            batch.append(work)
            room = 0 if work.is_long else room - work.size
    queue.extendleft(reversed(stay))
    return batch
