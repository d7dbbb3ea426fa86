import base64
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager

import pytest
from listings import listings
from sites import Site, until
from sqlalchemy import func, select

from tasks.app import build
from tasks.ledger.journal import Journal
from tasks.ledger.schema import ChunkRow
from tasks.servers import embedded, processes
from tasks.settings import Settings

pytestmark = pytest.mark.integration

COUNT = 90
NOTES = {"report.json", "report.html", "timings.jsonl", ".lock"}
# Both ends with a pipeline that raises for one text and takes its process with it for another.
FRAGILE = """
import os, sys
from dataclasses import replace
from tasks import runtime

class Fragile:
    def __init__(self, whole):
        self.whole = whole

    def __call__(self, documents, markets=None):
        titles = "".join(document.title for document in documents)
        if "deadly" in titles:
            os._exit(1)
        if "poison" in titles:
            raise ValueError(titles)
        return self.whole(documents, markets)

build = runtime.build
def fragile(settings):
    here = build(settings)
    return replace(here, pipeline=Fragile(here.pipeline))

runtime.build = fragile
from tasks.cli import main as cli
cli.main()
"""


class Backfills(Site):
    """A site whose processes are fragile, and told what they say."""

    def __init__(self, home, server, folder):
        super().__init__(home, server.url, folder, sweep_s=0.2, lease_s=1, max_attempts=2)
        self.folder, self.celery = folder, build(Settings(redis_url=server.url))

    def start(self, *arguments):
        command = [sys.executable, "-c", FRAGILE, *map(str, arguments)]
        return self.spawn(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def close(self):
        super().close()
        self.celery.close()

    def backfill(self, file, name, *options):
        return self.start("backfill", file, "-o", self.folder / name, *options)

    def publish(self, listing):
        """Publish as the platform would, from this process, and return once it is done."""
        journal = Journal(self.engine)
        (job_id,) = journal.add([listing])
        self.celery.send_task("translations.publish", (job_id,), queue="publish")
        assert until(lambda: journal.get(job_id).state == "done")

    def rows(self, *conditions):
        query = select(func.count()).select_from(ChunkRow).where(*conditions)
        with self.engine.connect() as db:
            return db.execute(query).scalar_one()

    def parts(self, name):
        return len(list((self.folder / name).glob("part-*.jsonl")))

    def output(self, name):
        files = sorted((self.folder / name).iterdir())
        return {file.name: file.read_bytes() for file in files if file.name not in NOTES}


@contextmanager
def crew(site):
    """Keep one worker running, whatever becomes of it; yield the processes there were."""
    over, all_of_them, lock = threading.Event(), [], threading.Lock()

    def keep():
        while True:
            with lock:
                if over.is_set():
                    return
                all_of_them.append(site.start("worker", "-Q", "publish,backfill"))
            all_of_them[-1].communicate()

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        yield all_of_them
    finally:
        with lock:
            over.set()
        processes.stop(all_of_them[-1])
        thread.join()


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def ended(process):
    _, err = process.communicate(timeout=300)
    assert process.returncode in (0, 1), err
    return err


def write(path, rows):
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text + "{broken\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def site(home, server, tmp_path_factory):
    running = Backfills(home, server, tmp_path_factory.mktemp("site"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def file(site):
    rows = [row | {"title": f"poison{row['title']}" if row["id"] == "L20" else row["title"]}
            for row in listings(COUNT)]  # fmt: skip
    return write(site.folder / "in.jsonl", rows)


@pytest.fixture(scope="module")
def here(site, file):
    """Return the output of an undisturbed run without workers."""
    ended(site.backfill(file, "here"))
    return site.output("here")


def test_workers_give_the_bytes_of_this_process(site, file, here):
    with crew(site):
        err = ended(site.backfill(file, "there", "--workers"))
    assert f"{COUNT - 1} documents, " in err
    assert site.output("there") == here
    reasons = [json.loads(line) for line in here["rejected.jsonl"].splitlines()]
    assert [(row["line"], row["code"]) for row in reasons] == [(21, "failed"), (COUNT + 1, "json")]
    assert reasons[0]["reason"].endswith("not translated: ValueError")
    assert site.rows() == 0


@pytest.mark.fault
def test_workers_and_command_killed_and_resumed_give_the_same_bytes(site, file, here):
    options = ("--workers", "--window", "3", "--resume")
    with crew(site) as workers:
        process = site.backfill(file, "killed", *options)
        assert until(lambda: site.parts("killed") >= 1)
        assert until(lambda: site.rows(ChunkRow.attempts == 1, ChunkRow.state == "queued"))
        os.killpg(workers[-1].pid, signal.SIGKILL)
        assert until(lambda: site.parts("killed") >= 2)
        kill(process)
        assert 0 < site.rows() <= 3
        assert site.parts("killed") < site.parts("here")
        ended(site.backfill(file, "killed", *options))
    assert site.output("killed") == here
    assert site.rows() == 0


@pytest.mark.fault
def test_document_that_kills_its_worker_is_rejected(site):
    rows = [{"id": str(i), "title": f"包{i}", "markets": ["HK"]} for i in range(20)]
    rows[4]["title"] = "deadly"
    normal, file = site.environment, write(site.folder / "deadly.jsonl", rows)
    site.environment = normal | {"HAIYI_THREADS": "2"}  # what runs beside it dies with it
    with crew(site) as workers:
        err = ended(site.backfill(file, "deadly", "--workers"))
    site.environment = normal
    assert "19 documents, 19 translations, 0 for review, 2 rows rejected" in err
    assert len(workers) >= 4
    output = site.output("deadly")
    reason = json.loads(output["rejected.jsonl"].splitlines()[0])
    assert (reason["line"], reason["code"]) == (5, "failed")
    assert reason["reason"].endswith("WorkerKilled")
    parts = b"".join(output[name] for name in output if name.startswith("part-"))
    assert [json.loads(line)["id"] for line in parts.splitlines()] == [
        str(i) for i in range(20) if i != 4
    ]
    assert site.rows() == 0


@pytest.mark.fault
def test_server_killed_and_started_again_changes_nothing(site, file, here, tmp_path):
    normal, stack = site.environment, ExitStack()
    server = stack.enter_context(embedded.serve(tmp_path / "server"))
    port = int(server.url.rpartition(":")[2].partition("/")[0])
    site.environment = normal | {"HAIYI_REDIS_URL": server.url}
    with crew(site):
        process = site.backfill(file, "server", "--workers")
        assert until(lambda: site.parts("server") >= 1)
        os.kill(server.pid, signal.SIGKILL)
        stack.close()
        with embedded.serve(tmp_path / "server", port=port):
            ended(process)
            site.environment = normal
    assert site.output("server") == here
    assert site.rows() == 0


def test_publish_in_the_middle_of_a_backfill_waits_for_one_chunk(site):
    fresh = write(site.folder / "fresh.jsonl", listings(1000, seed=2))
    passed = []
    with crew(site):
        process = site.backfill(fresh, "fresh", "--workers")
        assert until(lambda: site.parts("fresh") >= 2)
        for i in range(5):
            before = site.parts("fresh")
            site.publish({"id": f"p{i}", "title": f"手机壳{i}", "markets": ["HK"]})
            passed.append(site.parts("fresh") - before)
            assert site.rows(ChunkRow.state == "queued")
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert sorted(passed)[2] <= 3  # one under way, one more by each end of the measurement
    assert site.rows() == 0


def test_worker_with_another_pipeline_refuses(site, file, tmp_path):
    normal, table = site.environment, tmp_path / "glossary.tsv"
    table.write_text("连衣裙\tgown\tcategory\n", "utf-8")
    site.environment = normal | {"HAIYI_GLOSSARY": str(table)}
    with crew(site):
        site.environment = normal
        process = site.backfill(file, "refused", "--workers")
        _, err = process.communicate(timeout=300)
    assert process.returncode == 3
    assert "its pipeline is not that of the command" in err
    assert "Traceback" not in err
    assert site.parts("refused") == 0
    assert site.rows() == 0


def test_server_holds_a_window_of_ids_and_no_text(site, file, client):
    process = site.backfill(file, "ids", "--workers", "--window", "3")
    assert until(lambda: client.llen("backfill") == 3)
    bodies = [json.loads(message)["body"] for message in client.lrange("backfill", 0, -1)]
    arguments = [json.loads(base64.b64decode(body))[:2] for body in bodies]
    with site.engine.connect() as db:
        ids = set(db.scalars(select(ChunkRow.id)))
    assert {row_id for (row_id,), named in arguments if not named} == ids
    assert len(ids) == len(bodies) == 3
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=300)
    assert "Traceback" not in err
    assert site.rows() == 0


def test_workers_without_a_server_are_named(site, file):
    normal = site.environment
    site.environment = {k: v for k, v in normal.items() if k != "HAIYI_REDIS_URL"}
    process = site.backfill(file, "nowhere", "--workers")
    site.environment = normal
    _, err = process.communicate(timeout=300)
    assert process.returncode == 3
    assert "HAIYI_REDIS_URL is not set" in err
