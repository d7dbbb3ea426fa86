"""How fast Haiyi is, beside the obvious way: one harness, one run, the same texts.

    python tests/benchmarks/bench.py [--shape starter|opus] [--devset TSV] [--out DIR] [--record]

Writes results.json, throughput.md and throughput.png to DIR (build/bench); ``--record`` puts them
into BENCHMARKS.md and docs/ as well. Every measurement is made in a process of its own. Not timed:
imports, loading and converting models, one warm-up call, the doors (JSON, HTTP, Celery). The model
of opus-mt-zh-en's shape has random weights and always writes 16 tokens: it tells of speed only.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

import quality  # noqa: E402
import startup  # noqa: E402
import ways  # noqa: E402
from workload import SHAPES, Job, Work, entry, listings  # noqa: E402

from tasks.servers import embedded  # noqa: E402

_LISTINGS = {"starter": 240, "opus": 64}
_RUN = {"transformers": ways.transformers, "backend": ways.backend, "pipeline": ways.cold,
        "warm": ways.warm}  # fmt: skip


def jobs(shape: str, cores: int) -> Iterator[Job]:
    """Yield what is measured on one model, the obvious way first: it is what ratios refer to."""
    yield Job(shape, "transformers, one by one, beam 4", cores)
    yield Job(shape, "transformers, batches of 32, beam 4", cores)
    yield Job(shape, "transformers, batches of 32, greedy", cores)
    for count in sorted({1, cores}):
        yield Job(shape, "backend, greedy", count)
    yield Job(shape, "backend, beam 4", cores)
    for count in sorted({1, cores}):
        yield Job(shape, "pipeline, cold", count)
    if cores > 1:
        yield Job(shape, "pipeline, cold", workers=cores)
    yield Job(shape, "warm server")
    yield Job(shape, "warm process")


def measure(job: Job, work: Work) -> list[ways.Result]:
    """Run a job in as many new processes as it has workers, all at the same time."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        start = manager.Barrier(job.workers)
        with context.Pool(job.workers) as pool:
            waiting = [pool.apply_async(_run, (job, work, start, i)) for i in range(job.workers)]
            results = [result.get() for result in waiting]
            pool.close()
            pool.join()
            return results


def _run(job: Job, work: Work, start: Any, number: int) -> ways.Result:
    """Measure, in a process that does nothing else; workers have a database each."""
    warnings.simplefilter("ignore")
    work = replace(work, redis_url=work.redis_url.removesuffix("/0") + f"/{number}", start=start)
    return _RUN[job.way.replace(",", " ").split()[0]](job, work)


def row(job: Job, work: Work, results: Sequence[ways.Result]) -> dict[str, Any]:
    """Return one line of the table."""
    texts_a_listing = len(work.texts) / len(work.documents)
    scale = texts_a_listing if job.way.startswith(("pipeline", "warm")) else 1
    rate = sum(r.count / r.seconds for r in results) * scale
    facts = {name: round(value, 3) for r in results for name, value in r.facts.items()}
    return asdict(job) | {
        "segments_per_s": round(rate, 2),
        "per_core": round(rate / (job.cores * job.workers), 1),
        "tokens_per_s": round(rate * work.tokens),
        "listings_per_s": round(rate / texts_a_listing, 3),
        "p50_ms": round(max(r.p50_ms for r in results), 1),
        "p95_ms": round(max(r.p95_ms for r in results), 1),
        "peak_mb": round(max(r.peak_mb for r in results)),
        "own_mb": round(max(r.own_mb for r in results)),
    } | facts  # fmt: skip


def bench(shape: str, folder: Path, server: embedded.Server, cores: int) -> list[dict[str, Any]]:
    """Return the table of one model, with ratios to its first line."""
    model = _apart(entry, shape, folder)
    work = Work(model, folder / "home", documents=listings(_LISTINGS[shape]), redis_url=server.url)
    work = _apart(ways.prepared, work)
    rows: list[dict[str, Any]] = []
    for job in jobs(shape, cores):
        line = row(job, work, measure(job, work))
        line["ratio"] = round(line["segments_per_s"] / (rows or [line])[0]["segments_per_s"], 1)
        rows.append(line)
        speed = f"{line['segments_per_s']:9.1f} segments/s {line['ratio']:7.1f}×"
        print(f"{shape:8} {job.way:36} {job.cores} × {job.workers} {speed}", file=sys.stderr)
    return rows


def _apart(call: Any, *arguments: Any) -> Any:
    """Call in a process of its own, so that this one stays small: its memory is inherited."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        result = pool.apply(call, arguments)
        pool.close()
        pool.join()
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("--cores", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--devset", type=Path, help="source<TAB>reference: greedy against beam 4")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--record", action="store_true", help="put the results into the documents")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, embedded.serve(Path(scratch) / "s") as server:
        folder = Path(scratch)
        rows = [r for s in options.shape or SHAPES for r in bench(s, folder, server, options.cores)]
        result = {"cores": options.cores, "rows": rows, "start": startup.measure(folder / "start")}
        if options.devset and options.devset.is_file():
            result["quality"] = _apart(quality.measure, folder / "start" / "models", options.devset)
    import report  # only now: a plot needs much memory

    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "results.json").write_text(json.dumps(result, indent=1) + "\n")
    report.write(result, options.out)
    if options.record:
        report.record(options.out)


if __name__ == "__main__":
    main()
