"""``haiyi up``: an embedded server, a worker and the preview page, in one process tree."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console

from tasks import embedded
from tasks.policy import Exit
from tasks.settings import Settings

GRACE_S = 30.0


@contextlib.contextmanager
def child(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``haiyi`` with these arguments in a process of its own until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tasks", *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches it through us, in order
    )
    try:
        yield process
    finally:
        embedded.stop(process, GRACE_S)


def run() -> int:
    """Run everything until a signal, or until one part ends by itself."""
    settings, stop = Settings(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with contextlib.ExitStack() as stack:
        url = settings.broker
        if url is None:
            url = stack.enter_context(embedded.serve(settings.home / "server")).url
        environment = {"HAIYI_REDIS_URL": url, "HAIYI_DATABASE_URL": settings.database}
        parts = {"worker": stack.enter_context(child(["worker"], environment))}
        if importlib.util.find_spec("tasks.cli_serve"):
            parts["page"] = stack.enter_context(child(["serve"], environment))
        _tell(url, settings)
        return _watch(parts, stop)


def _watch(parts: Mapping[str, subprocess.Popen[bytes]], stop: threading.Event) -> int:
    console = Console(stderr=True)
    while not stop.wait(0.2):
        for name, process in parts.items():
            if process.poll() is not None:
                console.print(f"haiyi: the {name} ended with exit code {process.returncode}")
                return Exit.DEPENDENCY
    console.print("stopping")
    return Exit.OK


def _tell(url: str, settings: Settings) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("Haiyi is up; Ctrl-C stops it. In another terminal:")
    console.print(f"  export HAIYI_REDIS_URL={url}", markup=False)
    console.print("  haiyi publish examples/listings.jsonl")
    console.print(f"journal: {settings.database}", markup=False)
