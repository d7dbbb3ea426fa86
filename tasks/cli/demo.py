"""The main job, to watch: a real server, a real worker, real listings, three markets."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.table import Table

from pipeline.document import Document
from pipeline.markets import load_markets
from tasks import policy, screen
from tasks.cli.up import child
from tasks.intake import rows
from tasks.policy import DependencyDown
from tasks.servers import embedded

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "listings.jsonl"
MARKETS = ("US", "HK", "MO")
READY_S = 180.0

Results = list[list[dict[str, Any]]]


def run(path: Path = EXAMPLES) -> int:
    """Publish the examples twice, show what came out, and return the exit code."""
    found = rows.read_path(path, load_markets())
    documents = [replace(d, markets=MARKETS) for d in found if isinstance(d, Document)]
    with _site() as worker:
        _await_worker(worker)
        first, seconds = _publish(documents)
        screen.out().print(_table(documents, first))
        # A new version is a new job: its work is done again, and not skipped as a duplicate.
        again, less = _publish([replace(d, version=d.version + 1) for d in documents])
    return _conclude(first, seconds, again, less)


@contextlib.contextmanager
def _site() -> Iterator[subprocess.Popen[bytes]]:
    """Run servers and a worker on fresh folders, and let this process publish to them."""
    say = screen.out().print
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="haiyi-demo-")))
        broker, cache = stack.enter_context(embedded.broker_and_cache(folder))
        os.environ |= {
            "HAIYI_REDIS_URL": broker.url,
            "HAIYI_CACHE_URL": cache.url,
            "HAIYI_DATABASE_URL": f"sqlite:///{folder}/journal.sqlite3",
        }
        log = stack.enter_context((folder / "worker.log").open("wb"))
        worker = stack.enter_context(child(["worker"], {}, log))
        say(f"embedded servers: broker is process {broker.pid}, cache is process {cache.pid}")
        say(f"Celery worker: process {worker.pid}; it loads the model first")
        try:
            yield worker
        except DependencyDown:
            screen.err().print((folder / "worker.log").read_text()[-2000:], markup=False)
            raise


def _await_worker(worker: subprocess.Popen[bytes]) -> None:
    """Wait until the worker answers, so that its start is not timed."""
    from tasks.app import app

    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and worker.poll() is None:
        if app.control.ping(timeout=0.5):
            return
    raise DependencyDown("worker", "it did not start", "run `haiyi doctor`")


def _publish(documents: Sequence[Document]) -> tuple[Results, float]:
    """Publish, wait, and return the results by document, and the seconds it took."""
    from tasks.cli.publish import await_all
    from tasks.publish import journal_of_process, publish

    journal = journal_of_process()
    start = time.perf_counter()
    ids = publish(documents, journal)
    await_all(ids, journal, timeout_s=600)
    seconds = time.perf_counter() - start
    jobs = [journal.get(job_id) for job_id in ids]
    return [job.result for job in jobs if job and job.state == "done"], seconds


def _conclude(first: Results, seconds: float, again: Results, less: float) -> int:
    """Compare the two times; return 0 where the second needed no model."""
    say = screen.out().print
    segments, cached, kept = _count(again)
    fresh = _count(first)[0] - _count(first)[1]
    say(
        f"\nfirst time: {len(first)} documents for {', '.join(MARKETS)} in {seconds:.2f} s; ",
        end="",
    )
    say(f"{fresh} of {segments} segments were translated")
    say(f"again: {less:.2f} s, {seconds / less:.1f} times as fast; ", end="")
    say(f"{cached} of {segments} segments came from the cache")
    if kept:
        say(f"{kept} failed every check and were kept as written; such are never cached")
    return 0 if again and len(again) == len(first) and cached + kept == segments else 1


def _count(results: Results) -> tuple[int, int, int]:
    """Return how many segments there are, were cached, and could not be translated."""
    flat = [result for translations in results for result in translations]
    issues = (issue for r in flat for field in r["fields"].values() for issue in field["issues"])
    kept = sum(issue["code"] == "kept_source" for issue in issues)
    return sum(r["segments"] for r in flat), sum(r["cached"] for r in flat), kept


def _table(documents: Sequence[Document], results: Results) -> Table:
    table = Table("document", "market", "status", "title, and the first line of the body")
    for document, translations in zip(documents, results, strict=True):
        table.add_section()
        heard = translations[0]
        gist = _gist(document.title, document.body)
        table.add_row(
            document.id, heard["source"], f"{heard['confidence']:.2f}", gist, style="bold"
        )
        for result in translations:
            gist = _gist(result["title"], result["body"])
            table.add_row("", result["market"], result["status"], gist)
    return table


def _gist(title: str, body: str) -> str:
    first = next((line for line in body.splitlines() if line.strip()), "")
    return "\n".join(part for part in (title, first[:200]) if part).replace("[", r"\[")


def main() -> None:
    """Run the demo; what is known to go wrong is told in a line."""
    try:
        sys.exit(run())
    except DependencyDown as error:
        screen.complain(policy.message(error))
        sys.exit(policy.rule(error).exit)


if __name__ == "__main__":
    main()
