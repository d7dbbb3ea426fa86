"""A table through the walk, chunk by chunk: every row read, translated and written again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument
from tasks.intake import document as intake
from tasks.intake.catalogue import Catalogue, Cells
from tasks.intake.isolated import Walk, isolated
from tasks.intake.sheets import Sheets

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
    sheets: Sheets,
    markets: Sequence[str],
    walk: Walk,
    watch: Callable[[Iterable[Row]], Iterable[Row]] = lambda rows: rows,
) -> Tally:
    """Write every row of a table with its translations; ``watch`` sees the rows go by."""
    tally, rows = Tally(), iter(watch(table.rows()))
    while chunk := list(islice(rows, CHUNK)):
        documents = {i: d for i, row in enumerate(chunk) if (d := _document(row, markets, tally))}
        done: dict[int, dict[str, Translation]] = {}
        made = isolated(walk, list(documents.values()), markets)
        for i, results in zip(documents, made, strict=True):
            if isinstance(results, Exception):
                tally.refused.append(_failure(chunk[i][0], results))
            else:
                done[i] = dict(zip(markets, results, strict=True))
        for i, (_, cells, _) in enumerate(chunk):
            sheets.write(cells, done.get(i, {}))
        tally.rows += len(chunk)
        tally.translated += len(done)
        tally.review += sum(any(m.status == "review" for m in d.values()) for d in done.values())
    sheets.close()
    return tally


def _failure(line: int, error: Exception) -> InvalidDocument:
    return InvalidDocument("failed", f"not translated: {type(error).__name__}", line=line)


def _document(row: Row, markets: Collection[str], tally: Tally) -> Document | None:
    line, _, found = row
    if found is None:
        return None
    try:
        if isinstance(found, InvalidDocument):
            raise found
        known = {**found, "markets": []}  # all are done side by side
        return intake.parse(known, markets)
    except InvalidDocument as error:
        tally.refused.append(error.at(line))
        return None
