import json
import os
import random
import resource
import signal
import subprocess
import sys
import time

import forked
import pytest

from tasks.backfill.folder import Folder

pytestmark = pytest.mark.integration

COUNT = 700
NOTES = {"report.json", "report.html", "timings.jsonl", ".lock"}
COMMAND = """
from tasks.cli import main as cli
from tasks.cli.backfill import backfill

cli.app.command()(backfill)
cli.main()
"""


@pytest.fixture(scope="module")
def listings(tmp_path_factory):
    """Return a file of listings, a third of them alike, with rows that cannot be used."""
    path, chance = tmp_path_factory.mktemp("in") / "in.jsonl", random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for i in range(COUNT):
            title = f"{chance.choice(('防摔手机壳', '夏季连衣裙'))}{chance.randrange(100)}号"
            row = {"id": "5" if i % 50 == 49 else str(i), "title": title, "body": "质量很好。"}
            print("{broken" if i % 40 == 13 else json.dumps(row), file=file)
    return path


@pytest.fixture(scope="module")
def start(home, server):
    """Start the command in a process of its own."""

    def run(*arguments, **options):
        return forked.Popen(
            [sys.executable, "-c", COMMAND, "backfill", *map(str, arguments)],
            env={**os.environ, "HAIYI_HOME": str(home), "HAIYI_CACHE_URL": server.url},
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )

    return run


def ended(process):
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def clean(start, listings, tmp_path_factory):
    """Return the output of an undisturbed run, made with an empty cache."""
    path = tmp_path_factory.mktemp("clean") / "out"
    code, _, err = ended(start(listings, "-o", path, "-m", "US,HK"))
    assert code in (0, 1), err
    return path


def output(path):
    return {f.name: f.read_bytes() for f in sorted(path.iterdir()) if f.name not in NOTES}


def test_backfill_holds_every_document_once(clean):
    rows = [json.loads(x) for f in clean.glob("part-*") for x in f.read_bytes().splitlines()]
    good = {str(i) for i in range(COUNT) if i % 40 != 13 and i % 50 != 49}
    assert len(rows) == 2 * len(good)
    assert {(row["id"], row["market"]) for row in rows} == {
        (i, m) for i in good for m in ("US", "HK")
    }
    rejected = [json.loads(x) for x in (clean / "rejected.jsonl").read_bytes().splitlines()]
    assert {row["line"] - 1 for row in rejected} == set(range(COUNT)) - set(map(int, good))
    report = json.loads((clean / "report.json").read_bytes())
    assert report["documents"] == len(good)
    assert report["core_hours"] > 0


def test_backfill_does_not_depend_on_the_cache(start, listings, clean, client, tmp_path):
    client.flushall()
    for name in ("fresh", "cached"):
        code, _, err = ended(start(listings, "-o", tmp_path / name, "-m", "US,HK"))
        assert code in (0, 1), err
        assert output(tmp_path / name) == output(clean)


@pytest.mark.fault
def test_backfill_killed_again_and_again_is_byte_identical(
    start, listings, clean, client, tmp_path
):
    client.flushall()
    chance, path, kills = random.Random(7), tmp_path / "out", 0
    for target in (0, 2, 3, 5, 8):
        process = start(listings, "-o", path, "-m", "US,HK", "--resume")
        until = time.monotonic() + 300
        while process.poll() is None and len(list(path.glob("part-*.jsonl"))) <= target:
            assert time.monotonic() < until
            time.sleep(0.002)
        time.sleep(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        kills += ended(process)[0] == -signal.SIGKILL
    assert kills >= 3
    code, _, err = ended(start(listings, "-o", path, "-m", "US,HK", "--resume"))
    assert code in (0, 1), err
    assert output(path) == output(clean)


@pytest.mark.fault
def test_backfill_on_a_full_disk_ends_and_goes_on_later(start, listings, clean, tmp_path):
    path, enough = tmp_path / "out", max(f.stat().st_size for f in clean.glob("part-*"))
    too_little = enough - 100

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (too_little, too_little))

    code, _, err = ended(start(listings, "-o", path, "-m", "US,HK", preexec_fn=limited))
    assert code == 3, err
    assert "Traceback" not in err
    assert len(list(Folder(path).done())) < len(list(Folder(clean).done()))
    code, _, err = ended(start(listings, "-o", path, "-m", "US,HK", "--resume"))
    assert code in (0, 1), err
    assert output(path) == output(clean)


def test_backfill_refuses_to_resume_with_other_markets(start, listings, clean):
    code, _, err = ended(start(listings, "-o", clean, "-m", "US", "--resume"))
    assert code == 2
    assert "markets" in err
    assert "Traceback" not in err


def test_backfill_dry_run_counts_and_writes_nothing(start, listings, tmp_path):
    code, out, err = ended(
        start(listings, "--dry-run", "-m", "HK", "--limit", "50", "-o", tmp_path / "out")
    )
    assert code == 0, err
    assert out.startswith("48 documents, 2 rows rejected\n")
    assert not list(tmp_path.iterdir())
