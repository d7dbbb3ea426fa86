"""Questions to servers that may hang: asked in threads of their own, and given up in time.

Threads that wait for a server are not those that parse or translate; while one of them is still
waiting for an answer that nobody expects any more, what can do without is not asked at all.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from tasks.policy import DependencyDown

_T = TypeVar("_T")
_THREADS = 8


class Aside:
    """Asks one server; ``name`` and ``hint`` say which, and what to do about it."""

    def __init__(self, name: str, hint: str, limit_s: float) -> None:
        self._name, self._hint, self._limit_s = name, hint, limit_s
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix=name)
        self._given_up = 0

    async def __call__(self, question: Callable[[], _T], limit_s: float | None = None) -> _T:
        """Return what a server answers.

        With a ``limit_s`` of its own, in seconds, a question can do without its answer: it is not
        asked while another is still unanswered. The others are, as long as there are threads.

        Raises:
            DependencyDown: it did not answer in time, or has not answered others.
        """
        if self._given_up >= (_THREADS if limit_s is None else 1):
            raise self._down("it has not answered before")
        asked = self._pool.submit(question)
        try:
            async with asyncio.timeout(self._limit_s if limit_s is None else limit_s):
                return await asyncio.shield(asyncio.wrap_future(asked))
        except TimeoutError:
            if asked.cancel() or asked.done():
                raise self._down("too many are asking") from None
            self._give_up(asked)
            raise self._down("no answer in time") from None

    def close(self) -> None:
        """Ask nothing more; what is being asked is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _give_up(self, asked: Future[_T]) -> None:
        loop = asyncio.get_running_loop()
        self._given_up += 1

        def ended(_: Future[_T]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended before
                loop.call_soon_threadsafe(self._forgive)

        asked.add_done_callback(ended)

    def _forgive(self) -> None:
        self._given_up -= 1

    def _down(self, reason: str) -> DependencyDown:
        return DependencyDown(self._name, reason, self._hint)
