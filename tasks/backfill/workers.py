"""A backfill by Celery workers: a few chunks at a time are on their way, and come back in order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache

import structlog
from sqlalchemy.exc import SQLAlchemyError

from pipeline.document import Document
from tasks import runtime
from tasks.app import app
from tasks.backfill.chunks import Chunk
from tasks.backfill.orders import Answer, Chunks, Order
from tasks.backfill.work import Outcome, join, signature, work
from tasks.intake import document as intake
from tasks.ledger.database import of_process
from tasks.messages import send
from tasks.policy import DependencyDown, message, rule
from tasks.settings import Settings

POLL_S = 0.05
QUIET_S = 60.0  # then a person is told that nothing comes back
KILLED = "WorkerKilled"  # the kind of an error that left no trace but the attempts

log = structlog.get_logger()


class AnotherPipeline(DependencyDown):
    """This worker would not translate as the command does: another release, model or table."""

    def __init__(self) -> None:
        self.name, self.reason, self.hint = (
            "pipeline",
            "another",
            "update the worker, or start anew",
        )
        Exception.__init__(self, f"its pipeline is not that of the command; {self.hint}")


class WorkersFailed(DependencyDown):
    """The workers cannot do what is asked of them, whatever the document."""

    def __init__(self, reason: str) -> None:
        self.name, self.reason, self.hint = "worker", reason, "mend that, and go on with --resume"
        Exception.__init__(self, f"no worker could translate: {reason}; {self.hint}")


@lru_cache(maxsize=1)
def chunks_of_process() -> Chunks:
    """Return the chunks of this process's store, connected on first use and so after any fork."""
    settings = Settings()
    return Chunks(of_process(), lease_s=settings.lease_s, max_attempts=settings.max_attempts)


@app.task(name="translations.chunk")  # type: ignore[untyped-decorator]
def translate(row_id: str, **_: object) -> None:
    """Translate the documents of a chunk; doing it twice has the effect of doing it once.

    Later versions may send more arguments than this one knows.
    """
    store = chunks_of_process()
    order = store.begin(row_id)
    if order is None:
        return
    try:
        outcome = _work(order)
    except Exception as error:  # noqa: BLE001 - the door: whatever it is belongs in the row
        kind = type(error).__name__
        log.error("chunk failed", chunk=row_id, error=kind, attempt=order.attempt)
        store.fail(order, f"{kind}: {message(error)}", may_pass=rule(error).may_pass)
    else:
        store.finish(order, asdict(outcome))


def _work(order: Order) -> Outcome:
    here = runtime.of_process()
    if order.signature != signature(here.pipeline):  # a glossary may be edited at any time: 1 ms
        raise AnotherPipeline
    documents = [intake.restore(row, here.markets) for row in order.documents]
    return work(here.pipeline, documents)


@dataclass(frozen=True, slots=True)
class Workers:
    """Translates chunks through a store that the workers share.

    Attributes:
        run: names the rows; those of a run that died have the same name.
        signature: of the pipeline that the workers must have.
        window: chunks on their way at a time, so that neither store nor broker fills.
    """

    store: Chunks
    run: str
    signature: str
    window: int

    def __call__(self, found: Iterator[Chunk]) -> Generator[tuple[Chunk, Outcome]]:
        """Yield the chunks in order, each with what became of it; at the end no row is left."""
        self.store.clear(self.run)
        ahead: deque[tuple[Chunk, str]] = deque()
        try:
            for chunk in found:
                ahead.append((chunk, self._order(chunk.documents)))
                if len(ahead) >= self.window:
                    yield self._next(ahead)
            while ahead:
                yield self._next(ahead)
        finally:
            with suppress(SQLAlchemyError):  # the run that resumes clears as well
                self.store.clear(self.run)

    def _next(self, ahead: deque[tuple[Chunk, str]]) -> tuple[Chunk, Outcome]:
        chunk, row_id = ahead.popleft()
        return chunk, self._outcome(chunk.documents, row_id)

    def _order(self, documents: Sequence[Document]) -> str:
        """Hand documents to the workers, and return their row; nothing to do has none."""
        if not documents:
            return ""
        row_id = self.store.add(self.run, self.signature, list(map(intake.to_json, documents)))
        send(translate, [row_id])
        return row_id

    def _outcome(self, documents: Sequence[Document], row_id: str) -> Outcome:
        """Wait for documents; those that killed their workers are tried one by one.

        Raises:
            WorkersFailed: the error would hit every document.
        """
        if not row_id:
            return Outcome()
        answer = self._await(row_id)
        self.store.delete(row_id)
        if answer.result is not None:
            return Outcome.from_json(answer.result)
        if answer.error:
            raise WorkersFailed(answer.error)
        if len(documents) == 1:
            return Outcome(failed=((0, KILLED),))
        # One after the other: in a worker with several threads, one would take others with it.
        return join([self._outcome([one], self._order([one])) for one in documents])

    def _await(self, row_id: str) -> Answer:
        told = time.monotonic()
        while (answer := self.store.answer(row_id)) is None:
            if time.monotonic() - told > QUIET_S:
                told = time.monotonic()
                hint = "does a worker read the queue backfill, and use this database?"
                log.warning("no chunk came back", seconds=QUIET_S, hint=hint)
            time.sleep(POLL_S)
        return answer
