"""``haiyi translate`` of a document, subtitles or a translator's file: one like it a market."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from pipeline.document import Document, Translation
from tasks import runtime, screen
from tasks.cli import translate
from tasks.cli.wanted import Wanted, markets_of
from tasks.files.documents import open_file
from tasks.files.exchange import Exchange
from tasks.intake import document as intake
from tasks.settings import Settings

_SHOWN = 5  # texts to review that are shown


def run(file: Path, want: Wanted) -> int:
    """Translate a file, write one for each market beside it, and return the exit code."""
    here = runtime.build(Settings())
    names = markets_of(want.markets, here.markets) or list(here.markets)
    data = file.read_bytes()
    texts = open_file(file.name, data).texts
    documents = [Document(str(i), body=intake.clean(text)) for i, text in enumerate(texts)]
    batches = translate.chunks(translate.progress(documents))
    results = list(chain.from_iterable(here.pipeline(batch, names) for batch in batches))
    for i, name in enumerate(names):
        alone = want.out if len(names) == 1 else None
        target = want.out or file
        out = alone or target.with_name(f"{target.stem}.{name}{target.suffix}")
        _write(file, data, results[i :: len(names)], out)
    return translate.verdict(results)


def _write(file: Path, data: bytes, results: Sequence[Translation], out: Path) -> None:
    fresh = open_file(file.name, data)
    if isinstance(fresh, Exchange) and results:
        fresh.aim(results[0].language)
    part = out.with_name(f"{out.name}.part")
    part.write_bytes(fresh.write([result.document.body for result in results]))
    part.replace(out)
    review = sum(result.status == "review" for result in results)
    screen.err().print(f"{out}: {len(results)} texts, {review} to review", markup=False)
    for result in [result for result in results if result.status == "review"][:_SHOWN]:
        screen.err().print(f"  review: {result.document.body[:70]}", markup=False)
