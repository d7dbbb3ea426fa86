import os
import signal
import subprocess
import sys
import time

import pytest
import redis

from tasks import embedded
from tasks.policy import DependencyDown


def client(server):
    return redis.Redis.from_url(server.url, socket_timeout=2)


def test_serve_speaks_redis_and_ends(tmp_path):
    with embedded.serve(tmp_path) as server, client(server) as connection:
        assert connection.set("a", "1")
    assert not embedded.is_alive(server.pid)


def test_serve_keeps_its_data(tmp_path):
    for expected in (None, b"1"):
        with embedded.serve(tmp_path) as server, client(server) as connection:
            assert connection.get("a") == expected
            connection.set("a", "1")


def test_serve_needs_the_password(tmp_path):
    with embedded.serve(tmp_path) as server:
        bare = server.url.replace(server.url.split("@")[0], "redis://")
        with (
            redis.Redis.from_url(bare.replace("//@", "//")) as connection,
            pytest.raises(redis.AuthenticationError),
        ):
            connection.ping()


def test_serve_refuses_a_folder_in_use(tmp_path):
    with (
        embedded.serve(tmp_path),
        pytest.raises(DependencyDown, match="in use"),
        embedded.serve(tmp_path),
    ):
        pass


def test_serve_dies_with_a_killed_parent(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from tasks import embedded\n"
        f"with embedded.serve(Path({str(tmp_path)!r})) as s:\n"
        "    print(s.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 5
    while embedded.is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not embedded.is_alive(pid)
