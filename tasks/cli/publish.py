"""``haiyi publish``: listings into the journal and through Celery, as the platform would."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import typer
from rich.progress import Progress

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from pipeline.markets import load_markets
from tasks import logs, screen
from tasks.cli import translate as cli_translate
from tasks.cli.results import show
from tasks.cli.wanted import markets_of, roles_of
from tasks.intake import document as intake
from tasks.intake import rows
from tasks.ledger.journal import DONE, Journal
from tasks.messages import send
from tasks.policy import DependencyDown, Exit
from tasks.publish import journal_of_process, translate
from tasks.settings import Settings

POLL_S = 0.05


def run(
    file: Path, markets: str | None, timeout_s: float | None, mapped: Sequence[str] = ()
) -> int:
    """Publish a file; with a time to wait, print the translations; return the exit code."""
    settings = Settings()
    if settings.broker is None:
        hint = "start `haiyi up` and set HAIYI_REDIS_URL to what it prints"
        raise DependencyDown("broker", "HAIYI_REDIS_URL is not set", hint)
    logs.to_stderr()
    good, worst = _documents(file, markets, settings, roles_of(mapped))
    journal = journal_of_process()
    ids = journal.add([intake.to_json(document) for document in good])
    sent = send(translate, ids)
    if timeout_s is None:
        for job_id in ids:
            typer.echo(job_id)
    if not sent:
        hint = f"{len(ids)} jobs are safe in the journal; a worker that reaches it sends them"
        raise DependencyDown("broker", "it did not take the messages", hint)
    if timeout_s is None:
        return worst
    await_all(ids, journal, timeout_s)
    return max(worst, _print(ids, journal))


def _documents(
    file: Path, markets: str | None, settings: Settings, asked: Mapping[str, str]
) -> tuple[list[Document], Exit]:
    """Return the good documents of a file; the others are told."""
    known = load_markets(settings.markets)
    names = markets_of(markets, known)
    good, worst = [], Exit.OK
    for row in rows.read_path(file, known, asked, cli_translate.show_layout):
        if isinstance(row, InvalidDocument):
            screen.complain(row)
            worst = Exit.REVIEW
        else:
            good.append(replace(row, markets=tuple(names)) if names else row)
    return good, worst


def await_all(ids: Sequence[str], journal: Journal, timeout_s: float) -> None:
    """Wait until every job is done or dead, with a progress bar on a terminal.

    Raises:
        DependencyDown: some are not done in time.
    """
    deadline, left = time.monotonic() + timeout_s, list(ids)
    console = screen.err()
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("translating", total=len(ids))
        while left := journal.unfinished(left):
            progress.update(task, completed=len(ids) - len(left))
            if time.monotonic() > deadline:
                hint = "is a `haiyi worker` running? the jobs are safe in the journal"
                raise DependencyDown("worker", f"{len(left)} jobs are not done", hint)
            time.sleep(POLL_S)


def _print(ids: Sequence[str], journal: Journal) -> Exit:
    worst = Exit.OK
    for job_id in ids:
        job = journal.get(job_id)
        if job is None or job.state != DONE:
            name, why = (job.document["id"], job.error or job.state) if job else (job_id, "gone")
            screen.complain(f"{name}: {why}")
            worst = Exit.REVIEW
            continue
        for result in job.result:
            show(result)
            worst = Exit.REVIEW if result["status"] in ("review", "held") else worst
    return worst
