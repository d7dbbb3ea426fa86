"""How long until the command line shows its help, and until a worker has translated once."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_WORKER = "from tasks import runtime; runtime.of_process().warm_up()"
_ROUNDS = 5


def measure(home: Path) -> dict[str, float]:
    """Return seconds from the start of a process to its end, the median of five."""
    return {
        "help_s": _median(["-m", "tasks", "--help"], home),
        "worker_s": _median(["-c", _WORKER], home),
    }


def _median(arguments: list[str], home: Path) -> float:
    seconds = [_seconds(arguments, home) for _ in range(_ROUNDS + 1)][1:]  # the first converts
    return round(statistics.median(seconds), 3)


def _seconds(arguments: list[str], home: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "HAIYI_HOME": str(home)},
    )
    return time.perf_counter() - began
