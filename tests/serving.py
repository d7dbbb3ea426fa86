"""A real HTTP door: a process of its own, with a real server behind it."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tasks.servers import processes

READY_S = 300
SERVE = [sys.executable, "-m", "tasks", "serve"]


@dataclass
class Served:
    url: str
    process: subprocess.Popen
    log: Path

    def lines(self):
        return self.log.read_text("utf-8").splitlines()


@contextmanager
def served(home, folder, redis_url=None, **settings):
    """Yield a door that has translated once; ``settings`` are HAIYI_* variables."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {f"HAIYI_{name.upper()}": value for name, value in settings.items()}
    environment = {
        **os.environ, "HAIYI_HOME": str(home), "HAIYI_DATABASE_URL": f"sqlite:///{folder}/jobs.sqlite3",
        **({"HAIYI_REDIS_URL": redis_url} if redis_url else {}), **given,
    }  # fmt: skip
    with (folder / "serve.log").open("a") as log:
        process = subprocess.Popen(
            [*SERVE, "--port", str(port)],
            env=environment, stderr=log, stdout=log, start_new_session=True,
        )  # fmt: skip
        door = Served(f"http://127.0.0.1:{port}", process, folder / "serve.log")
        try:
            _wait(door)
            yield door
        finally:
            processes.stop(process)


def _wait(door):
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        assert door.process.poll() is None, door.lines()[-5:]
        try:
            if httpx.get(f"{door.url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"not ready after {READY_S} s: {door.lines()[-5:]}")
