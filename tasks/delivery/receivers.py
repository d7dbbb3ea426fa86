"""Who is told of translations: a Redis stream, and webhooks."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import orjson
import redis

from tasks.delivery import webhook
from tasks.ledger.outbox import News
from tasks.policy import DependencyDown
from tasks.settings import REDIS, Settings

STREAM = "haiyi:translations"
_TIMEOUT_S = 5
# All that is told of a translation that waits for a person.
_WITHHELD = (
    "id", "seller_id", "version", "market", "language", "source", "status", "score", "fields",
)  # fmt: skip


def names(settings: Settings) -> tuple[str, ...]:
    """Return the receivers that the settings name; a broker without streams has none."""
    has_stream = settings.stream_length and str(settings.broker).startswith(REDIS)
    return (*((STREAM,) if has_stream else ()), *settings.webhook_urls)


def check(settings: Settings) -> None:
    """Do nothing where all webhooks can be used.

    Raises:
        DependencyDown: one of them is malformed or not allowed.
    """
    for url in settings.webhook_urls:
        try:
            webhook.check(_endpoint(url, settings))
        except ValueError as error:
            raise DependencyDown("webhook", str(error), "correct HAIYI_WEBHOOK_URLS") from error


def tell(news: News, settings: Settings) -> None:
    """Deliver one piece of news; raising nothing means that it has arrived.

    Raises:
        webhook.Undelivered: a webhook did not take it.
        redis.RedisError: the stream's server does not answer, or is full.
        DependencyDown: the settings no longer name the receiver.
    """
    if news.receiver not in names(settings):
        raise DependencyDown("receiver", "the settings no longer name it", "drop the delivery")
    if news.receiver == STREAM:
        _append(news, settings)
        return
    webhook.post(_endpoint(news.receiver, settings), news.delivery, body(news))


def _endpoint(url: str, settings: Settings) -> webhook.Endpoint:
    return webhook.Endpoint(url, settings.webhook_secrets, settings.webhook_allow)


def body(news: News) -> bytes:
    """Return what a receiver reads: of a translation that is held, why, and not a word of it.

    A number beyond 64 bits is carried through as any other.
    """
    kind, translation = "translation.updated", news.translation
    if translation.get("status") == "held":
        kind = "translation.held"
        translation = {name: translation[name] for name in _WITHHELD if name in translation}
    told = {"type": kind, "delivery": news.delivery, "translation": translation}
    try:
        return orjson.dumps(told)
    except TypeError:
        return json.dumps(told).encode()


def _append(news: News, settings: Settings) -> None:
    told = news.translation
    fields: dict[Any, Any] = {
        "delivery": news.delivery,
        "id": told["id"],
        "seller_id": told.get("seller_id", ""),
        "market": told["market"],
        "version": told["version"],
        "body": body(news),
    }
    _client(str(settings.broker)).xadd(
        STREAM, fields, maxlen=settings.stream_length, approximate=True
    )


@lru_cache(maxsize=1)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)
