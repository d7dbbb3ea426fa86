"""How long a database may take: one that accepts and never answers is one that is down.

What its driver offers limits the server, or the network between; neither is of use where a server
is stopped, or a router drops what it should pass on. So every wait on a connection is limited here.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

CONNECT_S = 5  # to be let in, and to get a connection of the pool
ANSWER_S = 10.0  # to a statement
MIGRATION_S = 3600.0  # to a statement that changes a table, or waits for one who does

_T = TypeVar("_T")


def connect(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
    """Return a connection of psycopg that gives up; SQLAlchemy calls this for each one it opens.

    Raises:
        psycopg.OperationalError: the server does not let in, or not in time.
    """
    options.setdefault("connect_timeout", CONNECT_S)
    return _patient().connect(*arguments, **options)


@contextmanager
def of_migrations(connection: Connection) -> Iterator[None]:
    """Let statements take their time: tables are changed, or another process changes them."""
    driver: Any = connection.connection.dbapi_connection
    before = getattr(driver, "answer_s", None)
    if before is None:
        yield
        return
    driver.answer_s = MIGRATION_S
    try:
        yield
    finally:
        driver.answer_s = before


def _patient() -> Any:
    import psycopg

    class Patient(psycopg.Connection[Any]):
        """A connection whose every wait has an end; after it, it is closed."""

        answer_s = ANSWER_S

        def wait(self, gen: Any, *arguments: Any, **options: Any) -> Any:
            try:
                return super().wait(limited(gen, self.answer_s), *arguments, **options)
            except TimeoutError as error:
                self.pgconn.finish()  # nobody knows what it would say next
                raise psycopg.OperationalError("no answer in time") from error

    return Patient


def limited(steps: Generator[Any, Any, _T], limit_s: float) -> Generator[Any, Any, _T]:
    """Return the steps of the driver, which is woken ten times a second where nothing comes.

    Raises:
        TimeoutError: nothing has come for so long.
    """
    until = time.monotonic() + limit_s
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if ready:
                until = time.monotonic() + limit_s
            elif time.monotonic() > until:
                steps.close()
                raise TimeoutError
            wanted = steps.send(ready)
    except StopIteration as ended:
        value: _T = ended.value
        return value
