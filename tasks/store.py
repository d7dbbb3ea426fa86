"""The tables of the durable journal: SQLite in WAL mode by default, PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Float, Integer, String, Text, UniqueConstraint, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class JobRow(Base):
    """One listing version to be translated for its markets, and what became of it."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("document_id", "version", "digest"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(255), index=True)
    version: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(32))  # of document and markets
    document: Mapped[str] = mapped_column(Text)  # JSON, as it came through the door
    state: Mapped[str] = mapped_column(String(12), index=True)  # queued, done, dead
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due: Mapped[float] = mapped_column(Float, index=True)  # Unix seconds; sent again after this
    result: Mapped[str] = mapped_column(Text, default="")  # JSON list of translations
    error: Mapped[str] = mapped_column(String(255), default="")


def connect(url: str) -> Engine:
    """Return an engine on the journal, with its tables made where they are missing."""
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
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
