"""The memory: segments as people want them said, by shop and for all shops."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from pipeline.align import align
from tasks.ledger.edits import digest
from tasks.ledger.schema import PhraseRow
from tasks.ledger.upsert import upsert

PLATFORM = "platform"
_LONGEST = 2_000  # characters of a segment that is remembered
_COLUMNS = (
    PhraseRow.source, PhraseRow.target, PhraseRow.language, PhraseRow.scope, PhraseRow.who,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """One segment.

    Attributes:
        language: of the target, as a market has it.
    """

    source: str
    target: str
    language: str
    scope: str = PLATFORM
    who: str = ""


def scope_of(seller_id: str) -> str:
    """Return the scope of a shop; what belongs to none is for none but itself."""
    return f"seller:{seller_id}"


def pairs(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield what a field and its translation teach: the whole of it, and its sentences.

    >>> list(pairs("好看！收到了。", "Nice! Got it."))[1:]
    [('好看！', 'Nice!'), ('收到了。', 'Got it.')]
    """
    whole = (source.strip(), target.strip())
    for ours, theirs in dict.fromkeys([whole, *((a.strip(), b.strip()) for a, b in align(*whole))]):
        if ours and theirs and len(ours) <= _LONGEST:
            yield ours, theirs


def put(db: Connection, phrases: Iterable[Phrase]) -> None:
    """Keep segments, in place of what the same scope had for the same sources."""
    for each in phrases:
        key = {"scope": each.scope, "language": each.language, "digest": digest(each.source)}
        values = {"source": each.source, "target": each.target, "who": each.who, "at": time.time()}
        upsert(db, PhraseRow, key, values)


def drop(db: Connection, phrases: Iterable[Phrase]) -> None:
    """Forget segments; an empty target stands for them, so that every process hears of it."""
    for each in phrases:
        gone = (
            PhraseRow.scope == each.scope,
            PhraseRow.language == each.language,
            PhraseRow.digest == digest(each.source),
        )
        db.execute(update(PhraseRow).where(*gone).values(target="", at=time.time()))


def said(db: Connection, scope: str, language: str, source: str) -> str:
    """Return what a scope says for a source; nothing where it says nothing of its own."""
    mine = (
        PhraseRow.scope == scope,
        PhraseRow.language == language,
        PhraseRow.digest == digest(source.strip()),
    )
    return db.execute(select(PhraseRow.target).where(*mine)).scalar() or ""


def since(db: Connection, at: float) -> Iterator[tuple[float, Phrase]]:
    """Yield what was decided after a moment, the oldest first."""
    query = select(PhraseRow.at, *_COLUMNS).where(PhraseRow.at > at).order_by(PhraseRow.at)
    for when, *values in db.execute(query):
        yield when, Phrase(*values)


def all_of(db: Connection, scopes: Sequence[str], limit: int | None = None) -> Iterator[Phrase]:
    """Yield the segments of scopes, those decided last first."""
    known = (PhraseRow.scope.in_(scopes), PhraseRow.target != "")
    query = select(*_COLUMNS).where(*known).order_by(PhraseRow.at.desc())
    for row in db.execute(query.limit(limit)):
        yield Phrase(*row)
