import os
import signal
import subprocess
import sys

import pytest
import redis
from sites import until

from tasks.policy import DependencyDown
from tasks.servers import embedded, processes


def client(server):
    return redis.Redis.from_url(server.url, socket_timeout=2)


def test_serve_speaks_redis_and_ends(tmp_path):
    with embedded.serve(tmp_path) as server, client(server) as connection:
        assert connection.set("a", "1")
    assert not processes.is_alive(server.pid)


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
        "import sys, time; from pathlib import Path; from tasks.servers import embedded\n"
        f"with embedded.serve(Path({str(tmp_path)!r})) as s:\n"
        "    print(s.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert until(lambda: not processes.is_alive(pid))


def test_serve_takes_any_folder_name(tmp_path):
    folder = tmp_path / 'a "quoted\\" name 海译'
    with embedded.serve(folder) as server, client(server) as connection:
        connection.set("a", "1")
    assert list((folder / "appendonlydir").iterdir())


def test_serve_again_on_the_same_port_is_the_same_url(tmp_path):
    with embedded.serve(tmp_path) as first:
        port = int(first.url.rpartition(":")[2].partition("/")[0])
    with embedded.serve(tmp_path, port=port) as second:
        assert second.url == first.url


def test_broker_and_cache_are_two_servers_with_rules_of_their_own(tmp_path):
    with embedded.broker_and_cache(tmp_path) as servers:
        found = []
        for server in servers:
            with client(server) as connection:
                config = connection.config_get("*")
                found.append((config["maxmemory-policy"], config["appendonly"]))
    assert found == [("noeviction", "yes"), ("allkeys-lfu", "no")]


def test_serve_that_does_not_start_says_where_to_look(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "binary", lambda: "/bin/false")
    with pytest.raises(DependencyDown, match=r"server\.log"), embedded.serve(tmp_path):
        pass


@pytest.mark.parametrize(
    ("version", "taken"), [("v=7.0.15", True), ("v=9.1.2", True), ("v=6.0.16", False), ("", False)]
)
def test_binary_takes_a_server_on_the_path_that_is_new_enough(
    tmp_path, monkeypatch, version, taken
):
    program = tmp_path / "redis-server"
    program.write_text(f"#!/bin/sh\necho Redis server {version} sha=0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (embedded.binary() == str(program)) == taken
