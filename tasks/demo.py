"""The main job, to watch: a real server, a real worker, real listings, three markets."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.document import Document
from pipeline.markets import load_markets
from tasks import embedded, tables
from tasks.cli_up import child

EXAMPLES = Path("examples") / "listings.jsonl"
MARKETS = ("US", "HK", "MO")
READY_S = 180.0


def run(path: Path = EXAMPLES) -> int:
    """Publish the examples twice, show what came out, and return the exit code."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    documents = [d for d in tables.read(path, load_markets()) if isinstance(d, Document)]
    with (
        tempfile.TemporaryDirectory(prefix="haiyi-demo-") as folder,
        embedded.serve(Path(folder) / "server") as server,
    ):
        journal = f"sqlite:///{folder}/journal.sqlite3"
        environment = {"HAIYI_REDIS_URL": server.url, "HAIYI_DATABASE_URL": journal}
        os.environ.update(environment)
        console.print(f"embedded server: process {server.pid}")
        with child(["worker"], environment) as worker:
            console.print(f"Celery worker: process {worker.pid}; it loads the model first")
            return _demonstrate(documents, console)


def _demonstrate(documents: Sequence[Document], console: Console) -> int:
    _await_worker()
    first, seconds = _publish(documents)
    console.print(_table(documents, first))
    again, less = _publish([replace(d, version=d.version + 1) for d in documents])
    segments = sum(r["segments"] for results in again for r in results)
    cached = sum(r["cached"] for results in again for r in results)
    kept = sum(_kept(r) for results in again for r in results)
    fresh = sum(r["segments"] - r["cached"] for results in first for r in results)
    console.print(
        f"\nfirst time: {len(documents)} documents × {len(MARKETS)} markets in {seconds:.2f} s, "
        f"{fresh} of {segments} segments translated"
    )
    console.print(
        f"again: {less:.2f} s, {seconds / less:.1f} times as fast; "
        f"{cached} of {segments} segments came from the cache"
    )
    if kept:
        console.print(
            f"{kept} segments failed every check and were kept in Chinese; these are never cached"
        )
    return 0 if cached + kept == segments and len(again) == len(documents) else 1


def _kept(result: dict[str, Any]) -> int:
    """Return how many segments the model could not translate."""
    issues = (issue["code"] for field in result["fields"].values() for issue in field["issues"])
    return sum(code == "kept_source" for code in issues)


def _publish(documents: Sequence[Document]) -> tuple[list[list[dict[str, Any]]], float]:
    """Publish for all markets, wait, and return the results by document, and the seconds."""
    from tasks.cli_publish import await_all
    from tasks.publish import journal_of_process, publish

    journal = journal_of_process()
    start = time.perf_counter()
    ids = publish([replace(d, markets=MARKETS) for d in documents], journal)
    await_all(ids, journal, timeout_s=600)
    seconds = time.perf_counter() - start
    jobs = [journal.get(job_id) for job_id in ids]
    return [job.result for job in jobs if job and job.state == "done"], seconds


def _await_worker() -> None:
    """Wait until the worker answers, so that its start is not timed."""
    from tasks.app import app
    from tasks.policy import DependencyDown

    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if app.control.ping(timeout=0.5):
            return
    raise DependencyDown("worker", f"not ready in {READY_S:.0f} s", "run `haiyi doctor`")


def _table(documents: Sequence[Document], results: Sequence[Sequence[dict[str, Any]]]) -> Table:
    table = Table(
        "document", "market", "status", "title, and the first line of the body", show_lines=False
    )
    for document, translations in zip(documents, results, strict=True):
        table.add_section()
        source = translations[0]
        table.add_row(
            document.id, f"{source['source']}", f"{source['confidence']:.2f}",
            _gist(document.title, document.body), style="bold",
        )  # fmt: skip
        for result in translations:
            table.add_row(
                "", result["market"], result["status"], _gist(result["title"], result["body"])
            )
    return table


def _gist(title: str, body: str) -> str:
    first = next((line for line in body.splitlines() if line.strip()), "")
    return "\n".join(part for part in (title, first[:200]) if part).replace("[", r"\[")


if __name__ == "__main__":
    sys.exit(run())
