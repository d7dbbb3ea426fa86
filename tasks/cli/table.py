"""``haiyi translate`` of a seller's table: a table again, every row and column in its place."""

from __future__ import annotations

from pathlib import Path

from tasks import runtime, screen
from tasks.cli import translate
from tasks.intake import catalogue, sheets
from tasks.intake.rewrite import Tally, rewrite
from tasks.policy import Exit
from tasks.settings import Settings

_SHOWN = 20  # rows that are named; the table itself names all


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
            tally = rewrite(table, writer, names, here.pipeline, translate.progress)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return _tell(tally, out)


def _tell(tally: Tally, out: Path) -> Exit:
    for error in tally.refused[:_SHOWN]:
        screen.complain(error)
    say = screen.err().print
    say(
        f"{tally.rows} rows: {tally.translated} translated, {tally.review} to review, "
        f"{len(tally.refused)} refused, {tally.without_text} without text"
    )
    say(f"{out}; what to look at stands in the column {sheets.STATUS!r}", markup=False)
    return Exit.REVIEW if tally.review or tally.refused else Exit.OK


def _beside(file: Path) -> Path:
    suffix = file.suffix.lower() if file.suffix.lower() in catalogue.TEXTS else ".xlsx"
    return file.with_name(f"{file.stem}.translated{suffix}")
