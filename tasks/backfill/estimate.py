"""How much there is to do, and about how long it would take: ``haiyi backfill --dry-run``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import and_
from time import perf_counter

from pipeline.run import Pipeline
from tasks.backfill.chunks import Chunk
from tasks.backfill.digests import Digests


@dataclass(slots=True)
class Estimate:
    """What was counted.

    Attributes:
        segments: distinct ones that need a model; ``cached``: of them, in the cache.
        due: segments to be translated: without a cache, once in every chunk that has them.
        seconds: of one process.
    """

    documents: int = 0
    unchanged: int = 0
    rejected: int = 0
    segments: int = 0
    cached: int = 0
    due: int = 0
    seconds: float = 0


def estimate(pipeline: Pipeline, found: Iterable[Chunk], *, has_cache: bool) -> Estimate:
    """Count what chunks hold; the first that needs a model is translated, to learn the speed."""
    total, seen = Estimate(), Digests()
    read, each = 0.0, 0.0
    begin = perf_counter()
    for chunk in found:
        inputs = pipeline.inputs(chunk.documents)
        fresh = [seen.add(Digests.of(f"{sign}\n{text}")) for sign, text in inputs]
        misses = sum(
            not had and (new or not has_cache)
            for new, had in zip(fresh, inputs.values(), strict=True)
        )
        total.documents += len(chunk.documents)
        total.unchanged += len(chunk.unchanged)
        total.rejected += len(chunk.rejected)
        total.segments += sum(fresh)
        total.cached += sum(map(and_, fresh, inputs.values()))
        total.due += misses
        read += perf_counter() - begin
        begin = perf_counter()
        if misses and not each:
            pipeline(chunk.documents)
            each, begin = (perf_counter() - begin) / misses, perf_counter()
    total.seconds = read + each * total.due
    return total
