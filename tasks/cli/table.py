"""``haiyi translate`` of a seller's table: a table again, every row and column in its place."""

from __future__ import annotations

from pathlib import Path

from pipeline.markets import load_markets
from tasks import runtime, screen
from tasks.cli import translate
from tasks.cli.wanted import Wanted, markets_of
from tasks.intake import allocator, catalogue, sheets
from tasks.intake.catalogue import Catalogue, Layout
from tasks.intake.rewrite import Tally, rewrite
from tasks.policy import Exit
from tasks.settings import Settings

_SHOWN = 20  # rows that are named; the table itself names all


def run(file: Path, want: Wanted) -> int | None:
    """Translate a table and return the exit code; None where there is none to be read."""
    with file.open("rb") as opened:
        table = catalogue.open_table(opened, file.suffix.lower(), want.asked)
        if table.layout is None:
            return None
        translate.show_layout(table.layout)
        out = want.out or _beside(file)
        part = out.with_name(f"{out.stem}.part{out.suffix}")
        try:
            tally = _rewritten(table, table.layout, want, part)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return _tell(tally, out, is_marked=table.layout.localized is None)


def _rewritten(table: Catalogue, layout: Layout, want: Wanted, part: Path) -> Tally:
    allocator.share()
    settings = Settings()
    here = runtime.build(settings)
    names = markets_of(want.markets, here.markets) or list(here.markets)
    known = load_markets(settings.markets)
    table.languages = {name: known[name].language for name in names}
    writer = sheets.opened(layout, names, part, want.how)
    table.by_row |= layout.is_native and want.markets is None
    return rewrite(table, writer, names, here.pipeline, translate.progress)


def _tell(tally: Tally, out: Path, *, is_marked: bool) -> Exit:
    for error in tally.refused[:_SHOWN]:
        screen.complain(error)
    say = screen.err().print
    say(
        f"{tally.rows} rows: {tally.translated} translated, {tally.review} to review, "
        f"{len(tally.refused)} refused, {tally.without_text} without text"
    )
    where = f"; what to look at stands in the column {sheets.STATUS!r}" if is_marked else ""
    say(f"{out}{where}", markup=False)
    return Exit.REVIEW if tally.review or tally.refused else Exit.OK


def _beside(file: Path) -> Path:
    suffix = file.suffix.lower() if file.suffix.lower() in catalogue.TEXTS else ".xlsx"
    return file.with_name(f"{file.stem}.translated{suffix}")
