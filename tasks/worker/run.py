"""A worker's life around its tasks: what it refuses, what it loads first, what it watches.

Celery loads this room by its name in :data:`tasks.app.ROOMS`, before the first signal.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from celery.signals import worker_init, worker_process_init, worker_ready, worker_shutting_down

from tasks import logs, memory, policy, runtime
from tasks.app import app
from tasks.delivery import receivers
from tasks.servers.broker import refuse_eviction
from tasks.settings import Settings
from tasks.worker.sweeper import sweep

_stopping = threading.Event()


@worker_init.connect  # type: ignore[untyped-decorator]
def _before_the_pool(sender: Any, **_: object) -> None:
    """Refuse a broker that loses messages, and load the model before the first task."""
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
    runtime.of_process().warm_up()


@worker_ready.connect  # type: ignore[untyped-decorator]
def _on_ready(**_: object) -> None:
    """Begin to sweep, and to watch the memory, once the worker takes messages."""
    ceiling = Settings().worker_memory_mb
    watched = (_stopping, ceiling, lambda: os.kill(os.getpid(), signal.SIGTERM))
    for work, arguments in ((sweep, (_stopping,)), (memory.watch, watched)):
        threading.Thread(target=work, args=arguments, name=work.__name__, daemon=True).start()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _on_stop(**_: object) -> None:
    _stopping.set()
