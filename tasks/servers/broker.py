"""The broker's server: what must be true of it before messages are trusted to it."""

from __future__ import annotations

import redis

from tasks.policy import DependencyDown
from tasks.settings import REDIS


def eviction(url: str) -> str:
    """Return the eviction rule of a Redis server, or ``""`` where it does not say.

    Raises:
        redis.ConnectionError, redis.TimeoutError: it does not answer.
    """
    if not url.startswith(REDIS):
        return ""
    with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
        try:
            return str(client.config_get("maxmemory-policy").get("maxmemory-policy", ""))
        except redis.ResponseError:  # hosted servers keep CONFIG to themselves
            return ""


def loses_queues(rule: str) -> bool:
    """Tell whether a server under this rule may delete a queue; ``volatile-*`` spares them.

    >>> loses_queues("allkeys-lru"), loses_queues("volatile-lfu"), loses_queues("noeviction")
    (True, False, False)
    """
    return rule.startswith("allkeys")


def refuse_eviction(url: str) -> None:
    """Do nothing where the broker keeps what it is given, or is not there to be asked yet.

    Raises:
        DependencyDown: its server deletes queues when memory is short.
    """
    try:
        rule = eviction(url)
    except (redis.ConnectionError, redis.TimeoutError):
        return  # Celery waits for it
    if loses_queues(rule):
        hint = "set its maxmemory-policy to noeviction, and give the cache a server of its own"
        raise DependencyDown("broker", f"it would delete queues ({rule})", hint)


def ping(url: str, limit_s: float) -> None:
    """Do nothing where a broker answers.

    Raises:
        kombu.exceptions.OperationalError: it does not, or not in time.
    """
    from kombu import Connection

    times = {"socket_timeout": limit_s, "socket_connect_timeout": limit_s}
    options = times if url.startswith(REDIS) else {}
    with Connection(url, connect_timeout=limit_s, transport_options=options) as connection:
        connection.ensure_connection(max_retries=1, timeout=limit_s)
