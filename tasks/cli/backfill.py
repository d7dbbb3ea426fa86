"""``haiyi backfill``: millions of documents, at ease, in this process or by workers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from tasks import logs, runtime, screen
from tasks.backfill import report
from tasks.backfill import run as work
from tasks.backfill.chunks import Wanted, chunks
from tasks.backfill.digests import Digests
from tasks.backfill.estimate import estimate
from tasks.backfill.folder import Folder
from tasks.backfill.input import Source
from tasks.backfill.manifest import Job
from tasks.backfill.progress import progress, share
from tasks.backfill.work import Translate, in_this_process, signature
from tasks.cli import translate as cli_translate
from tasks.cli.wanted import markets_of, roles_of
from tasks.glossary.scope import seller_scope
from tasks.policy import DependencyDown, Exit
from tasks.settings import Settings

_CHANGED = (
    "Leave out what is unchanged since the run whose output is in DIR: a document is done again "
    "if it failed or is not there, or if its text or any other of its fields, the markets asked "
    "for, the models, the glossaries or the release are others. It is then done for all its "
    "markets. DIR may itself have left documents out."
)


def backfill(
    source: Annotated[
        str,
        typer.Argument(metavar="IN", help="JSONL, XLSX, CSV or Parquet, also .gz, .zst."),
    ],
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder of the output.")] = None,
    markets: Annotated[
        str | None, typer.Option("--markets", "-m", help="Such as US,HK; default: their own.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a run ended.")] = False,
    workers: Annotated[
        bool, typer.Option("--workers", help="Have it done by the workers of queue `backfill`.")
    ] = False,
    window: Annotated[
        int, typer.Option(min=1, max=1000, help="Chunks that workers have: two for each of them.")
    ] = 8,
    only_changed: Annotated[
        Path | None, typer.Option("--only-changed", metavar="DIR", help=_CHANGED)
    ] = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", help="What a column of a table is: 'HEADING=title'."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count and estimate.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Rows of the input to take.")] = None,
) -> None:
    """Translate a large file chunk by chunk; it may be killed at any moment and resumed."""
    if out is None and not dry_run:
        raise typer.BadParameter("give --out DIR, or --dry-run")
    logs.to_stderr()
    settings = Settings()
    if workers and settings.broker is None:
        hint = "start `haiyi up` and set HAIYI_REDIS_URL to what it prints"
        raise DependencyDown("broker", "HAIYI_REDIS_URL is not set", hint)
    here = runtime.build(settings)
    wanted, since = _wanted(here, markets, only_changed)
    asked = roles_of(mapped or ())
    with Source(source, asked, cli_translate.show_layout) as opened:
        if out is None or dry_run:
            return _estimate(here, opened, wanted, limit)
        job = Job(opened.fingerprint, wanted.markets, wanted.signature, limit, since)
        run = _Run(here, opened, Folder(out), wanted, job)
        raise typer.Exit(run(resume=resume, window=window if workers else 0))


def _wanted(
    here: runtime.Runtime, markets: str | None, earlier: Path | None
) -> tuple[Wanted, str | None]:
    """Return what is to be done, and the state of the output that decides what is not."""
    names = markets_of(markets, here.markets)
    contents, since = Folder(earlier).contents() if earlier else (Digests(), None)

    def terms(seller_id: str) -> str:
        return here.glossaries.scope(seller_scope(seller_id)).revision if seller_id else ""

    own = tuple(names) if names else None
    return Wanted(here.markets, own, signature(here.pipeline), terms, contents), since


@dataclass(frozen=True, slots=True)
class _Run:
    """A backfill of one source into one folder."""

    here: runtime.Runtime
    source: Source
    folder: Folder
    wanted: Wanted
    job: Job

    def __call__(self, *, resume: bool, window: int) -> Exit:
        """Run to the end and tell the result; without a window, in this process."""
        with self.folder.held(self.job, resume=resume) as name:
            translate = self._translate(name, window)
            with progress(self.source) as show:
                for step in work.run(
                    self.source, self.folder, self.wanted, translate, self.job.limit
                ):
                    show(step)
            return _tell(report.save(self.folder), self.folder)

    def _translate(self, name: str, window: int) -> Translate:
        if not window:
            return in_this_process(self.here.pipeline)
        from tasks.backfill.workers import Workers, chunks_of_process  # Celery: if need be

        return Workers(chunks_of_process(), name, self.job.signature, window)


def _tell(found: dict[str, Any], folder: Folder) -> Exit:
    rejected = sum(found["rejected"].values())
    review = sum(
        counts.get("review", 0) + counts.get("held", 0) for counts in found["markets"].values()
    )
    unchanged = f"{found['unchanged']} unchanged, " if found["unchanged"] else ""
    screen.err().print(
        f"{found['documents']} documents, {unchanged}{found['translations']} translations, "
        f"{review} for review, {rejected} rows rejected{_why(found['rejected'])}; "
        f"{folder.path / 'report.html'}",
        markup=False,
    )
    return Exit.REVIEW if rejected or review else Exit.OK


def _why(rejected: dict[str, int]) -> str:
    """Return what was wrong with rows, and where they are."""
    if not rejected:
        return ""
    codes = ", ".join(f"{code} {count}" for code, count in rejected.items())
    return f" ({codes}: see rejected.jsonl)"


def _estimate(here: runtime.Runtime, source: Source, wanted: Wanted, limit: int | None) -> None:
    found = chunks(islice(source.rows(), limit), wanted, Digests())
    total = estimate(here.pipeline, found, has_cache=Settings().cache is not None)
    unchanged = f", {total.unchanged} unchanged" if total.unchanged else ""
    screen.out().print(
        f"{total.documents} documents{unchanged}, {total.rejected} rows rejected\n"
        f"{total.segments} unique segments, {share(total.cached, total.segments)} cached\n"
        f"about {total.seconds:.0f} s in one process",
        markup=False,
    )
