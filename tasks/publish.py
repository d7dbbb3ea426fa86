"""Publish: a listing goes into the journal, a message points at it, a worker translates it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import structlog

from pipeline.document import Document, Translation
from tasks import runtime
from tasks.app import app
from tasks.delivery import receivers
from tasks.delivery.deliver import deliver
from tasks.intake import document as intake
from tasks.ledger.database import of_process
from tasks.ledger.journal import Journal
from tasks.messages import send
from tasks.policy import rule
from tasks.settings import Settings

log = structlog.get_logger()

Walk = Callable[[Sequence[Document], Sequence[str] | None], list[Translation]]


@lru_cache(maxsize=1)
def journal_of_process() -> Journal:
    """Return the journal of this process, connected on first use and so after any fork."""
    settings = Settings()
    return Journal(
        of_process(),
        lease_s=settings.lease_s,
        max_attempts=settings.max_attempts,
        receivers=receivers.names(settings),
    )


def publish(documents: Iterable[Document], journal: Journal) -> list[str]:
    """Write documents to the journal, send a message for each, and return the job ids."""
    ids = journal.add([intake.to_json(document) for document in documents])
    send(translate, ids)
    return ids


@app.task(name="translations.publish")  # type: ignore[untyped-decorator]
def translate(job_id: str, **_: object) -> None:
    """Translate the listing of a job; doing it twice has the effect of doing it once.

    Later versions may send more arguments than this one knows.
    """
    journal = journal_of_process()
    job = journal.begin(job_id)
    if job is None:
        return
    try:
        here = runtime.of_process()
        document = intake.restore(job.document, here.markets)
        results, error = markets_of(document, here.pipeline, here.markets)
    except Exception as found:  # noqa: BLE001 - the door: whatever it is belongs in the journal
        results, error = [], found
    rows = [result.to_json() for result in results]
    if error is None:
        send(deliver, journal.finish(job, rows) or [])
        return
    send(deliver, journal.keep(job, rows))
    journal.fail(job, type(error).__name__, may_pass=rule(error).may_pass)
    log.error("job failed", job=job_id, error=type(error).__name__, attempt=job.attempts)


def markets_of(
    document: Document, pipeline: Walk, known: Sequence[str]
) -> tuple[list[Translation], Exception | None]:
    """Return a document's translations; where all at once fails, those of each market that works.

    The error is that of the first market that does not.
    """
    try:
        return pipeline([document], None), None
    except Exception as error:  # noqa: BLE001 - a market keeps no other waiting
        first = error
    results: list[Translation] = []
    for market in document.markets or known:
        with contextlib.suppress(Exception):
            results += pipeline([document], [market])
    return results, first
