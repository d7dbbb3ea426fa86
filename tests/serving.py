"""A real HTTP door: a process of its own, with a real server behind it."""

import contextlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import forked
import httpx
from sites import until

from tasks.servers import processes

SERVE = [sys.executable, "-m", "tasks", "serve"]


@dataclass
class Served:
    url: str
    process: subprocess.Popen
    log: Path

    def lines(self):
        return self.log.read_text("utf-8").splitlines()


@contextlib.contextmanager
def served(home, folder, redis_url=None, **settings):
    """Yield a door that has translated once; ``settings`` are HAIYI_* variables."""
    given = {f"HAIYI_{name.upper()}": value for name, value in settings.items()}
    environment = {
        **os.environ, "HAIYI_HOME": str(home), "HAIYI_DATABASE_URL": f"sqlite:///{folder}/jobs.sqlite3",
        **({"HAIYI_REDIS_URL": redis_url} if redis_url else {}), **given,
    }  # fmt: skip
    with (folder / "serve.log").open("a") as log:
        process = forked.Popen(
            [*SERVE, "--port", "0"],
            env=environment, stderr=log, stdout=log, start_new_session=True,
        )  # fmt: skip
        door = Served("", process, folder / "serve.log")
        try:
            _wait(door)
            yield door
        finally:
            processes.stop(process)


def _wait(door):
    """Wait until a door has told its address, and translates."""

    def is_ready():
        assert door.process.poll() is None, door.lines()[-5:]
        if found := re.findall(r"Uvicorn running on (http://\S+)", door.log.read_text("utf-8")):
            door.url = found[-1]  # of a log that goes on, the last
            with contextlib.suppress(httpx.TransportError):
                return httpx.get(f"{door.url}/readyz").status_code == 200
        return False

    assert until(is_ready), door.lines()[-5:]
