"""The Celery application: ``celery -A tasks.app worker``; importing it loads no model library."""

from __future__ import annotations

import os
import sys
import threading
import warnings
from typing import Any

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import worker_init, worker_process_init, worker_ready, worker_shutting_down

from tasks.settings import Settings

# Task → queue; workers take from the queues in this order.
ROUTES = {
    "translations.publish": "publish",
    "translations.deliver": "deliver",
    "translations.chunk": "backfill",
}
QUEUES = tuple(ROUTES.values())

# What a message may wait between being taken and acknowledged before Redis gives it to another.
VISIBILITY_S = 600


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "broker_url": settings.broker or "redis://127.0.0.1:6379/0",
        # Pickle from a broker is code execution.
        "task_serializer": "json",
        "result_serializer": "json",
        "accept_content": ["json"],
        "result_accept_content": ["json"],
        # Results live in the journal.
        "task_ignore_result": True,
        # A stopped worker's message comes back; every task is idempotent.
        "task_acks_late": True,
        # What failed is in the journal, which knows when to try again and when to stop.
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
        # A message that kills workers must not come back at once and for ever: the journal counts.
        "task_reject_on_worker_lost": False,
        # A busy worker must not sit on a publish.
        "worker_prefetch_multiplier": 1,
        # A typo in a queue's name fails, instead of making a queue nobody reads.
        "task_create_missing_queues": False,
        "task_queues": {name: {"exchange": name, "routing_key": name} for name in QUEUES},
        "task_default_queue": "publish",
        "task_routes": {task: {"queue": queue} for task, queue in ROUTES.items()},
        "task_publish_retry_policy": {"max_retries": 2, "interval_start": 0.1, "interval_max": 0.6},
        # CTranslate2 is not fork-safe and releases the interpreter's lock: threads share one model.
        "worker_pool": "threads",
        "worker_concurrency": settings.threads,
        # With threads SIGTERM waits for the running task anyway.
        "worker_soft_shutdown_timeout": 0,
        # A Redis restart, and a full one, are ordinary events.
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_channel_error_retry": True,
        "broker_pool_acquire_timeout": 5,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_S,
            # What another worker left behind is looked for every 5 s, not every 100 s.
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            # Without a timeout a half-open connection hangs the worker for ever.
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 10,
            # -Q publish,backfill takes from publish first.
            "queue_order_strategy": "priority",
        },
        # Nobody listens to events, and limits are kept at the doors.
        "worker_send_task_events": False,
        "worker_disable_rate_limits": True,
        "worker_hijack_root_logger": False,
        "timezone": "UTC",
    }


def build(settings: Settings) -> Celery:
    """Return an application for these settings."""
    celery = Celery(
        "haiyi", include=["tasks.publish", "tasks.delivery.deliver", "tasks.backfill.workers"]
    )
    celery.conf.update(_configuration(settings))
    return celery


app = build(Settings())
_stopping = threading.Event()


@worker_init.connect  # type: ignore[untyped-decorator]
def _before_the_pool(sender: Any, **_: object) -> None:
    """Refuse a broker that loses messages, and load the model before the first task."""
    from tasks import logs, policy
    from tasks.delivery import receivers
    from tasks.servers.broker import refuse_eviction

    logs.to_stderr()
    try:
        refuse_eviction(app.conf.broker_url)
        receivers.check(Settings())
        if "prefork" not in str(sender.pool_cls):  # there, the children load it: no fork survives
            _warm_up()
    except Exception as error:
        sys.stderr.write(f"haiyi: {policy.message(error)}\n")
        raise SystemExit(policy.rule(error).exit) from error


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _in_a_child(**_: object) -> None:
    """In a prefork pool the model is loaded by the child."""
    _warm_up()


def _warm_up() -> None:
    from tasks import runtime

    runtime.of_process().warm_up()


@worker_ready.connect  # type: ignore[untyped-decorator]
def _on_ready(**_: object) -> None:
    """Begin to sweep, and to watch the memory, once the worker takes messages."""
    from tasks.worker import memory
    from tasks.worker.sweeper import sweep

    ceiling = Settings().worker_memory_mb
    for work, arguments in ((sweep, (_stopping,)), (memory.watch, (_stopping, ceiling))):
        threading.Thread(target=work, args=arguments, name=work.__name__, daemon=True).start()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _on_stop(**_: object) -> None:
    _stopping.set()


def run_worker(queues: str = ",".join(QUEUES), *, level: str = "WARNING") -> None:
    """Run a worker in this process until it is told to stop; the model is loaded first."""
    name = f"haiyi-{os.getpid()}@%h"  # two workers of one name on one host hide each other
    arguments = ["worker", "-Q", queues, "--loglevel", level, "-n", name]
    # Of root, which in a container is usual; what makes it dangerous is pickle.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    # Neither is of use without events, and both cost messages.
    app.worker_main(["--quiet", *arguments, "--without-mingle", "--without-gossip"])
