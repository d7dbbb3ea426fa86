"""``haiyi translate``: a file or a text through the pipeline, in this process."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import cast, get_args

import typer
from rich.console import Console
from rich.progress import track

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument, UnknownMarket
from tasks import intake, runtime, tables
from tasks.policy import Exit
from tasks.settings import Settings

CHUNK = 64  # documents a batch: enough to share one decoding, few enough to see progress


def wanted(markets: str | None, known: Collection[str]) -> list[str] | None:
    """Return the names of a list such as ``US,HK``.

    Raises:
        UnknownMarket: a name that the table does not have.
    """
    names = [name.strip() for name in markets.split(",") if name.strip()] if markets else None
    for name in names or ():
        if name not in known:
            raise UnknownMarket(name, known)
    return names


def one(text: str, markets: str | None) -> int:
    """Translate a text, print it for each market, and return the exit code."""
    here = runtime.build(Settings())
    document = intake.parse({"id": "text", "body": text}, here.markets)
    results = here.pipeline([document], wanted(markets, here.markets))
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{results[0].source} {results[0].confidence:.2f}  {text}", style="dim", markup=False
    )
    for result in results:
        console.print(f"{result.market}  {result.document.body}", markup=False)
    return verdict(results, [])


def many(file: Path, markets: str | None, out: Path | None, form: str | None) -> int:
    """Translate a file document by document, and return the exit code."""
    here = runtime.build(Settings())
    names = wanted(markets, here.markets)
    rows = _rows(file, here.markets)
    write, close = tables.writer(out or sys.stdout, _format(out, form))
    bad: list[InvalidDocument] = []
    worst = Exit.OK
    for chunk in _chunks(_progress(_good(rows, bad))):
        results = here.pipeline(chunk, names)
        worst = max(worst, verdict(results, []))
        for result in results:
            write(result)
    close()
    report(bad)
    return max(worst, Exit.REVIEW if bad else Exit.OK)


def verdict(results: Iterable[Translation], bad: Iterable[InvalidDocument]) -> Exit:
    """Return the exit code for what came out."""
    return Exit.REVIEW if any(bad) or any(r.status == "review" for r in results) else Exit.OK


def report(bad: Iterable[InvalidDocument]) -> None:
    """Print what was wrong with the input, one line each."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for error in bad:
        console.print(f"haiyi: {error}", markup=False)


def _rows(file: Path, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    return (
        intake.read(sys.stdin.buffer, markets) if str(file) == "-" else tables.read(file, markets)
    )


def _good(
    rows: Iterable[Document | InvalidDocument], bad: list[InvalidDocument]
) -> Iterator[Document]:
    for row in rows:
        if isinstance(row, InvalidDocument):
            bad.append(row)
        else:
            yield row


def _progress(documents: Iterator[Document]) -> Iterable[Document]:
    console = Console(stderr=True)
    if not console.is_terminal:
        return documents
    return track(documents, "translating", console=console, transient=True)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _format(out: Path | None, form: str | None) -> tables.Format:
    name = form or (out.suffix.lstrip(".") if out else "jsonl")
    if name not in get_args(tables.Format):
        raise typer.BadParameter(f"unknown format {name!r}; jsonl, csv or parquet")
    if name == "parquet" and out is None:
        raise typer.BadParameter("Parquet needs a file: give --out FILE")
    return cast(tables.Format, name)
