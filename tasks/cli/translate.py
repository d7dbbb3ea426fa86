"""``haiyi translate``: a file or a text through the pipeline, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast, get_args

import typer
from rich.progress import track

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument
from tasks import runtime, screen
from tasks.cli.results import show
from tasks.cli.wanted import Wanted, markets_of
from tasks.files.documents import SUFFIXES as FILES
from tasks.intake import columns, rows, tables
from tasks.intake import document as intake
from tasks.intake.catalogue import SUFFIXES, Layout
from tasks.intake.isolated import isolated
from tasks.policy import Exit
from tasks.settings import Settings

CHUNK = 64  # documents a batch: enough to share one decoding, few enough to see progress

_T = TypeVar("_T")


def show_layout(layout: Layout) -> None:
    """Tell what the columns of a table are taken for, before the work begins."""
    if layout.localized:
        screen.err().print("a text a row: fills 'Translated content' where it is empty")
    elif not layout.is_native:
        screen.err().print(columns.describe(layout.columns), markup=False)
    if layout.others:
        screen.err().print(f"     not read  sheets {', '.join(layout.others)}", markup=False)


def one(text: str, markets: str | None) -> int:
    """Translate a text, print it for each market, and return the exit code."""
    here = runtime.build(Settings())
    document = intake.parse({"id": "text", "body": text}, here.markets)
    results = here.pipeline([document], markets_of(markets, here.markets))
    heard = f"{results[0].source} {results[0].confidence:.2f}"
    screen.out().print(f"{heard}  {text}", style="dim", markup=False, soft_wrap=True)
    for result in results:
        line = f"{result.market}  {result.document.body}"
        screen.out().print(line, markup=False, soft_wrap=True)
    return verdict(results)


def run(file: Path, want: Wanted) -> int:
    """Translate a file, a seller's table into a table, and return the exit code."""
    suffix = file.suffix.lower()
    if suffix in FILES and suffix not in SUFFIXES and not want.form:
        from tasks.cli import file as cli_file  # it works with this file, as does the next

        return cli_file.run(file, want)
    if is_table(file, want):
        from tasks.cli import table

        code = table.run(file, want)
        if code is not None:
            return code
    return many(file, want)


def many(file: Path, want: Wanted) -> int:
    """Translate a file document by document, and return the exit code.

    What is wrong with the input is told as it is met; the output appears when it is whole.
    """
    here, shape = runtime.build(Settings()), _format(want.out, want.form)
    names, out = markets_of(want.markets, here.markets), want.out
    worst = [Exit.OK]
    part = out.with_name(f"{out.name}.part") if out else None
    write, close = _writer(part, shape)
    found = _rows(file, here.markets, want.asked)
    for chunk in chunks(progress(_good(found, worst))):
        for document, results in zip(
            chunk, isolated(here.pipeline, chunk, names, here.markets), strict=True
        ):
            if isinstance(results, Exception):
                screen.complain(f"id {document.id!r}: not translated: {type(results).__name__}")
                worst.append(Exit.REVIEW)
                continue
            worst.append(verdict(results))
            for result in results:
                write(result)
    close()
    if part and out:
        part.replace(out)
    return max(worst)


def _writer(part: Path | None, shape: tables.Format) -> tuple[tables.Write, Callable[[], None]]:
    if part is None and shape == "jsonl" and sys.stdout.isatty():
        return (lambda made: show(made.to_json())), sys.stdout.flush
    return tables.writer(part or sys.stdout, shape)


def verdict(results: Iterable[Translation]) -> Exit:
    """Return the exit code for what came out."""
    return (
        Exit.REVIEW if any(result.status in ("review", "held") for result in results) else Exit.OK
    )


def progress(work: Iterable[_T]) -> Iterable[_T]:
    """Return work that shows on a terminal how far it is."""
    console = screen.err()
    if not console.is_terminal:
        return work
    return track(work, "translating", console=console, transient=True)


def chunks(work: Iterable[_T]) -> Iterator[list[_T]]:
    """Yield work in batches."""
    rest = iter(work)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _rows(
    file: Path, markets: Collection[str], asked: Mapping[str, str]
) -> Iterator[Document | InvalidDocument]:
    if str(file) == "-":
        return rows.read(sys.stdin.buffer, markets)
    return rows.read_path(file, markets, asked, show_layout)


def _good(found: Iterable[Document | InvalidDocument], worst: list[Exit]) -> Iterator[Document]:
    for row in found:
        if isinstance(row, InvalidDocument):
            screen.complain(row)
            worst.append(Exit.REVIEW)
        else:
            yield row


def is_table(file: Path, want: Wanted) -> bool:
    """Tell whether a table is to become a table: both ends are one, and no form is asked for."""
    suffix = file.suffix.lower()
    if want.form or suffix not in SUFFIXES:
        return False
    if want.out is not None:
        return want.out.suffix.lower() in (".xlsx", ".csv", ".tsv")
    return True


def _format(out: Path | None, form: str | None) -> tables.Format:
    name = form or (out.suffix.lstrip(".") if out else "jsonl")
    if name not in get_args(tables.Format):
        raise typer.BadParameter(f"unknown format {name!r}; jsonl, csv or parquet")
    if name == "parquet" and out is None:
        raise typer.BadParameter("Parquet needs a file: give --out FILE")
    return cast(tables.Format, name)
