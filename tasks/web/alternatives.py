"""Other ways to say it: later hypotheses of the search, for clients that ask for them.

They cost as much as the translation itself, so they are made for one request at a time, and for
none that would have to wait long: an answer without alternatives is an answer. What is long is
asked for where it slows nobody, until its time is over.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from pipeline.document import Document, Translation
from pipeline.finish import HARMLESS
from tasks.web.apart import Walk, is_long

MOST = 3  # a beam of four keeps no more
_WAITING = 8  # requests
_OFFERED = HARMLESS | {"low_score"}


class Alternatives:
    """Translates again, with later hypotheses: ``here`` what is short, ``apart`` what is long."""

    def __init__(self, here: Walk, apart: Walk, timeout_s: float) -> None:
        self._here, self._apart, self._timeout_s = here, apart, timeout_s
        self._one, self._waiting = asyncio.Lock(), 0

    async def __call__(
        self, documents: Sequence[Document], market: str, count: int
    ) -> list[list[str]]:
        """Return up to ``count`` distinct bodies for each document, the likeliest first."""
        if self._waiting >= _WAITING or not documents:
            return [[] for _ in documents]
        self._waiting += 1
        try:
            async with asyncio.timeout(self._timeout_s), self._one:
                return await asyncio.to_thread(self._all, documents, market, min(count, MOST))
        except TimeoutError:
            return [[] for _ in documents]
        finally:
            self._waiting -= 1

    def _all(self, documents: Sequence[Document], market: str, count: int) -> list[list[str]]:
        walk = self._apart if is_long(documents) else self._here
        until = time.monotonic() + self._timeout_s
        found: list[list[str]] = []
        for document in documents:
            late = time.monotonic() > until
            ranks = range(0 if late else count + 1)
            found.append(_others([walk([document], [market], rank)[0] for rank in ranks]))
        return found


def _is_sound(result: Translation) -> bool:
    """Tell whether an output may be offered: a doubt about its meaning is for whoever chooses."""
    codes = {issue.code for field in result.fields.values() for issue in field.issues}
    return result.status == "ok" or (result.status == "review" and codes <= _OFFERED)


def _others(results: Sequence[Translation]) -> list[str]:
    """Return what later hypotheses say that the first does not, in order."""
    if not results:
        return []
    first, *rest = (result.document.body for result in results)
    good = [text for text, r in zip(rest, results[1:], strict=True) if _is_sound(r)]
    return [text for text in dict.fromkeys(good) if text != first]
