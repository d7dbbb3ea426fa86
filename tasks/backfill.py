"""A backfill: a checkpoint after every chunk, so that it may die at any moment and go on.

Each chunk becomes ``part-00000000.jsonl``, written whole or not at all; then a line of
``manifest.jsonl`` says that it is done. What a dead run left behind that line is cut off, so
a resumed run gives the bytes of an undisturbed one. Only ``timings.jsonl`` and the reports tell
how the run went, and differ.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from time import perf_counter, process_time

from pipeline.document import Document, Translation
from tasks.backfill_folder import Folder, Job, Step
from tasks.backfill_input import Source, chunks

Translate = Callable[[Sequence[Document], Sequence[str] | None], Sequence[Translation]]


def run(
    source: Source, folder: Folder, job: Job, translate: Translate, known: Collection[str]
) -> Iterator[Step]:
    """Translate what is not done yet, yielding after every chunk that is safe on the disk.

    Raises:
        OSError: such as a full disk; what is done stays done.
    """
    last = folder.recover()
    at = (last.index + 1, last.end) if last else (0, 0)
    rows = islice(source.rows(), job.limit)
    for chunk in chunks(rows, known, folder.digests(last), index=at[0], end=at[1]):
        begin, cores = perf_counter(), process_time()
        results = translate(chunk.documents, job.markets) if chunk.documents else ()
        last = folder.keep(chunk, results, last)
        step = Step(
            last,
            perf_counter() - begin,
            process_time() - cores,
            sum(result.segments for result in results),
            sum(result.cached for result in results),
            sum(result.status == "review" for result in results),
        )
        folder.time(step)
        yield step
