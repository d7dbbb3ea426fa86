"""Messages that point at rows: sent at once, and again by the sweeper where they got lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from kombu.exceptions import OperationalError

from tasks.app import app

log = structlog.get_logger()


def send(task: Any, ids: Sequence[str]) -> bool:
    """Send a message for each row; tell whether the broker took them all.

    A broker that does not answer loses nothing: the rows are overdue before long.
    """
    if not ids:
        return True
    try:
        with app.producer_pool.acquire(block=True, timeout=5) as producer:
            for row_id in ids:
                task.apply_async((row_id,), producer=producer, argsrepr=f"({row_id})")
    except (OperationalError, ConnectionError, TimeoutError) as error:
        name = type(error).__name__
        log.warning("broker does not answer", task=task.name, rows=len(ids), error=name)
        return False
    return True


def waiting(queue: str) -> int:
    """Return how many messages nobody has taken yet."""
    with app.connection_for_read() as connection:
        try:
            found = connection.default_channel.queue_declare(queue, passive=True)
        except connection.channel_errors:  # an empty list is none, in Redis
            return 0
        return int(found.message_count)
