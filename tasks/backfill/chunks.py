"""The chunks of a backfill: which rows are translated, for which markets, and in what portions."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks.backfill.digests import Digests
from tasks.intake import document as intake
from tasks.intake.rows import Numbered

# A worker is free for a publish after one chunk. Measured with the starter model on one core, three
# markets, an empty cache: 16 listings of 175 characters take 0.6 s, a note of 1,000 characters
# 0.3 s, and 0.2 s more for every further 1,000. Four times as much a chunk would be 13 % faster,
# but take 2 s of a core that nobody else uses.
MOST_ROWS = 16  # documents
MOST_CHARACTERS = 3_000  # the document that passes it is the last; one alone may be longer
MOST_READ = 1_000  # rows, where most are left out


@dataclass(frozen=True, slots=True)
class Mark:
    """A document in 16 bytes: its shop and id, and all that decides its translations."""

    id: int
    content: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows of the input.

    Attributes:
        end: rows of the input up to and with this chunk.
        documents: those to be translated; ``marks`` and ``lines`` are theirs.
        unchanged: those whose translations an earlier output has.
        rejected: what is wrong with the other rows.
    """

    index: int
    end: int
    documents: tuple[Document, ...] = ()
    marks: tuple[Mark, ...] = ()
    lines: tuple[int, ...] = ()
    unchanged: tuple[Mark, ...] = ()
    rejected: tuple[InvalidDocument, ...] = ()


def _nothing(seller_id: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are translated, and for which markets.

    Attributes:
        known: all markets.
        markets: those that take the place of the documents' own.
        signature: of the pipeline.
        terms: the revision of a seller's own glossary.
        earlier: contents whose translations an earlier output has.
    """

    known: Collection[str]
    markets: tuple[str, ...] | None = None
    signature: str = ""
    terms: Callable[[str], str] = _nothing
    earlier: Digests = field(default_factory=Digests)

    def document(self, row: Any) -> Document:
        """Return the document of a row, with the markets that it is translated for.

        Raises:
            InvalidDocument: naming the field.
        """
        if isinstance(row, InvalidDocument):
            raise row
        document = intake.parse(row, self.known)
        return replace(document, markets=self.markets or document.markets or tuple(self.known))

    def mark(self, document: Document) -> Mark:
        """Return the mark of a document."""
        whole = [self.signature, self.terms(document.seller_id), intake.to_json(document)]
        return Mark(Digests.of(_product(document)), Digests.of(json.dumps(whole)))


def _product(document: Document) -> str:
    """Return what no two products share; every shop numbers its own."""
    if not document.seller_id:
        return document.id
    return json.dumps([document.seller_id, document.id])


@dataclass(slots=True)
class _Portion:
    """A chunk while it is filled."""

    good: list[tuple[Document, Mark, int]] = field(default_factory=list)
    unchanged: list[Mark] = field(default_factory=list)
    rejected: list[InvalidDocument] = field(default_factory=list)
    rows: int = 0
    characters: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.good) >= MOST_ROWS or self.characters >= MOST_CHARACTERS

    def add(self, row: tuple[int, Any], wanted: Wanted, seen: Digests) -> None:
        self.rows += 1
        try:
            document = wanted.document(row[1])
            mark = wanted.mark(document)
            if not seen.add(mark.id):
                raise InvalidDocument("duplicate", "an earlier row has this id", field="id")
        except InvalidDocument as error:
            self.rejected.append(error.at(row[0]))
            return
        if mark.content in wanted.earlier:
            self.unchanged.append(mark)
            return
        self.good.append((document, mark, row[0]))
        self.characters += sum(len(text) for _, text in document.fields())

    def chunk(self, index: int, begin: int) -> Chunk:
        documents, marks, lines = zip(*self.good, strict=True) if self.good else ((), (), ())
        rest = (tuple(self.unchanged), tuple(self.rejected))
        return Chunk(index, begin + self.rows, documents, marks, lines, *rest)


def chunks(
    numbered: Numbered, wanted: Wanted, seen: Digests, *, index: int = 0, end: int = 0
) -> Iterator[Chunk]:
    """Yield the chunks of an input, from ``index`` on, which begins after row ``end``.

    An id of a shop belongs to the first valid document that has it; ``seen`` holds those before
    ``end``.
    """
    rest = islice(numbered, end, None)
    while True:
        portion = _Portion()
        for row in islice(rest, MOST_READ):
            portion.add(row, wanted, seen)
            if portion.is_full:
                break
        if not portion.rows:
            return
        chunk = portion.chunk(index, end)
        yield chunk
        index, end = index + 1, chunk.end
