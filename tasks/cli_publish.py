"""``haiyi publish``: listings into the journal and through Celery, as the platform would."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from pipeline.markets import load_markets
from tasks import cli_translate, tables
from tasks.journal import Journal
from tasks.policy import DependencyDown, Exit
from tasks.publish import journal_of_process, publish
from tasks.settings import Settings

POLL_S = 0.05


def run(file: Path, markets: str | None, timeout_s: float | None) -> int:
    """Publish a file; with a time to wait, print the translations; return the exit code."""
    if Settings().broker is None:
        hint = "start `haiyi up` and set HAIYI_REDIS_URL to what it prints"
        raise DependencyDown("broker", "HAIYI_REDIS_URL is not set", hint)
    known = load_markets()
    names = cli_translate.wanted(markets, known)
    rows = list(tables.read(file, known))
    bad = [row for row in rows if isinstance(row, InvalidDocument)]
    good = [row for row in rows if isinstance(row, Document)]
    if names:
        good = [replace(document, markets=tuple(names)) for document in good]
    journal = journal_of_process()
    ids = publish(good, journal)
    cli_translate.report(bad)
    if timeout_s is None:
        sys.stdout.writelines(f"{job_id}\n" for job_id in ids)
        return Exit.REVIEW if bad else Exit.OK
    await_all(ids, journal, timeout_s)
    return max(_print(ids, journal), Exit.REVIEW if bad else Exit.OK)


def await_all(ids: Sequence[str], journal: Journal, timeout_s: float) -> None:
    """Wait until every job is done or dead, with a progress bar on a terminal.

    Raises:
        DependencyDown: some are not done in time.
    """
    deadline, left = time.monotonic() + timeout_s, list(ids)
    console = Console(stderr=True)
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
        if job is None or job.state == "dead":
            name = job.document["id"] if job else job_id
            Console(stderr=True).print(
                f"haiyi: {name}: {job.error if job else 'gone'}", markup=False
            )
            worst = Exit.REVIEW
            continue
        for result in job.result:
            print(json.dumps(result, ensure_ascii=False))  # noqa: T201 - data goes to stdout
            worst = Exit.REVIEW if result["status"] == "review" else worst
    return worst
