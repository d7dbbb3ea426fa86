"""The tables of the durable store; ``migrations`` brings an older database up to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

REVISION = "0005"  # the newest migration; a database that has it is used as it is


class Base(DeclarativeBase):
    """All tables."""


class Leased:
    """A row of work: who works on it holds it for a time, and what is overdue is sent again.

    Times are Unix seconds.
    """

    __tablename__: str

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(BigInteger, default=0)
    leased: Mapped[float] = mapped_column(Float, default=0)  # nobody begins before
    due: Mapped[float] = mapped_column(Float)  # sent again after this
    error: Mapped[str] = mapped_column(String(255), default="")

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:  # noqa: N805
        return (Index(f"{cls.__tablename__}_by_state_and_due", "state", "due"),)


class JobRow(Leased, Base):
    """One listing version to be translated for its markets, and what became of it."""

    __tablename__ = "jobs"

    digest: Mapped[str] = mapped_column(String(32), unique=True)  # of document: the same, one job
    seller_id: Mapped[str] = mapped_column(String(255), default="")
    document_id: Mapped[str] = mapped_column(String(255), index=True)
    version: Mapped[int] = mapped_column(BigInteger)
    markets: Mapped[str] = mapped_column(Text)  # names, with commas between; none means all
    document: Mapped[str] = mapped_column(Text)  # JSON, as it came through the door
    created: Mapped[float] = mapped_column(Float)
    result: Mapped[str] = mapped_column(Text, default="")  # JSON list of translations


class TranslationRow(Base):
    """What a document reads like in a market now; an older version never replaces a newer one."""

    __tablename__ = "translations"

    seller_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    market: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    created: Mapped[float] = mapped_column(Float)  # of its job: decides between equal versions
    source: Mapped[str] = mapped_column(Text)  # JSON of the document
    result: Mapped[str] = mapped_column(Text)  # JSON of the machine's translation


class EditRow(Base):
    """A person's correction of one field of a translation; it outlives every translation."""

    __tablename__ = "edits"

    seller_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    market: Mapped[str] = mapped_column(String(32), primary_key=True)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(32))  # digest of the text that it translates
    created: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(10), server_default="edited")  # or accepted as it was
    who: Mapped[str] = mapped_column(String(64), server_default="")  # name of the key


class HistoryRow(Base):
    """What a person did to a translation: of these rows none is ever changed."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    seller_id: Mapped[str] = mapped_column(String(255))
    document_id: Mapped[str] = mapped_column(String(255))
    market: Mapped[str] = mapped_column(String(32))
    field: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = mapped_column(Float)
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(10))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("history_by_product", "seller_id", "document_id", "id"),)


class ProductRow(Base):
    """What the desk lists of a product: worked out anew whenever one of its markets changes."""

    __tablename__ = "products"

    seller_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))  # of the source
    updated: Mapped[float] = mapped_column(Float)
    standing: Mapped[str] = mapped_column(Text)  # JSON: market → status, score, version
    states: Mapped[str] = mapped_column(String(255))  # ",HK=ok,US=held,"
    words: Mapped[str] = mapped_column(String(300))  # of the title, folded

    # Filters look through all products in the order of the list; the index has all they look at.
    __table_args__ = (
        Index("products_by_time", "updated", "seller_id", "document_id", "states", "words"),
    )


class PhraseRow(Base):
    """A segment as people want it said: before any model is asked."""

    __tablename__ = "phrases"

    scope: Mapped[str] = mapped_column(String(255), primary_key=True)  # seller:…, or platform
    language: Mapped[str] = mapped_column(String(35), primary_key=True)  # of the target
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)  # of the source
    source: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = mapped_column(Float)


class SwitchRow(Base):
    """A product whose translation is paused, or was."""

    __tablename__ = "switches"

    seller_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    paused: Mapped[bool] = mapped_column(Boolean)


class TermRow(Base):
    """One edit of a glossary: the journal, of which nothing is ever changed or deleted."""

    __tablename__ = "glossary_journal"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[float] = mapped_column(Float)
    scope: Mapped[str] = mapped_column(String(255))
    record: Mapped[str] = mapped_column(Text)  # JSON


class DeliveryRow(Leased, Base):
    """News of one translation for one receiver: a newer one takes the place of an unsent one."""

    __tablename__ = "deliveries"

    seller_id: Mapped[str] = mapped_column(String(255), default="")
    document_id: Mapped[str] = mapped_column(String(255), index=True)
    market: Mapped[str] = mapped_column(String(32))
    receiver: Mapped[str] = mapped_column(Text)
    delivery: Mapped[str] = mapped_column(String(32))  # a new one for every piece of news


class ChunkRow(Leased, Base):
    """A chunk of a backfill on its way through the workers."""

    __tablename__ = "chunks"

    run: Mapped[str] = mapped_column(String(32), index=True)
    signature: Mapped[str] = mapped_column(String(32))  # of the pipeline that the command has
    documents: Mapped[str] = mapped_column(Text)  # JSON list
    result: Mapped[str] = mapped_column(Text, default="")  # JSON
