"""The sweeper: rows whose message got lost, or whose worker did, are sent again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import structlog

from tasks.app import ROUTES
from tasks.backfill import workers
from tasks.delivery.deliver import deliver, outbox_of_process
from tasks.messages import send, waiting
from tasks.publish import journal_of_process, translate
from tasks.settings import Settings

DEEP = 500  # messages in a queue

log = structlog.get_logger()


def sweep(stop: threading.Event) -> None:
    """Send overdue rows again until told to stop; two sweepers do no harm."""
    while not stop.wait(Settings().sweep_s):
        for task, overdue in (
            (translate, lambda: journal_of_process().overdue()),
            (deliver, lambda: outbox_of_process().overdue()),
            (workers.translate, lambda: workers.chunks_of_process().overdue()),
        ):
            try:
                _again(task, overdue)
            except Exception as error:  # noqa: BLE001 - a door; the next round may do better
                log.warning("sweep failed", task=task.name, error=type(error).__name__)


def _again(task: Any, overdue: Callable[[], list[str]]) -> None:
    if waiting(ROUTES[task.name]) > DEEP:  # late, not lost: more messages would make it deeper
        return
    if ids := overdue():
        log.info("sent again", task=task.name, rows=len(ids))
        send(task, ids)
