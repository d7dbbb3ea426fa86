"""A backfill: a checkpoint after every chunk, so that it may die at any moment and go on.

Each chunk becomes ``part-00000000.jsonl``, written whole or not at all; then a line of
``manifest.jsonl`` says that it is done. What a dead run left behind that line is cut off, so
a resumed run gives the bytes of an undisturbed one. Only ``timings.jsonl`` and the reports tell
how the run went, and differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from time import perf_counter

from tasks.backfill.chunks import Wanted, chunks
from tasks.backfill.folder import Folder
from tasks.backfill.input import Source
from tasks.backfill.manifest import Done, Step
from tasks.backfill.work import Outcome, Translate


def run(
    source: Source, folder: Folder, wanted: Wanted, translate: Translate, limit: int | None
) -> Iterator[Step]:
    """Translate what is not done yet, yielding after every chunk that is safe on the disk.

    Raises:
        OSError: such as a full disk; what is done stays done.
    """
    last, begin = folder.recover(), perf_counter()
    rows = islice(source.rows(), limit)
    rest = chunks(rows, wanted, folder.ids(), index=last.index + 1, end=last.end)
    with closing(translate(rest)) as outcomes:
        for chunk, outcome in outcomes:
            last = folder.keep(chunk, outcome, last)
            step = _step(last, perf_counter() - begin, outcome)
            begin += step.seconds
            folder.time(step)
            yield step


def _step(done: Done, seconds: float, outcome: Outcome) -> Step:
    counts = (outcome.segments, outcome.cached, outcome.review)
    return Step(done, seconds, outcome.seconds, outcome.core_seconds, *counts)
