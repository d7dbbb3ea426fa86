import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks import embedded, intake, runtime
from tasks.journal import Journal
from tasks.settings import Settings
from tasks.store import connect

pytestmark = pytest.mark.integration
READY_S = 90


class Site:
    """A journal, a server, and workers that are processes of their own."""

    def __init__(self, home: Path, server: embedded.Server, folder: Path) -> None:
        url = f"sqlite:///{folder}/journal.sqlite3"
        self.engine = connect(url)
        self.journal = Journal(self.engine, lease_s=0.5)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ, "HAIYI_HOME": str(home), "HAIYI_REDIS_URL": server.url,
            "HAIYI_DATABASE_URL": url, "HAIYI_SWEEP_S": "0.3", "HAIYI_LEASE_S": "2",
        }  # fmt: skip

    def haiyi(self, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tasks", *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=90, check=False,
            **options,
        )  # fmt: skip

    def worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tasks", "worker"]
        process = subprocess.Popen(
            command, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL
        )
        self.workers.append(process)
        return process

    def close(self) -> None:
        for process in self.workers:
            embedded.stop(process)
        self.engine.dispose()


@pytest.fixture(scope="module")
def site(home, server, tmp_path_factory):
    running = Site(home, server, tmp_path_factory.mktemp("site"))
    yield running
    running.close()


def listings(tmp_path, *rows):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return str(path)


def test_publish_through_a_worker_translates_for_every_market(site, tmp_path):
    site.worker()
    file = listings(
        tmp_path,
        {"id": "1", "version": 1, "title": "保温杯 500ml", "markets": ["US", "HK", "MO"], "sku": 9},
        {"id": "2", "version": 1, "title": "Ceramic mug", "markets": ["US"]},
    )
    done = site.haiyi("publish", file)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["id"], row["market"]) for row in rows] == [
        ("1", "US"), ("1", "HK"), ("1", "MO"), ("2", "US"),
    ]  # fmt: skip
    assert all("500ml" in row["title"] for row in rows[:3])
    assert rows[1]["title"] == "保溫杯 500ml"
    assert rows[0]["extra"] == {"sku": 9}
    assert (rows[3]["title"], rows[3]["status"]) == ("Ceramic mug", "kept")


def test_publish_gives_what_a_preview_shows(site, home, tmp_path):
    """Both doors open onto one pipeline; only where a segment came from may differ."""
    row = {
        "id": "p", "version": 1, "title": "【现货】保温杯 500ml", "body": "很好用！¥39.9包邮 @小美",
        "variants": [{"name": "颜色", "values": ["米白", "奶白"]}], "markets": ["US", "HK"],
    }  # fmt: skip
    published = [
        json.loads(x) for x in site.haiyi("publish", listings(tmp_path, row)).stdout.splitlines()
    ]
    here = runtime.build(Settings(home=home))
    previewed = [t.to_json() for t in here.pipeline([intake.parse(row, here.markets)])]
    for result in (*published, *previewed):
        del result["cached"]
    assert published == previewed


def test_publish_again_is_the_same_job(site, tmp_path):
    file = listings(tmp_path, {"id": "again", "version": 1, "title": "手机壳", "markets": ["HK"]})
    first = site.haiyi("publish", file, "--no-wait").stdout
    assert first
    assert site.haiyi("publish", file, "--no-wait").stdout == first


def test_publish_reports_bad_lines_and_sends_the_good(site, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "ok", "title": "包", "markets": ["HK"]}\n{"id": "bad"\n', "utf-8")
    done = site.haiyi("publish", str(path))
    assert done.returncode == 1
    assert "line 2: malformed JSON" in done.stderr
    assert json.loads(done.stdout)["title"] == "包"


def test_publish_survives_a_killed_worker_and_a_flushed_server(site, client):
    """No message is left, and the worker is gone: the sweeper of the next one sends again."""
    for process in site.workers:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    rows = [
        {"id": f"k{i}", "version": 1, "title": f"手机壳{i}", "markets": ["HK"]} for i in range(20)
    ]
    ids = site.journal.add(rows)
    client.flushall()
    site.worker()
    deadline = time.monotonic() + READY_S
    while site.journal.unfinished(ids) and time.monotonic() < deadline:
        time.sleep(0.1)
    jobs = [site.journal.get(job_id) for job_id in ids]
    assert [job.state for job in jobs] == ["done"] * 20
    assert [job.result[0]["title"] for job in jobs] == [f"手機殼{i}" for i in range(20)]


def test_worker_ends_on_sigterm_and_loses_nothing(site):
    process = site.worker()
    ids = site.journal.add([{"id": "term", "version": 1, "title": "手机壳", "markets": ["HK"]}])
    process.terminate()
    process.wait(60)
    assert site.journal.get(ids[0]).state in ("queued", "done")


def test_publish_without_a_broker_says_what_to_do(site, tmp_path):
    environment = {k: v for k, v in site.environment.items() if k != "HAIYI_REDIS_URL"}
    file = listings(tmp_path, {"id": "1", "title": "包"})
    done = subprocess.run(
        [sys.executable, "-m", "tasks", "publish", file],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "haiyi up" in done.stderr
    assert "Traceback" not in done.stderr
