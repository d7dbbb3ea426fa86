"""The work on one chunk: its translations, and which of its documents could not be translated."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter, process_time
from typing import Any

from pipeline.document import Attribute, Document, Translation, Variant
from tasks.backfill.chunks import Chunk
from tasks.policy import UNFORESEEN, DependencyDown, Exit, rule

_PROBE = Document("probe", title="这件连衣裙很漂亮", body="100%纯棉，¥39.9包邮", source="zh-Hans")
_HAN = "春夏秋冬山水花鸟风云日月红黄蓝绿金木火土"

Pipeline = Callable[[Sequence[Document]], Sequence[Translation]]


class PipelineBroken(DependencyDown):
    """The pipeline fails, whatever the document."""

    def __init__(self, kind: str) -> None:
        self.name, self.reason, self.hint = "pipeline", kind, "`haiyi doctor` says more"
        Exception.__init__(self, f"the pipeline fails for every document: {kind}; {self.hint}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the documents of a chunk.

    Attributes:
        body: their translations, one JSON object a line.
        failed: positions of those that could not be translated, and the kind of the error.
        seconds: that it took; ``core_seconds`` on all cores, with what else the process did.
        rows: lines of the body; ``review``: of them, for people to look at.
        segments: in the rows; ``cached``: of them, known before.
    """

    body: str = ""
    failed: tuple[tuple[int, str], ...] = ()
    seconds: float = 0
    core_seconds: float = 0
    rows: int = 0
    review: int = 0
    segments: int = 0
    cached: int = 0

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Outcome:
        """Read what ``dataclasses.asdict`` and JSON have made of an outcome."""
        return cls(**{**row, "failed": tuple((at, kind) for at, kind in row["failed"])})


Translate = Callable[[Iterator[Chunk]], Generator[tuple[Chunk, Outcome]]]


def join(parts: Sequence[Outcome]) -> Outcome:
    """Return the outcome of documents that were translated one by one.

    >>> join([Outcome("a", rows=1), Outcome(failed=((0, "ValueError"),))]).failed
    ((1, 'ValueError'),)
    """
    sums = {f.name: sum(getattr(part, f.name) for part in parts) for f in fields(Outcome)[2:]}
    failed = ((at, kind) for at, part in enumerate(parts) for _, kind in part.failed)
    return Outcome("".join(part.body for part in parts), tuple(failed), **sums)


def work(pipeline: Pipeline, documents: Sequence[Document]) -> Outcome:
    """Translate documents; one that makes the pipeline fail does not take the others with it.

    Raises:
        Exception: whatever would hit every document, such as a model that is missing.
    """
    begin, cores = perf_counter(), process_time()
    outcome = _isolated(pipeline, documents)
    return replace(outcome, seconds=perf_counter() - begin, core_seconds=process_time() - cores)


def in_this_process(pipeline: Pipeline) -> Translate:
    """Return what translates chunks one after the other, here."""

    def each(found: Iterator[Chunk]) -> Generator[tuple[Chunk, Outcome]]:
        for chunk in found:
            yield chunk, work(pipeline, chunk.documents)

    return each


def signature(pipeline: Pipeline) -> str:
    """Return what changes when the pipeline does: how it translates a probe for all markets."""
    try:
        release = version("haiyi")
    except PackageNotFoundError:
        release = "source"
    rows = [{**result.to_json(), "cached": 0} for result in pipeline([_PROBE])]
    return blake2b(repr((release, rows)).encode(), digest_size=16).hexdigest()


def _isolated(pipeline: Pipeline, documents: Sequence[Document]) -> Outcome:
    if not documents:
        return Outcome()
    try:
        return _outcome(pipeline(documents))
    except Exception as error:
        if rule(error).exit is not Exit.REVIEW:
            raise
        kind = type(error).__name__
    if len(documents) > 1:
        return join([_isolated(pipeline, [document]) for document in documents])
    _prove(pipeline)
    return Outcome(failed=((0, kind),))


def _prove(pipeline: Pipeline) -> None:
    """Make sure that the pipeline works, with a document in words that no cache knows.

    Raises:
        PipelineBroken: it does not, so that the document before is not to blame.
    """
    words = iter("".join(random.choices(_HAN, k=3)) for _ in range(6))
    try:
        pipeline([
            Document(
                "probe", title=next(words), body=next(words), tags=(next(words),),
                attributes=(Attribute(next(words), "100%"),),
                variants=(Variant(next(words), (next(words),)),),
            )
        ])  # fmt: skip
    except Exception as error:
        if rule(error) is not UNFORESEEN:
            raise
        raise PipelineBroken(type(error).__name__) from error


def _outcome(results: Sequence[Translation]) -> Outcome:
    return Outcome(
        "".join(_line(result) for result in results),
        rows=len(results),
        review=sum(result.status in ("review", "held") for result in results),
        segments=sum(result.segments for result in results),
        cached=sum(result.cached for result in results),
    )


def _line(result: Translation) -> str:
    """Return a row; how many segments the cache knew is chance, so it is left out."""
    row = {name: value for name, value in result.to_json().items() if name != "cached"}
    return json.dumps(row, ensure_ascii=False) + "\n"
