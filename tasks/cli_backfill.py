"""``haiyi backfill``: millions of documents, at ease, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from operator import and_
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.document import Document
from tasks import backfill as work
from tasks import backfill_report, cli_translate, runtime, screen
from tasks.backfill_folder import Folder, Job, Step
from tasks.backfill_input import Source, chunks
from tasks.digests import Digests
from tasks.policy import Exit
from tasks.settings import Settings

_PROBE = Document("probe", title="这件连衣裙很漂亮", body="100%纯棉，¥39.9包邮", source="zh-Hans")


def backfill(
    source: Annotated[
        str,
        typer.Argument(metavar="IN", help="JSONL, CSV or Parquet, also .gz, .zst; path or URL."),
    ],
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder of the output.")] = None,
    markets: Annotated[
        str | None, typer.Option("--markets", "-m", help="Such as US,HK; default: their own.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a run ended.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count and estimate.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Rows of the input to take.")] = None,
) -> None:
    """Translate a large file chunk by chunk; it may be killed at any moment and resumed."""
    if out is None and not dry_run:
        raise typer.BadParameter("give --out DIR, or --dry-run")
    here = runtime.build(Settings())
    names = cli_translate.wanted(markets, here.markets)
    with Source(source) as opened:
        if out is None or dry_run:
            _estimate(here, opened, names, limit)
            return
        wanted = tuple(names) if names else None
        job = Job(opened.fingerprint, wanted, signature(here), limit)
        raise typer.Exit(_run(here, opened, Folder(out), (job, resume)))


def signature(here: runtime.Runtime) -> str:
    """Return what changes when the pipeline does: how it translates a probe for all markets."""
    try:
        release = version("haiyi")
    except PackageNotFoundError:
        release = "source"
    rows = [{**result.to_json(), "cached": 0} for result in here.pipeline([_PROBE])]
    return blake2b(repr((release, rows)).encode(), digest_size=16).hexdigest()


def _run(here: runtime.Runtime, source: Source, folder: Folder, how: tuple[Job, bool]) -> Exit:
    job, resume = how
    with folder.held(job, resume=resume):
        with _progress(source) as show:
            for step in work.run(source, folder, job, here.pipeline, here.markets):
                show(step)
        found = backfill_report.save(folder)
    rejected = sum(found["rejected"].values())
    review = sum(counts.get("review", 0) for counts in found["markets"].values())
    screen.err().print(
        f"{found['documents']} documents, {found['translations']} translations, "
        f"{review} for review, {rejected} rows rejected; {folder.path / 'report.html'}",
        markup=False,
    )
    return Exit.REVIEW if rejected or review else Exit.OK


@contextmanager
def _progress(source: Source) -> Iterator[Callable[[Step], None]]:
    """Show on a terminal how it goes; the bar is the share of the input that has been read."""
    console = screen.err()
    with Progress(
        TextColumn("{task.fields[told]}"), BarColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=source.size or None, told="")
        begin, documents, sums = perf_counter(), 0, [0, 0, 0, 0]

        def show(step: Step) -> None:
            nonlocal documents, sums
            documents += step.done.documents
            now = (step.segments, step.cached, step.done.rows, step.review)
            sums = [a + b for a, b in zip(sums, now, strict=True)]
            rate = documents / (perf_counter() - begin)
            told = (
                f"{step.done.total:,} documents  {rate:.1f}/s  "
                f"cached {_share(sums[1], sums[0])}  review {_share(sums[3], sums[2])}"
            )
            bar.update(task, completed=source.position(), told=told)

        yield show


def _share(part: int, whole: int) -> str:
    """Return a share for people.

    >>> _share(1, 4), _share(0, 0)
    ('25 %', '–')
    """
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _estimate(
    here: runtime.Runtime, source: Source, names: list[str] | None, limit: int | None
) -> None:
    """Print how many documents and segments there are, and how long they would take.

    The first chunk that needs a model is translated, to learn how fast this machine is. Without
    a cache, a segment is translated once in every chunk that has it.
    """
    documents = unique = known = rejected = due = 0
    per_segment, read = 0.0, 0.0
    segments, shared = Digests(), Settings().cache is not None
    for chunk in chunks(islice(source.rows(), limit), here.markets, Digests()):
        begin = perf_counter()
        texts, cached = _segments(here, chunk.documents, names)
        fresh = [segments.add(Digests.of(text)) for text in texts]
        unique, known = unique + sum(fresh), known + sum(map(and_, fresh, cached))
        misses = sum(
            not had and (new or not shared) for new, had in zip(fresh, cached, strict=True)
        )
        documents, rejected = documents + len(chunk.documents), rejected + len(chunk.rejected)
        due, read = due + misses, read + perf_counter() - begin
        if not per_segment and misses:
            begin = perf_counter()
            here.pipeline(chunk.documents, names)
            per_segment = (perf_counter() - begin) / misses
    screen.out().print(
        f"{documents} documents, {rejected} rows rejected\n"
        f"{unique} unique segments, {_share(known, unique)} cached\n"
        f"about {read + per_segment * due:.0f} s in one process",
        markup=False,
    )


def _segments(
    here: runtime.Runtime, documents: Sequence[Document], names: Sequence[str] | None
) -> tuple[list[str], list[bool]]:
    """Return the distinct model inputs with all that decides their outputs, and what is cached."""
    wanted = here.pipeline._wanted(here.pipeline._drafts(documents, names))
    cached, _ = here.pipeline._recall(wanted)
    keys = [(signature, text) for signature, (_, texts) in wanted.items() for text in texts]
    return [f"{sign}\n{text}" for sign, text in keys], [key in cached for key in keys]
