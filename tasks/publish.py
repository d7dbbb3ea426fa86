"""Publish: a listing goes into the journal, a message points at it, a worker translates it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache

import structlog
from kombu.exceptions import OperationalError

from pipeline.document import Document
from tasks import intake, runtime
from tasks.app import app
from tasks.journal import Journal
from tasks.policy import rule
from tasks.settings import Settings
from tasks.store import connect

log = structlog.get_logger()

DEEP = 500  # messages in the queue


@lru_cache(maxsize=1)
def journal_of_process() -> Journal:
    """Return the journal of this process, connected on first use and so after any fork."""
    settings = Settings()
    engine = connect(settings.database)
    return Journal(engine, lease_s=settings.lease_s, max_attempts=settings.max_attempts)


def publish(documents: Iterable[Document], journal: Journal) -> list[str]:
    """Write documents to the journal, send a message for each, and return the job ids.

    A broker that does not answer loses nothing: the sweeper sends what is overdue.
    """
    ids = journal.add([intake.to_json(document) for document in documents])
    send(ids)
    return ids


def send(ids: Sequence[str]) -> bool:
    """Send a message for each job; tell whether the broker took them all."""
    try:
        with app.producer_pool.acquire(block=True, timeout=5) as producer:
            for job_id in ids:
                translate.apply_async(
                    (job_id,), queue="publish", producer=producer, argsrepr=f"({job_id})"
                )
    except (OperationalError, ConnectionError, TimeoutError) as error:
        log.warning("broker does not answer", jobs=len(ids), error=type(error).__name__)
        return False
    return True


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
        results = here.pipeline([document])
    except Exception as error:  # noqa: BLE001 - the door: whatever it is belongs in the journal
        row = rule(error)
        journal.fail(job, type(error).__name__, may_pass=row.may_pass)
        log.error("job failed", job=job_id, error=type(error).__name__, attempt=job.attempts)
        return
    journal.finish(job_id, [result.to_json() for result in results])


def sweep(stop: threading.Event) -> None:
    """Send overdue jobs again until told to stop; two sweepers do no harm."""
    settings = Settings()
    while not stop.wait(settings.sweep_s):
        try:
            if _waiting() > DEEP:  # late, but not lost: more messages would only make it deeper
                continue
            ids = journal_of_process().overdue()
            if ids:
                log.info("jobs sent again", jobs=len(ids))
                send(ids)
        except Exception as error:  # noqa: BLE001 - a door; the next round may do better
            log.warning("sweep failed", error=type(error).__name__)


def _waiting() -> int:
    """Return how many messages nobody has taken yet."""
    with app.connection_for_read() as connection:
        try:
            queue = connection.default_channel.queue_declare("publish", passive=True)
        except connection.channel_errors:  # an empty list is none, in Redis
            return 0
        return int(queue.message_count)
