"""``haiyi up``: embedded servers, a worker and the preview page, in one process tree."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from tasks import screen
from tasks.policy import Exit
from tasks.servers import embedded, processes
from tasks.settings import Settings

GRACE_S = 30.0


@contextlib.contextmanager
def child(
    arguments: Sequence[str], environment: Mapping[str, str], log: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``haiyi`` with these arguments in a process of its own until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tasks", *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C reaches it through us, in order
        # Where we are killed its servers are gone too: nothing to finish, the journal has its task.
        preexec_fn=processes.bound_to_us(signal.SIGKILL),  # noqa: PLW1509
    )
    try:
        yield process
    finally:
        processes.stop(process, GRACE_S)


@dataclass(slots=True)
class _Part:
    """A process that ends itself at its ceiling of memory, with exit code 0."""

    name: str
    arguments: Sequence[str]
    _process: subprocess.Popen[bytes] | None = None

    def start(self, stack: contextlib.ExitStack, urls: Mapping[str, str]) -> None:
        self._process = stack.enter_context(child(self.arguments, urls))

    def ended(self) -> int | None:
        return self._process.poll() if self._process else None


def run(port: int) -> int:
    """Run everything until a signal, or until one part ends by itself."""
    settings, stop = Settings(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with contextlib.ExitStack() as stack:
        urls = _servers(stack, settings)
        parts = [_Part("page", ("serve", "--port", str(port))), _Part("worker", ("worker",))]
        for part in parts:
            part.start(stack, urls)
        _tell(urls, settings, port)
        return _watch(parts, stack, urls, stop)


def _servers(stack: contextlib.ExitStack, settings: Settings) -> dict[str, str]:
    """Start what no setting names, and return the settings that name it."""
    if settings.broker:
        return {}
    home = settings.home / "server"
    broker, cache = stack.enter_context(embedded.broker_and_cache(home))
    own = {} if settings.cache_url else {"HAIYI_CACHE_URL": cache.url}
    return {"HAIYI_REDIS_URL": broker.url, **own}


def _watch(
    parts: Sequence[_Part],
    stack: contextlib.ExitStack,
    urls: Mapping[str, str],
    stop: threading.Event,
) -> Exit:
    """Wait until all is to end; a part that ends as it was meant to is started again."""
    while not stop.wait(0.2):
        for part in parts:
            if (code := part.ended()) is None:
                continue
            if code != 0:
                screen.complain(f"the {part.name} ended with exit code {code}")
                return Exit.DEPENDENCY
            screen.err().print(f"the {part.name} has ended; another takes its place")
            part.start(stack, urls)
    screen.err().print("stopping")
    return Exit.OK


def _tell(urls: Mapping[str, str], settings: Settings, port: int) -> None:
    say = screen.err().print
    say("Haiyi is up; Ctrl-C stops it.")
    say(f"page     http://127.0.0.1:{port}/", markup=False)
    say(f"journal  {settings.database.partition('@')[2] or settings.database}", markup=False)
    say("To publish from another terminal:")
    for name, url in urls.items():
        say(f"  export {name}={url}", markup=False)
    say("  haiyi publish examples/listings.jsonl")
