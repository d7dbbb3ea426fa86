"""``haiyi translate`` of a seller's table: a table again, every row and column in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument
from tasks import runtime, screen
from tasks.cli import translate
from tasks.intake import catalogue, sheets
from tasks.intake import document as intake
from tasks.intake.catalogue import Catalogue, Cells
from tasks.policy import Exit
from tasks.settings import Settings

_SHOWN = 20  # rows that are named; the table itself names all


@dataclass(slots=True)
class Tally:
    """What became of the rows."""

    rows: int = 0
    translated: int = 0
    review: int = 0
    refused: int = 0

    def exit(self) -> Exit:
        """Return the exit code."""
        return Exit.REVIEW if self.review or self.refused else Exit.OK

    def tell(self, out: Path) -> None:
        """Say it in two lines."""
        say = screen.err().print
        without = self.rows - self.translated - self.refused
        say(
            f"{self.rows} rows: {self.translated} translated, {self.review} to review, "
            f"{self.refused} refused, {without} without text"
        )
        say(f"{out}; what to look at stands in the column {sheets.STATUS!r}", markup=False)


def run(file: Path, want: translate.Wanted) -> int | None:
    """Translate a table and return the exit code; None where it is of our own format."""
    with file.open("rb") as opened:
        table = catalogue.open_table(opened, file.suffix.lower(), want.asked)
        if table.layout is None or table.layout.is_native:
            return None
        translate.show_layout(table.layout)
        here = runtime.build(Settings())
        names = translate.wanted(want.markets, here.markets) or list(here.markets)
        out = want.out or _beside(file)
        part = out.with_name(f"{out.stem}.part{out.suffix}")
        try:
            how = sheets.arrangement(want.how, out)
            writer = sheets.Sheets(table.layout, names, part, how)
            tally = _write(table, writer, here, names)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    tally.tell(out)
    return tally.exit()


def _write(
    table: Catalogue, writer: sheets.Sheets, here: runtime.Runtime, names: Sequence[str]
) -> Tally:
    tally = Tally()
    for chunk in translate.chunks(translate.progress(table.rows())):
        for cells, done in _translated(chunk, here, names, tally):
            writer.write(cells, done)
    writer.close()
    return tally


def _translated(
    chunk: Sequence[tuple[int, Cells, Any]],
    here: runtime.Runtime,
    names: Sequence[str],
    tally: Tally,
) -> list[tuple[Cells, dict[str, Translation]]]:
    """Return each row of a chunk with its translations by market."""
    documents = {i: d for i, row in enumerate(chunk) if (d := _document(row, here, tally))}
    done: dict[int, dict[str, Translation]] = {i: {} for i in range(len(chunk))}
    results = iter(here.pipeline(list(documents.values()), names))
    for i in documents:
        done[i] = {name: next(results) for name in names}
        tally.review += any(made.status == "review" for made in done[i].values())
    tally.rows += len(chunk)
    tally.translated += len(documents)
    return [(cells, done[i]) for i, (_, cells, _) in enumerate(chunk)]


def _document(row: tuple[int, Cells, Any], here: runtime.Runtime, tally: Tally) -> Document | None:
    line, _, found = row
    if found is None:
        return None
    try:
        if isinstance(found, InvalidDocument):
            raise found
        return intake.parse(found, here.markets)
    except InvalidDocument as error:
        tally.refused += 1
        if tally.refused <= _SHOWN:
            screen.complain(error.at(line))
        return None


def _beside(file: Path) -> Path:
    suffix = file.suffix.lower() if file.suffix.lower() in catalogue.TEXTS else ".xlsx"
    return file.with_name(f"{file.stem}.translated{suffix}")
