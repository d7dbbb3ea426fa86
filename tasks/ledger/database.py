"""The durable store: SQLite in WAL mode by default, PostgreSQL by URL, migrated when opened."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from tasks.ledger import patience
from tasks.ledger.schema import REVISION
from tasks.policy import DependencyDown
from tasks.settings import Settings

_OPENING = Lock()  # threads that come at once get one engine
_ENGINES: dict[str, Engine] = {}
MIGRATIONS = Path(__file__).parent / "migrations"
# One process migrates while the others wait: SQLite has one writer, PostgreSQL a numbered lock.
_ALONE = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "BEGIN; SELECT pg_advisory_xact_lock(7238452)",
}


class NewerStore(DependencyDown):
    """A store that a newer release has migrated; this one changes nothing in it."""

    def __init__(self, found: str) -> None:
        self.name, self.reason = "journal", f"it is of a newer release ({found}; here {REVISION})"
        self.hint = "update this one, or name another store in HAIYI_DATABASE_URL"
        Exception.__init__(self, f"the store is of a newer release ({found}); {self.hint}")


def connect(url: str) -> Engine:
    """Return an engine on the store, whose tables are brought up to date first.

    Raises:
        DependencyDown: the database cannot be reached, or its driver is not installed; as
            NewerStore, a newer release has been here.
    """
    try:
        return _connect(url)
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        hint = "start the database, or correct HAIYI_DATABASE_URL"
        raise DependencyDown("journal", reason, hint) from error


def engine(url: str) -> Engine:
    """Return this process's engine on a store, connected on first use and so after any fork.

    Raises:
        DependencyDown: as of :func:`connect`; the next call tries again.
    """
    if (found := _ENGINES.get(url)) is not None:
        return found
    mine = connect(url)  # holding no lock: it may take its time
    with _OPENING:
        kept = _ENGINES.setdefault(url, mine)
    if kept is not mine:
        mine.dispose()
    return kept


def forget(url: str) -> None:
    """Close this process's engine on a store."""
    with _OPENING:
        found = _ENGINES.pop(url, None)
    if found is not None:
        found.dispose()


def ping(url: str) -> None:
    """Do nothing where a store answers.

    Raises:
        SQLAlchemyError, DependencyDown: it does not.
    """
    with engine(url).connect() as connection:
        connection.execute(text("SELECT 1"))


def of_process() -> Engine:
    """Return the engine on the store that the settings name."""
    return engine(Settings().database)


def _connect(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened = create_engine(parsed, pool_timeout=patience.CONNECT_S)
    if parsed.get_backend_name() == "sqlite":
        event.listen(opened, "connect", _tune)
    elif parsed.get_driver_name() == "psycopg":
        event.listen(opened, "do_connect", patience.connect)
    try:
        with opened.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if (found := revision(connection)) != REVISION:
                with patience.of_migrations(connection):
                    _migrate(connection, found)
    except BaseException:
        opened.dispose()
        raise
    return opened


def _tune(connection: Any, _: object) -> None:
    """WAL lets readers and one writer work at once; FULL survives a power cut."""
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def revision(connection: Connection) -> str | None:
    """Return the migration that the database is at, or None where it is empty."""
    try:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return None
    return found


def _migrate(connection: Connection, found: str | None) -> None:
    if found is not None and found > REVISION:  # they are numbered
        raise NewerStore(found)
    from alembic import command  # takes longer to load than most commands take to run
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    for statement in _ALONE[connection.dialect.name].split("; "):
        connection.exec_driver_sql(statement)
    try:
        command.upgrade(config, "head")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
