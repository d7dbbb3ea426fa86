"""Deliver: news of a translation goes from the outbox to the one receiver it is for."""

from __future__ import annotations

from functools import lru_cache

import structlog

from tasks.app import app
from tasks.delivery import receivers
from tasks.delivery.webhook import Undelivered
from tasks.ledger.database import of_process
from tasks.ledger.outbox import Outbox
from tasks.messages import send
from tasks.policy import rule
from tasks.settings import Settings

log = structlog.get_logger()


@lru_cache(maxsize=1)
def outbox_of_process() -> Outbox:
    """Return the outbox of this process, connected on first use and so after any fork."""
    settings = Settings()
    return Outbox(
        of_process(),
        lease_s=settings.lease_s,
        max_attempts=settings.max_delivery_attempts,
        retry_s=settings.delivery_retry_s,
    )


@app.task(name="translations.deliver")  # type: ignore[untyped-decorator]
def deliver(row_id: str, **_: object) -> None:
    """Deliver the news of a row; later versions may send more arguments than this one knows."""
    outbox = outbox_of_process()
    news = outbox.begin(row_id)
    if news is None:
        return
    try:
        receivers.tell(news, Settings())
    except Exception as error:  # noqa: BLE001 - the door: whatever it is belongs in the outbox
        reason, again_s = _verdict(error)
        log.warning("not delivered", delivery=news.delivery, reason=reason, attempt=news.attempt)
        is_newer = outbox.fail(news, reason, again_s)
    else:
        is_newer = outbox.delivered(news)
    if is_newer:
        send(deliver, [row_id])


def _verdict(error: Exception) -> tuple[str, float | None]:
    """Return the kind of an error, and after how long another attempt may be of use."""
    if isinstance(error, Undelivered):
        return error.reason, (error.retry_after_s or 0) if error.may_pass else None
    return type(error).__name__, 0 if rule(error).may_pass else None
