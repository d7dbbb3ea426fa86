"""The memory of a process: one that grows past its ceiling ends itself, and is started again.

Celery's own ceiling is for its prefork pool, and a web server has none. The end is a gentle one:
what runs is finished.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

_STATM = Path("/proc/self/statm")
_LOOK_S = 5.0
MB = 2**20

log = structlog.get_logger()


def resident() -> int:
    """Return the memory that this process holds, in bytes; its peak where that is all we know."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def watch(
    stop: threading.Event,
    ceiling_mb: int,
    end: Callable[[], None],
    look_s: float = _LOOK_S,
    beside: Callable[[], int] = int,
) -> None:
    """End this process once it holds more than that, with what others hold for it; 0: never."""
    while ceiling_mb and not stop.wait(look_s):
        if (held := (resident() + beside()) // MB) > ceiling_mb:
            log.warning("ends: it holds too much memory", mb=held, ceiling_mb=ceiling_mb)
            end()
            return
