"""The tables of the durable journal: SQLite in WAL mode by default, PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Engine, Float, Index, String, Text, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tasks.policy import DependencyDown


class Base(DeclarativeBase):
    """All tables."""


class JobRow(Base):
    """One listing version to be translated for its markets, and what became of it."""

    __tablename__ = "jobs"
    __table_args__ = (Index("jobs_by_state_and_due", "state", "due"),)  # what the sweeper asks

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), unique=True)  # of document: the same, one job
    document_id: Mapped[str] = mapped_column(String(255), index=True)
    version: Mapped[int] = mapped_column(BigInteger)
    markets: Mapped[str] = mapped_column(Text)  # names, with commas between; none means all
    document: Mapped[str] = mapped_column(Text)  # JSON, as it came through the door
    state: Mapped[str] = mapped_column(String(12))  # queued, done, dead
    attempts: Mapped[int] = mapped_column(BigInteger, default=0)
    leased: Mapped[float] = mapped_column(Float, default=0)  # Unix seconds; nobody begins before
    due: Mapped[float] = mapped_column(Float)  # Unix seconds; sent again after this
    created: Mapped[float] = mapped_column(Float)  # Unix seconds
    result: Mapped[str] = mapped_column(Text, default="")  # JSON list of translations
    error: Mapped[str] = mapped_column(String(255), default="")


def connect(url: str) -> Engine:
    """Return an engine on the journal, with its tables made where they are missing.

    Raises:
        DependencyDown: the database cannot be reached, or its driver is not installed.
    """
    try:
        return _connect(url)
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        hint = "start the database, or correct HAIYI_DATABASE_URL"
        raise DependencyDown("journal", reason, hint) from error


def _connect(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(parsed)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _tune)
    Base.metadata.create_all(engine)
    return engine


def _tune(connection: Any, _: object) -> None:
    """WAL lets readers and one writer work at once; FULL survives a power cut."""
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
