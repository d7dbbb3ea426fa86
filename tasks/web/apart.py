"""Long texts in a process of their own, at a lower priority: they slow nobody who asks for little.

Threads do not part the two: one interpreter runs one of them at a time, and a model one batch.
Until that process has loaded its models, long texts are translated here.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, Protocol

import structlog

from pipeline.document import Document, Translation
from tasks import memory
from tasks.policy import DependencyDown

LONG = 1_000  # characters of a request that others pass
_NICE = 10
_HUNG_S = 600.0  # no answer by then: it is ended

Pipeline = Callable[[Sequence[Document], Sequence[str] | None], list[Translation]]
Asked = tuple[Sequence[Document], Sequence[str] | None, int, int]
log = structlog.get_logger()


class Walk(Protocol):
    """Translates long texts; ``held`` is the memory that this takes outside of this process."""

    held: int

    def __call__(
        self, documents: Sequence[Document], markets: Sequence[str] | None = None, rank: int = 0
    ) -> list[Translation]:
        """Return the translations as a pipeline does, with the ``rank``-th hypotheses."""
        ...

    def close(self) -> None:
        """End whatever was started."""
        ...


class Here:
    """Long texts in this very process; ``walk(rank)`` is the pipeline."""

    held = 0

    def __init__(self, walk: Callable[[int], Pipeline]) -> None:
        self._walk = walk

    def __call__(
        self, documents: Sequence[Document], markets: Sequence[str] | None = None, rank: int = 0
    ) -> list[Translation]:
        """Return the translations."""
        return self._walk(rank)(documents, markets)

    def close(self) -> None:
        """End nothing."""


def is_long(documents: Sequence[Document]) -> bool:
    """Tell whether others pass a request for these documents."""
    return sum(len(text) for each in documents for _, text in each.fields()) > LONG


class Apart:
    """The other process; one request at a time, in the order in which they come.

    Args:
        here: what translates until it is there.
        read: which row of the edited terms is known here; it is to know as much.
        ceiling_mb: a process that holds more is replaced between two requests; 0: never.
        work: what the process runs; it says hello, then answers.
    """

    def __init__(
        self,
        here: Walk,
        read: Callable[[], int],
        ceiling_mb: int = 0,
        work: Callable[[Connection], None] | None = None,
    ) -> None:
        self._here, self._read, self._ceiling_mb = here, read, ceiling_mb
        self._work = work or serve
        self._line = ThreadPoolExecutor(1, thread_name_prefix="apart")
        self._process: Any = None
        self._is_greeted = False
        self.held = 0  # bytes of memory, when it last answered

    def __call__(
        self, documents: Sequence[Document], markets: Sequence[str] | None = None, rank: int = 0
    ) -> list[Translation]:
        """Return the translations as a pipeline does.

        Raises:
            DependencyDown: the process has ended meanwhile.
        """
        return self._line.submit(self._answer, documents, markets, rank).result()

    def close(self) -> None:
        """End the process; what it is at is given up."""
        self._line.shutdown(wait=False, cancel_futures=True)
        self._end()

    def _answer(
        self, documents: Sequence[Document], markets: Sequence[str] | None, rank: int
    ) -> list[Translation]:
        if not self._is_ready():
            return self._here(documents, markets, rank)
        try:
            self._ours.send((documents, markets, rank, self._read()))
            if not self._ours.poll(_HUNG_S):
                raise EOFError
            found, self.held = self._ours.recv()
        except (EOFError, OSError) as error:
            self._end()
            hint = "it is started again; send fewer or shorter texts"
            raise DependencyDown("process for long texts", "it has ended", hint) from error
        if 0 < self._ceiling_mb < self.held // memory.MB:
            log.warning("process for long texts ends: too much memory", mb=self.held // memory.MB)
            self._end()
        if isinstance(found, list):
            return found
        raise _again(*found)

    def _is_ready(self) -> bool:
        if self._process is None:
            self._start()
        with contextlib.suppress(EOFError, OSError):
            if not self._is_greeted and self._ours.poll():
                self.held = self._ours.recv()
                self._is_greeted = True
        if not self._process.is_alive():
            self._end()
        return self._is_greeted

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # models do not survive a fork
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=self._work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        process, self._process = self._process, None
        self._is_greeted, self.held = False, 0
        if process:
            process.kill()
            process.join()
            self._ours.close()


def serve(connection: Connection) -> None:
    """Answer requests until whoever asks has gone: the life of the other process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    os.nice(_NICE)
    from tasks import logs, runtime

    logs.to_stderr()
    parts = runtime.of_process()
    parts.warm_up()

    def walk(asked: Asked) -> list[Translation]:
        documents, markets, rank, read = asked
        parts.glossaries.know(read)
        return parts.alternative(rank)(documents, markets)

    answer(connection, walk)


def answer(connection: Connection, walk: Callable[[Asked], list[Translation]]) -> None:
    """Say hello, then answer each request with translations or an error, and the memory held."""
    with contextlib.suppress(EOFError, OSError):
        connection.send(memory.resident())
        while True:
            asked = connection.recv()
            found: Any
            try:
                found = walk(asked)
            except Exception as error:  # noqa: BLE001 - whoever asked must hear of it
                found = _told(error)
            connection.send((found, memory.resident()))


def _told(error: Exception) -> tuple[type[Exception], tuple[Any, ...], dict[str, Any]]:
    """Return what an error is made of; of one that cannot be sent, its kind."""
    parts = (type(error), error.args, vars(error))
    try:
        pickle.dumps(parts)
    except Exception:  # noqa: BLE001 - whatever a library puts into its errors
        return RuntimeError, (type(error).__name__,), {}
    return parts


def _again(kind: type[Exception], args: tuple[Any, ...], state: dict[str, Any]) -> Exception:
    """Return an error as it was raised; its constructor may want other arguments."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
