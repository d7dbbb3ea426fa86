"""A table through the walk, chunk by chunk: every row read, translated and written again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument
from tasks.intake import allocator
from tasks.intake import document as intake
from tasks.intake.catalogue import Catalogue, Cells
from tasks.intake.isolated import Walk, isolated
from tasks.intake.sheets import Rows

CHUNK = 64  # rows a batch: enough to share one decoding, few enough to see progress

Row = tuple[int, Cells, Any]


@dataclass(slots=True)
class Tally:
    """What became of the rows.

    Attributes:
        refused: what was wrong with rows, with their lines.
    """

    rows: int = 0
    translated: int = 0
    review: int = 0
    refused: list[InvalidDocument] = field(default_factory=list)

    @property
    def without_text(self) -> int:
        """Rows that hold nothing to translate."""
        return self.rows - self.translated - len(self.refused)


def rewrite(
    table: Catalogue,
    sheets: Rows,
    markets: Sequence[str],
    walk: Walk,
    watch: Callable[[Iterable[Row]], Iterable[Row]] = lambda rows: rows,
) -> Tally:
    """Write every row of a table with its translations; ``watch`` sees the rows go by."""
    tally, rows = Tally(), iter(watch(table.rows()))
    while chunk := list(islice(rows, CHUNK)):
        read = (_document(row, markets, tally, by_row=table.by_row) for row in chunk)
        documents = {i: document for i, document in enumerate(read) if document}
        made = _translated(documents, markets, walk)
        lost = {i: found for i, found in made.items() if isinstance(found, Exception)}
        done = {i: found for i, found in made.items() if not isinstance(found, Exception)}
        tally.refused += [_failure(chunk[i][0], error) for i, error in lost.items()]
        for i, (_, cells, _) in enumerate(chunk):
            sheets.write(cells, done.get(i, {}))
        tally.rows += len(chunk)
        tally.translated += len(done)
        tally.review += sum(any(m.status == "review" for m in d.values()) for d in done.values())
        allocator.hand_back()  # each chunk begins as the first did
    sheets.close()
    return tally


def _translated(
    documents: Mapping[int, Document], markets: Sequence[str], walk: Walk
) -> dict[int, dict[str, Translation] | Exception]:
    """Return the translations of each document by market; those for the same go together."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, document in documents.items():
        groups.setdefault(document.markets or tuple(markets), []).append(i)
    done: dict[int, dict[str, Translation] | Exception] = {}
    for names, members in groups.items():
        made = isolated(walk, [documents[i] for i in members], names)
        for i, found in zip(members, made, strict=True):
            if isinstance(found, Exception):
                done[i] = found
            else:
                done[i] = dict(zip(names, found, strict=True))
    return done


def _failure(line: int, error: Exception) -> InvalidDocument:
    return InvalidDocument("failed", f"not translated: {type(error).__name__}", line=line)


def _document(row: Row, markets: Collection[str], tally: Tally, *, by_row: bool) -> Document | None:
    line, _, found = row
    if found is None:
        return None
    try:
        if isinstance(found, InvalidDocument):
            raise found
        return intake.parse(found if by_row else {**found, "markets": []}, markets)
    except InvalidDocument as error:
        tally.refused.append(error.at(line))
        return None
