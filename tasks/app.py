"""The Celery application: ``celery -A tasks.app worker``; importing it loads no model library."""

from __future__ import annotations

from typing import Any

from celery import Celery

from tasks.settings import Settings

# Task → queue; workers take from the queues in this order.
ROUTES = {
    "translations.publish": "publish",
    "translations.deliver": "deliver",
    "translations.chunk": "backfill",
}
QUEUES = tuple(ROUTES.values())

# What a worker loads besides this file: the tasks, and what it does around them. By name, as each
# of them imports this file.
ROOMS = ("tasks.publish", "tasks.delivery.deliver", "tasks.backfill.workers", "tasks.worker.run")


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
        # A stopped worker hands its message back; every task is idempotent.
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
            # What a lost worker had taken is in the journal, and sent again from there. Notes of
            # it in Redis would cost four commands a message, and a note that cannot be removed,
            # as where a connection is half-open, would keep a worker from every next message.
            "ack_emulation": False,
            # Without a timeout a half-open connection hangs the worker for ever; where it only
            # listens, the check drops it, within about twice its interval.
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 5,
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
    celery = Celery("haiyi", include=ROOMS)
    celery.conf.update(_configuration(settings))
    return celery


app = build(Settings())
