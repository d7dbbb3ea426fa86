"""``haiyi doctor``: what is installed, reachable and loaded, and what to do about each problem."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import redis
from kombu import Connection
from kombu.exceptions import OperationalError
from rich.table import Table
from rich.text import Text

from models.base import Pair
from models.errors import ModelError
from tasks import runtime, screen
from tasks.ledger import database
from tasks.policy import DependencyDown, Exit
from tasks.servers import broker, embedded
from tasks.settings import Settings

PACKAGES = (
    "torch",
    "transformers",
    "ctranslate2",
    "sentencepiece",
    "langdetect",
    "celery",
    "redis",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was found, and what to do where it is bad."""

    what: str
    found: str
    todo: str = ""


def run() -> int:
    """Print every finding; return 3 if one of them needs doing something."""
    settings = Settings()
    checks: tuple[Callable[[Settings], Finding], ...] = (
        _packages, _home, _server, _broker, _cache, _journal, _model,
    )  # fmt: skip
    table = Table("what", "found", "to do")
    findings = [check(settings) for check in checks]
    for finding in findings:
        table.add_row(*map(Text, (finding.what, finding.found, finding.todo or "–")))
    screen.out().print(table)
    return Exit.DEPENDENCY if any(finding.todo for finding in findings) else Exit.OK


def _packages(_: Settings) -> Finding:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    return Finding(
        "packages", ", ".join(found), f"pip install {' '.join(missing)}" if missing else ""
    )


def _home(settings: Settings) -> Finding:
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (settings.home / ".writable").touch()
    except OSError as error:
        return Finding("home", f"{settings.home}: {error.strerror}", "set HAIYI_HOME to a folder")
    return Finding("home", str(settings.home))


def _server(settings: Settings) -> Finding:
    if settings.broker:
        return Finding("embedded server", "not needed: HAIYI_REDIS_URL is set")
    try:
        return Finding("embedded server", Path(embedded.binary()).name)
    except DependencyDown as error:
        return Finding("embedded server", error.reason, error.hint)


def _broker(settings: Settings) -> Finding:
    if settings.broker is None:
        return Finding("broker", "embedded; `haiyi up` starts it")
    if settings.broker.startswith("amqp"):
        return _rabbit(settings.broker)
    finding = _ping("broker", settings.broker)
    if finding.todo:
        return finding
    rule = broker.eviction(settings.broker)
    todo = "set maxmemory-policy to noeviction: this one deletes queues"
    found = f"{finding.found}, {rule or 'eviction rule unknown'}"
    return Finding("broker", found, todo if broker.loses_queues(rule) else "")


def _rabbit(url: str) -> Finding:
    try:
        with Connection(url, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1)
    except (OperationalError, ImportError) as error:
        return Finding("broker", type(error).__name__, "start the server, or correct its URL")
    return Finding("broker", "answers")


def _cache(settings: Settings) -> Finding:
    if settings.cache is None and settings.broker:
        return Finding("cache", "none: everything is translated afresh", "set HAIYI_CACHE_URL")
    if settings.cache is None:
        return Finding("cache", "embedded; `haiyi up` starts it")
    return _ping("cache", settings.cache)


def _ping(what: str, url: str) -> Finding:
    start = time.perf_counter()
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
            server = client.info("server")
    except redis.RedisError as error:
        return Finding(what, type(error).__name__, "start the server, or correct its URL")
    number = server.get("valkey_version") or server.get("redis_version")
    return Finding(
        what, f"answers in {1000 * (time.perf_counter() - start):.0f} ms, version {number}"
    )


def _journal(settings: Settings) -> Finding:
    try:
        database.connect(settings.database).dispose()
    except DependencyDown as error:
        return Finding("journal", error.reason, error.hint)
    return Finding("journal", settings.database.partition("://")[0])


def _model(settings: Settings) -> Finding:
    here = runtime.build(settings)
    try:
        model = here.registry.translator(Pair("zh", "en"))
        (output,) = model.translate(["这件连衣裙很漂亮。"])
    except ModelError as error:
        return Finding("model zh-en", type(error).__name__, str(error))
    return Finding("model zh-en", f"{model.revision}: {output!r}")
