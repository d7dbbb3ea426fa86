"""A large backfill: its speed, the memory of the command, and that nothing is lost or done twice.

    python tests/benchmarks/backfill.py [--listings N] [--short] [--workers N] [--json FILE]

Generated listings, three in ten of their segments alike, go through the command itself with the
starter model, for all three markets, with a real server for the cache, which is empty at first.
The command is killed with kill -9 when it is a third done, and resumed. Then the whole output is
read: every document once for every market, every part with the sha256 of the manifest. A smaller
input is also run undisturbed, and has to give the bytes of the run that was killed. With workers,
they do the translating, and the memory is still that of the command. Not timed: generating the
listings, converting the model, starting the workers.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from listings import listings  # noqa: E402

from models import catalog  # noqa: E402
from models.convert import convert  # noqa: E402
from tasks.servers import embedded, processes  # noqa: E402

MARKETS = ("US", "HK", "MO")
NOTES = {"report.json", "report.html", "timings.jsonl", ".lock"}


@dataclass(frozen=True)
class Place:
    """Where everything is."""

    scratch: Path
    environment: dict[str, str]
    options: tuple[str, ...]

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command in a process of its own."""
        command = [sys.executable, "-m", "tasks", *arguments]
        log = (self.scratch / "log").open("ab")
        with contextlib.closing(log):
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, start_new_session=True,
                stdout=log, stderr=log,
            )  # fmt: skip

    def backfill(self, file: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
        """Start a backfill."""
        return self.start("backfill", str(file), "-o", str(out), *self.options, *options)


@contextlib.contextmanager
def place(scratch: Path, workers: int) -> Iterator[Place]:
    """Start what the command needs: a server, and workers if there are to be any."""
    convert(catalog.load().entry("starter-zh-en"), scratch / "home" / "models")
    with embedded.broker_and_cache(scratch / "servers") as (broker, cache):
        environment = os.environ | {
            "HAIYI_HOME": str(scratch / "home"), "HAIYI_CACHE_URL": cache.url,
            "HAIYI_REDIS_URL": broker.url, "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        options = ("--workers", "--window", str(2 * workers)) if workers else ()
        here = Place(scratch, environment, options)
        crew = [here.start("worker", "-Q", "backfill") for _ in range(workers)]
        try:
            yield here
        finally:
            for process in crew:
                processes.stop(process)


def generate(path: Path, count: int, short: bool, seed: int = 1) -> Path:
    """Write listings, and one line that is none."""
    with path.open("w", encoding="utf-8") as file:
        for row in listings(count, seed, short=short):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.write("{broken\n")
    return path


def ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process, and return its peak of memory in MB."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, -signal.SIGKILL):
        raise SystemExit(f"the command ended with {process.returncode}")
    return usage.ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)


def killed(here: Place, file: Path, out: Path, count: int) -> int:
    """Kill a backfill when it is a third done, and return its peak of memory in MB."""
    process, size = here.backfill(file, out), 0
    while size < count // 3:
        if process.poll() is not None:
            raise SystemExit(f"the command ended with {process.returncode}, see {here.scratch}")
        time.sleep(0.05)
        with contextlib.suppress(OSError, ValueError, IndexError):
            size = json.loads((out / "manifest.jsonl").read_bytes().splitlines()[-1])["end"]
    os.killpg(process.pid, signal.SIGKILL)
    return ended(process)


def verify(out: Path, count: int) -> int:
    """Read a whole output and return its rows, or end with what is wrong with it."""
    seen = {market: bytearray(count) for market in MARKETS}
    chunks = [json.loads(line) for line in (out / "manifest.jsonl").read_bytes().splitlines()]
    for index, chunk in enumerate(chunks):
        data = (out / f"part-{index:08d}.jsonl").read_bytes()
        if chunk["index"] != index or sha256(data).hexdigest() != chunk["sha256"]:
            raise SystemExit(f"part {index} is not what the manifest says")
        for row in map(json.loads, data.splitlines()):
            seen[row["market"]][int(row["id"][1:])] += 1
    if any(times != b"\1" * count for times in seen.values()):
        raise SystemExit("a document is missing, or there twice")
    (rejected,) = (out / "rejected.jsonl").read_bytes().splitlines()
    if json.loads(rejected)["line"] != count + 1:
        raise SystemExit("the broken line was not rejected")
    return sum(chunk["rows"] for chunk in chunks)


def output(out: Path) -> dict[str, bytes]:
    """Return all files of an output that have to be the same."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name not in NOTES}


def compare(here: Place, count: int, short: bool) -> None:
    """Run an input with and without a kill, and end unless both give the same bytes."""
    file = generate(here.scratch / "small.jsonl", count, short, seed=2)
    ended(here.backfill(file, here.scratch / "clean"))
    killed(here, file, here.scratch / "killed", count)
    ended(here.backfill(file, here.scratch / "killed", "--resume"))
    if output(here.scratch / "clean") != output(here.scratch / "killed"):
        raise SystemExit("the run that was killed gave other bytes than the undisturbed one")


def measure(here: Place, count: int, short: bool) -> dict[str, object]:
    """Run the large input, killed once, and return what is told of it."""
    file, out = generate(here.scratch / "large.jsonl", count, short), here.scratch / "large"
    before = killed(here, file, out, count)
    after = ended(here.backfill(file, out, "--resume"))
    rows, report = verify(out, count), json.loads((out / "report.json").read_bytes())
    return {
        "listings": count, "translations": rows, "chunks": report["chunks"],
        "seconds": report["seconds"], "listings_per_second": report["documents_per_second"],
        "core_hours": report["core_hours"], "peak_mb": max(before, after),
        "cached_share": round(report["cached_segments"] / report["segments"], 3),
        "slowest_chunk_s": report["slowest"][0]["seconds"],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--short", action="store_true", help="listings of three segments, not ten")
    parser.add_argument("--compare", type=int, default=2_000, help="0: not")
    parser.add_argument("--workers", type=int, default=0, help="0: the command does it")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        place(Path(scratch), options.workers) as here,
    ):
        if options.compare:
            compare(here, options.compare, options.short)
        result = measure(here, options.listings, options.short)
    text = json.dumps({"workers": options.workers, "compared": options.compare, **result}, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
