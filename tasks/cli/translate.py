"""``haiyi translate``: a file or a text through the pipeline, in this process."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import cast, get_args

import typer
from rich.progress import track

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument, UnknownMarket
from tasks import runtime, screen
from tasks.intake import document as intake
from tasks.intake import rows, tables
from tasks.policy import Exit
from tasks.settings import Settings

CHUNK = 64  # documents a batch: enough to share one decoding, few enough to see progress


def wanted(markets: str | None, known: Collection[str]) -> list[str] | None:
    """Return the names of a list such as ``US,HK``.

    Raises:
        UnknownMarket: a name that the table does not have.
    """
    if markets is None:
        return None
    names = list(dict.fromkeys(name.strip() for name in markets.split(",")))
    for name in names:
        if name not in known:
            raise UnknownMarket(name, known)
    return names


def one(text: str, markets: str | None) -> int:
    """Translate a text, print it for each market, and return the exit code."""
    here = runtime.build(Settings())
    document = intake.parse({"id": "text", "body": text}, here.markets)
    results = here.pipeline([document], wanted(markets, here.markets))
    heard = f"{results[0].source} {results[0].confidence:.2f}"
    screen.out().print(f"{heard}  {text}", style="dim", markup=False, soft_wrap=True)
    for result in results:
        line = f"{result.market}  {result.document.body}"
        screen.out().print(line, markup=False, soft_wrap=True)
    return verdict(results)


def many(file: Path, markets: str | None, out: Path | None, form: str | None) -> int:
    """Translate a file document by document, and return the exit code.

    What is wrong with the input is told as it is met; the output appears when it is whole.
    """
    here, shape = runtime.build(Settings()), _format(out, form)
    names = wanted(markets, here.markets)
    worst = [Exit.OK]
    part = out.with_name(f"{out.name}.part") if out else None
    write, close = tables.writer(part or sys.stdout, shape)
    for chunk in _chunks(_progress(_good(_rows(file, here.markets), worst))):
        results = here.pipeline(chunk, names)
        worst.append(verdict(results))
        for result in results:
            write(result)
    close()
    if part and out:
        part.replace(out)
    return max(worst)


def verdict(results: Iterable[Translation]) -> Exit:
    """Return the exit code for what came out."""
    return Exit.REVIEW if any(result.status == "review" for result in results) else Exit.OK


def _rows(file: Path, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    if str(file) == "-":
        return rows.read(sys.stdin.buffer, markets)
    return rows.read_path(file, markets)


def _good(found: Iterable[Document | InvalidDocument], worst: list[Exit]) -> Iterator[Document]:
    for row in found:
        if isinstance(row, InvalidDocument):
            screen.complain(row)
            worst.append(Exit.REVIEW)
        else:
            yield row


def _progress(documents: Iterator[Document]) -> Iterable[Document]:
    console = screen.err()
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
